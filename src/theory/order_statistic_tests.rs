#![expect(
    clippy::excessive_precision,
    reason = "references stand as computed, beyond double precision"
)]

use statrs::function::beta::beta_reg;

use super::*;
use crate::stat::normal::cdf;

fn mean_and_square(rank: usize, size: usize) -> [f64; 2] {
    OrderStatistic::new(rank, size)
        .unwrap()
        .expectations(&[], |x| [x, x * x])
}

#[test]
fn moments_match_30_digit_quadrature_from_one_to_a_million_values() {
    for (rank, size, mean, square, relative) in [
        (5, 5, 1.16296447364051961, 1.80002043597063283, 1e-14),
        (1, 40, -2.16077717817501996, 4.89694983585442806, 1e-14),
        (51, 91, 0.137833806279370597, 0.0362968748184644654, 1e-14),
        (501, 901, 0.139520799207384096, 0.0212209882988080649, 1e-14),
        (1000, 1000, 3.24143576913344086, 10.6303612625116422, 1e-14),
        (50001, 90001, 0.139708401835324977, 0.0195360148499898682, 1e-14),
        (500001, 900001, 0.139710109175343587, 0.0195206723618991622, 1e-14),
        (1000000, 1000000, 4.86289748619646194, 23.7092782326686953, 1e-14),
    ] {
        let [got_mean, got_square] = mean_and_square(rank, size);
        assert!(
            (got_mean / mean - 1.0).abs() < relative,
            "{rank} of {size}: {got_mean} against {mean}"
        );
        assert!(
            (got_square / square - 1.0).abs() < relative,
            "{rank} of {size}: {got_square} against {square}"
        );
    }
}

#[test]
fn the_sample_of_one_is_standard_normal_and_the_middle_of_three_is_centred() {
    let [mean, square] = mean_and_square(1, 1);
    assert!(mean.abs() < 1e-15 && (square - 1.0).abs() < 1e-14, "{mean}, {square}");
    let [mean, square] = mean_and_square(2, 3);
    assert!(
        mean.abs() < 1e-15 && (square - 0.44867110457820795).abs() < 1e-14,
        "{mean}, {square}"
    );
}

#[test]
fn a_kink_is_integrated_exactly() {
    let law = OrderStatistic::new(1, 1).unwrap();
    let [absolute, positive] = law.expectations(&[0.0, 0.5], |x| [x.abs(), (x - 0.5).max(0.0)]);
    assert!(
        (absolute - (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-15,
        "{absolute}"
    );
    // E(N − ½)₊ = φ(½) − ½Q(½).
    let want = 0.35206532676429947777 - 0.5 * 0.30853753872598689636;
    assert!((positive / want - 1.0).abs() < 1e-13, "{positive}");
}

#[test]
fn distribution_function_matches_30_digit_references_in_both_tails() {
    for (x, rank, size, below, above) in [
        (-1.5, 2, 3, 0.0127932583366078943, 0.987206741663392106),
        (-6.0, 3, 9, 8.06652161180122386e-26, 1.0),
        (4.0, 3, 9, 1.0, 1.1506257181653889e-30),
        (0.3, 51, 91, 0.891120201146926806, 0.108879798853073194),
        (-0.4, 51, 91, 0.0000203475059035984891, 0.999979652494096402),
        (0.9, 51, 91, 0.999999994951310889, 5.04868911082948322e-9),
        (3.0, 40, 40, 0.947401411534734872, 0.0525985884652651281),
        (2.0, 40, 40, 0.398313309670192699, 0.601686690329807301),
        (0.125, 500001, 900001, 6.49101242944944585e-29, 1.0),
        (0.138, 500001, 900001, 0.0985470050082718927, 0.901452994991728107),
        (0.1397, 500001, 900001, 0.496963721859515145, 0.503036278140484855),
        (0.142, 500001, 900001, 0.957929067522968147, 0.0420709324770318533),
        (0.15, 500001, 900001, 0.999999999999995767, 4.23282259622623395e-15),
    ] {
        let law = OrderStatistic::new(rank, size).unwrap();
        // At h = 900001 one ulp of x is worth 1e-13 of the tail probabilities.
        let relative = if size > 1000 { 1e-12 } else { 1e-13 };
        let (got_below, got_above) = (law.cdf(x), law.survival(x));
        assert!(
            (got_below / below - 1.0).abs() < relative,
            "{rank} of {size} at {x}: {got_below:e}, not {below:e}"
        );
        assert!(
            (got_above / above - 1.0).abs() < relative,
            "{rank} of {size} at {x}: {got_above:e}, not {above:e}"
        );
    }
}

#[test]
fn distribution_function_is_the_regularised_incomplete_beta_function() {
    for (rank, size) in [(1, 1), (2, 3), (3, 9), (51, 91), (13, 20), (501, 901)] {
        let law = OrderStatistic::new(rank, size).unwrap();
        let (p, q) = (rank as f64, (size - rank + 1) as f64);
        for step in -20..=20 {
            let x = f64::from(step) * 0.2;
            let want = beta_reg(p, q, cdf(x));
            let got = law.cdf(x);
            assert!(
                (got - want).abs() < 1e-12,
                "{rank} of {size} at {x}: {got} against {want}"
            );
        }
    }
}

#[test]
fn extreme_arguments_give_the_limits() {
    let law = OrderStatistic::new(7, 9).unwrap();
    let inf = f64::INFINITY;
    assert_eq!(
        [law.cdf(-inf), law.cdf(inf), law.survival(-inf), law.survival(inf)],
        [0.0, 1.0, 1.0, 0.0]
    );
    assert_eq!(
        [law.cdf(-60.0), law.cdf(60.0), law.survival(-60.0), law.survival(60.0)],
        [0.0, 1.0, 1.0, 0.0]
    );
    assert_eq!([law.quantile(0.0), law.quantile(1.0)], [-inf, inf]);
    assert!(law.quantile(-0.1).is_nan() && law.quantile(f64::NAN).is_nan());
}

#[test]
fn quantile_inverts_the_distribution_function() {
    for (rank, size) in [
        (1, 1),
        (1, 40),
        (40, 40),
        (51, 91),
        (500_001, 900_001),
        (1_000_000, 1_000_000),
    ] {
        let law = OrderStatistic::new(rank, size).unwrap();
        let relative = if size > 1000 { 1e-9 } else { 1e-12 };
        for p in [1e-300, 1e-30, 1e-9, 0.01, 0.3, 0.5, 0.8, 0.95, 0.999] {
            let got = law.cdf(law.quantile(p));
            assert!(
                (got / p - 1.0).abs() < relative,
                "{rank} of {size}: quantile({p:e}) has cdf {got:e}"
            );
        }
    }
}

/// In whatever order they are asked for, on both sides of the mode and at the ends.
#[test]
fn quantiles_of_many_are_those_of_each() {
    let probabilities = [0.5, 0.0, 1e-300, 1e-6, 0.3, f64::NAN, 1.0, 0.999, 0.01, 1e-9, 0.8, 1.5];
    for (rank, size) in [(1, 1), (1, 40), (40, 40), (51, 91), (500_001, 900_001)] {
        let law = OrderStatistic::new(rank, size).unwrap();
        for (p, x) in probabilities.into_iter().zip(law.quantiles(&probabilities)) {
            let alone = law.quantile(p);
            let same = x == alone || x.is_nan() && alone.is_nan();
            assert!(
                same || (x - alone).abs() < 1e-13 * alone.abs().max(1.0),
                "{rank} of {size}, {p:e}: {x} {alone}"
            );
        }
    }
}

#[test]
fn ranks_outside_the_sample_are_refused() {
    for rank in [0, 6] {
        let error = OrderStatistic::new(rank, 5).unwrap_err();
        assert_eq!(error, OrderStatisticError::RankOutOfRange { rank, sample_size: 5 });
    }
}

/// E X_(r:h) = ℓ + ∫_ℓ P(X_(r:h) > x) dx by Simpson's rule, P(X_(r:h) > x) = Σ_{j<r} C(h, j)(1 − S)^j·S^{h−j} with S = Q(x)/Q(ℓ).
#[test]
fn order_statistics_beyond_a_cut_are_those_of_a_binomial_sum() {
    const STEPS: usize = 8000;
    const WIDTH: f64 = 1.5e-3;
    for (rank, size, lower) in [
        (2, 2, 3.0),
        (2, 2, 7.3),
        (2, 5, 3.0),
        (5, 5, 8.0),
        (3, 7, -1.0),
        (20, 20, 5.0),
        (2, 6, 0.5),
    ] {
        let beyond = |x: f64| -> f64 {
            let s = survival(x) / survival(lower);
            let mut ways = 1.0;
            let terms = (0..rank).map(|j| {
                let term = ways * (1.0 - s).powi(j as i32) * s.powi((size - j) as i32);
                ways *= (size - j) as f64 / (j + 1) as f64;
                term
            });
            terms.sum()
        };
        let simpson = (0..=STEPS).map(|i| {
            let weight = match i {
                0 | STEPS => 1.0,
                _ if i % 2 == 1 => 4.0,
                _ => 2.0,
            };
            weight * beyond(lower + WIDTH * i as f64)
        });
        let want = lower + simpson.sum::<f64>() * WIDTH / 3.0;
        let [got] = OrderStatistic::truncated(rank, size, lower).expectations(&[], |x| [x]);
        assert!(
            (got - want).abs() < 1e-9,
            "{rank} of {size} beyond {lower}: {got} against {want}"
        );
    }
}
