//! Equal keys of arms mean equal values, whatever else a spec holds and in whatever order.

use std::collections::BTreeMap;

use byzrate::experiment::{Catalog, Overrides};

use crate::support::campaigns::{judged, study};

/// The errors of every arm, by its key.
fn drawn(grid: &str, estimators: &[&str], adversaries: &[&str]) -> BTreeMap<String, Vec<u64>> {
    let tables = |kind: &str, tables: &[&str]| -> String {
        tables.iter().map(|table| format!("[[{kind}]]\n{table}\n")).collect()
    };
    let text = format!(
        "name = \"draws\"\n[[problem]]\nname = \"rademacher-regression\"\n[[grid]]\nn = [10]\ndim = [3]\n{grid}\n{}{}\
         [replicates]\nquick = {{ batch = 20, maximum = 20, relative_error = 0.0 }}\n",
        tables("estimator", estimators),
        tables("adversary", adversaries),
    );
    let study = study(&text, &Catalog::default(), &Overrides::default());
    let experiment = study.experiment.clone();
    let judged = judged(study);
    let mut drawn = BTreeMap::new();
    for (cell, outcomes) in experiment.cells.iter().zip(&judged.outcomes) {
        for arm in 0..cell.arms.len() {
            let errors = outcomes.arm(arm).errors().map(f64::to_bits).collect();
            let earlier: Option<&Vec<u64>> = drawn.get(&cell.arm_key(experiment.seed, arm));
            assert!(
                earlier.is_none_or(|earlier| *earlier == errors),
                "equal keys, other bits"
            );
            drawn.insert(cell.arm_key(experiment.seed, arm), errors);
        }
    }
    drawn
}

#[test]
fn order_and_neighbours_change_no_value() {
    let median = "aggregator = \"median\"\nrounds = 3";
    let trimmed = "aggregator = \"trimmed-mean\"\nrounds = 3\nbeta = [0.2, 0.3]";
    let attacks = [
        "name = \"plus-infinity\"",
        "name = \"sign-flip\"\nsize = [1, 10]",
        "name = \"gaussian-noise\"",
    ];
    let grid = "m = [21]\nalpha = [0.1, 0.0]";
    let one = drawn(grid, &[median, trimmed], &attacks);
    // Without Byzantine workers all adversaries are one.
    assert_eq!(one.len(), 3 * 4 + 3);
    let turned: Vec<&str> = attacks.iter().rev().copied().collect();
    let wider = "m = [41, 21]\nalpha = [0.0, 0.2, 0.1]";
    let other = drawn(wider, &[trimmed, "aggregator = \"mean\"", median], &turned);
    for (key, errors) in &one {
        assert_eq!(other.get(key), Some(errors), "{key}");
    }
}

/// b is 2 at α = .1 and .13, and k is 3 at β = .12 and .14.
#[test]
fn equal_counts_are_equal_arms() {
    let grid = |alpha: &str| format!("m = [21]\nalpha = [{alpha}]");
    let rule = |beta: &str| format!("aggregator = \"trimmed-mean\"\nrounds = 3\nbeta = {beta}");
    let attacks = [
        "name = \"omniscient-sign\"",
        "name = \"constant-shift\"",
        "name = \"gaussian-noise\"",
    ];
    let one = drawn(&grid("0.1"), &[&rule("0.12")], &attacks);
    assert_eq!(one, drawn(&grid("0.13"), &[&rule("0.14")], &attacks));
}
