//! The theorems as expectations: small cells whose errors are known exactly or to a stated accuracy, and what holds in every
//! single replicate.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use byzrate::adversary::{
    Adversary, ConstantShift, Extreme, GaussianNoise, Honest, OmniscientSign, Scene, SignFlip, Step,
};
use byzrate::aggregator::{Aggregator, Median, Messages, TrimmedMean, Workspace};
use byzrate::algorithm::{Algorithm, Buffers, GradientDescent, OneRound, Parties};
use byzrate::experiment::{Catalog, CellOutcomes, Engine, Overrides, Source, decode};
use byzrate::problem::{ExponentialMean, GaussianMean, Problem, RademacherRegression, RegressionData};
use byzrate::spec::Document;
use byzrate::stat::Moments;
use byzrate::store::Journal;
use byzrate::stream::ReplicateStreams;
use byzrate::theory::exact_law;

/// A cell of the grid, run without the engine.
struct Small<'a> {
    problem: &'a dyn Problem,
    samples: usize,
    workers: usize,
    byzantine: usize,
}

/// An algorithm, a rule and an adversary.
type Arm<'a> = (&'a dyn Algorithm, &'a dyn Aggregator, &'a dyn Adversary);

impl Small<'_> {
    /// ŵ − w* of every arm on the data of `replicate`.
    fn run(&self, replicate: u64, arms: &[Arm]) -> Vec<Vec<f64>> {
        let streams = ReplicateStreams::new(1, &self.problem.key(), replicate);
        let shards = self.problem.draw(self.samples, self.workers, &streams);
        let mut buffers = Buffers::default();
        let run = |&(algorithm, aggregator, adversary): &Arm| {
            let parties = Parties {
                problem: self.problem,
                shards: &*shards,
                samples: self.samples,
                workers: self.workers,
                byzantine: self.byzantine,
                alpha: self.byzantine as f64 / self.workers as f64,
                aggregator,
                adversary,
                streams: &streams,
            };
            algorithm.run(parties, &mut buffers);
            let estimate = buffers.trajectory.estimate().iter();
            estimate
                .zip(self.problem.optimum())
                .map(|(w, optimum)| w - optimum)
                .collect()
        };
        arms.iter().map(run).collect()
    }
}

fn square(error: &[f64]) -> f64 {
    error.iter().map(|x| x * x).sum()
}

fn trimmed_mean(trimmed: usize, workers: usize) -> TrimmedMean {
    TrimmedMean::new(trimmed as f64 / workers as f64).expect("k < m/2")
}

/// All b at +∞ on Gaussian means, against the exact finite-sample law: odd and even m, one and five coordinates.
///
/// Twelve z-tests at 4.42 standard errors: a true law fails any of them with probability below 1.3e-4.
#[test]
fn errors_obey_the_exact_law() {
    for (workers, byzantine) in [(101, 10), (100, 10), (11, 2)] {
        for (dim, replicates) in [(1, 20_000), (5, 8_000)] {
            let problem = GaussianMean::new(dim, 2.0, None).expect("valid");
            let small = Small {
                problem: &problem,
                samples: 25,
                workers,
                byzantine,
            };
            let trimmed = trimmed_mean(byzantine, workers);
            let attack = &Extreme::PlusInfinity;
            let arms: [Arm; 2] = [(&OneRound, &Median, attack), (&OneRound, &trimmed, attack)];
            let mut squares = [Moments::default(); 2];
            for replicate in 0..replicates {
                for (moments, error) in squares.iter_mut().zip(small.run(replicate, &arms)) {
                    moments.add(square(&error));
                }
            }
            let laws = [
                exact_law::median_one_sided(workers, byzantine),
                exact_law::trimmed_mean_one_sided(workers, byzantine, byzantine),
            ];
            for ((measured, law), rule) in squares.iter().zip(laws).zip(["median", "trimmed mean"]) {
                let measured = measured.mean();
                let expected = dim as f64 * 4.0 / 25.0 * law.expect("a law").mean_square;
                let z = (measured.value - expected) / measured.standard_error;
                assert!(
                    z.abs() < 4.42,
                    "{rule} m={workers} b={byzantine} d={dim}: {measured:?}, exact {expected}, z={z:.2}"
                );
            }
        }
    }
}

/// Median GD at its steady state: ‖e∞‖² = d·E2·σ²/(n − (d−1)·E2), to first order in 1/n.
///
/// With 6000 replicates the standard error is about 0.3 %; 4.42 of them fail wrongly with probability 1e-5, 2 % hardly ever.
#[test]
fn median_descent_settles_where_predicted() {
    let problem = RademacherRegression::new(5, 1.0, None, RegressionData::Sufficient).expect("valid");
    let small = Small {
        problem: &problem,
        samples: 100,
        workers: 101,
        byzantine: 10,
    };
    let descent = GradientDescent::new(None, 8).expect("valid");
    let arms: [Arm; 1] = [(&descent, &Median, &Extreme::PlusInfinity)];
    let squares: Moments = (0..6000)
        .map(|replicate| square(&small.run(replicate, &arms)[0]))
        .collect();
    let rms = squares.root_mean();
    let law = exact_law::median_one_sided(101, 10).expect("a law").mean_square;
    let expected = (5.0 * law / (100.0 - 4.0 * law)).sqrt();
    assert!((expected - 0.0426).abs() < 5e-5, "{expected}");
    assert!((rms.value / 0.0426 - 1.0).abs() < 0.02, "{rms:?}");
    assert!(
        (rms.value - expected).abs() < 4.42 * rms.standard_error,
        "{rms:?} against {expected}"
    );
}

/// w − 1·agg(w − x̄) = agg(x̄): on mean estimation one step of size 1/L_F is the one-round estimate, and further steps change
/// nothing. A gradient of +∞ pushes down, as a minimiser of −∞ does.
#[test]
fn one_step_of_descent_is_one_round_on_means() {
    let trimmed = trimmed_mean(4, 20);
    for rounds in [1, 3] {
        let descent = GradientDescent::new(Some(1.0), rounds).expect("valid");
        for aggregator in [&Median as &dyn Aggregator, &trimmed] {
            let pairs: [(&dyn Adversary, &dyn Adversary); 3] = [
                (&Extreme::PlusInfinity, &Extreme::MinusInfinity),
                (&Extreme::MinusInfinity, &Extreme::PlusInfinity),
                (&Honest, &Honest),
            ];
            for (problem, workers) in [
                (&GaussianMean::new(3, 1.0, None).expect("valid") as &dyn Problem, 20),
                (&ExponentialMean::new(3, 1.0, None).expect("valid"), 21),
            ] {
                let small = Small {
                    problem,
                    samples: 10,
                    workers,
                    byzantine: 4,
                };
                for (on_gradients, on_minimisers) in pairs {
                    let arms: [Arm; 2] = [
                        (&descent, aggregator, on_gradients),
                        (&OneRound, aggregator, on_minimisers),
                    ];
                    for replicate in 0..20 {
                        let errors = small.run(replicate, &arms);
                        for (descent, one_round) in errors[0].iter().zip(&errors[1]) {
                            assert!((descent - one_round).abs() < 1e-13, "{descent} against {one_round}");
                        }
                    }
                }
            }
        }
    }
}

/// The exact worst case holds replicate by replicate, not on average only.
#[test]
fn no_adversary_beats_the_omniscient_one_in_any_replicate() {
    let one = GradientDescent::new(None, 1).expect("valid");
    for (workers, byzantine, trimmed) in [(21, 2, 2), (20, 3, 5), (11, 5, 5)] {
        let problem = GaussianMean::new(3, 1.0, None).expect("valid");
        let small = Small {
            problem: &problem,
            samples: 10,
            workers,
            byzantine,
        };
        let trimmed = trimmed_mean(trimmed, workers);
        let others: [&dyn Adversary; 9] = [
            &Extreme::PlusInfinity,
            &Extreme::MinusInfinity,
            &Extreme::NotANumber,
            &ConstantShift::new(1.0).expect("finite"),
            &ConstantShift::new(-0.1).expect("finite"),
            &SignFlip::new(10.0).expect("finite"),
            &SignFlip::new(1.0).expect("finite"),
            &GaussianNoise::new(1.0).expect("finite"),
            &Honest,
        ];
        for algorithm in [&OneRound as &dyn Algorithm, &one] {
            for aggregator in [&Median as &dyn Aggregator, &trimmed] {
                let mut arms: Vec<Arm> = vec![(algorithm, aggregator, &OmniscientSign)];
                arms.extend(others.iter().map(|other| (algorithm, aggregator, *other)));
                for replicate in 0..100 {
                    let errors = small.run(replicate, &arms);
                    for (error, other) in errors[1..].iter().zip(others) {
                        let (worst, own) = (square(&errors[0]).sqrt(), square(error).sqrt());
                        let name = aggregator.name();
                        assert!(
                            worst >= own - 1e-13,
                            "{name} m={workers}: {own} by {}, worst {worst}",
                            other.key()
                        );
                    }
                }
            }
        }
    }
}

/// What a recorder saw in the first round: the step, the iterate w⁰, and the honest workers' messages.
type Record = (Step, Vec<f64>, Vec<f64>);

type Records = Arc<Mutex<Vec<Record>>>;

/// Sends `value`, and keeps what it saw.
#[derive(Debug)]
struct Recorder {
    value: f64,
    records: Records,
}

impl Adversary for Recorder {
    fn name(&self) -> &str {
        "recorder"
    }

    fn key(&self) -> String {
        format!("recorder value={}", self.value)
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, _workspace: &mut Workspace) {
        if scene.round == 0 {
            let honest = messages.rows().take(scene.byzantine.start).flatten().copied().collect();
            let mut records = self.records.lock().expect("no other holder panicked");
            records.push((scene.step, scene.iterate.to_vec(), honest));
        }
        for worker in scene.byzantine.clone() {
            messages.row_mut(worker).fill(self.value);
        }
    }
}

/// Runs one replicate of the spec's one cell and gives what recorders saw, and every arm's error.
fn recorded(spec: &str) -> (Vec<Record>, Vec<f64>) {
    let records = Records::default();
    let kept = records.clone();
    let catalog = Catalog::default().with_adversary("recorder", "keeps what it sees", move |_, section| {
        let value = section.required("value", section.number("value")?)?.value;
        Ok(Arc::new(Recorder {
            value,
            records: kept.clone(),
        }))
    });
    let document = Document::new("test.toml", spec);
    let experiment = decode(&document, &catalog, &Overrides::default()).expect("a valid spec");
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::create(&folder.path().join("store.sqlite")).expect("a store");
    let engine = Engine {
        journal: &journal,
        source: Source::StoreAndDraw,
        stop: &AtomicBool::new(false),
        observer: &|_| {},
    };
    engine.register(&experiment, spec).expect("a writable store");
    let mut outcomes = vec![CellOutcomes::default(); 1];
    engine
        .run(&experiment, &experiment.initial_precision(), &mut outcomes)
        .expect("a run");
    let errors = (0..outcomes[0].arms())
        .flat_map(|arm| outcomes[0].arm(arm).errors().collect::<Vec<_>>())
        .collect();
    let seen = records.lock().expect("no holder panicked").clone();
    (seen, errors)
}

fn spec(name: &str, problem: &str, grid: &str, estimators: &[&str], adversaries: &[&str]) -> String {
    let list = |kind: &str, tables: &[&str]| -> String {
        tables.iter().map(|table| format!("[[{kind}]]\n{table}\n")).collect()
    };
    format!(
        "name = \"{name}\"\nseed = 7\n[[problem]]\n{problem}\n[[grid]]\n{grid}\n{}{}[replicates]\nquick = {{ batch = 1, \
         maximum = 1 }}\n",
        list("estimator", estimators),
        list("adversary", adversaries)
    )
}

/// Common random numbers: aggregator, algorithm, adversary, experiment and the arms beside it leave a cell's data alone.
#[test]
fn every_arm_sees_the_same_data() {
    let grid = "n = [10]\nm = [9]\nalpha = [0.25]\ndim = [2]";
    let estimators = [
        "aggregator = \"median\"\nrounds = 3",
        "aggregator = \"trimmed-mean\"\nbeta = 0.3\nrounds = 2",
        "aggregator = \"mean\"\nrounds = 1",
        "aggregator = \"median\"\nalgorithm = \"one-round\"",
        "aggregator = \"mean\"\nalgorithm = \"one-round\"",
    ];
    let adversaries = ["name = \"recorder\"\nvalue = 1.0", "name = \"recorder\"\nvalue = -50.0"];
    for problem in [
        "name = \"gaussian-mean\"",
        "name = \"exponential-mean\"",
        "name = \"rademacher-regression\"",
    ] {
        let (mut seen, _) = recorded(&spec("one", problem, grid, &estimators, &adversaries));
        assert_eq!(seen.len(), 10, "{problem}");
        seen.extend(recorded(&spec("other", problem, grid, &estimators[3..], &adversaries[1..])).0);
        seen.extend(recorded(&spec("third", problem, grid, &estimators[..1], &adversaries[1..])).0);
        let of = |step: Step| {
            seen.iter()
                .filter(move |record| record.0 == step)
                .map(|record| &record.2)
        };
        for step in [Step::Gradient { eta: 1.0 }, Step::Estimate] {
            let first = of(step).next().expect("seen under both algorithms");
            assert_eq!(first.len(), 7 * 2);
            assert!(
                of(step).all(|other| other == first),
                "{problem} {step:?}: the data differ"
            );
        }
        // On means the gradient at w⁰ tells the minimiser, so that both algorithms can be compared.
        if problem.contains("mean") {
            let start = &seen[0].1;
            let gradients = of(Step::Gradient { eta: 1.0 }).next().expect("seen");
            let minimisers = of(Step::Estimate).next().expect("seen");
            for (index, (gradient, minimiser)) in gradients.iter().zip(minimisers).enumerate() {
                assert!((start[index % 2] - gradient - minimiser).abs() < 1e-13, "{problem}");
            }
        }
    }
}

/// The first replicate's errors of a cell of each problem. A change here changes every result: it is value-breaking.
#[test]
fn golden_values_pin_the_errors() {
    let estimators = [
        "aggregator = \"median\"\nrounds = 4",
        "aggregator = \"trimmed-mean\"\nbeta = 0.2\nrounds = 4",
        "aggregator = \"median\"\nalgorithm = \"one-round\"",
    ];
    let adversaries = ["name = \"plus-infinity\"", "name = \"gaussian-noise\""];
    let grid = "n = [20]\nm = [11]\nalpha = [0.2]\ndim = [3]";
    let mut text = String::new();
    for problem in [
        "name = \"gaussian-mean\"",
        "name = \"exponential-mean\"",
        "name = \"rademacher-regression\"",
        "name = \"rademacher-regression\"\ndata = \"raw\"",
    ] {
        let (_, errors) = recorded(&spec("golden", problem, grid, &estimators, &adversaries));
        // Twelve digits: the last ones may differ between mathematical libraries.
        let errors: Vec<String> = errors.iter().map(|error| format!("{error:.11e}")).collect();
        text += &format!("{}: {}\n", problem.replace('\n', " "), errors.join(" "));
    }
    insta::assert_snapshot!(text, @r#"
    name = "gaussian-mean": 1.11740917553e-1 1.07515261800e-1 1.31250843051e-1 7.50301813339e-2 1.17622155817e-1 1.48979124162e-1
    name = "exponential-mean": 1.83030461816e-1 1.64521409124e-1 2.32361298593e-1 1.39123141369e-1 1.27219894160e-1 1.66049073887e-1
    name = "rademacher-regression": 3.28107127547e-1 2.75532497321e-1 2.38668089137e-1 1.91135692999e-1 6.96701357225e-2 2.23221387475e-1
    name = "rademacher-regression" data = "raw": 2.33720329331e-1 3.63581633649e-1 1.70827887650e-1 2.54685835162e-1 4.99065936690e-1 2.99363009132e-1
    "#);
}
