use std::cmp::Ordering;
use std::collections::HashSet;

use super::{Overrides, Profile, limits};
use crate::aggregator::count;
use crate::spec::{Located, Section, SpecError, suggest};

/// A point of the grid, without the problem: a problem may scale with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridPoint {
    /// n, the samples of each worker.
    pub samples: usize,
    /// m, the number of workers.
    pub workers: usize,
    /// α as the spec says it.
    pub alpha: f64,
    /// d, the dimension.
    pub dim: usize,
    /// Whether each worker is Byzantine with probability α by itself, as in Observation 1; otherwise ⌊αm⌋ of them are.
    pub random: bool,
}

impl GridPoint {
    /// b = ⌊αm⌋, the number of Byzantine workers.
    #[must_use]
    pub fn byzantine(&self) -> usize {
        count::byzantine(self.alpha, self.workers)
    }
}

/// The points of all `[[grid]]` tables that the profile draws: of each, every combination of its lists. A list among
/// the overrides takes the place of the spec's.
pub(super) fn decode(top: &Section, overrides: &Overrides) -> Result<Vec<GridPoint>, SpecError> {
    let mut points: Vec<GridPoint> = Vec::new();
    let mut seen = HashSet::new();
    let sections = top.sections("grid")?;
    if sections.is_empty() {
        return Err(top.fault(0..0, "a spec needs at least one [[grid]] with n, m and alpha"));
    }
    for section in &sections {
        let drawn = drawn_by(section, overrides.profile)?;
        let samples = axis(
            section,
            "n",
            section.counts("n")?,
            overrides.samples.as_deref(),
            positive,
        )?;
        let workers = axis(
            section,
            "m",
            section.counts("m")?,
            overrides.workers.as_deref(),
            positive,
        )?;
        let alpha = axis(
            section,
            "alpha",
            section.numbers("alpha")?,
            overrides.alpha.as_deref(),
            |_, value| minority(value, overrides.allow_breakdown),
        )?;
        let dims = match section.counts("dim")? {
            None if overrides.dim.is_none() => vec![1],
            dims => axis(section, "dim", dims, overrides.dim.as_deref(), positive)?,
        };
        let random = match section.text("byzantine")? {
            None => false,
            Some(text) if text.value == "random" => true,
            Some(text) => {
                let message = format!(
                    "byzantine {:?} is not allowed; \"random\" makes each worker Byzantine with probability alpha",
                    text.value
                );
                return Err(section.fault(text.span, message));
            }
        };
        section.finish()?;
        if !drawn {
            continue;
        }
        let made = [dims.len(), alpha.len(), workers.len(), samples.len()];
        let made = made.iter().try_fold(1usize, |all, length| all.checked_mul(*length));
        limits::arms(made.and_then(|made| made.checked_add(points.len())), 1)
            .map_err(|message| section.fault(section.span(), message))?;
        for &dim in &dims {
            for &alpha in &alpha {
                for &workers in &workers {
                    for &samples in &samples {
                        let point = GridPoint {
                            samples,
                            workers,
                            alpha,
                            dim,
                            random,
                        };
                        // Overriding lists make the same points of several tables.
                        if overrides.is_plain() || seen.insert((samples, workers, alpha.to_bits(), dim, random)) {
                            points.push(point);
                        }
                    }
                }
            }
        }
    }
    if points.is_empty() {
        return Err(top.fault(
            0..0,
            format!("no [[grid]] is drawn on the profile {}", overrides.profile),
        ));
    }
    Ok(points)
}

fn drawn_by(section: &Section, profile: Profile) -> Result<bool, SpecError> {
    let Some(names) = section.texts("profiles")? else {
        return Ok(true);
    };
    for name in &names {
        if Profile::named(&name.value).is_none() {
            let hint = suggest(&name.value, &Profile::ALL.map(Profile::name));
            let message = format!("unknown profile {:?}{hint}", name.value);
            return Err(section.fault(name.span.clone(), message));
        }
    }
    Ok(names.iter().any(|name| name.value == profile.name()))
}

/// The place of the first value that stands before, too. Lists may be long: they are sorted.
fn first_repeated<T: PartialOrd>(values: impl Iterator<Item = T>) -> Option<usize> {
    let mut places: Vec<(usize, T)> = values.enumerate().collect();
    // What is no number was refused before.
    places.sort_by(|one, other| one.1.partial_cmp(&other.1).unwrap_or(Ordering::Equal));
    let repeated = places.windows(2).filter(|pair| pair[0].1 == pair[1].1);
    repeated.map(|pair| pair[1].0).min()
}

fn axis<T: Copy + PartialOrd + std::fmt::Display>(
    section: &Section,
    key: &'static str,
    written: Option<Vec<Located<T>>>,
    replaced: Option<&[T]>,
    check: impl Fn(&str, T) -> Result<(), String>,
) -> Result<Vec<T>, SpecError> {
    if let Some(values) = replaced {
        for &value in values {
            check(key, value).map_err(|message| SpecError::of_override(key, message))?;
        }
        if let Some(index) = first_repeated(values.iter().copied()) {
            return Err(SpecError::of_override(key, repeated(key, values[index])));
        }
        return Ok(values.to_vec());
    }
    let written = section.required(key, written)?;
    for value in &written {
        check(key, value.value).map_err(|message| section.fault(value.span.clone(), message))?;
    }
    if let Some(index) = first_repeated(written.iter().map(|value| value.value)) {
        let value = &written[index];
        return Err(section.fault(value.span.clone(), repeated(key, value.value)));
    }
    Ok(written.into_iter().map(|value| value.value).collect())
}

fn repeated(key: &str, value: impl std::fmt::Display) -> String {
    format!("{key} {value} stands twice in the list; name every value once")
}

fn positive(key: &str, value: usize) -> Result<(), String> {
    if value == 0 {
        return Err(format!("{key} 0 is not allowed: it must be at least 1"));
    }
    Ok(())
}

fn minority(alpha: f64, allow_breakdown: bool) -> Result<(), String> {
    if !alpha.is_finite() {
        return Err(format!("alpha {alpha} is not a finite number"));
    }
    let bound = if allow_breakdown { 1.0 } else { 0.5 };
    if !(0.0..bound).contains(&alpha) {
        return Err(format!(
            "alpha {alpha} is outside [0, {bound}): {}",
            if alpha < 0.0 {
                "a fraction of the workers cannot be negative"
            } else if allow_breakdown {
                "some worker must be honest"
            } else {
                "no rule withstands a Byzantine majority; use allow_breakdown = true to see the blow-up"
            }
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Document;

    #[test]
    fn overriding_lists_make_every_point_once() {
        let spec = "[[grid]]
            n = [10, 20]
            m = [11]
            alpha = [0.1]
            [[grid]]
            n = [30]
            m = [11]
            alpha = [0.1]";
        let samples = |overrides: &Overrides| -> Vec<usize> {
            let document = Document::new("spec", spec);
            let points = decode(&document.read().expect("TOML"), overrides).expect("allowed");
            points.iter().map(|point| point.samples).collect()
        };
        assert_eq!(samples(&Overrides::default()), [10, 20, 30]);
        let overrides = Overrides {
            samples: Some(vec![5, 7]),
            ..Overrides::default()
        };
        assert_eq!(samples(&overrides), [5, 7]);
    }
}
