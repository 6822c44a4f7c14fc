use serde_json::{Map, Value};

use crate::store::{ExperimentRecord, Place};

/// The coordinates of a replicate, in the order of exports.
pub const COORDINATES: [&str; 18] = [
    "experiment",
    "hash",
    "arm",
    "seed",
    "problem",
    "radius",
    "dim",
    "n",
    "m",
    "alpha",
    "byzantine",
    "estimator",
    "algorithm",
    "aggregator",
    "beta",
    "step",
    "rounds_planned",
    "adversary",
];

/// Which coordinates stand in every row of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// The experiment and the number of the arm, under which a summary has the others; the hash, too, where several experiments have one
    /// name.
    #[default]
    Narrow,
    /// All of them that any of the experiments has.
    Wide,
}

impl Layout {
    /// The coordinates that rows of `experiments` have.
    #[must_use]
    pub fn coordinates(self, experiments: &[ExperimentRecord]) -> Vec<&'static str> {
        let mut names: Vec<&str> = experiments.iter().map(|experiment| experiment.name.as_str()).collect();
        names.sort_unstable();
        let repeated = names.windows(2).any(|pair| pair[0] == pair[1]);
        let mut has = [false; COORDINATES.len()];
        if self == Self::Wide {
            for experiment in experiments {
                for (arm, place) in experiment.places.iter().enumerate() {
                    let fields = fields(experiment, arm, place);
                    for (has, name) in has.iter_mut().zip(COORDINATES) {
                        *has = *has || fields.get(name).is_some_and(|value| !value.is_null());
                    }
                }
            }
        }
        let kept = |name: &str| match name {
            "experiment" | "arm" => true,
            "hash" => repeated || self == Self::Wide,
            _ => false,
        };
        let named = COORDINATES.into_iter().zip(has);
        named
            .filter(|(name, has)| *has || kept(name))
            .map(|(name, _)| name)
            .collect()
    }
}

/// The texts of a place taken apart: cell and arm are JSON objects.
pub(super) fn fields(experiment: &ExperimentRecord, arm: usize, place: &Place) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("experiment".to_owned(), experiment.name.as_str().into());
    fields.insert("hash".to_owned(), experiment.hash.as_str().into());
    fields.insert("arm".to_owned(), arm.into());
    for text in [&place.cell, &place.arm] {
        if let Ok(Value::Object(object)) = serde_json::from_str(text) {
            fields.extend(object);
        }
    }
    // The rounds that a replicate took are a measure.
    if let Some(rounds) = fields.remove("rounds") {
        fields.insert("rounds_planned".to_owned(), rounds);
    }
    fields
}

/// A coordinate as text; nothing where there is none.
pub(super) fn text(fields: &Map<String, Value>, name: &str) -> String {
    match fields.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(value) => value.to_string(),
    }
}
