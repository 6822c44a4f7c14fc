use super::made;
use super::size_of_w::{is_of_theorem, radius_of_non_convex};
use crate::experiment::Catalog;
use crate::problem::{GaussianDesign, LogisticRegression, RademacherRegression, RegressionData, WelschRegression};
use crate::spec::{Section, SpecError, suggest};

/// Regression problems.
pub(super) fn with_regressions(catalog: Catalog) -> Catalog {
    catalog
        .with_problem(
            "rademacher-regression",
            "linear regression, features uniform on {-1, 1}^d (Proposition 1); keys sigma = 1, radius = 1, data = \"sufficient\" | \"raw\"",
            |point, section| {
                let (sigma, radius, data) = (sigma(section)?, radius(section)?, data(section)?);
                made(section, RademacherRegression::new(point.dim, sigma, radius, data))
            },
        )
        .with_problem(
            "gaussian-design",
            "least squares, Gaussian features with eigenvalues from 1/condition to 1 (Theorem 7); keys sigma = 1, condition = 1, \
             radius = 1, data = \"sufficient\" | \"raw\"",
            |point, section| {
                let (sigma, radius, data) = (sigma(section)?, radius(section)?, data(section)?);
                let condition = number(section, "condition", 1.0)?;
                made(section, GaussianDesign::new(point.dim, sigma, condition, radius, data))
            },
        )
        .with_problem(
            "logistic-regression",
            "logistic regression, features uniform on {-1, 1}^d, d up to 12; keys signal = 1 (the norm of w*), radius = 1, \
             start_distance = radius",
            |point, section| {
                let (signal, radius) = (number(section, "signal", 1.0)?, radius(section)?);
                let start = section.number("start_distance")?.map(|start| start.value);
                made(section, LogisticRegression::new(point.dim, signal, radius, start))
            },
        )
        .with_problem(
            "welsch-regression",
            "non-convex regression with Welsch's loss, features uniform on a sphere (Theorems 3 and 6); keys c = 1, sigma = 1, \
             start_distance = 1, radius = 2 start_distance or \"theorem\"",
            |point, section| {
                let (scale, sigma) = (number(section, "c", 1.0)?, sigma(section)?);
                let start = number(section, "start_distance", 1.0)?;
                let radius = if is_of_theorem(section)? {
                    let problem = WelschRegression::new(point.dim, scale, sigma, start, Some(start))
                        .map_err(|error| section.fault(section.span(), error.to_string()))?;
                    Some(radius_of_non_convex(section, point, start, |radius| problem.within(radius))?)
                } else {
                    radius(section)?
                };
                made(section, WelschRegression::new(point.dim, scale, sigma, start, radius))
            },
        )
}

fn number(section: &Section, key: &'static str, default: f64) -> Result<f64, SpecError> {
    Ok(section.number(key)?.map_or(default, |number| number.value))
}

fn sigma(section: &Section) -> Result<f64, SpecError> {
    number(section, "sigma", 1.0)
}

fn radius(section: &Section) -> Result<Option<f64>, SpecError> {
    Ok(section.number("radius")?.map(|radius| radius.value))
}

fn data(section: &Section) -> Result<RegressionData, SpecError> {
    let Some(data) = section.text("data")? else {
        return Ok(RegressionData::Sufficient);
    };
    match data.value.as_str() {
        "sufficient" => Ok(RegressionData::Sufficient),
        "raw" => Ok(RegressionData::Raw),
        other => {
            let message = format!("unknown data {other:?}{}", suggest(other, &["sufficient", "raw"]));
            Err(section.fault(data.span, message))
        }
    }
}
