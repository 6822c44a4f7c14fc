//! SVG output.

use plotters::backend::SVGBackend;

use super::drawing::{Drawing, Layout};
use super::error::PlotError;
use super::figure::Figure;
use super::paint::{Device, paint};
use super::palette::Colour;
use super::scene::{Scene, Shape};
use super::text::FAMILY;

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

/// The size of the page in pixels instead of drawing units, a title and a description, the names of what is shown, and text without line
/// breaks around it.
fn tidied(document: &str, (width, height): (u32, u32), scene: &Scene) -> String {
    let body = document.split_once('\n').map_or("", |(_, body)| body);
    let mut tidy = format!(
        "<svg width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         font-family=\"{FAMILY}\" xmlns=\"http://www.w3.org/2000/svg\">\n<title>{}</title>\n<desc>{}</desc>\n",
        scene.width * scene.scale,
        scene.height * scene.scale,
        escaped(&scene.title),
        escaped(&scene.description)
    );
    let mut lines = body.lines();
    let mut parts = scene.parts.iter().peekable();
    // The elements before which the open groups end.
    let mut open: Vec<usize> = Vec::new();
    // Every shape is one element, after that of the white page.
    let mut element = 0;
    while let Some(line) = lines.next() {
        let mut own = String::new();
        while let Some(part) = parts.next_if(|part| part.shapes.start + 1 == element) {
            if part.shapes.len() == 1 {
                own.push_str(&part.shown.attribute());
            } else {
                tidy.push_str(&format!("<g{}>\n", part.shown.attribute()));
                open.push(part.shapes.end + 1);
            }
        }
        push_element(&mut tidy, line, &own);
        if line.starts_with("<text ") {
            // The library writes the tag, the text and the end tag on three lines.
            tidy.push_str(lines.next().unwrap_or(""));
            tidy.push_str(lines.next().unwrap_or(""));
        }
        tidy.push('\n');
        element += 1;
        while open.last() == Some(&element) {
            open.pop();
            tidy.push_str("</g>\n");
        }
    }
    tidy
}

/// Adds a tag with attributes of its own, without those of the library that say what holds for the whole document.
fn push_element(document: &mut String, tag: &str, own: &str) {
    let mut tag = tag.replace(" \"/>", "\"/>");
    let font = format!(" font-family=\"{FAMILY}\"");
    for idle in [" opacity=\"1\"", " stroke=\"none\"", &font] {
        tag = tag.replace(idle, "");
    }
    let name = tag.find([' ', '>']).filter(|_| !own.is_empty()).unwrap_or(0);
    let (name, rest) = tag.split_at(name);
    document.push_str(name);
    document.push_str(own);
    document.push_str(rest);
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
