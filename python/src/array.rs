//! From NumPy to messages, and back.

use byzrate::aggregator::{Float, Messages};
use numpy::{Element, PyArray1, PyArray2, PyArray3, PyArrayMethods, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use crate::error::refused;

/// The kinds of numbers that are taken: integers and floats.
const KINDS: &str = "iuf";

static NUMPY: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

fn module(py: Python<'_>) -> PyResult<&Bound<'_, PyModule>> {
    let module = NUMPY.get_or_try_init(py, || py.import("numpy").map(Bound::unbind))?;
    Ok(module.bind(py))
}

/// Messages as wide as they came.
pub enum Either {
    Double(Messages),
    Single(Messages<f32>),
}

impl Either {
    /// The number of workers m, and the dimension d.
    pub fn shape(&self) -> (usize, usize) {
        match self {
            Self::Double(messages) => (messages.workers(), messages.dim()),
            Self::Single(messages) => (messages.workers(), messages.dim()),
        }
    }
}

/// The (m, d) array `array` as messages, copied once, so that the interpreter may go on while they are read. `name` is the argument's.
///
/// # Errors
/// If it is no matrix of real numbers, or has no row or no column.
pub fn messages(array: &Bound<'_, PyAny>, name: &str) -> PyResult<Messages> {
    Ok(match either(array, name)? {
        Either::Double(messages) => messages,
        Either::Single(messages) => messages.widened(),
    })
}

/// The same, in single precision where the array is.
///
/// # Errors
/// If it is no matrix of real numbers, or has no row or no column.
pub fn either(array: &Bound<'_, PyAny>, name: &str) -> PyResult<Either> {
    let py = array.py();
    // A subclass may mean something else by its values, as a masked array does.
    if array.get_type().is(py.get_type::<PyArray2<f64>>()) {
        if let Ok(array) = array.cast::<PyArray2<f64>>() {
            return of_matrix(array.try_readonly().map_err(refused)?, name).map(Either::Double);
        }
        if let Ok(array) = array.cast::<PyArray2<f32>>() {
            return of_matrix(array.try_readonly().map_err(refused)?, name).map(Either::Single);
        }
    }
    let array = numbers(array, name)?;
    let shape: Vec<usize> = array.getattr("shape")?.extract()?;
    if shape.len() != 2 {
        return Err(refused(format!(
            "{name} has shape {}: it is a matrix (m, d), a row for each worker",
            array.getattr("shape")?
        )));
    }
    of_matrix(array.cast::<PyArray2<f64>>()?.try_readonly().map_err(refused)?, name).map(Either::Double)
}

/// The array of d numbers that a rule gave, written to `out`.
///
/// # Errors
/// If it is no vector of d real numbers.
pub fn vector(array: &Bound<'_, PyAny>, out: &mut [f64], name: &str) -> PyResult<()> {
    let take = |array: &Bound<'_, PyArray1<f64>>, out: &mut [f64]| -> PyResult<()> {
        let values = array.try_readonly().map_err(refused)?;
        for (out, value) in out.iter_mut().zip(values.as_array()) {
            *out = *value;
        }
        Ok(())
    };
    if array.get_type().is(array.py().get_type::<PyArray1<f64>>())
        && let Ok(array) = array.cast::<PyArray1<f64>>()
        && array.len() == out.len()
    {
        return take(array, out);
    }
    if array.is_none() {
        return Err(refused(format!(
            "{name} is None and not an array of shape ({},)",
            out.len()
        )));
    }
    let array = numbers(array, name)?;
    let shape = array.getattr("shape")?;
    if shape.extract::<Vec<usize>>()? != [out.len()] {
        return Err(refused(format!("{name} has shape {shape} and not ({},)", out.len())));
    }
    take(array.cast::<PyArray1<f64>>()?, out)
}

/// The matrix that a callable gave, written to the rows `outs`, all of one length.
///
/// # Errors
/// If it is no matrix of real numbers of that shape.
pub fn rows(array: &Bound<'_, PyAny>, outs: &mut [&mut [f64]], name: &str) -> PyResult<()> {
    let (count, dim) = (outs.len(), outs.first().map_or(0, |out| out.len()));
    if array.is_none() {
        return Err(refused(format!(
            "{name} is None and not an array of shape ({count}, {dim})"
        )));
    }
    let array = numbers(array, name)?;
    let shape = array.getattr("shape")?;
    if shape.extract::<Vec<usize>>()? != [count, dim] {
        return Err(refused(format!("{name} has shape {shape} and not ({count}, {dim})")));
    }
    let values = array.cast::<PyArray2<f64>>()?.try_readonly().map_err(refused)?;
    for (out, row) in outs.iter_mut().zip(values.as_array().rows()) {
        for (out, value) in out.iter_mut().zip(row) {
            *out = *value;
        }
    }
    Ok(())
}

/// The numbers of an array (d,) of any length above 0.
///
/// # Errors
/// If it is no vector of finite real numbers.
pub fn any_vector(array: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<f64>> {
    let array = numbers(array, name)?;
    let shape = array.getattr("shape")?;
    let mut out = match shape.extract::<Vec<usize>>()?[..] {
        [dim] if dim > 0 => vec![0.0; dim],
        _ => return Err(refused(format!("{name} has shape {shape}: it is a vector (d,)"))),
    };
    vector(&array, &mut out, name)?;
    match out.iter().find(|value| !value.is_finite()) {
        Some(value) => Err(refused(format!("{name} has a {value} in it"))),
        None => Ok(out),
    }
}

/// Numbers as an array (d,).
pub fn row<'py>(py: Python<'py>, values: &[f64]) -> Bound<'py, PyArray1<f64>> {
    PyArray1::from_slice(py, values)
}

/// Rows of `dim` numbers as a matrix.
///
/// # Errors
/// If the interpreter has no memory left.
pub fn of_rows(py: Python<'_>, values: Vec<f64>, dim: usize) -> PyResult<Bound<'_, PyArray2<f64>>> {
    let rows = values.len() / dim;
    PyArray1::from_vec(py, values).reshape([rows, dim])
}

/// Messages of R replicates as an (R, m, d) array.
///
/// # Errors
/// If the interpreter has no memory left.
pub fn stack<'py>(py: Python<'py>, several: &[&Messages]) -> PyResult<Bound<'py, PyArray3<f64>>> {
    let (workers, dim) = several.first().map_or((0, 0), |first| (first.workers(), first.dim()));
    let mut values: Vec<f64> = Vec::with_capacity(several.len() * workers * dim);
    for messages in several {
        values.extend_from_slice(messages.values());
    }
    PyArray1::from_vec(py, values).reshape([several.len(), workers, dim])
}

/// Whatever NumPy makes an array of real numbers of, as float64.
fn numbers<'py>(array: &Bound<'py, PyAny>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let py = array.py();
    let numpy = module(py)?;
    let masked = numpy.getattr("ma")?.getattr("MaskedArray")?;
    if array.is_instance(&masked)? {
        return Err(refused(format!(
            "{name} is a masked array: fill it, or leave out what is masked"
        )));
    }
    let made = numpy.call_method1("asarray", (array,)).map_err(|error| {
        // A ragged list; whatever else a library's own array raises is its own.
        if error.is_instance_of::<PyValueError>(py) {
            refused(format!("{name} is no array: {}", error.value(py)))
        } else {
            error
        }
    })?;
    let dtype = made.getattr("dtype")?;
    let kind: String = dtype.getattr("kind")?.extract()?;
    if !KINDS.contains(&kind) {
        return Err(refused(format!(
            "{name} holds {dtype}: it must hold real numbers, float64 or what converts to it"
        )));
    }
    let options = PyDict::new(py);
    options.set_item("copy", false)?;
    made.call_method("astype", ("float64",), Some(&options))
}

fn of_matrix<T: Element + Float>(array: PyReadonlyArray2<'_, T>, name: &str) -> PyResult<Messages<T>> {
    let (workers, dim) = (array.shape()[0], array.shape()[1]);
    // `as_slice` alone would give the columns of an array in Fortran order.
    let messages = if array.is_c_contiguous() {
        Messages::from_slice(workers, dim, array.as_slice()?)
    } else {
        Messages::from_values(workers, dim, array.as_array().iter().copied().collect())
    };
    messages.map_err(|error| refused(format!("{name}: {error}")))
}

/// Messages as an (m, d) array.
pub fn matrix<'py>(py: Python<'py>, messages: &Messages) -> PyResult<Bound<'py, PyArray2<f64>>> {
    first_rows(py, messages, messages.workers())
}

/// The messages of the first `count` workers as an array.
pub fn first_rows<'py>(py: Python<'py>, messages: &Messages, count: usize) -> PyResult<Bound<'py, PyArray2<f64>>> {
    PyArray1::from_slice(py, &messages.values()[..count * messages.dim()]).reshape([count, messages.dim()])
}
