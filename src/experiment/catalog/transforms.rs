use std::sync::Arc;

use super::keys::{byzantine, scaled};
use crate::aggregator::{
    AdaptiveClipping, AggregatorError, BucketOrder, Bucketing, Clipping, NearestNeighbourMixing, Transform,
};
use crate::experiment::Catalog;
use crate::spec::{Section, SpecError};

/// What may be done to the messages before a rule gets them.
pub(super) fn with_transforms(catalog: Catalog) -> Catalog {
    catalog
        .with_transform(
            NearestNeighbourMixing::NAME,
            "every message becomes the mean of the m - f nearest ones (Allouah et al. 2023); key byzantine = b",
            |point, section| Ok(Arc::new(NearestNeighbourMixing::new(byzantine(point, section)?))),
        )
        .with_transform(
            Bucketing::NAME,
            "means of s messages, drawn anew in every round (Karimireddy et al. 2022); keys bucket-size, shuffle = true",
            |_, section| {
                let size = section.required("bucket-size", section.count("bucket-size")?)?.value;
                let shuffle = section.truth("shuffle")?.is_none_or(|shuffle| shuffle.value);
                let order = if shuffle {
                    BucketOrder::Shuffled
                } else {
                    BucketOrder::Given
                };
                transform(section, "bucket-size", Bucketing::new(size, order))
            },
        )
        .with_transform(
            AdaptiveClipping::NAME,
            "the longest messages are shortened to the norm of the next (ARC, Allouah et al. 2024); key byzantine = b",
            |point, section| Ok(Arc::new(AdaptiveClipping::new(byzantine(point, section)?))),
        )
        .with_transform(
            Clipping::NAME,
            "messages longer than c are shortened to the norm c; key clip (c)",
            |point, section| transform(section, "clip", Clipping::new(scaled(point, section, "clip")?)),
        )
}

/// A transform for the catalog; what it refuses is a fault of `key`.
fn transform<T: Transform + 'static>(
    section: &Section,
    key: &'static str,
    transform: Result<T, AggregatorError>,
) -> Result<Arc<dyn Transform>, SpecError> {
    match transform {
        Ok(transform) => Ok(Arc::new(transform)),
        Err(error) => Err(section.fault(section.span_of(key), error.to_string())),
    }
}
