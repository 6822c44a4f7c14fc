//! Parts of another program: theory believes what they declare, and nothing else; their names decide nothing.

use std::sync::Arc;

use byzrate::adversary::{Adversary, Labels, Push, Scene};
use byzrate::aggregator::{Aggregator, AggregatorError, Dependence, Law, Mean, Messages, TrimmedMean, Workspace};
use byzrate::algorithm::Measure;
use byzrate::algorithm::{Algorithm, AlgorithmError, Buffers, Parties, Scheme};
use byzrate::claim::{Finding, Study, Verdict, guarantee_for, predict};
use byzrate::experiment::{Catalog, Overrides, Part, Profile};
use byzrate::problem::Problem;
use byzrate::report::{LedgerStyle, Report, ledger};
use byzrate::spec::{Document, SpecError};

use crate::support::campaigns::{built_in_text, findings, judged, study};

/// Gaussian means, one estimator and one adversary.
fn spec(estimator: &str, check: &str) -> String {
    format!(
        "name = \"plug-in\"\n\
         [[problem]]\nname = \"gaussian-mean\"\n\
         [[grid]]\nn = [10]\nm = [20]\nalpha = [0.2]\ndim = [2]\n\
         [[estimator]]\n{estimator}\n\
         [[adversary]]\nname = \"plus-infinity\"\n\
         [replicates]\nquick = {{ batch = 400, maximum = 400, relative_error = 0.0 }}\n{check}"
    )
}

fn decode(text: &str, catalog: &Catalog) -> Result<Study, SpecError> {
    Study::decode(Document::new("test.toml", text), catalog, &Overrides::default())
}

/// A rule of another program, with what it says of itself.
#[derive(Debug)]
struct Foreign {
    name: &'static str,
    law: Law,
    withstands: usize,
}

impl Aggregator for Foreign {
    fn name(&self) -> &str {
        self.name
    }

    fn breakdown(&self, _workers: usize) -> usize {
        self.withstands
    }

    fn law(&self, _workers: usize) -> Law {
        self.law
    }

    /// The mean of what is finite.
    fn aggregate(&self, messages: &Messages, _workspace: &mut Workspace, out: &mut [f64]) {
        for (k, out) in out.iter_mut().enumerate() {
            let finite: Vec<f64> = messages.rows().map(|row| row[k]).filter(|x| x.is_finite()).collect();
            *out = finite.iter().sum::<f64>() / finite.len() as f64;
        }
    }
}

fn with_foreign(name: &'static str, law: Law, withstands: usize) -> Catalog {
    Catalog::default().with_aggregator(name, "foreign", move |_, _| {
        Ok(Arc::new(Foreign { name, law, withstands }))
    })
}

#[test]
fn a_rule_that_is_called_trimmed_mean_and_declares_nothing_is_none() {
    let catalog = with_foreign("trimmed-mean", Law::Unknown, 4);
    let text = spec("aggregator = \"trimmed-mean\"", "");
    let study = decode(&text, &catalog).expect("a valid spec");
    let cell = &study.experiment.cells[0];
    assert_eq!(predict(cell, 0), None);
    assert_eq!(guarantee_for(cell, 0, Measure::Error), None);
    for claim in ["theorem-4", "definition-2", "table-1"] {
        let check = format!("[[check]]\nclaim = \"{claim}\"\nkind = \"exact-law\"\n");
        let error = decode(&spec("aggregator = \"trimmed-mean\"", &check), &catalog).expect_err(claim);
        let says = format!("{claim} says nothing of any estimator of this experiment");
        assert!(error.message().contains(&says), "{error}");
        assert!(error.line().is_some(), "{error}");
    }
}

/// Gradient descent under another name, which declares what it is told to.
#[derive(Debug)]
struct Course {
    inner: Part<dyn Algorithm>,
    declares: bool,
}

impl Algorithm for Course {
    fn name(&self) -> &str {
        "gradient-descent"
    }

    fn key(&self) -> String {
        format!("{} declares={}", self.inner.key(), self.declares)
    }

    fn rounds(&self) -> usize {
        self.inner.rounds()
    }

    fn scheme(&self, problem: &dyn Problem) -> Scheme {
        if self.declares {
            self.inner.scheme(problem)
        } else {
            Scheme::Unknown
        }
    }

    fn run(&self, parties: Parties, buffers: &mut Buffers) {
        self.inner.run(parties, buffers);
    }
}

fn with_course(declares: bool) -> Catalog {
    let own = Catalog::default();
    Catalog::default().with_algorithm("gradient-descent", "of another program", move |point, section| {
        Ok(Arc::new(Course {
            inner: own.algorithm(point, section)?,
            declares,
        }))
    })
}

#[test]
fn an_algorithm_that_declares_nothing_gets_no_law() {
    let check = "[[check]]\nclaim = \"observation-1\"\nkind = \"exact-law\"\n";
    let text = spec("aggregator = \"median\"\nrounds = 3", check);
    let judge = |declares| findings(&text, &with_course(declares), &Overrides::default());
    let silent = &judge(false)[0];
    assert_eq!((silent.predicted, silent.verdict), (None, Verdict::Inconclusive));
    assert!(silent.declared_by.is_empty());
    let declared = &judge(true)[0];
    assert_eq!(declared.verdict, Verdict::Consistent, "{declared:#?}");
    assert_eq!(declared.declared_by, ["algorithm gradient-descent"]);
}

#[test]
fn a_rule_below_the_number_of_attackers_is_refused_unless_breakdown_is_allowed() {
    let catalog = with_foreign("krum", Law::Unknown, 3);
    let text = spec("aggregator = \"krum\"", "");
    let error = decode(&text, &catalog).expect_err("f = 3 and b = 4");
    assert!(
        error
            .message()
            .contains("4 workers are Byzantine, and the rule withstands 3"),
        "{error}"
    );
    assert!(error.line().is_some());
    assert!(decode(&format!("allow_breakdown = true\n{text}"), &catalog).is_ok());
    assert!(decode(&text, &with_foreign("krum", Law::Unknown, 4)).is_ok());
}

/// A rule that takes m of its own choice only.
#[derive(Debug)]
struct Choosy;

impl Aggregator for Choosy {
    fn name(&self) -> &str {
        "choosy"
    }

    fn breakdown(&self, _workers: usize) -> usize {
        0
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        Err(AggregatorError::Refused(format!("{workers} is not my number")))
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        Mean.aggregate(messages, workspace, out);
    }
}

#[test]
fn a_rule_refuses_for_its_own_reason_at_its_line() {
    let catalog = Catalog::default().with_aggregator("choosy", "choosy", |_, _| Ok(Arc::new(Choosy)));
    let error = decode(&spec("aggregator = \"choosy\"", ""), &catalog).expect_err("refused");
    assert!(error.message().contains("20 is not my number"), "{error}");
    assert!(error.line().is_some());
}

/// A maker sees the whole point of the grid.
#[test]
fn makers_see_b() {
    let catalog = Catalog::default().with_aggregator("informed", "trims b/m", |point, section| {
        let beta = point.byzantine() as f64 / point.workers as f64;
        match TrimmedMean::new(beta) {
            Ok(rule) => Ok(Arc::new(rule)),
            Err(error) => Err(section.fault(section.span(), error.to_string())),
        }
    });
    let study = decode(&spec("aggregator = \"informed\"", ""), &catalog).expect("a valid spec");
    let rule = &study.experiment.cells[0].arms[0].aggregator;
    assert_eq!(rule.law(20), Law::TrimmedMean { trimmed: 4 });
}

/// The mean of what is finite is no median under attack; the paper has nothing to do with it.
#[test]
fn a_wrong_declaration_contradicts_who_declared_it() {
    let catalog = with_foreign("liar", Law::Median, 9);
    let check = "[[check]]\nclaim = \"definition-1\"\nkind = \"exact-law\"\n";
    let study = study(&spec("aggregator = \"liar\"", check), &catalog, &Overrides::default());
    let judged = judged(study);
    let finding = &judged.findings[0];
    assert_eq!(finding.verdict, Verdict::Contradicted, "{finding:#?}");
    assert_eq!(finding.declared_by, ["aggregator liar"]);
    let campaign = byzrate::claim::Campaign {
        studies: vec![decode(&spec("aggregator = \"liar\"", check), &catalog).expect("valid")],
    };
    let text = ledger(&Report::new(&campaign, &[judged]), LedgerStyle::default());
    assert!(!text.contains("beyond the paper"), "{text}");
    assert!(text.contains("declared by parts of other programs"), "{text}");
    assert!(
        text.contains("exact-law of definition-1 as declared by aggregator liar"),
        "{text}"
    );
}

/// Stands still for some rounds, and then moves on: to the last bit the iterate goes in a circle of length one until then.
#[derive(Debug)]
struct Patient {
    declares: Dependence,
}

impl Aggregator for Patient {
    fn name(&self) -> &str {
        "patient"
    }

    fn key(&self) -> String {
        format!("patient declares={:?}", self.declares)
    }

    fn breakdown(&self, _workers: usize) -> usize {
        0
    }

    fn depends_on(&self) -> Dependence {
        self.declares
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let calls = workspace.state(|| 0u32);
        *calls += 1;
        if *calls > 10 {
            Mean.aggregate(messages, workspace, out);
        } else {
            out.fill(0.0);
        }
    }
}

/// A rule with memory is not cut short by a circle, and one that denies its memory has none.
#[test]
fn a_rule_with_memory_is_not_cut_short() {
    let error = |declares| {
        let catalog =
            Catalog::default().with_aggregator("patient", "waits", move |_, _| Ok(Arc::new(Patient { declares })));
        let text = spec("aggregator = \"patient\"\nrounds = 20", "").replace("plus-infinity", "none");
        judged(study(&text, &catalog, &Overrides::default())).outcomes[0]
            .arm(0)
            .errors()
            .collect::<Vec<_>>()
    };
    let (waits, forgets) = (error(Dependence::ANYTHING), error(Dependence::NOTHING));
    // σ = 1, and the radius of W is 10√2: the start is at its edge.
    assert!(waits.iter().all(|error| *error < 1.0), "{waits:?}");
    assert!(forgets.iter().all(|error| *error > 10.0), "{forgets:?}");
}

/// A part of this crate under a name that nobody knows.
#[derive(Debug)]
struct Renamed<T: ?Sized> {
    inner: Part<T>,
    name: String,
}

impl Aggregator for Renamed<dyn Aggregator> {
    fn name(&self) -> &str {
        &self.name
    }

    fn key(&self) -> String {
        self.inner.key().replace(self.inner.name(), &self.name)
    }

    fn breakdown(&self, workers: usize) -> usize {
        self.inner.breakdown(workers)
    }

    fn depends_on(&self) -> Dependence {
        self.inner.depends_on()
    }

    fn law(&self, workers: usize) -> Law {
        self.inner.law(workers)
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        self.inner.check(workers)
    }

    fn check_against(&self, workers: usize, byzantine: usize) -> Result<(), AggregatorError> {
        self.inner.check_against(workers, byzantine)
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        self.inner.aggregate(messages, workspace, out);
    }
}

impl Adversary for Renamed<dyn Adversary> {
    fn name(&self) -> &str {
        &self.name
    }

    fn key(&self) -> String {
        self.inner.key().replace(self.inner.name(), &self.name)
    }

    fn push(&self) -> Push {
        self.inner.push()
    }

    fn reads_alpha(&self) -> bool {
        self.inner.reads_alpha()
    }

    fn is_stationary(&self) -> bool {
        self.inner.is_stationary()
    }

    fn labels(&self) -> Labels {
        self.inner.labels()
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, workspace: &mut Workspace) {
        self.inner.corrupt(scene, messages, workspace);
    }
}

impl Algorithm for Renamed<dyn Algorithm> {
    fn name(&self) -> &str {
        &self.name
    }

    fn key(&self) -> String {
        self.inner.key().replace(self.inner.name(), &self.name)
    }

    fn rounds(&self) -> usize {
        self.inner.rounds()
    }

    fn scheme(&self, problem: &dyn Problem) -> Scheme {
        self.inner.scheme(problem)
    }

    fn admits(&self, problem: &dyn Problem, samples: usize, workers: usize) -> Result<(), AlgorithmError> {
        self.inner.admits(problem, samples, workers)
    }

    fn draws_of_data(&self) -> usize {
        self.inner.draws_of_data()
    }

    fn run(&self, parties: Parties, buffers: &mut Buffers) {
        self.inner.run(parties, buffers);
    }
}

/// A name of which nobody can guess what it stands for.
fn alias(name: &str) -> String {
    let sum = name
        .bytes()
        .fold(7u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    format!("x{sum}")
}

/// Every built-in aggregator, adversary and algorithm, each under its alias; specs name algorithms as ever.
fn renamed() -> Catalog {
    let mut catalog = Catalog::default();
    for (name, _) in Catalog::default().aggregators() {
        let (own, name) = (Catalog::default(), name.to_owned());
        catalog = catalog.with_aggregator(&alias(&name), "renamed", move |point, section| {
            let document = Document::new("test.toml", format!("aggregator = {name:?}"));
            let inner = match section.number("beta") {
                Ok(Some(beta)) => own.aggregator(point, &document.read()?.with_number("beta", beta.value))?,
                _ if section.is_text("beta") => {
                    own.aggregator(point, &document.read()?.with_number("beta", point.alpha))?
                }
                _ => own.aggregator(point, &document.read()?)?,
            };
            let name = alias(&name);
            Ok(Arc::new(Renamed { inner, name }))
        });
    }
    for (name, _) in Catalog::default().adversaries() {
        let (own, name) = (Catalog::default(), name.to_owned());
        catalog = catalog.with_adversary(&alias(&name), "renamed", move |point, section| {
            let document = Document::new("test.toml", format!("name = {name:?}"));
            let inner = match section.number("size")? {
                Some(size) => own.adversary(point, &document.read()?.with_number("size", size.value))?,
                None => own.adversary(point, &document.read()?)?,
            };
            let name = alias(&name);
            Ok(Arc::new(Renamed { inner, name }))
        });
    }
    for (name, _) in Catalog::default().algorithms() {
        let (own, name) = (Catalog::default(), name.to_owned());
        catalog = catalog.with_algorithm(&name.clone(), "renamed", move |point, section| {
            let inner = own.algorithm(point, section)?;
            let name = alias(&name);
            Ok(Arc::new(Renamed { inner, name }))
        });
    }
    catalog
}

/// The spec with every aggregator and adversary under its alias, and estimators under the ids they have then.
fn with_aliases(text: &str) -> String {
    let rules = ["trimmed-mean", "median", "mean"];
    let adversaries: Vec<String> = Catalog::default()
        .adversaries()
        .map(|(name, _)| name.to_owned())
        .collect();
    let line = |line: &str| -> String {
        let key = line.split('=').next().unwrap_or("").trim();
        if !["aggregator", "name", "estimators", "adversaries", "worst", "against"].contains(&key) {
            return line.to_owned();
        }
        let word = |(index, word): (usize, &str)| -> String {
            if index % 2 == 0 {
                return word.to_owned();
            }
            if rules.contains(&word) || adversaries.iter().any(|name| name == word) {
                return alias(word);
            }
            for rule in rules {
                if word == format!("{rule}-gd") {
                    return format!("{}-gd", alias(rule));
                }
                if word == format!("one-round-{rule}") {
                    return format!("{}-{}", alias("one-round"), alias(rule));
                }
            }
            word.to_owned()
        };
        line.split('"').enumerate().map(word).collect::<Vec<_>>().join("\"")
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Every number, verdict and curve of experiments with all kinds of rules, attacks and algorithms is the same when nothing has
/// the name it was born with.
#[test]
fn names_decide_nothing() {
    let overrides = Overrides {
        profile: Profile::Smoke,
        ..Overrides::default()
    };
    let numbers = |finding: &Finding| {
        let Finding {
            check,
            quantity,
            measured,
            interval,
            predicted,
            accepted,
            verdict,
            silent,
            ..
        } = finding;
        format!("{check} {quantity} {measured:?} {interval:?} {predicted:?} {accepted:?} {verdict} {silent:?}")
    };
    for name in [
        "adversaries",
        "exact-law",
        "one-round",
        "one-over-n",
        "definitions",
        "observation-1",
        "uniform-deviation",
        "rate-in-alpha",
        "trim-fraction",
    ] {
        let text = built_in_text(name, &[]);
        let plain = study(&text, &Catalog::default(), &overrides);
        let renamed = study(&with_aliases(&text), &renamed(), &overrides);
        for (cell, other) in plain.experiment.cells.iter().zip(&renamed.experiment.cells) {
            for arm in 0..cell.arms.len() {
                assert_ne!(cell.arms[arm].aggregator.name(), other.arms[arm].aggregator.name());
                assert_eq!(predict(cell, arm), predict(other, arm), "{name} {cell}");
                for measure in [Measure::Error, Measure::Contraction, Measure::UniformDeviation] {
                    let [one, two] = [cell, other].map(|cell| guarantee_for(cell, arm, measure));
                    assert_eq!(one, two, "{name} {cell}");
                }
            }
        }
        let (plain, renamed) = (judged(plain).findings, judged(renamed).findings);
        assert_eq!(plain.len(), renamed.len(), "{name}");
        for (one, two) in plain.iter().zip(&renamed) {
            assert_eq!(
                numbers(one),
                numbers(two),
                "{name}: {} and {}",
                one.subject,
                two.subject
            );
        }
    }
}
