use super::Claim;
use crate::experiment::{Cell, Experiment};
use crate::theory::guarantee::{self, Setting};

/// Why the theorem behind `claim` is silent in some of `cells`, and in how many.
pub(super) fn silence(claim: Claim, experiment: &Experiment, cells: &[usize], arm: usize) -> Option<String> {
    let reasons: Vec<String> = cells
        .iter()
        .filter_map(|&index| in_cell(claim, &experiment.cells[index], arm))
        .collect();
    let first = reasons.first()?;
    Some(format!("silent in {} of {} cells: {first}", reasons.len(), cells.len()))
}

fn in_cell(claim: Claim, cell: &Cell, arm: usize) -> Option<String> {
    let setting = Setting {
        constants: cell.problem.constants(),
        diameter: cell.problem.domain().diameter(),
        dim: cell.dim(),
        samples: cell.samples,
        workers: cell.workers,
        byzantine: cell.byzantine,
    };
    let trimmed = cell.arms[arm].aggregator.breakdown(cell.workers);
    let silence = match claim {
        Claim::Theorem1 => guarantee::median_deviation(&setting).err(),
        Claim::Theorem4 => guarantee::trimmed_mean_deviation(&setting, trimmed).err(),
        Claim::Theorem7 => {
            return Some("its constant C̃ is not public, and Assumption 8 fails where a design is singular".to_owned());
        }
        Claim::Definition1 | Claim::Definition2 | Claim::Observation1 | Claim::Table1 => None,
    };
    silence.map(|silence| silence.to_string())
}
