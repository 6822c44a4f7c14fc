//! What every coordinate-wise rule owes its users, as properties over random messages: no order of the workers, no change
//! of units and no minority of arbitrary rows, NaN and ±∞ included, may matter more than the rule allows.

use byzrate::aggregator::{Aggregator, Mean, Median, Messages, TrimmedMean, Workspace};
use proptest::prelude::*;

/// Mean, median and every trimmed mean that leaves something of m = `workers` values.
fn rules(workers: usize) -> Vec<Box<dyn Aggregator>> {
    let mut rules: Vec<Box<dyn Aggregator>> = vec![Box::new(Mean), Box::new(Median)];
    for trimmed in 0..workers.div_ceil(2) {
        let rule = TrimmedMean::new(trimmed as f64 / workers as f64).expect("a fraction below 1/2");
        assert_eq!(rule.trimmed(workers), trimmed);
        rules.push(Box::new(rule));
    }
    rules
}

fn aggregate(rule: &dyn Aggregator, rows: &[Vec<f64>]) -> Vec<f64> {
    let dim = rows[0].len();
    let messages = Messages::from_values(rows.len(), dim, rows.concat()).expect("a full matrix");
    let mut out = vec![f64::NAN; dim];
    rule.aggregate(&messages, &mut Workspace::default(), &mut out);
    out
}

/// Coordinate k of every row.
fn column(rows: &[Vec<f64>], k: usize) -> Vec<f64> {
    rows.iter().map(|row| row[k]).collect()
}

/// A bound on the rounding error of a sum of a dozen values of this size.
fn rounding(values: &[f64]) -> f64 {
    let largest = values.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    1e-14 * largest
}

/// Ordinary values, whole numbers among them so that ties occur.
fn ordinary() -> impl Strategy<Value = f64> + Clone {
    prop_oneof![-1e3f64..1e3, (-3i32..=3).prop_map(f64::from)]
}

/// Finite values of any size.
fn finite() -> impl Strategy<Value = f64> + Clone {
    prop_oneof![4 => ordinary(), 1 => prop::sample::select(vec![1.7e308, -1.7e308, f64::MAX, 5e-324, -0.0, 0.0])]
}

/// What only a Byzantine worker sends.
fn wild() -> impl Strategy<Value = f64> {
    let extremes = vec![
        f64::NAN,
        -f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        1e308,
        -1e308,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE / 2.0,
        -5e-324,
        -0.0,
        0.0,
    ];
    prop_oneof![4 => prop::sample::select(extremes), 1 => -10f64..10.0]
}

fn matrix(value: impl Strategy<Value = f64> + Clone) -> impl Strategy<Value = Vec<Vec<f64>>> {
    (1usize..=12, 1usize..=3)
        .prop_flat_map(move |(m, d)| prop::collection::vec(prop::collection::vec(value.clone(), d), m))
}

/// The rule by sorting everything; −0.0 below 0.0, as the rules themselves order values.
fn reference(rule: &dyn Aggregator, values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let m = sorted.len();
    let average = |kept: &[f64]| kept.iter().sum::<f64>() / kept.len() as f64;
    match rule.name() {
        "mean" => average(&sorted),
        "median" if m % 2 == 1 => sorted[m / 2],
        "median" => average(&sorted[m / 2 - 1..=m / 2]),
        _ => average(&sorted[rule.breakdown(m)..m - rule.breakdown(m)]),
    }
}

proptest! {
    #[test]
    fn agrees_with_sorting(rows in matrix(ordinary())) {
        for rule in rules(rows.len()) {
            for (k, found) in aggregate(&*rule, &rows).into_iter().enumerate() {
                let values = column(&rows, k);
                let expected = reference(&*rule, &values);
                prop_assert!((found - expected).abs() <= rounding(&values), "{}: {found}, sorted {expected}", rule.key());
            }
        }
    }

    #[test]
    fn order_of_the_workers_does_not_matter(
        (rows, shuffled) in matrix(finite()).prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        for rule in rules(rows.len()) {
            let pairs = aggregate(&*rule, &rows).into_iter().zip(aggregate(&*rule, &shuffled));
            for (k, (one, other)) in pairs.enumerate() {
                let allowed = if rule.name() == "median" { 0.0 } else { rounding(&column(&rows, k)) };
                prop_assert!(one.to_bits() == other.to_bits() || (one - other).abs() <= allowed, "{}", rule.key());
            }
        }
    }

    #[test]
    fn follows_a_change_of_units(rows in matrix(ordinary()), scale in -50f64..50.0, shift in -1e3f64..1e3) {
        let moved: Vec<Vec<f64>> = (rows.iter())
            .map(|row| row.iter().map(|value| scale * value + shift).collect())
            .collect();
        for rule in rules(rows.len()) {
            let pairs = aggregate(&*rule, &rows).into_iter().zip(aggregate(&*rule, &moved));
            for (k, (before, after)) in pairs.enumerate() {
                let size = rounding(&column(&moved, k)) + rounding(&[shift, 1e3 * scale]);
                prop_assert!((scale * before + shift - after).abs() <= size, "{}: {before} -> {after}", rule.key());
            }
        }
    }

    /// The premise of the exact worst case: no message, raised, lowers the result.
    #[test]
    fn never_falls_when_a_message_rises(rows in matrix(ordinary()), pick in any::<prop::sample::Index>(), rise in 0f64..1e4) {
        let mut raised = rows.clone();
        let worker = pick.index(rows.len());
        for value in &mut raised[worker] {
            *value += rise;
        }
        for rule in rules(rows.len()) {
            let pairs = aggregate(&*rule, &rows).into_iter().zip(aggregate(&*rule, &raised));
            for (k, (before, after)) in pairs.enumerate() {
                let exact = rule.name() == "median";
                let allowed = if exact { 0.0 } else { rounding(&column(&raised, k)) + rounding(&column(&rows, k)) };
                prop_assert!(after >= before - allowed, "{}: {before} -> {after}", rule.key());
            }
        }
    }

    #[test]
    fn stays_in_the_honest_range(
        honest in matrix(finite()),
        arbitrary in prop::collection::vec(prop::collection::vec(wild(), 3), 12),
        seats in Just((0..24).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        for b in 0..honest.len() {
            let m = honest.len() + b;
            let dim = honest[0].len();
            let hostile = arbitrary.iter().take(b).map(|row| row[..dim].to_vec());
            let mut seated: Vec<(usize, Vec<f64>)> = seats.iter().copied().zip(honest.iter().cloned().chain(hostile)).collect();
            seated.sort_by_key(|(seat, _)| *seat);
            let rows: Vec<Vec<f64>> = seated.into_iter().map(|(_, row)| row).collect();
            for rule in rules(m).into_iter().filter(|rule| rule.breakdown(m) >= b && rule.name() != "mean") {
                for (k, found) in aggregate(&*rule, &rows).into_iter().enumerate() {
                    let values = column(&honest, k);
                    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
                    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                    prop_assert!(low <= found && found <= high, "{} b={b}: {found} outside [{low}, {high}]", rule.key());
                }
            }
        }
    }

    #[test]
    fn equal_messages_give_that_message(m in 1usize..=40, value in finite()) {
        let rows = vec![vec![value]; m];
        for rule in rules(m) {
            let found = aggregate(&*rule, &rows)[0];
            let allowed = if rule.name() == "mean" { m as f64 * f64::EPSILON * value.abs() } else { 0.0 };
            prop_assert!(found == value || (found - value).abs() <= allowed, "{} m={m}: {found} from {value}", rule.key());
        }
    }
}

#[test]
fn one_worker_is_its_own_aggregate() {
    for rule in rules(1) {
        assert_eq!(aggregate(&*rule, &[vec![3.0, -0.25]]), [3.0, -0.25], "{}", rule.key());
        assert_eq!(rule.breakdown(1), 0);
    }
}

#[test]
fn two_workers_are_averaged_and_withstand_nobody() {
    for rule in rules(2) {
        assert_eq!(aggregate(&*rule, &[vec![3.0], vec![-1.0]]), [1.0], "{}", rule.key());
        assert_eq!(rule.breakdown(2), 0);
    }
}

/// One row more than the rule withstands can move it anywhere: the breakdown point is not understated.
#[test]
fn one_row_beyond_the_breakdown_point_breaks() {
    for m in 1..=12 {
        for rule in rules(m) {
            let b = rule.breakdown(m) + 1;
            let rows: Vec<Vec<f64>> = (0..m)
                .map(|i| vec![if i < b { f64::INFINITY } else { i as f64 }])
                .collect();
            assert!(!aggregate(&*rule, &rows)[0].is_finite(), "{} m={m}", rule.key());
        }
    }
}
