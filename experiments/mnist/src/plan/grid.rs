use byzrate::experiment::Profile;

use super::Experiment;
use crate::adversary::Attack;
use crate::training::{Rule, Setting};

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
    /// Step sizes with their rounds: smaller steps need more.
    steps: Vec<(f64, usize)>,
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
    // Fewer than all steps: those of the paper's table alone, for seconds in the smallest profile.
    let steps = |all: &[(f64, usize)], smoke: usize| match (profile, experiment.table()) {
        (Profile::Paper, _) => all.to_vec(),
        (Profile::Quick, Some(table)) => all.iter().filter(|(step, _)| *step == table.step).copied().collect(),
        (Profile::Quick, None) => all[..1].to_vec(),
        (Profile::Smoke, table) => vec![(table.map_or(all[0].0, |table| table.step), smoke)],
    };
    // Near and beyond the largest stable step runs differ more than anywhere else: the tables have more replicates than the rest.
    let replicates = pick(1, 2, 10) as u64;
    match experiment {
        Experiment::Logistic => Grid {
            workers: 40,
            batch: 1.0,
            alphas: vec![0.05],
            adversaries: vec![Attack::FlippedLabels],
            steps: steps(&[(0.1, 150), (1.0, 150), (3.0, 150), (10.0, 150), (100.0, 150)], 3),
            every: 1,
            replicates,
        },
        Experiment::Cnn => Grid {
            workers: 10,
            batch: 0.1,
            alphas: vec![0.1],
            adversaries: vec![Attack::FlippedLabels],
            steps: steps(&[(0.3, 100), (1.0, 100)], 2),
            every: pick(1, 5, 5),
            replicates: pick(1, 1, 10) as u64,
        },
        Experiment::OneRound => Grid {
            workers: 10,
            batch: 1.0,
            alphas: vec![0.1],
            adversaries: vec![Attack::RandomLabels],
            steps: steps(&[(1.0, 300), (5.0, 300), (10.0, 300)], 3),
            every: pick(1, 10, 10),
            replicates,
        },
        Experiment::Adversaries => Grid {
            workers: 40,
            batch: 1.0,
            alphas: vec![0.2],
            adversaries: ADVERSARIES.to_vec(),
            steps: steps(&[(0.5, 40), (10.0, 40)], 2),
            every: pick(1, 10, 10),
            replicates: pick(1, 1, 5) as u64,
        },
        Experiment::CnnAdversaries => Grid {
            workers: 10,
            batch: 0.1,
            alphas: vec![0.2],
            adversaries: ADVERSARIES.to_vec(),
            steps: steps(&[(0.3, 40)], 2),
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
    let longest = grid.steps.iter().map(|(_, rounds)| *rounds).max().unwrap_or(1);
    let steps = overrides.steps.as_ref().map_or(grid.steps.clone(), |steps| {
        let known = |step: f64| {
            grid.steps
                .iter()
                .find(|(known, _)| *known == step)
                .map_or(longest, |(_, rounds)| *rounds)
        };
        steps.iter().map(|step| (*step, known(*step))).collect()
    });
    let workers = overrides.workers.unwrap_or(grid.workers);
    let mut cells: Vec<(f64, Attack, Rule)> = vec![(0.0, Attack::None, Rule::Mean)];
    for &alpha in alphas.iter().filter(|alpha| **alpha != 0.0) {
        for &adversary in &adversaries {
            cells.extend(rules.iter().map(|rule| (alpha, adversary, *rule)));
        }
    }
    let mut settings = Vec::new();
    for (step, rounds) in steps {
        let rounds = overrides.rounds.unwrap_or(rounds);
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
