use std::fmt::Write;

use super::document::ExperimentReport;
use super::{FigureSpec, Report, TheoryFigure};
use crate::claim::Claim;

/// The page beside the figures of a run of all built-in experiments, in Markdown: each figure, what it shows, the claims it
/// speaks to, and the spec that draws it.
///
/// `report` knows the figure of every finding ([`Report::with_figures`]), and `figures` are those of its experiments. The
/// text depends on nothing else.
#[must_use]
pub fn gallery(report: &Report, figures: &[Vec<FigureSpec>], theory: &[TheoryFigure]) -> String {
    let mut text = HEAD.to_owned();
    text.push_str("\n## What was measured\n");
    for (experiment, figures) in report.experiments.iter().zip(figures) {
        for figure in figures {
            entry(&mut text, &measured(experiment, figure));
        }
    }
    text.push_str("\n## What theory says by itself\n");
    for figure in theory {
        entry(&mut text, &theoretical(figure));
    }
    text
}

const HEAD: &str = "# Figures

All of them are drawn by `cargo run --bin sweep`, which also writes this page: the same sources give the same bytes. Points
are measured, with two standard errors; solid lines are predicted without fitting, dotted ones are the paper's bounds, and
the legends name the others. b = ⌊αm⌋ workers are Byzantine, a fixed number, unless a figure says by chance: of such workers a theorem
for ⌊αm⌋ speaks with the probability that no more are. An estimate that was lost, to an infinite error, stands at the upper edge.
";

struct Entry {
    file: String,
    title: String,
    caption: String,
    claims: Vec<Claim>,
    source: String,
}

fn measured(experiment: &ExperimentReport, figure: &FigureSpec) -> Entry {
    let shown = |claim: &Claim| {
        let mut findings = experiment.findings.iter().filter(|finding| finding.claim == *claim);
        figure.claims.contains(claim) || findings.any(|finding| finding.figure.as_ref() == Some(&figure.file))
    };
    let name = &experiment.name;
    // Those of the built-in list in its order, then those that specs state.
    let mut claims: Vec<Claim> = Claim::ALL.into_iter().filter(shown).collect();
    for finding in &experiment.findings {
        if !claims.contains(&finding.claim) && shown(&finding.claim) {
            claims.push(finding.claim.clone());
        }
    }
    Entry {
        file: figure.file.clone(),
        title: figure.title(experiment.verdict),
        caption: figure.caption.clone().unwrap_or(experiment.question.clone()),
        claims,
        source: format!("Experiment [{name}](../experiments/{name}.toml)"),
    }
}

fn theoretical(figure: &TheoryFigure) -> Entry {
    Entry {
        file: figure.file.to_owned(),
        title: figure.figure.title.clone(),
        caption: figure.figure.subtitle.clone().unwrap_or_default(),
        claims: figure.claims.to_vec(),
        source: "Theory alone: nothing is simulated".to_owned(),
    }
}

fn entry(text: &mut String, entry: &Entry) {
    let Entry { file, source, .. } = entry;
    let title = markdown(&entry.title);
    let _ = write!(text, "\n### {title}\n\n![{title}]({file}.png)\n\n");
    if !entry.caption.is_empty() {
        let _ = write!(text, "{}\n\n", markdown(&entry.caption));
    }
    for claim in &entry.claims {
        let _ = writeln!(text, "- {}: {}", claim.name(), markdown(claim.statement()));
    }
    let _ = writeln!(text, "- {source}, as [SVG]({file}.svg)");
}

/// Text in which nothing is taken for markup; spaces that do not break are for figures only.
fn markdown(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\u{a0}' | '\u{202f}' | '\n' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_taken_for_markup() {
        assert_eq!(markdown("‖ŵ − w*‖ [a_b]\u{a0}c"), "‖ŵ − w\\*‖ \\[a\\_b\\] c");
    }
}
