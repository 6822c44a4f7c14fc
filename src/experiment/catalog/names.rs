use std::sync::Arc;

use super::{
    with_additive_noise, with_adversaries, with_aggregators, with_algorithms, with_curvature, with_means,
    with_regressions,
};
use crate::adversary::Adversary;
use crate::aggregator::Aggregator;
use crate::algorithm::Algorithm;
use crate::experiment::{GridPoint, Part};
use crate::problem::Problem;
use crate::spec::{Section, SpecError, suggest};

/// What makes a part of an arm, from the point of the grid and the section of the spec that names it.
type Maker<T> = dyn Fn(&GridPoint, &Section) -> Result<Arc<T>, SpecError> + Send + Sync;

/// A name that specs may use, with what it makes.
struct Entry<T: ?Sized> {
    name: String,
    summary: String,
    built_in: bool,
    make: Box<Maker<T>>,
}

/// Names of one kind.
struct Entries<T: ?Sized>(Vec<Entry<T>>);

impl<T: ?Sized> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: ?Sized> Entries<T> {
    fn add(&mut self, name: &str, summary: &str, make: Box<Maker<T>>) {
        self.0.push(Entry {
            name: name.to_owned(),
            summary: summary.to_owned(),
            built_in: false,
            make,
        });
    }

    /// Makes what `name` names. Later entries win, so that a program may replace a built-in name.
    fn make(
        &self,
        kind: &str,
        name: &str,
        key: &'static str,
        at: (&GridPoint, &Section),
    ) -> Result<Part<T>, SpecError> {
        let (point, section) = at;
        let entry = self.0.iter().rev().find(|entry| entry.name == name).ok_or_else(|| {
            let known: Vec<_> = self.0.iter().map(|entry| entry.name.as_str()).collect();
            let message = format!("unknown {kind} {name:?}{}", suggest(name, &known));
            section.fault(section.span_of(key), message)
        })?;
        Ok(Part::new((entry.make)(point, section)?, entry.built_in))
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|entry| entry.name == name)
    }

    fn named(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|entry| (entry.name.as_str(), entry.summary.as_str()))
    }

    fn own(&mut self) {
        for entry in &mut self.0 {
            entry.built_in = true;
        }
    }
}

/// The names that specs may use: the built-in problems, aggregators, adversaries and algorithms, and whatever a program adds.
///
/// Everything is made under one contract: a maker gets the point of the grid (n, m, b or the probability of being Byzantine,
/// α, d) and the section of the spec, from which it reads its own keys. What it refuses is a fault of the section, for any
/// reason it likes to give.
///
/// ```
/// use std::sync::Arc;
///
/// use byzrate::aggregator::TrimmedMean;
/// use byzrate::prelude::*;
///
/// // A trimmed mean that drops what its own key asks for, and b values where it asks for nothing.
/// let catalog = Catalog::default().with_aggregator("trim", "drops `share` at each end", |point, section| {
///     let share = section.number("share")?.map(|share| share.value);
///     let share = share.unwrap_or(point.byzantine() as f64 / point.workers as f64);
///     match TrimmedMean::new(share) {
///         Ok(rule) => Ok(Arc::new(rule)),
///         Err(error) => Err(section.fault(section.span_of("share"), error.to_string())),
///     }
/// });
///
/// let document = Document::new("mine.toml", "aggregator = \"trim\"");
/// let point = GridPoint { samples: 100, workers: 20, alpha: 0.2, dim: 1, random: false };
/// let rule = catalog.aggregator(&point, &document.read()?)?;
/// assert_eq!(rule.key(), "trimmed-mean beta=0.2");
/// assert!(!rule.is_built_in());
/// # Ok::<(), SpecError>(())
/// ```
pub struct Catalog {
    problems: Entries<dyn Problem>,
    aggregators: Entries<dyn Aggregator>,
    adversaries: Entries<dyn Adversary>,
    algorithms: Entries<dyn Algorithm>,
}

impl Default for Catalog {
    /// The built-in names.
    fn default() -> Self {
        let catalog = Self {
            problems: Entries::default(),
            aggregators: Entries::default(),
            adversaries: Entries::default(),
            algorithms: Entries::default(),
        };
        let catalog = with_additive_noise(with_curvature(with_means(with_regressions(catalog))));
        let mut catalog = with_algorithms(with_adversaries(with_aggregators(catalog)));
        catalog.problems.own();
        catalog.aggregators.own();
        catalog.adversaries.own();
        catalog.algorithms.own();
        catalog
    }
}

/// Where an estimator names no algorithm.
const USUAL_ALGORITHM: &str = "gradient-descent";

impl Catalog {
    /// Adds a problem, by the name in `[[problem]]`.
    #[must_use]
    pub fn with_problem(
        mut self,
        name: &str,
        summary: &str,
        make: impl Fn(&GridPoint, &Section) -> Result<Arc<dyn Problem>, SpecError> + Send + Sync + 'static,
    ) -> Self {
        self.problems.add(name, summary, Box::new(make));
        self
    }

    /// Adds an aggregator, by the name in the key `aggregator` of `[[estimator]]`.
    #[must_use]
    pub fn with_aggregator(
        mut self,
        name: &str,
        summary: &str,
        make: impl Fn(&GridPoint, &Section) -> Result<Arc<dyn Aggregator>, SpecError> + Send + Sync + 'static,
    ) -> Self {
        self.aggregators.add(name, summary, Box::new(make));
        self
    }

    /// Adds an adversary, by the name in `[[adversary]]`.
    #[must_use]
    pub fn with_adversary(
        mut self,
        name: &str,
        summary: &str,
        make: impl Fn(&GridPoint, &Section) -> Result<Arc<dyn Adversary>, SpecError> + Send + Sync + 'static,
    ) -> Self {
        self.adversaries.add(name, summary, Box::new(make));
        self
    }

    /// Adds an algorithm, by the name in the key `algorithm` of `[[estimator]]`. Where the key `rounds` asks for those of a
    /// theorem, the maker reads their number.
    #[must_use]
    pub fn with_algorithm(
        mut self,
        name: &str,
        summary: &str,
        make: impl Fn(&GridPoint, &Section) -> Result<Arc<dyn Algorithm>, SpecError> + Send + Sync + 'static,
    ) -> Self {
        self.algorithms.add(name, summary, Box::new(make));
        self
    }

    /// Makes the problem that the key `name` of `section` names, at a point of the grid.
    ///
    /// # Errors
    /// If the name is unknown or a parameter is not allowed.
    pub fn problem(&self, point: &GridPoint, section: &Section) -> Result<Part<dyn Problem>, SpecError> {
        let name = section.required("name", section.text("name")?)?.value;
        self.problems.make("problem", &name, "name", (point, section))
    }

    /// Makes the aggregator that the key `aggregator` of `section` names, at a point of the grid.
    ///
    /// # Errors
    /// If the name is unknown or a parameter is not allowed.
    pub fn aggregator(&self, point: &GridPoint, section: &Section) -> Result<Part<dyn Aggregator>, SpecError> {
        let name = section.required("aggregator", section.text("aggregator")?)?.value;
        let names = &self.aggregators;
        names.make("aggregator", &name, "aggregator", (point, section))
    }

    /// Makes the adversary that the key `name` of `section` names, at a point of the grid.
    ///
    /// # Errors
    /// If the name is unknown or a parameter is not allowed.
    pub fn adversary(&self, point: &GridPoint, section: &Section) -> Result<Part<dyn Adversary>, SpecError> {
        let name = section.required("name", section.text("name")?)?.value;
        if name == "nan" && !self.adversaries.has(&name) {
            let message =
                "adversary \"nan\" is called \"not-a-number\": readers of tables take nan for a value that is missing";
            return Err(section.fault(section.span_of("name"), message));
        }
        self.adversaries.make("adversary", &name, "name", (point, section))
    }

    /// Makes the algorithm that the key `algorithm` of `section` names, or gradient descent where there is none, at a point of
    /// the grid.
    ///
    /// # Errors
    /// If the name is unknown or a parameter is not allowed.
    pub fn algorithm(&self, point: &GridPoint, section: &Section) -> Result<Part<dyn Algorithm>, SpecError> {
        let name = section.text("algorithm")?;
        let name = name.map_or(USUAL_ALGORITHM.to_owned(), |name| name.value);
        self.algorithms.make("algorithm", &name, "algorithm", (point, section))
    }

    /// Names and summaries of the problems.
    pub fn problems(&self) -> impl Iterator<Item = (&str, &str)> {
        self.problems.named()
    }

    /// Names and summaries of the aggregators.
    pub fn aggregators(&self) -> impl Iterator<Item = (&str, &str)> {
        self.aggregators.named()
    }

    /// Names and summaries of the adversaries.
    pub fn adversaries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.adversaries.named()
    }

    /// Names and summaries of the algorithms.
    pub fn algorithms(&self) -> impl Iterator<Item = (&str, &str)> {
        self.algorithms.named()
    }
}
