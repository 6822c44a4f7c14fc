use std::sync::Arc;

use super::attacks::with_attacks;
use crate::adversary::{
    Adversary, AdversaryError, ConstantShift, Extreme, GaussianNoise, Honest, LeastFavourable, OmniscientSign, SignFlip,
};
use crate::experiment::Catalog;
use crate::spec::{Section, SpecError};

pub(super) fn with_adversaries(catalog: Catalog) -> Catalog {
    let catalog = catalog
        .with_adversary("none", "Byzantine workers behave like honest ones", |_, _| {
            Ok(Arc::new(Honest))
        })
        .with_adversary(
            "plus-infinity",
            "all b at +inf: the exact one-sided worst case",
            |_, _| Ok(Arc::new(Extreme::PlusInfinity)),
        )
        .with_adversary(
            "minus-infinity",
            "all b at -inf: the exact one-sided worst case",
            |_, _| Ok(Arc::new(Extreme::MinusInfinity)),
        )
        .with_adversary(
            "omniscient-sign",
            "+inf or -inf in every coordinate, whichever is worse: the exact worst case of a round",
            |_, _| Ok(Arc::new(OmniscientSign)),
        )
        .with_adversary("not-a-number", "all b at NaN", |_, _| Ok(Arc::new(Extreme::NotANumber)))
        .with_adversary(
            "world-1",
            "Gaussian means: the least favourable world whose Byzantine workers pull up (Observation 1)",
            |_, _| Ok(Arc::new(LeastFavourable::WorldOne)),
        )
        .with_adversary(
            "world-2",
            "Gaussian means: its twin that pulls down, which no estimator can tell from world-1",
            |_, _| Ok(Arc::new(LeastFavourable::WorldTwo)),
        )
        .with_adversary(
            "constant-shift",
            "honest message plus size * sigma; key size = 10",
            |_, section| sized(section, 10.0, ConstantShift::new),
        )
        .with_adversary(
            "sign-flip",
            "minus size times the honest message; key size = 10",
            |_, section| sized(section, 10.0, SignFlip::new),
        )
        .with_adversary(
            "gaussian-noise",
            "honest message plus noise of size * sigma; key size = 10",
            |_, section| sized(section, 10.0, GaussianNoise::new),
        );
    with_attacks(catalog)
}

fn sized<A: Adversary + 'static>(
    section: &Section,
    default: f64,
    make: impl Fn(f64) -> Result<A, AdversaryError>,
) -> Result<Arc<dyn Adversary>, SpecError> {
    let size = section.number("size")?;
    match make(size.map_or(default, |size| size.value)) {
        Ok(adversary) => Ok(Arc::new(adversary)),
        Err(error) => Err(section.fault(section.span_of("size"), error.to_string())),
    }
}
