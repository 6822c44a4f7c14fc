//! One experiment on the page, and one figure.

use std::fmt::Write;

use super::escape::{anchor, escaped};
use super::{PageExperiment, PageFigure};
use crate::report::ExperimentReport;

/// The question, the verdict, the figures, the table of cells and the spec; `index` is the experiment's place in the data, and `first` that
/// of its first figure.
pub(super) fn experiment(index: usize, report: &ExperimentReport, shown: &PageExperiment, first: usize) -> String {
    let name = escaped(&report.name);
    let id = anchor("experiment", &report.name);
    let mut html = format!("<section class=\"experiment\" id=\"{id}\">\n<h3>{name}</h3>\n");
    let verdict = report.verdict.map_or("not tested", |verdict| verdict.name());
    let class = report.verdict.map_or("untested", |verdict| verdict.name());
    let _ = writeln!(
        html,
        "<p>{} <span class=\"{class}\">{verdict}</span></p>\n<p class=\"note\">profile {}, seed {}</p>",
        escaped(&report.question),
        report.profile.name(),
        report.seed
    );
    for (one, number) in shown.figures.iter().zip(first..) {
        html.push_str(&figure(one, number));
    }
    let arms: usize = report.cells.iter().map(|cell| cell.arms.len()).sum();
    let _ = writeln!(
        html,
        "<details class=\"cells\" data-experiment=\"{index}\"><summary>Table: what {name} measured, {arms} rows</summary></details>"
    );
    let _ = writeln!(
        html,
        "<details><summary>Spec of {name}</summary><pre tabindex=\"0\">{}</pre></details>\n</section>",
        escaped(&shown.spec)
    );
    html
}

/// A figure with its caption; `number` is its place in the data.
pub(super) fn figure(figure: &PageFigure, number: usize) -> String {
    let PageFigure {
        file, title, caption, ..
    } = figure;
    let (id, file) = (anchor("figure", file), escaped(file));
    format!(
        "<figure id=\"{id}\" data-figure=\"{number}\">\n<div class=\"picture\" tabindex=\"0\" role=\"group\" aria-label=\"Figure {file}\">\n{}</div>\n\
         <figcaption><b>{}</b>{}{}</figcaption>\n</figure>\n",
        embedded(&figure.svg),
        escaped(title),
        if caption.is_empty() { "" } else { ". " },
        escaped(caption)
    )
}

/// The drawing without what only stands at the beginning of a file.
fn embedded(svg: &str) -> &str {
    svg.find("<svg").map_or("", |start| &svg[start..])
}
