use super::made;
use crate::experiment::Catalog;
use crate::problem::RandomCurvature;

/// Quadratic losses whose curvature is random.
pub(super) fn with_curvature(catalog: Catalog) -> Catalog {
    catalog.with_problem(
        "random-curvature",
        "quadratic losses of curvature Exp(1), whose minimisers are skewed (Theorem 7); key radius = 1",
        |point, section| {
            let radius = section.number("radius")?.map(|radius| radius.value);
            made(section, RandomCurvature::new(point.dim, radius))
        },
    )
}
