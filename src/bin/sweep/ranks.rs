//! Ranks of rules in a league that was run before.

use std::fs;
use std::path::Path;

use byzrate::league::{Meeting, standings};
use byzrate::theory::explanation::Explanation;
use serde_json::Value;

use super::exit::Failure;

/// Writes into `settings` where other rules stand in the league whose report is in `folder`, in cells of the same m, b and d.
pub fn rank(settings: &mut [Explanation], folder: &Path) -> Result<(), Failure> {
    let path = folder.join("report.json");
    let refused = |why: String| Failure::usage(format!("--league {}: {why}", folder.display()));
    let text = fs::read_to_string(&path).map_err(|error| refused(format!("report.json cannot be read: {error}")))?;
    let report: Value =
        serde_json::from_str(&text).map_err(|error| refused(format!("report.json is damaged: {error}")))?;
    let experiments = report["experiments"].as_array();
    let league = experiments.and_then(|all| all.iter().find(|experiment| experiment["name"] == "league"));
    let Some(league) = league else {
        return Err(refused(
            "the report has no experiment league; run `sweep league` into that folder".to_owned(),
        ));
    };
    let cells = league["cells"].as_array().map_or(&[][..], Vec::as_slice);
    for setting in settings {
        let same = |cell: &&Value| {
            cell["m"] == setting.m && cell["byzantine"] == setting.byzantine && cell["dim"] == setting.dim
        };
        let Some(cell) = cells.iter().find(same) else { continue };
        if arms(cell).iter().any(|arm| arm.get("rms_even").is_none()) {
            return Err(refused(
                "the report does not say on which replicates the worst attack was chosen; `sweep report` writes it anew"
                    .to_owned(),
            ));
        }
        let samples = cell["n"].as_f64().unwrap_or(f64::NAN);
        let honest = (setting.m - setting.byzantine) as f64;
        let ranked = standings(&meetings(cell), (setting.dim as f64 / (samples * honest)).sqrt());
        for rival in &mut setting.rivals {
            let standing = ranked.iter().find(|(aggregator, _)| *aggregator == rival.key);
            rival.rank = standing.map(|(_, rank)| rank.clone());
        }
    }
    Ok(())
}

fn arms(cell: &Value) -> &[Value] {
    cell["arms"].as_array().map_or(&[], Vec::as_slice)
}

fn meetings(cell: &Value) -> Vec<Meeting> {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rms = |value: &Value| value.as_f64().unwrap_or(f64::INFINITY);
    arms(cell)
        .iter()
        .map(|arm| Meeting {
            aggregator: word(&arm["aggregator"]),
            adversary: word(&arm["adversary"]),
            choosing: rms(&arm["rms_even"]),
            compared: rms(&arm["rms_odd"]),
        })
        .collect()
}
