use std::f64::consts::SQRT_2;

use super::net::Net;
use super::{Improvement, Sharper};
use crate::theory::theorem::{Assumption, Form, Rule, Silence};

/// v·max{2x, √(2x)}: the τ at which N·min{τ/(2v), τ²/(2v²)} is Nx, Bernstein's exponent for the mean of N samples.
fn bernstein(v: f64, x: f64) -> f64 {
    v * (2.0 * x).max((2.0 * x).sqrt())
}

/// log C(n, k).
fn log_choose(n: usize, k: usize) -> f64 {
    let log_factorial = |n: usize| libm::lgamma(n as f64 + 1.0);
    log_factorial(n) - log_factorial(k) - log_factorial(n - k)
}

impl Sharper<'_> {
    /// Δ′.
    pub(super) fn trimmed_deviation(&self) -> Result<f64, Silence> {
        let setting = self.setting;
        let beta = Rule::TrimmedMean.condition(setting, Form::Paper)?.left();
        let v = setting.constants.sub_exponential.ok_or(Silence::Unknown {
            assumption: Assumption::SubExponential,
            quantity: "sub-exponential parameter v",
        })?;
        let net = Net::of(setting, self.with)?;
        let (n, m, d) = (setting.samples as f64, setting.workers as f64, setting.dim as f64);
        let honest = setting.workers - setting.byzantine;
        let (h, k, b) = (honest as f64, beta * m, setting.byzantine as f64);
        // What t and s_∞ are multiplied by, over m − 2k, and among how many the farthest is.
        let (means, worsts, among) = if self.has(Improvement::Attained) {
            (h + k - b, k, h)
        } else {
            (m, 3.0 * k, m)
        };
        let kept = m - 2.0 * k;
        let root = if self.has(Improvement::Minkowski) { 1.0 } else { SQRT_2 };
        let shares = libm::log(4.0 * d) - self.log_failure;
        Ok(net.best(|r| {
            let rarity = shares + net.log_points(r);
            let mean = bernstein(v, rarity / (h * n));
            let worst = bernstein(v, (rarity + libm::log(among)) / n);
            let mut coordinate = means * mean + worsts * worst;
            if self.has(Improvement::Subsets) {
                let choices = log_choose(honest, k.round() as usize);
                let lowest = if k > 0.0 {
                    bernstein(v, (rarity + choices) / (k * n))
                } else {
                    0.0
                };
                coordinate = coordinate.min((h + k - b) * mean + k * lowest);
            }
            root * (d.sqrt() * coordinate / kept + net.change(r, (means + worsts) / kept))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregator::{Messages, TrimmedMean, Workspace};
    use proptest::prelude::*;
    use rand_distr::Distribution;

    use crate::sampling::StandardNormal;
    use crate::stream::{Purpose, ReplicateStreams};

    /// ((h + k − b)·t + k·a)/(m − 2k) of some honest values, μ = 0: a from the k lowest and the k highest.
    fn form(honest: &[f64], byzantine: usize, trimmed: usize) -> f64 {
        let (h, m) = (honest.len(), honest.len() + byzantine);
        let mut sorted = honest.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mean = (sorted.iter().sum::<f64>() / h as f64).abs();
        let lowest = -sorted[..trimmed].iter().sum::<f64>();
        let highest = sorted[h - trimmed..].iter().sum::<f64>();
        ((h + trimmed - byzantine) as f64 * mean + lowest.max(highest)) / (m - 2 * trimmed) as f64
    }

    fn aggregate(values: &[f64], trimmed: usize) -> f64 {
        let messages = Messages::from_values(values.len(), 1, values.to_vec()).expect("a column");
        let rule = TrimmedMean::new(trimmed as f64 / values.len() as f64).expect("less than half");
        let mut out = [0.0];
        Workspace::default().aggregate(&rule, &messages, &mut out);
        out[0]
    }

    proptest! {
        /// Whatever Byzantine workers send.
        #[test]
        fn no_trimmed_mean_passes_the_form(
            honest in prop::collection::vec(-2.0f64..2.0, 5..30),
            sent in prop::collection::vec(prop_oneof![Just(1e300), Just(-1e300), -3.0f64..3.0], 0..3),
            more in 0usize..2,
        ) {
            let trimmed = sent.len() + more;
            prop_assume!(2 * trimmed < honest.len());
            let values: Vec<f64> = honest.iter().chain(&sent).copied().collect();
            let (got, most) = (aggregate(&values, trimmed).abs(), form(&honest, sent.len(), trimmed));
            prop_assert!(got <= most * (1.0 + 1e-12) + 1e-12, "{} {}", got, most);
        }
    }

    /// The k lowest at −s and the others alike, with all b = k at +∞.
    #[test]
    fn the_form_is_attained() {
        let (honest, trimmed, mean) = (18, 2, 0.1);
        let other = (mean * 18.0 + 2.0) / 16.0;
        let mut values = vec![-1.0; trimmed];
        values.extend(vec![other; honest - trimmed]);
        values.extend([f64::INFINITY; 2]);
        let most = (18.0 * mean + 2.0) / (20.0 - 4.0);
        assert!((aggregate(&values, trimmed) - most).abs() < 1e-15);
    }

    /// P(a > τ) ≤ 2·C(h, k)·exp(−kτ²/2) for standard normal values (v = 1 at n = 1), where that is a half.
    #[test]
    fn the_union_over_subsets_holds_for_normal_values() {
        let (honest, trimmed) = (30, 3);
        let threshold = bernstein_of_normal(honest, trimmed, libm::log(4.0));
        let mut passed = 0;
        for replicate in 0..4000 {
            let mut stream = ReplicateStreams::new(5, "subsets", replicate).worker(Purpose::Data, 0);
            let mut values: Vec<f64> = (0..honest).map(|_| StandardNormal.sample(&mut stream)).collect();
            values.sort_by(f64::total_cmp);
            let lowest = -values[..trimmed].iter().sum::<f64>() / trimmed as f64;
            let highest = values[honest - trimmed..].iter().sum::<f64>() / trimmed as f64;
            passed += usize::from(lowest.max(highest) > threshold);
        }
        assert!(passed < 2000, "{passed}");
        // And it is no idle bound: a little lower and it fails.
        assert!(threshold < 3.0, "{threshold}");
    }

    fn bernstein_of_normal(honest: usize, trimmed: usize, rarity: f64) -> f64 {
        (2.0 * (rarity + log_choose(honest, trimmed)) / trimmed as f64).sqrt()
    }
}
