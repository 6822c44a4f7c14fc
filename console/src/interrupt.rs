use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::exit::INTERRUPTED;

/// The first interrupt sets the flag, which asks the run to stop; the second ends the process.
#[must_use]
pub fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = stop.clone();
    let handler = move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED.into());
        }
    };
    // Without a handler an interrupt ends the process at once: what was kept until then is what is left.
    let _ = ctrlc::set_handler(handler);
    stop
}
