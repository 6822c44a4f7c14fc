//! Keyword arguments as keys of a spec.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

use crate::error::refused;

/// Keys with their values as TOML writes them; an argument that is None is none.
#[derive(Clone, Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Of a rule or an adversary: `bucket_size` is the key `bucket-size`.
    pub fn of_part(arguments: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        Self::read(arguments, |name| name.replace('_', "-"))
    }

    /// Under the names that they have.
    pub fn as_named(arguments: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        Self::read(arguments, str::to_owned)
    }

    fn read(arguments: Option<&Bound<'_, PyDict>>, key: fn(&str) -> String) -> PyResult<Self> {
        let mut parameters = Self::default();
        for (name, value) in arguments.into_iter().flatten() {
            let name: String = name.extract()?;
            let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            if name.is_empty() || !name.chars().all(is_bare) {
                return Err(refused(format!("{name:?} is no parameter")));
            }
            parameters.add(&key(&name), &value)?;
        }
        Ok(parameters)
    }

    /// Adds a key unless its value is None.
    pub fn add(&mut self, key: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
        if !value.is_none() {
            self.0.push((key.to_owned(), toml(key, value)?));
        }
        Ok(())
    }

    /// Adds a key whose value is TOML already.
    pub fn add_toml(&mut self, key: &str, value: String) {
        self.0.push((key.to_owned(), value));
    }

    pub fn has(&self, key: &str) -> bool {
        self.keys().any(|known| known == key)
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    /// The lines of a spec that say the same.
    pub fn lines(&self) -> String {
        self.0.iter().map(|(key, value)| format!("{key} = {value}\n")).collect()
    }
}

/// `text` as a spec has it.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A number as TOML writes it.
pub fn number(value: f64) -> String {
    if value.is_nan() {
        "nan".to_owned()
    } else {
        format!("{value:?}")
    }
}

fn toml(key: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(value) = value.cast::<PyBool>() {
        return Ok(value.is_true().to_string());
    }
    if value.is_instance_of::<PyInt>() {
        let whole: i64 = value
            .extract()
            .map_err(|_| refused(format!("{key} = {value} is too large")))?;
        return Ok(whole.to_string());
    }
    if value.is_instance_of::<PyFloat>() {
        return Ok(number(value.extract()?));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(quoted(text.to_str()?));
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let items: Vec<String> = value
            .try_iter()?
            .map(|item| toml(key, &item?))
            .collect::<PyResult<_>>()?;
        return Ok(format!("[{}]", items.join(", ")));
    }
    // A scalar of NumPy is what its item is.
    if value.hasattr("item")? && value.hasattr("dtype")? {
        let item = value.call_method0("item")?;
        if !item.hasattr("dtype")? {
            return toml(key, &item);
        }
    }
    Err(refused(format!(
        "{key} = {}: a parameter is a number, a text, a truth value or a list of such",
        value.repr()?
    )))
}
