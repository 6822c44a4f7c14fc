//! The page of a folder: `report.html`.

use std::path::Path;

use byzrate::claim::{Campaign, Judged};
use byzrate::report::{FigureSpec, PageExperiment, PageFigure, Rendered, Report, TheoryFigure, page};
use rayon::prelude::*;

use super::exit::Failure;
use super::figures::Figures;
use super::output;

/// The file's name in its folder.
pub const PAGE: &str = "report.html";

/// Writes the page of a campaign whose figures, and those of theory, were `drawn`.
pub fn write(
    path: &Path,
    (report, campaign, judged): (&Report, &Campaign, &[Judged]),
    figures: &[Vec<FigureSpec>],
    theory: &[TheoryFigure],
    drawn: &Figures,
) -> Result<(), Failure> {
    let judged = campaign.studies.par_iter().zip(judged);
    let experiments = report.experiments.par_iter().zip(judged).zip(figures);
    let shown = experiments.map(|((report, (study, judged)), figures)| {
        let figure = |figure: &FigureSpec| {
            let svg = drawn.for_screens(&figure.file)?;
            let data = Rendered::new(figure, study, judged)
                .data()
                .map_err(|error| Failure::unexpected(error.to_string()))?;
            Ok(PageFigure::measured(figure, report.verdict, (svg, data)))
        };
        Ok(PageExperiment {
            figures: figures.iter().map(figure).collect::<Result<_, Failure>>()?,
            spec: study.document.text.clone(),
        })
    });
    let shown: Vec<PageExperiment> = shown.collect::<Result<_, Failure>>()?;
    let theory = theory.iter().map(|one| {
        let data = one
            .figure
            .data()
            .map_err(|error| Failure::unexpected(error.to_string()))?;
        Ok(PageFigure::theoretical(one, (drawn.for_screens(one.file)?, data)))
    });
    let theory: Vec<PageFigure> = theory.collect::<Result<_, Failure>>()?;
    output::write_file(path, page(report, &shown, &theory).as_bytes())
}
