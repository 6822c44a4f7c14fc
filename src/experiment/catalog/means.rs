use std::sync::Arc;

use super::keys::scaled;
use super::made;
use crate::experiment::Catalog;
use crate::problem::{
    CorrelatedMean, ExponentialMean, GaussianMean, MeanEstimation, Problem, ProblemError, SampleLaw, Student,
    StudentMean, TwoPoint, TwoPointMean,
};
use crate::spec::{Section, SpecError};

/// Mean estimation.
pub(super) fn with_means(catalog: Catalog) -> Catalog {
    catalog
        .with_problem(
            "gaussian-mean",
            "mean estimation, Gaussian data (Observation 1); keys sigma = 1, optimum = 0, radius = 10 sigma sqrt(d)",
            |point, section| {
                let (sigma, radius) = scale(section)?;
                centred(section, GaussianMean::new(point.dim, sigma, radius))
            },
        )
        .with_problem(
            "correlated-mean",
            "mean estimation, Gaussian data with equally correlated coordinates; keys correlation (above -1/(d-1), below 1), sigma = 1, optimum = 0, radius = 10 sigma sqrt(d)",
            |point, section| {
                let (sigma, radius) = scale(section)?;
                let correlation = section.required("correlation", section.number("correlation")?)?;
                let problem = CorrelatedMean::new(point.dim, sigma, correlation.value, radius);
                if let Err(error @ ProblemError::Correlation { .. }) = &problem {
                    return Err(section.fault(correlation.span, error.to_string()));
                }
                let each = optimum(section)?;
                made(section, problem.and_then(|problem| problem.with_optimum(each)))
            },
        )
        .with_problem(
            "exponential-mean",
            "mean estimation, centred exponential data, skewness 2; keys sigma = 1, optimum = 0, radius = 10 sigma sqrt(d)",
            |point, section| {
                let (sigma, radius) = scale(section)?;
                centred(section, ExponentialMean::new(point.dim, sigma, radius))
            },
        )
        .with_problem(
            "student-mean",
            "mean estimation, Student data with heavy tails; keys nu = 4 (above 3), sigma = 1, optimum = 0, radius = 10 sigma sqrt(d)",
            |point, section| {
                let (sigma, radius) = scale(section)?;
                let nu = section.number("nu")?.map_or(4.0, |nu| nu.value);
                let law = Student::new(nu).map_err(|error| section.fault(section.span_of("nu"), error.to_string()))?;
                centred(section, StudentMean::with_law(law, point.dim, sigma, radius))
            },
        )
        .with_problem(
            "two-point-mean",
            "mean estimation, data at two points; keys low (probability of the lower one, such as \"b/(m-b)\"), sigma = 1, optimum = 0, radius = 10 sigma sqrt(d)",
            |point, section| {
                let (sigma, radius) = scale(section)?;
                let low = scaled(point, section, "low")?;
                let law = TwoPoint::new(low).map_err(|error| section.fault(section.span_of("low"), error.to_string()))?;
                centred(section, TwoPointMean::with_law(law, point.dim, sigma, radius))
            },
        )
}

/// The problem around the w* that the section asks for.
fn centred<L: SampleLaw + 'static>(
    section: &Section,
    problem: Result<MeanEstimation<L>, ProblemError>,
) -> Result<Arc<dyn Problem>, SpecError> {
    let each = optimum(section)?;
    made(section, problem.and_then(|problem| problem.with_optimum(each)))
}

fn optimum(section: &Section) -> Result<f64, SpecError> {
    Ok(section.number("optimum")?.map_or(0.0, |each| each.value))
}

fn scale(section: &Section) -> Result<(f64, Option<f64>), SpecError> {
    let sigma = section.number("sigma")?.map_or(1.0, |sigma| sigma.value);
    Ok((sigma, section.number("radius")?.map(|radius| radius.value)))
}
