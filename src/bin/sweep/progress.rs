//! What happens in a run, as progress on standard error.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

use byzrate::experiment::Event;

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
}

impl Progress {
    /// Progress towards `cells` cells.
    pub fn new(cells: usize) -> Self {
        Self {
            console: byzrate_console::Progress::new(cells, "cells"),
            replicates: AtomicUsize::new(0),
        }
    }

    pub fn observe(&self, event: &Event) {
        let console = &self.console;
        match event {
            Event::ExperimentStarted { experiment, .. } => console.message(|| (*experiment).to_owned()),
            Event::SpecChanged {
                experiment,
                removed,
                added,
            } => {
                let mut text = format!(
                    "warning: experiment {experiment} differs from the one in the store; its old replicates are kept, \
                     but not used:"
                );
                for (sign, lines) in [('-', removed), ('+', added)] {
                    for line in lines {
                        text.push_str(&format!("\n  {sign} {line}"));
                    }
                }
                console.say(&text);
            }
            Event::BatchStored { experiment, replicates } => {
                let total = self.replicates.fetch_add(*replicates, Ordering::Relaxed) + replicates;
                console.line(|| {
                    let (finished, count) = (console.finished(), console.count());
                    format!("{experiment}: {finished} of {count} cells, {total} replicates drawn")
                });
            }
            Event::CellFinished { .. } => console.inc(1),
            Event::Refining { experiment, cells } => {
                console.take_back(*cells);
                console.message(|| format!("{experiment}, more replicates in {cells} cells"));
            }
            _ => {}
        }
    }

    pub fn finish(&self) {
        self.console.finish();
    }
}
