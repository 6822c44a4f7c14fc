use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, OnceLock, mpsc};
use std::time::Duration;

use crate::exit::INTERRUPTED;

/// How long a program that was told to stop may take to end by itself.
pub const GRACE: Duration = Duration::from_secs(1);

/// Set by the first signal.
static STOP: AtomicBool = AtomicBool::new(false);

/// What was promised on a signal; before that, it ends the process at once.
static STOPS: OnceLock<Stops> = OnceLock::new();

/// What stands on the disk under another name until it is whole.
static PARTIAL: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// How a command ends when it is interrupted.
#[derive(Clone, Copy, Debug)]
pub struct Stops {
    /// What is kept and how to go on, for people.
    pub says: &'static str,
    /// After how long the process is ended if it has not ended by itself; never if none.
    pub within: Option<Duration>,
}

/// From here on an interrupt, a request to terminate or a hang-up ends the process with exit code 130 and a word.
pub fn end_on_interrupt() {
    static INSTALLED: Once = Once::new();
    // Without a handler a signal ends the process at once, which loses the exit code and the word alone.
    INSTALLED.call_once(|| drop(ctrlc::set_handler(interrupted)));
}

/// The same, but the first signal sets the flag, which asks the command to end by itself; the second ends the process.
#[must_use]
pub fn stop_on_interrupt(stops: Stops) -> &'static AtomicBool {
    let _ = STOPS.set(stops);
    end_on_interrupt();
    &STOP
}

fn interrupted() {
    let first = !STOP.swap(true, Ordering::Relaxed);
    match STOPS.get() {
        Some(stops) if first => {
            if let Some(within) = stops.within {
                let says = stops.says;
                // The second signal is to be heard meanwhile.
                std::thread::spawn(move || {
                    std::thread::sleep(within);
                    end(says);
                });
            }
        }
        Some(stops) => end(stops.says),
        None => end("interrupted"),
    }
}

/// Ends the process wherever it is: what is written to the disk is written in transactions, or under another name first.
fn end(says: &str) -> ! {
    if let Ok(partial) = PARTIAL.try_lock() {
        for path in partial.iter() {
            let _ = std::fs::remove_file(path);
        }
    }
    let line = format!("error: {says}");
    let (told, heard) = mpsc::channel();
    // Whoever reads standard error may have stopped reading: that is no reason to stay.
    std::thread::spawn(move || {
        let _ = writeln!(std::io::stderr(), "{line}");
        let _ = told.send(());
    });
    let _ = heard.recv_timeout(Duration::from_millis(100));
    std::process::exit(INTERRUPTED.into());
}

/// A file that is being written under another name, and is taken away if an interrupt ends the process meanwhile.
#[derive(Debug)]
pub struct Partial(PathBuf);

impl Partial {
    /// Before anything is written to `path`.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        if let Ok(mut partial) = PARTIAL.lock() {
            partial.push(path.to_owned());
        }
        Self(path.to_owned())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if let Ok(mut partial) = PARTIAL.lock() {
            partial.retain(|path| *path != self.0);
        }
    }
}
