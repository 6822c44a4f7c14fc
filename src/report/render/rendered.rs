use thiserror::Error;

use super::builder::Builder;
use crate::claim::{Judged, Study};
use crate::report::FigureSpec;
use crate::report::plot::{Figure, FigureData, PlotError};

/// Why a figure cannot be drawn.
#[derive(Debug, Error)]
#[error("figure {file} cannot be drawn: {source}")]
pub struct RenderError {
    file: String,
    source: PlotError,
}

/// A figure of a study, laid out but not yet drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered<'a> {
    spec: &'a FigureSpec,
    figure: Figure,
}

impl<'a> Rendered<'a> {
    /// Lays out the figure `spec` of a study.
    #[must_use]
    pub fn new(spec: &'a FigureSpec, study: &Study, judged: &Judged) -> Self {
        let figure = Builder { spec, study, judged }.figure();
        Self { spec, figure }
    }

    /// The file's name without its ending.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.spec.file
    }

    /// What is drawn.
    #[must_use]
    pub fn figure(&self) -> &Figure {
        &self.figure
    }

    /// The figure as SVG.
    ///
    /// # Errors
    /// If there is nothing to draw or it does not fit on a page.
    pub fn svg(&self) -> Result<String, RenderError> {
        self.figure.to_svg().map_err(|source| self.failed(source))
    }

    /// The figure as PNG: the same scene as the SVG, dot by dot.
    ///
    /// # Errors
    /// If there is nothing to draw or it does not fit on a page.
    pub fn png(&self) -> Result<Vec<u8>, RenderError> {
        self.figure.to_png().map_err(|source| self.failed(source))
    }

    /// The numbers that the figure shows.
    ///
    /// # Errors
    /// If there is nothing to draw or it does not fit on a page.
    pub fn data(&self) -> Result<FigureData, RenderError> {
        self.figure.data().map_err(|source| self.failed(source))
    }

    fn failed(&self, source: PlotError) -> RenderError {
        RenderError {
            file: self.spec.file.clone(),
            source,
        }
    }
}
