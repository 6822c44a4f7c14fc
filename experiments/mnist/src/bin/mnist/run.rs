//! `mnist run`: trains, stores, shows.

use std::io::Write;
use std::time::{Duration, Instant};

use byzrate_console::{Stops, stop_on_interrupt};
use byzrate_mnist::data::{DataError, Digits, Shares, Sums};
use byzrate_mnist::plan::{Experiment, Results, jobs, settings};
use byzrate_mnist::training::{Context, Setting, SettingError, run_all};

use crate::args::RunArguments;
use crate::exit::Failure;
use crate::fetch::warn_if_unknown;
use crate::progress::Progress;
use crate::report;

pub fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let chosen = match arguments.experiments.as_slice() {
        [] => Experiment::ALL.to_vec(),
        some => some.to_vec(),
    };
    let overrides = arguments.overrides();
    let profile = arguments.profile.into();
    let plans: Vec<(Experiment, Vec<Setting>)> = (chosen.into_iter())
        .map(|experiment| (experiment, settings(experiment, profile, &overrides)))
        .collect();
    for setting in plans.iter().flat_map(|(_, settings)| settings) {
        setting.check(arguments.allow_breakdown)?;
    }
    let digits = Digits::load(&arguments.data)?;
    let data = name_of_data(arguments)?;
    for setting in plans.iter().flat_map(|(_, settings)| settings) {
        Shares::deal(digits.train.len(), setting.workers, setting.seed, setting.replicate)
            .map_err(SettingError::from)?;
    }
    let mut all = Vec::new();
    for (experiment, _) in &plans {
        all.push(Results::open(&arguments.out, *experiment, &data, digits.train.len())?);
    }

    let available = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = arguments.threads.map_or_else(available, usize::from);
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .map_err(|error| Failure::unexpected(error.to_string()))?;
    // A round may be long, and is worth its checkpoint.
    let stop = stop_on_interrupt(Stops {
        says: "interrupted twice; what the last checkpoints hold is kept",
        within: None,
    });
    let started = Instant::now();
    let missing = |results: &Results, settings: &[Setting]| -> Vec<Setting> {
        settings
            .iter()
            .filter(|setting| !results.has(setting))
            .cloned()
            .collect()
    };
    let count = plans
        .iter()
        .zip(&all)
        .map(|((_, settings), results)| missing(results, settings).len())
        .sum();
    let progress = Progress::new(count);
    let context = Context {
        digits: &digits,
        data: &data,
        checkpoints: arguments.out.join("checkpoints"),
        checkpoint_every: Duration::from_secs(arguments.checkpoint_every),
        stop,
        observer: &|event| progress.observe(event),
    };
    for ((experiment, settings), results) in plans.iter().zip(&mut all) {
        let jobs = jobs(&missing(results, settings));
        run_all(&jobs, threads, &context, &mut |curves| {
            progress.finished(curves.len());
            results.add(curves);
            results.write(&arguments.out, *experiment)
        })?;
    }
    progress.finish();
    let seconds = started.elapsed().as_secs_f64();
    let _ = writeln!(std::io::stderr(), "{count} runs in {seconds:.0} s on {threads} threads");
    report::show(&arguments.out)
}

/// The name of a data set that is known, or the starts of the sums of other files, with a warning.
fn name_of_data(arguments: &RunArguments) -> Result<String, DataError> {
    let sums = Sums::read(&arguments.data)?;
    warn_if_unknown(&sums);
    Ok(sums.name())
}
