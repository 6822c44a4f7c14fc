use std::cmp::Ordering;

use nalgebra::DMatrix;

/// Which of the 2^{d−1} patterns x̃_i ∈ {−1, 1}ᵈ sums are over: x̃_i has −1 in coordinate k where bit k of i is set, and 1 in the last
/// one.
///
/// Sums over some have the bits of sums over all in which the values of the others are zero: what is added is added in the same
/// order, and only zeros are left out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Patterns<'a> {
    /// All, in the order of their numbers i.
    All,
    /// Those with these numbers, in ascending order.
    Met(&'a [u16]),
}

/// The memory of sums over met patterns.
#[derive(Debug, Default)]
pub(super) struct Merging {
    /// Pairs of a pattern's number and its value, by number; and those that come of them.
    pairs: Vec<(u16, f64)>,
    merged: Vec<(u16, f64)>,
    values: Vec<f64>,
}

impl Patterns<'_> {
    /// Writes x̃_iᵀw for every pattern i to `margins`.
    pub fn margins(self, w: &[f64], margins: &mut Vec<f64>) {
        let (last, others) = w.split_last().expect("d is at least 1");
        margins.clear();
        match self {
            Self::All => {
                margins.reserve(1 << others.len());
                margins.push(*last);
                for weight in others {
                    for i in 0..margins.len() {
                        let margin = margins[i];
                        margins[i] = margin + weight;
                        margins.push(margin - weight);
                    }
                }
            }
            Self::Met(numbers) => margins.extend(numbers.iter().map(|number| {
                let signed = others.iter().enumerate().map(|(k, x)| if_odd(number >> k, *x));
                signed.fold(*last, |margin, x| margin + x)
            })),
        }
    }

    /// Writes Σ_i v_i·x̃_i to `out` (length d); the `values` v are used up.
    #[inline(always)]
    pub fn sum(self, values: &mut [f64], merging: &mut Merging, out: &mut [f64]) {
        let (last, others) = out.split_last_mut().expect("d is at least 1");
        *last = match self {
            Self::All => sum_of_all(values, others),
            Self::Met(numbers) => sum_of_met(numbers, values, merging, others),
        };
    }

    /// Σ_i v_i·x̃_ix̃_iᵀ, d × d with d = `dim`; the `values` v are used up.
    ///
    /// Its entry (j, k) is the Walsh coefficient of the values at the set {j, k}, where the last coordinate, always 1, counts for
    /// nothing: of all patterns, a fast Walsh transform gives all.
    pub fn sum_of_squares(self, values: &mut [f64], dim: usize) -> DMatrix<f64> {
        let bit = |k: usize| if k + 1 < dim { 1u16 << k } else { 0 };
        match self {
            Self::All => {
                walsh_transform(values);
                DMatrix::from_fn(dim, dim, |j, k| values[usize::from(bit(j) ^ bit(k))])
            }
            Self::Met(numbers) => {
                let joins = joins(numbers);
                let mut sums = vec![0.0; numbers.len()];
                DMatrix::from_fn(dim, dim, |j, k| {
                    for ((sum, value), number) in sums.iter_mut().zip(&*values).zip(numbers) {
                        *sum = if_odd((number & (bit(j) ^ bit(k))).count_ones() as u16, *value);
                    }
                    for (to, from) in &joins {
                        sums[*to] += sums[*from];
                    }
                    sums[0]
                })
            }
        }
    }
}

/// −x where `number` is odd, and x otherwise.
#[inline(always)]
fn if_odd(number: u16, x: f64) -> f64 {
    f64::from_bits(x.to_bits() ^ u64::from(number & 1) << 63)
}

/// Writes Σ_i v_i·x̃_i without its last coordinate to `out`, and gives that one; `values` v of all 2^{length of `out`} patterns.
#[inline(always)]
fn sum_of_all(mut values: &mut [f64], out: &mut [f64]) -> f64 {
    for out in out.iter_mut().rev() {
        let (plus, minus) = values.split_at_mut(values.len() / 2);
        *out = 0.0;
        for (plus, minus) in plus.iter_mut().zip(minus) {
            *out += *plus - *minus;
            *plus += *minus;
        }
        values = plus;
    }
    values[0]
}

/// As [`sum_of_all`], of the patterns with these `numbers` alone: those that differ in one bit only are merged, the highest bit first,
/// while merging costs less than what is left to be summed as all are.
fn sum_of_met(numbers: &[u16], values: &[f64], merging: &mut Merging, out: &mut [f64]) -> f64 {
    let Merging {
        pairs,
        merged,
        values: all,
    } = merging;
    pairs.clear();
    pairs.extend(numbers.iter().copied().zip(values.iter().copied()));
    let left = (2 * numbers.len()).next_power_of_two().ilog2() as usize;
    let (low, high) = out.split_at_mut(left.min(out.len()));
    for (k, out) in high.iter_mut().enumerate().rev() {
        *out = merge(pairs, 1 << (low.len() + k), merged);
        std::mem::swap(pairs, merged);
    }
    all.clear();
    all.resize(1 << low.len(), 0.0);
    for (number, value) in pairs {
        all[usize::from(*number)] = *value;
    }
    sum_of_all(all, low)
}

/// Writes the sums of pairs whose numbers differ in the highest bit alone, `half`, to `merged`, and gives Σ ±v over all, minus where the
/// bit is set.
fn merge(pairs: &[(u16, f64)], half: u16, merged: &mut Vec<(u16, f64)>) -> f64 {
    let (mut plus, mut minus) = pairs.split_at(pairs.partition_point(|(number, _)| *number < half));
    let mut sum = 0.0;
    merged.clear();
    while let ([(number, added), others @ ..], [(upper, taken), rest @ ..]) = (plus, minus) {
        let lower = upper - half;
        match number.cmp(&lower) {
            Ordering::Less => {
                sum += added;
                merged.push((*number, *added));
                plus = others;
            }
            Ordering::Equal => {
                sum += added - taken;
                merged.push((*number, added + taken));
                (plus, minus) = (others, rest);
            }
            Ordering::Greater => {
                sum -= taken;
                merged.push((lower, *taken));
                minus = rest;
            }
        }
    }
    for (number, added) in plus {
        sum += added;
        merged.push((*number, *added));
    }
    for (upper, taken) in minus {
        sum -= taken;
        merged.push((upper - half, *taken));
    }
    sum
}

/// Replaces `values` v by Σ_i v_i·(−1)^{|i ∧ s|} for every s.
fn walsh_transform(values: &mut [f64]) {
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_exact_mut(2 * half) {
            let (plus, minus) = block.split_at_mut(half);
            for (plus, minus) in plus.iter_mut().zip(minus) {
                (*plus, *minus) = (*plus + *minus, *plus - *minus);
            }
        }
        half *= 2;
    }
}

/// The order in which a Walsh transform adds up the patterns with these ascending `numbers`: the second place of each is added to
/// the first. Of two neighbours, those are joined sooner that differ in lower bits.
fn joins(numbers: &[u16]) -> Vec<(usize, usize)> {
    let mut joins = Vec::with_capacity(numbers.len());
    // Places of sums that are not joined yet, with the highest bit in which each differs from the one before.
    let mut open = vec![(0, u16::MAX)];
    let mut close = |open: &mut Vec<(usize, u16)>, below: u16| {
        while let [.., (to, _), (from, bits)] = open[..]
            && bits < below
        {
            joins.push((to, from));
            open.pop();
        }
    };
    for (place, pair) in numbers.windows(2).enumerate() {
        let highest = 1 << (pair[0] ^ pair[1]).ilog2();
        close(&mut open, highest);
        open.push((place + 1, highest));
    }
    close(&mut open, u16::MAX);
    joins
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Pattern i as a vector.
    fn pattern(i: usize, dim: usize) -> Vec<f64> {
        let sign = |k: usize| if i >> k & 1 == 1 { -1.0 } else { 1.0 };
        (0..dim).map(|k| if k + 1 < dim { sign(k) } else { 1.0 }).collect()
    }

    fn bits<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<u64> {
        values.into_iter().map(|value| value.to_bits()).collect()
    }

    /// Margins, sums and sums of squares of all patterns against the patterns written out.
    #[test]
    fn sums_are_those_over_the_patterns() {
        for dim in [1, 2, 5] {
            let values: Vec<f64> = (0..1 << (dim - 1)).map(|i| ((7 * i + 3) % 11) as f64 - 4.0).collect();
            let (mut sum, mut squares) = (vec![0.0; dim], DMatrix::zeros(dim, dim));
            let w: Vec<f64> = (0..dim).map(|k| 0.75 - 0.5 * k as f64).collect();
            let mut margins = Vec::new();
            Patterns::All.margins(&w, &mut margins);
            for (i, value) in values.iter().enumerate() {
                let x = pattern(i, dim);
                assert_eq!(margins[i], x.iter().zip(&w).map(|(x, w)| x * w).sum::<f64>());
                for j in 0..dim {
                    sum[j] += value * x[j];
                    for k in 0..dim {
                        squares[(j, k)] += value * x[j] * x[k];
                    }
                }
            }
            let mut found = vec![0.0; dim];
            Patterns::All.sum(&mut values.clone(), &mut Merging::default(), &mut found);
            assert_eq!(found, sum);
            assert_eq!(Patterns::All.sum_of_squares(&mut values.clone(), dim), squares);
        }
    }

    /// Some patterns of 2^{d−1}, and a value for each.
    fn met() -> impl Strategy<Value = (usize, Vec<u16>, Vec<f64>)> {
        (1usize..=12, 1usize..200).prop_flat_map(|(dim, most)| {
            let patterns = 1usize << (dim - 1);
            let numbers = prop::collection::btree_set(0..patterns as u16, 1..=most.min(patterns));
            numbers.prop_flat_map(move |numbers| {
                let values = prop::collection::vec(-1.0f64..1.0, numbers.len());
                (Just(dim), Just(numbers.into_iter().collect()), values)
            })
        })
    }

    proptest! {
        /// Of met patterns, to the last bit, as of all patterns with zero for the others.
        #[test]
        fn met_patterns_are_summed_as_all((dim, numbers, values) in met(), w in prop::collection::vec(-2.0f64..2.0, 12)) {
            let met = Patterns::Met(&numbers);
            let mut all = vec![0.0; 1 << (dim - 1)];
            for (number, value) in numbers.iter().zip(&values) {
                all[usize::from(*number)] = *value;
            }
            let mut margins = [Vec::new(), Vec::new()];
            met.margins(&w[..dim], &mut margins[0]);
            Patterns::All.margins(&w[..dim], &mut margins[1]);
            let expected = numbers.iter().map(|number| &margins[1][usize::from(*number)]);
            prop_assert_eq!(bits(&margins[0]), bits(expected));

            let squares = met.sum_of_squares(&mut values.clone(), dim);
            let expected = Patterns::All.sum_of_squares(&mut all.clone(), dim);
            prop_assert_eq!(bits(&squares), bits(&expected));

            let mut merging = Merging::default();
            let mut sums = [vec![0.0; dim], vec![0.0; dim]];
            met.sum(&mut values.clone(), &mut merging, &mut sums[0]);
            Patterns::All.sum(&mut all, &mut merging, &mut sums[1]);
            prop_assert_eq!(bits(&sums[0]), bits(&sums[1]));
        }
    }
}
