use super::best_aggregator::{Best, best, median_from, trimmed_mean_until, trimming};
use super::condition::least_samples;
use super::guarantee::price_at;
use super::theory_figures;
use super::tightness::{by_chance, errors};

/// For looking at the figures: `BYZRATE_FIGURES=DIR cargo test --lib theory_figures`.
#[test]
fn every_figure_can_be_drawn_and_none_twice_differently() {
    let folder = std::env::var_os("BYZRATE_FIGURES").map(std::path::PathBuf::from);
    let figures = theory_figures();
    let again = theory_figures();
    for (drawn, same) in figures.iter().zip(&again) {
        let (name, figure) = (drawn.file, &drawn.figure);
        let svg = figure.to_svg().expect(name);
        assert_eq!(svg, same.figure.to_svg().expect(name), "{name}");
        assert!(svg.len() < 250_000, "{name}: {} bytes", svg.len());
        assert!(
            !svg.contains("off the page") && !svg.contains("(nowhere)") && !svg.contains("no values"),
            "{name}"
        );
        if let Some(folder) = &folder {
            let path = folder.join(name);
            std::fs::write(path.with_extension("svg"), &svg).expect("writable");
            std::fs::write(path.with_extension("png"), figure.to_png().expect(name)).expect("writable");
        }
    }
}

#[test]
fn the_taylor_step_costs_what_is_known() {
    let ratios = [(0.1, 1.02), (0.2, 1.10), (0.3, 1.27), (0.4, 1.78), (0.49, 7.9)];
    for (q, known) in ratios {
        let ratio = price_at(q) * q / crate::stat::normal::quantile(0.5 + q);
        assert!((ratio / known - 1.0).abs() < 0.007, "{q}: {ratio}");
    }
}

#[test]
fn condition_two_begins_where_its_limits_say() {
    // 0.4748·480/√n < ½ is n > 207 760, with m = ∞; a million workers need a little more.
    let paper = least_samples(1, 0.0, 1_000_000, false).expect("some n");
    assert!((207_761..220_000).contains(&paper), "{paper}");
    assert_eq!(least_samples(1, 0.0, 1_000_000, true), Some(3));
    assert_eq!(least_samples(5, 0.1, 10, true), None);
}

#[test]
fn the_median_wins_with_many_workers() {
    assert_eq!(best(101, 0), Best::Mean);
    assert_eq!(best(5, 2), Best::Both);
    assert_eq!(best(11, 1), Best::TrimmedMean);
    assert_eq!(best(1001, 100), Best::Median);
    for (alpha, about) in [(0.05, 100.0), (0.1, 40.0), (0.2, 20.0)] {
        let from = median_from(alpha).expect("below 1001") as f64;
        assert!((from / about - 1.0).abs() < 0.4, "{alpha}: {from}");
    }
    assert_eq!(median_from(0.001), None);
}

#[test]
fn the_trimmed_mean_is_best_below_one_number_of_byzantine_workers() {
    for workers in (3..=151).step_by(2).chain([501, 1001]) {
        let until = trimmed_mean_until(workers);
        for byzantine in 1..=workers / 2 {
            let trimmed = best(workers, byzantine) == Best::TrimmedMean;
            assert_eq!(trimmed, byzantine < until, "{byzantine} of {workers}");
        }
    }
}

#[test]
fn trimming_more_helps_with_many_workers() {
    let path = trimming(1001, 0.1);
    assert!((path[0].0 - 100.0 / 1001.0).abs() < 1e-12 && path[0].1 == 1.0);
    let last = path[path.len() - 1];
    assert_eq!(last.0, 500.0 / 1001.0);
    assert!(last.1 < 0.75, "{last:?}");
}

#[test]
fn bound_law_and_lower_bound_are_in_order() {
    for byzantine in [1, 10, 100, 400] {
        let errors = errors(1000, byzantine).expect("a law");
        // What is possible against a fixed set is possible against workers that are Byzantine by chance, but for rare larger sets.
        assert!(errors.fixed_set <= errors.by_chance, "{errors:?}");
        assert!(
            errors.fixed_set < errors.one_sided && errors.one_sided < errors.omniscient,
            "{errors:?}"
        );
        assert!(
            errors.bound.is_none_or(|bound| bound > 5.0 * errors.omniscient),
            "{errors:?}"
        );
    }
    assert_eq!(errors(1000, 400).expect("a law").bound, None);
    assert_eq!(errors(1000, 501), None);
}

/// In units of s at m = 1001 and α = .1.
#[test]
fn each_adversary_model_has_its_own_numbers() {
    let fixed = errors(1, 100).expect("a law");
    for (got, want) in [
        (fixed.one_sided, 0.1457),
        (fixed.omniscient, 0.1734),
        (fixed.fixed_set, 0.1116),
        (fixed.by_chance, 0.1396),
    ] {
        assert!((got - want).abs() < 6e-5, "{got} against {want}");
    }
    let (law, bound) = by_chance(0.1).expect("a law");
    assert!((bound - 0.1397).abs() < 6e-5);
    assert!(law > fixed.omniscient && law < 1.01 * fixed.omniscient, "{law}");
}
