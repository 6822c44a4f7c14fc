use super::{Aggregator, Messages, Workspace};

/// The plain mean (1/m) Σᵢ gᵢ: the rule of ordinary distributed gradient descent, which a single Byzantine worker breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mean;

impl Aggregator for Mean {
    fn name(&self) -> &str {
        "mean"
    }

    fn breakdown(&self, _workers: usize) -> usize {
        0
    }

    fn aggregate(&self, messages: &Messages, _workspace: &mut Workspace, out: &mut [f64]) {
        out.fill(0.0);
        for row in messages.rows() {
            for (sum, value) in out.iter_mut().zip(row) {
                *sum += value;
            }
        }
        let count = messages.workers() as f64;
        for (k, sum) in out.iter_mut().enumerate() {
            *sum = if sum.is_finite() {
                *sum / count
            } else {
                // A sum of finite values may overflow where their mean does not.
                messages.rows().map(|row| row[k] / count).sum()
            };
        }
    }
}
