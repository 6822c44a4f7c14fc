//! Progress on standard error: a bar on a terminal, now and then a line elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use byzrate_mnist::training::Event;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often a line is written where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);

pub struct Progress {
    bar: Option<ProgressBar>,
    last_line: Mutex<Instant>,
    runs: usize,
    finished: AtomicUsize,
}

impl Progress {
    /// Progress towards `runs` runs.
    pub fn new(runs: usize) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(runs as u64), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} runs {elapsed} {wide_msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self {
            bar,
            last_line: Mutex::new(Instant::now()),
            runs,
            finished: AtomicUsize::new(0),
        }
    }

    pub fn observe(&self, event: Event) {
        match event {
            Event::Round {
                setting,
                round,
                accuracy,
            } => {
                let error = accuracy.map_or(String::new(), |a| format!(", test error {:.1} %", 100.0 * (1.0 - a)));
                let text = || format!("{}: round {round} of {}{error}", setting.label(), setting.rounds);
                match &self.bar {
                    Some(bar) => bar.set_message(text()),
                    None => self.line(text),
                }
            }
            Event::Resumed { setting, round } => {
                self.say(&format!("{} goes on after round {round}", setting.label()));
            }
        }
    }

    /// Some runs are over.
    pub fn finished(&self, runs: usize) {
        self.finished.fetch_add(runs, Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.inc(runs as u64);
        }
    }

    fn line(&self, text: impl Fn() -> String) {
        let Ok(mut last) = self.last_line.lock() else {
            return;
        };
        if last.elapsed() >= LINE_EVERY {
            *last = Instant::now();
            let finished = self.finished.load(Ordering::Relaxed);
            self.say(&format!("{finished} of {} runs; {}", self.runs, text()));
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
