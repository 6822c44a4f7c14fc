//! Workers with flipped labels, against the law of what they hold.

use byzrate::adversary::{Adversary, Honest, LabelFlip, Step};
use byzrate::aggregator::Mean;
use byzrate::algorithm::{Buffers, Parties};
use byzrate::experiment::{Catalog, GridPoint, Overrides, Part, decode};
use byzrate::problem::Problem;
use byzrate::spec::Document;
use byzrate::stream::ReplicateStreams;

const WORKERS: usize = 6;
const BYZANTINE: usize = 2;

/// The messages of a round at `w`, of which the last two are poisoned; estimates where there is no `w`.
fn messages(problem: &dyn Problem, samples: usize, w: Option<&[f64]>, adversary: &dyn Adversary) -> Vec<Vec<f64>> {
    let streams = ReplicateStreams::new(5, "label flip", 0);
    let shards = problem.draw(samples, WORKERS, &streams);
    let parties = Parties {
        problem,
        shards: &*shards,
        samples,
        workers: WORKERS,
        byzantine: BYZANTINE,
        alpha: 0.35,
        aggregator: &Mean,
        adversary,
        streams: &streams,
    };
    let mut buffers = Buffers::default();
    buffers.prepare(WORKERS, problem.dim());
    match w {
        Some(w) => {
            buffers.iterate.copy_from_slice(w);
            parties.aggregate_gradients(0, Step::Gradient { eta: 1.0 }, &mut buffers);
        }
        None => {
            shards.local_minimisers(&mut buffers.messages);
            parties.aggregate(0, Step::Estimate, &mut buffers);
        }
    }
    buffers.messages.rows().map(<[f64]>::to_vec).collect()
}

fn problem(keys: &str, dim: usize) -> Part<dyn Problem> {
    let document = Document::new("test.toml", keys);
    let section = document.read().expect("TOML");
    let point = GridPoint {
        samples: 100,
        workers: WORKERS,
        alpha: 0.35,
        dim,
        random: false,
    };
    Catalog::default().problem(&point, &section).expect("a problem")
}

/// A worker with labels −y regresses on −w*: its gradient at w is ∇F(w + 2w*) but for its noise, of a loss of y − xᵀw. The tolerance is
/// six deviations of a coordinate of a mean of n samples, which are 3/√n at most: 100 comparisons, false with probability 2e-7.
#[test]
fn poisoned_gradients_are_those_of_the_opposite_model() {
    for (keys, samples) in [
        ("name = \"rademacher-regression\"", 40_000),
        ("name = \"rademacher-regression\"\ndata = \"raw\"", 10_000),
        ("name = \"gaussian-design\"\ncondition = 3", 40_000),
        ("name = \"gaussian-design\"\ndata = \"raw\"", 10_000),
        ("name = \"welsch-regression\"", 10_000),
    ] {
        let problem = problem(keys, 3);
        let w = [0.9, 0.1, -0.2];
        let doubled: Vec<f64> = w.iter().zip(problem.optimum()).map(|(w, o)| w + 2.0 * o).collect();
        let (mut honest, mut poisoned) = ([0.0; 3], [0.0; 3]);
        problem.gradient(&w, &mut honest);
        problem.gradient(&doubled, &mut poisoned);
        let sent = messages(&*problem, samples, Some(&w), &LabelFlip);
        for (worker, row) in sent.iter().enumerate() {
            let expected = if worker < WORKERS - BYZANTINE { honest } else { poisoned };
            for (found, expected) in row.iter().zip(expected) {
                let tolerance = 18.0 / (samples as f64).sqrt();
                assert!(
                    (found - expected).abs() < tolerance,
                    "{keys}: {worker}: {found} for {expected}"
                );
            }
        }
    }
}

/// In one dimension the flipped z = yx is −1 where it was 1: the gradient −z/(1 + exp(zw)) has the mean σ(w*)σ(w) − σ(−w*)σ(−w).
#[test]
fn poisoned_classes_are_the_other_ones() {
    let problem = problem("name = \"logistic-regression\"", 1);
    let w = 0.4;
    let sigmoid = |x: f64| 1.0 / (1.0 + libm::exp(-x));
    let expected = sigmoid(1.0) * sigmoid(w) - sigmoid(-1.0) * sigmoid(-w);
    for row in &messages(&*problem, 1_000_000, Some(&[w]), &LabelFlip)[WORKERS - BYZANTINE..] {
        assert!((row[0] - expected).abs() < 6e-3, "{} for {expected}", row[0]);
    }
}

/// Least squares are unique: those of −y are −ŵ, to the last bit, and honest workers send what they did.
#[test]
fn poisoned_estimates_are_the_opposite_ones() {
    let problem = problem("name = \"gaussian-design\"", 3);
    let honest = messages(&*problem, 50, None, &Honest);
    let poisoned = messages(&*problem, 50, None, &LabelFlip);
    for (worker, (honest, poisoned)) in honest.iter().zip(&poisoned).enumerate() {
        let sign = if worker < WORKERS - BYZANTINE { 1.0 } else { -1.0 };
        assert_eq!(honest.iter().map(|value| sign * value).collect::<Vec<_>>(), *poisoned);
    }
}

/// Problems without labels are refused with the spec.
#[test]
fn there_must_be_labels_to_flip() {
    let read = |problem: &str| {
        let text = format!(
            "name = \"test\"\n[[problem]]\nname = \"{problem}\"\n[[grid]]\nn = 10\nm = 5\nalpha = 0.2\n[[estimator]]\naggregator = \"median\"\n\
             [[adversary]]\nname = \"label-flip\"\n"
        );
        decode(
            &Document::new("test.toml", text),
            &Catalog::default(),
            &Overrides::default(),
        )
    };
    assert!(read("rademacher-regression").is_ok());
    let refusal = read("gaussian-mean").expect_err("no labels").to_string();
    assert!(
        refusal.contains("adversary label-flip flips labels, and problem gaussian-mean has none"),
        "{refusal}"
    );
}
