use super::super::scale::median_deviation;
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::minority;
use crate::stat::normal;

/// The variance-reduced median of means (Tu, Liu, Mao and Chen 2021): in every coordinate the median c of the messages, corrected
/// at K quantiles of the normal law,
///
/// ŵ = c − s·Σₖ (F(c + sΔₖ) − k/(K+1)) / Σₖ φ(Δₖ), Δₖ = Φ⁻¹(k/(K+1)), k = 1, …, K,
///
/// where s is the known standard deviation of one message, or is estimated from the messages in every coordinate
/// ([`with_estimated_scale`](Vrmom::with_estimated_scale)), φ and Φ are the standard normal density and law, and F(t) is the share of
/// messages below t plus half the share of those at t. Among honest normal messages its variance is 1.571, 1.103, 1.066, 1.048 times
/// the mean's for K = 1, 5, 10, 50, and π/3 in the limit.
///
/// - **Domain**: K ≥ 1, 0 < s < ∞, any m.
/// - **Ties**: messages at a quantile count half.
/// - **Equivariance**: translations, up to rounding; scales only together with s, or where s is estimated; no rotations. The order of the workers does not
///   matter, not even in the last bit.
/// - **Hostile rows**: a NaN counts as an extreme value (above +∞, or below −∞ where its sign bit is set). While q < m/2 rows are
///   arbitrary, c lies within the range of the honest ones, and the correction is at most s·K/Σφ(Δₖ). Where honest rows lie within
///   R of a point, the result lies within √d·(R + s·K/Σφ(Δₖ)) of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Vrmom {
    /// s, where it is known.
    scale: Option<f64>,
    /// Δₖ.
    quantiles: Vec<f64>,
    /// Σₖ φ(Δₖ).
    density: f64,
}

impl Vrmom {
    /// Its name, whatever its parameters are.
    pub const NAME: &'static str = "vrmom";

    /// The rule with `quantiles` = K quantiles, for messages of the standard deviation `scale` = s.
    ///
    /// # Errors
    /// If K is 0, or s is not a positive finite number.
    pub fn new(quantiles: usize, scale: f64) -> Result<Self, AggregatorError> {
        AggregatorError::unless_positive(Self::NAME, "s", scale)?;
        Self::with(quantiles, Some(scale))
    }

    /// The rule with `quantiles` = K quantiles that is not told s: in every coordinate it is the median of |xᵢ − c| over Φ⁻¹(¾), the
    /// median absolute deviation, which stays bounded as long as the median does.
    ///
    /// # Errors
    /// If K is 0.
    pub fn with_estimated_scale(quantiles: usize) -> Result<Self, AggregatorError> {
        Self::with(quantiles, None)
    }

    fn with(quantiles: usize, scale: Option<f64>) -> Result<Self, AggregatorError> {
        AggregatorError::unless_some(Self::NAME, "K", quantiles)?;
        let parts = (quantiles + 1) as f64;
        let quantile = |k: usize| match (2 * k).cmp(&(quantiles + 1)) {
            std::cmp::Ordering::Less => normal::quantile(k as f64 / parts),
            std::cmp::Ordering::Equal => 0.0,
            // Exactly symmetric, so that the rule of −x is minus the rule of x.
            std::cmp::Ordering::Greater => -normal::quantile((quantiles + 1 - k) as f64 / parts),
        };
        let quantiles: Vec<f64> = (1..=quantiles).map(quantile).collect();
        let density = quantiles.iter().map(|&x| normal::density(x)).sum();
        Ok(Self {
            scale,
            quantiles,
            density,
        })
    }

    /// K/Σφ(Δₖ), the largest correction in units of s.
    #[must_use]
    pub fn largest_correction(&self) -> f64 {
        self.quantiles.len() as f64 / self.density
    }
}

impl Aggregator for Vrmom {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        let scale = self.scale.map_or("mad".to_owned(), |scale| scale.to_string());
        format!("{} K={} s={scale}", Self::NAME, self.quantiles.len())
    }

    fn breakdown(&self, workers: usize) -> usize {
        minority(workers)
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        workspace.selector.medians(messages, out);
        let workers = messages.workers() as f64;
        let deviations = &mut workspace.ends[0];
        messages.for_each_column(&mut workspace.column, |k, column| {
            let out = &mut out[k];
            column.sort_unstable_by(f64::total_cmp);
            let scale = self.scale.unwrap_or_else(|| median_deviation(column, *out, deviations));
            // A NaN with its sign bit set is below everything, one without above.
            let below = |at: f64| column.partition_point(|&x| if x.is_nan() { x.is_sign_negative() } else { x < at });
            let up_to = |at: f64| column.partition_point(|&x| if x.is_nan() { x.is_sign_negative() } else { x <= at });
            let mut excess = 0.0;
            for (index, quantile) in self.quantiles.iter().enumerate() {
                let at = *out + scale * quantile;
                let share = (below(at) + up_to(at)) as f64 / (2.0 * workers);
                excess += share - (index + 1) as f64 / (self.quantiles.len() + 1) as f64;
            }
            *out -= scale * excess / self.density;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::scale::QUARTILE;
    use super::*;

    fn of(rule: &Vrmom, values: &[f64]) -> f64 {
        let messages = Messages::from_values(values.len(), 1, values.to_vec()).expect("a matrix");
        let mut out = [f64::NAN];
        Workspace::default().aggregate(rule, &messages, &mut out);
        out[0]
    }

    /// It is the rule that is told the deviation; it moves and stretches with the messages, and hostile ones leave it bounded.
    #[test]
    fn an_estimated_scale_is_that_of_the_middle_half() {
        let estimated = Vrmom::with_estimated_scale(4).expect("quantiles");
        let values = [0.3, -1.1, 2.0, 0.1, -0.4, 0.9, 1.4];
        // c = 0.3, and |x − c| = 0, .2, .6, .7, 1.1, 1.4, 1.7.
        let told = Vrmom::new(4, 0.7 / QUARTILE).expect("a scale");
        assert!((of(&estimated, &values) - of(&told, &values)).abs() < 1e-15);
        let moved: Vec<f64> = values.iter().map(|x| 8.0 * x - 3.0).collect();
        assert!((of(&estimated, &moved) - (8.0 * of(&estimated, &values) - 3.0)).abs() < 1e-12);
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308] {
            let mut hostile = values;
            hostile[..3].fill(bad);
            assert!(of(&estimated, &hostile).abs() < 20.0, "{bad}");
        }
        assert_eq!(of(&estimated, &[2.0; 5]), 2.0);
        assert_eq!(estimated.key(), "vrmom K=4 s=mad");
    }
}
