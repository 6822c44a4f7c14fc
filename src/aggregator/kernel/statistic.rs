/// What is made of two order statistics of a coordinate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// The first of them.
    First,
    /// What lies halfway between them.
    Median,
    /// The mean of all so many values from the one to the other.
    TrimmedMean(usize),
}
