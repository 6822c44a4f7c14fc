use super::{Adversary, Labels, Scene};
use crate::aggregator::{Messages, Workspace};

/// Poisoned data, as in the experiments of Yin et al. 2018: all labels of the Byzantine workers are flipped, y → −y, and they compute and
/// send what honest workers would.
///
/// Where f(w; x, −y) = f(−w; x, y), as of losses that depend on y − xᵀw evenly or on y·xᵀw, the poisoned gradient at w is exactly −∇F_i(−w),
/// and the poisoned minimiser −ŵ_i ([`Problem::mirrors_labels`](crate::problem::Problem::mirrors_labels)). So much of the honest
/// messages' law is kept that poisoned ones look like those of a worker whose w* is −w*. Other problems have no labels to flip, and a spec
/// that asks for it is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LabelFlip;

impl Adversary for LabelFlip {
    fn name(&self) -> &str {
        "label-flip"
    }

    fn labels(&self) -> Labels {
        Labels::Flipped
    }

    fn reads_alpha(&self) -> bool {
        false
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, _scene: &Scene, _messages: &mut Messages, _workspace: &mut Workspace) {}
}
