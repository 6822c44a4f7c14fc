//! The files of figures: in which formats, and for which page.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use byzrate::claim::{Judged, Study};
use byzrate::experiment::RunError;
use byzrate::report::plot::{Figure, Layout, PlotError};
use byzrate::report::{FigureSpec, Rendered, TheoryFigure};
use rayon::prelude::*;

use super::args::{FigureArguments, FigureFormat};
use super::exit::Failure;
use super::output::{warn, write_file};

/// Writes figures into a folder.
pub struct Figures<'a> {
    pub folder: PathBuf,
    formats: Vec<FigureFormat>,
    layout: Layout,
    stop: &'a AtomicBool,
    /// The SVG of each figure that was drawn, on a page for screens, whatever is written: the report shows it.
    for_screens: Mutex<BTreeMap<String, String>>,
}

impl<'a> Figures<'a> {
    pub fn new(folder: PathBuf, arguments: &FigureArguments, stop: &'a AtomicBool) -> Self {
        Self {
            folder,
            formats: arguments.figures.clone(),
            layout: arguments.layout(),
            stop,
            for_screens: Mutex::default(),
        }
    }

    /// Whether the files are there that the page beside the figures of all experiments shows.
    pub fn suit_a_gallery(&self) -> bool {
        self.writes(FigureFormat::Svg) && self.writes(FigureFormat::Png)
    }

    fn writes(&self, format: FigureFormat) -> bool {
        self.formats.contains(&format)
    }

    /// A figure that was drawn, as SVG on a page for screens.
    pub fn for_screens(&self, file: &str) -> Result<String, Failure> {
        let known = self.for_screens.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(file)
            .cloned()
            .ok_or_else(|| Failure::unexpected(format!("figure {file} was not drawn")))
    }

    /// Draws the figures of one study, and gives those that could be drawn.
    ///
    /// # Errors
    /// If one cannot be written, or `stop` is set before the last one.
    pub fn write(
        &self,
        (study, judged): (&Study, &Judged),
        figures: Vec<FigureSpec>,
    ) -> Result<Vec<FigureSpec>, Failure> {
        let mut drawn = Vec::new();
        for figure in figures {
            let rendered = Rendered::new(&figure, study, judged);
            if self.write_one(rendered.file(), rendered.figure())? {
                drawn.push(figure);
            }
        }
        Ok(drawn)
    }

    /// Draws figures of theory.
    ///
    /// # Errors
    /// As those of [`write`](Self::write).
    pub fn write_theory(&self, figures: &[TheoryFigure]) -> Result<(), Failure> {
        figures.par_iter().try_for_each(|TheoryFigure { file, figure, .. }| {
            self.write_one(file, figure)?;
            Ok(())
        })
    }

    /// The files that a figure has in this folder, as far as they are asked for.
    pub fn files(&self, file: &str) -> Vec<PathBuf> {
        let formats = [FigureFormat::Svg, FigureFormat::Png, FigureFormat::Pdf];
        let written = formats.into_iter().filter(|format| self.writes(*format));
        written.map(|format| self.path(file, format)).collect()
    }

    /// Says whether a figure could be drawn: one without points loses no result.
    fn write_one(&self, file: &str, figure: &Figure) -> Result<bool, Failure> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(RunError::Interrupted.into());
        }
        match self.draw(file, figure) {
            Ok(files) => {
                for (path, contents) in files {
                    write_file(&path, &contents)?;
                }
                Ok(true)
            }
            Err(error) => {
                warn(&format!("figure {file} cannot be drawn: {error}"));
                Ok(false)
            }
        }
    }

    /// The files of a figure that have to be written, in their order.
    fn draw(&self, file: &str, figure: &Figure) -> Result<Vec<(PathBuf, Vec<u8>)>, PlotError> {
        let drawing = figure.lay_out(self.layout)?;
        let missing: Vec<String> = (drawing.missing_glyphs().into_iter())
            .map(|c| format!("{c:?} (U+{:04X})", u32::from(c)))
            .collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            let _ = writeln!(
                std::io::stderr(),
                "warning: figure {file}: the font has no glyph for {missing}; an empty box stands for it"
            );
        }
        let svg = drawing.to_svg()?;
        let for_screens = if self.layout == Layout::default() {
            svg.clone()
        } else {
            figure.to_svg()?
        };
        let mut files = Vec::new();
        if self.writes(FigureFormat::Svg) || self.writes(FigureFormat::Png) {
            let (svg_path, png_path) = (self.path(file, FigureFormat::Svg), self.path(file, FigureFormat::Png));
            let unchanged = fs::read(&svg_path).is_ok_and(|old| old == svg.as_bytes());
            // A PNG beside an SVG that did not change is of the same scene, and stays; so that this is true, one of the two that is there
            // already is drawn again with the other.
            let wanted = |format, path: &Path| self.writes(format) || (path.is_file() && !unchanged);
            if wanted(FigureFormat::Png, &png_path) && !(unchanged && png_path.is_file()) {
                // The PNG first: a run killed in between draws both again.
                files.push((png_path, drawing.to_png()?));
            }
            if wanted(FigureFormat::Svg, &svg_path) && !unchanged {
                files.push((svg_path, svg.into_bytes()));
            }
        }
        if self.writes(FigureFormat::Pdf) {
            let (path, pdf) = (self.path(file, FigureFormat::Pdf), drawing.to_pdf()?);
            if !fs::read(&path).is_ok_and(|old| old == pdf) {
                files.push((path, pdf));
            }
        }
        let mut known = self.for_screens.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(file.to_owned(), for_screens);
        Ok(files)
    }

    fn path(&self, file: &str, format: FigureFormat) -> PathBuf {
        self.folder.join(format!("{file}.{}", format.ending()))
    }
}

#[cfg(test)]
mod tests {
    use byzrate::report::plot::{Axis, Colour, Panel, Point, Series};

    use super::super::args::WidthName;
    use super::*;

    static STOP: AtomicBool = AtomicBool::new(false);

    fn figure(title: &str) -> Figure {
        let series = Series::new(Colour::BLUE)
            .label("a")
            .marker(byzrate::report::plot::Marker::Circle);
        Figure {
            title: title.to_owned(),
            panels: vec![Panel {
                x: Axis::linear("x"),
                y: Axis::linear("y"),
                series: vec![series.points([Point::new(1.0, 2.0), Point::new(2.0, 1.0)])],
                ..Panel::default()
            }],
            ..Figure::default()
        }
    }

    /// The endings of what is written of a figure into a folder.
    fn written(folder: &Path, formats: &[FigureFormat], width: WidthName, title: &str) -> Vec<String> {
        let arguments = FigureArguments {
            figures: formats.to_vec(),
            plain: false,
            width,
        };
        let figures = Figures::new(folder.to_owned(), &arguments, &STOP);
        let files = figures.draw("a", &figure(title)).expect("drawn");
        for (path, contents) in &files {
            fs::write(path, contents).expect("written");
        }
        let ending =
            |(path, _): &(PathBuf, Vec<u8>)| path.extension().unwrap_or_default().to_string_lossy().into_owned();
        files.iter().map(ending).collect()
    }

    #[test]
    fn only_figures_that_changed_are_written() {
        use FigureFormat::{Pdf, Png, Svg};
        let folder = tempfile::tempdir().expect("a folder");
        let write = |formats: &[FigureFormat], title| written(folder.path(), formats, WidthName::Screen, title);
        assert_eq!(write(&[Svg, Png, Pdf], "one"), ["png", "svg", "pdf"]);
        assert!(write(&[Pdf, Svg, Png], "one").is_empty());
        assert_eq!(write(&[Svg, Png, Pdf], "two"), ["png", "svg", "pdf"]);
        fs::remove_file(folder.path().join("a.png")).expect("it was written");
        assert_eq!(write(&[Svg, Png], "two"), ["png"]);
    }

    /// Else a later run would find an SVG as it should be, and leave a PNG of another page beside it.
    #[test]
    fn an_svg_and_a_png_of_one_name_show_one_picture() {
        use FigureFormat::{Png, Svg};
        let folder = tempfile::tempdir().expect("a folder");
        let write = |formats: &[FigureFormat], width| written(folder.path(), formats, width, "one");
        assert_eq!(write(&[Png], WidthName::Single), ["png"]);
        assert_eq!(write(&[Svg], WidthName::Screen), ["png", "svg"]);
        assert_eq!(write(&[Png], WidthName::Double), ["png", "svg"]);
        assert_eq!(write(&[Svg, Png], WidthName::Screen), ["png", "svg"]);
    }
}
