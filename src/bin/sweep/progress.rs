//! What happens in a run, as progress on standard error.

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use byzrate::experiment::{Event, Experiment};

use super::dry_run::duration;
use super::eta::Eta;

/// A line on standard error if what it tells of is not over after a second; it is over when this is dropped.
pub struct Notice(#[expect(dead_code, reason = "it is there to be dropped")] Sender<()>);

impl Notice {
    pub fn new(text: &'static str) -> Self {
        let (over, heard) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            if heard.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                // Progress is worth no failure.
                let _ = writeln!(std::io::stderr(), "{text}");
            }
        });
        Self(over)
    }
}

pub struct Progress {
    console: byzrate_console::Progress,
    replicates: AtomicUsize,
    eta: Mutex<Eta>,
    damaged: AtomicUsize,
    /// Experiments of which not all is as it was in the store.
    changed: Mutex<Vec<String>>,
}

impl Progress {
    /// Progress towards the cells of all experiments.
    pub fn new(experiments: &[&Experiment]) -> Self {
        let cells = experiments.iter().map(|experiment| experiment.cells.len()).sum();
        Self {
            eta: Mutex::new(Eta::new(experiments, Instant::now())),
            console: byzrate_console::Progress::new(cells, "cells"),
            replicates: AtomicUsize::new(0),
            damaged: AtomicUsize::new(0),
            changed: Mutex::default(),
        }
    }

    pub fn observe(&self, event: &Event) {
        let console = &self.console;
        match event {
            Event::ExperimentStarted { experiment, .. } => {
                self.timed(|eta| eta.started(experiment, Instant::now()));
                console.message(|| (*experiment).to_owned());
            }
            Event::SpecChanged { experiment } => {
                self.told(experiment);
                console.say(&format!(
                    "warning: experiment {experiment} is not the one of that name in the store; what both use is not drawn again"
                ));
            }
            Event::Damaged {
                experiment,
                cell,
                arm,
                damage,
            } => {
                self.damaged.fetch_add(1, Ordering::Relaxed);
                self.told(experiment);
                console.say(&format!("warning: damaged: {experiment}, {cell}, {arm}: {damage}"));
            }
            Event::BatchStored { experiment, replicates } => {
                let total = self.replicates.fetch_add(*replicates, Ordering::Relaxed) + replicates;
                console.line(|| {
                    let (finished, count) = (console.finished(), console.count());
                    let left = self.left().map_or(String::new(), |left| format!("{left}, "));
                    format!("{experiment}: {finished} of {count} cells, {left}{total} replicates drawn")
                });
            }
            Event::CellFinished { experiment, .. } => {
                console.inc(1);
                self.timed(Eta::finished);
                if let Some(left) = self.left() {
                    console.message(|| format!("{left}, {experiment}"));
                }
            }
            Event::Refining { experiment, cells } => {
                console.take_back(*cells);
                self.timed(|eta| eta.taken_back(*cells));
                console.message(|| format!("{experiment}, more replicates in {cells} cells"));
            }
            // Of a run that begins anew or goes on there is nothing to tell.
            Event::ExperimentDrawn {
                experiment,
                reused,
                drawn,
                lengthened,
            } if *reused > 0 && self.was_told(experiment) => {
                console.say(&drawn_besides(experiment, *reused, drawn, lengthened));
            }
            _ => {}
        }
    }

    fn timed(&self, change: impl FnOnce(&mut Eta)) {
        if let Ok(mut eta) = self.eta.lock() {
            change(&mut eta);
        }
    }

    /// How long it still takes, for people, where it is known.
    fn left(&self) -> Option<String> {
        let left = self.eta.lock().ok()?.left(Instant::now())?;
        Some(format!("about {} left", duration(left)))
    }

    fn told(&self, experiment: &str) {
        if let Ok(mut changed) = self.changed.lock() {
            changed.push(experiment.to_owned());
        }
    }

    fn was_told(&self, experiment: &str) -> bool {
        let changed = self.changed.lock();
        changed.is_ok_and(|changed| changed.iter().any(|known| known == experiment))
    }

    /// Whether anything in the store was damaged.
    pub fn saw_damage(&self) -> bool {
        self.damaged.load(Ordering::Relaxed) > 0
    }

    pub fn finish(&self) {
        self.console.finish();
    }
}

/// What was drawn for an experiment beside what was in the store.
fn drawn_besides(experiment: &str, reused: usize, drawn: &[(String, usize)], lengthened: &[(String, usize)]) -> String {
    let listed = |arms: &[(String, usize)]| {
        let arms = arms.iter().map(|(name, cells)| match cells {
            1 => format!("{name} in 1 cell"),
            cells => format!("{name} in {cells} cells"),
        });
        arms.collect::<Vec<_>>().join(", ")
    };
    let mut text = format!("{experiment}: {reused} arms were in the store");
    for (what, arms) in [("drawn", drawn), ("drawn further", lengthened)] {
        if !arms.is_empty() {
            text.push_str(&format!("; {what}: {}", listed(arms)));
        }
    }
    text
}
