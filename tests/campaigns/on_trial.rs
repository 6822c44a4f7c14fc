//! The judge on trial: campaigns of claims of which it is known that they are true, or that they are not, from their draws to their
//! verdicts: real laws, the replicates, the stopping rule, the looks and the level of any run. How often does a campaign of true
//! claims end in a contradiction, and how surely one of false claims?
//!
//! `cargo test --test campaigns on_trial` tries a few seeds of each. The table `src/claim/trial.csv`, which the ledger quotes, is that of
//! a thousand seeds; it is made anew by
//!
//! ```text
//! BYZRATE_WRITE_TRIAL=1 cargo test --release --test campaigns the_heavy_trial -- --ignored --nocapture
//! ```
//!
//! and without the variable compared with what is there. The seeds are fixed, and no number depends on threads. `BYZRATE_TRIAL=worlds` tries
//! the campaigns of that word alone, with `BYZRATE_TRIAL_SEEDS` as many seeds.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use byzrate::claim::{Campaign, FALSE_ALARM, Study, Verdict};
use byzrate::experiment::{Catalog, Engine, Overrides};
use byzrate::problem::Ball;
use byzrate::spec::Document;
use byzrate::store::Journal;
use rayon::prelude::*;

use crate::support::binomial::tail;
use crate::support::impostor::{median_is, middle};
use crate::support::planted::Planted;
use crate::support::tally::Tally;

/// Campaigns that differ by their seed alone.
struct Case {
    name: &'static str,
    is_true: bool,
    /// Of each study.
    specs: Vec<String>,
    catalog: fn() -> Catalog,
    /// How many seeds `cargo test` tries.
    few: u64,
}

impl Case {
    fn truth(name: &'static str, specs: impl Into<Vec<String>>) -> Self {
        Self {
            name,
            is_true: true,
            specs: specs.into(),
            catalog: Catalog::default,
            few: 0,
        }
    }

    fn falsehood(name: &'static str, specs: impl Into<Vec<String>>) -> Self {
        Self {
            is_true: false,
            ..Self::truth(name, specs)
        }
    }

    fn under(self, catalog: fn() -> Catalog) -> Self {
        Self { catalog, ..self }
    }

    /// Tries the first `few` seeds in every `cargo test`.
    fn often(self, few: u64) -> Self {
        Self { few, ..self }
    }

    /// The campaign of one seed.
    fn campaign(&self, catalog: &Catalog, seed: u64) -> Tally {
        let overrides = Overrides {
            seed: Some(seed),
            // Workers that are Byzantine by chance may be more than a rule withstands.
            allow_breakdown: true,
            ..Overrides::default()
        };
        let study = |(index, spec): (usize, &String)| {
            let spec = format!("name = \"trial-{index}\"\n{spec}");
            let study = Study::decode(Document::new("trial.toml", spec.as_str()), catalog, &overrides);
            study.unwrap_or_else(|error| panic!("{}: {error}", self.name))
        };
        let campaign = Campaign {
            studies: self.specs.iter().enumerate().map(study).collect(),
        };
        let journal = Journal::in_memory().expect("a store");
        let judged = campaign.run_all(&Engine::new(&journal)).expect("a run");
        let verdicts: Vec<Verdict> = (judged.iter())
            .flat_map(|study| study.findings.iter().map(|finding| finding.verdict))
            .collect();
        let count = |verdict: Verdict| verdicts.iter().filter(|found| **found == verdict).count() as u64;
        Tally {
            comparisons: verdicts.len() as u64,
            seeds: 1,
            contradicted: count(Verdict::Contradicted).min(1),
            consistent: count(Verdict::Consistent),
            inconclusive: count(Verdict::Inconclusive),
        }
    }

    /// The campaigns of the seeds 1 to `seeds`.
    fn tried(&self, seeds: u64) -> Tally {
        let catalog = (self.catalog)();
        (1..=seeds)
            .into_par_iter()
            .map(|seed| self.campaign(&catalog, seed))
            .reduce(Tally::default, Tally::with)
    }
}

/// A spec without its name.
fn spec(problem: &str, grid: &str, arms: &str, replicates: &str, checks: &[&str]) -> String {
    let mut spec = format!("[[problem]]\nname = {problem}\n\n[[grid]]\n{grid}\n\n{arms}\n[replicates]\n{replicates}\n");
    for check in checks {
        write!(spec, "\n[[check]]\n{check}\n").expect("memory");
    }
    spec
}

/// So many replicates in any case.
fn fixed(replicates: u32) -> String {
    format!("quick = {{ batch = {replicates}, maximum = {replicates} }}")
}

/// Up to `maximum` replicates, until the rms error is known to `relative`.
fn stopped(batch: u32, maximum: u32, relative: f64) -> String {
    format!("quick = {{ batch = {batch}, maximum = {maximum}, relative_error = {relative} }}")
}

const MEDIAN: &str = "[[estimator]]\nalgorithm = \"one-round\"\naggregator = \"median\"\n";
const MEAN: &str = "[[estimator]]\nalgorithm = \"one-round\"\naggregator = \"mean\"\n";
const TRIMMED: &str = "[[estimator]]\nalgorithm = \"one-round\"\naggregator = \"trimmed-mean\"\nbeta = 0.2\n";
const HONEST: &str = "[[adversary]]\nname = \"none\"\n";
const INFINITY: &str = "[[adversary]]\nname = \"plus-infinity\"\n";

const EXACT_LAW: &str = "claim = \"table-1\"\nkind = \"exact-law\"";
const EXPONENT: &str = "claim = \"table-1\"\nkind = \"exponent\"\nalong = \"n\"\nexpected = -0.5";

/// Ten comparisons of Gaussian medians with their law, in `dim` dimensions.
fn ten_laws(dim: u32, replicates: &str) -> Vec<String> {
    let grid = format!("n = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\nm = [11]\nalpha = [0.0]\ndim = [{dim}]");
    let arms = [MEDIAN, HONEST].concat();
    vec![spec("\"gaussian-mean\"", &grid, &arms, replicates, &[EXACT_LAW])]
}

/// A hundred of them.
fn hundred_laws(dim: u32, replicates: &str) -> Vec<String> {
    let samples: Vec<String> = (1..=20).map(|n| n.to_string()).collect();
    let grid = format!(
        "n = [{}]\nm = [1, 2, 3, 4, 5]\nalpha = [0.0]\ndim = [{dim}]",
        samples.join(", ")
    );
    let arms = [MEDIAN, HONEST].concat();
    vec![spec("\"gaussian-mean\"", &grid, &arms, replicates, &[EXACT_LAW])]
}

/// The exponent in n of Gaussian means, of known law, for ten m.
fn exponents(dim: u32, replicates: &str) -> Vec<String> {
    let grid = format!("n = [10, 20, 40, 80, 160]\nm = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\nalpha = [0.0]\ndim = [{dim}]");
    let arms = [MEAN, HONEST].concat();
    vec![spec("\"gaussian-mean\"", &grid, &arms, replicates, &[EXPONENT])]
}

/// The plain mean of n Student values errs by σ/√(nm) at every n; no law of it is known.
fn student_exponent(nu: f64, replicates: &str) -> Vec<String> {
    let problem = format!("\"student-mean\"\nnu = {nu}");
    let grid = "n = [1, 2, 4, 8]\nm = [1, 2, 3, 4]\nalpha = [0.0]\ndim = [1]";
    let arms = [MEAN, HONEST].concat();
    vec![spec(&problem, grid, &arms, replicates, &[EXPONENT])]
}

/// Errors of exponent `planted` that no law is known of, against −0.5 ± `margin`, as the built-in rate in n.
fn planted_exponent(planted: f64, dim: u32, margin: f64, replicates: &str) -> Vec<String> {
    let problem = format!("\"planted\"\nexponent = {planted}");
    let grid = format!("n = [100, 200, 400, 800, 1600, 3200]\nm = [1]\nalpha = [0.0]\ndim = [{dim}]");
    let arms = [MEAN, HONEST].concat();
    let check = format!("{EXPONENT}\nmargin = {margin}");
    vec![spec(&problem, &grid, &arms, replicates, &[&check])]
}

/// The median of means of exponential values: its bias as a coefficient and as a prediction, and its rms error.
fn biases(dim: u32, replicates: &str) -> Vec<String> {
    let grid = format!("n = [5, 10, 20]\nm = [5, 11]\nalpha = [0.0]\ndim = [{dim}]");
    let arms = [MEDIAN, HONEST].concat();
    let checks = [
        "claim = \"table-1\"\nkind = \"bias-coefficient\"",
        "claim = \"table-1\"\nkind = \"prediction\"\nresponse = \"bias\"",
        "claim = \"table-1\"\nkind = \"prediction\"\nresponse = \"rms\"",
    ];
    let replicates = format!("response = \"bias\"\n{replicates}");
    vec![spec("\"exponential-mean\"", &grid, &arms, &replicates, &checks)]
}

/// How the bias of the median of means of exponential values falls with n, of known law.
fn bias_exponent(replicates: &str) -> Vec<String> {
    let grid = "n = [4, 8, 16]\nm = [5, 11]\nalpha = [0.0]\ndim = [5]";
    let arms = [MEDIAN, HONEST].concat();
    let check = "claim = \"table-1\"\nkind = \"exponent\"\nresponse = \"bias\"\nalong = \"n\"";
    let replicates = format!("response = \"bias\"\n{replicates}");
    vec![spec("\"exponential-mean\"", grid, &arms, &replicates, &[check])]
}

/// Median against trimmed mean, both of known law, with and without attack.
fn contrasts(dim: u32, replicates: &str) -> Vec<String> {
    let grid = format!("n = [5, 10, 20]\nm = [5, 11]\nalpha = [0.0, 0.2]\ndim = [{dim}]");
    let arms = [MEDIAN, TRIMMED, INFINITY].concat();
    let check = "claim = \"table-1\"\nkind = \"contrast\"\nagainst = \"one-round-trimmed-mean\"";
    vec![spec("\"gaussian-mean\"", &grid, &arms, replicates, &[check])]
}

/// The moments of Propositions 1 and 2.
fn moments(replicates: &str) -> Vec<String> {
    let probe = |at: &str| {
        format!("[[estimator]]\nid = \"at-{at}\"\nalgorithm = \"probe\"\nat = \"{at}\"\naggregator = \"mean\"\n")
    };
    let arms = [probe("optimum"), probe("start"), HONEST.to_owned()].concat();
    let checks = [
        "claim = \"proposition-1\"\nkind = \"moment\"\nof = \"variance\"",
        "claim = \"proposition-1\"\nkind = \"moment\"\nof = \"skewness\"",
        "claim = \"proposition-1\"\nkind = \"constant\"",
        "claim = \"proposition-2\"\nkind = \"moment\"\nof = \"log-mgf\"",
        "claim = \"proposition-2\"\nkind = \"constant\"",
    ];
    let measures = "measures = [\"coordinate-square\", \"coordinate-cube\", \"coordinate-exponential\", \
                    \"coordinate-exponential-minus\"]\n";
    let grid = "n = [1]\nm = [10]\nalpha = [0.0]\ndim = [1, 2, 5]";
    let replicates = format!("response = \"coordinate-cube\"\n{replicates}");
    let rest = spec("\"rademacher-regression\"", grid, &arms, &replicates, &checks);
    vec![format!("{measures}{rest}")]
}

/// The terms of the rms error and of the bias of Gaussian medians, and the 1/n of a skewed law, all of known laws.
fn terms(dim: u32, replicates: &str) -> Vec<String> {
    let study = |problem: &str, samples: &str, terms: &[(&str, &str)]| {
        let grid = format!("n = [{samples}]\nm = [5, 20]\nalpha = [0.0, 0.2]\ndim = [{dim}]");
        let arms = [MEDIAN, "[[adversary]]\nname = \"minus-infinity\"\n"].concat();
        let checks: Vec<String> = (terms.iter())
            .map(|(response, term)| {
                format!("claim = \"table-1\"\nkind = \"terms\"\nresponse = \"{response}\"\nterm = \"{term}\"")
            })
            .collect();
        let checks: Vec<&str> = checks.iter().map(String::as_str).collect();
        spec(problem, &grid, &arms, replicates, &checks)
    };
    let gaussian = [
        ("bias", "alpha/sqrt(n)"),
        ("bias", "1/n"),
        ("rms", "alpha/sqrt(n)"),
        ("rms", "1/sqrt(nm)"),
    ];
    // The law of the median of skewed means takes milliseconds.
    vec![
        study("\"gaussian-mean\"", "10, 20, 40", &gaussian),
        study("\"exponential-mean\"", "10, 40", &[("bias", "1/n")]),
    ]
}

/// Observation 1: lower bounds in both forms, and worlds that nobody can tell apart.
fn worlds(replicates: &str) -> Vec<String> {
    let grid = "n = [10]\nm = [5, 11, 21]\nalpha = [0.0, 0.05, 0.1, 0.2]\ndim = [1]\nbyzantine = \"random\"";
    let adversaries = "[[adversary]]\nname = \"world-1\"\n\n[[adversary]]\nname = \"world-2\"\n";
    let arms = [MEDIAN, MEAN, adversaries].concat();
    let checks = [
        "claim = \"observation-1\"\nkind = \"lower-bound\"",
        "claim = \"observation-1\"\nkind = \"lower-bound\"\nstated = \"probability\"",
        "claim = \"observation-1\"\nkind = \"indistinguishable\"",
    ];
    vec![spec("\"gaussian-mean\"", grid, &arms, replicates, &checks)]
}

/// Whether `worst` is the worst of four adversaries.
fn orderings(worst: &str, replicates: &str) -> Vec<String> {
    let grid = "n = [10]\nm = [11, 21]\nalpha = [0.1, 0.2]\ndim = [1, 5]";
    let adversaries: String = ["omniscient-sign", "plus-infinity", "minus-infinity"]
        .map(|name| format!("[[adversary]]\nname = \"{name}\"\n\n"))
        .concat();
    let arms = [MEDIAN, &adversaries].concat();
    let check = format!("claim = \"definition-1\"\nkind = \"ordering\"\nworst = \"{worst}\"");
    vec![spec("\"gaussian-mean\"", grid, &arms, replicates, &[&check])]
}

/// How often the median of one coordinate is beyond the quantile of its law.
fn tails(replicates: &str) -> Vec<String> {
    let grid = "n = [10, 100]\nm = [11, 21]\nalpha = [0.0, 0.2]\ndim = [1]";
    let arms = [MEDIAN, INFINITY].concat();
    let check = |probability: &str| {
        format!("claim = \"median-lemma\"\nkind = \"median-tail\"\nagainst = \"exact\"\nprobability = {probability}")
    };
    let checks = [check("0.1"), check("0.5")];
    let checks: Vec<&str> = checks.iter().map(String::as_str).collect();
    vec![spec("\"gaussian-mean\"", grid, &arms, replicates, &checks)]
}

/// How far messages of exponential values are from normal, and their skewness.
fn messages(replicates: &str) -> Vec<String> {
    let arms = [
        "[[estimator]]\nalgorithm = \"probe\"\nat = \"optimum\"\naggregator = \"mean\"\n",
        HONEST,
    ];
    let checks = [
        "claim = \"berry-esseen\"\nkind = \"normal-approximation\"",
        "claim = \"berry-esseen\"\nkind = \"normal-approximation\"\nagainst = \"bound\"",
        "claim = \"definition-4\"\nkind = \"moment\"\nof = \"skewness\"",
    ];
    let measures = "measures = [\"normal-distance\", \"normal-excess-low\", \"normal-excess\", \"normal-excess-high\", \
                    \"coordinate-square\", \"coordinate-cube\"]\n";
    let grid = "n = [1, 2, 4]\nm = [50]\nalpha = [0.0]\ndim = [1]";
    let rest = spec("\"exponential-mean\"", grid, &arms.concat(), replicates, &checks);
    vec![format!("{measures}{rest}")]
}

/// A claim of a spec's own about means of Gaussian values, which err by σ/√(nm) in root mean square, and by more with probability .317.
fn stated(claim: &str, replicates: &str) -> Vec<String> {
    let grid = "n = [5, 10, 20]\nm = [5, 11]\nalpha = [0.0, 0.2]\ndim = [1]";
    let arms = [MEAN, HONEST].concat();
    let rest = spec("\"gaussian-mean\"", grid, &arms, replicates, &[]);
    vec![format!("{rest}\n[[claim]]\nid = \"stated\"\n{claim}\n")]
}

/// Without attack an error of σ√(d/(nm)) has a probability that the mean attains.
fn chances(replicates: &str) -> Vec<String> {
    let grid = "n = [5, 10, 20]\nm = [5, 11]\nalpha = [0.0]\ndim = [1, 5]";
    let arms = [MEAN, HONEST].concat();
    let check = "claim = \"observation-1\"\nkind = \"lower-bound\"\nstated = \"chance\"";
    vec![spec("\"gaussian-mean\"", grid, &arms, replicates, &[check])]
}

/// A bound that fails as often as it says.
const ATTAINED: &str = "bound = \"sigma/sqrt(n*m)\"\nfails = \"0.31731050786291415\"";

fn with_planted() -> Catalog {
    Catalog::default().with_problem(
        "planted",
        "errors of a known exponent; key exponent",
        |point, section| {
            Ok(Arc::new(Planted {
                exponent: section.required("exponent", section.number("exponent")?)?.value,
                domain: Ball {
                    centre: vec![0.0; point.dim],
                    radius: 1e3,
                },
            }))
        },
    )
}

/// A median that gives a tenth too much, and half.
fn with_larger_median() -> Catalog {
    median_is(|column, _| 1.1 * middle(column))
}

fn with_half_median() -> Catalog {
    median_is(|column, _| 0.5 * middle(column))
}

/// Every campaign, in the order of the table.
fn cases() -> Vec<Case> {
    let truth = Case::truth;
    let falsehood = Case::falsehood;
    vec![
        truth("exact laws of d=1: 50 replicates", ten_laws(1, &fixed(50))),
        truth("exact laws of d=1: 200 replicates", ten_laws(1, &fixed(200))),
        truth("exact laws of d=1: 400 replicates", ten_laws(1, &fixed(400))).often(40),
        truth("exact laws of d=1: to 10 %", ten_laws(1, &stopped(50, 400, 0.1))).often(40),
        truth("exact laws of d=1: to 3 %", ten_laws(1, &stopped(50, 2000, 0.03))).often(40),
        truth("exact laws of d=5: 50 replicates", ten_laws(5, &fixed(50))).often(40),
        truth("exact laws of d=5: to 3 %", ten_laws(5, &stopped(50, 2000, 0.03))),
        truth("many exact laws of d=1: 50 replicates", hundred_laws(1, &fixed(50))),
        truth("many exact laws of d=1: 400 replicates", hundred_laws(1, &fixed(400))),
        truth(
            "many exact laws of d=1: to 3 %",
            hundred_laws(1, &stopped(50, 1000, 0.03)),
        ),
        truth("many exact laws of d=5: 50 replicates", hundred_laws(5, &fixed(50))).often(20),
        truth("many exact laws of d=5: 400 replicates", hundred_laws(5, &fixed(400))),
        truth(
            "many exact laws of d=5: to 3 %",
            hundred_laws(5, &stopped(50, 400, 0.03)),
        ),
        truth("many exact laws of d=50: 50 replicates", hundred_laws(50, &fixed(50))),
        truth("exponents of d=1: 200 replicates", exponents(1, &fixed(200))).often(40),
        truth("exponents of d=1: to 3 %", exponents(1, &stopped(50, 1000, 0.03))),
        truth("exponents of d=20: 50 replicates", exponents(20, &fixed(50))),
        truth("exponents of d=20: to 1 %", exponents(20, &stopped(50, 400, 0.01))),
        truth(
            "exponents without a law: to 1 %",
            planted_exponent(-0.5, 20, 0.0, &stopped(100, 6400, 0.01)),
        )
        .under(with_planted),
        truth(
            "exponents at the margin: to 1 %",
            planted_exponent(-0.48, 20, 0.02, &stopped(100, 800, 0.01)),
        )
        .under(with_planted)
        .often(40),
        truth(
            "exponents of Student's t5: 400 replicates",
            student_exponent(5.0, &fixed(400)),
        )
        .often(40),
        truth(
            "exponents of Student's t5: to 3 %",
            student_exponent(5.0, &stopped(100, 4000, 0.03)),
        ),
        truth(
            "exponents of Student's t3.5: 400 replicates",
            student_exponent(3.5, &fixed(400)),
        ),
        truth(
            "exponents of Student's t3.5: to 3 %",
            student_exponent(3.5, &stopped(100, 4000, 0.03)),
        ),
        truth("biases of d=1: 200 replicates", biases(1, &fixed(200))).often(40),
        truth("biases of d=5: to 5 %", biases(5, &stopped(200, 4000, 0.05))),
        truth("exponents of biases: to 5 %", bias_exponent(&stopped(200, 4000, 0.05))),
        truth("contrasts of d=1: 200 replicates", contrasts(1, &fixed(200))).often(20),
        truth("contrasts of d=1: to 3 %", contrasts(1, &stopped(50, 2000, 0.03))),
        truth("contrasts of d=5: 50 replicates", contrasts(5, &fixed(50))),
        truth("moments: 50 replicates", moments(&fixed(50))).often(40),
        truth("moments: to 1 %", moments(&stopped(200, 3200, 0.01))),
        truth("terms of d=1: 200 replicates", terms(1, &fixed(200))),
        truth("terms of d=5: 100 replicates", terms(5, &fixed(100))).often(20),
        truth("terms of d=5: to 1 %", terms(5, &stopped(200, 2000, 0.01))),
        truth("worlds: 400 replicates", worlds(&fixed(400))).often(20),
        truth("worlds: to 2 %", worlds(&stopped(200, 4000, 0.02))),
        truth("orderings: 200 replicates", orderings("omniscient-sign", &fixed(200))).often(40),
        truth("tails of the median: 400 replicates", tails(&fixed(400))).often(20),
        truth("messages beside normal: 200 replicates", messages(&fixed(200))).often(20),
        truth(
            "a stated bound at its edge: 400 replicates",
            stated(ATTAINED, &fixed(400)),
        )
        .often(40),
        truth(
            "a stated value: to 3 %",
            stated("expected = \"sigma/sqrt(n*m)\"", &stopped(50, 2000, 0.03)),
        )
        .often(40),
        truth(
            "stated terms: 200 replicates",
            stated(
                "terms = [\"sigma/sqrt(n*m)\", \"sigma*alpha/sqrt(n)\"]\ncoefficients = [1.0, 0.0]",
                &fixed(200),
            ),
        )
        .often(40),
        truth("chances without attack: 400 replicates", chances(&fixed(400))).often(40),
        falsehood(
            "exponents off by 0.1: to 1 %",
            planted_exponent(-0.6, 20, 0.0, &stopped(400, 6400, 0.01)),
        )
        .under(with_planted),
        falsehood(
            "exponents off by -0.1 at a margin of 0.02: to 1 %",
            planted_exponent(-0.4, 20, 0.02, &stopped(100, 6400, 0.01)),
        )
        .under(with_planted)
        .often(20),
    ]
    .into_iter()
    .chain(constants_off())
    .collect()
}

/// Constants off by a tenth and more, to the precision of the quick profile.
fn constants_off() -> Vec<Case> {
    let falsehood = Case::falsehood;
    let one_law = spec(
        "\"gaussian-mean\"",
        "n = [100]\nm = [11]\nalpha = [0.0]\ndim = [5]",
        &[MEDIAN, HONEST].concat(),
        &stopped(4000, 100_000, 0.0024),
        &[EXACT_LAW],
    );
    let bias = spec(
        "\"exponential-mean\"",
        "n = [20]\nm = [101]\nalpha = [0.0]\ndim = [5]",
        &[MEDIAN, HONEST].concat(),
        &format!("response = \"bias\"\n{}", stopped(1000, 16000, 0.03)),
        &["claim = \"table-1\"\nkind = \"bias-coefficient\""],
    );
    let contrast = spec(
        "\"gaussian-mean\"",
        "n = [10]\nm = [11]\nalpha = [0.2]\ndim = [1]",
        &[MEDIAN, TRIMMED, INFINITY].concat(),
        &stopped(1000, 8000, 0.005),
        &["claim = \"table-1\"\nkind = \"contrast\"\nagainst = \"one-round-trimmed-mean\""],
    );
    let worlds = spec(
        "\"gaussian-mean\"",
        "n = [100]\nm = [21]\nalpha = [0.1]\ndim = [1]\nbyzantine = \"random\"",
        &[
            MEDIAN,
            "[[adversary]]\nname = \"world-1\"\n\n[[adversary]]\nname = \"world-2\"\n",
        ]
        .concat(),
        &stopped(4000, 16000, 0.01),
        &["claim = \"observation-1\"\nkind = \"lower-bound\""],
    );
    vec![
        falsehood("an exact law off by a tenth: to 0.24 %", vec![one_law])
            .under(with_larger_median)
            .often(20),
        falsehood("a bias coefficient off by a tenth: to 3 %", vec![bias]).under(with_larger_median),
        falsehood("a contrast off by a tenth: to 0.5 %", vec![contrast])
            .under(with_larger_median)
            .often(20),
        falsehood("a lower bound that is undercut: to 1 %", vec![worlds])
            .under(with_half_median)
            .often(20),
        falsehood(
            "a stated bound of nine tenths: 2000 replicates",
            stated(&ATTAINED.replace("sigma/", "0.9*sigma/"), &fixed(2000)),
        )
        .often(20),
        falsehood(
            "a stated value off by a tenth: 1000 replicates",
            stated("expected = \"1.1*sigma/sqrt(n*m)\"", &fixed(1000)),
        )
        .often(20),
        falsehood(
            "an adversary that is not the worst: to 1 %",
            orderings("plus-infinity", &stopped(1000, 8000, 0.01)),
        ),
    ]
}

/// What a campaign of false claims is to be contradicted with.
const POWER: f64 = 0.95;

/// A judge with the declared rates fails a case with probability 1e-4 at most, and any of them with 3e-3.
#[test]
fn a_few_seeds_are_judged_as_declared() {
    for case in cases().into_iter().filter(|case| case.few > 0) {
        let begun = std::time::Instant::now();
        let tally = case.tried(case.few);
        println!("{:.2} s  {}: {tally:?}", begun.elapsed().as_secs_f64(), case.name);
        let wrong = if case.is_true {
            tail(tally.contradicted, tally.seeds, FALSE_ALARM)
        } else {
            tail(tally.seeds - tally.contradicted, tally.seeds, 1.0 - POWER)
        };
        assert!(wrong > 1e-4, "{}: {tally:?}", case.name);
    }
}

const HEADER: &str = "campaign,claims,comparisons,seeds,contradicted,consistent,inconclusive\n";

/// A thousand seeds a case, against the table.
#[test]
#[ignore = "takes a quarter of an hour"]
fn the_heavy_trial() {
    // Those with one of these words, `|` between them, with so many seeds.
    let only = std::env::var("BYZRATE_TRIAL").unwrap_or_default();
    let seeds = std::env::var("BYZRATE_TRIAL_SEEDS")
        .ok()
        .and_then(|seeds| seeds.parse().ok());
    let seeds = seeds.filter(|_| !only.is_empty()).unwrap_or(1000);
    let mut table = HEADER.to_owned();
    let mut outside = Vec::new();
    for case in cases()
        .into_iter()
        .filter(|case| only.split('|').any(|word| case.name.contains(word)))
    {
        let begun = std::time::Instant::now();
        let tally = case.tried(seeds);
        let Tally {
            comparisons,
            seeds,
            contradicted,
            consistent,
            inconclusive,
        } = tally;
        let (name, is_true) = (case.name, case.is_true);
        let row = format!("{name},{is_true},{comparisons},{seeds},{contradicted},{consistent},{inconclusive}\n");
        print!("{:6.1} s  {row}", begun.elapsed().as_secs_f64());
        table.push_str(&row);
        let share = contradicted as f64 / seeds as f64;
        let within = |rate: f64| 3.0 * (rate * (1.0 - rate) / seeds as f64).sqrt();
        let fine = if is_true {
            share <= FALSE_ALARM + within(FALSE_ALARM)
        } else {
            share >= POWER - within(POWER)
        };
        if !fine {
            outside.push(row);
        }
    }
    assert!(outside.is_empty(), "not as declared:\n{}", outside.concat());
    if !only.is_empty() {
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/claim/trial.csv");
    if std::env::var_os("BYZRATE_WRITE_TRIAL").is_some() {
        std::fs::write(&path, &table).expect("a writable table");
    }
    let known = std::fs::read_to_string(&path).expect("a table");
    assert_eq!(known, table, "write it anew with BYZRATE_WRITE_TRIAL=1");
}
