use std::sync::Arc;

use super::made;
use super::size_of_w::{is_of_theorem, radius_of_non_convex};
use crate::experiment::{Catalog, GridPoint};
use crate::problem::{AdditiveNoise, Exponential, Gaussian, Potential, Problem, SampleLaw, Shape};
use crate::spec::{Section, SpecError, suggest};
use crate::theory::exact_law;

/// A potential with noise in its gradient.
pub(super) fn with_additive_noise(catalog: Catalog) -> Catalog {
    catalog.with_problem(
        "additive-noise",
        "a potential with noise in its gradient (Theorems 1 to 6); keys potential = \"quadratic\" | \"convex\" | \"cosine\", \
         condition = 1 (quadratic), noise = \"gaussian\" | \"exponential\", sigma = 1, theta = 1 or theta_over_noise, start, \
         radius (a number or \"theorem\")",
        |point, section| {
            let noise = section.text("noise")?;
            match noise.as_ref().map_or("gaussian", |noise| noise.value.as_str()) {
                "gaussian" => additive_noise(point, section, Gaussian),
                "exponential" => additive_noise(point, section, Exponential),
                other => {
                    let message = format!("unknown noise {other:?}{}", suggest(other, &["gaussian", "exponential"]));
                    Err(section.fault(section.span_of("noise"), message))
                }
            }
        },
    )
}

fn additive_noise<L: SampleLaw + 'static>(
    point: &GridPoint,
    section: &Section,
    law: L,
) -> Result<Arc<dyn Problem>, SpecError> {
    let sigma = section.number("sigma")?.map_or(1.0, |sigma| sigma.value);
    let shape = shape(section)?;
    let theta = theta(point, section, sigma)?;
    let potential =
        Potential::new(point.dim, theta, shape).map_err(|error| section.fault(section.span(), error.to_string()))?;
    let start = start(point, section)?;
    if !is_of_theorem(section)? {
        let radius = section.number("radius")?.map(|radius| radius.value);
        return made(section, AdditiveNoise::new(potential, law, sigma, radius, start));
    }
    let away = start.as_ref().map_or(0.0, |start| norm(start));
    if away == 0.0 {
        let message = "radius \"theorem\" needs the key start, away from w* = 0: how large W must be depends on it";
        return Err(section.fault(section.span_of("radius"), message));
    }
    let problem = AdditiveNoise::new(potential, law, sigma, Some(away), start)
        .map_err(|error| section.fault(section.span(), error.to_string()))?;
    // Assumption 5 for a convex F, 6 for another.
    let radius = match problem.potential().shape() {
        Shape::Cosine => radius_of_non_convex(section, point, away, |radius| problem.within(radius))?,
        _ => 2.0 * away,
    };
    Ok(Arc::new(problem.within(radius)))
}

fn shape(section: &Section) -> Result<Shape, SpecError> {
    let potential = section.text("potential")?;
    match potential
        .as_ref()
        .map_or("quadratic", |potential| potential.value.as_str())
    {
        "quadratic" => Ok(Shape::Quadratic {
            condition: section.number("condition")?.map_or(1.0, |condition| condition.value),
        }),
        "convex" => Ok(Shape::Convex),
        "cosine" => Ok(Shape::Cosine),
        other => {
            let hint = suggest(other, &["quadratic", "convex", "cosine"]);
            Err(section.fault(
                section.span_of("potential"),
                format!("unknown potential {other:?}{hint}"),
            ))
        }
    }
}

/// θ as it is written, or c·z(α)·σ/√n with α = b/m: a multiple of the median's largest bias.
fn theta(point: &GridPoint, section: &Section, sigma: f64) -> Result<f64, SpecError> {
    let theta = section.number("theta")?;
    let Some(multiple) = section.number("theta_over_noise")? else {
        return Ok(theta.map_or(1.0, |theta| theta.value));
    };
    if theta.is_some() {
        let message = "theta and theta_over_noise both say how large theta is; use one of them";
        return Err(section.fault(multiple.span, message));
    }
    let alpha = point.byzantine() as f64 / point.workers as f64;
    let score = exact_law::median_bias(alpha).map_err(|error| {
        let message = format!("theta_over_noise at alpha {}: {error}", point.alpha);
        section.fault(multiple.span.clone(), message)
    })?;
    if score == 0.0 {
        let message = format!(
            "theta_over_noise makes theta 0 at alpha {} and m {}, where no worker is Byzantine and z(alpha) = 0; use theta, or \
             a larger alpha",
            point.alpha, point.workers
        );
        return Err(section.fault(multiple.span, message));
    }
    Ok(multiple.value * score * sigma / (point.samples as f64).sqrt())
}

/// w⁰: one number for every coordinate, or d of them.
fn start(point: &GridPoint, section: &Section) -> Result<Option<Vec<f64>>, SpecError> {
    let Some(written) = section.numbers("start")? else {
        return Ok(None);
    };
    if let Some(bad) = written.iter().find(|value| !value.value.is_finite()) {
        return Err(section.fault(bad.span.clone(), format!("start {} is not a finite number", bad.value)));
    }
    let values: Vec<f64> = written.iter().map(|value| value.value).collect();
    match values.len() {
        1 => Ok(Some(vec![values[0]; point.dim])),
        length if length == point.dim => Ok(Some(values)),
        length => {
            let message = format!(
                "start has {length} coordinates and dim is {}; give one or {0}",
                point.dim
            );
            Err(section.fault(section.span_of("start"), message))
        }
    }
}

fn norm(vector: &[f64]) -> f64 {
    crate::problem::distance(vector, &vec![0.0; vector.len()])
}
