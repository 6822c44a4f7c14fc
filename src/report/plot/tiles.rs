//! Maps: a plane cut into rectangles, each in the colour of its category.

use super::axis::coordinate;
use super::error::PlotError;
use super::figure::{Axis, Panel};
use super::layout::SMALL_SIZE;
use super::palette::Colour;
use super::text::{printable, width};

/// The height of a row whose tiles say two things, one below the other.
pub(super) const ROW_OF_TWO: f64 = 38.0;

/// Rectangles that tile a plane, each of one category: which of several cases holds where.
///
/// Regions of one category have a dark outline and, where it fits, their category's label written inside, so that they can
/// be told apart without colours. An axis without a given range shows the tiles from edge to edge.
///
/// ```
/// use byzrate::report::plot::{Axis, Category, Colour, Figure, Panel, Tiles, log_edges};
///
/// let categories = vec![
///     Category::new("silent", Colour::GREY.tint(20)),
///     Category::new("speaks", Colour::BLUE),
/// ];
/// let edges = log_edges(10.0, 1e4, 30);
/// let tiles = Tiles::from_fn(categories, edges.clone(), edges, |n, m| usize::from(n * m > 1e4));
/// let panel = Panel {
///     x: Axis::log("n"),
///     y: Axis::log("m"),
///     tiles: Some(tiles),
///     ..Panel::default()
/// };
/// let figure = Figure { panels: vec![panel], ..Figure::default() };
/// assert!(figure.to_svg()?.contains("speaks"));
/// # Ok::<(), byzrate::report::plot::PlotError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Tiles {
    /// The categories, with which the legend begins.
    pub categories: Vec<Category>,
    /// The ascending edges of the columns: one more than there are columns.
    pub x_edges: Vec<f64>,
    /// The ascending edges of the rows: one more than there are rows.
    pub y_edges: Vec<f64>,
    /// The index of each tile's category: row by row from the lowest y on, each from the lowest x on.
    pub cells: Vec<usize>,
    /// What is written into each tile, in the order of `cells`; where this is empty, categories are named inside their regions.
    pub texts: Vec<Inscription>,
}

/// What is written into a tile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inscription {
    /// A few characters. Where they are too wide for a tile, all of the map run upwards; what does not fit even so is left out.
    pub text: String,
    /// A few characters below, in a smaller size; they may be none.
    pub small: String,
    /// Whether a frame marks the tile.
    pub framed: bool,
}

/// One of the cases that a map tells apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// Legend text, also written inside large regions. Categories of the same label, in any panel, share one entry.
    pub label: String,
    /// Colour of the tiles. Neighbours should differ in lightness, for readers without colours.
    pub colour: Colour,
}

impl Category {
    /// A category.
    pub fn new(label: impl Into<String>, colour: Colour) -> Self {
        Self {
            label: label.into(),
            colour,
        }
    }
}

impl Tiles {
    /// Tiles between given edges, each of the category that `category` gives for the middle (x, y) of the tile: the
    /// geometric mean of its edges if all edges of that axis are positive, else the arithmetic mean.
    pub fn from_fn(
        categories: Vec<Category>,
        x_edges: Vec<f64>,
        y_edges: Vec<f64>,
        mut category: impl FnMut(f64, f64) -> usize,
    ) -> Self {
        let (columns, rows) = (middles(&x_edges), middles(&y_edges));
        let mut cells = Vec::with_capacity(columns.len() * rows.len());
        for &y in &rows {
            cells.extend(columns.iter().map(|&x| category(x, y)));
        }
        Self {
            categories,
            x_edges,
            y_edges,
            cells,
            texts: Vec::new(),
        }
    }

    /// The width of the widest text that is written into a tile.
    pub(super) fn widest_text(&self) -> f64 {
        let texts = self.texts.iter().map(|inscription| printable(&inscription.text));
        texts.map(|text| width(&text, SMALL_SIZE)).fold(0.0, f64::max)
    }

    /// The number of columns.
    pub(super) fn columns(&self) -> usize {
        self.x_edges.len().saturating_sub(1)
    }

    /// The height that two numbers in every tile take.
    pub(super) fn least_height(&self) -> f64 {
        let two = self.texts.iter().any(|text| !text.small.is_empty());
        let rows = self.y_edges.len().saturating_sub(1);
        if two { rows as f64 * ROW_OF_TWO } else { 0.0 }
    }

    /// Fails if the tiles do not fill a grid on the axes of their panel.
    ///
    /// # Errors
    ///
    /// [`PlotError::TileEdges`], [`PlotError::TileCount`] or [`PlotError::TileCategory`].
    pub(super) fn check(&self, panel: &Panel) -> Result<(), PlotError> {
        for (axis, edges) in [(&panel.x, &self.x_edges), (&panel.y, &self.y_edges)] {
            let places: Vec<f64> = coordinates(axis, edges).collect();
            let ascending = places.windows(2).all(|pair| pair[0] < pair[1]);
            if places.len() < 2 || places.len() != edges.len() || !ascending {
                let axis = axis.label.clone();
                return Err(PlotError::TileEdges { axis });
            }
        }
        let rows = self.y_edges.len() - 1;
        if Some(self.cells.len()) != self.columns().checked_mul(rows) {
            return Err(PlotError::TileCount {
                tiles: self.cells.len(),
                columns: self.columns(),
                rows,
            });
        }
        if !self.texts.is_empty() && self.texts.len() != self.cells.len() {
            return Err(PlotError::TileTexts {
                texts: self.texts.len(),
                tiles: self.cells.len(),
            });
        }
        let known = self.categories.len();
        match self.cells.iter().find(|cell| **cell >= known) {
            Some(&category) => Err(PlotError::TileCategory { category, known }),
            None => Ok(()),
        }
    }
}

/// Places of edges on an axis; those without a place are left out.
pub(super) fn coordinates<'a>(axis: &'a Axis, edges: &'a [f64]) -> impl Iterator<Item = f64> {
    edges.iter().filter_map(|edge| coordinate(&axis.scale, *edge))
}

/// `count` intervals of equal ratio between the positive `low` and `high`, by their `count` + 1 edges.
pub fn log_edges(low: f64, high: f64, count: usize) -> Vec<f64> {
    let at = |i: usize| match i {
        0 => low,
        i if i == count => high,
        i => libm::exp(libm::log(low) + libm::log(high / low) * i as f64 / count as f64),
    };
    (0..=count).map(at).collect()
}

fn middles(edges: &[f64]) -> Vec<f64> {
    let positive = edges.iter().all(|edge| *edge > 0.0);
    let middle = |pair: &[f64]| {
        if positive {
            pair[0].sqrt() * pair[1].sqrt()
        } else {
            pair[0] / 2.0 + pair[1] / 2.0
        }
    };
    edges.windows(2).map(middle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(tiles: Tiles) -> Panel {
        Panel {
            x: Axis::log("n"),
            tiles: Some(tiles),
            ..Panel::default()
        }
    }

    fn check(change: impl FnOnce(&mut Tiles)) -> Result<(), PlotError> {
        let mut tiles = Tiles {
            categories: vec![Category::new("a", Colour::GREY); 2],
            x_edges: vec![1.0, 2.0, 3.0],
            y_edges: vec![-1.0, 0.0],
            cells: vec![0, 1],
            texts: Vec::new(),
        };
        change(&mut tiles);
        tiles.check(&panel(tiles.clone()))
    }

    #[test]
    fn what_is_no_grid_is_refused() {
        assert!(check(|_| {}).is_ok());
        for edges in [
            vec![],
            vec![1.0],
            vec![0.0, 1.0, 2.0],
            vec![1.0, 1.0, 2.0],
            vec![1.0, f64::NAN, 2.0],
        ] {
            let result = check(|tiles| tiles.x_edges = edges.clone());
            assert!(matches!(result, Err(PlotError::TileEdges { .. })), "{edges:?}");
        }
        assert!(matches!(
            check(|tiles| tiles.cells.push(0)),
            Err(PlotError::TileCount {
                tiles: 3,
                columns: 2,
                rows: 1
            })
        ));
        assert!(matches!(
            check(|tiles| tiles.cells[1] = 2),
            Err(PlotError::TileCategory { category: 2, known: 2 })
        ));
    }

    #[test]
    fn tiles_are_classified_in_their_middle() {
        let mut seen = Vec::new();
        let tiles = Tiles::from_fn(vec![], vec![1.0, 4.0, 16.0], vec![-1.0, 0.0, 2.0], |x, y| {
            seen.push((x, y));
            seen.len() - 1
        });
        assert_eq!(seen, [(2.0, -0.5), (8.0, -0.5), (2.0, 1.0), (8.0, 1.0)]);
        assert_eq!(tiles.cells, [0, 1, 2, 3]);
    }

    #[test]
    fn log_edges_have_equal_ratios_and_exact_ends() {
        let edges = log_edges(10.0, 1e7, 6);
        assert_eq!((edges[0], edges[6]), (10.0, 1e7));
        for (i, edge) in edges.iter().enumerate() {
            assert!((edge / 10f64.powi(i as i32 + 1) - 1.0).abs() < 1e-12, "{edges:?}");
        }
    }
}
