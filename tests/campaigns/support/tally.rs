/// What came out of campaigns that differ by their seed alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub comparisons: u64,
    pub seeds: u64,
    pub contradicted: u64,
    pub consistent: u64,
    pub inconclusive: u64,
}

impl Tally {
    /// This and another one.
    pub fn with(self, other: Self) -> Self {
        Self {
            comparisons: self.comparisons.max(other.comparisons),
            seeds: self.seeds + other.seeds,
            contradicted: self.contradicted + other.contradicted,
            consistent: self.consistent + other.consistent,
            inconclusive: self.inconclusive + other.inconclusive,
        }
    }
}
