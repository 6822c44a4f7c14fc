use std::sync::Arc;

use super::GridPoint;
use crate::adversary::{
    Adversary, ConstantShift, Extreme, GaussianNoise, Honest, LeastFavourable, OmniscientSign, SignFlip,
};
use crate::aggregator::{Aggregator, Mean, Median, TrimmedMean};
use crate::problem::{ExponentialMean, GaussianMean, Problem, RademacherRegression, RegressionData};
use crate::spec::{Located, Section, SpecError, suggest};

type ProblemMaker = dyn Fn(&GridPoint, &Section) -> Result<Arc<dyn Problem>, SpecError> + Send + Sync;
type AggregatorMaker = dyn Fn(Option<f64>, &Section) -> Result<Arc<dyn Aggregator>, SpecError> + Send + Sync;
type AdversaryMaker = dyn Fn(&Section) -> Result<Arc<dyn Adversary>, SpecError> + Send + Sync;

/// A name that specs may use, with what it makes.
struct Entry<M: ?Sized> {
    name: String,
    summary: String,
    make: Box<M>,
}

/// The names that specs may use: the built-in problems, aggregators and adversaries, and whatever a program adds.
pub struct Catalog {
    problems: Vec<Entry<ProblemMaker>>,
    aggregators: Vec<Entry<AggregatorMaker>>,
    adversaries: Vec<Entry<AdversaryMaker>>,
}

impl Default for Catalog {
    /// The built-in names.
    fn default() -> Self {
        let catalog = Self {
            problems: Vec::new(),
            aggregators: Vec::new(),
            adversaries: Vec::new(),
        };
        with_adversaries(with_aggregators(with_problems(catalog)))
    }
}

fn with_problems(catalog: Catalog) -> Catalog {
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
        .with_problem(
            "gaussian-mean",
            "mean estimation, Gaussian data (Observation 1); keys sigma = 1, radius = 10 sigma sqrt(d)",
            |point, section| {
                let (sigma, radius) = scale(section)?;
                made(section, GaussianMean::new(point.dim, sigma, radius))
            },
        )
        .with_problem(
            "exponential-mean",
            "mean estimation, centred exponential data, skewness 2; keys sigma = 1, radius = 10 sigma sqrt(d)",
            |point, section| {
                let (sigma, radius) = scale(section)?;
                made(section, ExponentialMean::new(point.dim, sigma, radius))
            },
        )
}

fn scale(section: &Section) -> Result<(f64, Option<f64>), SpecError> {
    let sigma = section.number("sigma")?.map_or(1.0, |sigma| sigma.value);
    Ok((sigma, section.number("radius")?.map(|radius| radius.value)))
}

fn made<P: Problem + 'static>(
    section: &Section,
    problem: Result<P, crate::problem::ProblemError>,
) -> Result<Arc<dyn Problem>, SpecError> {
    match problem {
        Ok(problem) => Ok(Arc::new(problem)),
        Err(error) => Err(section.fault(section.span(), error.to_string())),
    }
}

fn with_aggregators(catalog: Catalog) -> Catalog {
    catalog
        .with_aggregator("mean", "the plain mean: broken by one Byzantine worker", |_| Ok(Mean))
        .with_aggregator("median", "the coordinate-wise median (Definition 1)", |_| Ok(Median))
        .with_entry(
            "trimmed-mean",
            "the coordinate-wise trimmed mean (Definition 2); key beta, a number or \"alpha\"",
            |alpha, section| {
                let beta = match alpha {
                    Some(alpha) if section.is_text("beta") => {
                        let text = section.required("beta", section.text("beta")?)?;
                        if text.value != "alpha" {
                            let message = format!("beta {:?} is not allowed; it is a number or \"alpha\"", text.value);
                            return Err(section.fault(text.span, message));
                        }
                        Located {
                            value: alpha,
                            span: text.span,
                        }
                    }
                    _ => section.required("beta", section.number("beta")?)?,
                };
                match TrimmedMean::new(beta.value) {
                    Ok(rule) => Ok(Arc::new(rule)),
                    Err(error) => Err(section.fault(beta.span, error.to_string())),
                }
            },
        )
}

fn with_adversaries(catalog: Catalog) -> Catalog {
    let extreme = |kind: Extreme| move |_: &Section| Ok(kind);
    catalog
        .with_adversary("none", "Byzantine workers behave like honest ones", |_| Ok(Honest))
        .with_adversary(
            "plus-infinity",
            "all b at +inf: the exact one-sided worst case",
            extreme(Extreme::PlusInfinity),
        )
        .with_adversary(
            "minus-infinity",
            "all b at -inf: the exact one-sided worst case",
            extreme(Extreme::MinusInfinity),
        )
        .with_adversary(
            "omniscient-sign",
            "+inf or -inf in every coordinate, whichever is worse: the exact worst case of a round",
            |_| Ok(OmniscientSign),
        )
        .with_adversary("nan", "all b at NaN", extreme(Extreme::NotANumber))
        .with_adversary(
            "world-1",
            "Gaussian means: the least favourable world whose Byzantine workers pull up (Observation 1)",
            |_| Ok(LeastFavourable::WorldOne),
        )
        .with_adversary(
            "world-2",
            "Gaussian means: its twin that pulls down, which no estimator can tell from world-1",
            |_| Ok(LeastFavourable::WorldTwo),
        )
        .with_adversary(
            "constant-shift",
            "honest message plus size * sigma; key size = 10",
            |section| sized(section, 10.0, ConstantShift::new),
        )
        .with_adversary(
            "sign-flip",
            "minus size times the honest message; key size = 10",
            |section| sized(section, 10.0, SignFlip::new),
        )
        .with_adversary(
            "gaussian-noise",
            "honest message plus noise of size * sigma; key size = 10",
            |section| sized(section, 10.0, GaussianNoise::new),
        )
}

fn sized<A>(
    section: &Section,
    default: f64,
    make: impl Fn(f64) -> Result<A, crate::adversary::AdversaryError>,
) -> Result<A, SpecError> {
    let size = section.number("size")?;
    make(size.map_or(default, |size| size.value))
        .map_err(|error| section.fault(section.span_of("size"), error.to_string()))
}

impl Catalog {
    /// Adds a problem: `make` gets the point of the grid and the section `[[problem]]`, from which it reads its keys.
    #[must_use]
    pub fn with_problem(
        mut self,
        name: &str,
        summary: &str,
        make: impl Fn(&GridPoint, &Section) -> Result<Arc<dyn Problem>, SpecError> + Send + Sync + 'static,
    ) -> Self {
        self.problems.push(Entry {
            name: name.to_owned(),
            summary: summary.to_owned(),
            make: Box::new(make),
        });
        self
    }

    /// Adds an aggregator: `make` gets the section `[[estimator]]`, from which it reads its own keys.
    #[must_use]
    pub fn with_aggregator<A: Aggregator + 'static>(
        self,
        name: &str,
        summary: &str,
        make: impl Fn(&Section) -> Result<A, SpecError> + Send + Sync + 'static,
    ) -> Self {
        self.with_entry(name, summary, move |_, section| {
            make(section).map(|rule| Arc::new(rule) as Arc<dyn Aggregator>)
        })
    }

    fn with_entry(
        mut self,
        name: &str,
        summary: &str,
        make: impl Fn(Option<f64>, &Section) -> Result<Arc<dyn Aggregator>, SpecError> + Send + Sync + 'static,
    ) -> Self {
        self.aggregators.push(Entry {
            name: name.to_owned(),
            summary: summary.to_owned(),
            make: Box::new(make),
        });
        self
    }

    /// Adds an adversary: `make` gets the section `[[adversary]]`, from which it reads its own keys.
    #[must_use]
    pub fn with_adversary<A: Adversary + 'static>(
        mut self,
        name: &str,
        summary: &str,
        make: impl Fn(&Section) -> Result<A, SpecError> + Send + Sync + 'static,
    ) -> Self {
        self.adversaries.push(Entry {
            name: name.to_owned(),
            summary: summary.to_owned(),
            make: Box::new(move |section| make(section).map(|adversary| Arc::new(adversary) as Arc<dyn Adversary>)),
        });
        self
    }

    /// Makes the problem that the key `name` of `section` names, at a point of the grid.
    ///
    /// # Errors
    /// If the name is unknown or a parameter is not allowed.
    pub fn problem(&self, point: &GridPoint, section: &Section) -> Result<Arc<dyn Problem>, SpecError> {
        let entry = look_up("problem", "name", &self.problems, section)?;
        (entry.make)(point, section)
    }

    /// Makes the aggregator that the key `aggregator` of `section` names, in a cell with Byzantine fraction `alpha`.
    ///
    /// # Errors
    /// If the name is unknown or a parameter is not allowed.
    pub fn aggregator(&self, alpha: Option<f64>, section: &Section) -> Result<Arc<dyn Aggregator>, SpecError> {
        let entry = look_up("aggregator", "aggregator", &self.aggregators, section)?;
        (entry.make)(alpha, section)
    }

    /// Makes the adversary that the key `name` of `section` names.
    ///
    /// # Errors
    /// If the name is unknown or a parameter is not allowed.
    pub fn adversary(&self, section: &Section) -> Result<Arc<dyn Adversary>, SpecError> {
        let entry = look_up("adversary", "name", &self.adversaries, section)?;
        (entry.make)(section)
    }

    /// Names and summaries of the problems.
    pub fn problems(&self) -> impl Iterator<Item = (&str, &str)> {
        self.problems
            .iter()
            .map(|entry| (entry.name.as_str(), entry.summary.as_str()))
    }

    /// Names and summaries of the aggregators.
    pub fn aggregators(&self) -> impl Iterator<Item = (&str, &str)> {
        self.aggregators
            .iter()
            .map(|entry| (entry.name.as_str(), entry.summary.as_str()))
    }

    /// Names and summaries of the adversaries.
    pub fn adversaries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.adversaries
            .iter()
            .map(|entry| (entry.name.as_str(), entry.summary.as_str()))
    }
}

/// Later entries win, so that a program may replace a built-in name.
fn look_up<'a, M: ?Sized>(
    kind: &str,
    key: &'static str,
    entries: &'a [Entry<M>],
    section: &Section,
) -> Result<&'a Entry<M>, SpecError> {
    let name = section.required(key, section.text(key)?)?;
    entries
        .iter()
        .rev()
        .find(|entry| entry.name == name.value)
        .ok_or_else(|| {
            let known: Vec<_> = entries.iter().map(|entry| entry.name.as_str()).collect();
            let hint = suggest(&name.value, &known);
            section.fault(name.span.clone(), format!("unknown {kind} {:?}{hint}", name.value))
        })
}
