//! The page of a folder: `report.html`.

use std::path::Path;

use byzrate::claim::Campaign;
use byzrate::report::{FigureSpec, PageExperiment, PageFigure, Report, TheoryFigure, page};

use crate::exit::Failure;
use crate::figures::Figures;
use crate::output;

/// The file's name in its folder.
pub const PAGE: &str = "report.html";

/// Writes the page of a campaign whose figures, and those of theory, were `drawn`.
pub fn write(
    path: &Path,
    (report, campaign): (&Report, &Campaign),
    figures: &[Vec<FigureSpec>],
    theory: &[TheoryFigure],
    drawn: &Figures,
) -> Result<(), Failure> {
    let experiments = report.experiments.iter().zip(&campaign.studies).zip(figures);
    let shown = experiments.map(|((report, study), figures)| {
        let figure = |figure: &FigureSpec| {
            let svg = drawn.for_screens(&figure.file)?;
            Ok(PageFigure::measured(figure, report.verdict, svg))
        };
        Ok(PageExperiment {
            figures: figures.iter().map(figure).collect::<Result<_, Failure>>()?,
            spec: study.document.text.clone(),
        })
    });
    let shown: Vec<PageExperiment> = shown.collect::<Result<_, Failure>>()?;
    let theory = theory
        .iter()
        .map(|figure| Ok(PageFigure::theoretical(figure, drawn.for_screens(figure.file)?)));
    let theory: Vec<PageFigure> = theory.collect::<Result<_, Failure>>()?;
    output::write_file(path, page(report, &shown, &theory).as_bytes())
}
