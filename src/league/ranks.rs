use crate::stat::{Moments, normal};

/// The ranks that a rule may have by its mean square, the smallest being 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankInterval {
    /// One more than the rules that are surely better.
    pub best: usize,
    /// All but the rules that are surely worse.
    pub worst: usize,
}

/// The ranks of rules by their mean squared errors, all at once: with probability `confidence` or more, every true rank lies in its interval.
///
/// `errors` has the errors of every rule on the same replicates, in the same order: differences of squares are paired, and each of the
/// k(k − 1)/2 pairs gets its share of what may fail (Bonferroni). Replicates that not all rules have are left out. A rule that lost an
/// estimate is worse than one that lost none.
///
/// ```
/// use byzrate::league::rank_intervals;
///
/// let noise = |i: u32| f64::from(i * 7919 % 101) / 101.0;
/// let errors: Vec<Vec<f64>> = [1.0, 1.001, 3.0]
///     .map(|size| (0..200).map(|i| size * (1.0 + noise(i))).collect())
///     .to_vec();
/// let ranks = rank_intervals(&errors, 0.99);
/// // On the same replicates .1 % is seen, too.
/// assert_eq!(ranks.iter().map(|rank| (rank.best, rank.worst)).collect::<Vec<_>>(), [(1, 1), (2, 2), (3, 3)]);
/// ```
#[must_use]
pub fn rank_intervals(errors: &[Vec<f64>], confidence: f64) -> Vec<RankInterval> {
    let count = errors.len();
    let replicates = errors.iter().map(Vec::len).min().unwrap_or(0);
    let pairs = (count * count.saturating_sub(1) / 2).max(1);
    let reach = normal::quantile(1.0 - 0.5 * (1.0 - confidence) / pairs as f64);
    let lost: Vec<bool> = errors
        .iter()
        .map(|errors| errors[..replicates].iter().any(|error| !error.is_finite()))
        .collect();
    // Whether the first is surely better than the second.
    let better = |one: usize, other: usize| {
        if lost[one] || lost[other] {
            return lost[other] && !lost[one];
        }
        let squares = errors[one].iter().zip(&errors[other]).take(replicates);
        let difference = squares.map(|(a, b)| b * b - a * a).collect::<Moments>().mean();
        difference.value > reach * difference.standard_error
    };
    (0..count)
        .map(|one| RankInterval {
            best: 1 + (0..count).filter(|&other| other != one && better(other, one)).count(),
            worst: count - (0..count).filter(|&other| other != one && better(one, other)).count(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rand_distr::Distribution;

    use super::*;
    use crate::sampling::StandardNormal;
    use crate::stream::{Purpose, ReplicateStreams};

    /// Of six rules with errors of the sizes 1, 1, 1, 1.2, 2, 2, 300 leagues of 200 replicates: true ranks are outside at 99 % in 3 of 300 on
    /// average, and in more than 11 with probability 1e-4; the seed is fixed.
    #[test]
    fn true_ranks_lie_in_their_intervals() {
        let sizes = [1.0, 1.0, 1.0, 1.2, 2.0, 2.0];
        let mut outside = 0;
        for number in 0..300 {
            let mut stream = ReplicateStreams::new(3, "ranks", number).worker(Purpose::Search, 0);
            let mut errors = vec![Vec::new(); sizes.len()];
            for _ in 0..200 {
                let shared: f64 = StandardNormal.sample(&mut stream);
                for (errors, size) in errors.iter_mut().zip(sizes) {
                    let own: f64 = StandardNormal.sample(&mut stream);
                    errors.push(size * (0.8 * shared + 0.6 * own));
                }
            }
            let ranks = rank_intervals(&errors, 0.99);
            let right = ranks.iter().zip(sizes).all(|(rank, size)| {
                let smaller = sizes.iter().filter(|other| **other < size).count();
                let larger = sizes.iter().filter(|other| **other > size).count();
                rank.best <= smaller + 1 && rank.worst >= sizes.len() - larger
            });
            outside += usize::from(!right);
            assert!(
                ranks[4].best >= 4 && ranks[3].worst <= 4,
                "what is far apart is told apart: {ranks:?}"
            );
        }
        assert!(outside <= 11, "{outside} of 300");
    }

    #[test]
    fn what_is_lost_is_last() {
        let errors = vec![vec![f64::INFINITY, 1.0], vec![5.0, 5.0, 1.0], vec![1.0, f64::INFINITY]];
        let ranks = rank_intervals(&errors, 0.95);
        assert_eq!(ranks[1], RankInterval { best: 1, worst: 1 });
        assert_eq!(
            (ranks[0], ranks[2]),
            (RankInterval { best: 2, worst: 3 }, RankInterval { best: 2, worst: 3 })
        );
        assert!(rank_intervals(&[], 0.95).is_empty());
    }
}
