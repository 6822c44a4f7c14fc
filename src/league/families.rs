use std::sync::Arc;

use super::arena::Arena;
use super::crafted::{Crafted, Direction};
use crate::adversary::{Adversary, Extreme, GaussianNoise, Honest, OmniscientSign, SignFlip};

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
pub(super) fn fixed(_arena: &Arena) -> Vec<Family> {
    let some = |attack: Arc<dyn Adversary>| vec![attack];
    vec![
        Family::new("none", some(Arc::new(Honest))),
        Family::new(
            "infinity",
            vec![Arc::new(Extreme::PlusInfinity), Arc::new(Extreme::MinusInfinity)],
        ),
        Family::new("omniscient-sign", some(Arc::new(OmniscientSign))),
        Family::new("not-a-number", some(Arc::new(Extreme::NotANumber))),
        Family::new("sign-flip", sized(&[1.0, 3.0, 10.0], SignFlip::new)),
        Family::new("gaussian-noise", sized(&[10.0], GaussianNoise::new)),
    ]
}

fn sized<A: Adversary + 'static, E>(sizes: &[f64], make: impl Fn(f64) -> Result<A, E>) -> Vec<Arc<dyn Adversary>> {
    let made = sizes.iter().filter_map(|size| make(*size).ok());
    made.map(|attack| Arc::new(attack) as Arc<dyn Adversary>).collect()
}

/// A cluster off the honest mean, in every direction and size.
pub(super) fn clusters() -> Vec<Crafted> {
    let mut made = Vec::new();
    for direction in Direction::ALL {
        for size in SIZES {
            made.push(Crafted::cluster(direction, size));
            if matches!(direction, Direction::Ones | Direction::Outward) {
                made.push(Crafted::cluster(direction, -size));
            }
        }
    }
    made
}

/// The family that a crafted attack is shown in.
pub(super) fn name(direction: Direction) -> &'static str {
    match direction {
        Direction::Ones => "shift",
        Direction::Outward => "shift outward",
        Direction::Spread => "shift by spread",
        Direction::Error => "shift with the error",
        Direction::ErrorSign => "shift with its sign",
        Direction::Axis => "shift of one coordinate",
    }
}
