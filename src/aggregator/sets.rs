//! Sets of messages that are looked at one after the other.

use super::AggregatorError;

/// How many sets of `size` among `of` there are, as far as numbers go.
fn sets(of: usize, size: usize) -> u64 {
    let mut sets: u128 = 1;
    for k in 0..size.min(of - size) {
        // k + 1 factors make a binomial coefficient: the division leaves nothing.
        sets = sets * (of - k) as u128 / (k + 1) as u128;
        if sets > u128::from(u64::MAX) {
            return u64::MAX;
        }
    }
    u64::try_from(sets).unwrap_or(u64::MAX)
}

/// Refuses more than `most` sets of m - f messages, where `byzantine` = f is at most `workers` = m.
pub(super) fn refuse_too_many(
    rule: &'static str,
    byzantine: usize,
    workers: usize,
    most: u64,
) -> Result<(), AggregatorError> {
    let sets = sets(workers, byzantine);
    if sets > most {
        return Err(AggregatorError::TooManySets {
            rule,
            byzantine,
            workers,
            sets,
            most,
        });
    }
    Ok(())
}

/// Makes of the increasing indices below `of` in `set` the next ones in lexicographic order; whether there are any.
pub(super) fn next(set: &mut [usize], of: usize) -> bool {
    let size = set.len();
    let Some(last) = (0..size).rev().find(|&i| set[i] < of - size + i) else {
        return false;
    };
    set[last] += 1;
    for i in last + 1..size {
        set[i] = set[i - 1] + 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_counted() {
        assert_eq!((sets(5, 2), sets(20, 6), sets(7, 0)), (10, 38_760, 1));
        assert_eq!(sets(1000, 400), u64::MAX);
    }

    #[test]
    fn sets_follow_each_other() {
        let mut set = vec![0, 1];
        let mut seen = vec![set.clone()];
        while next(&mut set, 4) {
            seen.push(set.clone());
        }
        assert_eq!(seen, [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
    }
}
