//! Few workers, one coordinate, no attackers, and what an adversary keeps or tries out.

use rand_distr::Distribution;

use super::principal::Principal;
use super::stage::{A, B, Stage, messages, sent};
use super::*;
use crate::adversary::{Adversary, Scene};
use crate::aggregator::{Aggregator, Cge, Krum, Mean, Median, Messages, TrimmedMean, Workspace};
use crate::sampling::StandardNormal;
use crate::stream::{Purpose, Stream};

fn all() -> Vec<Box<dyn Adversary>> {
    let mut all: Vec<Box<dyn Adversary>> = vec![
        Box::new(LittleIsEnough::hidden(Direction::Down)),
        Box::new(LittleIsEnough::new(1.5, Direction::Up).expect("a factor")),
        Box::new(InnerProduct::new(0.5).expect("a factor")),
        Box::new(Mimic::of(0)),
        Box::new(Mimic::adaptive()),
        Box::new(Shift::new(1.5, Direction::Up).expect("a size")),
        Box::new(FarCluster::new(1e4).expect("a factor")),
        Box::new(AntiCge),
    ];
    for direction in Perturbation::ALL {
        all.push(Box::new(MinMax::new(direction)));
        all.push(Box::new(MinSum::new(direction)));
    }
    for family in [Family::LittleIsEnough, Family::InnerProduct, Family::Shift] {
        all.push(Box::new(BestFactor::new(family)));
    }
    all
}

#[test]
fn keys_tell_all_of_them_apart() {
    let keys: std::collections::HashSet<String> = all().iter().map(|adversary| adversary.key()).collect();
    assert_eq!(keys.len(), all().len());
    for adversary in all() {
        assert!(adversary.key().starts_with(adversary.name()));
        assert!(!adversary.reads_alpha());
    }
}

/// Without attackers nothing is written, and without honest workers nothing is learned.
#[test]
fn nobody_on_one_side() {
    for adversary in all() {
        assert!(sent(&*adversary, &A, 0).is_empty());
        assert_eq!(sent(&*adversary, &[[0.0; 2]; 0], 2), [[99.0; 2]; 2], "{adversary:?}");
    }
}

/// One honest worker in one dimension: sd = 0, no distances.
#[test]
fn one_honest_worker_in_one_dimension() {
    for adversary in all() {
        let sent = sent(&*adversary, &[[3.0]], 2);
        assert!(
            sent.iter().flatten().all(|value| value.is_finite()),
            "{adversary:?}: {sent:?}"
        );
        assert_eq!(sent[0], sent[1]);
        let expected = match adversary.name() {
            "alie" | "mimic" | "min-max" | "min-sum" => 3.0,
            "ipm" => -1.5,
            "shift" => 4.5,
            "far-cluster" => 10_003.0,
            "anti-cge" => -3.0,
            // The median of one honest and two Byzantine messages is the Byzantine one, and any goes far.
            "optimal-alie" => 3.0,
            "optimal-ipm" => 30_000.0,
            "optimal-shift" => 10_003.0,
            other => unreachable!("{other}"),
        };
        assert!(
            (sent[0][0].abs() - f64::abs(expected)).abs() < 1e-9,
            "{adversary:?}: {sent:?}"
        );
    }
}

/// Messages that are all zero give no direction.
#[test]
fn nothing_to_point_at() {
    for adversary in all() {
        let sent = sent(&*adversary, &[[0.0; 3]; 4], 1);
        assert!(
            sent.iter().flatten().all(|value| value.is_finite()),
            "{adversary:?}: {sent:?}"
        );
    }
}

#[test]
fn parameters_have_domains() {
    let message = |error: crate::adversary::AdversaryError| error.to_string();
    assert_eq!(
        InnerProduct::new(-1.0).map_err(message),
        Err("epsilon -1 of adversary ipm is not a finite number of 0 or more".to_owned())
    );
    assert!(InnerProduct::new(f64::INFINITY).is_err());
    assert_eq!(
        LittleIsEnough::new(f64::NAN, Direction::Up).map_err(message),
        Err("factor NaN of adversary alie is not a finite number".to_owned())
    );
    assert!(Shift::new(f64::NAN, Direction::Up).is_err());
    assert!(FarCluster::new(f64::NEG_INFINITY).is_err());
}

/// b = 1: no shift, or one the other way.
#[test]
fn one_attacker_has_nothing_to_hide_behind() {
    for workers in 3..60 {
        let shift = LittleIsEnough::largest_hidden(workers, 1);
        assert!(
            if workers % 2 == 1 { shift == 0.0 } else { shift < 0.0 },
            "{workers}: {shift}"
        );
    }
    for (workers, byzantine) in [(1, 0), (1, 1), (2, 1), (4, 3), (5, 5)] {
        assert!(LittleIsEnough::largest_hidden(workers, byzantine).is_finite());
    }
}

/// The messages of Min-Max and Min-Sum are as far as their constraints allow, and no further.
#[test]
fn distances_are_used_up() {
    let distance = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum::<f64>();
    let largest = |point: &[f64]| B.iter().map(|x| distance(point, x)).fold(0.0, f64::max);
    let sum = |point: &[f64]| B.iter().map(|x| distance(point, x)).sum::<f64>();
    let diameter = B.iter().map(|x| largest(x)).fold(0.0, f64::max);
    let least = B.iter().map(|x| sum(x)).fold(f64::INFINITY, f64::min);
    for direction in Perturbation::ALL {
        let by_largest = &sent(&MinMax::new(direction), &B, 1)[0];
        assert!((largest(by_largest) / diameter - 1.0).abs() < 1e-12);
        let by_sum = &sent(&MinSum::new(direction), &B, 1)[0];
        assert!((sum(by_sum) / least - 1.0).abs() < 1e-12);
    }
}

/// No factor of the grid, in either direction, takes the aggregate further than the chosen one.
#[test]
fn the_best_factor_is_the_worst_for_the_rule() {
    let stage = Stage::new(vec![0.3, -0.1, 0.2]);
    let trimmed = TrimmedMean::new(0.2).expect("a trim fraction");
    let rules: [&dyn Aggregator; 5] = [&Mean, &Median, &trimmed, &Krum::new(2), &Cge::new(2)];
    for rule in rules {
        let scene = stage.scene(rule, B.len(), 2);
        let error = |adversary: &dyn Adversary| {
            let mut out = [0.0; 3];
            scene.round(adversary, &mut messages(&B, 2), &mut Workspace::default(), &mut out);
            let errors = out.iter().enumerate().map(|(k, value)| scene.next_error(k, *value));
            errors.map(|error| error * error).sum::<f64>()
        };
        let [little, inner, shift] = [Family::LittleIsEnough, Family::InnerProduct, Family::Shift]
            .map(|family| error(&BestFactor::new(family)) * (1.0 + 1e-12));
        for factor in [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 10.0, 1e4] {
            for direction in Direction::ALL {
                assert!(little >= error(&LittleIsEnough::new(factor, direction).expect("a factor")));
                assert!(shift >= error(&Shift::new(factor, direction).expect("a size")));
            }
            assert!(
                inner >= error(&InnerProduct::new(factor).expect("a factor")),
                "{rule:?} {factor}"
            );
        }
    }
}

fn draw(stream: &mut Stream, workers: usize) -> Messages {
    let mut messages = Messages::zeros(workers, 4);
    for worker in 0..workers {
        for (k, value) in messages.row_mut(worker).iter_mut().enumerate() {
            let standard: f64 = StandardNormal.sample(stream);
            *value = 5.0 + if k == 2 { 3.0 * standard } else { standard };
        }
    }
    messages
}

/// The principal direction is found, and the worker that stands out in it is copied; a replicate begins anew.
#[test]
fn mimicry_learns_over_rounds() {
    let stage = Stage::new(vec![0.0; 4]);
    let scene: Scene = stage.scene(&Median, 20, 3);
    let mut stream = stage.streams.worker(Purpose::Data, 0);
    let mut principal = Principal::default();
    let mut workspace = Workspace::default();
    let first = draw(&mut stream, 23);
    let mut copied = Vec::new();
    for round in 0..100 {
        let mut messages = if round == 0 {
            first.clone()
        } else {
            draw(&mut stream, 23)
        };
        principal.learn(&scene, &messages);
        Mimic::adaptive().corrupt(&scene, &mut messages, &mut workspace);
        let along = |row: &[f64]| principal.along(row);
        let sent = along(messages.row(20));
        assert!(messages.rows().take(20).all(|row| along(row) <= sent));
        assert!((0..20).any(|worker| messages.row(worker) == messages.row(22)));
        if round == 0 {
            copied = messages.row(20).to_vec();
        }
    }
    let mean = vec![5.0; 4];
    let unit = |k: usize| {
        let mut row = mean.clone();
        row[k] += 1.0;
        (principal.along(&row) - principal.along(&mean)).abs()
    };
    assert!(unit(2) > 0.98, "{}", unit(2));
    workspace.restart();
    let mut again = first;
    Mimic::adaptive().corrupt(&scene, &mut again, &mut workspace);
    assert_eq!(again.row(20), copied);
}
