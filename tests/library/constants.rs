//! The tables of `docs/constants.md` are the library's own, and so is what it quotes of an experiment.

use std::fs;
use std::path::Path;

use byzrate::algorithm::Measure;
use byzrate::claim::{Campaign, Study};
use byzrate::experiment::{Catalog, Engine, Overrides};
use byzrate::report::constants_tables;
use byzrate::spec::Document;
use byzrate::store::Journal;

fn document() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/constants.md");
    fs::read_to_string(path).expect("docs/constants.md")
}

#[test]
fn the_document_has_every_table_as_it_is_computed() {
    let document = document();
    let tables = constants_tables();
    assert_eq!(tables.len(), 8);
    let lacking: Vec<String> = (tables.into_iter())
        .filter(|table| !document.contains(table.as_str()))
        .collect();
    assert!(
        lacking.is_empty(),
        "docs/constants.md lacks these, as they are computed:\n\n{}",
        lacking.join("\n")
    );
}

/// Two arms of the experiment uniform-deviation, on the same draws.
#[test]
fn the_largest_deviations_are_those_that_the_experiment_finds() {
    let spec = r#"
        name = "largest"
        measures = ["uniform-deviation"]
        [[problem]]
        name = "rademacher-regression"
        [[grid]]
        n = [1000]
        m = [2000]
        alpha = [0.1]
        dim = [5]
        [[estimator]]
        aggregator = "median"
        rounds = 5
        [[adversary]]
        name = "none"
        [[adversary]]
        name = "omniscient-sign"
        [replicates]
        quick = { batch = 132, maximum = 132, relative_error = 0.05 }
    "#;
    let document = document();
    let study = Study::decode(Document::new("spec", spec), &Catalog::default(), &Overrides::default()).expect("valid");
    let journal = Journal::in_memory().expect("a journal");
    let campaign = Campaign { studies: vec![study] };
    let judged = campaign.run_all(&Engine::new(&journal)).expect("drawn");
    for (index, adversary) in ["none", "omniscient-sign"].into_iter().enumerate() {
        let values = judged[0].outcomes[0].arm(index).values(Measure::UniformDeviation);
        let line = format!("| {adversary} | {:.4} |", values.fold(0.0, f64::max));
        assert!(document.contains(&line), "docs/constants.md lacks {line}");
    }
}
