use proptest::prelude::*;

use super::super::distance::norm;
use super::super::location::golden::{BEFORE, aggregate, agree, hostile, matrix};
use super::super::{GeometricMedian, Krum, Mean, Median, Neighbours, TrimmedMean};
use super::*;
use crate::stream::ReplicateStreams;

fn clip(longest: f64) -> Clipping {
    Clipping::new(longest).expect("a norm")
}

fn buckets(size: usize, order: BucketOrder) -> Bucketing {
    Bucketing::new(size, order).expect("a size")
}

/// The rule after `then` in the name of a golden value, among `workers`.
fn rule(name: &str, f: usize, workers: usize) -> Arc<dyn Aggregator> {
    match name {
        "mean" => Arc::new(Mean),
        "median" => Arc::new(Median),
        "krum (n-f-1)" => Arc::new(Krum::new(f).with_neighbours(Neighbours::OneMore)),
        "geometric-median exact" => Arc::new(GeometricMedian::default()),
        "trmean" => Arc::new(TrimmedMean::new(f as f64 / workers as f64).expect("a fraction")),
        _ => panic!("no rule {name}"),
    }
}

fn applied(transform: &dyn Transform, messages: &Messages) -> Messages {
    let mut made = Messages::zeros(1, 1);
    transform.apply(messages, &mut Workspace::default(), &mut made);
    made
}

#[test]
fn other_programs_agree() {
    for (name, golden, expected) in BEFORE {
        let (messages, f) = matrix(name);
        let nnm = NearestNeighbourMixing::new(f);
        let arc = AdaptiveClipping::new(f);
        let out = if let Some((before, row)) = golden.split_once(" rows ") {
            let row = row
                .split_once('[')
                .and_then(|(_, row)| row.strip_suffix(']')?.parse().ok());
            let row: usize = row.expect("the number of a row");
            let made = if before == "nnm" {
                applied(&nnm, &messages)
            } else {
                applied(&arc, &messages)
            };
            made.row(row).to_vec()
        } else {
            let (before, then) = golden.split_once(" then ").expect("a chain");
            let rule = rule(then, f, messages.workers());
            let chain = match before.split(' ').next().unwrap_or_default() {
                "nnm" => Before::new(nnm, rule),
                "arc" => Before::new(arc, rule),
                "clip" => Before::new(clip(2.0), rule),
                _ => Before::new(buckets(2, BucketOrder::Given), rule),
            };
            aggregate(&chain, &messages)
        };
        let tolerance = if golden.contains("geometric") { 1e-9 } else { 1e-12 };
        assert!(
            agree(&out, expected, tolerance),
            "{name} {golden}: {out:?}, not {expected:?}"
        );
    }
}

/// 5 to 11 messages of dimension 1 to 3, and an order of them.
fn messages() -> impl Strategy<Value = (Messages, Vec<usize>)> {
    (5usize..=11, 1usize..=3).prop_flat_map(|(workers, dim)| {
        let values = prop::collection::vec(-10.0..10.0, workers * dim);
        let order = Just((0..workers).collect::<Vec<_>>()).prop_shuffle();
        (values, order).prop_map(move |(values, order)| {
            let messages = Messages::from_values(workers, dim, values).expect("messages");
            (messages, order)
        })
    })
}

proptest! {
    #[test]
    fn the_order_of_the_workers_does_not_matter((messages, order) in messages()) {
        let values = order.iter().flat_map(|&worker| messages.row(worker).to_vec()).collect();
        let permuted = Messages::from_values(messages.workers(), messages.dim(), values).expect("messages");
        let rules = [
            Before::new(NearestNeighbourMixing::new(2), Arc::new(Median)),
            Before::new(AdaptiveClipping::new(2), Arc::new(Mean)),
            Before::new(clip(3.0), Arc::new(Mean)),
            Before::new(NearestNeighbourMixing::new(1), Arc::new(Before::new(clip(5.0), Arc::new(Median)))),
        ];
        for rule in rules {
            let (there, here) = (aggregate(&rule, &permuted), aggregate(&rule, &messages));
            prop_assert!(agree(&there, &here, 1e-12), "{}: {there:?}, {here:?}", rule.key());
        }
    }

    #[test]
    fn hostile_rows_stay_without_effect((messages, _) in messages()) {
        let (m, d) = (messages.workers(), messages.dim() as f64);
        // All entries are within 10 of 0.
        let radius = 10.0 * d.sqrt();
        for f in 1..=(m - 1) / 2 {
            let mixed = radius * (1.0 + 2.0 * f as f64 / (m - f) as f64);
            let h = (m - f) as f64;
            let geometric = mixed * h / (h * h - (f * f) as f64).sqrt() + 1e-6;
            let nnm = NearestNeighbourMixing::new(f);
            let arc = AdaptiveClipping::new(f);
            let mut rules = vec![
                (Before::new(nnm, Arc::new(Median)), d.sqrt() * mixed),
                (Before::new(nnm, rule("trmean", f, m)), d.sqrt() * mixed),
                (Before::new(nnm, Arc::new(GeometricMedian::default())), geometric),
                (Before::new(arc, Arc::new(Mean)), radius),
                (Before::new(arc, Arc::new(Median)), d.sqrt() * radius),
                (Before::new(clip(4.0), Arc::new(Mean)), 4.0),
                (Before::new(arc, Arc::new(Before::new(nnm, Arc::new(Median)))), 3.0 * d.sqrt() * radius),
            ];
            if 2 * f < m.div_ceil(2) {
                for order in [BucketOrder::Given, BucketOrder::Shuffled] {
                    rules.push((Before::new(buckets(2, order), Arc::new(Median)), radius));
                }
            }
            for messages in hostile(&messages, f) {
                for (rule, ball) in &rules {
                    prop_assert!(rule.breakdown(m) >= f, "{}", rule.key());
                    let out = aggregate(rule, &messages);
                    prop_assert!(norm(&out) <= ball * (1.0 + 1e-9), "{} of {messages:?}: {out:?} beyond {ball}", rule.key());
                }
            }
        }
    }

    #[test]
    fn without_attackers_nothing_changes((messages, _) in messages()) {
        let mean = aggregate(&Mean, &messages);
        let mixed = aggregate(&Before::new(NearestNeighbourMixing::new(0), Arc::new(Median)), &messages);
        prop_assert!(agree(&mixed, &mean, 1e-12));
        prop_assert_eq!(applied(&AdaptiveClipping::new(0), &messages), messages.clone());
        prop_assert_eq!(applied(&buckets(1, BucketOrder::Given), &messages), messages.clone());
        prop_assert_eq!(applied(&clip(100.0), &messages), messages);
    }
}

#[test]
fn buckets_are_drawn_anew_in_every_round() {
    let (messages, _) = matrix('B');
    let streams = ReplicateStreams::new(1, "buckets", 0);
    let rounds = |order| {
        let rule = Before::new(buckets(2, order), Arc::new(Median));
        let mut workspace = Workspace::default();
        let round = |round| {
            let mut out = vec![0.0; 3];
            workspace.begin_round(round, 2, &streams);
            workspace.aggregate(&rule, &messages, &mut out);
            out
        };
        (0..6).map(round).collect::<Vec<_>>()
    };
    let shuffled = rounds(BucketOrder::Shuffled);
    assert!(shuffled.iter().any(|out| *out != shuffled[0]), "{shuffled:?}");
    assert_eq!(shuffled, rounds(BucketOrder::Shuffled));
    let given = rounds(BucketOrder::Given);
    assert!(given.iter().all(|out| *out == given[0]));
}

#[test]
fn every_step_of_a_chain_draws_for_itself() {
    #[derive(Debug)]
    struct Drawing;

    impl Aggregator for Drawing {
        fn name(&self) -> &str {
            "drawing"
        }

        fn breakdown(&self, _workers: usize) -> usize {
            0
        }

        fn aggregate(&self, _messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
            out[0] = rand::RngExt::random(&mut workspace.stream());
        }
    }

    let single = || -> Arc<dyn Transform> { Arc::new(buckets(1, BucketOrder::Shuffled)) };
    let messages = Messages::zeros(3, 1);
    let drawn: Vec<f64> = (0..4)
        .map(|steps| {
            aggregate(
                &*Before::chain((0..steps).map(|_| single()).collect(), Arc::new(Drawing)),
                &messages,
            )[0]
        })
        .collect();
    for (steps, value) in drawn.iter().enumerate() {
        assert!(!drawn[..steps].contains(value), "{drawn:?}");
    }
}

#[test]
fn a_parameter_outside_its_domain_is_named() {
    for value in [0.0, -2.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(
            Clipping::new(value),
            Err(AggregatorError::Parameter { rule: "clipping", .. })
        ));
    }
    let error = Bucketing::new(0, BucketOrder::Given).expect_err("no size");
    assert_eq!(error.to_string(), "bucketing: s 0 is outside its domain: at least 1");
    for transform in [
        &NearestNeighbourMixing::new(3) as &dyn Transform,
        &AdaptiveClipping::new(3),
    ] {
        assert!(matches!(
            transform.check(6),
            Err(AggregatorError::Count {
                value: 3,
                workers: 6,
                ..
            })
        ));
        assert!(transform.check(7).is_ok());
    }
    assert!(buckets(3, BucketOrder::Given).check(2).is_err());
    // The rule is asked about the messages that it gets.
    let halves = Before::new(
        buckets(4, BucketOrder::Given),
        Arc::new(TrimmedMean::new(0.3).expect("a fraction")),
    );
    assert!(halves.check(7).is_err() && halves.check(12).is_ok());
}

#[test]
fn chains_tell_what_they_are() {
    let inner = Before::new(
        buckets(2, BucketOrder::Shuffled),
        Arc::new(TrimmedMean::new(0.2).expect("a fraction")),
    );
    let chain = Before::new(NearestNeighbourMixing::new(2), Arc::new(inner));
    assert_eq!(chain.name(), "nnm then bucketing then trimmed-mean");
    assert_eq!(
        chain.key(),
        "nnm f=2 then bucketing s=2 order=shuffled then trimmed-mean beta=0.2"
    );
    assert_eq!(
        chain.key_among(9),
        "nnm f=2 then bucketing s=2 order=shuffled then trimmed-mean k=1"
    );
    assert_eq!(chain.breakdown(9), 1);
    assert!(chain.depends_on().chance && !chain.depends_on().rounds);
    assert_eq!(Before::new(AdaptiveClipping::new(2), Arc::new(Mean)).breakdown(9), 2);
}
