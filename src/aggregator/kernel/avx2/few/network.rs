//! How a written network becomes a function of four coordinates at a time.

/// One comparator: `b`oth values are kept, or only the `l`ower or the `h`igher one.
macro_rules! compare {
    (b $v:ident $low:literal $high:literal) => {
        let (low, high) = ($v[$low], $v[$high]);
        $v[$low] = _mm256_min_pd(low, high);
        $v[$high] = _mm256_max_pd(low, high);
    };
    (l $v:ident $low:literal $high:literal) => {
        $v[$low] = _mm256_min_pd($v[$low], $v[$high]);
    };
    (h $v:ident $low:literal $high:literal) => {
        $v[$high] = _mm256_max_pd($v[$low], $v[$high]);
    };
}

/// Functions of rows, ranks and ends, one for every number of workers: they write the two order statistics of all coordinates, four by
/// four, and say whether there is any NaN, of which a network makes nothing. A network of `medians` leaves all but the middle two values
/// anywhere, and `sorts` are for any ranks.
macro_rules! networks {
    ($what:ident $($name:ident $workers:literal: $($kind:ident $low:literal $high:literal),*;)*) => {$(
        #[target_feature(enable = "avx2")]
        pub fn $name(rows: Rows, ranks: [usize; 2], ends: &mut [Ends]) -> bool {
            assert!(rows.workers() == $workers && FOUR * ends.len() <= rows.width());
            let mut nan = _mm256_setzero_pd();
            for (group, ends) in ends.iter_mut().enumerate() {
                let k = FOUR * group;
                let mut v = [_mm256_setzero_pd(); $workers];
                for row in 0..$workers {
                    // SAFETY: there are so many rows, and at least four coordinates for each of the `ends`.
                    #[allow(unsafe_code)]
                    unsafe {
                        v[row] = rows.four(row, k);
                    }
                    if group % 2 == 0 {
                        rows.ask::<_MM_HINT_T0>(row, k + AHEAD);
                    }
                }
                for row in (0..$workers).step_by(2) {
                    let next = (row + 1).min($workers - 1);
                    nan = _mm256_or_pd(nan, _mm256_cmp_pd::<_CMP_UNORD_Q>(v[row], v[next]));
                }
                $(compare!($kind v $low $high);)*
                *ends = ends!($what v ranks $workers);
            }
            _mm256_movemask_pd(nan) != 0
        }
    )*};
}

/// The two order statistics at the end of a network.
macro_rules! ends {
    (medians $v:ident $ranks:ident $workers:literal) => {{
        debug_assert!($ranks == [($workers - 1) / 2, $workers / 2]);
        [$v[($workers - 1) / 2], $v[$workers / 2]]
    }};
    (sorts $v:ident $ranks:ident $workers:literal) => {{
        // A copy, as what is indexed by chance cannot stay in registers.
        let sorted = $v;
        let [first, second] = $ranks;
        match second - first {
            0 | 1 => [sorted[first], sorted[second]],
            _ => untied([sorted[first], sorted[second]], [sorted[first + 1], sorted[second - 1]]),
        }
    }};
}
