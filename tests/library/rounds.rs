//! A round as another program runs it: no problem, no data of this crate, only messages.

use byzrate::adversary::{ConstantShift, Honest, OmniscientSign, Scene, Step};
use byzrate::aggregator::{Mean, Median, Messages, Workspace};
use byzrate::stream::ReplicateStreams;

/// Five workers at 1 to 5 and −1 to −5, the last of them Byzantine; w = 0, and w* = (−2.5, 0).
fn scene<'a>(aggregator: &'a dyn byzrate::aggregator::Aggregator, streams: &'a ReplicateStreams) -> Scene<'a> {
    Scene {
        round: 0,
        iterate: &[0.0, 0.0],
        optimum: &[-2.5, 0.0],
        noise: 2.0,
        aggregator,
        samples: 1,
        step: Step::Gradient { eta: 1.0 },
        byzantine: 4..5,
        alpha: 0.2,
        streams,
    }
}

fn messages() -> Messages {
    let rows = (1..=5).flat_map(|worker| [f64::from(worker), -f64::from(worker)]);
    Messages::from_values(5, 2, rows.collect()).expect("5 × 2")
}

#[test]
fn a_round_needs_messages_and_a_scene() {
    let streams = ReplicateStreams::new(1, "rounds", 0);
    let mut workspace = Workspace::default();
    let mut aggregate = [0.0; 2];
    let mut sent = messages();
    scene(&Mean, &streams).round(&Honest, &mut sent, &mut workspace, &mut aggregate);
    assert_eq!(aggregate, [3.0, -3.0]);
    assert_eq!(workspace.byzantine(), 1);
    // Shifted by 5σ.
    let shift = ConstantShift::new(5.0).expect("finite");
    scene(&Mean, &streams).round(&shift, &mut sent, &mut workspace, &mut aggregate);
    assert_eq!(aggregate, [5.0, -1.0]);
    // The honest median is 2 or 3 in the first coordinate: 2 leaves the next iterate −2 as far from −2.5 as 3 does, and the
    // adversary goes up; in the second −3 takes it further from 0 than −2.
    let mut sent = messages();
    let scene = scene(&Median, &streams);
    scene.round(&OmniscientSign, &mut sent, &mut workspace, &mut aggregate);
    assert_eq!(sent.row(4), [f64::INFINITY, f64::NEG_INFINITY]);
    assert_eq!(aggregate, [3.0, -3.0]);
    let mut iterate = [0.0; 2];
    scene.step.apply(&aggregate, &mut iterate);
    assert_eq!(iterate, [-3.0, 3.0]);
}
