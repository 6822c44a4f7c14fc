//! `sweep verify`: whether a store is as it was written, and its replicates are what their seeds give.

use byzrate::claim::Study;
use byzrate::experiment::{Catalog, Experiment, Redrawn, RunError, redraw};
use byzrate::store::{Journal, Verified, latest};
use byzrate_console::{GRACE, Stops, stop_on_interrupt};
use serde_json::json;

use super::args::{Format, VerifyArguments};
use super::exit::{Failure, Outcome};
use super::{output, select};

pub fn verify(arguments: &VerifyArguments) -> Result<Outcome, Failure> {
    let path = select::store_path(arguments.store.as_ref());
    let journal = Journal::existing(&path)?;
    let stop = stop_on_interrupt(Stops {
        says: "interrupted; nothing was changed",
        within: Some(GRACE),
    });
    let verified = journal.verify(stop)?.ok_or(RunError::Interrupted)?;
    let redrawn = match arguments.redraw {
        Some(count) => Some(drawn_again(&journal, count, arguments.seed, stop)?),
        None => None,
    };
    let text = match arguments.format {
        Format::Human => output::fitted(human(&path.display().to_string(), &verified, redrawn.as_ref())),
        Format::Json => json(&verified, redrawn.as_ref()),
    };
    output::print(&text)?;
    let different = redrawn.is_some_and(|redrawn| !redrawn.different.is_empty());
    if verified.damage.is_empty() && !different {
        Ok(Outcome::Done)
    } else {
        Ok(Outcome::Damaged)
    }
}

fn drawn_again(
    journal: &Journal,
    count: usize,
    seed: u64,
    stop: &std::sync::atomic::AtomicBool,
) -> Result<Redrawn, Failure> {
    let (records, _) = journal.experiments()?;
    let mut studies: Vec<(Study, Vec<usize>)> = Vec::new();
    for record in latest(records) {
        studies.push((Study::restore(&record.spec, &Catalog::default())?, record.counts));
    }
    let experiments: Vec<(&Experiment, &[usize])> = studies
        .iter()
        .map(|(study, counts)| (&study.experiment, counts.as_slice()))
        .collect();
    Ok(redraw(journal, &experiments, count, seed, stop)?)
}

fn human(path: &str, verified: &Verified, redrawn: Option<&Redrawn>) -> String {
    let mut text = String::new();
    for (key, damage) in &verified.damage {
        let of = if key.is_empty() {
            String::new()
        } else {
            format!("{key}: ")
        };
        text.push_str(&format!("damaged: {of}{damage}\n"));
    }
    let whole = match verified.damage.len() {
        0 => "all as they were written".to_owned(),
        many => format!(
            "{many} things are damaged; `sweep run` with what they were drawn with draws them again, and `sweep gc` drops what is left of experiments"
        ),
    };
    text.push_str(&format!(
        "{path}: {} blocks of {} arms, {whole}\n",
        verified.blocks, verified.arms
    ));
    if let Some(redrawn) = redrawn {
        for different in &redrawn.different {
            let stored = different
                .stored
                .map_or("nothing".to_owned(), |stored| format!("{stored:?}"));
            text.push_str(&format!(
                "different: {}, {}, {}, replicate {}: {} is {stored} in the store, and {:?} drawn again\n",
                different.experiment,
                different.cell,
                different.arm,
                different.replicate,
                different.measure,
                different.drawn
            ));
        }
        text.push_str(&format!(
            "{} replicates drawn again from their seeds: {}\n",
            redrawn.replicates,
            match redrawn.different.len() {
                0 => "every bit is the same".to_owned(),
                many => format!("{many} values are not the same"),
            }
        ));
    }
    text
}

fn json(verified: &Verified, redrawn: Option<&Redrawn>) -> String {
    let damage: Vec<_> = (verified.damage.iter())
        .map(|(key, damage)| json!({ "arm": key, "damage": damage.to_string() }))
        .collect();
    let redrawn = redrawn.map(|redrawn| {
        let different: Vec<_> = (redrawn.different.iter())
            .map(|one| {
                json!({
                    "experiment": one.experiment,
                    "cell": one.cell,
                    "arm": one.arm,
                    "replicate": one.replicate,
                    "measure": one.measure,
                    "stored": one.stored.map(|value| value.to_string()),
                    "drawn": one.drawn.to_string(),
                })
            })
            .collect();
        json!({ "replicates": redrawn.replicates, "different": different })
    });
    let document = json!({
        "format_version": 1,
        "arms": verified.arms,
        "blocks": verified.blocks,
        "damage": damage,
        "redrawn": redrawn,
    });
    format!("{document:#}\n")
}
