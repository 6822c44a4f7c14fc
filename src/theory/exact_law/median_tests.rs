#![expect(
    clippy::excessive_precision,
    reason = "references stand as computed, beyond double precision"
)]

use super::*;

/// m, b, E[err], E[err²], and for odd m the 95 % quantile: 20-digit quadrature, rounded to the digits given.
#[rustfmt::skip]
const ONE_SIDED: [(usize, usize, f64, f64, Option<f64>); 10] = [
    (10, 0, 0.000000000000, 0.138326435836, None),
    (10, 1, 0.137262959556, 0.171501835203, None),
    (11, 0, 0.000000000000, 0.137162433548, Some(0.6090371300)),
    (11, 1, 0.122667752284, 0.166101281359, Some(0.7639748974)),
    (11, 2, 0.274525919112, 0.245923325677, Some(0.9591146479)),
    (20, 2, 0.138268937643, 0.100658626386, None),
    (40, 4, 0.138932517293, 0.061575754551, None),
    (100, 10, 0.139385171339, 0.036729684999, None),
    (101, 10, 0.137833806279, 0.036296874818, Some(0.3544692192)),
    (101, 20, 0.313707261053, 0.118403990900, Some(0.5470751471)),
];

/// m, b, E|err|, E[err²].
const OMNISCIENT: [(usize, usize, f64, f64); 4] = [
    (11, 1, 0.4191931800, 0.2380524036),
    (11, 2, 0.5746066232, 0.4096340929),
    (25, 5, 0.5170007557, 0.3057658116),
    (101, 10, 0.2374813613, 0.0637264583),
];

#[test]
fn one_sided_moments_match_the_reference_to_every_digit() {
    for (workers, byzantine, mean, mean_square, quantile_95) in ONE_SIDED {
        let got = median_one_sided(workers, byzantine).unwrap();
        assert!((got.mean - mean).abs() < 5.1e-13, "({workers}, {byzantine}): {got:?}");
        assert!(
            (got.mean_square - mean_square).abs() < 5.1e-13,
            "({workers}, {byzantine}): {got:?}"
        );
        if let Some(want) = quantile_95 {
            let got = median_quantile(workers, byzantine, 0.95).unwrap();
            assert!(
                (got - want).abs() < 5.1e-11,
                "({workers}, {byzantine}): {got} against {want}"
            );
        }
    }
}

#[test]
fn omniscient_moments_match_the_reference_to_every_digit() {
    for (workers, byzantine, mean, mean_square) in OMNISCIENT {
        let got = median_omniscient(workers, byzantine).unwrap();
        assert!((got.mean - mean).abs() < 5.1e-11, "({workers}, {byzantine}): {got:?}");
        assert!(
            (got.mean_square - mean_square).abs() < 5.1e-11,
            "({workers}, {byzantine}): {got:?}"
        );
    }
}

#[test]
fn omniscient_moments_of_many_workers_match_a_tensor_quadrature() {
    for (workers, byzantine, mean, mean_square, relative) in [
        (1001, 100, 0.171233434513361, 0.0300687966574588, 1e-14),
        // In double precision, without the guards against cancellation at large h.
        (100_001, 10_000, 0.142881897331472, 0.0204227414737508, 1e-12),
    ] {
        let got = median_omniscient(workers, byzantine).unwrap();
        assert!((got.mean / mean - 1.0).abs() < relative, "{workers}: {got:?}");
        assert!(
            (got.mean_square / mean_square - 1.0).abs() < relative,
            "{workers}: {got:?}"
        );
    }
}

#[test]
fn large_numbers_of_workers_match_30_digit_quadrature() {
    for (workers, byzantine, mean, mean_square) in [
        (1001, 100, 0.139520799207384096, 0.0212209882988080649),
        (100_001, 10_000, 0.139708401835324977, 0.0195360148499898682),
        (1_000_001, 100_000, 0.139710109175343587, 0.0195206723618991622),
    ] {
        let got = median_one_sided(workers, byzantine).unwrap();
        assert!((got.mean / mean - 1.0).abs() < 1e-13, "{workers}: {got:?}");
        assert!(
            (got.mean_square / mean_square - 1.0).abs() < 1e-13,
            "{workers}: {got:?}"
        );
    }
}

#[test]
fn quantiles_of_even_numbers_of_workers_match_25_digit_quadrature() {
    for (workers, byzantine, want) in [
        (100, 10, 0.356031764641891),
        (100_000, 10_000, 0.146606379634205),
        (1_000_000, 100_000, 0.141891050613845),
    ] {
        let got = median_quantile(workers, byzantine, 0.95).unwrap();
        assert!((got / want - 1.0).abs() < 1e-14, "{workers}: {got} against {want}");
    }
}

#[test]
fn a_trillion_workers_neither_overflow_nor_cancel() {
    for workers in [1_000_000_000_000, 1_000_000_000_001] {
        let law = median_one_sided(workers, workers / 10).unwrap();
        let limit = crate::theory::exact_law::median_bias(0.1).unwrap();
        assert!((law.mean / limit - 1.0).abs() < 1e-10, "{workers}: {law:?}");
        assert!(
            (law.mean_square / (limit * limit) - 1.0).abs() < 1e-9,
            "{workers}: {law:?}"
        );
    }
}

#[test]
fn one_worker_is_standard_normal_and_two_are_their_mean() {
    let half_normal = (2.0 / std::f64::consts::PI).sqrt();
    for (workers, spread) in [(1usize, 1.0f64), (2, 0.5f64.sqrt())] {
        let law = median_one_sided(workers, 0).unwrap();
        assert_eq!(law.mean, 0.0);
        assert!(
            (law.mean_square / spread.powi(2) - 1.0).abs() < 1e-14,
            "{workers}: {law:?}"
        );
        let absolute = median_omniscient(workers, 0).unwrap();
        assert!(
            (absolute.mean / (half_normal * spread) - 1.0).abs() < 1e-13,
            "{workers}: {absolute:?}"
        );
        for p in [0.01, 0.5, 0.95] {
            let quantile = median_quantile(workers, 0, p).unwrap();
            let want = spread * crate::stat::normal::quantile(p);
            assert!(
                (quantile - want).abs() < 1e-13,
                "{workers}, {p}: {quantile} against {want}"
            );
        }
    }
}

#[test]
fn the_honest_mean_error_is_exactly_zero() {
    for workers in [1, 2, 5, 10, 100, 1001] {
        assert_eq!(median_one_sided(workers, 0).unwrap().mean, 0.0);
    }
}

#[test]
fn an_even_number_of_honest_workers_beats_one_fewer() {
    for half in [2usize, 50, 5000] {
        let squares = [2 * half - 1, 2 * half].map(|m| median_one_sided(m, 0).unwrap().mean_square);
        assert!(squares[1] < squares[0], "{half}: {squares:?}");
        let quantiles = [2 * half - 1, 2 * half].map(|m| median_quantile(m, 0, 0.95).unwrap());
        assert!(quantiles[1] < quantiles[0], "{half}: {quantiles:?}");
    }
}

#[test]
fn absolute_mean_lies_between_its_bounds() {
    for (workers, byzantine) in [(10, 1), (11, 2), (100, 10), (1001, 300), (100_000, 10)] {
        let law = median_one_sided(workers, byzantine).unwrap();
        let absolute = median_mean_absolute(workers, byzantine).unwrap();
        assert!(
            absolute >= law.mean && absolute <= law.mean_square.sqrt(),
            "({workers}, {byzantine}): {absolute}"
        );
        let worst = median_omniscient(workers, byzantine).unwrap();
        assert!(
            worst.mean > absolute && worst.mean_square > law.mean_square,
            "({workers}, {byzantine}): {worst:?}"
        );
        assert_eq!(worst.error == 0.0, workers % 2 == 1);
    }
}

#[test]
fn conditions_are_checked_by_name() {
    assert_eq!(median_one_sided(0, 0), Err(ExactLawError::NoWorkers));
    for (workers, byzantine) in [(1, 1), (2, 1), (10, 5), (11, 6), (10, usize::MAX)] {
        assert_eq!(
            median_one_sided(workers, byzantine),
            Err(ExactLawError::NotAMinority { byzantine, workers })
        );
        assert!(median_omniscient(workers, byzantine).is_err() && median_mean_absolute(workers, byzantine).is_err());
    }
    for p in [0.0, 1.0, -0.5] {
        assert_eq!(median_quantile(11, 1, p), Err(ExactLawError::ProbabilityOutOfRange(p)));
    }
    assert!(median_quantile(11, 1, f64::NAN).is_err());
}
