//! Ranks of rules by their worst attack.

use byzrate::league::{worst_attack, worst_case_ranks};
use pyo3::prelude::*;

use crate::error::refused;

/// Of every rule the worst attack, and the ranks that its errors allow: `errors` has those of each rule under each attack, replicate by
/// replicate, on the same data. Chosen on the replicates of even number, compared on the others.
#[pyfunction]
pub fn worst_ranks(
    py: Python<'_>,
    errors: Vec<Vec<Vec<f64>>>,
    confidence: f64,
) -> PyResult<Vec<(usize, f64, usize, usize)>> {
    py.detach(|| {
        let ranks = worst_case_ranks(&errors, confidence);
        let of = |(errors, rank): (&Vec<Vec<f64>>, &byzrate::league::RankInterval)| {
            let worst = worst_attack(errors).ok_or_else(|| refused("a rule without replicates"))?;
            let square = worst.errors.iter().map(|error| error * error).sum::<f64>() / worst.errors.len() as f64;
            Ok((worst.attack, square.sqrt(), rank.best, rank.worst))
        };
        errors.iter().zip(&ranks).map(of).collect()
    })
}
