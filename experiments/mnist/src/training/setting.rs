use std::fmt::Write;

use byzrate::aggregator::{Aggregator, AggregatorError, Mean, Median, TrimmedMean, count};
use serde::{Deserialize, Serialize};

use super::SettingError;
use crate::adversary::Attack;
use crate::model::{Cnn, Model, Softmax};

/// What is trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Network {
    /// [`Softmax`].
    Logistic,
    /// [`Cnn`].
    Cnn,
}

impl Network {
    /// The name in results and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Logistic => "logistic",
            Self::Cnn => "cnn",
        }
    }

    /// What it is.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Logistic => "logistic regression",
            Self::Cnn => "the convolutional network",
        }
    }

    /// The model, in single precision.
    #[must_use]
    pub fn model(self) -> Box<dyn Model> {
        match self {
            Self::Logistic => Box::new(Softmax::<f32>::default()),
            Self::Cnn => Box::new(Cnn::<f32>::default()),
        }
    }
}

/// How workers and master proceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Algorithm {
    /// Algorithm 1: every round the master aggregates gradients and takes a step.
    GradientDescent,
    /// Algorithm 2: every worker runs gradient descent on its own, and the master aggregates the parameters once.
    OneRound,
}

/// The master's rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The plain mean.
    Mean,
    /// The coordinate-wise median.
    Median,
    /// The coordinate-wise trimmed mean with the setting's β.
    TrimmedMean,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mean, Self::Median, Self::TrimmedMean];

    /// The aggregator's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Median => "median",
            Self::TrimmedMean => "trimmed-mean",
        }
    }
}

/// Everything a run depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// What is trained.
    pub network: Network,
    /// How.
    pub algorithm: Algorithm,
    /// m.
    pub workers: usize,
    /// The share of its images that a worker uses in a round.
    pub batch: f64,
    /// α.
    pub alpha: f64,
    /// What Byzantine workers do; `none` where α = 0.
    pub adversary: Attack,
    /// The master's rule.
    pub aggregator: Rule,
    /// β, used by the trimmed mean alone.
    pub beta: f64,
    /// The step size η.
    pub step: f64,
    /// T: rounds of gradient descent, of the master or of every worker on its own.
    pub rounds: usize,
    /// The test error is measured every so many rounds, and after the last.
    pub every: usize,
    /// The seed.
    pub seed: u64,
    /// The replicate: another deal of the images, other batches, another start of the network.
    pub replicate: u64,
}

impl Setting {
    /// b = ⌊αm⌋.
    #[must_use]
    pub fn byzantine(&self) -> usize {
        count::byzantine(self.alpha, self.workers)
    }

    /// The aggregator.
    ///
    /// # Errors
    /// If β is outside [0, ½).
    pub fn rule(&self) -> Result<Box<dyn Aggregator>, AggregatorError> {
        Ok(match self.aggregator {
            Rule::Mean => Box::new(Mean),
            Rule::Median => Box::new(Median),
            Rule::TrimmedMean => Box::new(TrimmedMean::new(self.beta)?),
        })
    }

    /// Checks everything that can be checked before training.
    ///
    /// # Errors
    /// At the first rule that is broken.
    pub fn check(&self, allow_breakdown: bool) -> Result<(), SettingError> {
        if !(0.0..0.5).contains(&self.alpha) {
            return Err(SettingError::Alpha(self.alpha));
        }
        if !(self.step > 0.0 && self.step.is_finite()) {
            return Err(SettingError::Step(self.step));
        }
        if self.rounds == 0 {
            return Err(SettingError::Rounds);
        }
        self.rule()?.check(self.workers)?;
        let byzantine = self.byzantine();
        if self.alpha > 0.0 && byzantine == 0 {
            return Err(SettingError::NoAttacker {
                alpha: self.alpha,
                workers: self.workers,
            });
        }
        let trimmed = count::trimmed(self.beta, self.workers);
        if self.aggregator == Rule::TrimmedMean && trimmed < byzantine && !allow_breakdown {
            return Err(SettingError::Breakdown {
                beta: self.beta,
                alpha: self.alpha,
                byzantine,
                trimmed,
            });
        }
        Ok(())
    }

    /// Whether the round is one after which the test error is measured.
    #[must_use]
    pub fn is_measured(&self, round: usize) -> bool {
        round.is_multiple_of(self.every) || round == self.rounds
    }

    /// Everything it depends on, as text.
    #[must_use]
    pub fn key(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn label(&self) -> String {
        let mut text = format!("{} {}", self.network.name(), self.aggregator.name());
        if self.alpha > 0.0 {
            let _ = write!(text, " α={} {}", self.alpha, self.adversary);
        } else {
            text.push_str(" α=0");
        }
        let _ = write!(text, " η={} replicate {}", self.step, self.replicate + 1);
        text
    }
}
