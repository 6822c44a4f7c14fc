//! The report on a folder: what a run found, and what the folder's report said before of other experiments.

use std::path::Path;

use byzrate::report::Report;
use byzrate::store::{ExperimentRecord, latest};
use serde_json::Value;

/// A report on all experiments of a folder.
pub struct Whole {
    /// The document.
    pub text: String,
    /// The experiments of the store that are in no report.
    pub missing: Vec<String>,
    /// How many experiments of the store the run did not draw.
    pub others: usize,
}

/// `report` with the experiments of the store that it does not have, as the document at `path` has them: judged with other comparisons
/// than these, each with its own confidence. They come first, in the order in which they were run.
pub fn whole(report: &Report, path: &Path, records: Vec<ExperimentRecord>) -> Whole {
    let own = |name: &str| report.experiments.iter().any(|experiment| experiment.name == name);
    let others: Vec<ExperimentRecord> = latest(records)
        .into_iter()
        .filter(|record| !own(&record.name))
        .collect();
    let mut whole = Whole {
        text: report.to_json(),
        missing: Vec::new(),
        others: others.len(),
    };
    if others.is_empty() {
        return whole;
    }
    let before = std::fs::read_to_string(path).unwrap_or_default();
    let before: Value = serde_json::from_str(&before).unwrap_or_default();
    let is_known = before["format_version"] == report.format_version;
    let known = before["experiments"].as_array().filter(|_| is_known);
    let mut experiments = Vec::new();
    for record in &others {
        // One of another hash is of another spec, and one without confidence of an older version.
        let same = |experiment: &&Value| {
            experiment["name"] == record.name.as_str()
                && experiment["hash"] == record.hash.as_str()
                && experiment["confidence"].is_object()
        };
        match known.and_then(|known| known.iter().find(same)) {
            Some(experiment) => experiments.push(experiment.clone()),
            None => whole.missing.push(record.name.clone()),
        }
    }
    let Ok(mut document) = serde_json::to_value(report) else {
        return whole;
    };
    if let Some(own) = document["experiments"].as_array() {
        experiments.extend(own.iter().cloned());
    }
    const WORST_FIRST: [&str; 3] = ["contradicted", "inconclusive", "consistent"];
    let has = |verdict: &&&str| experiments.iter().any(|experiment| experiment["verdict"] == **verdict);
    document["verdict"] = WORST_FIRST
        .iter()
        .find(has)
        .map_or(Value::Null, |verdict| (*verdict).into());
    document["experiments"] = experiments.into();
    whole.text = format!("{document:#}\n");
    whole
}
