use std::sync::Arc;

use super::{with_additive_noise, with_adversaries, with_aggregators, with_curvature, with_means, with_regressions};
use crate::adversary::Adversary;
use crate::aggregator::Aggregator;
use crate::experiment::GridPoint;
use crate::problem::Problem;
use crate::spec::{Section, SpecError, suggest};

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
        let catalog = with_additive_noise(with_curvature(with_means(with_regressions(catalog))));
        with_adversaries(with_aggregators(catalog))
    }
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

    pub(super) fn with_entry(
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
