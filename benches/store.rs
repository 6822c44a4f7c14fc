//! What the store costs: a million replicates are stored and loaded, beside a cheap run that draws as many.
//!
//! `cargo bench --bench store`

use byzrate::claim::{Campaign, Study};
use byzrate::experiment::{Catalog, Engine, Overrides};
use byzrate::spec::Document;
use byzrate::store::{Batch, Journal};
use divan::Bencher;

fn main() {
    divan::main();
}

const REPLICATES: usize = 1_000_000;

/// The mean of three workers, and nothing checked.
const CHEAP: &str = r#"
name = "cheap"
question = "What does a replicate cost?"
problem = [{ name = "gaussian-mean" }]
grid = [{ n = [10], m = [3], alpha = [0.0] }]
estimator = [{ algorithm = "one-round", aggregator = "mean" }]
adversary = [{ name = "none" }]
replicates = { quick = { batch = 1000000, maximum = 1000000, relative_error = 0.0 } }
"#;

/// Values of two measures of which no two are alike.
fn columns() -> [Vec<f64>; 2] {
    let column = |sign: f64| (0..REPLICATES).map(|at| sign * (at as f64).sqrt()).collect();
    [column(1.0), column(-1.0)]
}

fn append(journal: &Journal, columns: &[Vec<f64>; 2]) {
    let batch = Batch {
        key: "an arm",
        first: 0,
        columns: vec![("error", &columns[0]), ("signed_error", &columns[1])],
    };
    journal.append(&[batch]).expect("stored");
}

#[divan::bench(sample_count = 10)]
fn a_cheap_run(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("a folder");
    let study = || {
        Study::decode(
            Document::new("cheap.toml", CHEAP),
            &Catalog::default(),
            &Overrides::default(),
        )
    };
    let campaign = Campaign {
        studies: vec![study().expect("a spec")],
    };
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        let journal = Journal::create(&folder.path().join(number.to_string())).expect("a store");
        campaign.run_all(&Engine::new(&journal)).expect("a run")
    });
}

#[divan::bench(sample_count = 10)]
fn storing_as_much(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("a folder");
    let columns = columns();
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        let journal = Journal::create(&folder.path().join(number.to_string())).expect("a store");
        append(&journal, &columns);
    });
}

#[divan::bench(sample_count = 10)]
fn loading_as_much(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::create(&folder.path().join("store")).expect("a store");
    append(&journal, &columns());
    let measures = ["error".to_owned(), "signed_error".to_owned()];
    bencher.bench_local(|| journal.load("an arm", &measures, REPLICATES).expect("loaded"));
}
