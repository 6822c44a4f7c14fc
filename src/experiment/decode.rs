use std::sync::Arc;

use super::experiment_type::ALWAYS;
use super::grid::{self, GridPoint};
use super::limits::{self, LARGEST_BATCH, MOST_REPLICATES};
use super::{Arm, Catalog, Cell, Estimator, Experiment, NamedAdversary, Overrides, Profile, Replication, Response};
use crate::adversary::Adversary;
use crate::aggregator::{Aggregator, Law};
use crate::algorithm::{Algorithm, GradientDescent, OneRound, Probe};
use crate::problem::Problem;
use crate::spec::{Document, Located, Section, SpecError, suggest};
use crate::store::Measure;
use crate::theory::Setting;
use crate::theory::theorem::{Convex, Form, NonConvex, Rule, StronglyConvex, Theorem};

/// The seed where neither spec nor command line names one.
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
/// The keys `check` and `figure` are left to whoever judges and shows.
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
    let problems = at_least_one(&top, "problem", "[[problem]]")?;
    let estimators = at_least_one(&top, "estimator", "[[estimator]]")?;
    let adversaries = top.sections("adversary")?;
    let points = grid::decode(&top, overrides)?;
    let measures = measures(&top)?;
    let replication = replication(&top, overrides.profile, &measures)?;
    let _ = (top.sections("check")?, top.sections("figure")?);
    top.finish()?;

    let attacks = adversaries
        .iter()
        .map(|section| {
            let adversary = catalog.adversary(section)?;
            section.finish()?;
            Ok(adversary)
        })
        .collect::<Result<Vec<_>, SpecError>>()?;
    if attacks.is_empty() {
        return Err(SpecError::general(
            &document.name,
            "a spec needs at least one [[adversary]]; name = \"none\" is no attack",
        ));
    }
    let mut cells = Vec::new();
    let mut described = Vec::new();
    for (family, section) in problems.iter().enumerate() {
        for point in &points {
            let too_large = |message| SpecError::general(&document.name, message);
            limits::messages(point).map_err(too_large)?;
            let problem = catalog.problem(point, section)?;
            section.finish()?;
            limits::data(&*problem, point).map_err(too_large)?;
            let (cell, estimators) = cell((family, problem), point, &estimators, &attacks, catalog, overrides)?;
            described = estimators;
            cells.push(cell);
        }
    }
    refuse_repeated(document, &described, &cells)?;
    Ok(Experiment {
        name: name.value,
        question,
        seed: overrides.seed.or(seed).unwrap_or(DEFAULT_SEED),
        profile: overrides.profile,
        estimators: described,
        adversaries: NamedAdversary::of_all(&attacks),
        cells,
        measures,
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

/// Two estimators of one name, or two cells of one coordinate text, would be one and the same in every result.
fn refuse_repeated(document: &Document, estimators: &[Estimator], cells: &[Cell]) -> Result<(), SpecError> {
    let mut ids: Vec<&str> = estimators.iter().map(|estimator| estimator.id.as_str()).collect();
    ids.sort_unstable();
    if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        let message = format!(
            "two estimators are called {}; give them an id of their own, such as id = \"...\"",
            pair[0]
        );
        return Err(SpecError::general(&document.name, message));
    }
    let mut coordinates: Vec<String> = cells.iter().map(Cell::coordinates).collect();
    coordinates.sort_unstable();
    if let Some(pair) = coordinates.windows(2).find(|pair| pair[0] == pair[1]) {
        let message = format!("the grid holds the cell {} twice", pair[0]);
        return Err(SpecError::general(&document.name, message));
    }
    Ok(())
}

/// The key `measures`: what is recorded beside the error and the signed error.
fn measures(top: &Section) -> Result<Vec<Measure>, SpecError> {
    let mut measures = ALWAYS.to_vec();
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
    (family, problem): (usize, Arc<dyn Problem>),
    point: &GridPoint,
    estimators: &[Section],
    attacks: &[Arc<dyn Adversary>],
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
    let mut described = Vec::new();
    for (estimator, section) in estimators.iter().enumerate() {
        let aggregator = aggregator(section, &cell, catalog, overrides)?;
        let (algorithm, rounds) = algorithm(section, &cell, &*aggregator)?;
        limits::rounds(&cell, algorithm.rounds())
            .map_err(|message| section.fault(section.span_of("rounds"), message))?;
        let (law, scheme) = (aggregator.law(cell.workers), algorithm.scheme(&*cell.problem));
        let trims = matches!(law, Law::TrimmedMean { .. });
        let id = match section.text("id")? {
            Some(id) => id.value,
            None => Estimator::default_id(aggregator.name(), algorithm.name(), scheme),
        };
        let follows_alpha = section.is_text("beta") && overrides.beta.is_none();
        let rule = if follows_alpha && trims {
            format!("{} beta=alpha", aggregator.name())
        } else {
            aggregator.key()
        };
        section.finish()?;
        described.push(Estimator {
            id,
            aggregator: aggregator.name().to_owned(),
            algorithm: algorithm.name().to_owned(),
            law,
            scheme,
            identity: format!("{}, {rule}", rounds.unwrap_or_else(|| algorithm.key())),
        });
        for (adversary, attack) in attacks.iter().enumerate() {
            cell.arms.push(Arm {
                estimator,
                adversary,
                algorithm: algorithm.clone(),
                aggregator: aggregator.clone(),
                attack: attack.clone(),
            });
        }
    }
    Ok((cell, described))
}

/// An α just below ½ may still mean half of the workers.
fn refuse_majority(cell: &Cell, allow_breakdown: bool) -> Result<(), SpecError> {
    let (b, m) = (cell.byzantine, cell.workers);
    if b >= m || (2 * b >= m && !allow_breakdown) {
        let message = format!(
            "alpha {} means {b} of {m} workers: {}",
            cell.alpha,
            if b >= m {
                "some worker must be honest"
            } else {
                "no rule withstands half of them; use a smaller alpha, or --allow-breakdown to see the blow-up"
            }
        );
        return Err(SpecError::general("alpha", message));
    }
    Ok(())
}

fn aggregator(
    section: &Section,
    cell: &Cell,
    catalog: &Catalog,
    overrides: &Overrides,
) -> Result<Arc<dyn Aggregator>, SpecError> {
    let mut aggregator = catalog.aggregator(Some(cell.alpha), section)?;
    let mut span = section.span_of("beta");
    let trims = |rule: &dyn Aggregator| matches!(rule.law(cell.workers), Law::TrimmedMean { .. });
    if let (Some(beta), true) = (overrides.beta, trims(&*aggregator)) {
        let _ = section.span_of("beta");
        span = section.span();
        let rule = crate::aggregator::TrimmedMean::new(beta);
        aggregator = Arc::new(rule.map_err(|error| SpecError::general("--beta", error.to_string()))?);
    }
    let m = cell.workers;
    if let Err(error) = aggregator.check(m) {
        return Err(section.fault(span, error.to_string()));
    }
    let withstands = aggregator.breakdown(m);
    // The plain mean withstands nobody and is drawn as the contrast; a trim count too small is a mistake.
    if trims(&*aggregator) && withstands < cell.byzantine && !overrides.allow_breakdown {
        let written = section.number("beta").ok().flatten().map(|beta| beta.value);
        let beta = overrides.beta.or(written).unwrap_or(cell.alpha);
        let message = format!(
            "beta {beta} is below alpha {}: {} Byzantine workers, but only {withstands} values are trimmed at each end; \
             use --beta {} or more, or --allow-breakdown to see the blow-up",
            cell.alpha,
            cell.byzantine,
            cell.byzantine as f64 / m as f64,
        );
        return Err(section.fault(span, message));
    }
    Ok(aggregator)
}

/// Which theorem says how many rounds to run.
enum Class {
    /// Theorems 1 and 4.
    StronglyConvex,
    /// Theorems 2 and 5.
    Convex,
    /// Theorems 3 and 6.
    NonConvex,
}

fn class(text: &Located<String>) -> Result<Class, String> {
    match text.value.as_str() {
        "theorem" => Ok(Class::StronglyConvex),
        "theorem-convex" => Ok(Class::Convex),
        "theorem-non-convex" => Ok(Class::NonConvex),
        other => Err(format!(
            "rounds {other:?} is not allowed; it is a count, \"theorem\", \"theorem-convex\", \"theorem-non-convex\" or \"path\""
        )),
    }
}

/// The algorithm and, where the number of rounds follows from the cell, what stands for it in the identity.
fn algorithm(
    section: &Section,
    cell: &Cell,
    aggregator: &dyn Aggregator,
) -> Result<(Arc<dyn Algorithm>, Option<String>), SpecError> {
    let name = section.text("algorithm")?;
    let name = name.as_ref().map_or("gradient-descent", |name| name.value.as_str());
    match name {
        "one-round" => Ok((Arc::new(OneRound), None)),
        "probe" => {
            let at = section.required("at", section.text("at")?)?;
            let probe = Probe::ALL.into_iter().find(|probe| probe.place() == at.value);
            let probe = probe.ok_or_else(|| {
                let hint = suggest(&at.value, &Probe::ALL.map(Probe::place));
                section.fault(at.span, format!("unknown place {:?}{hint}", at.value))
            })?;
            Ok((Arc::new(probe), None))
        }
        "gradient-descent" => {
            let step = section.number("step")?;
            let (rounds, identity) = if section.is_text("rounds") {
                let text = section.required("rounds", section.text("rounds")?)?;
                if text.value == "path" {
                    if step.is_some() {
                        let message = "rounds \"path\" are those of Theorem 2 with its step 1/L_F; leave step out";
                        return Err(section.fault(text.span, message));
                    }
                    return Ok((Arc::new(GradientDescent::of_path()), None));
                }
                let class = class(&text).map_err(|message| section.fault(text.span.clone(), message))?;
                let law = aggregator.law(cell.workers);
                let setting = Setting::of(&*cell.problem, cell.samples, cell.workers, cell.byzantine, law);
                let rounds = Rule::of_law(law)
                    .and_then(|rule| match class {
                        Class::StronglyConvex => StronglyConvex(rule).bound(&setting, Form::Paper),
                        Class::Convex => Convex(rule).bound(&setting, Form::Paper),
                        Class::NonConvex => NonConvex(rule).bound(&setting, Form::Paper),
                    })
                    .map(|bound| bound.rounds.unwrap_or(1))
                    .map_err(|silence| {
                        let message = format!("the theorem gives no number of rounds in the cell {cell}: {silence}");
                        section.fault(text.span.clone(), message)
                    })?;
                let step = step.as_ref().map_or("1/L_F".to_owned(), |step| step.value.to_string());
                (
                    rounds,
                    Some(format!("gradient-descent step={step} rounds={}", text.value)),
                )
            } else {
                (section.count("rounds")?.map_or(20, |rounds| rounds.value), None)
            };
            let step = step.map(|step| step.value);
            match GradientDescent::new(step, rounds) {
                Ok(algorithm) => Ok((Arc::new(algorithm), identity)),
                Err(error) => Err(section.fault(section.span(), error.to_string())),
            }
        }
        other => Err(section.fault(
            section.span_of("algorithm"),
            format!(
                "unknown algorithm {other:?}{}",
                suggest(other, &["gradient-descent", "one-round", "probe"])
            ),
        )),
    }
}
