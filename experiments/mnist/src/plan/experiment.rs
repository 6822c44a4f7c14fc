use std::fmt;

use crate::training::{Algorithm, Network, Rule, Setting};

/// An experiment: a grid of settings whose results stand in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Experiment {
    /// Experiment 1 of the paper with logistic regression, over step sizes and rounds: Figure 1, left, and Table 2.
    Logistic,
    /// Experiment 1 with the convolutional network: Figure 1, right, and Table 3.
    Cnn,
    /// Experiment 2: one round, Table 4.
    OneRound,
    /// Other adversaries against logistic regression.
    Adversaries,
    /// Other adversaries against the convolutional network.
    CnnAdversaries,
}

impl Experiment {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Logistic,
        Self::Cnn,
        Self::OneRound,
        Self::Adversaries,
        Self::CnnAdversaries,
    ];

    /// The name on the command line, and of its file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Logistic => "logistic",
            Self::Cnn => "cnn",
            Self::OneRound => "one-round",
            Self::Adversaries => "adversaries",
            Self::CnnAdversaries => "cnn-adversaries",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|experiment| experiment.name() == name)
    }

    /// The model that is trained.
    #[must_use]
    pub fn network(self) -> Network {
        match self {
            Self::Cnn | Self::CnnAdversaries => Network::Cnn,
            _ => Network::Logistic,
        }
    }

    /// The algorithm.
    #[must_use]
    pub fn algorithm(self) -> Algorithm {
        match self {
            Self::OneRound => Algorithm::OneRound,
            _ => Algorithm::GradientDescent,
        }
    }

    /// The table of the paper that it measures again.
    #[must_use]
    pub fn table(self) -> Option<&'static Table> {
        TABLES.iter().find(|table| table.experiment == self)
    }
}

impl fmt::Display for Experiment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A row of four settings: the mean without attack, then mean, median and trimmed mean under it.
pub const ROWS: [(bool, Rule); 4] = [
    (false, Rule::Mean),
    (true, Rule::Mean),
    (true, Rule::Median),
    (true, Rule::TrimmedMean),
];

/// A table of the paper, and the step size and rounds at which it is measured here: the paper states neither.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Table {
    /// Its number.
    pub number: u8,
    /// The experiment that measures it.
    pub experiment: Experiment,
    /// The accuracies printed, in per cent, in the order of [`Table::ROWS`]; none where the paper has no such cell.
    pub printed: [Option<f64>; 4],
    /// η.
    pub step: f64,
    /// T.
    pub rounds: usize,
}

const TABLES: [Table; 3] = [
    Table {
        number: 2,
        experiment: Experiment::Logistic,
        printed: [Some(88.0), Some(76.8), Some(87.2), Some(86.9)],
        step: 3.0,
        rounds: 93,
    },
    Table {
        number: 3,
        experiment: Experiment::Cnn,
        printed: [Some(94.3), Some(77.3), Some(87.4), Some(90.7)],
        step: 0.3,
        rounds: 70,
    },
    Table {
        number: 4,
        experiment: Experiment::OneRound,
        printed: [Some(91.8), Some(83.7), Some(89.0), None],
        step: 10.0,
        rounds: 290,
    },
];

impl Table {
    /// The settings of a table, a row each: whether workers are Byzantine, and the master's rule.
    pub const ROWS: [(bool, Rule); 4] = ROWS;

    /// The tables of the paper.
    pub const ALL: [Self; 3] = TABLES;

    /// The row that a setting belongs to.
    #[must_use]
    pub fn row(setting: &Setting) -> Option<usize> {
        let cell = (setting.alpha > 0.0, setting.aggregator);
        Self::ROWS.iter().position(|row| *row == cell)
    }
}
