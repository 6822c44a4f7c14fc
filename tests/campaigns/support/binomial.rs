//! Surprise at counts.

/// P(Bin(trials, p) ≥ hits).
pub fn tail(hits: u64, trials: u64, p: f64) -> f64 {
    let mut mass = (1.0 - p).powi(i32::try_from(trials).expect("few"));
    let mut below = 0.0;
    for k in 0..hits {
        below += mass;
        mass *= (trials - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
    }
    1.0 - below
}
