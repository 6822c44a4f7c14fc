use super::breakdown::refuse_breakdown;
use super::catalog::scaled;
use super::theorem_rounds::{class, rounds_of_theorem};
use super::{Catalog, Cell, Estimator, GridPoint, Overrides, Part, limits};
use crate::aggregator::Aggregator;
use crate::algorithm::Algorithm;
use crate::spec::{Section, SpecError};

/// An estimator at a point of the grid.
pub(super) struct Made {
    pub described: Estimator,
    pub algorithm: Part<dyn Algorithm>,
    pub aggregator: Part<dyn Aggregator>,
}

/// Makes the estimator that a table stands for, and checks that it can be run in the cell.
pub(super) fn estimator_at(
    written: &Section,
    point: &GridPoint,
    cell: &Cell,
    catalog: &Catalog,
    overrides: &Overrides,
) -> Result<Made, SpecError> {
    let Ruled {
        mut section,
        aggregator,
        lifted,
    } = aggregator(written, point, catalog, overrides)?;
    refuse_breakdown(&section, cell, &*aggregator, overrides.allow_breakdown)?;
    let law = aggregator.law(cell.workers);
    let class = class(&section);
    if let Some(class) = &class {
        let rounds = rounds_of_theorem(class.value, law, cell).map_err(|silence| {
            let message = format!("the theorem gives no number of rounds in the cell {cell}: {silence}");
            section.fault(class.span.clone(), message)
        })?;
        section = section.with_integer("rounds", rounds);
    }
    let algorithm = catalog.algorithm(point, &section)?;
    limits::rounds(cell, algorithm.rounds()).map_err(|message| section.fault(section.span_of("rounds"), message))?;
    limits::fresh(cell, algorithm.draws_of_data())
        .map_err(|message| section.fault(section.span_of("rounds"), message))?;
    (algorithm.admits(&*cell.problem, cell.samples, cell.workers))
        .map_err(|error| section.fault(section.span(), error.to_string()))?;
    let scheme = algorithm.scheme(&*cell.problem);
    let base = match section.text("id")? {
        Some(id) => id.value,
        None => Estimator::default_id(aggregator.name(), algorithm.name(), scheme),
    };
    section.finish()?;
    // What follows from the cell is named as the spec writes it: the estimator is one and the same in all cells.
    let mut rule = aggregator.key();
    if let (Some(formula), Ok(beta)) = (section.text_under("beta"), scaled(point, &section, "beta")) {
        rule = rule.replace(&format!("beta={beta}"), &format!("beta={}", formula.value));
    }
    let mut course = algorithm.key();
    if let Some(class) = &class {
        course = course.replace(
            &format!("rounds={}", algorithm.rounds()),
            &format!("rounds={}", class.value.word()),
        );
    }
    let described = Estimator {
        id: base.clone(),
        base,
        values: String::new(),
        parameters: section.numbers_asked(),
        aggregator: aggregator.name().to_owned(),
        algorithm: algorithm.name().to_owned(),
        law,
        scheme,
        identity: format!("{course}, {rule}"),
        lifted,
    };
    Ok(Made {
        described,
        algorithm,
        aggregator,
    })
}

/// An aggregator with what it was made from.
struct Ruled<'a> {
    /// The table as it was read: with another `beta` where overrides ask for it.
    section: Section<'a>,
    aggregator: Part<dyn Aggregator>,
    /// The trim fraction that is written, where another α raised it.
    lifted: Option<f64>,
}

/// Makes the aggregator. Of a rule with a trim fraction, an override of β takes the place of what is written; an override of α raises a
/// written number to α, where that is more: who asks for more Byzantine workers asks for a rule that is meant for them, unless a
/// breakdown is what is to be seen.
fn aggregator<'a>(
    written: &Section<'a>,
    point: &GridPoint,
    catalog: &Catalog,
    overrides: &Overrides,
) -> Result<Ruled<'a>, SpecError> {
    let largest = overrides.alpha.iter().flatten().copied().fold(0.0, f64::max);
    let low = (written.number_under("beta")).filter(|beta| (0.0..largest).contains(beta));
    let (replaced, lifted) = match (overrides.beta, low) {
        (Some(beta), _) => (Some(written.with_number("beta", beta)), None),
        (None, Some(beta)) if !overrides.allow_breakdown => {
            let formula = format!("max(alpha, {beta})");
            (Some(written.with_text("beta", &formula)), Some(beta))
        }
        _ => (None, None),
    };
    if let Some(section) = replaced {
        let made = catalog.aggregator(point, &section);
        if section.was_asked("beta") {
            return Ok(Ruled {
                section,
                aggregator: made?,
                lifted,
            });
        }
    }
    let section = written.clone();
    let aggregator = catalog.aggregator(point, &section)?;
    Ok(Ruled {
        section,
        aggregator,
        lifted: None,
    })
}
