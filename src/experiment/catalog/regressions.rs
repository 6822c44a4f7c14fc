use super::made;
use crate::experiment::Catalog;
use crate::problem::{RademacherRegression, RegressionData};
use crate::spec::suggest;

/// Regression problems.
pub(super) fn with_regressions(catalog: Catalog) -> Catalog {
    catalog
        .with_problem(
            "rademacher-regression",
            "linear regression, features uniform on {-1, 1}^d (Proposition 1); keys sigma = 1, radius = 1, data = \"sufficient\" | \"raw\"",
            |point, section| {
                let sigma = section.number("sigma")?.map_or(1.0, |sigma| sigma.value);
                let radius = section.number("radius")?.map(|radius| radius.value);
                let data = match section.text("data")? {
                    None => RegressionData::Sufficient,
                    Some(data) => match data.value.as_str() {
                        "sufficient" => RegressionData::Sufficient,
                        "raw" => RegressionData::Raw,
                        other => {
                            let message = format!("unknown data {other:?}{}", suggest(other, &["sufficient", "raw"]));
                            return Err(section.fault(data.span, message));
                        }
                    },
                };
                made(section, RademacherRegression::new(point.dim, sigma, radius, data))
            },
        )
}
