//! Which honest values the two trimmed means are made of.

/// The honest values behind T₊ and T₋, in units of 1/(m − 2k): with all b at +∞ those of ranks k+1, …, m−k are kept, with all at −∞
/// those of ranks k+1−b, …, m−k−b.
///
/// S = T₊ + T₋ counts what both keep twice, and D = T₊ − T₋ is what lies above it less what lies below. The ranks of both are the same
/// from either end. Two order statistics X_p and X_q, p + q = h + 1, tell apart a lower part, in S once and in D negatively, what is
/// between, in S alone, and an upper part, in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Windows {
    /// h, the honest values.
    pub honest: usize,
    /// p.
    pub lower: usize,
    /// q ≥ p.
    pub upper: usize,
    /// Whether X_p and X_q belong to the lower and the upper part, or to nothing.
    pub ends_count: bool,
    /// How many values of the lower part lie below X_p.
    pub outer: usize,
    /// How many values lie below the lower part.
    pub dropped: usize,
    /// How many values between X_p and X_q are in both windows.
    pub shared: usize,
    /// m − 2k.
    pub kept: usize,
}

impl Windows {
    /// Of m `workers`, `byzantine` = b ≤ `trim` = k < m/2; the caller's duty, and that k ≥ 1.
    pub fn new(workers: usize, byzantine: usize, trim: usize) -> Self {
        let (honest, kept) = (workers - byzantine, workers - 2 * trim);
        let (lower, ends_count, outer, shared) = if byzantine == 0 {
            (trim, false, 0, kept)
        } else if kept >= byzantine {
            (trim, true, byzantine - 1, kept - byzantine)
        } else {
            (honest + 1 - trim, false, kept, 0)
        };
        Self {
            honest,
            lower,
            upper: honest + 1 - lower,
            ends_count,
            outer,
            dropped: trim - byzantine,
            shared,
            kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every rank's part in S and D, by the parts and by the two windows themselves.
    #[test]
    fn the_parts_are_the_two_windows() {
        for workers in 2..24 {
            for trim in 1..=(workers - 1) / 2 {
                for byzantine in 0..=trim {
                    let parts = Windows::new(workers, byzantine, trim);
                    assert_eq!(parts.lower + parts.upper, parts.honest + 1);
                    for rank in 1..=parts.honest {
                        let up = i32::from(trim < rank && rank <= workers - trim);
                        let down = i32::from(trim < rank + byzantine && rank + byzantine <= workers - trim);
                        let below = |rank: usize| {
                            let inside = parts.dropped < rank && rank < parts.lower;
                            let at_end = rank == parts.lower && parts.lower < parts.upper && parts.ends_count;
                            let single = rank == parts.lower && parts.lower == parts.upper && parts.ends_count;
                            assert!(!single, "a value cannot be in both parts");
                            i32::from(inside || at_end)
                        };
                        let between = parts.lower < rank && rank < parts.upper && parts.shared > 0;
                        let (low, high) = (below(rank), below(parts.honest + 1 - rank));
                        let sum = low + high + 2 * i32::from(between);
                        assert_eq!(
                            (sum, high - low),
                            (up + down, up - down),
                            "{workers}, {byzantine}, {trim}: rank {rank}"
                        );
                    }
                    if parts.dropped + 1 < parts.lower && byzantine > 0 {
                        assert_eq!(parts.outer, parts.lower - parts.dropped - 1);
                    }
                    if parts.shared > 0 {
                        assert_eq!(parts.shared, parts.upper - parts.lower - 1);
                    }
                }
            }
        }
    }
}
