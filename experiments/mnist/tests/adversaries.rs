//! The adversaries on small messages.

use byzrate::adversary::{Adversary, OmniscientSign, Scene, Step};
use byzrate::aggregator::{Aggregator, Median, Messages, TrimmedMean, Workspace};
use byzrate::stream::ReplicateStreams;
use byzrate_mnist::adversary::{Attack, Destination};

const ITERATE: [f64; 2] = [0.0, 0.0];
const ETA: f64 = 0.1;

/// Messages of five honest workers and two Byzantine ones.
fn messages() -> Messages {
    let rows = [
        1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0, -4.0, 5.0, 15.0, 9.0, 9.0, 9.0, 9.0,
    ];
    Messages::from_values(7, 2, rows.to_vec()).expect("7 × 2")
}

fn corrupted(adversary: &dyn Adversary, aggregator: &dyn Aggregator) -> Messages {
    let mut messages = messages();
    let mut destination = Destination::new(2);
    destination.lead(&ITERATE, ETA, &messages, 5);
    let scene = Scene {
        round: 0,
        iterate: &ITERATE,
        optimum: destination.place(),
        noise: 0.0,
        aggregator,
        samples: 1,
        step: Step::Gradient { eta: ETA },
        byzantine: 5..7,
        alpha: 0.3,
        streams: &ReplicateStreams::new(1, "adversaries", 0),
    };
    adversary.corrupt(&scene, &mut messages, &mut Workspace::default());
    messages
}

/// The honest mean is 3 in the first coordinate and 1 in the second: both are pushed down, although the most of the second are
/// negative.
#[test]
fn the_worst_case_goes_against_the_honest_mean() {
    for aggregator in [&Median as &dyn Aggregator, &TrimmedMean::new(0.3).expect("a fraction")] {
        let messages = corrupted(&OmniscientSign, aggregator);
        for worker in 5..7 {
            assert_eq!(messages.row(worker), [f64::NEG_INFINITY; 2], "{}", aggregator.name());
        }
    }
}

/// Nothing else the two could send gives an aggregate lower than the worst case does, by trying 41² pairs of messages.
#[test]
fn no_other_message_is_worse() {
    for aggregator in [&Median as &dyn Aggregator, &TrimmedMean::new(0.3).expect("a fraction")] {
        let mut workspace = Workspace::default();
        let mut worst = [0.0; 2];
        aggregator.aggregate(&corrupted(&OmniscientSign, aggregator), &mut workspace, &mut worst);
        let mut tried = messages();
        for a in -20..=20 {
            for b in -20..=20 {
                tried.row_mut(5).fill(f64::from(a));
                tried.row_mut(6).fill(f64::from(b));
                let mut out = [0.0; 2];
                aggregator.aggregate(&tried, &mut workspace, &mut out);
                assert!(worst[0] <= out[0] && worst[1] <= out[1], "{a} {b}");
            }
        }
    }
}

#[test]
fn small_shifts_and_inner_products() {
    let sent = |attack: Attack| corrupted(&*attack.messages().expect("rewrites messages"), &Median);
    // Honest values 1 to 5: mean 3, variance 2.5.
    let wide = sent(Attack::LittleIsEnoughWide);
    assert!((wide.row(5)[0] - (3.0 - 1.5 * 2.5f64.sqrt())).abs() < 1e-12);
    assert_eq!(wide.row(5), wide.row(6));
    // Φ⁻¹(3/5).
    let hidden = sent(Attack::LittleIsEnough);
    assert!((hidden.row(5)[0] - (3.0 - 0.253347103136 * 2.5f64.sqrt())).abs() < 1e-11);
    assert_eq!(sent(Attack::InnerProduct).row(6), [-1.5, -0.5]);
    assert_eq!(sent(Attack::InnerProductLarge).row(6), [-30.0, -10.0]);
}

#[test]
fn names_lead_back() {
    for attack in Attack::ALL {
        assert_eq!(Attack::named(attack.name()), Some(attack));
    }
    assert_eq!(Attack::FlippedLabels.labels().of(2, 5), 7);
    assert_eq!(Attack::RandomLabels.labels().of(2, 5), 5);
    assert_eq!(Attack::SignFlip.labels().of(2, 5), 2);
}
