//! Counts of workers from fractions: b = ⌊αm⌋ and k = ⌈βm⌉, robust to floating point.
//!
//! `0.29 * 100.0` is 28.999…: a plain ⌊·⌋ would give 28 workers, and a trim count of 28 against 29 attackers an unbounded
//! error. A fraction within 1e-9 of i/m therefore means i workers.

/// How far a fraction may lie from i/m and still mean i workers.
pub const FRACTION_TOLERANCE: f64 = 1e-9;

fn nearest_count(fraction: f64, workers: usize) -> Option<usize> {
    let scaled = fraction * workers as f64;
    let nearest = scaled.round();
    // Beyond 2.5e8 workers the tolerance would span several counts, and rounding to the nearest is all that is left.
    let tolerance = (FRACTION_TOLERANCE * workers as f64).min(0.25);
    ((scaled - nearest).abs() <= tolerance).then_some(nearest as usize)
}

/// b = ⌊αm⌋, the number of Byzantine workers.
#[must_use]
pub fn byzantine(alpha: f64, workers: usize) -> usize {
    nearest_count(alpha, workers).unwrap_or((alpha * workers as f64).floor() as usize)
}

/// k = ⌈βm⌉, the number of values trimmed at each end.
#[must_use]
pub fn trimmed(beta: f64, workers: usize) -> usize {
    nearest_count(beta, workers).unwrap_or((beta * workers as f64).ceil() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn floating_point_does_not_lose_a_worker() {
        assert_eq!(byzantine(0.29, 100), 29);
        assert_eq!(trimmed(0.29, 100), 29);
        assert_eq!(trimmed(0.07, 100), 7);
        assert_eq!(byzantine(0.095_238_095_2, 21), 2);
    }

    #[test]
    fn between_counts_floor_and_ceil() {
        assert_eq!(byzantine(0.1, 101), 10);
        assert_eq!(trimmed(0.1, 101), 11);
        assert_eq!(byzantine(0.0, 7), 0);
        assert_eq!(trimmed(0.0, 7), 0);
    }

    proptest! {
        #[test]
        fn every_exact_fraction_gives_its_count(m in 1usize..100_000, share in 0.0f64..1.0) {
            let i = (share * m as f64) as usize;
            let fraction = i as f64 / m as f64;
            prop_assert_eq!(byzantine(fraction, m), i);
            prop_assert_eq!(trimmed(fraction, m), i);
        }

        #[test]
        fn equal_fractions_trim_every_byzantine_worker(m in 1usize..100_000, alpha in 0.0f64..0.5) {
            prop_assert!(byzantine(alpha, m) <= trimmed(alpha, m));
        }
    }
}
