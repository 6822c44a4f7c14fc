use nalgebra::DMatrix;
use proptest::prelude::*;
use rand_distr::Distribution;

use super::super::distance::norm;
use super::super::location::golden::{aggregate, agree, hostile, matrix};
use super::super::scale::{QUARTILE, message_deviation};
use super::super::{Aggregator, AggregatorError, Mean, Messages, Workspace};
use super::weighing::weigh;
use super::*;
use crate::sampling::StandardNormal;
use crate::stream::{Purpose, ReplicateStreams};

fn filter(f: usize, scale: f64, slack: f64) -> Filter {
    Filter::new(f, scale, slack).expect("valid parameters")
}

fn estimating(f: usize, slack: f64) -> Filter {
    Filter::with_estimated_scale(f, slack).expect("a slack")
}

#[test]
fn a_second_reading_of_the_publications_agrees() {
    let caf: [(char, &[f64]); 4] = [
        ('A', &[1.30185884776898, 1.71824458485573]),
        ('B', &[0.268760887621904, 0.244811513139162, 0.260306062629254]),
        ('C', &[0.869565217391304, 0.869565217391304]),
        ('D', &[0.113681870157755, 0.239975151465196]),
    ];
    for (name, expected) in caf {
        let (messages, f) = matrix(name);
        let out = aggregate(&Caf::new(f), &messages);
        assert!(agree(&out, expected, 1e-12), "caf {name}: {out:?}");
        // A bound that is never reached changes nothing.
        let out = aggregate(&filter(f, 1e-9, 0.0), &messages);
        assert!(agree(&out, expected, 1e-12), "filter {name}: {out:?}");
    }
    let smea: [(char, &[f64]); 4] = [
        ('A', &[1.24, 1.78]),
        ('B', &[0.144444444444444, 0.0666666666666667, 0.144444444444444]),
        ('C', &[0.8, 0.8]),
        ('D', &[0.271428571428571, -0.0285714285714286]),
    ];
    for (name, expected) in smea {
        let (messages, f) = matrix(name);
        let out = aggregate(&Smea::new(f), &messages);
        assert!(agree(&out, expected, 1e-12), "smea {name}: {out:?}");
    }
    // One pass drops both attackers of the first matrix.
    assert!(agree(
        &aggregate(&Spectral::new(2), &matrix('A').0),
        &[1.24, 1.78],
        1e-12
    ));
}

/// A rule of every kind, for f.
fn rules(f: usize) -> Vec<Box<dyn Aggregator>> {
    let mut rules = rotating(f);
    rules.push(Box::new(estimating(f, 0.1)));
    rules
}

/// Those that rotate with their messages.
fn rotating(f: usize) -> Vec<Box<dyn Aggregator>> {
    vec![
        Box::new(Caf::new(f)),
        Box::new(Smea::new(f)),
        Box::new(Spectral::new(f)),
        Box::new(filter(f, 3.0, 0.1)),
    ]
}

/// 5 to 11 messages of dimension 2 to 14, and an order of them. With one coordinate, distances and their ties repeat.
fn messages() -> impl Strategy<Value = (Messages, Vec<usize>)> {
    (5usize..=11, 2usize..=14).prop_flat_map(|(workers, dim)| {
        let values = prop::collection::vec(-10.0..10.0, workers * dim);
        let order = Just((0..workers).collect::<Vec<_>>()).prop_shuffle();
        (values, order)
            .prop_map(move |(values, order)| (Messages::from_values(workers, dim, values).expect("messages"), order))
    })
}

fn changed(messages: &Messages, change: impl Fn(&[f64]) -> Vec<f64>) -> Messages {
    let values = messages.rows().flat_map(change).collect();
    Messages::from_values(messages.workers(), messages.dim(), values).expect("messages")
}

/// The reflection that maps (1, 2, …, d) to its negative.
fn reflected(row: &[f64]) -> Vec<f64> {
    let normal: Vec<f64> = (1..=row.len()).map(|k| k as f64).collect();
    let square: f64 = normal.iter().map(|x| x * x).sum();
    let along: f64 = normal.iter().zip(row).map(|(x, y)| x * y).sum();
    row.iter()
        .zip(&normal)
        .map(|(y, x)| y - 2.0 * along / square * x)
        .collect()
}

proptest! {
    #[test]
    fn the_order_of_the_workers_does_not_matter((messages, order) in messages()) {
        let values = order.iter().flat_map(|&worker| messages.row(worker).to_vec()).collect();
        let permuted = Messages::from_values(messages.workers(), messages.dim(), values).expect("messages");
        for rule in rules((messages.workers() - 1) / 2) {
            let (there, here) = (aggregate(&*rule, &permuted), aggregate(&*rule, &messages));
            prop_assert!(agree(&there, &here, 1e-7), "{}: {there:?}, {here:?}", rule.key());
        }
    }

    #[test]
    fn what_moves_the_messages_moves_the_result((messages, _) in messages(), by in -50.0..50.0_f64) {
        for rule in rotating(2) {
            let here = aggregate(&*rule, &messages);
            let factor = if rule.name() == Filter::NAME { 1.0 } else { 3.0 };
            let move_row = |row: &[f64]| row.iter().map(|x| factor * x + by).collect::<Vec<f64>>();
            let there = aggregate(&*rule, &changed(&messages, move_row));
            prop_assert!(agree(&there, &move_row(&here), 1e-7), "{}: {there:?}, {here:?}", rule.key());
            let there = aggregate(&*rule, &changed(&messages, reflected));
            prop_assert!(agree(&there, &reflected(&here), 1e-7), "{}: {there:?}, {here:?}", rule.key());
        }
    }

    /// An estimated scale stretches with the messages, by a power of two that leaves every digit.
    #[test]
    fn what_stretches_the_messages_stretches_an_estimated_scale((messages, _) in messages()) {
        let stretched = |row: &[f64]| row.iter().map(|x| 8.0 * x).collect::<Vec<f64>>();
        let rule = estimating(2, 0.1);
        let (here, there) = (aggregate(&rule, &messages), aggregate(&rule, &changed(&messages, stretched)));
        prop_assert!(agree(&there, &stretched(&here), 1e-12), "{there:?}, {here:?}");
    }

    #[test]
    fn hostile_rows_stay_without_effect((messages, _) in messages()) {
        let (m, d) = (messages.workers(), messages.dim() as f64);
        // All entries are within 10 of 0.
        let radius = 10.0 * d.sqrt();
        for f in 1..=(m - 1) / 2 {
            let (workers, attackers) = (m as f64, f as f64);
            let mut cases: Vec<(Box<dyn Aggregator>, usize, f64)> = vec![
                (Box::new(Smea::new(f)), f, radius * (1.0 + (attackers / (workers - 2.0 * attackers)).sqrt())),
            ];
            let (one, sum) = (workers - 2.0, workers + 4.0 * workers * workers / ((workers - 2.0) * (workers - 2.0)));
            prop_assert!(one > 0.0);
            cases.push((Box::new(Spectral::new(f)), 1, radius * (1.0 + sum.sqrt() / (workers - attackers))));
            if 3 * f < m {
                let (least, share) = (workers - 3.0 * attackers, attackers / (workers - 2.0 * attackers));
                let wide = (2.0 / (1.0 - share * share)).sqrt();
                let caf = radius * (1.0 + (attackers / least).sqrt() * wide);
                cases.push((Box::new(Caf::new(f)), f, caf));
                let filter = filter(f, 8.0, 0.5);
                let enough = filter.enough(8.0, m, messages.dim());
                let ball = radius + (attackers / least).sqrt() * (radius * wide).max(enough);
                cases.push((Box::new(filter), f, ball));
                // ŝ ≤ 2·10/Φ⁻¹(¾).
                let enough = estimating(f, 0.5).enough(20.0 / QUARTILE, m, messages.dim());
                let ball = radius + (attackers / least).sqrt() * (radius * wide).max(enough);
                cases.push((Box::new(estimating(f, 0.5)), f, ball));
            }
            for (rule, count, ball) in &cases {
                prop_assert_eq!(rule.breakdown(m), *count);
                for messages in hostile(&messages, *count) {
                    let length = norm(&aggregate(&**rule, &messages));
                    prop_assert!(length <= ball * (1.0 + 1e-9), "{} of {messages:?}: {length} beyond {ball}", rule.key());
                }
            }
        }
    }

    /// Rows that are far, and not so far that they cannot be missed: the ball holds for these as well.
    #[test]
    fn nor_do_rows_that_are_a_little_out((messages, _) in messages(), at in -60.0..60.0_f64, to in -60.0..60.0_f64) {
        let m = messages.workers();
        let radius = 10.0 * (messages.dim() as f64).sqrt();
        let f = (m - 1) / 3;
        let mut spoiled = messages.clone();
        for worker in m - f..m {
            let away = if worker % 2 == 0 { at } else { to };
            spoiled.row_mut(worker).fill(away);
        }
        let (workers, attackers) = (m as f64, f as f64);
        let share = attackers / (workers - 2.0 * attackers);
        let caf = 1.0 + (attackers / (workers - 3.0 * attackers) * 2.0 / (1.0 - share * share)).sqrt();
        let smea = 1.0 + (attackers / (workers - 2.0 * attackers)).sqrt();
        let one_pass = 1.0 + (workers + 4.0 * workers * workers / ((workers - 2.0) * (workers - 2.0))).sqrt() / (workers - attackers);
        prop_assert!(norm(&aggregate(&Caf::new(f), &spoiled)) <= radius * caf);
        prop_assert!(norm(&aggregate(&Smea::new(f), &spoiled)) <= radius * smea);
        let mut one = messages.clone();
        one.row_mut(0).fill(at);
        prop_assert!(norm(&aggregate(&Spectral::new(f), &one)) <= radius * one_pass);
    }

    /// Whatever some rows are, it is the filter that is told the scale.
    #[test]
    fn an_estimated_scale_is_a_scale((messages, _) in messages(), slack in 0.0..1.0_f64) {
        let f = (messages.workers() - 1) / 3;
        for messages in hostile(&messages, f).into_iter().chain([messages]) {
            let told = filter(f, message_deviation(&messages, &mut Workspace::default()), slack);
            prop_assert_eq!(aggregate(&estimating(f, slack), &messages), aggregate(&told, &messages));
        }
    }

    #[test]
    fn the_search_finds_what_looking_at_every_set_finds((messages, _) in messages()) {
        for f in 1..=(messages.workers() - 1) / 2 {
            let expected = every_set(&messages, messages.workers() - f);
            let out = aggregate(&Smea::new(f), &messages);
            prop_assert!(agree(&out, &expected, 1e-12), "f = {f}: {out:?}, {expected:?}");
        }
    }

    #[test]
    fn without_attackers_the_mean((messages, _) in messages()) {
        let mean = aggregate(&Mean, &messages);
        for rule in rules(0) {
            prop_assert!(agree(&aggregate(&*rule, &messages), &mean, 1e-12), "{}", rule.key());
        }
        // Nor does a filter take anything from what is narrow enough.
        prop_assert!(agree(&aggregate(&filter(2, 100.0, 0.0), &messages), &mean, 1e-12));
    }
}

/// The mean of the set of the smallest top eigenvalue, found without any shortcut.
fn every_set(messages: &Messages, keep: usize) -> Vec<f64> {
    let (workers, dim) = (messages.workers(), messages.dim());
    let mut best = (f64::INFINITY, Vec::new());
    for bits in 0u32..1 << workers {
        let set: Vec<usize> = (0..workers).filter(|worker| bits >> worker & 1 == 1).collect();
        if set.len() != keep {
            continue;
        }
        let mean: Vec<f64> = (0..dim)
            .map(|k| set.iter().map(|&worker| messages.row(worker)[k]).sum::<f64>() / keep as f64)
            .collect();
        let rows = DMatrix::from_fn(keep, dim, |i, k| messages.row(set[i])[k] - mean[k]);
        let value = (rows.transpose() * rows).symmetric_eigenvalues().max();
        if value < best.0 {
            best = (value, mean);
        }
    }
    best.1
}

/// m × d standard normal messages, from a stream of their own.
fn normal(workers: usize, dim: usize) -> Messages {
    let mut stream = ReplicateStreams::new(1, "spectral", 0).worker(Purpose::Data, 0);
    let mut messages = Messages::zeros(workers, dim);
    for value in messages.values_mut() {
        *value = StandardNormal.sample(&mut stream);
    }
    messages
}

#[test]
fn a_far_cluster_ends() {
    for size in [1e4, 1e100, 1e200, 1e308] {
        for dim in [1, 5, 30] {
            let mut messages = normal(21, dim);
            for worker in 0..4 {
                // Equal rows, and two that are ever farther out.
                let far = if worker < 2 {
                    size
                } else {
                    size / 10_f64.powi(worker as i32)
                };
                messages.row_mut(worker).fill(far);
            }
            let mut out = vec![0.0; dim];
            let turns = weigh(&messages, 4, None, &mut Workspace::default(), &mut out);
            assert!(turns <= 21, "{turns} turns");
            assert!(norm(&out) < 1.5 * (dim as f64).sqrt(), "{size} {dim}: {out:?}");
        }
    }
}

#[test]
fn more_than_f_rows_that_are_not_finite_are_not_averaged() {
    let mut messages = normal(7, 2);
    for worker in 0..5 {
        messages.row_mut(worker).fill(f64::NAN);
    }
    for rule in rules(2) {
        assert!(norm(&aggregate(&*rule, &messages)).is_finite(), "{}", rule.key());
    }
    for rule in rules(2) {
        // Nothing is left to average.
        messages.values_mut().fill(f64::NAN);
        assert!(aggregate(&*rule, &messages)[0].is_nan(), "{}", rule.key());
    }
}

#[test]
fn equal_rows_are_what_they_are() {
    let messages = Messages::from_values(5, 2, [0.5, -3.0].repeat(5)).expect("messages");
    for rule in rules(1) {
        assert_eq!(aggregate(&*rule, &messages), [0.5, -3.0], "{}", rule.key());
    }
    // Of sets without any width the first one counts.
    let twins = Messages::from_values(4, 1, vec![1.0, 1.0, 1.0, 5.0]).expect("messages");
    assert_eq!(aggregate(&Smea::new(1), &twins), [1.0]);
}

#[test]
fn sets_beyond_a_number_are_refused() {
    assert_eq!(Smea::new(4).check(41), Ok(()));
    let error = Smea::new(5).check(41).expect_err("too many sets");
    assert!(matches!(error, AggregatorError::TooManySets { sets: 749_398, .. }));
    assert!(error.to_string().contains("749398"), "{error}");
    for rule in rules(3) {
        assert_eq!(rule.check(7), Ok(()));
        let error = rule.check(6).expect_err("too few workers").to_string();
        assert!(error.starts_with(&format!("{} with f = 3", rule.name())), "{error}");
    }
    for (scale, slack) in [(0.0, 0.0), (f64::NAN, 0.0), (1.0, -1.0), (1.0, f64::INFINITY)] {
        assert!(matches!(
            Filter::new(1, scale, slack),
            Err(AggregatorError::Parameter { rule: "filter", .. })
        ));
    }
}

#[test]
fn keys_name_every_parameter() {
    let keys: Vec<String> = rules(2).iter().map(|rule| rule.key()).collect();
    assert_eq!(
        keys,
        [
            "caf f=2",
            "smea f=2",
            "spectral f=2",
            "filter f=2 scale=3 slack=0.1",
            "filter f=2 scale=mad slack=0.1"
        ]
    );
}

#[test]
fn larger_searches_find_the_same() {
    for (workers, f, dim) in [(16, 6, 20), (16, 7, 3), (20, 3, 6)] {
        let plain = normal(workers, dim);
        let mut shifted = plain.clone();
        for worker in 0..f {
            shifted.row_mut(worker).iter_mut().for_each(|value| *value += 1.0);
        }
        for messages in [plain, shifted] {
            let (out, expected) = (aggregate(&Smea::new(f), &messages), every_set(&messages, workers - f));
            assert!(
                agree(&out, &expected, 1e-12),
                "{workers} {f} {dim}: {out:?}, {expected:?}"
            );
        }
    }
}
