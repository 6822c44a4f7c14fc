use crate::stat::normal;
use crate::theory::quadrature::for_each_node;

/// The mean of n values a(x² − 1) + c·x·g, standardised. Given S = Σx², it is normal about a(S − n), with variance c²S: what is left
/// is an integral over √S, of the chi law with n degrees of freedom.
#[derive(Clone, Debug)]
pub(super) struct Product {
    /// The mean and the deviation given S, standardised, with the weights of S.
    given: Vec<(f64, f64, f64)>,
    /// At −corner the law of S begins: F has only a few derivatives there.
    pub corner: f64,
}

impl Product {
    /// `along` = a and `across` = c > 0 of n = `samples` values.
    pub fn new(along: f64, across: f64, samples: usize) -> Self {
        let n = samples as f64;
        let unit = (n * (2.0 * along * along + across * across)).sqrt();
        let log_scale = (0.5 * n - 1.0) * std::f64::consts::LN_2 + libm::lgamma(0.5 * n);
        // √S has a deviation of √½ at most. Given it the law is a layer of the width across/along where `across` is small.
        let centre = n.sqrt();
        let (from, to) = ((centre - 9.0).max(0.0), centre + 9.0);
        let width = (across / along.abs()).clamp(0.02, 0.25);
        let panels = ((to - from) / width).ceil() as usize;
        let mut edges: Vec<f64> = (0..=panels)
            .map(|i| from + (to - from) * i as f64 / panels as f64)
            .collect();
        if from == 0.0 {
            // For few samples much of the law is near 0.
            let fine: Vec<f64> = (1..=20).map(|i| edges[1] / f64::from(1 << (21 - i))).collect();
            edges.splice(1..1, fine);
        }
        let mut given = Vec::new();
        for_each_node(&edges, |root, weight| {
            let density = libm::exp((n - 1.0) * libm::log(root) - 0.5 * root * root - log_scale);
            let mass = weight * density;
            if mass > 1e-20 {
                given.push((along * (root * root - n) / unit, across * root / unit, mass));
            }
        });
        Self {
            given,
            corner: n * along.abs() / unit,
        }
    }

    /// F(x) − Φ(x).
    pub fn excess(&self, x: f64) -> f64 {
        let at = |(mean, deviation, mass): &(f64, f64, f64)| {
            let z = (x - mean) / deviation;
            // The smaller tail, which loses nothing to a difference.
            let own = if x > 0.0 { -normal::survival(z) } else { normal::cdf(z) };
            mass * own
        };
        let sum: f64 = self.given.iter().map(at).sum();
        if x > 0.0 {
            sum + normal::survival(x)
        } else {
            sum - normal::cdf(x)
        }
    }
}
