//! Variance, absolute skewness and sub-exponential parameter of a sample, with standard errors.

use super::{Estimate, Moments};

/// Var(x) = E‖x − E x‖² of random vectors (paper, Definition 3), from `rows` of equal length.
///
/// The standard error is that of the mean of ‖x − x̄‖², by which the estimated mean shifts it in second order only. `None`
/// below two rows.
#[must_use]
pub fn vector_variance(rows: &[&[f64]]) -> Option<Estimate> {
    let count = rows.len() as f64;
    let dim = rows.first()?.len();
    if rows.len() < 2 {
        return None;
    }
    let mean: Vec<f64> = (0..dim)
        .map(|k| rows.iter().map(|row| row[k]).sum::<f64>() / count)
        .collect();
    let squares = rows
        .iter()
        .map(|row| row.iter().zip(&mean).map(|(x, mean)| (x - mean).powi(2)).sum());
    Some(squares.collect::<Moments>().mean().scaled(count / (count - 1.0)))
}

/// The absolute skewness γ = E|X − E X|³ / Var(X)^{3/2} (paper, Definition 4).
///
/// The standard error is that of its influence function (|u|³ − γ) − (3/2)γ(u² − 1) − 3·E[u|u|]·u at the standardised
/// values u. `None` where the sample does not vary.
#[must_use]
pub fn absolute_skewness(values: &[f64]) -> Option<Estimate> {
    let moments: Moments = values.iter().copied().collect();
    let count = values.len() as f64;
    let deviation = (moments.variance() * (count - 1.0) / count).sqrt();
    if !(deviation > 0.0 && deviation.is_finite()) {
        return None;
    }
    let standardised = || values.iter().map(|value| (value - moments.mean().value) / deviation);
    let gamma = standardised().map(|u| u.abs().powi(3)).sum::<f64>() / count;
    let asymmetry = standardised().map(|u| u * u.abs()).sum::<f64>() / count;
    let influence: Moments = standardised()
        .map(|u| u.abs().powi(3) - gamma - 1.5 * gamma * (u * u - 1.0) - 3.0 * asymmetry * u)
        .collect();
    Some(Estimate {
        value: gamma,
        standard_error: influence.mean().standard_error,
    })
}

/// How finely the λ that binds is searched for.
const STEPS: usize = 48;

/// The smallest v with E exp(λ(X − E X)) ≤ exp(v²λ²/2) for all |λ| < 1/v (paper, Definition 5), from the empirical
/// log-moment generating function.
///
/// The standard error is that of the function at the λ that binds. `None` where the sample does not vary.
#[must_use]
pub fn sub_exponential(values: &[f64]) -> Option<Estimate> {
    let moments: Moments = values.iter().copied().collect();
    let deviation = moments.variance().sqrt();
    if !(deviation > 0.0 && deviation.is_finite()) {
        return None;
    }
    let centred: Vec<f64> = values.iter().map(|value| value - moments.mean().value).collect();
    // Var ≤ v² always, since 2·log E exp(λX)/λ² tends to it as λ → 0: only |λ| ≤ 1/deviation can matter.
    let curve = binding_curve(&centred, deviation);
    let binds = |v: f64| {
        let position = STEPS as f64 * (deviation / v).min(1.0);
        let index = (position as usize).min(STEPS - 1);
        let share = position - index as f64;
        let between = |low: f64, high: f64| low + share * (high - low);
        let (low, high) = (curve[index], curve[index + 1]);
        (between(low.0, high.0), between(low.1, high.1))
    };
    let (mut low, mut high) = (deviation, deviation * (1.0 + curve[STEPS].0.sqrt() / deviation));
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if binds(middle).0 > middle * middle {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(Estimate {
        value: high,
        standard_error: binds(high).1 / (2.0 * high),
    })
}

/// The largest 2·log E exp(λX)/λ² over |λ| ≤ i/(`STEPS`·deviation), i = 0, …, `STEPS`, each with its standard error.
fn binding_curve(centred: &[f64], deviation: f64) -> Vec<(f64, f64)> {
    let squares: Moments = centred.iter().map(|x| x * x).collect();
    let mut worst = (squares.mean().value, squares.mean().standard_error);
    let mut curve = vec![worst];
    for step in 1..=STEPS {
        let size = step as f64 / (STEPS as f64 * deviation);
        for lambda in [size, -size] {
            // exp(λx) − 1 − λx has the same mean as exp(λx) − 1, and less noise near zero.
            let excess: Moments = centred.iter().map(|x| (lambda * x).exp_m1() - lambda * x).collect();
            let mean = excess.mean();
            let ratio = 2.0 * mean.value.ln_1p() / (lambda * lambda);
            if ratio > worst.0 {
                let error = 2.0 * mean.standard_error / ((1.0 + mean.value) * lambda * lambda);
                worst = (ratio, error);
            }
        }
        curve.push(worst);
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::ChaCha8Rng;
    use rand_distr::{Distribution, Exp1, StandardNormal};

    fn normal(count: usize, seed: u64) -> Vec<f64> {
        StandardNormal
            .sample_iter(ChaCha8Rng::seed_from_u64(seed))
            .take(count)
            .collect()
    }

    /// Known laws: every estimate within 5 of its standard errors, wrongly exceeded with probability 6e-7 each.
    #[test]
    fn known_laws() {
        let exponential: Vec<f64> = Exp1.sample_iter(ChaCha8Rng::seed_from_u64(1)).take(200_000).collect();
        let gaussian = normal(200_000, 2);
        let within = |estimate: Option<Estimate>, truth: f64| {
            let estimate = estimate.expect("a sample that varies");
            let z = (estimate.value - truth) / estimate.standard_error;
            assert!(
                z.abs() < 5.0,
                "{} ± {} against {truth}",
                estimate.value,
                estimate.standard_error
            );
            assert!(estimate.standard_error < 0.02 * truth);
        };
        within(absolute_skewness(&gaussian), 1.595_769_121_6);
        within(absolute_skewness(&exponential), 12.0 / std::f64::consts::E - 2.0);
        within(sub_exponential(&gaussian), 1.0);
        within(sub_exponential(&exponential), 1.4333);
        let rows: Vec<&[f64]> = gaussian.chunks_exact(4).collect();
        within(vector_variance(&rows), 4.0);
    }

    /// The claimed standard error of the absolute skewness against its spread over 400 samples: the ratio has a standard
    /// deviation of 3.5 %, so 18 % is exceeded wrongly with probability below 1e-6.
    #[test]
    fn standard_error_by_brute_force() {
        let estimates: Vec<Estimate> = (0..400)
            .filter_map(|i| absolute_skewness(&normal(2_000, 100 + i)))
            .collect();
        let spread: Moments = estimates.iter().map(|estimate| estimate.value).collect();
        let claimed: Moments = estimates.iter().map(|estimate| estimate.standard_error).collect();
        let ratio = claimed.mean().value / spread.variance().sqrt();
        assert!((ratio - 1.0).abs() < 0.18, "{ratio}");
    }

    #[test]
    fn constant_samples_have_no_shape() {
        assert_eq!(absolute_skewness(&[2.0; 10]), None);
        assert_eq!(sub_exponential(&[2.0; 10]), None);
        assert_eq!(vector_variance(&[&[1.0]]), None);
    }
}
