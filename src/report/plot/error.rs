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
    /// No point of any series has a place on its axes, and there are no tiles.
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
    /// The edges of tiles are not ascending, fewer than two, or some have no place on their axis.
    #[error("the tile edges on axis {axis:?} are not two or more ascending values with a place on it")]
    TileEdges {
        /// Label of the axis.
        axis: String,
    },
    /// A map whose texts are not one a tile.
    #[error("a map of {tiles} tiles has {texts} texts; it has one a tile, or none")]
    TileTexts {
        /// How many texts there are.
        texts: usize,
        /// How many tiles there are.
        tiles: usize,
    },
    /// There are not as many tiles as rows times columns.
    #[error("{tiles} tiles do not fill {columns} columns and {rows} rows")]
    TileCount {
        /// The number of tiles.
        tiles: usize,
        /// The number of columns between the edges.
        columns: usize,
        /// The number of rows between the edges.
        rows: usize,
    },
    /// A tile is of a category that is not listed.
    #[error("a tile is of category {category}, counted from 0, but only {known} are listed")]
    TileCategory {
        /// Index of the category.
        category: usize,
        /// The number of categories.
        known: usize,
    },
    /// A panel has so many markers that none can be told from another.
    #[error(
        "a panel would have {markers} markers, and more than {limit} cannot be told apart: let it show fewer cells, estimators or \
         adversaries, or several figures a part each"
    )]
    TooCrowded {
        /// The markers of the panel that has most.
        markers: usize,
        /// The most allowed.
        limit: usize,
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
    /// The embedded font cannot be cut down to the characters of a figure.
    #[error("the embedded font cannot be cut down to the characters of the figure")]
    Subset,
    /// The drawing library failed.
    #[error("the drawing library failed")]
    Backend(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The PNG encoder failed.
    #[error("the PNG encoder failed")]
    Png(#[source] Box<dyn std::error::Error + Send + Sync>),
}
