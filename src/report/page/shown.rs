use crate::claim::Verdict;
use crate::report::plot::FigureData;
use crate::report::{FigureSpec, TheoryFigure};

/// A figure on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageFigure {
    /// The file's name without its ending.
    pub file: String,
    /// The title.
    pub title: String,
    /// What is seen; may be empty.
    pub caption: String,
    /// The figure itself, as it is in its file.
    pub svg: String,
    /// The numbers that it shows.
    pub data: FigureData,
}

/// What the page shows of an experiment beside what the report says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageExperiment {
    /// Its figures.
    pub figures: Vec<PageFigure>,
    /// The text of its spec.
    pub spec: String,
}

impl PageFigure {
    /// The figure of a study, whose findings together are `verdict`, as it is drawn and as numbers.
    #[must_use]
    pub fn measured(figure: &FigureSpec, verdict: Option<Verdict>, (svg, data): (String, FigureData)) -> Self {
        Self {
            file: figure.file.clone(),
            title: figure.title(verdict),
            caption: figure.caption.clone().unwrap_or_default(),
            svg,
            data,
        }
    }

    /// A figure of theory alone, as it is drawn and as numbers.
    #[must_use]
    pub fn theoretical(figure: &TheoryFigure, (svg, data): (String, FigureData)) -> Self {
        Self {
            file: figure.file.to_owned(),
            title: figure.figure.title.clone(),
            caption: figure.figure.subtitle.clone().unwrap_or_default(),
            svg,
            data,
        }
    }
}
