use std::sync::Arc;

use super::keys::{byzantine, deviation, number_or, rule};
use crate::aggregator::{Caf, Filter, Smea, Spectral};
use crate::experiment::Catalog;

/// The rules that look at the covariance of the messages.
pub(super) fn with_spectral(catalog: Catalog) -> Catalog {
    catalog
        .with_aggregator(
            "caf",
            "a spectral filter without a bound on the covariance (Allouah et al. 2025); key byzantine = b",
            |point, section| Ok(Arc::new(Caf::new(byzantine(point, section)?))),
        )
        .with_aggregator(
            "filter",
            "the same, until the variance is small enough (Diakonikolas et al. 2016); keys byzantine = b, scale (one message's deviation, or \"mad\"), slack = 0",
            |point, section| {
                let byzantine = byzantine(point, section)?;
                let (scale, slack) = (deviation(point, section)?, number_or(section, "slack", 0.0)?);
                let key = if scale.is_none_or(|scale| scale > 0.0) { "slack" } else { "scale" };
                let made = match scale {
                    Some(scale) => Filter::new(byzantine, scale, slack),
                    None => Filter::with_estimated_scale(byzantine, slack),
                };
                rule(section, key, made)
            },
        )
        .with_aggregator(
            "spectral",
            "the mean without the f messages farthest out in the widest direction; key byzantine = b",
            |point, section| Ok(Arc::new(Spectral::new(byzantine(point, section)?))),
        )
        .with_aggregator(
            "smea",
            "the mean of the m - f messages whose covariance has the smallest top eigenvalue (Allouah et al. 2023); key byzantine = b",
            |point, section| Ok(Arc::new(Smea::new(byzantine(point, section)?))),
        )
}
