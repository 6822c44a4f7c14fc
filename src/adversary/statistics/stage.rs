//! Scenes of tests.

use crate::adversary::{Adversary, Scene, Step};
use crate::aggregator::{Aggregator, Median, Messages, Workspace};
use crate::stream::ReplicateStreams;

/// Five honest rows in the plane.
pub const A: [[f64; 2]; 5] = [[1.0, 2.0], [1.5, 1.0], [0.5, 2.5], [2.0, 1.5], [1.2, 1.9]];
/// Nine in space.
pub const B: [[f64; 3]; 9] = [
    [0.2, -1.1, 0.5],
    [1.3, 0.4, -0.7],
    [-0.6, 0.9, 1.2],
    [0.8, -0.3, -1.4],
    [-1.2, -0.5, 0.3],
    [0.1, 1.6, -0.2],
    [0.5, 0.7, 0.9],
    [-0.9, -1.3, -0.8],
    [1.1, 0.2, 1.5],
];

/// What a scene borrows: messages are estimates of `optimum` with σ = `noise` and n = 4.
pub struct Stage {
    pub optimum: Vec<f64>,
    pub noise: f64,
    pub streams: ReplicateStreams,
}

impl Stage {
    pub fn new(optimum: Vec<f64>) -> Self {
        Self {
            optimum,
            noise: 2.0,
            streams: ReplicateStreams::new(1, "statistics", 0),
        }
    }

    pub fn scene<'a>(&'a self, aggregator: &'a dyn Aggregator, honest: usize, byzantine: usize) -> Scene<'a> {
        Scene {
            round: 0,
            iterate: &self.optimum,
            optimum: &self.optimum,
            noise: self.noise,
            aggregator,
            samples: 4,
            step: Step::Estimate,
            byzantine: honest..honest + byzantine,
            alpha: byzantine as f64 / (honest + byzantine) as f64,
            streams: &self.streams,
        }
    }
}

/// The honest `rows`, and `byzantine` more that hold 99.
pub fn messages<const D: usize>(rows: &[[f64; D]], byzantine: usize) -> Messages {
    let mut values = rows.concat();
    values.resize((rows.len() + byzantine) * D, 99.0);
    Messages::from_values(rows.len() + byzantine, D, values).expect("a full matrix")
}

/// What `byzantine` workers send next to the honest `rows`, against the median, at w* = 0: one message after the other.
pub fn sent<const D: usize>(adversary: &dyn Adversary, rows: &[[f64; D]], byzantine: usize) -> Vec<Vec<f64>> {
    let stage = Stage::new(vec![0.0; D]);
    let mut messages = messages(rows, byzantine);
    let scene = stage.scene(&Median, rows.len(), byzantine);
    adversary.corrupt(&scene, &mut messages, &mut Workspace::default());
    let honest: Vec<&[f64]> = messages.rows().take(rows.len()).collect();
    assert_eq!(honest.concat(), rows.concat(), "{adversary:?}: honest messages stay");
    messages.rows().skip(rows.len()).map(<[f64]>::to_vec).collect()
}
