//! Drawing and judging end when they are told to, and go on where they were.

use std::sync::atomic::{AtomicBool, Ordering};

use byzrate::claim::Campaign;
use byzrate::experiment::{Catalog, Engine, Event, Overrides, RunError, Source};
use byzrate::store::Journal;

use crate::support::campaigns::study;

const SPEC: &str = r#"
name = "means"
problem = [{ name = "gaussian-mean" }]
grid = [{ n = [25, 100, 400], m = [21], alpha = [0.1] }]
estimator = [{ algorithm = "one-round", aggregator = "median" }]
adversary = [{ name = "plus-infinity" }]
replicates = { quick = { batch = 50, maximum = 50 } }
check = [{ claim = "theorem-7", kind = "exponent", along = "n", expected = -0.5, margin = 0.1 }]
"#;

#[test]
fn judging_looks_at_the_flag() {
    let journal = Journal::in_memory().expect("a store");
    let campaign = Campaign {
        studies: vec![study(SPEC, &Catalog::default(), &Overrides::default())],
    };
    let judged = campaign.run_all(&Engine::new(&journal)).expect("a run");
    let (study, outcomes) = (&campaign.studies[0], &judged[0].outcomes);
    let level = campaign.confidence().level;
    let findings = study
        .judge_unless(&AtomicBool::new(false), outcomes, level)
        .expect("judged");
    assert_eq!(format!("{findings:?}"), format!("{:?}", judged[0].findings));
    let stop = AtomicBool::new(true);
    let refused = study.judge_unless(&stop, outcomes, level);
    assert!(matches!(refused, Err(RunError::Interrupted)));
    // Everything is stored, so that a campaign has nothing to do but to judge.
    let engine = Engine {
        source: Source::StoreOnly,
        stop: &stop,
        ..Engine::new(&journal)
    };
    assert!(matches!(campaign.run_all(&engine), Err(RunError::Interrupted)));
}

/// A batch is stored piece by piece while it is drawn: one that is cut off goes on where it was, to the same bits.
#[test]
fn a_large_batch_is_stored_in_pieces() {
    const LARGE: &str = r#"
name = "cheap"
problem = [{ name = "gaussian-mean" }]
grid = [{ n = [1], m = [3], alpha = [0.0] }]
estimator = [{ algorithm = "one-round", aggregator = "mean" }]
adversary = [{ name = "none" }]
replicates = { quick = { batch = 150000, maximum = 150000, relative_error = 0.0 } }
"#;
    let campaign = Campaign {
        studies: vec![study(LARGE, &Catalog::default(), &Overrides::default())],
    };
    let experiment = &campaign.studies[0].experiment;
    let key = experiment.cells[0].arm_key(experiment.seed, 0);
    let values = |journal: &Journal| {
        let stored = journal.load(&key, &["error".to_owned()], usize::MAX).expect("loaded");
        assert_eq!((stored.is_torn, stored.damage), (false, Vec::new()));
        stored.columns[0]
            .iter()
            .map(|value| value.to_bits())
            .collect::<Vec<_>>()
    };
    let whole = Journal::in_memory().expect("a store");
    campaign.run_all(&Engine::new(&whole)).expect("a run");
    let all = values(&whole);
    assert_eq!(all.len(), 150_000);

    let resumed = Journal::in_memory().expect("a store");
    let stop = AtomicBool::new(false);
    let observer = |event: Event| {
        if matches!(event, Event::BatchStored { .. }) {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let engine = Engine {
        stop: &stop,
        observer: &observer,
        ..Engine::new(&resumed)
    };
    assert!(matches!(campaign.run_all(&engine), Err(RunError::Interrupted)));
    let some = values(&resumed);
    assert!(!some.is_empty() && some.len() < all.len());
    assert_eq!(some, all[..some.len()]);
    let outcomes = campaign.run_all(&Engine::new(&resumed)).expect("a run");
    assert_eq!(outcomes[0].outcomes[0].arm(0).replicates(), 150_000);
    assert_eq!(values(&resumed), all);
}
