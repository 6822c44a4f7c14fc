use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::Cell;
use super::checked::VALUES_SCHEME;
use crate::stream::STREAM_SCHEME;

impl Cell {
    /// The canonical text of everything that determines the values of an arm under `seed`, and of nothing else: equal keys mean
    /// equal values, bit for bit, whatever experiment, order or grid an arm stands in, and what it is called there.
    ///
    /// Schemes, seed, the problem with W and w⁰, d, n, m, b (or the probability α where chance decides), algorithm, rule and
    /// adversary with their parameters. Where no worker is Byzantine the adversary is none; α is in it only where the adversary reads
    /// it. W and w⁰ stand in it by a hash.
    #[must_use]
    pub fn arm_key(&self, seed: u64, arm: usize) -> String {
        let arm = &self.arms[arm];
        let Self { samples, workers, .. } = self;
        let (problem, rule) = (&self.problem, arm.aggregator.key_among(*workers));
        let domain = problem.domain();
        let byzantine = if self.is_random() {
            format!("random alpha={}", self.alpha)
        } else if arm.attack.reads_alpha() && self.byzantine > 0 {
            format!("{} alpha={}", self.byzantine, self.alpha)
        } else {
            self.byzantine.to_string()
        };
        let adversary = if self.is_attacked() {
            arm.attack.key()
        } else {
            "none".to_owned()
        };
        format!(
            "{STREAM_SCHEME}|{VALUES_SCHEME}|seed={seed}|{}|W={} radius={}|start={}|d={}|n={samples}|m={workers}|b={byzantine}|\
             {}|{rule}|{adversary}",
            problem.key(),
            digest(&domain.centre),
            domain.radius,
            digest(&problem.start()),
            self.dim(),
            arm.algorithm.key(),
        )
    }
}

/// The first 16 hexadecimal digits of SHA-256 of the values.
fn digest(values: &[f64]) -> String {
    let mut hash = Sha256::new();
    for value in values {
        hash.update(value.to_le_bytes());
    }
    hash.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
