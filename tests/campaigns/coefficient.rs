//! The coefficient of the 1/n term on exponential values: −1/3 is told from what is 5 % off, with power.

use byzrate::claim::{Campaign, Verdict};
use byzrate::experiment::{Catalog, Engine, Overrides, built_in};
use byzrate::store::Journal;

use crate::support::campaigns::study;

/// The verdict on the first check of the built-in experiment `skewness` with `expected` in the place of −1/3, the seed given.
fn verdict(expected: &str, seed: u64) -> Verdict {
    let document = built_in("skewness").expect("built in");
    let text = document
        .text
        .replace("expected = -0.33333333", &format!("expected = {expected}"));
    // The median at n = 25 without attack is all that is asked for.
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("no {words}"));
    let (others, adversaries) = (place("[[estimator]]\nid"), place("[[adversary]]"));
    let text = format!(
        "{}{}",
        &text[..others],
        &text[adversaries..place("[[check]]\nclaim = \"table-1\"")]
    );
    let overrides = Overrides {
        seed: Some(seed),
        samples: Some(vec![25]),
        alpha: Some(vec![0.0]),
        ..Overrides::default()
    };
    let campaign = Campaign {
        studies: vec![study(&text, &Catalog::default(), &overrides)],
    };
    let journal = Journal::in_memory().expect("a store");
    let judged = campaign.run_all(&Engine::new(&journal)).expect("a run");
    judged[0].findings[0].verdict
}

/// Twenty seeds: with power 95 % for each, 17 or fewer contradictions of 20 have a probability of 7.5 %, 15 or fewer of 0.3 %.
#[test]
fn five_per_cent_off_is_contradicted() {
    for off in ["-0.35", "-0.31666667"] {
        let contradicted = (1..=20).filter(|&seed| verdict(off, seed) == Verdict::Contradicted);
        let count = contradicted.count();
        assert!(count >= 16, "{off}: {count} of 20");
    }
}

/// A true coefficient is contradicted with probability 1 % at most a run: two or more of twenty with 1.7 %.
#[test]
fn the_true_coefficient_stands() {
    let contradicted = (1..=20).filter(|&seed| verdict("-0.33333333", seed) == Verdict::Contradicted);
    assert!(contradicted.count() <= 1);
}
