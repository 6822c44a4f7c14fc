use super::*;

/// m, b, k, E[err], E[err²]: 20-digit quadrature, rounded to the digits given.
#[rustfmt::skip]
const ONE_SIDED: [(usize, usize, usize, f64, f64); 10] = [
    (10, 1, 1, 0.18562664528, 0.14941589716),
    (20, 1, 1, 0.10247119509, 0.06383348102),
    (20, 2, 2, 0.19815284952, 0.09680097124),
    (20, 2, 4, 0.15948776683, 0.08723846538),
    (40, 2, 2, 0.10747873821, 0.03823298705),
    (100, 5, 5, 0.11090780781, 0.02297911620),
    (100, 10, 10, 0.20986783589, 0.05557320430),
    (100, 10, 20, 0.16208938292, 0.03869491796),
    (10, 0, 1, 0.0, 0.10534508620),
    (40, 0, 2, 0.0, 0.02560134527),
];

#[test]
fn one_sided_moments_match_the_reference_to_every_digit() {
    for (workers, byzantine, trim, mean, mean_square) in ONE_SIDED {
        let got = trimmed_mean_one_sided(workers, byzantine, trim).unwrap();
        assert!(
            (got.mean - mean).abs() < 5.1e-12,
            "({workers}, {byzantine}, {trim}): {got:?}"
        );
        assert!(
            (got.mean_square - mean_square).abs() < 5.1e-12,
            "({workers}, {byzantine}, {trim}): {got:?}"
        );
    }
}

#[test]
fn large_numbers_of_workers_match_a_two_dimensional_tensor_quadrature() {
    for (workers, byzantine, trim, mean, mean_square) in [
        (101, 10, 20, 0.160637875776081, 0.0380713532043783),
        (1001, 100, 200, 0.162412550088157, 0.027620437101982),
        (1001, 0, 200, 0.0, 0.00114313881007138),
        (100_001, 10_000, 20_000, 0.162607250744821, 0.0264535619180902),
    ] {
        let got = trimmed_mean_one_sided(workers, byzantine, trim).unwrap();
        // The references are in double precision, without the guards against cancellation at large h.
        let relative = if workers > 10_000 { 1e-12 } else { 1e-13 };
        assert!(
            (got.mean - mean).abs() <= relative * mean,
            "({workers}, {byzantine}, {trim}): {got:?}"
        );
        assert!(
            (got.mean_square / mean_square - 1.0).abs() < relative,
            "({workers}, {byzantine}, {trim}): {got:?}"
        );
    }
}

#[test]
fn plain_mean_is_exact() {
    for workers in [1, 2, 7, 1000] {
        let law = trimmed_mean_one_sided(workers, 0, 0).unwrap();
        assert_eq!(
            law,
            Moments {
                mean: 0.0,
                mean_square: 1.0 / workers as f64
            }
        );
        let absolute = trimmed_mean_omniscient(workers, 0, 0).unwrap();
        assert!((absolute.mean - (2.0 / (std::f64::consts::PI * workers as f64)).sqrt()).abs() < 1e-15);
        assert_eq!(absolute.mean_square, law.mean_square);
    }
}

#[test]
fn the_mean_error_is_the_average_of_the_order_statistics() {
    // An independent route to E[err], without any conditioning, at every k.
    for (workers, byzantine) in [(9, 2), (30, 4), (201, 60)] {
        let honest = workers - byzantine;
        let mut mean_of = vec![0.0];
        for rank in 1..=honest {
            let [mean] = OrderStatistic::new(rank, honest).unwrap().expectations(&[], |x| [x]);
            mean_of.push(mean);
        }
        for trim in [byzantine, byzantine + 1, (workers - 1) / 2 - 1] {
            let kept = workers - 2 * trim;
            let want = mean_of[trim + 1..=workers - trim].iter().sum::<f64>() / kept as f64;
            let got = trimmed_mean_one_sided(workers, byzantine, trim).unwrap().mean;
            assert!(
                (got - want).abs() < 1e-13,
                "({workers}, {byzantine}, {trim}): {got} against {want}"
            );
        }
    }
}

#[test]
fn keeping_one_or_two_values_is_the_median() {
    for (workers, byzantine) in [(9, 2), (10, 3), (101, 10), (100, 0)] {
        let trim = (workers - 1) / 2;
        assert_eq!(
            trimmed_mean_one_sided(workers, byzantine, trim).unwrap(),
            median_one_sided(workers, byzantine).unwrap()
        );
        assert_eq!(
            trimmed_mean_omniscient(workers, byzantine, trim),
            median_omniscient(workers, byzantine)
        );
    }
    // The general formula, applied to a kept count of one and two, agrees with the median's own quadrature.
    for (workers, byzantine) in [(9usize, 2usize), (10, 3), (101, 10), (1000, 100)] {
        let trim = (workers - 1) / 2;
        let kept = (workers - 2 * trim) as f64;
        let pair = OrderStatisticPair::new(trim, workers - trim + 1, workers - byzantine).unwrap();
        let [mean, mean_square] = pair.expectations(|u, v| {
            let (mean, variance) = between(u, v);
            [mean, mean * mean + variance / kept]
        });
        let median = median_one_sided(workers, byzantine).unwrap();
        assert!(
            (mean / median.mean - 1.0).abs() < 1e-12,
            "({workers}, {byzantine}): {mean} against {median:?}"
        );
        assert!(
            (mean_square / median.mean_square - 1.0).abs() < 1e-12,
            "({workers}, {byzantine}): {mean_square}"
        );
    }
}

#[test]
fn trimming_more_falls_in_bias_and_rises_in_variance() {
    let laws = [10, 20, 30, 40, 49].map(|trim| trimmed_mean_one_sided(100, 10, trim).unwrap());
    for pair in laws.windows(2) {
        assert!(pair[1].mean < pair[0].mean && pair[1].variance() > 0.0, "{pair:?}");
    }
    let honest = [1, 10, 30, 49].map(|trim| trimmed_mean_one_sided(100, 0, trim).unwrap().mean_square);
    assert!(
        honest.windows(2).all(|pair| pair[0] < pair[1]) && honest[0] > 0.01,
        "{honest:?}"
    );
}

#[test]
fn conditions_are_checked_by_name() {
    assert_eq!(trimmed_mean_one_sided(0, 0, 0), Err(ExactLawError::NoWorkers));
    assert_eq!(
        trimmed_mean_one_sided(10, 5, 5),
        Err(ExactLawError::NotAMinority {
            byzantine: 5,
            workers: 10
        })
    );
    assert_eq!(
        trimmed_mean_one_sided(10, 1, 5),
        Err(ExactLawError::NothingKept { trim: 5, workers: 10 })
    );
    assert_eq!(
        trimmed_mean_one_sided(10, 3, 2),
        Err(ExactLawError::TrimBelowByzantine { trim: 2, byzantine: 3 })
    );
    assert!(trimmed_mean_omniscient(10, 3, 2).is_err() && trimmed_mean_omniscient(10, 1, 5).is_err());
}

#[test]
fn without_byzantine_workers_the_omniscient_law_is_the_one_sided_one() {
    for workers in [3, 4, 10, 21, 100] {
        for trim in 0..=(workers - 1) / 2 {
            let one_sided = trimmed_mean_one_sided(workers, 0, trim).unwrap();
            let worst = trimmed_mean_omniscient(workers, 0, trim).unwrap();
            assert_eq!(worst.mean_square, one_sided.mean_square, "{workers}, {trim}");
            // A nearly normal value.
            let normal = (std::f64::consts::FRAC_2_PI * one_sided.mean_square).sqrt();
            assert!((worst.mean / normal - 1.0).abs() < 0.01, "{workers}, {trim}: {worst:?}");
        }
    }
}
