use super::*;
use crate::adversary::Extreme;
use crate::aggregator::{Aggregator, Krum, Law, Mean, Median, TrimmedMean};
use crate::algorithm::OneRound;
use crate::problem::GaussianMean;
use crate::theory::kappa as exact;

fn problem(dim: usize) -> GaussianMean {
    GaussianMean::new(dim, 1.0, None)
        .and_then(|problem| problem.with_optimum(1.0))
        .expect("valid")
}

fn found(rule: &dyn Aggregator, (workers, byzantine, dim): (usize, usize, usize), evaluations: u64) -> Attack {
    let problem = problem(dim);
    let arena = Arena {
        problem: &problem,
        algorithm: &OneRound,
        samples: 1,
        workers,
        byzantine,
        seed: 1,
    };
    attack(rule, arena, Budget { evaluations }).expect("an attack")
}

#[test]
fn print_table() {
    for shape in [(41, 4, 1), (101, 20, 1)] {
        let (m, b, d) = shape;
        for rule in [
            &Median as &dyn Aggregator,
            &TrimmedMean::new(b as f64 / m as f64).unwrap(),
            &Krum::new(b),
        ] {
            let start = std::time::Instant::now();
            let found = found(rule, shape, 60_000);
            println!(
                "{} {shape:?} evaluations {} chosen on {} scored on {} {:?}",
                rule.key(),
                found.evaluations,
                found.chosen_on,
                found.scored_on,
                start.elapsed()
            );
            for a in &found.attacks {
                println!(
                    "   {:28} {:.4} {:.4}±{:.4} {}",
                    a.family,
                    a.chosen.value / d as f64,
                    a.fresh.value / d as f64,
                    a.fresh.standard_error / d as f64,
                    a.adversary.key()
                );
            }
        }
    }
    for (m, f) in [(5, 1), (7, 2), (9, 2)] {
        for rule in [
            &Median as &dyn Aggregator,
            &TrimmedMean::new(f as f64 / m as f64).unwrap(),
            &Krum::new(f),
        ] {
            if rule.check(m).is_err() {
                continue;
            }
            for dim in [1, 2] {
                let k = kappa(
                    rule,
                    KappaQuestion {
                        workers: m,
                        byzantine: f,
                        dim,
                        evaluations: 200_000,
                        seed: 1,
                    },
                )
                .unwrap();
                println!(
                    "{} {m} {f} {dim} {:.5} exact {:?} {}",
                    rule.key(),
                    k.ratio,
                    exact::exact(rule.law(m), m, f),
                    k.evaluations
                );
            }
        }
    }
}
