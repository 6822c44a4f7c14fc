use std::sync::Arc;

use super::keys::{rule, scaled};
use super::location::with_location;
use super::selection::with_selection;
use super::spectral::with_spectral;
use crate::aggregator::{Mean, Median, TrimmedMean};
use crate::experiment::Catalog;

pub(super) fn with_aggregators(catalog: Catalog) -> Catalog {
    let catalog = catalog
        .with_aggregator("mean", "the plain mean: broken by one Byzantine worker", |_, _| {
            Ok(Arc::new(Mean))
        })
        .with_aggregator("median", "the coordinate-wise median (Definition 1)", |_, _| {
            Ok(Arc::new(Median))
        })
        .with_aggregator(
            "trimmed-mean",
            "the coordinate-wise trimmed mean (Definition 2); key beta, a number or a formula such as \"alpha\"",
            |point, section| {
                let beta = scaled(point, section, "beta")?;
                rule(section, "beta", TrimmedMean::new(beta))
            },
        );
    with_spectral(with_location(with_selection(catalog)))
}
