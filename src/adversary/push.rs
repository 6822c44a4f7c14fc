use super::LeastFavourable;

/// What theory may assume of what Byzantine workers send.
///
/// An adversary declares it ([`Adversary::push`](super::Adversary::push)); nobody recognises an adversary by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Push {
    /// Nothing: no error is predicted under the adversary unless no worker is Byzantine.
    #[default]
    Unknown,
    /// Byzantine workers send what honest ones would: every error is that of b = 0.
    Honest,
    /// In every coordinate every Byzantine value lies above all honest ones: the exact one-sided worst case.
    Up,
    /// In every coordinate every Byzantine value lies below all honest ones.
    Down,
    /// In every coordinate up or down, whichever takes the next iterate further from w*: the exact worst case of one round for
    /// rules that are non-decreasing in every message.
    Worst,
    /// One of the two worlds of Observation 1, which no estimator can tell apart.
    LeastFavourable(LeastFavourable),
}
