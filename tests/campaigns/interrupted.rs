//! Judging ends when it is told to, though nothing is left to draw.

use std::sync::atomic::AtomicBool;

use byzrate::claim::Campaign;
use byzrate::experiment::{Catalog, Engine, Overrides, RunError, Source};
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
