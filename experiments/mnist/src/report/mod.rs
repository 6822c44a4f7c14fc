//! Tables and figures from stored results.

mod adversary_figure;
mod curve_figure;
mod images;
mod one_round_figure;
mod ordering;
mod step_figure;
mod summary;
mod tables;

pub use ordering::{Order, order};
pub use summary::{Cell, Summary, cells};
pub use tables::tables;

use byzrate::report::plot::Figure;

use crate::plan::{Experiment, Results};

/// All results of a folder, by experiment.
pub type All = Vec<(Experiment, Results)>;

/// The results of one experiment.
pub(crate) fn of(all: &All, experiment: Experiment) -> Option<&Results> {
    all.iter()
        .find(|(known, _)| *known == experiment)
        .map(|(_, results)| results)
}

/// The figures that the results have something to show for, by the names of their files.
#[must_use]
pub fn figures(all: &All) -> Vec<(&'static str, Figure)> {
    let drawn = [
        ("mnist-figure-1", curve_figure::figure(all)),
        ("mnist-steps", step_figure::figure(all, Experiment::Logistic)),
        ("mnist-cnn-steps", step_figure::figure(all, Experiment::Cnn)),
        ("mnist-one-round", one_round_figure::figure(all)),
        (
            "mnist-adversaries",
            adversary_figure::figure(all, Experiment::Adversaries),
        ),
        (
            "mnist-cnn-adversaries",
            adversary_figure::figure(all, Experiment::CnnAdversaries),
        ),
    ];
    drawn
        .into_iter()
        .filter_map(|(name, figure)| Some((name, figure?)))
        .collect()
}

/// The last line below a figure: images, replicates (of each of the results, in their order, where they differ) and seed.
pub(crate) fn provenance(results: &[&Results]) -> String {
    let seed = results
        .iter()
        .flat_map(|results| &results.curves)
        .map(|curve| curve.setting.seed)
        .next()
        .unwrap_or(0);
    let mut data: Vec<&str> = results.iter().map(|results| results.data.as_str()).collect();
    data.dedup();
    let count = |results: &&Results| cells(results).iter().map(|cell| cell.curves.len()).max();
    let mut replicates: Vec<usize> = results.iter().filter_map(count).collect();
    replicates.dedup();
    let replicates = match replicates[..] {
        [1] => "1 replicate, which has no interval".to_owned(),
        _ => {
            let counts: Vec<String> = replicates.iter().map(usize::to_string).collect();
            format!(
                "{} replicates with 95 % intervals of Student’s law",
                counts.join(" and ")
            )
        }
    };
    format!(
        "{}, {replicates}, seed {seed}, byzrate-mnist {}",
        data.join(" and "),
        env!("CARGO_PKG_VERSION")
    )
}
