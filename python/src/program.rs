//! The command `sweep`: the program itself, called by the script that an installed wheel brings.

use std::path::PathBuf;

use pyo3::prelude::*;

/// The sources of the program, to which this is a second `main`.
#[allow(dead_code)]
#[path = "../../src/bin/sweep/main.rs"]
mod sweep;

/// The program with the arguments of the interpreter; the exit code.
///
/// From here on an interrupt is the program's and not the interpreter's.
#[pyfunction]
pub fn sweep_main(py: Python<'_>) -> PyResult<u8> {
    let arguments: Vec<std::ffi::OsString> = py.import("sys")?.getattr("argv")?.extract()?;
    let called = arguments.first().map(PathBuf::from);
    let program = called.and_then(|called| std::path::absolute(called).ok());
    Ok(py.detach(|| sweep::run_with(program.as_deref(), arguments)))
}
