//! How tables and figures speak of the images: those of the paper are not named, any others are.

use crate::data::{DataSet, MNIST};
use crate::plan::Results;

/// Whether these are the images of the paper, whose printed numbers and claims are on no others.
pub(super) fn as_in_paper(results: &Results) -> bool {
    results.data == MNIST.name
}

/// The images as people call them: `Fashion-MNIST`, or `images 1a2b…` after the sums of unknown files.
pub(super) fn title(results: &Results) -> String {
    DataSet::named(&results.data).map_or_else(|| format!("images {}", results.data), |set| set.title.to_owned())
}

/// ` on Fashion-MNIST` behind a heading; nothing for the images of the paper.
pub(super) fn on(results: &Results) -> String {
    if as_in_paper(results) {
        String::new()
    } else {
        format!(" on {}", title(results))
    }
}

/// ` on MNIST` behind a mention of the paper's order where other images are shown.
pub(super) fn on_mnist(results: &Results) -> &'static str {
    if as_in_paper(results) { "" } else { " on MNIST" }
}

/// `Fashion-MNIST: ` before the title of a figure; nothing where all results are on the images of the paper.
pub(super) fn prefix(all: &[&Results]) -> String {
    if all.iter().all(|results| as_in_paper(results)) {
        return String::new();
    }
    let mut titles: Vec<String> = all.iter().map(|results| title(results)).collect();
    titles.dedup();
    format!("{}: ", titles.join(" and "))
}
