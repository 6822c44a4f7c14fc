use std::sync::Arc;

use super::crafted::{Crafted, Heading};
use crate::adversary::{
    Adversary, AntiCge, Direction, Extreme, GaussianNoise, Honest, InnerProduct, LittleIsEnough, Mimic, MinMax, MinSum,
    OmniscientSign, Perturbation, SignFlip,
};

/// Sizes of a shift, in units of s: a rule that discards what stands out is hurt most by what does not.
pub(super) const SIZES: [f64; 9] = [0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0, 1e4];

/// Attacks of one kind, of which the worst is looked for.
pub(super) struct Family {
    pub name: &'static str,
    pub attacks: Vec<Arc<dyn Adversary>>,
}

impl Family {
    fn new(name: &'static str, attacks: Vec<Arc<dyn Adversary>>) -> Self {
        Self { name, attacks }
    }
}

/// The families that need no search.
pub(super) fn fixed() -> Vec<Family> {
    let some = |attack: Arc<dyn Adversary>| vec![attack];
    vec![
        Family::new("none", some(Arc::new(Honest))),
        Family::new(
            "infinity",
            vec![Arc::new(Extreme::PlusInfinity), Arc::new(Extreme::MinusInfinity)],
        ),
        Family::new("omniscient-sign", some(Arc::new(OmniscientSign))),
        Family::new("not-a-number", some(Arc::new(Extreme::NotANumber))),
        Family::new("alie", little_is_enough()),
        Family::new("ipm", sized(&[0.1, 0.5, 1.0, 2.0, 10.0, 100.0], InnerProduct::new)),
        Family::new("mimic", vec![Arc::new(Mimic::of(0)), Arc::new(Mimic::adaptive())]),
        Family::new("min-max", perturbed(MinMax::new)),
        Family::new("min-sum", perturbed(MinSum::new)),
        Family::new("anti-cge", some(Arc::new(AntiCge))),
        Family::new("sign-flip", sized(&[1.0, 3.0, 10.0], SignFlip::new)),
        Family::new("gaussian-noise", sized(&[10.0], GaussianNoise::new)),
    ]
}

/// With the factor that hides among honest messages and with 1.5, up and down.
fn little_is_enough() -> Vec<Arc<dyn Adversary>> {
    let mut made: Vec<Arc<dyn Adversary>> = Vec::new();
    for direction in Direction::ALL {
        made.push(Arc::new(LittleIsEnough::hidden(direction)));
        made.extend(sized(&[1.5], |factor| LittleIsEnough::new(factor, direction)));
    }
    made
}

fn perturbed<A: Adversary + 'static>(make: impl Fn(Perturbation) -> A) -> Vec<Arc<dyn Adversary>> {
    let made = Perturbation::ALL.map(|direction| Arc::new(make(direction)) as Arc<dyn Adversary>);
    made.to_vec()
}

fn sized<A: Adversary + 'static, E>(sizes: &[f64], make: impl Fn(f64) -> Result<A, E>) -> Vec<Arc<dyn Adversary>> {
    let made = sizes.iter().filter_map(|size| make(*size).ok());
    made.map(|attack| Arc::new(attack) as Arc<dyn Adversary>).collect()
}

/// A cluster off the honest mean, in every direction and size.
pub(super) fn clusters() -> Vec<Crafted> {
    let mut made = Vec::new();
    for direction in Heading::ALL {
        for size in SIZES {
            made.push(Crafted::cluster(direction, size));
            if matches!(direction, Heading::Ones | Heading::Outward) {
                made.push(Crafted::cluster(direction, -size));
            }
        }
    }
    made
}

/// The family that a crafted attack is shown in.
pub(super) fn name(direction: Heading) -> &'static str {
    match direction {
        Heading::Ones => "shift",
        Heading::Outward => "shift outward",
        Heading::Spread => "shift by spread",
        Heading::Error => "shift with the error",
        Heading::ErrorSign => "shift with its sign",
        Heading::Axis => "shift of one coordinate",
    }
}
