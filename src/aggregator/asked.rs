use super::{Messages, Workspace};

/// One of several aggregations that a rule does at once, each of a replicate of its own.
#[derive(Debug)]
pub struct Asked<'a> {
    /// What the workers sent (m × d).
    pub messages: &'a Messages,
    /// What the master knows besides.
    pub workspace: &'a mut Workspace,
    /// Where the aggregate is written to (length d).
    pub out: &'a mut [f64],
}

/// Coordinates that fill the registers of a kernel: a rule aggregates so many at once where its replicates have fewer.
const COORDINATES: usize = 32;
/// The most numbers of messages that lie side by side, half a megabyte.
const MOST_NUMBERS: usize = 1 << 16;
/// So many rows are written together, and stay in the nearest cache.
const ROWS: usize = 16;
/// Coordinates come in multiples of so many, or the kernels copy them.
const UNIT: usize = 8;

/// How many replicates of m = `workers` messages in dimension d = `dim` fill the registers: [`side_by_side`] aggregates them at once.
pub(super) fn filling(workers: usize, dim: usize) -> usize {
    let most = MOST_NUMBERS / workers.saturating_mul(dim).max(1);
    (COORDINATES / dim.max(1)).min(most).max(1)
}

/// Aggregates the messages of several replicates as one matrix, their coordinates side by side, by a rule `aggregate` that treats every
/// coordinate by itself; one after the other where their shapes differ.
pub(super) fn side_by_side(asked: &mut [Asked], aggregate: impl Fn(&Messages, &mut Workspace, &mut [f64])) {
    let shape = |one: &Asked| (one.messages.workers(), one.messages.dim());
    let first = asked.first().map(shape);
    let Some((workers, dim)) =
        first.filter(|_| asked.len() > 1 && asked.iter().map(shape).all(|one| Some(one) == first))
    else {
        for one in asked {
            aggregate(one.messages, one.workspace, one.out);
        }
        return;
    };
    let used = dim * asked.len();
    let width = used.next_multiple_of(UNIT);
    let mut scratch = asked[0].workspace.take_scratch();
    let all = &mut scratch.rows;
    all.reshape(workers, width);
    for first in (0..workers).step_by(ROWS) {
        let rows = first..(first + ROWS).min(workers);
        let all = &mut all.values_mut()[rows.start * width..rows.end * width];
        for place in 0..width.div_ceil(dim) {
            // What fills the last unit up is nobody's, but like the others.
            let messages = asked[place % asked.len()].messages.values();
            let column = place * dim;
            let of_rows = &messages[rows.start * dim..rows.end * dim];
            copy_columns(of_rows, (dim, dim.min(width - column)), all, (width, column));
        }
    }
    let out = &mut scratch.vectors[0];
    out.resize(width, 0.0);
    aggregate(&scratch.rows, asked[0].workspace, out);
    for (one, out) in asked.iter_mut().zip(out.chunks_exact(dim)) {
        one.out.copy_from_slice(out);
    }
    asked[0].workspace.give_back_scratch(scratch);
}

/// Copies the first `count` coordinates of rows of `dim` to rows of `width`, where they begin at coordinate `column`.
fn copy_columns(from: &[f64], (dim, count): (usize, usize), to: &mut [f64], (width, column): (usize, usize)) {
    macro_rules! of_known_length {
        ($($length:literal)*) => {
            match count {
                $($length => copy_arrays::<$length>(from, dim, to, (width, column)),)*
                _ => {
                    for (from, to) in from.chunks_exact(dim).zip(to.chunks_exact_mut(width)) {
                        to[column..column + count].copy_from_slice(&from[..count]);
                    }
                }
            }
        };
    }
    of_known_length!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
}

/// The same for a number of coordinates that the compiler knows: a call for every row would take longer than the copying.
fn copy_arrays<const COUNT: usize>(from: &[f64], dim: usize, to: &mut [f64], (width, column): (usize, usize)) {
    for (from, to) in from.chunks_exact(dim).zip(to.chunks_exact_mut(width)) {
        if let (Some(from), Some(to)) = (from.first_chunk::<COUNT>(), to[column..].first_chunk_mut::<COUNT>()) {
            *to = *from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregator::{Aggregator, Median, TrimmedMean};

    /// m × d messages with ties, infinities and NaN, which differ by `replicate`.
    fn messages(workers: usize, dim: usize, replicate: usize) -> Messages {
        let value = |place: usize| match (place * 7 + replicate) % 23 {
            0 => f64::NAN,
            1 => f64::NEG_INFINITY,
            2 | 3 => 0.5,
            _ => libm::sin((place + 1000 * replicate) as f64),
        };
        Messages::from_values(workers, dim, (0..workers * dim).map(value).collect()).expect("a full matrix")
    }

    /// The aggregates of all at once, as bits, and those of one after the other.
    fn aggregates(rule: &dyn Aggregator, all: &[Messages]) -> [Vec<Vec<u64>>; 2] {
        let mut workspaces = vec![Workspace::default(); all.len()];
        let mut out: Vec<Vec<f64>> = all.iter().map(|messages| vec![f64::NAN; messages.dim()]).collect();
        let asked = all.iter().zip(&mut workspaces).zip(&mut out);
        let mut asked: Vec<Asked> = asked
            .map(|((messages, workspace), out)| Asked {
                messages,
                workspace,
                out,
            })
            .collect();
        Workspace::aggregate_all(rule, &mut asked);
        let one_by_one = all.iter().map(|messages| {
            let mut out = vec![f64::NAN; messages.dim()];
            Workspace::default().aggregate(rule, messages, &mut out);
            out
        });
        let bits = |out: Vec<f64>| out.iter().map(|value| value.to_bits()).collect();
        [one_by_one.map(bits).collect(), out.into_iter().map(bits).collect()]
    }

    /// Every dimension up to beyond the copies of known length, with few workers and with many, and any number of replicates.
    #[test]
    fn side_by_side_is_one_after_the_other() {
        let trimmed = TrimmedMean::new(0.2).expect("a valid fraction");
        for rule in [&Median as &dyn Aggregator, &trimmed] {
            for workers in [1, 2, 15, 16, 17, 41, 42, 101] {
                if rule.check(workers).is_err() {
                    continue;
                }
                for dim in (1..=18).chain([31, 33]) {
                    let filled = rule.at_once(workers, dim);
                    assert!(filled == 1 || filled * dim <= 32, "{filled} replicates of d = {dim}");
                    for count in [1, 2, 3, filled] {
                        let all: Vec<Messages> = (0..count).map(|one| messages(workers, dim, one)).collect();
                        let [expected, found] = aggregates(rule, &all);
                        assert_eq!(found, expected, "{} m={workers} d={dim}, {count} at once", rule.name());
                    }
                }
            }
        }
    }

    #[test]
    fn shapes_may_differ() {
        let all = [(5, 3), (5, 3), (7, 2), (5, 1)].map(|(workers, dim)| messages(workers, dim, workers + dim));
        let [expected, found] = aggregates(&Median, &all);
        assert_eq!(found, expected);
        Workspace::aggregate_all(&Median, &mut []);
    }

    #[test]
    fn memory_is_bounded() {
        assert_eq!(
            (filling(1_000_000, 1), filling(0, 0), filling(usize::MAX, usize::MAX)),
            (1, 32, 1)
        );
        assert_eq!((filling(101, 10), filling(101, 1), filling(21, 33)), (3, 32, 1));
    }
}
