//! From a scene to a back end of the drawing library.

use plotters::backend::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, FontTransform, RGBColor, ShapeStyle, TextStyle};

use super::error::PlotError;
use super::palette::Colour;
use super::scene::{Anchor, Pixel, Scene, Shape, Text};
use super::text::{FAMILY, outlines, width};

/// How a back end differs from the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Device {
    /// Units per CSS pixel. The library's coordinates are integers, hence many.
    pub scale: f64,
    /// Whether lines and texts stay lines and texts; else they become polygons and dots.
    pub vector: bool,
}

impl Device {
    fn length(self, pixels: f64) -> i32 {
        (pixels * self.scale).round() as i32
    }

    fn at(self, (x, y): Pixel) -> (i32, i32) {
        (self.length(x), self.length(y))
    }

    fn thickness(self, pixels: f64) -> u32 {
        self.length(pixels).max(1).unsigned_abs()
    }
}

/// Draws a scene.
///
/// # Errors
///
/// [`PlotError::Backend`].
pub(super) fn paint<B: DrawingBackend>(scene: &Scene, backend: &mut B, device: Device) -> Result<(), PlotError>
where
    B::ErrorType: 'static,
{
    let failed = |error| PlotError::Backend(Box::new(error));
    for shape in &scene.shapes {
        match shape {
            Shape::Rect { from, to, colour } => {
                backend
                    .draw_rect(device.at(*from), device.at(*to), &filled(*colour), true)
                    .map_err(failed)?;
            }
            Shape::Disc { centre, radius, colour } => {
                backend
                    .draw_circle(device.at(*centre), device.thickness(*radius), &filled(*colour), true)
                    .map_err(failed)?;
            }
            Shape::Polygon { points, colour } => {
                backend
                    .fill_polygon(points.iter().map(|point| device.at(*point)), &filled(*colour))
                    .map_err(failed)?;
            }
            Shape::Stroke { points, width, colour } if device.vector => {
                let style = filled(*colour).stroke_width(device.thickness(*width));
                backend
                    .draw_path(points.iter().map(|point| device.at(*point)), &style)
                    .map_err(failed)?;
            }
            Shape::Stroke { points, width, colour } => {
                let half = width / 2.0;
                for pair in points.windows(2) {
                    let Some(corners) = thickened(pair[0], pair[1], half) else {
                        continue;
                    };
                    backend
                        .fill_polygon(corners.map(|corner| device.at(corner)), &filled(*colour))
                        .map_err(failed)?;
                }
                // Round joints close the gaps between the segments.
                let joints = points.get(1..points.len().saturating_sub(1)).unwrap_or_default();
                for joint in joints {
                    backend
                        .draw_circle(device.at(*joint), device.thickness(half), &filled(*colour), true)
                        .map_err(failed)?;
                }
            }
            Shape::Text(text) if device.vector => {
                let (style, at) = svg_text_style(text, device);
                backend.draw_text(&text.content, &style, at).map_err(failed)?;
            }
            Shape::Text(text) => {
                for (at, coverage) in dots(text, device) {
                    let colour = rgb(text.colour).mix(f64::from(coverage)).to_backend_color();
                    backend.draw_pixel(at, colour).map_err(failed)?;
                }
            }
        }
    }
    backend.present().map_err(failed)
}

fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.r, colour.g, colour.b)
}

fn filled(colour: Colour) -> ShapeStyle {
    rgb(colour).filled()
}

/// Corners of a segment of a given half width; `None` if it has no length.
fn thickened(a: Pixel, b: Pixel, half: f64) -> Option<[Pixel; 4]> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = (dx * dx + dy * dy).sqrt();
    if length == 0.0 {
        return None;
    }
    let (nx, ny) = (-dy / length * half, dx / length * half);
    Some([
        (a.0 + nx, a.1 + ny),
        (b.0 + nx, b.1 + ny),
        (b.0 - nx, b.1 - ny),
        (a.0 - nx, a.1 - ny),
    ])
}

/// The dots a text covers, and how much of each.
fn dots(text: &Text, device: Device) -> Vec<((i32, i32), f32)> {
    let (x, y) = device.at(text.at);
    let size = text.size * device.scale;
    let start = match text.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => -width(&text.content, size) / 2.0,
        Anchor::End => -width(&text.content, size),
    };
    let mut dots = Vec::new();
    for glyph in outlines(&text.content, size, start) {
        let corner = glyph.px_bounds().min;
        glyph.draw(|column, row, coverage| {
            let (along, down) = (corner.x as i32 + column as i32, corner.y as i32 + row as i32);
            let at = if text.upwards {
                (x + down, y - along - 1)
            } else {
                (x + along, y + down)
            };
            dots.push((at, coverage.clamp(0.0, 1.0)));
        });
    }
    dots
}

/// Style and position with which the SVG back end puts a text on its baseline.
fn svg_text_style(text: &Text, device: Device) -> (TextStyle<'static>, (i32, i32)) {
    /// The back end divides font sizes by this number,
    const SIZE_PER_EM: f64 = 1.24;
    /// and puts the baseline this far below the top, in ems.
    const BASELINE: f64 = 0.76;
    let h_pos = match text.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let size = text.size * device.scale * SIZE_PER_EM;
    let font = FontDesc::new(FontFamily::Name(FAMILY), size, FontStyle::Normal);
    let rise = text.size * BASELINE;
    let (font, top) = if text.upwards {
        (font.transform(FontTransform::Rotate270), (text.at.0 - rise, text.at.1))
    } else {
        (font, (text.at.0, text.at.1 - rise))
    };
    let mut style = TextStyle::from(font).pos(Pos::new(h_pos, VPos::Top));
    style.color = rgb(text.colour).to_backend_color();
    (style, device.at(top))
}
