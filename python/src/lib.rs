//! The Python package `byzrate`: the referee for those who design rules in NumPy and PyTorch.

mod aggregate;
mod array;
mod attack;
mod batch;
mod catalog;
mod columns;
mod corrupt;
mod error;
mod explain;
mod json;
mod kappa;
mod own;
mod own_parts;
mod parameters;
mod program;
mod python_adversary;
mod python_algorithm;
mod python_problem;
mod python_rule;
mod ranks;
mod rule;
mod run;
mod watch;

/// What is compiled of the package.
#[pyo3::pymodule(gil_used = false)]
mod _byzrate {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::aggregate::aggregate;
    #[pymodule_export]
    use crate::attack::attack;
    #[pymodule_export]
    use crate::catalog::{built_in_text, catalog};
    #[pymodule_export]
    use crate::corrupt::corrupt;
    #[pymodule_export]
    use crate::error::Error;
    #[pymodule_export]
    use crate::explain::explain;
    #[pymodule_export]
    use crate::kappa::kappa;
    #[pymodule_export]
    use crate::own::Own;
    #[pymodule_export]
    use crate::program::sweep_main;
    #[pymodule_export]
    use crate::python_adversary::Adversary;
    #[pymodule_export]
    use crate::python_algorithm::{Algorithm, Parties};
    #[pymodule_export]
    use crate::python_rule::Rule;
    #[pymodule_export]
    use crate::ranks::worst_ranks;
    #[pymodule_export]
    use crate::run::{report, run};
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
