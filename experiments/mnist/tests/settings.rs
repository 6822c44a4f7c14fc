//! A setting that makes no sense is an error to the library, too: no other rule takes the place of one that cannot be had.

mod common;

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use byzrate::experiment::Profile;
use byzrate_mnist::data::Digits;
use byzrate_mnist::plan::{Experiment, Overrides, jobs, settings};
use byzrate_mnist::training::{Context, RunError, Setting, SettingError, run_all};
use common::write_digits;

/// Runs the smallest grid of an experiment, changed, on 80 images.
fn run(experiment: Experiment, change: impl Fn(&mut Setting)) -> Result<usize, RunError> {
    let folder = tempfile::tempdir().expect("a folder");
    write_digits(&folder.path().join("data"), 80, 20);
    let stop = AtomicBool::new(false);
    let context = Context {
        digits: &Digits::load(&folder.path().join("data")).expect("images"),
        data: "small",
        checkpoints: folder.path().join("checkpoints"),
        checkpoint_every: Duration::from_secs(60),
        stop: &stop,
        observer: &|_| {},
    };
    let mut settings = settings(experiment, Profile::Smoke, &Overrides::default());
    settings.iter_mut().for_each(change);
    let mut curves = 0;
    run_all(&jobs(&settings), 2, &context, &mut |done| {
        curves += done.len();
        Ok(())
    })?;
    Ok(curves)
}

#[test]
fn what_makes_no_sense_is_not_trained() {
    for experiment in [Experiment::Logistic, Experiment::OneRound] {
        assert_eq!(run(experiment, |_| {}).expect("four settings"), 4);
        let refused = run(experiment, |setting| setting.beta = 0.7).expect_err("no such trimmed mean");
        assert!(
            matches!(refused, RunError::Setting(SettingError::Aggregator(_))),
            "{refused}"
        );
        let refused = run(experiment, |setting| setting.workers = 33).expect_err("33 do not divide 80");
        assert!(matches!(refused, RunError::Setting(SettingError::Data(_))), "{refused}");
    }
}
