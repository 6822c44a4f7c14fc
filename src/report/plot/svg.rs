//! SVG output.

use plotters::backend::SVGBackend;

use super::drawing::{Drawing, Layout};
use super::error::PlotError;
use super::figure::Figure;
use super::paint::{Device, paint};
use super::palette::Colour;
use super::scene::{Scene, Shape};

/// Ten units per pixel of the layout: lines and points are placed to a tenth of a pixel.
const DEVICE: Device = Device {
    scale: 10.0,
    vector: true,
};

impl Figure {
    /// The figure as an SVG document, 1080 CSS pixels wide. Text is text, in DejaVu Sans or what the reader has instead.
    ///
    /// # Errors
    ///
    /// Any [`PlotError`] but `Png` and `Subset`.
    pub fn to_svg(&self) -> Result<String, PlotError> {
        self.lay_out(Layout::default())?.to_svg()
    }
}

impl Drawing {
    /// The drawing as an SVG document. Text is text, in DejaVu Sans or what the reader has instead.
    ///
    /// # Errors
    ///
    /// [`PlotError::Backend`].
    pub fn to_svg(&self) -> Result<String, PlotError> {
        render(&self.scene)
    }
}

fn render(scene: &Scene) -> Result<String, PlotError> {
    let units = |pixels: f64| (pixels * DEVICE.scale).round() as u32;
    let size = (units(scene.width), units(scene.height));
    let mut document = String::new();
    let mut backend = SVGBackend::with_string(&mut document, size);
    paint(&on_white(scene), &mut backend, DEVICE)?;
    drop(backend);
    Ok(tidied(&document, size, scene))
}

/// The scene on a white page.
pub(super) fn on_white(scene: &Scene) -> Scene {
    let page = Shape::Rect {
        from: (0.0, 0.0),
        to: (scene.width, scene.height),
        colour: Colour::WHITE,
    };
    let shapes = std::iter::once(page).chain(scene.shapes.iter().cloned()).collect();
    Scene {
        shapes,
        ..scene.clone()
    }
}

/// The size of the page in pixels instead of drawing units, a title, and text without line breaks around it.
fn tidied(document: &str, (width, height): (u32, u32), scene: &Scene) -> String {
    let body = document.split_once('\n').map_or("", |(_, body)| body);
    let mut tidy = format!(
        "<svg width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         xmlns=\"http://www.w3.org/2000/svg\">\n<title>{}</title>\n",
        scene.width * scene.scale,
        scene.height * scene.scale,
        escaped(&scene.title)
    );
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        tidy.push_str(&line.replace(" opacity=\"1\"", "").replace(" \"/>", "\"/>"));
        if line.starts_with("<text ") {
            // The library writes the tag, the text and the end tag on three lines.
            tidy.push_str(lines.next().unwrap_or(""));
            tidy.push_str(lines.next().unwrap_or(""));
        }
        tidy.push('\n');
    }
    tidy
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
