//! What a figure is laid out for, and the figure laid out.

use super::error::PlotError;
use super::figure::{Figure, MAX_PANELS};
use super::layout::compose;
use super::scene::Scene;
use super::text;

/// How a figure is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Layout {
    /// How wide the page is.
    pub width: Width,
    /// Whether title, subtitle and footer are left out, for a caption that says what they do.
    pub plain: bool,
}

/// The width of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Width {
    /// 1080 CSS pixels, for screens.
    #[default]
    Screen,
    /// One column of a journal, 89 mm: panels stand below one another. No text is smaller than 7 pt.
    SingleColumn,
    /// Both columns of a journal, 183 mm. No text is smaller than 7 pt.
    DoubleColumn,
}

/// A figure in which everything has its place: what is written of it in any format shows the same picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub(super) scene: Scene,
}

impl Figure {
    /// Gives everything its place.
    ///
    /// # Errors
    ///
    /// Any [`PlotError`] but `Backend`, `Png` and `Subset`.
    pub fn lay_out(&self, layout: Layout) -> Result<Drawing, PlotError> {
        let scene = compose(self, layout)?;
        Ok(Drawing { scene })
    }
}

impl Drawing {
    /// The characters of its texts for which the embedded font has no glyph, each once, in the order of the alphabet. PNG and PDF
    /// show an empty box for each; SVG leaves it to the reader's fonts.
    #[must_use]
    pub fn missing_glyphs(&self) -> Vec<char> {
        let texts = self.scene.texts().flat_map(|text| text.content.chars());
        let mut missing: Vec<char> = texts.filter(|c| !text::has_glyph(*c)).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }
}

/// The page of a width, in pixels of the layout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sheet {
    pub width: f64,
    /// CSS pixels in a pixel of the layout: what is to be smaller on paper is laid out on a page that is larger by as much, so that texts,
    /// lines and markers keep their proportions.
    pub scale: f64,
    /// Space around the page.
    pub margin: f64,
    /// Usual height: pages of one row of panels are filled up, others grow.
    pub height: f64,
    /// How many panels stand side by side.
    pub columns: usize,
    /// Least height of the panels where so many, but one, stand side by side.
    pub least_heights: [f64; MAX_PANELS],
}

impl Width {
    pub(super) fn sheet(self) -> Sheet {
        // The smallest text, of 15 px, is then 7.03 pt.
        const PRINTED: f64 = 0.625;
        let screen = Sheet {
            width: 1080.0,
            scale: 1.0,
            margin: 26.0,
            height: 620.0,
            columns: MAX_PANELS,
            least_heights: [380.0, 350.0, 320.0],
        };
        match self {
            Self::Screen => screen,
            Self::SingleColumn => Sheet {
                width: 538.0,
                scale: PRINTED,
                margin: 8.0,
                height: 0.0,
                columns: 1,
                least_heights: [300.0; MAX_PANELS],
            },
            Self::DoubleColumn => Sheet {
                width: 1106.0,
                scale: PRINTED,
                margin: 8.0,
                height: 520.0,
                ..screen
            },
        }
    }
}
