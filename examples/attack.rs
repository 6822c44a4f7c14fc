//! The worst attack on a rule of one's own, beside that on the median.
//!
//! `cargo run --example attack`

use std::error::Error;

use byzrate::algorithm::OneRound;
use byzrate::league::{Arena, Budget, KappaQuestion, attack, kappa};
use byzrate::prelude::*;
use byzrate::problem::GaussianMean;

/// The mean of the middle half, coordinate by coordinate: an interquartile mean.
#[derive(Debug)]
struct MiddleHalf;

impl Aggregator for MiddleHalf {
    fn name(&self) -> &str {
        "middle-half"
    }

    fn breakdown(&self, workers: usize) -> usize {
        workers / 4
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let (m, quarter) = (messages.workers(), messages.workers() / 4);
        for (k, out) in out.iter_mut().enumerate() {
            messages.copy_column(k, &mut workspace.column);
            workspace.column.sort_unstable_by(f64::total_cmp);
            let middle = &workspace.column[quarter..m - quarter];
            *out = middle.iter().sum::<f64>() / middle.len() as f64;
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // One message each, of deviation 1 around a mean away from the origin.
    let problem = GaussianMean::new(10, 1.0, None)?.with_optimum(1.0)?;
    let arena = Arena {
        problem: &problem,
        algorithm: &OneRound,
        samples: 1,
        workers: 41,
        byzantine: 4,
        seed: 1,
    };
    for rule in [&MiddleHalf as &dyn Aggregator, &byzrate::aggregator::Median] {
        let found = attack(rule, arena, Budget::default())?;
        let worst = found.worst();
        println!(
            "{}: {:.4} ± {:.4} a coordinate under {}",
            rule.name(),
            worst.fresh.value / 10.0,
            worst.fresh.standard_error / 10.0,
            worst.adversary.key()
        );
        let question = KappaQuestion {
            workers: 9,
            byzantine: 2,
            dim: 2,
            evaluations: 50_000,
            seed: 1,
        };
        println!("    κ at m = 9, f = 2: at least {:.3}", kappa(rule, question)?.ratio);
    }
    Ok(())
}
