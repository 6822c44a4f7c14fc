//! Faults planted under built-in names, one at a time, and judged by the built-in experiments: which check contradicts which.
//!
//! | fault | contradicted by |
//! |---|---|
//! | the lower of two middle values as the median | exact law of definition-1, even m |
//! | one more or one fewer value trimmed | exact law of definition-2 |
//! | a median of the honest messages only | exact law of definition-1 |
//! | an attack that forgets one of b workers, or all | exact laws of definitions 1 and 2 |
//! | a mean over m − 1 | exponent of table-1 in the experiment few-samples |
//! | descent along the gradient of the round before, or with a step too short or too long | contraction of theorems 1 and 4 |
//! | workers that share one stream, or replicates that share one | exact laws |
//!
//! Two faults no check can see, and the tests say what does: descent that leaves W, since every bound of the paper holds without
//! the projection and the breakdown of a rule counts infinite errors as well; and data that are drawn for two replicates each,
//! since every mean stays what it is and only its standard error is too small by √2.
//!
//! Seeds are those of the specs. A campaign contradicts anything sound with probability 0.01 at most, and some twenty are run.

use std::collections::HashSet;

use std::sync::Arc;

use byzrate::adversary::{Adversary, Extreme, Honest, OmniscientSign, Push, Scene};
use byzrate::aggregator::{Messages, Workspace};
use byzrate::claim::{Evidence, Finding, Judged, Verdict};
use byzrate::experiment::{Catalog, Overrides};
use byzrate::stream::{Purpose, ReplicateStreams};
use rand::Rng;

use crate::support::altered::{Draw, drawing};
use crate::support::campaigns::{
    assert_consistent, assert_contradicted, built_in_text, findings, judged, study, without,
};
use crate::support::faulty_descent::{Mistake, with_mistake};
use crate::support::impostor::{Rule, mean_is, mean_without, median_is, middle, trimmed_mean_is};

/// The experiment exact-law for m = 20 and 101, b = 2 and 10, in five dimensions, with twice the standard errors of the quick
/// profile.
fn exact_laws(catalog: &Catalog) -> Vec<Finding> {
    let text = built_in_text(
        "exact-law",
        &[
            ("beta = \"alpha\"", "beta = 0.1"),
            ("relative_error = 0.0024", "relative_error = 0.0048"),
        ],
    );
    // The lower bound is a bound, and not what a law says.
    let text = without(&text, "check", |check| check.contains("observation-1"));
    let overrides = Overrides {
        workers: Some(vec![20, 101]),
        alpha: Some(vec![0.1]),
        dim: Some(vec![5]),
        ..Overrides::default()
    };
    findings(&text, catalog, &overrides)
}

fn on_median(finding: &Finding) -> bool {
    finding.subject.starts_with("median-gd")
}

fn on_trimmed_mean(finding: &Finding) -> bool {
    finding.subject.starts_with("trimmed-mean-gd")
}

#[test]
fn sound_rules_obey_their_exact_laws() {
    assert_consistent("the built-in rules", &exact_laws(&Catalog::default()));
    let median = exact_laws(&median_is(|column, _| middle(column)));
    assert_consistent("a median by sorting", &median);
    let trimmed_mean: Rule = |column, k| mean_without(column, k, k);
    assert_consistent("a trimmed mean by sorting", &exact_laws(&trimmed_mean_is(trimmed_mean)));
}

#[test]
fn a_lower_median_is_contradicted_for_even_m_only() {
    let found = exact_laws(&median_is(|column, _| {
        mean_without(column, (column.len() - 1) / 2, column.len() / 2)
    }));
    assert_contradicted("a lower median", &found, |finding| {
        on_median(finding) && finding.subject.contains("m=20")
    });
}

/// At m = 101 k is 11 and b is 10, so that even one fewer lets no attacker in.
#[test]
fn a_trim_count_off_by_one_is_contradicted() {
    let fewer: Rule = |column, k| mean_without(column, k - 1, k - 1);
    let more: Rule = |column, k| mean_without(column, k + 1, k + 1);
    let more_above: Rule = |column, k| mean_without(column, k, k + 1);
    for (what, rule) in [("k − 1", fewer), ("k + 1", more)] {
        assert_contradicted(what, &exact_laws(&trimmed_mean_is(rule)), on_trimmed_mean);
    }
    // What is lopsided errs less on one side as it errs more on the other: of the worse of both sides next to nothing changes.
    let mut lopsided = exact_laws(&trimmed_mean_is(more_above));
    lopsided.retain(|finding| finding.subject.contains("plus-infinity"));
    assert_contradicted("k + 1 above", &lopsided, on_trimmed_mean);
}

/// The Byzantine workers are the last b, one in ten.
#[test]
fn a_median_of_the_honest_messages_is_contradicted() {
    let without_the_last: Rule = |column, _| {
        let honest = column.len() - column.len() / 10;
        middle(&mut column[..honest])
    };
    let without_infinite: Rule = |column, _| {
        let mut finite: Vec<f64> = column.iter().copied().filter(|value| value.is_finite()).collect();
        middle(&mut finite)
    };
    for (what, rule) in [("m − b", without_the_last), ("finite messages", without_infinite)] {
        assert_contradicted(what, &exact_laws(&median_is(rule)), on_median);
    }
}

/// An adversary that leaves the first of its workers honest.
#[derive(Debug)]
struct Forgetful<A>(A);

impl<A: Adversary> Adversary for Forgetful<A> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn push(&self) -> Push {
        self.0.push()
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, workspace: &mut Workspace) {
        let scene = Scene {
            byzantine: scene.byzantine.start + 1..scene.byzantine.end,
            ..scene.clone()
        };
        self.0.corrupt(&scene, messages, workspace);
    }
}

/// An adversary that only says that it attacks.
#[derive(Debug)]
struct Bluff;

impl Adversary for Bluff {
    fn name(&self) -> &str {
        "plus-infinity"
    }

    fn push(&self) -> Push {
        Push::Up
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, workspace: &mut Workspace) {
        Honest.corrupt(scene, messages, workspace);
    }
}

#[test]
fn an_attack_that_forgets_a_worker_is_contradicted() {
    let one_sided = |finding: &Finding| finding.subject.contains("plus-infinity");
    let forgetful = Catalog::default().with_adversary("plus-infinity", "forgets one", |_, _| {
        Ok(Arc::new(Forgetful(Extreme::PlusInfinity)))
    });
    assert_contradicted("b − 1 at +∞", &exact_laws(&forgetful), one_sided);
    let bluff = Catalog::default().with_adversary("plus-infinity", "honest", |_, _| Ok(Arc::new(Bluff)));
    assert_contradicted("none at +∞", &exact_laws(&bluff), one_sided);
    let sign = Catalog::default().with_adversary("omniscient-sign", "forgets one", |_, _| {
        Ok(Arc::new(Forgetful(OmniscientSign)))
    });
    assert_contradicted("b − 1 at ±∞", &exact_laws(&sign), |finding| {
        finding.subject.contains("omniscient-sign")
    });
}

/// Descent in many rounds comes to the zero of the gradient, which a factor does not move; one round over m − 1 steps too far.
#[test]
fn a_mean_over_one_worker_too_few_is_contradicted() {
    let overrides = Overrides {
        workers: Some(vec![101, 401, 1601]),
        ..Overrides::default()
    };
    let text = built_in_text("few-samples", &[]);
    let faulty = mean_is(|column, _| column.iter().sum::<f64>() / (column.len() - 1) as f64);
    let on_mean = |finding: &Finding| finding.check == "exponent" && finding.subject.starts_with("mean-gd");
    assert_contradicted("m − 1", &findings(&text, &faulty, &overrides), on_mean);
    assert_consistent("m", &findings(&text, &Catalog::default(), &overrides));
}

/// The experiment contraction on two cells and without fits, with a mistake in its descent.
fn contraction(mistake: Mistake) -> Vec<Finding> {
    let text = built_in_text("contraction", &[]);
    let text = without(&text, "check", |check| check.contains("\"exponent\""));
    let overrides = Overrides {
        samples: Some(vec![100, 1000]),
        ..Overrides::default()
    };
    let study = study(&text, &Catalog::default(), &overrides);
    judged(with_mistake(study, mistake)).findings
}

#[test]
fn descent_along_a_stale_gradient_or_with_another_step_is_contradicted() {
    assert_consistent("no mistake", &contraction(Mistake::None));
    let of_contraction = |mistake: Mistake| -> Vec<Finding> {
        let mut found = contraction(mistake);
        found.retain(|finding| finding.quantity.contains("contraction"));
        found
    };
    for mistake in [Mistake::Step(0.5), Mistake::Step(2.5)] {
        assert_contradicted(&format!("{mistake:?}"), &of_contraction(mistake), |_| true);
    }
    // Along a stale gradient a run may still contract within the bound, and it ends where others do; not all of them do.
    let stale = of_contraction(Mistake::StaleGradient);
    assert!(
        stale.iter().any(|finding| finding.verdict == Verdict::Contradicted),
        "{stale:#?}"
    );
}

/// While the start is far its law tells a stale gradient in every arm, by comparisons that decide.
#[test]
fn descent_along_a_stale_gradient_is_contradicted_in_every_arm() {
    let text = built_in_text("transient", &[]);
    let on_the_way = |mistake: Mistake| -> Vec<Finding> {
        let study = with_mistake(study(&text, &Catalog::default(), &Overrides::default()), mistake);
        let mut found = judged(study).findings;
        let early = |finding: &Finding| {
            ["rounds=2,", "rounds=4,", "rounds=7,"]
                .iter()
                .any(|part| finding.subject.contains(part))
        };
        found.retain(early);
        found
    };
    assert_consistent("no mistake", &on_the_way(Mistake::None));
    let stale = on_the_way(Mistake::StaleGradient);
    assert_contradicted("stale gradient", &stale, |_| true);
    for finding in stale {
        assert_eq!(finding.evidence, Evidence::Decides);
    }
}

/// The errors of every arm of a small rate-in-n, of which the mean breaks.
fn rates(mistake: Mistake) -> Judged {
    let overrides = Overrides {
        samples: Some(vec![100]),
        workers: Some(vec![21]),
        alpha: Some(vec![0.1]),
        ..Overrides::default()
    };
    let text = built_in_text("rate-in-n", &[]);
    judged(with_mistake(study(&text, &Catalog::default(), &overrides), mistake))
}

/// No verdict tells, but the mean's estimates are lost: in the sound descent they are at the edge of W.
#[test]
fn descent_that_leaves_w_shows_in_lost_estimates_alone() {
    let lost = |judged: &Judged| {
        let outcomes = &judged.outcomes[0];
        let arms: Vec<usize> = (0..outcomes.arms()).map(|arm| outcomes.arm(arm).lost()).collect();
        (arms, outcomes.arm(3).replicates())
    };
    let verdicts =
        |judged: &Judged| -> Vec<Verdict> { judged.findings.iter().map(|finding| finding.verdict).collect() };
    let (sound, faulty) = (rates(Mistake::None), rates(Mistake::NoProjection));
    assert_eq!(verdicts(&sound), verdicts(&faulty));
    assert_eq!(lost(&sound).0, [0, 0, 0, 0]);
    let (arms, replicates) = lost(&faulty);
    assert_eq!(arms, [0, 0, 0, replicates]);
}

/// Streams that depend on nothing.
fn one_stream_for_all() -> ReplicateStreams {
    ReplicateStreams::new(1, "the same for all", 0)
}

#[test]
fn streams_that_are_shared_by_workers_or_all_replicates_are_seen() {
    let by_replicates: Draw = |sound, samples, workers, _| sound.draw(samples, workers, &one_stream_for_all());
    let by_workers: Draw = |sound, samples, workers, streams| {
        let mut first = Messages::zeros(1, sound.dim());
        sound.draw(samples, 1, streams).local_minimisers(&mut first);
        Box::new(Copies(first.row(0).to_vec(), workers))
    };
    assert_contradicted("workers", &exact_laws(&drawing("gaussian-mean", by_workers)), |_| true);
    // Replicates that are all alike are no precision: nothing is decided, and it is said why.
    for finding in exact_laws(&drawing("gaussian-mean", by_replicates)) {
        assert_eq!(finding.verdict, Verdict::Inconclusive, "{finding:#?}");
        assert!(finding.note.is_some_and(|note| note.contains("replicates are alike")));
    }
}

/// Workers whose means are all the same.
struct Copies(Vec<f64>, usize);

impl byzrate::problem::Shards for Copies {
    fn gradients(&self, w: &[f64], messages: &mut Messages) {
        for worker in 0..self.1 {
            let row = messages.row_mut(worker).iter_mut();
            for ((value, w), mean) in row.zip(w).zip(&self.0) {
                *value = w - mean;
            }
        }
    }

    fn local_minimisers(&self, messages: &mut Messages) {
        for worker in 0..self.1 {
            messages.row_mut(worker).copy_from_slice(&self.0);
        }
    }
}

/// A fit to chance: data out of 4000 sets, over as many replicates, repeat. Nothing is contradicted but by luck; the stored
/// errors themselves show it, and the golden values of the streams keep it out.
#[test]
fn data_that_are_drawn_twice_show_in_repeated_errors_alone() {
    let text = built_in_text(
        "exact-law",
        &[
            ("beta = \"alpha\"", "beta = 0.1"),
            ("batch = 4000, maximum = 100000", "batch = 4000, maximum = 4000"),
        ],
    );
    let text = without(&text, "check", |check| check.contains("observation-1"));
    let overrides = Overrides {
        workers: Some(vec![11]),
        alpha: Some(vec![0.1]),
        dim: Some(vec![1]),
        ..Overrides::default()
    };
    let repeated = |catalog: &Catalog| {
        let judged = judged(study(&text, catalog, &overrides));
        let contradicted = judged.findings.iter().any(|f| f.verdict == Verdict::Contradicted);
        let errors: Vec<u64> = judged.outcomes[0].arm(0).errors().map(f64::to_bits).collect();
        let different: HashSet<&u64> = errors.iter().collect();
        (errors.len() - different.len(), contradicted)
    };
    let reused = drawing("gaussian-mean", |sound, samples, workers, streams| {
        let number = streams.worker(Purpose::Assignment, 0).next_u64() % 4000;
        let reused = ReplicateStreams::new(1, "one of 4000", number);
        sound.draw(samples, workers, &reused)
    });
    assert_eq!(repeated(&Catalog::default()), (0, false));
    let (repeated, contradicted) = repeated(&reused);
    assert!(repeated > 1000, "{repeated} repeated errors");
    assert!(!contradicted);
}
