use serde::{Deserialize, Serialize};

use super::Setting;

/// What a run measured: the number of test images classified correctly after each measured round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// What was run.
    pub setting: Setting,
    /// The measured rounds, ascending.
    pub rounds: Vec<usize>,
    /// Correctly classified test images after each.
    pub correct: Vec<u32>,
    /// The number of test images.
    pub tests: u32,
    /// The round in which the iterate was lost: a parameter became infinite or NaN. From then on it counts as one that
    /// classifies no better than chance, with a tenth of the test images.
    pub lost: Option<usize>,
}

impl Curve {
    /// A curve without points.
    #[must_use]
    pub fn new(setting: Setting, tests: u32) -> Self {
        Self {
            setting,
            rounds: Vec::new(),
            correct: Vec::new(),
            tests,
            lost: None,
        }
    }

    /// The test accuracy after `round`, if it was measured.
    #[must_use]
    pub fn accuracy(&self, round: usize) -> Option<f64> {
        let place = self.rounds.binary_search(&round).ok()?;
        Some(f64::from(self.correct[place]) / f64::from(self.tests))
    }

    /// Notes a measurement.
    pub fn push(&mut self, round: usize, correct: u32) {
        self.rounds.push(round);
        self.correct.push(correct);
    }

    /// Notes that the iterate was lost in `round`, with all measurements that are still to come.
    pub fn lose(&mut self, round: usize) {
        self.lost = Some(round);
        for later in round..=self.setting.rounds {
            if self.setting.is_measured(later) {
                self.push(later, self.tests / 10);
            }
        }
    }
}
