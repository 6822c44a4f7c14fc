use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Context, Curve, Job, RunError};

/// Runs all jobs on `threads` threads: several jobs at a time, or where there are fewer jobs than threads, one after the other
/// with the workers of each spread over the threads. `done` is called with the outcome of each, one at a time, in any order.
///
/// # Errors
/// The first error of any job, or of `done`; the others end after their round.
pub fn run_all(
    jobs: &[Job],
    threads: usize,
    context: &Context,
    done: &mut (dyn FnMut(Vec<Curve>) -> Result<(), RunError> + Send),
) -> Result<(), RunError> {
    if jobs.len() < threads {
        return jobs.iter().try_for_each(|job| done(job.run(context, true)?));
    }
    let next = AtomicUsize::new(0);
    let outcome = Mutex::new((done, None::<RunError>));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let curves = job.run(context, false);
                    let Ok(mut outcome) = outcome.lock() else { return };
                    let result = curves.and_then(|curves| (outcome.0)(curves));
                    if let Err(error) = result {
                        context.stop.store(true, Ordering::Relaxed);
                        // That others were interrupted follows from the first error.
                        outcome.1.get_or_insert(error);
                        return;
                    }
                }
            });
        }
    });
    match outcome.into_inner().ok().and_then(|(_, error)| error) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}
