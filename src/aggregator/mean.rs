use super::{Aggregator, Dependence, Float, Law, Messages, Workspace};

/// The plain mean (1/m) Σᵢ gᵢ: the rule of ordinary distributed gradient descent, which a single Byzantine worker breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mean;

impl Aggregator for Mean {
    fn name(&self) -> &str {
        "mean"
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn breakdown(&self, _workers: usize) -> usize {
        0
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn law(&self, _workers: usize) -> Law {
        Law::Mean
    }

    fn aggregate(&self, messages: &Messages, _workspace: &mut Workspace, out: &mut [f64]) {
        means(messages, out);
    }

    fn aggregate_single(&self, messages: &Messages<f32>, _workspace: &mut Workspace, out: &mut [f64]) {
        means(messages, out);
    }
}

/// Writes the mean of every coordinate to `out`.
fn means<T: Float>(messages: &Messages<T>, out: &mut [f64]) {
    out.fill(0.0);
    for row in messages.rows() {
        for (sum, value) in out.iter_mut().zip(row) {
            *sum += (*value).into();
        }
    }
    let count = messages.workers() as f64;
    for (k, sum) in out.iter_mut().enumerate() {
        *sum = if sum.is_finite() {
            *sum / count
        } else {
            mean_despite_overflow(messages.rows().map(|row| row[k].into()), count)
        };
    }
}

/// The mean of `count` values whose sum is not finite: a sum of finite values may overflow where their mean does not.
pub(super) fn mean_despite_overflow(values: impl Iterator<Item = f64> + Clone, count: f64) -> f64 {
    let mean: f64 = values.clone().map(|value| value / count).sum();
    if mean.is_nan() {
        return mean;
    }
    // Rounding alone can carry the mean of values next to f64::MAX to infinity.
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(f64::NEG_INFINITY, f64::max);
    mean.clamp(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_of(values: &[f64]) -> Option<f64> {
        let messages = Messages::from_values(values.len(), 1, values.to_vec()).ok()?;
        let mut out = [0.0];
        Mean.aggregate(&messages, &mut Workspace::default(), &mut out);
        Some(out[0])
    }

    #[test]
    fn finite_values_have_a_finite_mean() {
        assert_eq!(mean_of(&[f64::MAX; 3]), Some(f64::MAX));
        assert_eq!(mean_of(&[f64::MIN, f64::MIN, f64::MIN]), Some(f64::MIN));
        assert_eq!(mean_of(&[f64::MAX, 1.0, f64::INFINITY]), Some(f64::INFINITY));
        assert!(mean_of(&[f64::NEG_INFINITY, f64::INFINITY]).is_some_and(f64::is_nan));
    }
}
