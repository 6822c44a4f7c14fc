use super::column;
use super::statistic::Statistic;
use crate::aggregator::{Float, Messages};

/// Medians and trimmed means of every coordinate, by the fastest way the processor has; all ways give the same bits.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    column: Vec<f64>,
    scratch: Vec<f64>,
    #[cfg(target_arch = "x86_64")]
    vector: vector::Workspace,
}

impl Selector {
    /// Writes the median of every coordinate of `messages` to `out`.
    pub fn medians<T: Float>(&mut self, messages: &Messages<T>, out: &mut [f64]) {
        let workers = messages.workers();
        let ranks = [(workers - 1) / 2, workers / 2];
        self.by_vectors(messages, ranks, Statistic::Median, out);
        self.one_by_one(messages, ranks, out, |_, middle, _| column::median(middle));
    }

    /// Writes the mean without the `trimmed` smallest and `trimmed` largest of every coordinate of `messages` to `out`.
    pub fn trimmed_means<T: Float>(&mut self, messages: &Messages<T>, trimmed: usize, out: &mut [f64]) {
        let ranks = [trimmed, messages.workers() - trimmed - 1];
        let kept = ranks[1] - ranks[0] + 1;
        self.by_vectors(messages, ranks, Statistic::TrimmedMean(kept), out);
        self.one_by_one(messages, ranks, out, |values, ends, scratch| {
            column::trimmed_mean(values, trimmed, ends, scratch)
        });
    }

    /// Writes the value of the rank `rank`, from 0, of every coordinate of `messages` to `out`; a zero may lose its sign.
    pub fn order_statistics<T: Float>(&mut self, messages: &Messages<T>, rank: usize, out: &mut [f64]) {
        let ranks = [rank, rank];
        self.by_vectors(messages, ranks, Statistic::First, out);
        self.one_by_one(messages, ranks, out, |_, [value, _], _| value);
    }

    /// Writes the `statistic` with the order statistics `ranks` of every coordinate to `out`, NaN where it needs the slow way.
    fn by_vectors<T: Float>(
        &mut self,
        messages: &Messages<T>,
        ranks: [usize; 2],
        statistic: Statistic,
        out: &mut [f64],
    ) {
        #[cfg(target_arch = "x86_64")]
        self.vector.write(messages, ranks, statistic, out);
        #[cfg(not(target_arch = "x86_64"))]
        out.fill(f64::NAN);
    }

    /// Writes what `of` makes of a coordinate and its order statistics `ranks` where `out` is still NaN.
    fn one_by_one<T: Float>(
        &mut self,
        messages: &Messages<T>,
        ranks: [usize; 2],
        out: &mut [f64],
        of: impl Fn(&[f64], [f64; 2], &mut Vec<f64>) -> f64,
    ) {
        for (k, value) in out.iter_mut().enumerate() {
            if value.is_nan() {
                messages.copy_column(k, &mut self.column);
                #[cfg(target_arch = "x86_64")]
                let found = self.vector.order_statistics(&self.column, ranks);
                #[cfg(not(target_arch = "x86_64"))]
                let found = None;
                let found = found.unwrap_or_else(|| column::order_statistics(&self.column, ranks, &mut self.scratch));
                *value = of(&self.column, found, &mut self.scratch);
            }
        }
    }
}

/// The way through vector registers.
#[cfg(target_arch = "x86_64")]
mod vector {
    use super::super::avx2::{Many, Single};
    use super::super::statistic::Statistic;
    use super::super::vector_kernels;
    use crate::aggregator::{Float, Messages};

    /// Memory that is kept between calls.
    #[derive(Clone, Debug, Default)]
    pub struct Workspace {
        many: Many,
        single: Single,
    }

    /// Below so many coordinates most lanes would idle, and one coordinate after the other is faster.
    const FEWEST_COORDINATES: usize = 4;
    /// The same where few workers let a network do.
    const FEWEST_WITH_NETWORK: usize = 2;
    /// Below so many values, selecting one coordinate's takes as little time without vectors.
    const FEWEST_VALUES: usize = 64;

    /// Whether many coordinates at a time are worth it, and the processor has what it takes.
    fn takes_many<T: Float>(messages: &Messages<T>) -> bool {
        let network = messages.workers() <= Many::NETWORK;
        let fewest = if network {
            FEWEST_WITH_NETWORK
        } else {
            FEWEST_COORDINATES
        };
        messages.dim() >= fewest
            && messages.workers() <= Many::MOST_WORKERS
            && has_avx2()
            && is_x86_feature_detected!("fma")
    }

    /// Whether the processor has the instructions, and they may be used.
    fn has_avx2() -> bool {
        vector_kernels() && is_x86_feature_detected!("avx2")
    }

    impl Workspace {
        /// The order statistics `ranks` of one coordinate, where vectors are worth it and serve.
        pub fn order_statistics(&mut self, values: &[f64], ranks: [usize; 2]) -> Option<[f64; 2]> {
            let serves = (FEWEST_VALUES..=Single::MOST_VALUES).contains(&values.len());
            if !(serves && has_avx2()) {
                return None;
            }
            // SAFETY: the processor has AVX2.
            #[allow(unsafe_code)]
            unsafe {
                self.single.order_statistics(values, ranks)
            }
        }

        /// Writes the `statistic` with the order statistics `ranks` of every coordinate to `out`: NaN where it needs the slow way, which
        /// is everywhere if vectors are not worth it.
        pub fn write<T: Float>(
            &mut self,
            messages: &Messages<T>,
            ranks: [usize; 2],
            statistic: Statistic,
            out: &mut [f64],
        ) {
            if !takes_many(messages) {
                out.fill(f64::NAN);
                return;
            }
            assert!(out.len() == messages.dim(), "one number a coordinate");
            // SAFETY: the processor has AVX2 and fused products.
            #[allow(unsafe_code)]
            unsafe {
                self.many
                    .write(messages.values(), messages.workers(), ranks, statistic, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::without_vectors;
    use super::*;

    /// Fails unless both rules give every coordinate the bits that its column alone gives.
    fn assert_same_bits(workers: usize, dim: usize, values: Vec<f64>) {
        let messages = Messages::from_values(workers, dim, values).expect("a full matrix");
        let mut selector = Selector::default();
        let [mut found, mut plain] = [vec![0.0; dim], vec![0.0; dim]];
        let (mut column, mut scratch) = (Vec::new(), Vec::new());
        let trims = [0, 1, workers / 10, (workers - 1) / 2];
        for trimmed in [None].into_iter().chain(trims.map(Some)) {
            let low = trimmed.unwrap_or((workers - 1) / 2);
            if 2 * low >= workers {
                continue;
            }
            let ranks = [low, workers - 1 - low];
            let mut select = |found: &mut [f64]| match trimmed {
                None => selector.medians(&messages, found),
                Some(trimmed) => selector.trimmed_means(&messages, trimmed, found),
            };
            select(&mut found);
            without_vectors(|| select(&mut plain));
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            assert_eq!(
                bits(&found),
                bits(&plain),
                "m={workers} d={dim} {trimmed:?}, kernels on and off"
            );
            for (k, found) in found.iter().enumerate() {
                messages.copy_column(k, &mut column);
                let ends = column::order_statistics(&column, ranks, &mut scratch);
                let expected = match trimmed {
                    None => column::median(ends),
                    Some(trimmed) => column::trimmed_mean(&column, trimmed, ends, &mut scratch),
                };
                assert!(
                    found.to_bits() == expected.to_bits() || (found.is_nan() && expected.is_nan()),
                    "m={workers} d={dim} k={k} {trimmed:?}: {found} against {expected}"
                );
            }
        }
    }

    /// Ordinary values, ties, and whatever a Byzantine worker may send.
    fn value() -> impl Strategy<Value = f64> {
        let wild = vec![
            f64::NAN,
            -f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MAX,
            f64::MIN,
            5e-324,
            -0.0,
            0.0,
        ];
        prop_oneof![
            6 => -10f64..10.0,
            2 => (-3i32..=3).prop_map(f64::from),
            2 => prop::sample::select(wild),
        ]
    }

    proptest! {
        #[test]
        fn every_way_gives_the_same_bits(
            (workers, dim, values) in (1usize..=130, 1usize..=40).prop_flat_map(|(workers, dim)| {
                (Just(workers), Just(dim), prop::collection::vec(value(), workers * dim))
            })
        ) {
            assert_same_bits(workers, dim, values);
        }

        /// Laws of every shape, with up to 45 % of the messages at one end.
        #[test]
        fn many_workers_of_any_law(
            workers in 100usize..1200,
            power in -5i32..=5,
            scale in -300i32..=300,
            attacked in 0.0f64..0.45,
            extreme in prop::sample::select(vec![f64::INFINITY, f64::NEG_INFINITY, 1e308, -1e-300, 0.0, f64::NAN]),
            seed in 1u64..u64::MAX,
            dim in prop::sample::select(vec![1usize, 2, 17]),
        ) {
            let mut state = seed;
            let mut uniform = || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
            };
            let honest = workers - (attacked * workers as f64) as usize;
            let values = (0..workers * dim)
                .map(|place| match place / dim < honest {
                    true => uniform().powi(power) * 10f64.powi(scale),
                    false => extreme,
                })
                .collect();
            assert_same_bits(workers, dim, values);
        }
    }

    proptest! {
        /// Of numbers in single precision: the bits that the same numbers have in double precision.
        #[test]
        fn single_precision_gives_the_bits_of_double(
            (workers, dim, values) in (1usize..=130, 1usize..=150).prop_flat_map(|(workers, dim)| {
                (Just(workers), Just(dim), prop::collection::vec(value(), workers * dim))
            })
        ) {
            let single: Vec<f32> = values.into_iter().map(|value| value as f32).collect();
            let single = Messages::from_values(workers, dim, single).expect("a full matrix");
            let double = single.widened();
            let mut selector = Selector::default();
            let [mut found, mut expected] = [vec![0.0; dim], vec![0.0; dim]];
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            for trimmed in [0, (workers - 1) / 2, workers / 10] {
                selector.trimmed_means(&single, trimmed, &mut found);
                selector.trimmed_means(&double, trimmed, &mut expected);
                prop_assert_eq!(bits(&found), bits(&expected));
            }
            selector.medians(&single, &mut found);
            selector.medians(&double, &mut expected);
            prop_assert_eq!(bits(&found), bits(&expected));
            without_vectors(|| selector.medians(&single, &mut found));
            prop_assert_eq!(bits(&found), bits(&expected));
        }
    }

    #[test]
    fn constant_and_two_valued_messages() {
        for workers in [3, 25, 41, 101, 1001] {
            assert_same_bits(workers, 20, vec![1.5; workers * 20]);
            let two = (0..workers * 20).map(|place| f64::from(place as i32 / 20 % 2));
            assert_same_bits(workers, 20, two.collect());
        }
    }

    /// Blocks end anywhere: networks and counting, fewer coordinates than a register has, and rows at any distance from a register's
    /// boundary.
    #[test]
    fn remainders_of_every_length() {
        for workers in [1, 2, 12, 41, 42, 101] {
            for dim in (1..=70).chain([127, 129, 160, 200, 257]) {
                let value = |place: usize| libm::sin((place * place % 7919) as f64) * f64::from(1 + place as u32 % 3);
                assert_same_bits(workers, dim, (0..workers * dim).map(value).collect());
            }
        }
    }

    /// The last row ends with the memory of the messages, as a vector without spare room has it.
    #[test]
    fn one_number_and_one_coordinate() {
        assert_same_bits(1, 1, vec![-0.0]);
        assert_same_bits(1, 9, vec![f64::NAN; 9]);
        for workers in [2, 40, 41, 42, 64, 255, 256, 300] {
            assert_same_bits(
                workers,
                1,
                (0..workers).map(|place| (place * 37 % workers) as f64).collect(),
            );
        }
    }

    /// Counts of up to 255 rows take a byte, those of more rows two: around both, with one message in ten out of bounds in turn, ties
    /// included.
    #[test]
    fn around_the_widths_of_counts() {
        let wild = [
            f64::NAN,
            -f64::NAN,
            1e308,
            -1e308,
            f64::INFINITY,
            f64::NEG_INFINITY,
            -0.0,
        ];
        for workers in [251, 252, 253, 254, 255, 256, 257, 503, 504, 505, 1001] {
            for kind in wild {
                let value = |place: usize| match place / 37 % 10 {
                    3 => kind,
                    7 => 0.5,
                    _ => libm::sin((place * 31 % 10_007) as f64),
                };
                assert_same_bits(workers, 37, (0..workers * 37).map(value).collect());
            }
        }
    }

    /// More workers than 16 bits can count.
    #[test]
    fn very_many_workers() {
        let workers = 40_000;
        assert_same_bits(
            workers,
            3,
            (0..workers * 3).map(|place| libm::sin(place as f64)).collect(),
        );
    }
}
