//! `sweep run --dry-run`: what a run would take.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use byzrate::claim::Study;
use byzrate::experiment::{Estimate, Experiment, time_of_replicate};
use byzrate::report::FORMAT_VERSION;
use serde_json::json;

use super::args::Format;
use super::exit::{Failure, Outcome};
use super::memory::bytes;
use super::{output, terms};

/// How long replicates are drawn and thrown away to see how long they take: over all experiments, and of one at least.
const TRIAL: Duration = Duration::from_millis(600);
const SHORTEST: Duration = Duration::from_millis(60);

/// How many cells of an experiment are tried.
const CELLS: usize = 8;

pub fn dry_run(studies: &[&Study], threads: usize, format: Format) -> Result<Outcome, Failure> {
    let each = (TRIAL / studies.len().max(1) as u32).max(SHORTEST);
    let planned: Vec<Planned> = studies
        .iter()
        .map(|study| Planned {
            name: study.experiment.name.clone(),
            estimate: Estimate::of(&study.experiment, threads),
            trial: trial(&study.experiment, each),
            terms: terms::lines(study),
        })
        .collect();
    let text = match format {
        Format::Human => output::fitted(human(&planned, threads)),
        Format::Json => {
            let document = json!({
                "format_version": FORMAT_VERSION,
                "threads": threads,
                "experiments": planned.iter().map(|planned| planned.json(threads)).collect::<Vec<_>>(),
            });
            format!("{document:#}\n")
        }
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

struct Planned {
    name: String,
    estimate: Estimate,
    trial: Trial,
    /// What the grid can tell of the terms that its spec claims.
    terms: Vec<String>,
}

/// What was seen of replicates.
struct Trial {
    /// The seconds of a replicate of all arms of a cell, on average over those that were tried, where one ended in time.
    seconds: Option<f64>,
    /// How long was waited.
    waited: f64,
}

/// Draws replicates of a few cells on a thread of its own, as the first one may not end in time.
fn trial(experiment: &Experiment, budget: Duration) -> Trial {
    let (tell, told) = mpsc::channel();
    let own = experiment.clone();
    let begun = Instant::now();
    std::thread::spawn(move || {
        let count = own.cells.len().min(CELLS);
        for replicate in 0.. {
            for place in 0..count {
                // From the last to the first: lists of n and m mostly grow.
                let cell = own.cells.len() - 1 - place * own.cells.len() / count;
                let seconds = time_of_replicate(&own, cell, replicate).as_secs_f64();
                if tell.send((place, seconds)).is_err() {
                    return;
                }
            }
        }
    });
    let mut fastest = [f64::INFINITY; CELLS];
    while let Ok((place, seconds)) = told.recv_timeout(budget.saturating_sub(begun.elapsed())) {
        // The first one fills the caches.
        fastest[place] = fastest[place].min(seconds);
    }
    let known: Vec<f64> = fastest.into_iter().filter(|seconds| seconds.is_finite()).collect();
    Trial {
        seconds: (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64),
        waited: begun.elapsed().as_secs_f64(),
    }
}

impl Planned {
    /// Roughly how long so many replicates of all arms take.
    fn seconds(&self, replicates: usize, threads: usize) -> Option<f64> {
        let arms = self.estimate.arms as f64 / self.estimate.cells as f64;
        Some(self.trial.seconds? * replicates as f64 / arms / threads as f64)
    }

    fn json(&self, threads: usize) -> serde_json::Value {
        let Estimate {
            cells,
            arms,
            in_flight,
            least,
            most,
        } = self.estimate;
        let amount = |amount: byzrate::experiment::Amount, memory: usize| {
            json!({
                "replicates": amount.replicates,
                "memory_bytes": memory,
                "disk_bytes": amount.stored,
                "rough_seconds": self.seconds(amount.replicates, threads),
            })
        };
        let mut planned = json!({
            "experiment": self.name,
            "cells": cells,
            "arms": arms,
            "in_flight_bytes": in_flight,
            "at_least": amount(least, self.estimate.memory_at_least()),
            "at_most": amount(most, self.estimate.memory_at_most()),
        });
        if !self.terms.is_empty() {
            planned["terms"] = json!(self.terms);
        }
        planned
    }
}

fn human(planned: &[Planned], threads: usize) -> String {
    let mut text = String::new();
    for one in planned {
        let estimate = &one.estimate;
        text.push_str(&format!(
            "{}: {} cells, {} arms over all cells\n",
            one.name, estimate.cells, estimate.arms
        ));
        for (what, amount, memory) in [
            ("at least", estimate.least, estimate.memory_at_least()),
            ("at most", estimate.most, estimate.memory_at_most()),
        ] {
            let time = match one.seconds(amount.replicates, threads) {
                Some(seconds) => format!("about {}", duration(seconds)),
                None => format!("no replicate ended within {:.1} s", one.trial.waited),
            };
            text.push_str(&format!(
                "  {what:<8}  {} replicates of an arm, {} of memory, {} on disk, {time}\n",
                amount.replicates,
                bytes(memory),
                bytes(amount.stored)
            ));
        }
        for line in &one.terms {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text.push_str(&format!(
        "Nothing was drawn. Times are rough: from some replicates, drawn and thrown away, for {threads} threads. At least: every \
         cell is precise enough after its first batch; at most: every cell is drawn to its maximum.\n"
    ));
    text
}

/// Seconds for people, roughly.
pub fn duration(seconds: f64) -> String {
    match seconds {
        _ if seconds < 1.0 => "1 s".to_owned(),
        _ if seconds < 100.0 => format!("{seconds:.0} s"),
        _ if seconds < 6000.0 => format!("{:.0} min", seconds / 60.0),
        _ if seconds < 48.0 * 3600.0 => format!("{:.0} h", seconds / 3600.0),
        _ => format!("{:.0} days", seconds / 86_400.0),
    }
}
