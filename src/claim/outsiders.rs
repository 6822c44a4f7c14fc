use crate::adversary::Push;
use crate::aggregator::Law;
use crate::algorithm::Scheme;
use crate::experiment::Cell;

/// The parts of other programs whose own declarations a comparison on an arm of a cell rests on. What it contradicts is what
/// they declare, and not the paper: nobody but they says that they are what they declare to be.
///
/// A part that declares nothing is none of them: theory assumes nothing of it. A problem always declares its constants.
pub(super) fn outsiders(cell: &Cell, arm: usize) -> Vec<String> {
    let arm = &cell.arms[arm];
    let (problem, rule) = (&cell.problem, &arm.aggregator);
    let (attack, algorithm) = (&arm.attack, &arm.algorithm);
    let mut outsiders = Vec::new();
    if !problem.is_built_in() {
        outsiders.push(format!("problem {}", problem.name()));
    }
    if !algorithm.is_built_in() && algorithm.scheme(&**problem) != Scheme::Unknown {
        outsiders.push(format!("algorithm {}", algorithm.name()));
    }
    if !rule.is_built_in() && rule.law(cell.workers) != Law::Unknown {
        outsiders.push(format!("aggregator {}", rule.name()));
    }
    if !attack.is_built_in() && attack.push() != Push::Unknown && cell.is_attacked() {
        outsiders.push(format!("adversary {}", attack.name()));
    }
    outsiders
}
