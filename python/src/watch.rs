//! Work apart from the interpreter, and what ends it early.

use std::any::Any;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rayon::{ThreadBuilder, ThreadPoolBuilder};

use crate::error::refused;

/// How often signals are looked at.
const PATIENCE: Duration = Duration::from_millis(20);

/// Whether work is to end, and what a rule raised.
#[derive(Debug, Default)]
pub struct Watch {
    pub stop: AtomicBool,
    raised: Mutex<Option<PyErr>>,
}

impl Watch {
    pub fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Ends the work; the first exception is the one that is raised.
    pub fn fail(&self, error: PyErr) {
        let mut raised = self.raised.lock().unwrap_or_else(PoisonError::into_inner);
        raised.get_or_insert(error);
        self.stop.store(true, Ordering::Relaxed);
    }

    fn raised(&self) -> Option<PyErr> {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Nothing, unless a rule raised something.
///
/// # Errors
/// What it raised.
pub fn raised(watch: &Watch) -> PyResult<()> {
    watch.raised().map_or(Ok(()), Err)
}

/// Does `work` on `threads` threads of its own, or on as many as there are processors, while other threads of the interpreter go on.
///
/// # Errors
/// What a rule raised meanwhile, or what a signal did, such as KeyboardInterrupt.
pub fn apart<T: Send>(
    py: Python<'_>,
    watch: &Watch,
    threads: Option<usize>,
    work: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    if threads == Some(0) {
        return Err(refused("threads = 0: at least one thread must work"));
    }
    // The interpreter knows a thread for as long as it lives: to be made known for each call of a rule takes longer than the call.
    let known = |thread: ThreadBuilder| Python::attach(|py| py.detach(|| thread.run()));
    let done = py.detach(|| {
        std::thread::scope(|scope| {
            let (ended, end) = channel::<()>();
            let worker = scope.spawn(|| {
                // Dropped at the end, whichever it is.
                let _ended = ended;
                let pool = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
                pool.build_scoped(known, |pool| pool.install(work))
            });
            // Signals reach this thread alone.
            while end.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                if let Err(error) = Python::attach(|py| py.check_signals()) {
                    watch.fail(error);
                }
            }
            worker.join()
        })
    });
    match (watch.raised(), done) {
        (Some(error), _) => Err(error),
        (None, Ok(done)) => done.map_err(refused),
        (None, Err(panic)) => Err(PyRuntimeError::new_err(words(&*panic))),
    }
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    format!("a fault of byzrate, please report it: {text}")
}
