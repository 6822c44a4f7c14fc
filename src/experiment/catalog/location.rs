use std::sync::Arc;

use super::keys::{byzantine, choice, count_or, deviation, number_or, rule, scaled, scaled_count};
use crate::aggregator::{
    CentredClipping, GeometricMedian, GroupGeometricMedian, Grouping, SmoothedGeometricMedian, Start, TrimmedMidrange,
    Vrmom,
};
use crate::experiment::Catalog;
use crate::spec::{Section, SpecError};

/// The smoothing length of libraries.
const USUAL_NU: f64 = 0.1;
/// As many quantiles as leave a variance of 1.066 times the mean's.
const USUAL_QUANTILES: usize = 10;

/// The rules that weigh messages by how far off they are.
pub(super) fn with_location(catalog: Catalog) -> Catalog {
    catalog
        .with_aggregator(
            "geometric-median",
            "the point of the smallest sum of distances; with steps = T so many smoothed steps only, keys nu = 0.1, start = \"median\" | \"origin\"",
            |_, section| {
                let Some(steps) = section.count("steps")? else {
                    return Ok(Arc::new(GeometricMedian::default()));
                };
                let (nu, start) = (number_or(section, "nu", USUAL_NU)?, start(section)?);
                let key = if steps.value == 0 { "steps" } else { "nu" };
                rule(section, key, SmoothedGeometricMedian::new(nu, steps.value, start))
            },
        )
        .with_aggregator(
            "group-geometric-median",
            "the geometric median of the means of groups (Chen et al. 2017); keys groups (such as \"2*b+1\"), deal = \"contiguous\" | \"dealt\"",
            |point, section| {
                let groups = scaled_count(point, section, "groups")?;
                let deals = [Grouping::Contiguous, Grouping::Dealt].map(|deal| (deal.text(), deal));
                let deal = choice(section, "deal", &deals)?.unwrap_or_default();
                rule(section, "groups", GroupGeometricMedian::new(groups, deal))
            },
        )
        .with_aggregator(
            "centred-clipping",
            "steps to the mean of clipped differences (Karimireddy et al. 2021); keys tau (such as \"sqrt(d)\"), steps = 1, start = \"median\" | \"origin\", memory = false (from round to round), scale = \"mad\" (tau in units of one message's deviation, estimated)",
            |point, section| {
                let tau = scaled(point, section, "tau")?;
                let steps = count_or(section, "steps", 1)?;
                let start = start(section)?;
                let memory = section.truth("memory")?.is_some_and(|memory| memory.value);
                let key = if steps == 0 { "steps" } else { "tau" };
                let estimated = choice(section, "scale", &[("mad", ())])?.is_some();
                let made = CentredClipping::new(tau, steps, start);
                let made = made.map(|made| if memory { made.with_memory() } else { made });
                let made = made.map(|made| if estimated { made.with_estimated_scale() } else { made });
                rule(section, key, made)
            },
        )
        .with_aggregator(
            "trimmed-midrange",
            "the coordinate-wise middle of what is left without the f largest and the f smallest (Su and Vaidya 2016); key byzantine = b",
            |point, section| Ok(Arc::new(TrimmedMidrange::new(byzantine(point, section)?))),
        )
        .with_aggregator(
            "vrmom",
            "the median, corrected at K quantiles of the normal law (Tu et al. 2021); keys scale (one message's deviation, or \"mad\"), quantiles = 10",
            |point, section| {
                let quantiles = count_or(section, "quantiles", USUAL_QUANTILES)?;
                let scale = deviation(point, section)?;
                let key = if scale.is_none() || quantiles == 0 { "quantiles" } else { "scale" };
                let made = match scale {
                    Some(scale) => Vrmom::new(quantiles, scale),
                    None => Vrmom::with_estimated_scale(quantiles),
                };
                rule(section, key, made)
            },
        )
}

fn start(section: &Section) -> Result<Start, SpecError> {
    let choices = [("median", Start::Median), ("origin", Start::Zero)];
    Ok(choice(section, "start", &choices)?.unwrap_or_default())
}
