use crate::claim::Verdict;
use crate::experiment::Coordinate;
use crate::report::{Along, FigureSpec, TheoryFigure};

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
    /// The column of the data that is most like its x axis.
    pub(super) along: &'static str,
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
    /// The figure of a study, whose findings together are `verdict`.
    #[must_use]
    pub fn measured(figure: &FigureSpec, verdict: Option<Verdict>, svg: String) -> Self {
        Self {
            file: figure.file.clone(),
            title: figure.title(verdict),
            caption: figure.caption.clone().unwrap_or_default(),
            svg,
            along: along(figure.along),
        }
    }

    /// A figure of theory alone.
    #[must_use]
    pub fn theoretical(figure: &TheoryFigure, svg: String) -> Self {
        Self {
            file: figure.file.to_owned(),
            title: figure.figure.title.clone(),
            caption: figure.figure.subtitle.clone().unwrap_or_default(),
            svg,
            along: "n",
        }
    }
}

fn along(along: Along) -> &'static str {
    match along {
        Along::Coordinate(Coordinate::Workers) => "m",
        Along::Coordinate(Coordinate::Alpha) => "alpha",
        Along::Coordinate(Coordinate::Dim) => "dim",
        Along::Coordinate(_) | Along::Finding => "n",
        Along::Adversary => "adversary",
        Along::Cell => "problem",
        Along::TrimFraction | Along::Parameter => "estimator",
        Along::Floats => "rounds",
    }
}
