use std::sync::Arc;

use crate::problem::{Problem, ProblemError};
use crate::spec::{Section, SpecError};

/// A problem for the catalog; what it refuses is a fault of the section.
pub(super) fn made<P: Problem + 'static>(
    section: &Section,
    problem: Result<P, ProblemError>,
) -> Result<Arc<dyn Problem>, SpecError> {
    match problem {
        Ok(problem) => Ok(Arc::new(problem)),
        Err(error) => Err(section.fault(section.span(), error.to_string())),
    }
}
