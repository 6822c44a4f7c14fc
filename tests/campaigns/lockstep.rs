//! Rules that aggregate many replicates at once: how many changes no value.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use byzrate::aggregator::{Aggregator, Asked, Median, Messages, Workspace};
use byzrate::experiment::{Catalog, Overrides};
use byzrate::league::{Arena, Budget, attack};
use byzrate::problem::GaussianMean;
use byzrate::{algorithm::GradientDescent, algorithm::OneRound};
use rand::RngExt;

use crate::support::campaigns::{judged, study};

/// The median with a draw of the master's and a memory of its rounds, of as many replicates at once as it is told.
#[derive(Debug, Default)]
struct Many {
    at_once: usize,
    most: AtomicUsize,
}

impl Aggregator for Many {
    fn name(&self) -> &str {
        "many"
    }

    fn breakdown(&self, _workers: usize) -> usize {
        0
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let drawn: f64 = workspace.stream().random();
        let calls = workspace.state(|| 0u32);
        *calls += 1;
        let moved = 0.01 * drawn * f64::from(*calls);
        Median.aggregate(messages, workspace, out);
        out.iter_mut().for_each(|out| *out += moved);
    }

    fn at_once(&self, _workers: usize, _dim: usize) -> usize {
        self.at_once
    }

    fn aggregate_all(&self, asked: &mut [Asked]) {
        self.most.fetch_max(asked.len(), Ordering::Relaxed);
        // The order is nobody's business.
        for one in asked.iter_mut().rev() {
            self.aggregate(one.messages, one.workspace, one.out);
        }
    }
}

/// Every value of every arm, and the most that were aggregated at once.
fn drawn(at_once: usize) -> (Vec<Vec<u64>>, usize) {
    let many = Arc::new(Many {
        at_once,
        ..Many::default()
    });
    let rule = Arc::clone(&many);
    let catalog = Catalog::default().with_aggregator("many", "many at once", move |_, _| Ok(Arc::clone(&rule) as _));
    let text = "name = \"lockstep\"\n\
        [[problem]]\nname = \"rademacher-regression\"\n\
        [[grid]]\nn = [10]\nm = [21]\nalpha = [0.02, 0.1]\ndim = [2]\nbyzantine = \"random\"\n\
        [[estimator]]\naggregator = \"many\"\nrounds = 5\n\
        [[estimator]]\nid = \"path\"\naggregator = \"many\"\nrounds = \"path\"\n\
        [[estimator]]\naggregator = \"median\"\nrounds = 3\n\
        [[estimator]]\naggregator = \"many\"\nalgorithm = \"one-round\"\n\
        [[adversary]]\nname = \"omniscient-sign\"\n\
        [[adversary]]\nname = \"gaussian-noise\"\n\
        [replicates]\nquick = { batch = 53, maximum = 53, relative_error = 0.0 }\n";
    let judged = judged(study(text, &catalog, &Overrides::default()));
    let mut values = Vec::new();
    for outcomes in &judged.outcomes {
        for arm in 0..outcomes.arms() {
            values.push(outcomes.arm(arm).errors().map(f64::to_bits).collect());
        }
    }
    (values, many.most.load(Ordering::Relaxed))
}

#[test]
fn how_many_at_once_changes_no_error() {
    let (one, most) = drawn(1);
    assert!(most <= 1);
    assert!(one.iter().all(|errors| errors.len() == 53));
    for at_once in [3, 16, 100] {
        let (several, most) = drawn(at_once);
        assert_eq!(most, at_once.min(53));
        assert_eq!(several, one, "{at_once} at once");
    }
}

#[test]
fn how_many_at_once_changes_no_attack() {
    let problem = GaussianMean::new(2, 1.0, None).expect("valid");
    let descent = GradientDescent::new(None, 2).expect("valid");
    for algorithm in [&OneRound as &dyn byzrate::algorithm::Algorithm, &descent] {
        let found = |at_once| {
            let rule = Many {
                at_once,
                ..Many::default()
            };
            let arena = Arena {
                problem: &problem,
                algorithm,
                samples: 1,
                workers: 7,
                byzantine: 2,
                seed: 1,
            };
            let found = attack(&rule, arena, Budget { evaluations: 6_000 }).expect("an attack");
            let bits = |value: f64| value.to_bits();
            let scores: Vec<_> = (found.attacks.iter())
                .map(|one| (one.family, bits(one.chosen.value), bits(one.fresh.value)))
                .collect();
            (found.worst, found.evaluations, scores)
        };
        assert_eq!(found(1), found(7));
    }
}
