use crate::aggregator::Law;
use crate::experiment::GridPoint;
use crate::problem::Problem;
use crate::spec::{Section, SpecError};
use crate::theory::Setting;
use crate::theory::theorem::{Form, NonConvex, Rule, Theorem, radius_of_assumption_six};

/// Whether the key `radius` is "theorem": as large as Assumption 5 or 6 asks W to be.
pub(super) fn is_of_theorem(section: &Section) -> Result<bool, SpecError> {
    if !section.is_text("radius") {
        return Ok(false);
    }
    let text = section.required("radius", section.text("radius")?)?;
    if text.value != "theorem" {
        let message = format!("radius {:?} is not allowed; it is a number or \"theorem\"", text.value);
        return Err(section.fault(text.span, message));
    }
    Ok(true)
}

/// The smallest radius of W that Assumption 6 asks for at a point of the grid, with `away` = ‖w⁰ − w*‖; `within` makes the
/// problem with a radius.
pub(super) fn radius_of_non_convex<P: Problem>(
    section: &Section,
    point: &GridPoint,
    away: f64,
    within: impl Fn(f64) -> P,
) -> Result<f64, SpecError> {
    let byzantine = point.byzantine();
    let at = |radius: f64| {
        Setting::of(
            &within(radius),
            point.samples,
            point.workers,
            byzantine,
            Law::TrimmedMean { trimmed: byzantine },
        )
    };
    radius_of_assumption_six(away, at).ok_or_else(|| {
        let reason = NonConvex(Rule::Median).bound(&at(away), Form::Paper);
        let reason = reason.err().map_or(String::new(), |silence| format!(": {silence}"));
        let message = format!(
            "radius \"theorem\": Theorems 3 and 6 are silent at every radius at n {}, m {}, alpha {}{reason}",
            point.samples, point.workers, point.alpha
        );
        section.fault(section.span_of("radius"), message)
    })
}
