use byzrate::experiment::Profile as Size;

use super::Experiment;
use crate::adversary::Attack;
use crate::training::{Rule, Setting};

/// How much is run: the profiles of the rest of the project.
pub type Profile = Size;

/// What the command line changes of every experiment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// The seed.
    pub seed: Option<u64>,
    /// Replicates.
    pub replicates: Option<u64>,
    /// Step sizes η.
    pub steps: Option<Vec<f64>>,
    /// T.
    pub rounds: Option<usize>,
    /// m.
    pub workers: Option<usize>,
    /// α of the attacked settings.
    pub alphas: Option<Vec<f64>>,
    /// β.
    pub beta: Option<f64>,
    /// The adversaries of the attacked settings.
    pub adversaries: Option<Vec<Attack>>,
    /// The rules.
    pub aggregators: Option<Vec<Rule>>,
}

/// The grid of an experiment.
struct Grid {
    workers: usize,
    batch: f64,
    alphas: Vec<f64>,
    adversaries: Vec<Attack>,
    steps: Vec<f64>,
    rounds: usize,
    every: usize,
    replicates: u64,
}

/// Attacks other than the paper's.
const ADVERSARIES: [Attack; 8] = [
    Attack::FlippedLabels,
    Attack::RandomLabels,
    Attack::SignFlip,
    Attack::OmniscientSign,
    Attack::LittleIsEnough,
    Attack::LittleIsEnoughWide,
    Attack::InnerProduct,
    Attack::InnerProductLarge,
];

fn grid(experiment: Experiment, profile: Profile) -> Grid {
    let pick = |smoke: usize, quick: usize, paper: usize| match profile {
        Profile::Smoke => smoke,
        Profile::Quick => quick,
        Profile::Paper => paper,
    };
    let table = experiment.table();
    let steps = |all: &[f64]| match (profile, table) {
        (Profile::Paper, _) | (_, None) => all.to_vec(),
        (_, Some(table)) => vec![table.step],
    };
    let replicates = pick(1, 2, 5) as u64;
    match experiment {
        Experiment::Logistic => Grid {
            workers: 40,
            batch: 1.0,
            alphas: vec![0.05],
            adversaries: vec![Attack::FlippedLabels],
            steps: steps(&[0.1, 1.0, 10.0, 100.0]),
            rounds: pick(3, 150, 150),
            every: 1,
            replicates,
        },
        Experiment::Cnn => Grid {
            workers: 10,
            batch: 0.1,
            alphas: vec![0.1],
            adversaries: vec![Attack::FlippedLabels],
            steps: steps(&[0.1]),
            rounds: pick(2, 80, 80),
            every: pick(1, 5, 5),
            replicates: pick(1, 1, 5) as u64,
        },
        Experiment::OneRound => Grid {
            workers: 10,
            batch: 1.0,
            alphas: vec![0.1],
            adversaries: vec![Attack::RandomLabels],
            steps: steps(&[1.0, 10.0]),
            rounds: pick(3, 300, 300),
            every: pick(1, 10, 10),
            replicates,
        },
        Experiment::Adversaries => Grid {
            workers: 40,
            batch: 1.0,
            alphas: vec![0.2],
            adversaries: ADVERSARIES.to_vec(),
            steps: vec![0.5],
            rounds: pick(2, 40, 40),
            every: pick(1, 10, 10),
            replicates: pick(1, 1, 5) as u64,
        },
    }
}

/// The settings of an experiment in the order of its results: by step size, α, adversary and rule, then by replicate.
#[must_use]
pub fn settings(experiment: Experiment, profile: Profile, overrides: &Overrides) -> Vec<Setting> {
    let grid = grid(experiment, profile);
    let alphas = overrides.alphas.clone().unwrap_or(grid.alphas);
    let adversaries = overrides.adversaries.clone().unwrap_or(grid.adversaries);
    let rules = overrides.aggregators.clone().unwrap_or(Rule::ALL.to_vec());
    let rounds = overrides.rounds.unwrap_or(grid.rounds);
    let workers = overrides.workers.unwrap_or(grid.workers);
    let mut cells: Vec<(f64, Attack, Rule)> = vec![(0.0, Attack::None, Rule::Mean)];
    for &alpha in alphas.iter().filter(|alpha| **alpha != 0.0) {
        for &adversary in &adversaries {
            cells.extend(rules.iter().map(|rule| (alpha, adversary, *rule)));
        }
    }
    let mut settings = Vec::new();
    for &step in overrides.steps.as_ref().unwrap_or(&grid.steps) {
        for &(alpha, adversary, aggregator) in &cells {
            for replicate in 0..overrides.replicates.unwrap_or(grid.replicates) {
                settings.push(Setting {
                    network: experiment.network(),
                    algorithm: experiment.algorithm(),
                    workers,
                    batch: grid.batch,
                    alpha,
                    adversary,
                    aggregator,
                    // The trim fraction of the paper is the Byzantine one; where nobody is Byzantine nothing is trimmed.
                    beta: overrides.beta.unwrap_or(alpha),
                    step,
                    rounds,
                    every: grid.every.min(rounds),
                    seed: overrides.seed.unwrap_or(1),
                    replicate,
                });
            }
        }
    }
    settings
}
