//! What is drawn, independent of the output format. Lengths are in pixels of the layout; `Scene::scale` says how large they are on paper.

use super::palette::Colour;
use super::part::{PanelPlace, Part};

/// A position: to the right, and downwards.
pub(super) type Pixel = (f64, f64);

/// Which part of a text is at its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A text on its baseline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    /// The anchor, on the baseline.
    pub at: Pixel,
    /// Size of the em square.
    pub size: f64,
    pub anchor: Anchor,
    /// Whether the text runs upwards.
    pub upwards: bool,
    pub colour: Colour,
    pub content: String,
}

/// A thing to draw. Later ones cover earlier ones.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// A filled rectangle between two corners; also all horizontal and vertical lines, which so stay sharp.
    Rect { from: Pixel, to: Pixel, colour: Colour },
    /// A line through points.
    Stroke {
        points: Vec<Pixel>,
        width: f64,
        colour: Colour,
    },
    /// A filled polygon.
    Polygon { points: Vec<Pixel>, colour: Colour },
    /// A filled circle.
    Disc { centre: Pixel, radius: f64, colour: Colour },
    /// A text.
    Text(Text),
}

/// A page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scene {
    pub width: f64,
    pub height: f64,
    /// CSS pixels (1/96 inch) in a pixel of the layout.
    pub scale: f64,
    /// Title of the document.
    pub title: String,
    /// What there is to see, for those who do not.
    pub description: String,
    pub shapes: Vec<Shape>,
    /// Which data some of the shapes show, outer parts before those inside them.
    pub parts: Vec<Part>,
    /// Where the panels are.
    pub places: Vec<PanelPlace>,
}

impl Scene {
    /// Its texts.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.shapes.iter().filter_map(|shape| match shape {
            Shape::Text(text) => Some(text),
            _ => None,
        })
    }

    /// Adds a line from `from` to `to`, which is horizontal or vertical.
    pub fn rule(&mut self, from: Pixel, to: Pixel, width: f64, colour: Colour) {
        let half = width / 2.0;
        let (dx, dy) = if from.0 == to.0 { (half, 0.0) } else { (0.0, half) };
        self.shapes.push(Shape::Rect {
            from: (from.0.min(to.0) - dx, from.1.min(to.1) - dy),
            to: (from.0.max(to.0) + dx, from.1.max(to.1) + dy),
            colour,
        });
    }

    /// Adds horizontal text.
    pub fn text(&mut self, content: &str, at: Pixel, size: f64, anchor: Anchor, colour: Colour) {
        self.push_text(content, at, size, anchor, colour, false);
    }

    /// Adds text that runs upwards.
    pub fn text_upwards(&mut self, content: &str, at: Pixel, size: f64, anchor: Anchor, colour: Colour) {
        self.push_text(content, at, size, anchor, colour, true);
    }

    fn push_text(&mut self, content: &str, at: Pixel, size: f64, anchor: Anchor, colour: Colour, upwards: bool) {
        if !content.trim().is_empty() {
            self.shapes.push(Shape::Text(Text {
                at,
                size,
                anchor,
                upwards,
                colour,
                content: content.to_owned(),
            }));
        }
    }
}
