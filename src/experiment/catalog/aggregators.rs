use std::sync::Arc;

use super::location::with_location;
use super::selection::with_selection;
use super::spectral::with_spectral;
use crate::aggregator::{Mean, Median, TrimmedMean};
use crate::experiment::Catalog;
use crate::spec::Located;

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
            "the coordinate-wise trimmed mean (Definition 2); key beta, a number or \"alpha\"",
            |point, section| {
                let beta = if section.is_text("beta") {
                    let text = section.required("beta", section.text("beta")?)?;
                    if text.value != "alpha" {
                        let message = format!("beta {:?} is not allowed; it is a number or \"alpha\"", text.value);
                        return Err(section.fault(text.span, message));
                    }
                    Located {
                        value: point.alpha,
                        span: text.span,
                    }
                } else {
                    section.required("beta", section.number("beta")?)?
                };
                match TrimmedMean::new(beta.value) {
                    Ok(rule) => Ok(Arc::new(rule)),
                    Err(error) => Err(section.fault(beta.span, error.to_string())),
                }
            },
        );
    with_spectral(with_location(with_selection(catalog)))
}
