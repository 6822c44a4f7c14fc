use super::Cell;
use crate::aggregator::Aggregator;
use crate::spec::{Section, SpecError};
use crate::theory::by_chance;

/// An α just below ½ may still mean half of the workers.
pub(super) fn refuse_majority(cell: &Cell, allow_breakdown: bool) -> Result<(), SpecError> {
    let (b, m) = (cell.byzantine, cell.workers);
    if b >= m || (2 * b >= m && !allow_breakdown) {
        let message = format!(
            "alpha {} means {b} of {m} workers: {}",
            cell.alpha,
            if b >= m {
                "some worker must be honest"
            } else {
                "no rule withstands half of them; use a smaller alpha, or allow_breakdown = true to see the blow-up"
            }
        );
        return Err(SpecError::general("alpha", message));
    }
    Ok(())
}

/// More Byzantine workers than the rule withstands are a fault, unless a breakdown is what is to be seen.
pub(super) fn refuse_breakdown(
    section: &Section,
    cell: &Cell,
    aggregator: &dyn Aggregator,
    allow_breakdown: bool,
) -> Result<(), SpecError> {
    let (m, b) = (cell.workers, cell.byzantine);
    let span = || section.span_of("beta");
    if let Err(error) = aggregator.check(m) {
        return Err(section.fault(span(), error.to_string()));
    }
    if allow_breakdown {
        return Ok(());
    }
    if cell.is_random() {
        return withstands_chance(cell, aggregator).map_err(|message| section.fault(span(), message));
    }
    aggregator.check_against(m, b).map_err(|error| {
        let message = format!("{error}, or allow_breakdown = true to see the blow-up");
        section.fault(span(), message)
    })
}

/// How rarely more workers than a rule withstands may be Byzantine by chance, for it to count as withstanding them: in fewer replicates
/// than a cell draws.
const NEGLIGIBLE: f64 = 1e-5;

/// Whether a rule is meant for as many Byzantine workers as there are by chance, in all but a negligible share of replicates.
fn withstands_chance(cell: &Cell, aggregator: &dyn Aggregator) -> Result<(), String> {
    let (m, alpha) = (cell.workers, cell.alpha);
    let most = by_chance::count_exceeded_with(NEGLIGIBLE, m, alpha).min(m - 1);
    let Err(error) = aggregator.check_against(m, most) else {
        return Ok(());
    };
    let (mut withstood, mut refused) = (0, most);
    if aggregator.check_against(m, 0).is_err() {
        return Err(format!("{error}, or allow_breakdown = true to see the blow-up"));
    }
    while refused - withstood > 1 {
        let middle = withstood.midpoint(refused);
        if aggregator.check_against(m, middle).is_ok() {
            withstood = middle;
        } else {
            refused = middle;
        }
    }
    let probability = by_chance::more_than(withstood, m, alpha);
    let probability = if probability < 1e-3 {
        format!("{probability:.1e}")
    } else {
        format!("{probability:.3}")
    };
    Err(format!(
        "each of {m} workers is Byzantine with probability {alpha}, by chance: with probability {probability} more than {withstood} are, \
         and {} withstands no more; one that withstands {most} would do, or allow_breakdown = true to see the blow-up",
        aggregator.key()
    ))
}
