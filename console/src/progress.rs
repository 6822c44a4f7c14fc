use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often a line is written where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// When the first one is.
const FIRST_LINE: Duration = Duration::from_secs(1);

/// Progress on standard error: a bar on a terminal, now and then a line elsewhere. Threads may share it.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    next_line: Mutex<Instant>,
    count: usize,
    finished: AtomicUsize,
}

impl Progress {
    /// Progress towards `count` things; `unit` is their name in the plural.
    #[must_use]
    pub fn new(count: usize, unit: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::stderr());
            let template = format!("{{bar:30}} {{pos}}/{{len}} {unit} {{elapsed}} {{wide_msg}}");
            if let Ok(style) = ProgressStyle::with_template(&template) {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self {
            bar,
            next_line: Mutex::new(Instant::now() + FIRST_LINE),
            count,
            finished: AtomicUsize::new(0),
        }
    }

    /// How many things there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many of them are finished.
    #[must_use]
    pub fn finished(&self) -> usize {
        self.finished.load(Ordering::Relaxed)
    }

    /// `more` of them are finished.
    pub fn inc(&self, more: usize) {
        self.finished.fetch_add(more, Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.inc(more as u64);
        }
    }

    /// `fewer` of them, or all that are finished, are to be finished once more.
    pub fn take_back(&self, fewer: usize) {
        self.finished.fetch_sub(fewer.min(self.finished()), Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_position(self.finished() as u64);
        }
    }

    /// Text beside the bar; nothing where there is none.
    pub fn message(&self, text: impl FnOnce() -> String) {
        if let Some(bar) = &self.bar {
            bar.set_message(text());
        }
    }

    /// A line where there is no bar: the first one after a second, then one every ten.
    pub fn line(&self, text: impl FnOnce() -> String) {
        if self.bar.is_some() {
            return;
        }
        let Ok(mut next) = self.next_line.lock() else {
            return;
        };
        let now = Instant::now();
        if now >= *next {
            *next = now + LINE_EVERY;
            self.say(&text());
        }
    }

    /// A line in any case, above the bar if there is one.
    pub fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            // Progress is worth no failure.
            None => drop(writeln!(std::io::stderr(), "{text}")),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Progress;

    #[test]
    fn no_more_is_taken_back_than_was_finished() {
        let progress = Progress::new(5, "things");
        progress.inc(3);
        progress.take_back(1);
        assert_eq!((progress.finished(), progress.count()), (2, 5));
        progress.take_back(4);
        assert_eq!(progress.finished(), 0);
    }
}
