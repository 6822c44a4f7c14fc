//! PDF output: one page of vector paths, and text in an embedded font, which can be selected and searched.

mod font;

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::LineJoinStyle;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::drawing::{Drawing, Layout};
use super::error::PlotError;
use super::figure::Figure;
use super::palette::Colour;
use super::scene::{Anchor, Pixel, Scene, Shape, Text};
use super::text::{kern, width};
use font::{Characters, Refs};

/// What the page calls its font.
const FONT: Name = Name(b"F");

/// A point, PDF's unit, is 1/72 inch, and a CSS pixel 1/96 inch.
const POINTS_PER_CSS_PIXEL: f64 = 0.75;

impl Figure {
    /// The figure as a PDF file, 1080 CSS pixels wide.
    ///
    /// # Errors
    ///
    /// Any [`PlotError`] but `Backend` and `Png`.
    pub fn to_pdf(&self) -> Result<Vec<u8>, PlotError> {
        self.lay_out(Layout::default())?.to_pdf()
    }
}

impl Drawing {
    /// The drawing as a PDF file of one page, as large as the drawing. Lines and areas are paths; the font is embedded, as far as it is
    /// used. The file knows neither its date nor an identifier: the same drawing gives the same bytes.
    ///
    /// # Errors
    ///
    /// [`PlotError::Subset`].
    pub fn to_pdf(&self) -> Result<Vec<u8>, PlotError> {
        render(&self.scene)
    }
}

fn render(scene: &Scene) -> Result<Vec<u8>, PlotError> {
    let [catalog, pages, page, content, info] = [1, 2, 3, 4, 5].map(Ref::new);
    let refs = Refs {
        font: Ref::new(6),
        cid_font: Ref::new(7),
        descriptor: Ref::new(8),
        file: Ref::new(9),
        glyphs: Ref::new(10),
        unicode: Ref::new(11),
    };
    let characters = Characters::of(scene.texts().map(|text| text.content.as_str()))?;
    let points = POINTS_PER_CSS_PIXEL * scene.scale;
    let (wide, high) = (rounded(scene.width * points), rounded(scene.height * points));

    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet
        .parent(pages)
        .media_box(Rect::new(0.0, 0.0, wide, high))
        .contents(content);
    sheet.resources().fonts().pair(FONT, refs.font);
    sheet.finish();
    pdf.document_info(info)
        .title(TextStr(&scene.title))
        .producer(TextStr("byzrate"));
    // The scene's y axis points downwards.
    let mut painter = Painter::new(&characters, [points as f32, 0.0, 0.0, -points as f32, 0.0, high]);
    painter.paint(&scene.shapes);
    let drawn = compressed(painter.content.finish().as_slice());
    pdf.stream(content, &drawn).filter(Filter::FlateDecode);
    characters.write(&mut pdf, &refs)?;
    Ok(pdf.finish())
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    const LEVEL: u8 = 9;
    compress_to_vec_zlib(bytes, LEVEL)
}

/// A hundredth of a pixel is enough, and no number is so small that it would need an exponent, which PDF does not have.
fn rounded(length: f64) -> f32 {
    ((length * 100.0).round() / 100.0) as f32
}

/// Writes shapes, in pixels of the layout, as operators.
struct Painter<'a> {
    characters: &'a Characters,
    content: Content,
    fill: Option<Colour>,
    stroke: Option<(Colour, f64)>,
}

impl<'a> Painter<'a> {
    fn new(characters: &'a Characters, matrix: [f32; 6]) -> Self {
        let mut content = Content::new();
        content.transform(matrix);
        content.set_line_join(LineJoinStyle::RoundJoin);
        Self {
            characters,
            content,
            fill: None,
            stroke: None,
        }
    }

    fn paint(&mut self, shapes: &[Shape]) {
        let mut rest = shapes;
        while let Some(shape) = rest.first() {
            let areas = batch(rest);
            if areas > 0 {
                self.areas(&rest[..areas]);
                rest = &rest[areas..];
                continue;
            }
            match shape {
                Shape::Rect { .. } => {}
                Shape::Stroke { points, width, colour } => self.line(points, *width, *colour),
                Shape::Polygon { points, colour } => self.polygon(points, *colour),
                Shape::Disc { centre, radius, colour } => self.disc(*centre, *radius, *colour),
                Shape::Text(text) => self.text(text),
            }
            rest = &rest[1..];
        }
    }

    fn fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            let [r, g, b] = shares(colour);
            self.content.set_fill_rgb(r, g, b);
            self.fill = Some(colour);
        }
    }

    /// Fills rectangles of which no two of different colours overlap: those of a colour as one path, so that no seam shows between
    /// neighbours.
    fn areas(&mut self, shapes: &[Shape]) {
        let of = |shape: &Shape| match shape {
            Shape::Rect { from, to, colour } => Some((*from, *to, *colour)),
            _ => None,
        };
        let mut colours: Vec<Colour> = Vec::new();
        for (.., colour) in shapes.iter().filter_map(of) {
            if !colours.contains(&colour) {
                colours.push(colour);
            }
        }
        for colour in colours {
            self.fill(colour);
            for (from, to, _) in shapes.iter().filter_map(of).filter(|(.., own)| *own == colour) {
                let (x, y) = (rounded(from.0), rounded(from.1));
                self.content.rect(x, y, rounded(to.0) - x, rounded(to.1) - y);
            }
            self.content.fill_nonzero();
        }
    }

    fn path(&mut self, points: &[Pixel]) {
        for (i, (x, y)) in points.iter().enumerate() {
            let (x, y) = (rounded(*x), rounded(*y));
            if i == 0 {
                self.content.move_to(x, y);
            } else {
                self.content.line_to(x, y);
            }
        }
    }

    fn line(&mut self, points: &[Pixel], width: f64, colour: Colour) {
        if points.len() < 2 {
            return;
        }
        if self.stroke != Some((colour, width)) {
            let [r, g, b] = shares(colour);
            self.content.set_stroke_rgb(r, g, b);
            self.content.set_line_width(rounded(width));
            self.stroke = Some((colour, width));
        }
        self.path(points);
        self.content.stroke();
    }

    fn polygon(&mut self, points: &[Pixel], colour: Colour) {
        if points.len() < 3 {
            return;
        }
        self.fill(colour);
        self.path(points);
        self.content.close_path().fill_nonzero();
    }

    fn disc(&mut self, (x, y): Pixel, radius: f64, colour: Colour) {
        /// Where the control points of a quarter of a circle are.
        const BULGE: f64 = 0.552_284_75;
        self.fill(colour);
        let at = |across: f64, down: f64| (rounded(x + across * radius), rounded(y + down * radius));
        let (start_x, start_y) = at(1.0, 0.0);
        self.content.move_to(start_x, start_y);
        for (across, down) in [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)] {
            // The next quarter ends where this direction, turned by a quarter, points.
            let (x1, y1) = at(across - BULGE * down, down + BULGE * across);
            let (x2, y2) = at(BULGE * across - down, BULGE * down + across);
            let (x3, y3) = at(-down, across);
            self.content.cubic_to(x1, y1, x2, y2, x3, y3);
        }
        self.content.close_path().fill_nonzero();
    }

    fn text(&mut self, text: &Text) {
        let length = width(&text.content, text.size);
        let start = match text.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => -length / 2.0,
            Anchor::End => -length,
        };
        let (x, y) = text.at;
        let matrix = if text.upwards {
            [0.0, -1.0, -1.0, 0.0, rounded(x), rounded(y - start)]
        } else {
            [1.0, 0.0, 0.0, -1.0, rounded(x + start), rounded(y)]
        };
        self.fill(text.colour);
        let content = &mut self.content;
        content
            .begin_text()
            .set_font(FONT, rounded(text.size))
            .set_text_matrix(matrix);
        let mut codes: Vec<u8> = Vec::new();
        let mut show = content.show_positioned();
        let mut items = show.items();
        let mut before = None;
        for c in text.content.chars() {
            let kerned = before.map_or(0.0, |before| kern(before, c));
            if kerned != 0.0 {
                items.show(Str(&codes)).adjust(rounded(-1000.0 * kerned));
                codes.clear();
            }
            codes.extend(self.characters.code(c));
            before = Some(c);
        }
        items.show(Str(&codes));
        items.finish();
        show.finish();
        content.end_text();
    }
}

/// How many of the first shapes are rectangles of which no two of different colours overlap.
fn batch(shapes: &[Shape]) -> usize {
    let mut areas: Vec<(Pixel, Pixel, Colour)> = Vec::new();
    for shape in shapes {
        let Shape::Rect { from, to, colour } = shape else {
            break;
        };
        let covers = |(a, b, other): &(Pixel, Pixel, Colour)| {
            other != colour && a.0 < to.0 && from.0 < b.0 && a.1 < to.1 && from.1 < b.1
        };
        if areas.iter().any(covers) {
            break;
        }
        areas.push((*from, *to, *colour));
    }
    areas.len()
}

/// Red, green and blue, from 0 to 1.
fn shares(colour: Colour) -> [f32; 3] {
    [colour.r, colour.g, colour.b].map(|byte| f32::from(byte) / 255.0)
}
