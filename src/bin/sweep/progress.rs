//! Progress on standard error: a bar on a terminal, now and then a line elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use byzrate::experiment::Event;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often a line is written where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);

pub struct Progress {
    bar: Option<ProgressBar>,
    last_line: Mutex<Instant>,
    cells: usize,
    finished: AtomicUsize,
    replicates: AtomicUsize,
}

impl Progress {
    /// Progress towards `cells` cells.
    pub fn new(cells: usize) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(cells as u64), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} cells {elapsed} {wide_msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self {
            bar,
            last_line: Mutex::new(Instant::now()),
            cells,
            finished: AtomicUsize::new(0),
            replicates: AtomicUsize::new(0),
        }
    }

    pub fn observe(&self, event: &Event) {
        match event {
            Event::ExperimentStarted { experiment, .. } => {
                if let Some(bar) = &self.bar {
                    bar.set_message((*experiment).to_owned());
                }
            }
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
                self.say(&text);
            }
            Event::BatchStored { experiment, replicates } => {
                let total = self.replicates.fetch_add(*replicates, Ordering::Relaxed) + replicates;
                self.line(experiment, total);
            }
            Event::CellFinished { .. } => {
                self.finished.fetch_add(1, Ordering::Relaxed);
                if let Some(bar) = &self.bar {
                    bar.inc(1);
                }
            }
            Event::Refining { experiment, cells } => {
                // These cells will be finished once more.
                self.finished
                    .fetch_sub(*cells.min(&self.finished.load(Ordering::Relaxed)), Ordering::Relaxed);
                if let Some(bar) = &self.bar {
                    bar.set_position(self.finished.load(Ordering::Relaxed) as u64);
                    bar.set_message(format!("{experiment}, more replicates in {cells} cells"));
                }
            }
        }
    }

    fn line(&self, experiment: &str, replicates: usize) {
        if self.bar.is_some() {
            return;
        }
        let Ok(mut last) = self.last_line.lock() else {
            return;
        };
        if last.elapsed() >= LINE_EVERY {
            *last = Instant::now();
            let finished = self.finished.load(Ordering::Relaxed);
            self.say(&format!(
                "{experiment}: {finished} of {} cells, {replicates} replicates drawn",
                self.cells
            ));
        }
    }

    fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            // Progress is worth no failure.
            None => drop(writeln!(std::io::stderr(), "{text}")),
        }
    }

    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
