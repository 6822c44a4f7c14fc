use proptest::prelude::*;

use super::super::distance::distance;
use super::super::scale::{QUARTILE, message_deviation};
use super::super::{Aggregator, AggregatorError, Mean, Median, Messages, Workspace};
use super::golden::{LOCATION, aggregate, agree, hostile, matrix};
use super::*;
use crate::stream::ReplicateStreams;

fn smoothed(nu: f64, steps: usize, start: Start) -> SmoothedGeometricMedian {
    SmoothedGeometricMedian::new(nu, steps, start).expect("valid parameters")
}

fn clipping(tau: f64, steps: usize, start: Start) -> CentredClipping {
    CentredClipping::new(tau, steps, start).expect("valid parameters")
}

fn groups(groups: usize, grouping: Grouping) -> GroupGeometricMedian {
    GroupGeometricMedian::new(groups, grouping).expect("a number of groups")
}

fn vrmom(quantiles: usize, scale: f64) -> Vrmom {
    Vrmom::new(quantiles, scale).expect("valid parameters")
}

/// The rule that a golden value is of, and how far it may be off.
fn rule(name: &str, f: usize) -> (Box<dyn Aggregator>, f64) {
    match name {
        "geometric-median exact" => (Box::new(GeometricMedian::default()), 1e-9),
        "geometric-median nu=0.1 T=3 start 0" => (Box::new(smoothed(0.1, 3, Start::Zero)), 1e-12),
        "geometric-median nu=0.1 T=100" => (Box::new(smoothed(0.1, 100, Start::Zero)), 1e-9),
        "geometric-median nu=1e-6 T=1000" => (Box::new(smoothed(1e-6, 1000, Start::Zero)), 1e-9),
        "centered-clipping start 0 tau=100 L=1" => (Box::new(clipping(100.0, 1, Start::Zero)), 1e-12),
        "centered-clipping start 0 tau=1 L=1" => (Box::new(clipping(1.0, 1, Start::Zero)), 1e-12),
        "centered-clipping start 0 tau=1 L=5" => (Box::new(clipping(1.0, 5, Start::Zero)), 1e-12),
        "centered-clipping start median tau=1 L=20" => (Box::new(clipping(1.0, 20, Start::Median)), 1e-12),
        "geometric median of 3 contiguous group means" => (Box::new(groups(3, Grouping::Contiguous)), 1e-9),
        _ if name == format!("trimmed midrange f={f}") => (Box::new(TrimmedMidrange::new(f)), 1e-12),
        _ => panic!("no rule {name}"),
    }
}

#[test]
fn other_programs_agree() {
    for (name, golden, expected) in LOCATION {
        let (messages, f) = matrix(name);
        let (rule, tolerance) = rule(golden, f);
        let out = aggregate(&*rule, &messages);
        assert!(
            agree(&out, expected, tolerance),
            "{name} {golden}: {out:?}, not {expected:?}"
        );
    }
}

/// A rule of every kind that does not group.
fn symmetric() -> Vec<Box<dyn Aggregator>> {
    vec![
        Box::new(GeometricMedian::default()),
        Box::new(smoothed(0.1, 3, Start::Zero)),
        Box::new(smoothed(0.01, 8, Start::Median)),
        Box::new(clipping(1.0, 5, Start::Zero)),
        Box::new(clipping(0.5, 3, Start::Median).with_memory()),
        Box::new(TrimmedMidrange::new(2)),
        Box::new(vrmom(5, 1.0)),
        Box::new(clipping(2.0, 3, Start::Median).with_estimated_scale()),
    ]
}

/// 5 to 12 messages of dimension 1 to 4, and an order of them.
fn messages() -> impl Strategy<Value = (Messages, Vec<usize>)> {
    (5usize..=12, 1usize..=4).prop_flat_map(|(workers, dim)| {
        let values = prop::collection::vec(-10.0..10.0, workers * dim);
        let order = Just((0..workers).collect::<Vec<_>>()).prop_shuffle();
        (values, order)
            .prop_map(move |(values, order)| (Messages::from_values(workers, dim, values).expect("messages"), order))
    })
}

fn permuted(messages: &Messages, order: &[usize]) -> Messages {
    let values = order.iter().flat_map(|&worker| messages.row(worker).to_vec()).collect();
    Messages::from_values(messages.workers(), messages.dim(), values).expect("messages")
}

fn moved(messages: &Messages, factor: f64, by: f64) -> Messages {
    let values = messages.values().iter().map(|value| factor * value + by).collect();
    Messages::from_values(messages.workers(), messages.dim(), values).expect("messages")
}

/// Σ‖xᵢ − z‖.
fn total(messages: &Messages, z: &[f64]) -> f64 {
    messages.rows().map(|row| distance(row, z)).sum()
}

proptest! {
    #[test]
    fn the_order_of_the_workers_does_not_matter((messages, order) in messages()) {
        for rule in symmetric() {
            let there = aggregate(&*rule, &permuted(&messages, &order));
            let here = aggregate(&*rule, &messages);
            prop_assert!(agree(&there, &here, 1e-8), "{}: {there:?}, {here:?}", rule.key());
        }
    }

    #[test]
    fn what_moves_the_messages_moves_the_result((messages, _) in messages(), by in -50.0..50.0_f64) {
        let exact: [(Box<dyn Aggregator>, bool); 7] = [
            (Box::new(clipping(1.5, 4, Start::Median).with_estimated_scale()), true),
            (Box::new(GeometricMedian::default()), true),
            (Box::new(groups(3, Grouping::Dealt)), true),
            (Box::new(TrimmedMidrange::new(1)), true),
            (Box::new(smoothed(0.1, 4, Start::Median)), false),
            (Box::new(clipping(1.0, 4, Start::Median)), false),
            (Box::new(vrmom(4, 2.0)), false),
        ];
        for (rule, scales) in exact {
            let factor = if scales { 3.0 } else { 1.0 };
            let there = aggregate(&*rule, &moved(&messages, factor, by));
            let here: Vec<f64> = aggregate(&*rule, &messages).iter().map(|value| factor * value + by).collect();
            prop_assert!(agree(&there, &here, 1e-7), "{}: {there:?}, {here:?}", rule.key());
        }
    }

    /// Whatever some rows are, it is the rule that is told the radius.
    #[test]
    fn an_estimated_scale_is_a_radius((messages, _) in messages(), tau in 0.1..5.0_f64, start in prop::sample::select(vec![Start::Zero, Start::Median])) {
        let estimated = clipping(tau, 3, start).with_estimated_scale();
        for messages in hostile(&messages, (messages.workers() - 1) / 2).into_iter().chain([messages]) {
            let scale = message_deviation(&messages, &mut Workspace::default());
            let told = clipping(tau * scale, 3, start);
            prop_assert_eq!(aggregate(&estimated, &messages), aggregate(&told, &messages));
        }
    }

    #[test]
    fn no_point_nearby_has_a_smaller_sum_of_distances((messages, _) in messages()) {
        let z = aggregate(&GeometricMedian::default(), &messages);
        let least = total(&messages, &z);
        for k in 0..z.len() {
            for step in [-1e-3, -1e-5, 1e-5, 1e-3] {
                let mut other = z.clone();
                other[k] += step;
                prop_assert!(total(&messages, &other) >= least - 1e-12 * least);
            }
        }
        for row in messages.rows() {
            prop_assert!(total(&messages, row) >= least - 1e-12 * least);
        }
    }

    #[test]
    fn a_line_has_its_median((messages, _) in messages()) {
        let mut column = Vec::new();
        messages.copy_column(0, &mut column);
        let line = Messages::from_values(column.len(), 1, column).expect("messages");
        prop_assert_eq!(aggregate(&GeometricMedian::default(), &line), aggregate(&Median, &line));
    }

    #[test]
    fn hostile_rows_stay_without_effect((messages, _) in messages()) {
        let (m, d) = (messages.workers(), messages.dim() as f64);
        // All entries are within 10 of 0.
        let radius = 10.0 * d.sqrt();
        for q in 1..=(m - 1) / 2 {
            let h = (m - q) as f64;
            let (share, pull) = (q as f64 / h, q as f64 / m as f64);
            let geometric = radius * h / (h * h - (q * q) as f64).sqrt() + 1e-6;
            let vrmom = vrmom(5, 1.0);
            // s = 1.
            let correction = vrmom.largest_correction();
            let mut rules: Vec<(Box<dyn Aggregator>, f64)> = vec![
                (Box::new(GeometricMedian::default()), if d == 1.0 { radius } else { geometric }),
                (Box::new(groups(m, Grouping::Contiguous)), geometric),
                (Box::new(smoothed(0.1, 3, Start::Zero)), (1.0 + 2.0 * share).powi(3) * (radius + 0.05)),
                (Box::new(smoothed(0.1, 3, Start::Median)), (1.0 + 2.0 * share).powi(3) * (radius + 0.05)),
                (Box::new(clipping(2.0, 5, Start::Zero)), radius + 10.0 * pull),
                (Box::new(clipping(2.0, 5, Start::Median)), radius + 10.0 * pull),
                // ŝ ≤ 2·10/Φ⁻¹(¾).
                (
                    Box::new(clipping(2.0, 5, Start::Median).with_estimated_scale()),
                    radius + 10.0 * pull * 20.0 / QUARTILE,
                ),
                (Box::new(TrimmedMidrange::new(q)), radius),
                (Box::new(vrmom), d.sqrt() * (10.0 + correction)),
            ];
            let fewer = 2 * q + 1;
            if fewer < m {
                let clean = (fewer - q) as f64;
                let ball = radius * clean / (clean * clean - (q * q) as f64).sqrt() + 1e-6;
                rules.push((Box::new(groups(fewer, Grouping::Dealt)), ball));
                rules.push((Box::new(groups(fewer, Grouping::Contiguous)), ball));
            }
            for messages in hostile(&messages, q) {
                for (rule, ball) in &rules {
                    prop_assert!(rule.breakdown(m) >= q, "{}", rule.key());
                    let out = aggregate(&**rule, &messages);
                    let length = distance(&out, &vec![0.0; out.len()]);
                    prop_assert!(length <= ball * (1.0 + 1e-9), "{} of {messages:?}: {out:?} beyond {ball}", rule.key());
                }
            }
        }
    }
}

#[test]
fn a_minimum_at_a_message_is_that_message() {
    // The coordinate-wise median is a message that is no minimum; and one that is.
    let cross = [0.0, 0.0, 5.0, 0.1, 5.0, -0.1, 4.0, 0.3, -0.1, 7.0, -0.2, -6.0];
    let messages = Messages::from_values(6, 2, cross.to_vec()).expect("messages");
    let z = aggregate(&GeometricMedian::default(), &messages);
    assert!(total(&messages, &z) <= total(&messages, messages.row(0)));
    let wide = Messages::from_values(3, 2, vec![-1.0, 0.1, 0.0, 0.0, 1.0, 0.1]).expect("messages");
    assert_eq!(aggregate(&GeometricMedian::default(), &wide), [0.0, 0.0]);
}

#[test]
fn on_a_slanted_line_of_even_length_the_midpoint() {
    let values = vec![3.0, 6.0, 0.0, 0.0, 1.0, 2.0, 10.0, 20.0];
    let messages = Messages::from_values(4, 2, values).expect("messages");
    assert!(agree(
        &aggregate(&GeometricMedian::default(), &messages),
        &[2.0, 4.0],
        1e-14
    ));
}

#[test]
fn limits_are_rules_of_other_names() {
    for name in ['A', 'B', 'C', 'D'] {
        let (messages, _) = matrix(name);
        let m = messages.workers();
        let mean = aggregate(&Mean, &messages);
        assert!(agree(
            &aggregate(&clipping(1e9, 1, Start::Median), &messages),
            &mean,
            1e-12
        ));
        assert!(agree(&aggregate(&groups(1, Grouping::Dealt), &messages), &mean, 1e-12));
        let geometric = aggregate(&GeometricMedian::default(), &messages);
        assert!(agree(
            &aggregate(&groups(m, Grouping::Dealt), &messages),
            &geometric,
            1e-9
        ));
        if m % 2 == 1 {
            let middle = aggregate(&TrimmedMidrange::new((m - 1) / 2), &messages);
            assert_eq!(middle, aggregate(&Median, &messages));
        }
    }
}

#[test]
fn clipping_remembers_where_it_was() {
    let (messages, _) = matrix('A');
    let two = aggregate(&clipping(1.0, 2, Start::Zero), &messages);
    let rule = clipping(1.0, 1, Start::Zero).with_memory();
    let streams = ReplicateStreams::new(1, "clipping", 0);
    let mut workspace = Workspace::default();
    let mut out = [0.0; 2];
    for round in 0..2 {
        workspace.begin_round(round, 2, &streams);
        workspace.try_out(&rule, &messages, &mut out);
        workspace.aggregate(&rule, &messages, &mut out);
    }
    assert!(agree(&out, &two, 1e-15));
    workspace.restart();
    workspace.aggregate(&rule, &messages, &mut out);
    assert!(agree(
        &out,
        &aggregate(&clipping(1.0, 1, Start::Zero), &messages),
        1e-15
    ));
    assert!(rule.depends_on().rounds && !clipping(1.0, 1, Start::Zero).depends_on().rounds);
}

/// Messages of which most are alike have no width, and their value is the result; where most are no numbers, so is where steps start.
#[test]
fn a_scale_of_nothing_makes_no_step() {
    let rule = clipping(3.0, 2, Start::Median).with_estimated_scale();
    let alike = Messages::from_values(5, 1, vec![2.0, 2.0, 2.0, 9.0, 1e308]).expect("messages");
    assert_eq!(aggregate(&rule, &alike), [2.0]);
    let lost = Messages::from_values(4, 1, vec![1.0, f64::NAN, f64::NAN, f64::INFINITY]).expect("messages");
    assert!(aggregate(&rule, &lost)[0].is_finite());
}

#[test]
fn dealt_groups_are_others_than_contiguous_ones() {
    let rows = |grouping| aggregate(&groups(3, grouping), &matrix('A').0);
    let dealt = permuted(&matrix('A').0, &[0, 3, 6, 1, 4, 2, 5]);
    assert_eq!(
        rows(Grouping::Dealt),
        aggregate(&groups(3, Grouping::Contiguous), &dealt)
    );
    assert_ne!(rows(Grouping::Dealt), rows(Grouping::Contiguous));
}

#[test]
fn one_quantile_by_hand() {
    // Median 1; at it F is (1 + 2)/(2·3) = 1/2: no correction.
    let one = vrmom(1, 1.0);
    let three = Messages::from_values(3, 1, vec![0.0, 1.0, 5.0]).expect("messages");
    assert_eq!(aggregate(&one, &three), [1.0]);
    // K = 2: Δ = ∓0.430727, φ(Δ) = 0.363600; F(0.569) = 1/3 and F(1.431) = 2/3: no correction.
    assert!(agree(&aggregate(&vrmom(2, 1.0), &three), &[1.0], 1e-15));
    // F(−0.43) = 0 and F(0.43) = 3/4: the sum is 0 − 1/3 + 3/4 − 2/3 = −1/4.
    let four = Messages::from_values(4, 1, vec![0.0, 0.0, 0.0, 9.0]).expect("messages");
    let expected = 0.25 / (2.0 * 0.363599775);
    let out = aggregate(&vrmom(2, 1.0), &four);
    assert!(agree(&out, &[expected], 1e-6), "{out:?} {expected}");
    let mirrored = moved(&four, -1.0, 0.0);
    assert!(agree(&aggregate(&vrmom(2, 1.0), &mirrored), &[-expected], 1e-6));
}

#[test]
fn a_parameter_outside_its_domain_is_named() {
    let error = CentredClipping::new(-1.0, 1, Start::Zero).expect_err("a negative radius");
    assert_eq!(
        error.to_string(),
        "centred-clipping: tau -1 is outside its domain: a positive finite number"
    );
    let bad = [0.0, -1.0, f64::NAN, f64::INFINITY];
    for value in bad {
        let refused = [
            CentredClipping::new(value, 1, Start::Zero).err(),
            SmoothedGeometricMedian::new(value, 1, Start::Zero).err(),
            GeometricMedian::new(value, 1).err(),
            Vrmom::new(3, value).err(),
        ];
        for error in refused {
            assert!(matches!(error, Some(AggregatorError::Parameter { .. })), "{error:?}");
        }
    }
    let refused = [
        CentredClipping::new(1.0, 0, Start::Zero).err(),
        SmoothedGeometricMedian::new(1.0, 0, Start::Zero).err(),
        GeometricMedian::new(1e-9, 0).err(),
        Vrmom::new(0, 1.0).err(),
        GroupGeometricMedian::new(0, Grouping::Dealt).err(),
    ];
    for error in refused {
        assert!(
            matches!(error, Some(AggregatorError::Parameter { value: 0.0, .. })),
            "{error:?}"
        );
    }
    assert_eq!(
        TrimmedMidrange::new(2).check(4).map_err(|error| error.to_string()),
        Err("trimmed-midrange: f 2 does not fit 4 workers: 2f must stay below m".to_owned())
    );
    assert!(TrimmedMidrange::new(2).check(5).is_ok());
    assert!(groups(5, Grouping::Dealt).check(4).is_err() && groups(4, Grouping::Dealt).check(4).is_ok());
}

#[test]
fn keys_name_every_parameter() {
    let keys: Vec<String> = symmetric().iter().map(|rule| rule.key()).collect();
    assert_eq!(
        keys,
        [
            "geometric-median tolerance=1e-13 steps=10000",
            "smoothed-geometric-median nu=0.1 steps=3 start=0",
            "smoothed-geometric-median nu=0.01 steps=8 start=median",
            "centred-clipping tau=1 steps=5 start=0",
            "centred-clipping tau=0.5 steps=3 start=median memory",
            "trimmed-midrange f=2",
            "vrmom K=5 s=1",
            "centred-clipping tau=2 steps=3 start=median s=mad",
        ]
    );
    let key = groups(3, Grouping::Dealt).key();
    assert_eq!(
        key,
        "group-geometric-median k=3 groups=dealt tolerance=1e-13 steps=10000"
    );
}
