//! What happens in a run, as progress on standard error.

use byzrate_mnist::training::Event;

pub struct Progress {
    console: byzrate_console::Progress,
}

impl Progress {
    /// Progress towards `runs` runs.
    pub fn new(runs: usize) -> Self {
        Self {
            console: byzrate_console::Progress::new(runs, "runs"),
        }
    }

    pub fn observe(&self, event: Event) {
        let console = &self.console;
        match event {
            Event::Round {
                setting,
                round,
                accuracy,
            } => {
                let error = accuracy.map_or(String::new(), |a| format!(", test error {:.1} %", 100.0 * (1.0 - a)));
                let text = || format!("{}: round {round} of {}{error}", setting.label(), setting.rounds);
                console.message(text);
                console.line(|| format!("{} of {} runs; {}", console.finished(), console.count(), text()));
            }
            Event::Resumed { setting, round } => {
                console.say(&format!("{} goes on after round {round}", setting.label()));
            }
        }
    }

    /// Some runs are over.
    pub fn finished(&self, runs: usize) {
        self.console.inc(runs);
    }

    pub fn finish(&self) {
        self.console.finish();
    }
}
