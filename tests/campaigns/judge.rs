//! The judge on trial: errors of known exponents and estimators of known defects, judged by the same campaign that judges
//! the paper. How often does it contradict what is true, and how surely what is false?

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use byzrate::claim::{Campaign, FALSE_ALARM, Finding, LOOKS, Study, Verdict};
use byzrate::experiment::{Catalog, Engine, Overrides, Source};
use byzrate::problem::Ball;
use byzrate::spec::Document;
use byzrate::store::Journal;

use crate::support::binomial::tail;
use crate::support::impostor::{Rule, mean_without, median_is, middle, trimmed_mean_is};
use crate::support::planted::Planted;

fn catalog() -> Catalog {
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

/// The finding of a campaign of this study alone.
fn campaign(study: Study, journal: &Journal, source: Source) -> Vec<Finding> {
    let engine = Engine {
        journal,
        source,
        stop: &AtomicBool::new(false),
        observer: &|_| {},
    };
    let campaign = Campaign { studies: vec![study] };
    campaign.run(&campaign.studies[0], &engine).expect("a run").findings
}

fn study(spec: &str, catalog: &Catalog, seed: u64) -> Study {
    let overrides = Overrides {
        seed: Some(seed),
        ..Overrides::default()
    };
    Study::decode(Document::new("test.toml", spec), catalog, &overrides).unwrap_or_else(|error| panic!("{error}"))
}

/// The design and the precision of the quick profile of the built-in rate in n, in twenty coordinates so that fewer
/// replicates give that precision.
fn exponent_spec(planted: f64, margin: f64, maximum: usize) -> String {
    format!(
        "name = \"planted\"
        [[problem]]
        name = \"planted\"
        exponent = {planted}
        [[grid]]
        n = [100, 200, 400, 800, 1600, 3200]
        m = [1]
        alpha = [0.0]
        dim = [20]
        [[estimator]]
        algorithm = \"one-round\"
        aggregator = \"mean\"
        [[adversary]]
        name = \"none\"
        [replicates]
        quick = {{ batch = 100, maximum = {maximum}, relative_error = 0.01 }}
        [[check]]
        claim = \"table-1\"
        kind = \"exponent\"
        along = \"n\"
        expected = -0.5
        margin = {margin}"
    )
}

/// In how many of `runs` seeded campaigns the spec's one comparison is contradicted, and in how many consistent.
fn contradictions(spec: &str, runs: u64) -> (u64, u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::create(&folder.path().join("store.sqlite")).expect("a store");
    let (mut contradicted, mut consistent) = (0, 0);
    for seed in 0..runs {
        let findings = campaign(study(spec, &catalog(), seed), &journal, Source::StoreAndDraw);
        assert_eq!(findings.len(), 1);
        match findings[0].verdict {
            Verdict::Contradicted => contradicted += 1,
            Verdict::Consistent => consistent += 1,
            Verdict::Inconclusive => {}
        }
    }
    println!("{contradicted} of {runs} contradicted, {consistent} consistent");
    (contradicted, consistent)
}

/// The same for errors of exponent `planted` against −0.5 ± `margin`.
fn judged(planted: f64, margin: f64, maximum: usize, runs: u64) -> (u64, u64) {
    contradictions(&exponent_spec(planted, margin, maximum), runs)
}

/// A judge whose false-contradiction rate is the declared one fails this with probability 1e-4.
fn assert_declared_rate(contradicted: u64, runs: u64) {
    let surprise = tail(contradicted, runs, FALSE_ALARM);
    assert!(
        contradicted == 0 || surprise > 1e-4,
        "{contradicted} of {runs} contradicted, {FALSE_ALARM} declared"
    );
}

#[test]
fn true_exponents_are_contradicted_no_more_often_than_declared() {
    let (contradicted, consistent) = judged(-0.5, 0.0, 6400, 150);
    assert_declared_rate(contradicted, 150);
    assert!(consistent >= 142, "{consistent} of 150 true exponents found consistent");
}

/// The hardest true claims: exponents at the very edge of the margin, where nothing but the interval's own error rate keeps
/// the judge from a contradiction, over all its looks.
#[test]
fn exponents_at_the_edge_of_the_margin_are_contradicted_no_more_often_than_declared() {
    let (above, _) = judged(-0.48, 0.02, 800, 75);
    let (below, _) = judged(-0.52, 0.02, 800, 75);
    assert_declared_rate(above + below, 150);
}

/// One worker without attack is its own median, of mean square error dσ²/n exactly. The law is judged by a z-score on what
/// a stopping rule left, over all looks.
#[test]
fn true_exact_laws_are_contradicted_no_more_often_than_declared() {
    let spec = "name = \"exact\"
        [[problem]]
        name = \"gaussian-mean\"
        [[grid]]
        n = [10]
        m = [1]
        alpha = [0.0]
        dim = [20]
        [[estimator]]
        algorithm = \"one-round\"
        aggregator = \"median\"
        [[adversary]]
        name = \"none\"
        [replicates]
        quick = { batch = 100, maximum = 2000, relative_error = 0.01 }
        [[check]]
        claim = \"table-1\"
        kind = \"exact-law\"";
    let runs = 150;
    let contradicted = contradictions(spec, runs).0;
    assert_declared_rate(contradicted, runs);
}

/// A check that will not see a tenth, however long its cells are drawn, is told before: one comparison with three looks at 1 % sees
/// Φ⁻¹(1 − 0.01/6) + 1.645 = 4.580 standard errors.
#[test]
fn what_will_not_be_seen_is_said_before_drawing() {
    let coarse = |relative: f64, check: &str| {
        let spec = format!(
            "name = \"coarse\"
            [[problem]]
            name = \"gaussian-mean\"
            [[grid]]
            n = [10, 40, 160]
            m = [5]
            alpha = [0.0]
            [[estimator]]
            algorithm = \"one-round\"
            aggregator = \"median\"
            [[adversary]]
            name = \"none\"
            [replicates]
            quick = {{ batch = 100, maximum = 100, relative_error = {relative} }}
            [[check]]
            claim = \"table-1\"
            {check}"
        );
        study(&spec, &Catalog::default(), 1).coarse()
    };
    let law = "kind = \"exact-law\"\nwhere = { n = [10] }";
    let [(label, sees)] = &coarse(0.05, law)[..] else {
        panic!("one check is coarse")
    };
    assert_eq!(label, "exact-law of table-1");
    assert!((sees - 4.580 * 0.05).abs() < 1e-4, "{sees}");
    assert_eq!(coarse(0.02, law), []);
    // A slope over two steps of log 4 has √2·log 4 less.
    let [(_, sees)] = &coarse(0.05, "kind = \"exponent\"\nalong = \"n\"")[..] else {
        panic!("one check is coarse")
    };
    assert!(
        (sees - 4.580 * 0.05 / (2f64.sqrt() * libm::log(4.0))).abs() < 1e-4,
        "{sees}"
    );
    // Without a precision to reach nothing can be told.
    assert_eq!(coarse(0.0, law), []);
}

/// Neither squares nor their variances leave the numbers: the verdicts of a problem do not depend on its unit. About 100 z-tests at
/// five standard errors, with fixed seeds.
#[test]
fn the_unit_of_a_problem_changes_no_verdict() {
    let findings = |sigma: f64| {
        let spec = format!(
            "name = \"unit\"
            [[problem]]
            name = \"gaussian-mean\"
            sigma = {sigma:e}
            [[grid]]
            n = [10, 20, 40]
            m = [5]
            alpha = [0.0, 0.2]
            dim = [2]
            [[estimator]]
            algorithm = \"one-round\"
            aggregator = \"median\"
            [[estimator]]
            algorithm = \"one-round\"
            aggregator = \"trimmed-mean\"
            beta = 0.2
            [[adversary]]
            name = \"plus-infinity\"
            [replicates]
            quick = {{ batch = 400, maximum = 1200, relative_error = 0.02 }}
            [[check]]
            claim = \"table-1\"
            kind = \"exact-law\"
            [[check]]
            claim = \"table-1\"
            kind = \"exponent\"
            along = \"n\"
            [[check]]
            claim = \"table-1\"
            kind = \"contrast\"
            against = \"one-round-trimmed-mean\""
        );
        let journal = Journal::in_memory().expect("a store");
        campaign(study(&spec, &Catalog::default(), 1), &journal, Source::StoreAndDraw)
    };
    let usual = findings(1.0);
    assert!(
        usual.iter().all(|finding| finding.verdict == Verdict::Consistent),
        "{usual:#?}"
    );
    for sigma in [1e-150, 1e-79, 1e79, 1e150] {
        let scaled = findings(sigma);
        assert_eq!(scaled.len(), usual.len());
        for (own, usual) in scaled.iter().zip(&usual) {
            assert_eq!(own.verdict, usual.verdict, "σ = {sigma:e}: {own:#?}");
            let [own, usual] = [own, usual].map(|finding| finding.measured.expect("measured"));
            // Other draws, of the same law.
            let reach = 5.0 * libm::hypot(own.standard_error, usual.standard_error);
            assert!(
                (own.value - usual.value).abs() < reach,
                "σ = {sigma:e}: {own:?} {usual:?}"
            );
            assert!(libm::log(own.standard_error / usual.standard_error).abs() < 0.3);
        }
    }
}

#[test]
fn exponents_off_by_a_tenth_are_contradicted() {
    for planted in [-0.4, -0.6] {
        let (contradicted, _) = judged(planted, 0.0, 6400, 100);
        assert!(
            contradicted >= 95,
            "exponent {planted}: {contradicted} of 100 contradicted"
        );
    }
}

/// Judging from a store alone: planted outcomes, nothing drawn.
#[test]
fn stored_outcomes_are_judged_without_drawing() {
    for (exponent, expected) in [
        (-0.5, Verdict::Consistent),
        (-0.4, Verdict::Contradicted),
        (-0.6, Verdict::Contradicted),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal::create(&folder.path().join("store.sqlite")).expect("a store");
        let study = study(&exponent_spec(0.0, 0.0, 6400), &catalog(), 1);
        let id = journal
            .register(&study.experiment.record(&study.stored_text()))
            .expect("a writable store");
        for cell in &study.experiment.cells {
            let size = libm::pow(cell.samples as f64, exponent);
            let spread = [0.8, 0.9, 1.0, 1.1, 1.2].map(|factor| [size * factor, 0.0]);
            let key = journal.cell(id, &cell.coordinates()).expect("a writable store");
            journal
                .append(key, 1, &study.experiment.columns(), 0, &spread.concat().repeat(80))
                .expect("a writable store");
        }
        let findings = campaign(study, &journal, Source::StoreOnly);
        assert_eq!(findings[0].verdict, expected, "{findings:?}");
        let measured = findings[0].measured.expect("a slope");
        assert!((measured.value - exponent).abs() < 1e-9, "{measured:?}");
    }
}

/// Bonferroni over all comparisons and all looks of all studies, not of one.
#[test]
fn every_comparison_and_look_shares_the_false_alarm() {
    let one = || study(&exponent_spec(-0.5, 0.0, 400), &catalog(), 1);
    for count in [1, 4] {
        let studies = (0..count).map(|_| one()).collect();
        let confidence = Campaign { studies }.confidence();
        assert_eq!(confidence.comparisons, count);
        let shared = (1.0 - confidence.level) * (count * LOOKS) as f64;
        assert!((shared - FALSE_ALARM).abs() < 1e-12, "{confidence:?}");
    }
}

/// Verdicts on `median` or `trimmed-mean` (β = 0.1) computed by `result`, on Gaussian means with m workers.
fn verdicts(rule: &'static str, result: Rule, workers: usize, alpha: f64, check: &str) -> Vec<Verdict> {
    let catalog = match rule {
        "median" => median_is(result),
        _ => trimmed_mean_is(result),
    };
    let beta = if rule == "trimmed-mean" { "beta = 0.1" } else { "" };
    let spec = format!(
        "name = \"impostor\"
        [[problem]]
        name = \"gaussian-mean\"
        [[grid]]
        n = [10, 20, 40]
        m = [{workers}]
        alpha = [{alpha}]
        dim = [10]
        [[estimator]]
        algorithm = \"one-round\"
        aggregator = \"{rule}\"
        {beta}
        [[estimator]]
        algorithm = \"gradient-descent\"
        aggregator = \"{rule}\"
        rounds = 1
        {beta}
        [[adversary]]
        name = \"plus-infinity\"
        [[adversary]]
        name = \"omniscient-sign\"
        [[adversary]]
        name = \"not-a-number\"
        [replicates]
        quick = {{ batch = 500, maximum = 16000, relative_error = 0.004 }}
        [[check]]
        claim = \"table-1\"
        {check}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::create(&folder.path().join("store.sqlite")).expect("a store");
    let findings = campaign(study(&spec, &catalog, 1), &journal, Source::StoreAndDraw);
    findings.into_iter().map(|finding| finding.verdict).collect()
}

const EXACT_LAW: &str = "kind = \"exact-law\"\nadversaries = [\"plus-infinity\"]";
const EXPONENT: &str = "kind = \"exponent\"\nalong = \"n\"\nexpected = -0.5\nadversaries = [\"plus-infinity\"]";
const ORDERING: &str = "kind = \"ordering\"\nworst = \"omniscient-sign\"\nadversaries = [\"not-a-number\"]";

fn assert_all(verdicts: &[Verdict], expected: Verdict, what: &str) {
    assert!(
        !verdicts.is_empty() && verdicts.iter().all(|verdict| *verdict == expected),
        "{what}: {verdicts:?}"
    );
}

/// The same detour with the right results: the contrast that makes the contradictions below mean something. At 1 − 0.01/18
/// each, a right rule is contradicted somewhere with probability below 0.05 in the five campaigns; the seed is fixed.
#[test]
fn right_rules_pass() {
    for (workers, alpha) in [(10, 0.0), (11, 0.1), (20, 0.1)] {
        let found = verdicts("median", |column, _| middle(column), workers, alpha, EXACT_LAW);
        assert_all(&found, Verdict::Consistent, "median");
    }
    let right: Rule = |column, k| mean_without(column, k, k);
    assert_all(
        &verdicts("trimmed-mean", right, 20, 0.1, EXACT_LAW),
        Verdict::Consistent,
        "trimmed mean",
    );
    assert_all(
        &verdicts("trimmed-mean", right, 20, 0.1, EXPONENT),
        Verdict::Consistent,
        "trimmed mean, exponent",
    );
}

#[test]
fn a_median_that_returns_the_mean_is_contradicted() {
    let mean: Rule = |column, _| mean_without(column, 0, 0);
    assert_all(
        &verdicts("median", mean, 11, 0.0, EXACT_LAW),
        Verdict::Contradicted,
        "without attack",
    );
    assert_all(
        &verdicts("median", mean, 11, 0.1, EXACT_LAW),
        Verdict::Contradicted,
        "under attack",
    );
    // One attacked worker breaks it: one round loses the estimate, and descent stays at the edge of W for every n.
    assert_all(
        &verdicts("median", mean, 11, 0.1, EXPONENT),
        Verdict::Contradicted,
        "exponent",
    );
}

/// A NaN is one more arbitrary message; a rule that lets it through loses the estimate where the worst ±∞ does not.
#[test]
fn a_median_that_spreads_nan_is_contradicted() {
    let spreading: Rule = |column, _| {
        if column.iter().any(|value| value.is_nan()) {
            f64::NAN
        } else {
            middle(column)
        }
    };
    let found = verdicts("median", spreading, 11, 0.1, ORDERING);
    assert_all(&found, Verdict::Contradicted, "spreads NaN");
    let found = verdicts("median", |column, _| middle(column), 11, 0.1, ORDERING);
    assert_all(&found, Verdict::Consistent, "keeps NaN out");
}
