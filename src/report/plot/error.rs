//! Why a figure cannot be drawn.

use super::figure::MAX_PANELS;

/// Why a [`Figure`](super::Figure) cannot be drawn.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlotError {
    /// The figure has no panel.
    #[error("the figure has no panel")]
    NoPanels,
    /// The figure has more panels than fit side by side.
    #[error("the figure has {0} panels, but at most {MAX_PANELS} fit side by side")]
    TooManyPanels(usize),
    /// No point of any series has a place on its axes.
    #[error("no point of the figure can be drawn: all are non-finite, or not positive on a log axis")]
    NothingToDraw,
    /// A categorical axis names no category.
    #[error("the categorical axis {axis:?} has no category")]
    NoCategories {
        /// Label of the axis.
        axis: String,
    },
    /// A given axis range is empty, not finite, or not positive on a log axis.
    #[error("the range {low} to {high} of axis {axis:?} is empty, not finite, or not positive on a log axis")]
    InvalidRange {
        /// Label of the axis.
        axis: String,
        /// Lower end as given.
        low: f64,
        /// Upper end as given.
        high: f64,
    },
    /// The texts around the panels make the page too high.
    #[error("the figure would be {height:.0} px high, more than {limit:.0} px: shorten its texts")]
    TooTall {
        /// Height in CSS pixels.
        height: f64,
        /// The largest height allowed, in CSS pixels.
        limit: f64,
    },
    /// The embedded font could not be read.
    #[error("the embedded font cannot be read")]
    Font,
    /// The drawing library failed.
    #[error("the drawing library failed")]
    Backend(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The PNG encoder failed.
    #[error("the PNG encoder failed")]
    Png(#[from] ::png::EncodingError),
}
