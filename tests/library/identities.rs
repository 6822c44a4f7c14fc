//! What an arm is called, and what its values depend on.

use byzrate::experiment::{Catalog, Experiment, Overrides, decode};
use byzrate::spec::{Document, SpecError};

fn experiment(text: &str) -> Result<Experiment, SpecError> {
    decode(
        &Document::new("test.toml", text),
        &Catalog::default(),
        &Overrides::default(),
    )
}

/// A spec with the parts that matter here.
fn spec(problem: &str, grid: &str, estimators: &str, adversaries: &str) -> String {
    format!("name = \"test\"\n[[problem]]\n{problem}\n[[grid]]\n{grid}\n{estimators}\n{adversaries}\n")
}

const GAUSSIAN: &str = "name = \"gaussian-mean\"";
const GRID: &str = "n = [10]\nm = [101]\nalpha = [0.1]";
const MEDIAN: &str = "[[estimator]]\naggregator = \"median\"";
const UP: &str = "[[adversary]]\nname = \"plus-infinity\"";

#[test]
fn lists_make_one_of_each() {
    let estimators = "[[estimator]]\naggregator = \"trimmed-mean\"\nbeta = [0.1, \"alpha\"]\nrounds = [10, 100]";
    let adversaries = "[[adversary]]\nname = \"sign-flip\"\nsize = [1, 10]\n[[adversary]]\nid = \"far\"\nname = \"sign-flip\"\nsize = 99";
    let made = experiment(&spec(GAUSSIAN, GRID, estimators, adversaries));
    // β = α is .1 here, in the same cell: two rules that differ in what the spec says are two.
    let made = made.unwrap_or_else(|error| panic!("{error}"));
    let ids: Vec<&str> = made.estimators.iter().map(|estimator| estimator.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "trimmed-mean-gd beta=0.1 rounds=10",
            "trimmed-mean-gd beta=0.1 rounds=100",
            "trimmed-mean-gd beta=alpha rounds=10",
            "trimmed-mean-gd beta=alpha rounds=100"
        ]
    );
    let ids: Vec<&str> = made.adversaries.iter().map(|adversary| adversary.id.as_str()).collect();
    assert_eq!(ids, ["sign-flip size=1", "sign-flip size=10", "far"]);
    assert_eq!(made.cells[0].arms.len(), 12);
}

#[test]
fn tables_of_one_name_are_told_apart_by_their_parameters() {
    let adversaries = "[[adversary]]\nname = \"sign-flip\"\nsize = 1\n[[adversary]]\nname = \"sign-flip\"";
    let made = experiment(&spec(GAUSSIAN, GRID, MEDIAN, adversaries)).expect("valid");
    let ids: Vec<&str> = made.adversaries.iter().map(|adversary| adversary.id.as_str()).collect();
    assert_eq!(ids, ["sign-flip size=1", "sign-flip size=10"]);
}

#[test]
fn what_cannot_be_told_apart_is_refused_at_its_line() {
    let two = format!("{UP}\n{UP}");
    let twins = format!("{MEDIAN}\n{MEDIAN}\nrounds = 3");
    let rounds = "[[estimator]]\naggregator = \"median\"\nrounds = []";
    let rules = "[[estimator]]\naggregator = [\"median\", \"mean\"]";
    let problem = "name = \"gaussian-mean\"\nsigma = [1, 2]";
    for (text, says, line) in [
        (
            spec(GAUSSIAN, GRID, MEDIAN, &two),
            "two adversaries are called plus-infinity",
            12,
        ),
        (
            spec(GAUSSIAN, GRID, &twins, UP),
            "two estimators are called median-gd",
            10,
        ),
        (spec(GAUSSIAN, GRID, rounds, UP), "rounds is an empty list", 10),
        (
            spec(GAUSSIAN, GRID, rules, UP),
            "aggregator must be a text, not a list",
            9,
        ),
        (spec(problem, GRID, MEDIAN, UP), "sigma must be a number, not a list", 4),
    ] {
        let error = experiment(&text).expect_err(says);
        assert!(error.message().contains(says), "{error}");
        assert_eq!(error.line(), Some(line), "{error}");
    }
}

/// The key of the first arm of the first cell.
fn key(problem: &str, grid: &str, estimators: &str, adversaries: &str) -> String {
    let made = experiment(&spec(problem, grid, estimators, adversaries)).unwrap_or_else(|error| panic!("{error}"));
    made.cells[0].arm_key(7, 0)
}

#[test]
fn the_key_of_an_arm_is_what_its_values_depend_on_and_nothing_else() {
    let plain = key(GAUSSIAN, GRID, MEDIAN, UP);
    insta::assert_snapshot!(plain, @"byzrate-stream-1|byzrate-values-4|seed=7|gaussian-mean sigma=1|W=af5570f5a1810b7a radius=10|start=24b1f4ef66b650ff|d=1|n=10|m=101|b=10|gradient-descent step=1/L_F rounds=20|median|plus-infinity");
    let at = |alpha: &str, more: &str| format!("n = [10]\nm = [101]\nalpha = [{alpha}]\n{more}");
    let world = "[[adversary]]\nname = \"world-1\"";
    let trimmed = |beta: &str| format!("[[estimator]]\naggregator = \"trimmed-mean\"\nbeta = {beta}");
    // b is 10 at both α, and the two worlds alone read α.
    assert_eq!(key(GAUSSIAN, &at("0.1049", ""), MEDIAN, UP), plain);
    assert_ne!(
        key(GAUSSIAN, &at("0.1049", ""), MEDIAN, world),
        key(GAUSSIAN, GRID, MEDIAN, world)
    );
    // k is 11 at both β.
    assert_eq!(
        key(GAUSSIAN, GRID, &trimmed("0.1"), UP),
        key(GAUSSIAN, GRID, &trimmed("0.105"), UP)
    );
    // Names and neighbours are nothing.
    let named = format!("{MEDIAN}\nid = \"mine\"\n{}", trimmed("0.2"));
    assert_eq!(key(GAUSSIAN, GRID, &named, &format!("{UP}\n{world}")), plain);
    // Without Byzantine workers there is no adversary.
    assert_eq!(
        key(GAUSSIAN, &at("0.0", ""), MEDIAN, UP),
        key(GAUSSIAN, &at("0.005", ""), MEDIAN, world)
    );
    for (problem, grid, estimators, adversaries) in [
        ("name = \"gaussian-mean\"\nradius = 9.0", GRID, MEDIAN, UP),
        ("name = \"gaussian-mean\"\nsigma = 2.0\nradius = 10.0", GRID, MEDIAN, UP),
        (GAUSSIAN, &at("0.1", "byzantine = \"random\""), MEDIAN, UP),
        (GAUSSIAN, &at("0.2", ""), MEDIAN, UP),
        (GAUSSIAN, &at("0.1", "dim = [2]"), MEDIAN, UP),
        (GAUSSIAN, GRID, &format!("{MEDIAN}\nstep = 0.5"), UP),
        (GAUSSIAN, GRID, &format!("{MEDIAN}\nrounds = 21"), UP),
        (GAUSSIAN, GRID, MEDIAN, "[[adversary]]\nname = \"not-a-number\""),
    ] {
        assert_ne!(
            key(problem, grid, estimators, adversaries),
            plain,
            "{problem} {grid} {estimators} {adversaries}"
        );
    }
    // The start is no part of the problem's own key.
    let from = |start: &str| format!("name = \"additive-noise\"\nradius = 5.0\nstart = {start}");
    assert_ne!(key(&from("1.0"), GRID, MEDIAN, UP), key(&from("2.0"), GRID, MEDIAN, UP));
}
