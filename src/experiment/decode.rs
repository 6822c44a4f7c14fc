use std::collections::{HashMap, HashSet};

use super::breakdown::refuse_majority;
use super::estimator_at::estimator_at;
use super::grid::{self, GridPoint};
use super::limits::{self, LARGEST_BATCH, MOST_REPLICATES};
use super::{
    Arm, Catalog, Cell, Estimator, Experiment, NamedAdversary, Overrides, Part, Profile, Replication, Response,
};
use crate::adversary::{Adversary, Labels};
use crate::aggregator::TrimmedMean;
use crate::algorithm::Measure;
use crate::problem::Problem;
use crate::spec::{Document, Section, SpecError, suggest};

/// The seed where neither spec nor overrides name one.
const DEFAULT_SEED: u64 = 20_180_701;

/// The batch, maximum and relative error of a profile where the spec has none.
fn default_replication(profile: Profile) -> (usize, usize, f64) {
    match profile {
        Profile::Smoke => (50, 100, 0.1),
        Profile::Quick => (200, 4_000, 0.01),
        Profile::Paper => (1_000, 100_000, 0.002),
    }
}

/// Checks a spec and gives what it draws.
///
/// The keys `claim`, `check` and `figure` are left to whoever judges and shows.
///
/// # Errors
/// At the first thing that is not allowed, with its place.
pub fn decode(document: &Document, catalog: &Catalog, overrides: &Overrides) -> Result<Experiment, SpecError> {
    let top = document.read()?;
    let name = top.required("name", top.text("name")?)?;
    let valid = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.value.is_empty() || !name.value.chars().all(valid) {
        let message = format!(
            "name {:?} is not allowed: lower-case letters, digits and hyphens only",
            name.value
        );
        return Err(top.fault(name.span, message));
    }
    let question = top.text("question")?.map_or(String::new(), |text| text.value);
    let seed = top.count("seed")?.map(|seed| seed.value as u64);
    let allow_breakdown = top.truth("allow_breakdown")?.is_some_and(|truth| truth.value);
    let overrides = &Overrides {
        allow_breakdown: overrides.allow_breakdown || allow_breakdown,
        ..overrides.clone()
    };
    if let Some(beta) = overrides.beta {
        // Elsewhere a number that is not finite would be refused as a fault of the spec.
        TrimmedMean::new(beta).map_err(|error| SpecError::of_override("beta", error.to_string()))?;
    }
    let problems = at_least_one(&top, "problem", "[[problem]]")?;
    let estimators = at_least_one(&top, "estimator", "[[estimator]]")?;
    let adversaries = top.sections("adversary")?;
    let points = grid::decode(&top, overrides)?;
    let too_large = |message| SpecError::general(&document.name, message);
    let count = points.len().checked_mul(problems.len());
    limits::arms(count, 1).map_err(too_large)?;
    let mut measures = measures(&top)?;
    let named = measures.len();
    let replication = replication(&top, overrides.profile, &measures)?;
    let _ = (top.sections("claim")?, top.sections("check")?, top.sections("figure")?);
    top.finish()?;

    if adversaries.is_empty() {
        return Err(SpecError::general(
            &document.name,
            "a spec needs at least one [[adversary]]; name = \"none\" is no attack",
        ));
    }
    let mut cells = Vec::new();
    let mut described = (Vec::new(), Vec::new());
    for (family, section) in problems.iter().enumerate() {
        for point in &points {
            limits::messages(point).map_err(too_large)?;
            let problem = catalog.problem(point, section)?;
            section.finish()?;
            limits::data(&*problem, point).map_err(too_large)?;
            limits::draws(&*problem, point).map_err(too_large)?;
            if let Some((measure, lacking)) = (measures.iter()).find_map(|&one| Some((one, one.lacks(&*problem)?))) {
                let message = format!(
                    "the measure {measure} needs {lacking}, which {} does not give",
                    problem.name()
                );
                return Err(section.fault(section.span_of("name"), message));
            }
            let (attacks, named) = attacks(&adversaries, point, &*problem, catalog)?;
            let (cell, estimators) = cell((family, problem), point, &estimators, &attacks, catalog, overrides)?;
            if cells.is_empty() {
                // All cells have as many arms as the first one.
                limits::arms(count, cell.arms.len()).map_err(too_large)?;
                limits::batch(replication.batch, cell.arms.len(), measures.len()).map_err(too_large)?;
            }
            described = same((estimators, named), described, &top)?;
            cells.push(cell);
        }
    }
    let (described, opponents) = described;
    refuse_repeated_cells(&top, &cells)?;
    add_costs(&mut measures, &cells);
    Ok(Experiment {
        name: name.value,
        question,
        seed: overrides.seed.or(seed).unwrap_or(DEFAULT_SEED),
        profile: overrides.profile,
        estimators: described,
        adversaries: opponents,
        cells,
        measures,
        named,
        replication,
    })
}

fn at_least_one<'a>(top: &Section<'a>, key: &'static str, shown: &str) -> Result<Vec<Section<'a>>, SpecError> {
    let sections = top.sections(key)?;
    if sections.is_empty() {
        return Err(top.fault(0..0, format!("a spec needs at least one {shown}")));
    }
    Ok(sections)
}

/// What is described alike in every cell; the first one is what is kept.
type Described = (Vec<Estimator>, Vec<NamedAdversary>);

/// A list, or a part of another program, must not make other estimators or adversaries in one cell than in another.
fn same(found: Described, earlier: Described, top: &Section) -> Result<Described, SpecError> {
    let ids = |(estimators, adversaries): &Described| -> Vec<String> {
        let estimators = estimators.iter().map(|estimator| estimator.id.clone());
        estimators
            .chain(adversaries.iter().map(|adversary| adversary.id.clone()))
            .collect()
    };
    if earlier.0.is_empty() || ids(&found) == ids(&earlier) {
        return Ok(found);
    }
    let message = "estimators and adversaries must have the same names in every cell of the grid";
    Err(top.fault(0..0, message))
}

/// The adversaries of a cell.
type Attacks = Vec<Part<dyn Adversary>>;

/// Keys of `[[estimator]]` and `[[adversary]]` that take no list.
const SINGLE: &[&str] = &["id", "name", "aggregator", "algorithm", "before"];

/// Makes the adversaries at a point of the grid, and names them.
fn attacks(
    sections: &[Section],
    point: &GridPoint,
    problem: &dyn Problem,
    catalog: &Catalog,
) -> Result<(Attacks, Vec<NamedAdversary>), SpecError> {
    let mut attacks = Vec::new();
    let mut named: Vec<(NamedAdversary, bool, &Section)> = Vec::new();
    for section in sections {
        let variants = section.each(SINGLE, |section| {
            let adversary = catalog.adversary(point, section)?;
            if adversary.labels() != Labels::True && !problem.mirrors_labels() {
                let message = format!(
                    "adversary {} flips labels, and problem {} has none that can be flipped; leave one of them out",
                    adversary.name(),
                    problem.name()
                );
                return Err(section.fault(section.span(), message));
            }
            let id = section.text("id")?.map(|id| id.value);
            section.finish()?;
            Ok((adversary, id, section.numbers_asked()))
        })?;
        for variant in variants {
            let (adversary, id, parameters) = variant.made;
            let base = id.unwrap_or_else(|| adversary.name().to_owned());
            let described = NamedAdversary {
                id: with_values(&base, &variant.values),
                base,
                parameters,
                push: adversary.push(),
                identity: adversary.key(),
            };
            named.push((described, variant.values.is_empty(), section));
            attacks.push(adversary);
        }
    }
    // Adversaries of one name that no list tells apart are told apart by all their parameters.
    let mut bases: HashMap<String, usize> = HashMap::new();
    for (described, ..) in &named {
        *bases.entry(described.base.clone()).or_default() += 1;
    }
    for (described, plain, _) in &mut named {
        if *plain && bases[&described.base] > 1 {
            described.id.clone_from(&described.identity);
        }
    }
    let (mut ids, mut identities) = (HashSet::new(), HashMap::new());
    for (described, _, section) in &named {
        if !ids.insert(described.id.as_str()) {
            let message = format!(
                "two adversaries are called {}; name it once, or give them an id",
                described.id
            );
            return Err(section.fault(section.span(), message));
        }
        if let Some(twin) = identities.insert(described.identity.as_str(), described.id.as_str()) {
            let message = format!(
                "the adversaries {twin} and {} are one and the same, {}: what tells them apart must be in the key that the \
                 adversary gives itself",
                described.id, described.identity
            );
            return Err(section.fault(section.span(), message));
        }
    }
    Ok((attacks, named.into_iter().map(|(described, ..)| described).collect()))
}

/// A name with the values of lists that tell it from others.
fn with_values(base: &str, values: &str) -> String {
    if values.is_empty() {
        base.to_owned()
    } else {
        format!("{base} {values}")
    }
}

/// Two cells of one coordinate text would be one and the same in every result.
fn refuse_repeated_cells(top: &Section, cells: &[Cell]) -> Result<(), SpecError> {
    let mut coordinates: Vec<String> = cells.iter().map(|cell| cell.coordinates(0)).collect();
    coordinates.sort_unstable();
    if let Some(pair) = coordinates.windows(2).find(|pair| pair[0] == pair[1]) {
        let message = format!("the grid holds the cell {} twice", pair[0]);
        return Err(SpecError::general(&top.document().name, message));
    }
    Ok(())
}

/// The key `measures`: what is recorded beside the error and the signed error.
fn measures(top: &Section) -> Result<Vec<Measure>, SpecError> {
    let mut measures = Measure::ALWAYS.to_vec();
    for name in top.texts("measures")?.unwrap_or_default() {
        let measure = Measure::named(&name.value).ok_or_else(|| {
            let hint = suggest(&name.value, &Measure::ALL.map(Measure::name));
            top.fault(name.span.clone(), format!("unknown measure {:?}{hint}", name.value))
        })?;
        if measures.contains(&measure) {
            let message = format!("measure {measure} is recorded already; name every measure once");
            return Err(top.fault(name.span, message));
        }
        measures.push(measure);
    }
    Ok(measures)
}

/// What nobody knows before a run is measured, asked for or not: the rounds and the floats sent.
fn add_costs(measures: &mut Vec<Measure>, cells: &[Cell]) {
    let unknown = |cell: &Cell| {
        let mut schemes = cell.arms.iter().map(|arm| arm.algorithm.scheme(&*cell.problem));
        schemes.any(|scheme| scheme.rounds().is_none())
    };
    if !cells.iter().any(unknown) {
        return;
    }
    for cost in [Measure::Rounds, Measure::FloatsSent] {
        if !measures.contains(&cost) {
            measures.push(cost);
        }
    }
}

fn replication(top: &Section, profile: Profile, measures: &[Measure]) -> Result<Replication, SpecError> {
    let (mut batch, mut maximum, mut relative_error) = default_replication(profile);
    let mut response = Response::default();
    for section in top.sections("replicates")? {
        if let Some(name) = section.text("response")? {
            response = Response::named(&name.value).ok_or_else(|| {
                let hint = suggest(&name.value, &Response::all().map(Response::name).collect::<Vec<_>>());
                section.fault(name.span.clone(), format!("unknown response {:?}{hint}", name.value))
            })?;
            if !measures.contains(&response.measure()) {
                return Err(section.fault(name.span, not_recorded(response.measure())));
            }
        }
        for each in Profile::ALL {
            for own in section.sections(each.name())? {
                let count = |key: &'static str, most: usize| -> Result<Option<usize>, SpecError> {
                    match own.count(key)? {
                        Some(bad) if !(1..=most).contains(&bad.value) => Err(own.fault(
                            bad.span,
                            format!("{key} {} is not allowed: it must be from 1 to {most}", bad.value),
                        )),
                        other => Ok(other.map(|count| count.value)),
                    }
                };
                let own_batch = count("batch", LARGEST_BATCH)?;
                let own_maximum = count("maximum", MOST_REPLICATES)?;
                let own_error = own.number("relative_error")?;
                if let Some(error) = own_error.as_ref().filter(|error| error.value < 0.0) {
                    return Err(own.fault(error.span.clone(), format!("relative_error {} is below 0", error.value)));
                }
                own.finish()?;
                if each == profile {
                    batch = own_batch.unwrap_or(batch);
                    maximum = own_maximum.unwrap_or(maximum).max(batch);
                    relative_error = own_error.map_or(relative_error, |error| error.value);
                }
            }
        }
        section.finish()?;
    }
    Ok(Replication {
        batch,
        maximum,
        response,
        relative_error,
    })
}

/// What is said where a measure is asked for that the experiment does not record.
pub(crate) fn not_recorded(measure: Measure) -> String {
    format!("{measure} is not recorded; add it to the experiment's measures = [\"{measure}\"]")
}

fn cell(
    (family, problem): (usize, Part<dyn Problem>),
    point: &GridPoint,
    estimators: &[Section],
    attacks: &[Part<dyn Adversary>],
    catalog: &Catalog,
    overrides: &Overrides,
) -> Result<(Cell, Vec<Estimator>), SpecError> {
    let mut cell = Cell {
        family,
        problem,
        samples: point.samples,
        workers: point.workers,
        alpha: point.alpha,
        byzantine: point.byzantine(),
        random: point.random,
        arms: Vec::new(),
    };
    refuse_majority(&cell, overrides.allow_breakdown)?;
    let mut described: Vec<Estimator> = Vec::new();
    let mut ids = HashSet::new();
    for section in estimators {
        let variants = section.each(SINGLE, |section| {
            estimator_at(section, point, &cell, catalog, overrides)
        })?;
        let mut identities = HashMap::new();
        for variant in variants {
            let mut made = variant.made;
            made.described.id = with_values(&made.described.base, &variant.values);
            made.described.values = variant.values;
            refuse_repeated_estimator(section, (&mut ids, &mut identities), &made.described)?;
            for (adversary, attack) in attacks.iter().enumerate() {
                cell.arms.push(Arm {
                    estimator: described.len(),
                    adversary,
                    algorithm: made.algorithm.clone(),
                    aggregator: made.aggregator.clone(),
                    attack: attack.clone(),
                });
            }
            described.push(made.described);
        }
    }
    Ok((cell, described))
}

/// Two estimators of one name would be one and the same in every result; so would two of one table that give themselves the same
/// keys. `ids` are those so far, `identities` those of this table with their names.
fn refuse_repeated_estimator(
    section: &Section,
    (ids, identities): (&mut HashSet<String>, &mut HashMap<String, String>),
    described: &Estimator,
) -> Result<(), SpecError> {
    if !ids.insert(described.id.clone()) {
        let message = format!(
            "two estimators are called {}; give them an id of their own, such as id = \"...\"",
            described.id
        );
        return Err(section.fault(section.span(), message));
    }
    if let Some(twin) = identities.insert(described.identity.clone(), described.id.clone()) {
        let message = format!(
            "the estimators {twin} and {} are one and the same, {}: what tells them apart must be in the keys that aggregator and \
             algorithm give themselves",
            described.id, described.identity
        );
        return Err(section.fault(section.span(), message));
    }
    Ok(())
}
