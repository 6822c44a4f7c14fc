use std::fmt::Write;

use super::data::block;
use super::escape::{anchor, escaped};
use super::findings::findings;
use super::policy::policy;
use super::section::{experiment, figure};
use super::{PageExperiment, PageFigure};
use crate::claim::Verdict;
use crate::report::{Report, ledger_footer};

/// How the page looks.
const STYLE: &str = include_str!("page.css");

/// What the page does.
const SCRIPT: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("script/shared.js"),
    include_str!("script/ledger.js"),
    include_str!("script/table.js"),
    include_str!("script/cells.js"),
    include_str!("script/values.js"),
    include_str!("script/vega.js"),
    include_str!("script/marks.js"),
    include_str!("script/walk.js"),
    include_str!("script/figure.js"),
    "})();\n"
);

/// The report as one HTML file, which asks for nothing from anywhere. `shown` has an entry for every experiment of the report, and `theory`
/// the figures of theory alone.
#[must_use]
pub fn page(report: &Report, shown: &[PageExperiment], theory: &[PageFigure]) -> String {
    let mut html = head();
    html.push_str(&header(report, !theory.is_empty()));
    html.push_str("<main id=\"main\">\n");
    html.push_str(&ledger(report));
    html.push_str("<section aria-labelledby=\"experiments\">\n<h2 id=\"experiments\">Experiments</h2>\n");
    let mut first = 0;
    for (index, (report, shown)) in report.experiments.iter().zip(shown).enumerate() {
        html.push_str(&experiment(index, report, shown, first));
        first += shown.figures.len();
    }
    html.push_str("</section>\n");
    if !theory.is_empty() {
        html.push_str("<section aria-labelledby=\"theory\">\n<h2 id=\"theory\">Theory alone</h2>\n");
        for (one, number) in theory.iter().zip(first..) {
            html.push_str(&figure(one, number));
        }
        html.push_str("</section>\n");
    }
    html.push_str("</main>\n");
    let _ = write!(
        html,
        "<script type=\"application/json\" id=\"data\">{}</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        block(report, shown.iter().flat_map(|shown| &shown.figures).chain(theory))
    );
    html
}

fn head() -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Report of byzrate</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the content</a>\n",
        policy(STYLE, SCRIPT)
    )
}

fn header(report: &Report, theory: bool) -> String {
    let mut html = String::from("<header>\n<h1>Report of byzrate</h1>\n");
    let verdict = report.verdict.map_or("nothing tested", Verdict::name);
    let class = report.verdict.map_or("untested", Verdict::name);
    let _ = write!(
        html,
        "<p>Taken together: <span class=\"{class}\">{verdict}</span>. {} experiments, byzrate {}.</p>\n</header>\n\
         <nav aria-label=\"Parts\"><a href=\"#ledger\">Ledger</a> <a href=\"#experiments\">Experiments</a>",
        report.experiments.len(),
        escaped(report.version)
    );
    if theory {
        html.push_str(" <a href=\"#theory\">Theory alone</a>");
    }
    html.push_str("<details><summary>All experiments</summary><ul>");
    for experiment in &report.experiments {
        let (to, name) = (anchor("experiment", &experiment.name), escaped(&experiment.name));
        let _ = write!(html, "<li><a href=\"#{to}\">{name}</a></li>");
    }
    html.push_str("</ul></details></nav>\n");
    html
}

fn ledger(report: &Report) -> String {
    let mut html = String::from("<section aria-labelledby=\"ledger\">\n<h2 id=\"ledger\">Ledger</h2>\n");
    for line in ledger_footer(report, u16::MAX).lines() {
        let _ = writeln!(html, "<p>{}</p>", escaped(line));
    }
    html.push_str(
        "<form id=\"filter\" role=\"search\" aria-label=\"Findings\" hidden>\n\
         <label>Text <input type=\"search\" id=\"words\" autocomplete=\"off\"></label>\n\
         <label>Verdict <select id=\"verdict\"><option value=\"\">any</option>",
    );
    for verdict in [Verdict::Consistent, Verdict::Inconclusive, Verdict::Contradicted] {
        let _ = write!(html, "<option>{}</option>", verdict.name());
    }
    html.push_str("</select></label>\n<output id=\"count\" for=\"words verdict\"></output>\n</form>\n");
    html.push_str("<noscript><p>Filters, tables, downloads and values under the pointer need scripts; sweep table prints those tables, too.</p></noscript>\n");
    html.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Findings\">\n");
    html.push_str(&findings(report));
    html.push_str("</div>\n</section>\n");
    html
}
