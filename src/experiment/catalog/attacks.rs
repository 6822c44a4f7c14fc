use std::sync::Arc;

use super::keys::choice;
use crate::adversary::{
    Adversary, AdversaryError, AntiCge, BestFactor, Direction, Family, FarCluster, InnerProduct, LabelFlip,
    LittleIsEnough, Mimic, MinMax, MinSum, Perturbation, Shift,
};
use crate::experiment::{Catalog, GridPoint};
use crate::spec::{Section, SpecError};

/// The attacks that are made of the honest messages' statistics.
pub(super) fn with_attacks(catalog: Catalog) -> Catalog {
    catalog
        .with_adversary(
            "alie",
            "honest mean and factor deviations (Baruch et al. 2019); keys factor = the largest that hides, direction = \"down\" | \"up\"",
            |_, section| {
                let direction = direction(section, Direction::Down)?;
                match section.number("factor")? {
                    Some(factor) => made(section, "factor", LittleIsEnough::new(factor.value, direction)),
                    None => Ok(Arc::new(LittleIsEnough::hidden(direction))),
                }
            },
        )
        .with_adversary(
            "ipm",
            "minus epsilon times the honest mean (Xie et al. 2019); key epsilon = 0.5",
            |_, section| {
                let epsilon = section.number("epsilon")?.map_or(0.5, |epsilon| epsilon.value);
                made(section, "epsilon", InnerProduct::new(epsilon))
            },
        )
        .with_adversary(
            "mimic",
            "what one honest worker sends (Karimireddy et al. 2022); key index = 0, or \"adaptive\"",
            |point, section| Ok(Arc::new(mimic(point, section)?)),
        )
        .with_adversary(
            "shift",
            "honest mean and size * sigma / sqrt(n); keys size = 1.5, direction = \"up\" | \"down\"",
            |_, section| {
                let direction = direction(section, Direction::Up)?;
                let size = section.number("size")?.map_or(1.5, |size| size.value);
                made(section, "size", Shift::new(size, direction))
            },
        )
        .with_adversary(
            "far-cluster",
            "honest mean and factor * sigma / sqrt(n), far but finite; key factor = 1e4",
            |_, section| {
                let factor = section.number("factor")?.map_or(1e4, |factor| factor.value);
                made(section, "factor", FarCluster::new(factor))
            },
        )
        .with_adversary(
            "min-max",
            "from the honest mean as far as two honest messages are apart (Shejwalkar and Houmansadr 2021); key direction = \"std\" | \"unit\" | \"sign\"",
            |_, section| Ok(Arc::new(MinMax::new(perturbation(section)?))),
        )
        .with_adversary(
            "min-sum",
            "the same by the sum of distances; key direction = \"std\" | \"unit\" | \"sign\"",
            |_, section| Ok(Arc::new(MinSum::new(perturbation(section)?))),
        )
        .with_adversary(
            "anti-cge",
            "against the mean of the shortest messages, and just short enough for cge",
            |_, _| Ok(Arc::new(AntiCge)),
        )
        .with_adversary(
            "label-flip",
            "what honest workers would send if all their labels were flipped; of regressions",
            |_, _| Ok(Arc::new(LabelFlip)),
        )
        .with_adversary(
            "optimal-alie",
            "alie of the worst factor on a grid, either way: the rule is tried out",
            |_, _| Ok(Arc::new(BestFactor::new(Family::LittleIsEnough))),
        )
        .with_adversary(
            "optimal-ipm",
            "ipm of the worst epsilon on a grid, either way",
            |_, _| Ok(Arc::new(BestFactor::new(Family::InnerProduct))),
        )
        .with_adversary(
            "optimal-shift",
            "shift of the worst size on a grid, either way",
            |_, _| Ok(Arc::new(BestFactor::new(Family::Shift))),
        )
}

fn made<A: Adversary + 'static>(
    section: &Section,
    key: &'static str,
    made: Result<A, AdversaryError>,
) -> Result<Arc<dyn Adversary>, SpecError> {
    match made {
        Ok(adversary) => Ok(Arc::new(adversary)),
        Err(error) => Err(section.fault(section.span_of(key), error.to_string())),
    }
}

fn direction(section: &Section, default: Direction) -> Result<Direction, SpecError> {
    let choices = Direction::ALL.map(|direction| (direction.text(), direction));
    Ok(choice(section, "direction", &choices)?.unwrap_or(default))
}

fn perturbation(section: &Section) -> Result<Perturbation, SpecError> {
    let choices = Perturbation::ALL.map(|direction| (direction.text(), direction));
    Ok(choice(section, "direction", &choices)?.unwrap_or(Perturbation::Deviation))
}

fn mimic(point: &GridPoint, section: &Section) -> Result<Mimic, SpecError> {
    if section.is_text("index") {
        let adaptive = choice(section, "index", &[("adaptive", Mimic::adaptive())])?;
        return Ok(adaptive.unwrap_or(Mimic::adaptive()));
    }
    let Some(index) = section.count("index")? else {
        return Ok(Mimic::of(0));
    };
    let honest = point.workers - point.byzantine();
    if index.value >= honest {
        let message = format!(
            "index {} is no honest worker: there are {honest}, with the indices from 0 to {}",
            index.value,
            honest.saturating_sub(1)
        );
        return Err(section.fault(index.span, message));
    }
    Ok(Mimic::of(index.value))
}
