//! What a replicate records: values and costs computed by hand, what must hold between measures, and that recording more, or with other
//! threads, or in several runs, changes nothing.

use byzrate::adversary::{Adversary, Extreme, Honest};
use byzrate::aggregator::{Aggregator, Mean, Median, Messages, Workspace};
use byzrate::algorithm::{Algorithm, Buffers, GradientDescent, Measure, OneRound, Parties, Probe, record};
use byzrate::claim::Campaign;
use byzrate::experiment::{Catalog, CellOutcomes, Engine, Overrides};
use byzrate::problem::{Ball, Problem};
use byzrate::report::Report;
use byzrate::store::Journal;
use byzrate::stream::ReplicateStreams;

use crate::support::campaigns::{built_in_text, study};
use crate::support::fixed_shards::FixedShards;

/// The measures of one run on the problem's own data, with as many workers as it has noises.
fn measured(
    problem: &FixedShards,
    algorithm: &dyn Algorithm,
    aggregator: &dyn Aggregator,
    (byzantine, adversary): (usize, &dyn Adversary),
    measures: &[Measure],
) -> Vec<f64> {
    let streams = ReplicateStreams::new(1, "measures", 0);
    let workers = problem.noises.len();
    let shards = problem.draw(1, workers, &streams);
    let parties = Parties {
        problem,
        shards: &*shards,
        samples: 1,
        workers,
        byzantine,
        alpha: byzantine as f64 / workers as f64,
        aggregator,
        adversary,
        streams: &streams,
    };
    let mut buffers = Buffers::default();
    algorithm.run(parties, &mut buffers);
    let mut values = vec![0.0; measures.len()];
    record(parties, algorithm.scheme(problem), measures, &mut buffers, &mut values);
    values
}

fn descent(rounds: usize) -> GradientDescent {
    GradientDescent::new(None, rounds).expect("valid")
}

/// F = w²/4, three workers with noises whose median is `noise`, w⁰ = 4, W = [−8, 8].
fn line(noise: f64) -> FixedShards {
    FixedShards {
        curvatures: vec![0.5],
        slopes: vec![0.5],
        noises: vec![-3.0, noise, 7.0],
        domain: Ball {
            centre: vec![0.0],
            radius: 8.0,
        },
        start: vec![4.0],
    }
}

const PATH: [Measure; 7] = [
    Measure::Error,
    Measure::SignedError,
    Measure::Excess,
    Measure::GradientNorm,
    Measure::PathDeviation,
    Measure::Contraction,
    Measure::UniformDeviation,
];

/// Equal but for the rounding of a search.
fn assert_values(found: &[f64], expected: &[f64]) {
    let close = |(a, b): (&f64, &f64)| a == b || (a - b).abs() < 1e-14;
    let same = found.len() == expected.len() && found.iter().zip(expected).all(close);
    assert!(same, "{found:?}, and {expected:?} expected");
}

/// wᵗ⁺¹ = wᵗ/2 − ½ goes 4, 1.5, 0.25, −0.375. The smallest gradient is that of the third iterate and not of the last; the first
/// round shrinks most slowly, by (1.5 − ½)/4.
#[test]
fn a_path_across_the_optimum() {
    let values = measured(&line(0.5), &descent(3), &Median, (0, &Honest), &PATH);
    assert_values(&values, &[0.375, -0.375, 0.25 * 0.375 * 0.375, 0.125, 0.5, 0.25, 0.5]);
}

/// wᵗ⁺¹ = wᵗ/2 + ½ goes 4, 2.5, 1.75, 1.375, and every round contracts by 1 − λ_F/L_F = ½ exactly.
#[test]
fn a_path_that_is_held_up() {
    let values = measured(&line(-0.5), &descent(3), &Median, (0, &Honest), &PATH);
    assert_values(&values, &[1.375, 1.375, 0.25 * 1.375 * 1.375, 0.6875, 0.5, 0.5, 0.5]);
}

/// One attacker at +∞ takes the noise 7 from the median, which becomes the larger of the two others.
#[test]
fn a_path_under_attack() {
    let plus = (1, &Extreme::PlusInfinity as &dyn Adversary);
    let values = measured(&line(-0.5), &descent(3), &Median, plus, &PATH);
    assert_eq!(values, measured(&line(-0.5), &descent(3), &Median, (0, &Honest), &PATH));
    let minus = (1, &Extreme::MinusInfinity as &dyn Adversary);
    // The median of −3, −½ and −∞ is −3: 4, 5, 5.5, 5.75.
    let values = measured(&line(-0.5), &descent(3), &Median, minus, &PATH);
    assert_values(&values, &[5.75, 5.75, 0.25 * 5.75 * 5.75, 2.0, 3.0, 0.5, 3.0]);
}

/// The minimiser −z/λ of a worker is 1; nothing is said of gradients.
#[test]
fn one_round_has_no_path() {
    let values = measured(&line(-0.5), &OneRound, &Median, (0, &Honest), &PATH);
    assert_eq!(values[..4], [1.0, 1.0, 0.25, 0.5]);
    assert!(values[4..].iter().all(|value| value.is_nan()), "{values:?}");
}

/// g(w) = (3/2·w₁, 11/10·w₂) where ∇F = (w₁, w₂): the error is largest, R/2, at the ends of the first axis. On the path it is
/// that at w⁰.
#[test]
fn the_largest_deviation_over_w_is_found() {
    let problem = FixedShards {
        curvatures: vec![1.0, 1.0],
        slopes: vec![1.5, 1.1],
        noises: vec![0.0; 3],
        domain: Ball {
            centre: vec![0.0; 2],
            radius: 10.0,
        },
        start: vec![1.0, 2.0],
    };
    let measures = [Measure::PathDeviation, Measure::UniformDeviation];
    let values = measured(&problem, &descent(5), &Median, (0, &Honest), &measures);
    assert!((values[0] - 0.29f64.sqrt()).abs() < 1e-15, "{values:?}");
    assert!((4.9..=5.0 + 1e-12).contains(&values[1]), "{values:?}");
}

/// The largest deviation, 5, is at the edge of W along the first coordinate. Random steps come to 4.996 and 4.975; only steps that get
/// shorter come closer.
#[test]
fn the_ascent_closes_in_on_the_largest_deviation() {
    for (dim, reached) in [(2, 4.9999), (3, 4.999)] {
        let problem = FixedShards {
            curvatures: vec![1.0; dim],
            slopes: (0..dim).map(|k| if k == 0 { 1.5 } else { 1.0 }).collect(),
            noises: vec![0.0; 3],
            domain: Ball {
                centre: vec![0.0; dim],
                radius: 10.0,
            },
            start: vec![1.0; dim],
        };
        let measures = [Measure::UniformDeviation];
        let found = measured(&problem, &descent(5), &Median, (0, &Honest), &measures)[0];
        assert!((reached..=5.0 + 1e-12).contains(&found), "d = {dim}: {found}");
    }
}

/// A rule without any sense where a coordinate is above `limit`.
#[derive(Debug)]
struct LostAbove(f64);

impl Aggregator for LostAbove {
    fn name(&self) -> &str {
        "lost-above"
    }

    fn breakdown(&self, _workers: usize) -> usize {
        0
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        Median.aggregate(messages, workspace, out);
        if out.iter().any(|value| *value > self.0) {
            out.fill(f64::NAN);
        }
    }
}

/// An aggregate that is NaN is infinitely far from the gradient, in whatever round or place of W it is; the gradient is w/2 + ½.
#[test]
fn a_lost_aggregate_is_infinitely_far() {
    let measures = [Measure::Error, Measure::PathDeviation, Measure::UniformDeviation];
    for (limit, expected) in [
        (10.0, [0.375, 0.5, 0.5]),
        // Lost in W beyond w = 5 only, which the path never sees.
        (3.0, [0.375, 0.5, f64::INFINITY]),
        (2.0, [f64::INFINITY; 3]),
    ] {
        let values = measured(&line(0.5), &descent(3), &LostAbove(limit), (0, &Honest), &measures);
        assert_values(&values, &expected);
    }
    let attacked = (1, &Extreme::PlusInfinity as &dyn Adversary);
    let values = measured(&line(0.5), &descent(3), &Mean, attacked, &measures);
    // The mean throws every iterate to the edge of W.
    assert_eq!(values, [8.0, f64::INFINITY, f64::INFINITY]);
}

/// Rounds, floats sent and floats received, after a search that asks the workers often.
const COSTS: [Measure; 4] = [
    Measure::UniformDeviation,
    Measure::Rounds,
    Measure::FloatsSent,
    Measure::FloatsReceived,
];

fn costs(problem: &FixedShards, algorithm: &dyn Algorithm, rule: &dyn Aggregator) -> [f64; 3] {
    let minus = (1, &Extreme::MinusInfinity as &dyn Adversary);
    let values = measured(problem, algorithm, rule, minus, &COSTS);
    [values[1], values[2], values[3]]
}

#[test]
fn costs_are_what_a_run_did() {
    let plane = FixedShards {
        curvatures: vec![1.0, 1.0],
        slopes: vec![1.0, 0.5],
        noises: vec![0.0; 3],
        domain: Ball {
            centre: vec![0.0; 2],
            radius: 10.0,
        },
        start: vec![1.0, 2.0],
    };
    assert_eq!(costs(&plane, &descent(3), &Median), [3.0, 6.0, 6.0]);
    assert_eq!(costs(&plane, &OneRound, &Median), [1.0, 2.0, 0.0]);
    assert_eq!(costs(&plane, &Probe::Start, &Median), [0.0; 3]);
    // The aggregates are w/2 − 3 = −1, −½, −¼, …, and the run is lost in the round of the first one above the limit.
    let lost = |limit: f64| costs(&line(-0.5), &descent(5), &LostAbove(limit));
    assert_eq!(lost(-2.0), [1.0; 3]);
    assert_eq!(lost(-0.6), [2.0; 3]);
    assert_eq!(lost(-0.3), [3.0; 3]);
    assert_eq!(lost(0.0), [5.0; 3]);
}

/// T = ⌈L_F·‖w⁰ − w*‖/Δ⌉ with Δ = |½·w + z − ½·w| = |z| in every round, for the median z of the noises under attack.
#[test]
fn the_rounds_of_a_path_are_counted() {
    let path = GradientDescent::of_path();
    for (noise, rounds) in [(3.0, 2.0), (1.0, 4.0), (0.75, 6.0), (0.0078125, 512.0)] {
        let mut problem = line(0.0);
        problem.noises = vec![-noise, 0.0, 0.0];
        assert_eq!(costs(&problem, &path, &Median), [rounds; 3], "{noise}");
    }
    // Lost in the second round.
    assert_eq!(costs(&line(-0.5), &path, &LostAbove(-0.6)), [2.0; 3]);
}

/// A run that comes back to an iterate is not carried on; what its algorithm would have sent is counted all the same.
#[test]
fn a_circle_counts_every_round() {
    for rounds in [60, 1_000, 1_000_000_007] {
        assert_eq!(costs(&line(-0.5), &descent(rounds), &Median), [rounds as f64; 3]);
    }
    // With a step of 4/L_F on F = w²/4 the iterates alternate: wᵗ⁺¹ = −wᵗ.
    let mut alternating = line(0.0);
    alternating.noises = vec![0.0; 3];
    let descent = |rounds| GradientDescent::new(Some(4.0), rounds).expect("valid");
    for rounds in [1, 2, 999_999, 1_000_000] {
        assert_eq!(costs(&alternating, &descent(rounds), &Median), [rounds as f64; 3]);
        let errors = measured(
            &alternating,
            &descent(rounds),
            &Median,
            (0, &Honest),
            &[Measure::SignedError],
        );
        assert_eq!(errors, [if rounds % 2 == 0 { 4.0 } else { -4.0 }]);
    }
}

/// Rounds that only the path knows are recorded and reported unasked; where they are known before, the spec decides.
#[test]
fn rounds_that_nobody_knows_before_are_measured() {
    let changes = [
        ("maximum = 3200", "maximum = 400"),
        ("[1000, 10000, 100000, 1000000]", "[1000]"),
    ];
    let text = built_in_text("convex", &changes);
    let decoded = |text: &str| study(text, &Catalog::default(), &Overrides::default());
    let unasked = decoded(&text);
    let experiment = &unasked.experiment;
    assert_eq!(experiment.measures[4..], [Measure::Rounds, Measure::FloatsSent]);
    assert_eq!(experiment.columns()[4..], ["rounds", "floats_sent"]);
    assert!(
        !experiment.identity().contains("measure rounds"),
        "it follows from the estimators"
    );
    let asked = decoded(&text.replace("measures = [", "measures = [\"rounds\", "));
    assert!(asked.experiment.identity().contains("measure rounds"));
    assert_eq!(asked.experiment.measures.len(), experiment.measures.len());
    let known = decoded(&text.replace("rounds = \"path\"", "rounds = 5"));
    assert_eq!(known.experiment.measures.len(), 4);

    for (study, expected) in [(known, Some(5.0)), (unasked, None)] {
        let campaign = Campaign { studies: vec![study] };
        let result = campaign.run(
            &campaign.studies[0],
            &Engine::new(&Journal::in_memory().expect("a store")),
        );
        let judged = result.expect("a run");
        let text = Report::new(&campaign, std::slice::from_ref(&judged)).to_json();
        let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for (index, arm) in report["experiments"][0]["cells"][0]["arms"]
            .as_array()
            .expect("arms")
            .iter()
            .enumerate()
        {
            let counts: Vec<f64> = judged.outcomes[0].arm(index).values(Measure::Rounds).collect();
            let measured = counts.iter().sum::<f64>() / counts.len() as f64;
            let found = arm["rounds"].as_f64().expect("a number");
            assert!(
                (found - expected.unwrap_or(measured)).abs() < 1e-9,
                "{found} {measured}"
            );
            assert_eq!(arm["rounds"].is_u64(), found.fract() == 0.0);
        }
    }
}

/// Random counts of Byzantine workers, and an adversary that uses chance.
fn spec(measures: &str, rounds: usize, maximum: usize) -> String {
    format!(
        "name = \"measures\"
        seed = 3
        allow_breakdown = true
        {measures}
        [[problem]]
        name = \"rademacher-regression\"
        [[problem]]
        name = \"additive-noise\"
        potential = \"cosine\"
        noise = \"exponential\"
        [[grid]]
        n = [5]
        m = [11]
        alpha = [0.2]
        dim = [2]
        byzantine = \"random\"
        [[estimator]]
        aggregator = \"median\"
        rounds = {rounds}
        [[estimator]]
        aggregator = \"trimmed-mean\"
        beta = 0.3
        rounds = {rounds}
        [[estimator]]
        algorithm = \"one-round\"
        aggregator = \"mean\"
        [[adversary]]
        name = \"omniscient-sign\"
        [[adversary]]
        name = \"plus-infinity\"
        [[adversary]]
        name = \"sign-flip\"
        [[adversary]]
        name = \"gaussian-noise\"
        [[adversary]]
        name = \"not-a-number\"
        [replicates]
        quick = {{ batch = 20, maximum = {maximum}, relative_error = 0.0 }}"
    )
}

const ALL: &str =
    "measures = [\"excess\", \"gradient-norm\", \"path-deviation\", \"uniform-deviation\", \"contraction\"]";

const OTHERS: &str = "measures = [\"contraction\", \"uniform-deviation\", \"excess\"]";

/// Runs a spec into `journal`, or a journal of its own.
fn run(spec: &str, journal: Option<&Journal>) -> Vec<CellOutcomes> {
    let folder = tempfile::tempdir().expect("a folder");
    let own = Journal::create(&folder.path().join("store.sqlite")).expect("a store");
    let study = study(spec, &Catalog::default(), &Overrides::default());
    let engine = Engine::new(journal.unwrap_or(&own));
    let experiment = &study.experiment;
    let id = engine.register(experiment, &study.stored_text()).expect("registered");
    let mut outcomes = vec![CellOutcomes::default(); experiment.cells.len()];
    let drawn = engine.run(experiment, id, &experiment.initial_precision(), &mut outcomes);
    drawn.expect("a run");
    outcomes
}

/// Fails where two runs differ in a bit of `measure`; a NaN is as good as another.
fn assert_same(one: &[CellOutcomes], other: &[CellOutcomes], measure: Measure) {
    let values = |outcomes: &[CellOutcomes]| -> Vec<f64> {
        let arms = outcomes
            .iter()
            .flat_map(|cell| (0..cell.arms()).map(|arm| cell.arm(arm)));
        arms.flat_map(|arm| arm.values(measure)).collect()
    };
    let (one, other) = (values(one), values(other));
    assert!(!one.is_empty() && one.len() == other.len(), "{measure} is not recorded");
    for (index, (a, b)) in one.iter().zip(&other).enumerate() {
        let same = a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
        assert!(same, "{measure}, value {index}: {a} and {b}");
    }
}

#[test]
fn recording_more_changes_no_value() {
    let few = run(&spec("", 3, 40), None);
    let all = run(&spec(ALL, 3, 40), None);
    let other_order = run(&spec(OTHERS, 3, 40), None);
    for measure in [Measure::Error, Measure::SignedError] {
        assert_same(&few, &all, measure);
        assert_same(&few, &other_order, measure);
    }
    for measure in [Measure::Contraction, Measure::UniformDeviation, Measure::Excess] {
        assert_same(&all, &other_order, measure);
    }
}

#[test]
fn the_number_of_threads_changes_no_measure() {
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(|| run(&spec(ALL, 3, 60), None))
    };
    let (one, two) = (with_threads(1), with_threads(2));
    for measure in PATH {
        assert_same(&one, &two, measure);
    }
}

/// Random counts of Byzantine workers, too, are a function of the replicate alone.
#[test]
fn a_resumed_run_stores_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::create(&folder.path().join("store.sqlite")).expect("a store");
    let first = run(&spec(ALL, 3, 20), Some(&journal));
    assert!(first.iter().all(|cell| cell.replicates() == 20));
    let resumed = run(&spec(ALL, 3, 60), Some(&journal));
    let whole = run(&spec(ALL, 3, 60), None);
    for measure in PATH {
        assert_same(&resumed, &whole, measure);
    }
}

/// With one round the path is w⁰ alone, which the search over W looks at. One round of minimisers has no path.
#[test]
fn the_deviation_over_w_is_no_less_than_that_at_the_start() {
    let outcomes = run(&spec(ALL, 1, 100), None);
    let mut larger = 0;
    for cell in &outcomes {
        for arm in (0..10).map(|arm| cell.arm(arm)) {
            let pairs = arm
                .values(Measure::UniformDeviation)
                .zip(arm.values(Measure::PathDeviation));
            for (uniform, start) in pairs {
                assert!(uniform >= start, "{uniform} {start}");
                larger += usize::from(uniform > start);
            }
        }
        let no_path = |arm: usize| cell.arm(arm).values(Measure::UniformDeviation).all(f64::is_nan);
        assert!((10..15).all(no_path));
    }
    assert!(larger > 500, "{larger}");
}

/// b ~ Bin(m, α): mean and variance of 20,000 draws by z-tests at 5 standard errors, false with probability 1.2e-6 together. The
/// standard error of the variance is that of a normal law, up to a kurtosis of 1/(mα(1−α)) = 0.06.
#[test]
fn random_counts_have_the_binomial_mean_and_variance() {
    let text = spec("", 1, 20).replace("m = [11]", "m = [101]");
    let study = study(&text, &Catalog::default(), &Overrides::default());
    let cell = &study.experiment.cells[0];
    let draws = 20_000;
    let counts: Vec<f64> = (0..draws)
        .map(|replicate| {
            let streams = ReplicateStreams::new(study.experiment.seed, &cell.data_key(), replicate);
            cell.draw_byzantine(&streams) as f64
        })
        .collect();
    let count = draws as f64;
    let mean = counts.iter().sum::<f64>() / count;
    let variance = counts.iter().map(|b| (b - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let (expected, spread) = (101.0 * 0.2, 101.0 * 0.2 * 0.8);
    assert!((mean - expected).abs() < 5.0 * (spread / count).sqrt(), "{mean}");
    assert!(
        (variance - spread).abs() < 5.0 * spread * ((2.0 + 1.0 / spread) / count).sqrt(),
        "{variance}"
    );
}
