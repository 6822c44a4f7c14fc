//! The two-sample Kolmogorov–Smirnov test, and samples to put to it.

/// sup |F₁ − F₂| of the two empirical distribution functions, in units of √((n₁+n₂)/(n₁n₂)).
fn statistic(one: &[f64], other: &[f64]) -> f64 {
    let sorted = |sample: &[f64]| {
        let mut sorted = sample.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted
    };
    let (one, other) = (sorted(one), sorted(other));
    let (n1, n2) = (one.len() as f64, other.len() as f64);
    let (mut i, mut j, mut largest) = (0, 0, 0.0f64);
    while i < one.len() && j < other.len() {
        let value = one[i].min(other[j]);
        while i < one.len() && one[i] <= value {
            i += 1;
        }
        while j < other.len() && other[j] <= value {
            j += 1;
        }
        largest = largest.max((i as f64 / n1 - j as f64 / n2).abs());
    }
    largest * (n1 * n2 / (n1 + n2)).sqrt()
}

/// Fails where the samples' laws differ; samples of one law fail with probability `false_positive_rate` at most.
///
/// P(statistic > c) ≤ 2·exp(−2c²) for continuous laws (Smirnov), and less where values repeat.
pub fn assert_same_law(what: &str, one: &[f64], other: &[f64], false_positive_rate: f64) {
    let critical = (-0.5 * libm::log(false_positive_rate / 2.0)).sqrt();
    let found = statistic(one, other);
    assert!(found <= critical, "{what}: KS statistic {found:.3} above {critical:.3}");
}

/// `count` averages of `samples` draws each.
pub fn averages(count: usize, samples: usize, mut draw: impl FnMut() -> f64) -> Vec<f64> {
    let mut average = || (0..samples).map(|_| draw()).sum::<f64>() / samples as f64;
    (0..count).map(|_| average()).collect()
}

/// A number that tells something of a vector.
type Summary = fn(&[f64]) -> f64;

/// Five summaries, each by name with its values in two samples of vectors; their laws together see coordinates, their
/// dependence and their size.
pub fn summaries(one: &[Vec<f64>], other: &[Vec<f64>]) -> [(&'static str, Vec<f64>, Vec<f64>); 5] {
    let summaries: [(&str, Summary); 5] = [
        ("first", |row| row[0]),
        ("last", |row| row[row.len() - 1]),
        ("sum", |row| row.iter().sum()),
        ("product", |row| row[0] * row[row.len() - 1]),
        ("norm", |row| row.iter().map(|x| x * x).sum::<f64>().sqrt()),
    ];
    summaries.map(|(name, summary)| {
        let of = |rows: &[Vec<f64>]| rows.iter().map(|row| summary(row)).collect();
        (name, of(one), of(other))
    })
}
