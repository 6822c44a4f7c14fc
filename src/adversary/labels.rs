/// The labels that Byzantine workers hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Labels {
    /// Those of the data.
    #[default]
    True,
    /// −y for every y: of two classes the other one.
    Flipped,
}
