//! What the package raises.

use std::fmt::Display;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

pyo3::create_exception!(
    byzrate,
    Error,
    PyValueError,
    "What byzrate refuses: an array, a name, a parameter, a spec or a store. Whatever a rule of yours raises arrives as itself."
);

/// A refusal in the words of whoever refuses.
pub fn refused(reason: impl Display) -> PyErr {
    Error::new_err(reason.to_string())
}

/// Adds a note to an exception, where the interpreter has notes (3.11 on).
pub fn noted(py: Python, error: PyErr, note: &str) -> PyErr {
    // Without notes the exception is the same, and says less.
    let _ = error.value(py).call_method1("add_note", (note,));
    error
}
