use std::sync::Arc;

use super::{
    with_additive_noise, with_adversaries, with_aggregators, with_algorithms, with_curvature, with_means,
    with_regressions, with_transforms,
};
use crate::adversary::Adversary;
use crate::aggregator::{Aggregator, Before, Transform};
use crate::algorithm::Algorithm;
use crate::experiment::{GridPoint, Part};
use crate::problem::Problem;
use crate::spec::{Located, Section, SpecError, suggest};

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

    /// Makes what `name` names, a `kind` of part. Later entries win, so that a program may replace a built-in name.
    fn make(&self, kind: &str, name: &Located<String>, at: (&GridPoint, &Section)) -> Result<Part<T>, SpecError> {
        let ((point, section), Located { value: name, span }) = (at, name);
        let entry = self.0.iter().rev().find(|entry| entry.name == *name).ok_or_else(|| {
            let known: Vec<_> = self.0.iter().map(|entry| entry.name.as_str()).collect();
            let message = format!("unknown {kind} {name:?}{}", suggest(name, &known));
            section.fault(span.clone(), message)
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
    transforms: Entries<dyn Transform>,
    adversaries: Entries<dyn Adversary>,
    algorithms: Entries<dyn Algorithm>,
}

impl Default for Catalog {
    /// The built-in names.
    fn default() -> Self {
        let catalog = Self {
            problems: Entries::default(),
            aggregators: Entries::default(),
            transforms: Entries::default(),
            adversaries: Entries::default(),
            algorithms: Entries::default(),
        };
        let catalog = with_additive_noise(with_curvature(with_means(with_regressions(catalog))));
        let mut catalog = with_algorithms(with_adversaries(with_transforms(with_aggregators(catalog))));
        catalog.problems.own();
        catalog.aggregators.own();
        catalog.transforms.own();
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

    /// Adds what may come before a rule, by the name in the list `before` of `[[estimator]]`.
    #[must_use]
    pub fn with_transform(
        mut self,
        name: &str,
        summary: &str,
        make: impl Fn(&GridPoint, &Section) -> Result<Arc<dyn Transform>, SpecError> + Send + Sync + 'static,
    ) -> Self {
        self.transforms.add(name, summary, Box::new(make));
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
        let name = section.required("name", section.text("name")?)?;
        self.problems.make("problem", &name, (point, section))
    }

    /// Makes the aggregator that the key `aggregator` of `section` names, at a point of the grid, behind what the list `before`
    /// names, the first of it first.
    ///
    /// # Errors
    /// If a name is unknown or a parameter is not allowed.
    pub fn aggregator(&self, point: &GridPoint, section: &Section) -> Result<Part<dyn Aggregator>, SpecError> {
        let name = section.required("aggregator", section.text("aggregator")?)?;
        let rule = self.aggregators.make("aggregator", &name, (point, section))?;
        let Some(steps) = section.texts("before")? else {
            return Ok(rule);
        };
        let make = |step| self.transforms.make("step before a rule,", step, (point, section));
        let steps = steps.iter().map(make).collect::<Result<Vec<_>, _>>()?;
        let built_in = rule.is_built_in() && steps.iter().all(Part::is_built_in);
        let steps = steps.into_iter().map(Part::into_made).collect();
        Ok(Part::new(Before::chain(steps, rule.into_made()), built_in))
    }

    /// Makes the adversary that the key `name` of `section` names, at a point of the grid.
    ///
    /// # Errors
    /// If the name is unknown or a parameter is not allowed.
    pub fn adversary(&self, point: &GridPoint, section: &Section) -> Result<Part<dyn Adversary>, SpecError> {
        let name = section.required("name", section.text("name")?)?;
        if name.value == "nan" && !self.adversaries.has(&name.value) {
            let message =
                "adversary \"nan\" is called \"not-a-number\": readers of tables take nan for a value that is missing";
            return Err(section.fault(name.span, message));
        }
        self.adversaries.make("adversary", &name, (point, section))
    }

    /// Makes the algorithm that the key `algorithm` of `section` names, or gradient descent where there is none, at a point of
    /// the grid.
    ///
    /// # Errors
    /// If the name is unknown or a parameter is not allowed.
    pub fn algorithm(&self, point: &GridPoint, section: &Section) -> Result<Part<dyn Algorithm>, SpecError> {
        let name = section.text("algorithm")?.unwrap_or_else(|| Located {
            value: USUAL_ALGORITHM.to_owned(),
            span: section.span(),
        });
        self.algorithms.make("algorithm", &name, (point, section))
    }

    /// Names and summaries of the problems.
    pub fn problems(&self) -> impl Iterator<Item = (&str, &str)> {
        self.problems.named()
    }

    /// Names and summaries of the aggregators.
    pub fn aggregators(&self) -> impl Iterator<Item = (&str, &str)> {
        self.aggregators.named()
    }

    /// Names and summaries of what may come before a rule.
    pub fn transforms(&self) -> impl Iterator<Item = (&str, &str)> {
        self.transforms.named()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregator::{Messages, Workspace};
    use crate::spec::Document;

    const POINT: GridPoint = GridPoint {
        samples: 100,
        workers: 11,
        alpha: 0.2,
        dim: 1,
        random: false,
    };

    fn rule(catalog: &Catalog, text: &str) -> Result<Part<dyn Aggregator>, SpecError> {
        let document = Document::new("mine.toml", text);
        let section = document.read()?;
        let rule = catalog.aggregator(&POINT, &section)?;
        section.finish()?;
        Ok(rule)
    }

    #[test]
    fn a_chain_is_made_of_names_in_their_order() {
        let catalog = Catalog::default();
        let text = "aggregator = \"trimmed-mean\"\nbeta = 0.1\nbefore = [\"arc\", \"bucketing\"]\nbucket-size = 2";
        let made = rule(&catalog, text).expect("a chain");
        assert_eq!(
            made.key(),
            "arc f=2 then bucketing s=2 order=shuffled then trimmed-mean beta=0.1"
        );
        assert!(made.is_built_in());
        let single = rule(&catalog, "aggregator = \"mean\"\nbefore = \"nnm\"\nbyzantine = 3").expect("a chain of one");
        assert_eq!(single.key(), "nnm f=3 then mean");
        let plain = rule(&catalog, "aggregator = \"mean\"").expect("no chain");
        assert_eq!(plain.key(), "mean");
        let error = rule(&catalog, "aggregator = \"mean\"\nbefore = [\"arc\", \"bucketting\"]").err();
        let error = error.expect("an unknown step");
        assert_eq!(error.line(), Some(2));
        assert!(error.message().contains("did you mean bucketing?"), "{error}");
        let error = rule(&catalog, "aggregator = \"mean\"\nbefore = \"nnm\"\nclip = 3").err();
        assert!(error.is_some_and(|error| error.message().contains("clip")));
    }

    #[test]
    fn what_a_program_adds_has_chains_as_well() {
        let catalog = Catalog::default()
            .with_aggregator("mine", "the mean", |_, _| Ok(Arc::new(crate::aggregator::Mean)))
            .with_transform("halve", "shortens to 1/2", |_, section| {
                let made = crate::aggregator::Clipping::new(0.5);
                made.map(|made| Arc::new(made) as Arc<dyn Transform>)
                    .map_err(|error| section.fault(section.span(), error.to_string()))
            });
        let made = rule(&catalog, "aggregator = \"mine\"\nbefore = \"nnm\"").expect("a chain");
        assert_eq!(
            (made.key(), made.is_built_in()),
            ("nnm f=2 then mean".to_owned(), false)
        );
        let made = rule(&catalog, "aggregator = \"mean\"\nbefore = \"halve\"").expect("a chain");
        assert!(!made.is_built_in());
        let messages = Messages::from_values(2, 1, vec![3.0, -0.25]).expect("messages");
        let mut out = [0.0];
        Workspace::default().aggregate(&*made, &messages, &mut out);
        assert_eq!(out, [0.125]);
    }
}
