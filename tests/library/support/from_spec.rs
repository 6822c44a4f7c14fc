//! Problems as a spec names them.

use byzrate::experiment::{Catalog, GridPoint, Part};
use byzrate::problem::Problem;
use byzrate::spec::{Document, SpecError};

pub fn grid_point(samples: usize, workers: usize, alpha: f64, dim: usize) -> GridPoint {
    GridPoint {
        samples,
        workers,
        alpha,
        dim,
        random: false,
    }
}

/// The problem with `keys`, apart by `;`.
pub fn from_spec(keys: &str, point: GridPoint) -> Result<Part<dyn Problem>, SpecError> {
    let document = Document::new("test.toml", keys.replace("; ", "\n"));
    let section = document.read()?;
    let problem = Catalog::default().problem(&point, &section)?;
    section.finish()?;
    Ok(problem)
}

/// Fails unless `keys` are refused with a message in which `says` stands.
pub fn assert_refused(keys: &str, point: GridPoint, says: &str) {
    let error = from_spec(keys, point).map(|_| ()).expect_err(keys).to_string();
    assert!(error.contains(says), "{keys}: {error}");
}
