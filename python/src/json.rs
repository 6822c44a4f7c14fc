//! Documents as what Python makes of them.

use pyo3::prelude::*;

/// The dict of a JSON object.
pub fn loaded<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (text,))
}
