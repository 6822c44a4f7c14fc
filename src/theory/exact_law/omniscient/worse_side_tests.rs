use rand::{SeedableRng, rngs::ChaCha8Rng};
use rand_distr::Distribution;

use super::*;
use crate::sampling::StandardNormal;
use crate::stat::Moments;
use crate::theory::exact_law::{median_bias, median_omniscient, trimmed_mean_bias, trimmed_mean_one_sided};
use crate::theory::quadrature::rule;

fn normal(workers: usize, byzantine: usize, trim: usize) -> AbsoluteMoments {
    worse_side(workers, byzantine, trim, |z| z).unwrap()
}

/// Every b ≤ k of every m in the range, 0 < k < m/2.
fn settings(workers: std::ops::RangeInclusive<usize>) -> impl Iterator<Item = (usize, usize, usize)> {
    workers.flat_map(|m| (1..=(m - 1) / 2).flat_map(move |k| (0..=k).map(move |b| (m, b, k))))
}

/// All of few workers, and some of more.
fn some_settings() -> impl Iterator<Item = (usize, usize, usize)> {
    let more = [25, 40, 60].into_iter().flat_map(|m| settings(m..=m));
    settings(3..=16).chain(more.step_by(7))
}

fn assert_near(got: f64, want: f64, relative: f64, what: impl std::fmt::Debug) {
    let off = (got / want - 1.0).abs();
    assert!(
        off <= relative,
        "{what:?}: {got} against {want}, {off:e} off and {relative:e} allowed"
    );
}

/// E max(|T₊|, |T₋|)ᵖ of h = m − b normal values by quadrature over all of them, without order statistics' laws and without expansions:
/// by symmetry it is 2·E\[T₊ᵖ; S > 0\], and in the coordinates S > 0 and the gaps between neighbours, all positive, T₊ is linear and the
/// density Gaussian. The distance from 0 is integrated in closed form, the directions over a simplex.
fn by_all_values(workers: usize, byzantine: usize, trim: usize, power: u32) -> f64 {
    let (honest, kept) = (workers - byzantine, workers - 2 * trim);
    let window = |values: &[f64], first: usize| values[first..first + kept].iter().sum::<f64>() / kept as f64;
    let at = |direction: &[f64]| {
        let mut values = vec![0.0; honest];
        for i in 1..honest {
            values[i] = values[i - 1] + direction[i];
        }
        let sum = window(&values, trim) + window(&values, trim - byzantine);
        let lift = 0.5 * (direction[0] - sum);
        values.iter_mut().for_each(|value| *value += lift);
        let half_square = 0.5 * values.iter().map(|value| value * value).sum::<f64>();
        let order = 0.5 * (honest as f64 + f64::from(power));
        window(&values, trim).powi(power as i32) / libm::pow(half_square, order)
    };
    let mut total = 0.0;
    simplex(&mut vec![0.0; honest], 0, 1.0, 1.0, &mut |direction, weight| {
        total += weight * at(direction);
    });
    let gamma = libm::tgamma(0.5 * (honest as f64 + f64::from(power)));
    let orders: f64 = (1..=honest).map(|i| i as f64).product();
    // 2 for the two signs, ½ for the unit of S, ½ of the integral over the distance.
    0.5 * orders * gamma * total / libm::pow(std::f64::consts::TAU, 0.5 * honest as f64)
}

/// Points of the simplex of directions with their weights, by a product of one-dimensional rules.
fn simplex(direction: &mut Vec<f64>, index: usize, left: f64, weight: f64, visit: &mut impl FnMut(&[f64], f64)) {
    if index + 1 == direction.len() {
        direction[index] = left;
        visit(direction, weight);
        return;
    }
    for &(node, share) in rule() {
        let part = 0.5 * (1.0 + node);
        direction[index] = left * part;
        simplex(
            direction,
            index + 1,
            left * (1.0 - part),
            weight * 0.5 * share * left,
            visit,
        );
    }
}

#[test]
fn few_workers_match_a_quadrature_over_all_values() {
    for (workers, byzantine, trim) in settings(3..=7).filter(|(m, b, _)| m - b <= 4) {
        let got = normal(workers, byzantine, trim);
        let setting = (workers, byzantine, trim);
        assert_near(
            got.mean,
            by_all_values(workers, byzantine, trim, 1),
            got.error,
            (setting, 1),
        );
        assert_near(
            got.mean_square,
            by_all_values(workers, byzantine, trim, 2),
            got.error,
            (setting, 2),
        );
    }
}

/// With one value left it is the median of an odd number, of which two order statistics have an exact law.
#[test]
fn with_one_value_left_it_is_the_median() {
    for (workers, byzantine, trim) in settings(3..=41).filter(|(m, _, k)| m - 2 * k == 1) {
        let (got, want) = (
            normal(workers, byzantine, trim),
            median_omniscient(workers, byzantine).unwrap(),
        );
        assert_near(got.mean, want.mean, got.error, (workers, byzantine));
        assert_near(got.mean_square, want.mean_square, got.error, (workers, byzantine));
    }
}

/// E T₊² = (E S² + E D²)/4 and E T₊ = E D/2 have exact laws of their own, at every k.
#[test]
fn the_moments_are_those_of_the_one_sided_law() {
    for (workers, byzantine, trim) in some_settings().chain([(1001, 100, 400), (1000, 450, 450)]) {
        let windows = Windows::new(workers, byzantine, trim);
        let joint = Parts::new(&windows, |z| z).unwrap().joint_moments().unwrap();
        let want = trimmed_mean_one_sided(workers, byzantine, trim).unwrap();
        let setting = (workers, byzantine, trim);
        let square = 0.25 * (joint.sum[2] + joint.difference_square);
        assert_near(square, want.mean_square, QUADRATURE, setting);
        assert!(
            (0.5 * joint.mixed[0] - want.mean).abs() <= QUADRATURE * want.mean_square.sqrt(),
            "{setting:?}: {joint:?}, {want:?}"
        );
    }
}

/// Nothing is left out that matters: a ten-thousandth at most.
#[test]
fn the_stated_error_is_small_everywhere() {
    let beyond = [
        (101, 1, 1),
        (101, 49, 49),
        (1000, 1, 499),
        (1001, 499, 499),
        (1001, 250, 375),
    ];
    for (workers, byzantine, trim) in some_settings().chain(beyond) {
        let error = normal(workers, byzantine, trim).error;
        let most = 1e-4;
        assert!(
            error >= QUADRATURE && error <= most,
            "{workers}, {byzantine}, {trim}: {error:e}"
        );
    }
}

/// More Byzantine workers are worse, and both sides to choose from are worse than one.
#[test]
fn it_grows_with_every_byzantine_worker_and_exceeds_the_one_sided_law() {
    for (workers, byzantine, trim) in some_settings().filter(|(_, b, _)| *b > 0) {
        let fewer = normal(workers, byzantine - 1, trim);
        let got = normal(workers, byzantine, trim);
        let setting = (workers, byzantine, trim);
        assert!(
            got.mean > fewer.mean && got.mean_square > fewer.mean_square,
            "{setting:?}"
        );
        let one_sided = trimmed_mean_one_sided(workers, byzantine, trim).unwrap();
        let both = 2.0 * one_sided.mean_square;
        assert!(
            one_sided.mean_square < got.mean_square && got.mean_square < both,
            "{setting:?}"
        );
        assert!(got.mean * got.mean < got.mean_square, "{setting:?}");
    }
}

/// A trillion workers: the spread is gone, and both sides are at the limit.
#[test]
fn a_trillion_workers_do_not_cancel() {
    for workers in [1_000_000_000_000, 1_000_000_000_001] {
        for trim in [workers / 10, workers / 4, (workers - 1) / 2] {
            let got = normal(workers, workers / 10, trim);
            let limit = if workers - 2 * trim <= 2 {
                median_bias(0.1).unwrap()
            } else {
                let share = |count: usize| count as f64 / workers as f64;
                trimmed_mean_bias(share(workers / 10), share(trim)).unwrap()
            };
            assert_near(got.mean, limit, 2e-5, (workers, trim));
            assert_near(got.mean_square, limit * limit, 4e-5, (workers, trim));
        }
    }
}

/// m, b, k; E max and E max² of 10⁷ simulated replicates with their standard errors.
type Simulated = (usize, usize, usize, [f64; 2], [f64; 2]);

#[rustfmt::skip]
const SIMULATED: [Simulated; 9] = [
    (21, 4, 4, [0.5763156, 5.2e-5], [0.3587881, 6.7e-5]),
    (21, 4, 7, [0.5175374, 5.6e-5], [0.2994390, 6.7e-5]),
    (21, 4, 9, [0.5114579, 6.2e-5], [0.3001014, 7.4e-5]),
    (100, 10, 10, [0.2945195, 2.1e-5], [0.0911108, 1.4e-5]),
    (100, 10, 36, [0.2379820, 2.4e-5], [0.0622463, 1.3e-5]),
    (100, 10, 49, [0.2392627, 2.7e-5], [0.0645428, 1.5e-5]),
    (101, 20, 20, [0.5039898, 2.4e-5], [0.2597142, 2.6e-5]),
    (101, 20, 30, [0.4352619, 2.5e-5], [0.1958050, 2.4e-5]),
    (101, 20, 45, [0.4139161, 2.9e-5], [0.1798894, 2.6e-5]),
];

/// Eighteen numbers, two of a setting nearly the same: by chance beyond three standard errors with a probability of 5 % at most, once.
#[test]
fn ten_million_simulated_replicates_agree() {
    for (workers, byzantine, trim, mean, mean_square) in SIMULATED {
        let got = normal(workers, byzantine, trim);
        for (got, [simulated, standard_error]) in [(got.mean, mean), (got.mean_square, mean_square)] {
            assert!(
                (got - simulated).abs() <= 3.0 * standard_error + got * QUADRATURE,
                "{workers}, {byzantine}, {trim}: {got} against {simulated} ± {standard_error}"
            );
        }
    }
}

/// E max and E max², each with its standard error, at several k of the same seeded replicates.
fn simulate(workers: usize, byzantine: usize, trims: &[usize], replicates: usize) -> Vec<[[f64; 2]; 2]> {
    let mut random = ChaCha8Rng::seed_from_u64((1000 * workers + byzantine) as u64);
    let mut values = vec![0.0f64; workers - byzantine];
    let mut moments = vec![[Moments::default(); 2]; trims.len()];
    for _ in 0..replicates {
        values.fill_with(|| StandardNormal.sample(&mut random));
        values.sort_unstable_by(f64::total_cmp);
        for (moments, trim) in moments.iter_mut().zip(trims) {
            let kept = workers - 2 * trim;
            let mean = |first: usize| values[first..first + kept].iter().sum::<f64>() / kept as f64;
            let worst = mean(*trim).abs().max(mean(trim - byzantine).abs());
            moments[0].add(worst);
            moments[1].add(worst * worst);
        }
    }
    let summary = |moments: &Moments| [moments.mean().value, moments.mean().standard_error];
    moments
        .iter()
        .map(|both| [summary(&both[0]), summary(&both[1])])
        .collect()
}

/// Draws the table above.
#[test]
#[ignore = "three minutes: two thousand million draws"]
fn simulate_ten_million_replicates() {
    for (workers, byzantine, trims) in [(21, 4, [4, 7, 9]), (100, 10, [10, 36, 49]), (101, 20, [20, 30, 45])] {
        let simulated = simulate(workers, byzantine, &trims, 10_000_000);
        for (trim, [mean, mean_square]) in trims.into_iter().zip(simulated) {
            let got = normal(workers, byzantine, trim);
            eprintln!(
                "    ({workers}, {byzantine}, {trim}, [{:.7}, {:.1e}], [{:.7}, {:.1e}]), // {:.7} {:.7} {:.1e}",
                mean[0], mean[1], mean_square[0], mean_square[1], got.mean, got.mean_square, got.error
            );
        }
    }
}

/// Draws of its own: eight comparisons at 4.5 standard errors, by chance beyond them with a probability of 5e-5; the seeds are fixed.
#[test]
fn seeded_replicates_agree() {
    for (workers, byzantine, trims) in [(6, 1, [1, 2]), (16, 5, [5, 6])] {
        let simulated = simulate(workers, byzantine, &trims, 200_000);
        for (trim, [mean, mean_square]) in trims.into_iter().zip(simulated) {
            let got = normal(workers, byzantine, trim);
            for (got, [simulated, standard_error]) in [(got.mean, mean), (got.mean_square, mean_square)] {
                assert!(
                    (got - simulated).abs() <= 4.5 * standard_error,
                    "{workers}, {byzantine}, {trim}: {got} against {simulated} ± {standard_error}"
                );
            }
        }
    }
}
