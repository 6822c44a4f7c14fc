//! Rules beyond the paper's: for which m and f each is defined, what it must be told, and the rate that is known of it.

use std::sync::Arc;

use serde::Serialize;

use crate::aggregator::{
    Aggregator, Before, Bulyan, Caf, Cge, Filter, GeometricMedian, Krum, Mda, MeaMed, Median, MultiKrum,
    NearestNeighbourMixing, Phocas, Smea, TrimmedMidrange, Vrmom,
};

/// A rule in a setting.
#[derive(Clone, Debug, Serialize)]
pub struct RivalReport {
    /// Its name in specs, with what comes before it.
    pub rule: String,
    /// The name with every parameter.
    pub key: String,
    /// Why it is not defined for so many workers, or not meant for so many Byzantine ones; null where it is applicable.
    pub refused: Option<String>,
    /// What it must be told, beside f = b.
    pub told: &'static str,
    /// The order of its error at fixed n, as it is known, in units of s = σ/√n.
    pub rate: &'static str,
    /// Whose result that is.
    pub source: &'static str,
    /// Where it stands in a league of the same m, b and d, where there is one.
    pub rank: Option<LeagueRank>,
}

/// Where a rule stands in a league.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeagueRank {
    /// From 1, the smallest worst error, on.
    pub rank: usize,
    /// Of so many estimators.
    pub of: usize,
    /// The rms error under its worst adversary over that of the honest workers' mean, on the replicates that did not choose it.
    pub worst: f64,
    /// That adversary.
    pub adversary: String,
}

/// Beyond, distances between all pairs of messages are out of reach, and subsets are not counted.
const MOST_WORKERS: usize = 100_000;

/// What is known of one rule.
struct Known {
    rule: Option<Arc<dyn Aggregator>>,
    told: &'static str,
    rate: &'static str,
    source: &'static str,
}

/// The rules in a setting of m = `workers` workers, `byzantine` = b of them Byzantine, in the order of their names.
///
/// A rule that needs a length is made for one of 1: what it is defined for does not depend on that.
#[must_use]
pub fn rivals(workers: usize, byzantine: usize) -> Vec<RivalReport> {
    if workers > MOST_WORKERS {
        return Vec::new();
    }
    let report = |known: Known| {
        let rule = known.rule?;
        let refused = rule
            .check(workers)
            .and_then(|()| rule.check_against(workers, byzantine));
        Some(RivalReport {
            rule: rule.name().to_owned(),
            key: rule.key(),
            refused: refused.err().map(|error| error.to_string()),
            told: known.told,
            rate: known.rate,
            source: known.source,
            rank: None,
        })
    };
    let mut rivals: Vec<RivalReport> = all(byzantine).into_iter().filter_map(report).collect();
    rivals.sort_by(|a, b| a.rule.cmp(&b.rule));
    rivals
}

fn all(f: usize) -> Vec<Known> {
    fn some(rule: impl Aggregator + 'static) -> Option<Arc<dyn Aggregator>> {
        Some(Arc::new(rule))
    }
    let known = |rule, told, rate, source| Known {
        rule,
        told,
        rate,
        source,
    };
    vec![
        known(
            some(Krum::new(f)),
            "f",
            "√d whatever m: one worker’s error",
            "here, league",
        ),
        known(some(MultiKrum::new(f)), "f", "√(d·α)", "Allouah et al. 2023, by κ"),
        known(some(Bulyan::new(f)), "f", "α√d + √(d/m), not proved", "here, league"),
        known(some(Mda::new(f)), "f", "√(d·α)", "Allouah et al. 2023, by κ"),
        known(some(MeaMed::new(f)), "f", "√(d·α)", "Allouah et al. 2023, by κ"),
        known(some(Phocas::new(f)), "f", "√(d·α)", "Xie et al. 2018"),
        known(
            some(Cge::new(f)),
            "f, an origin",
            "none away from the origin",
            "here, league",
        ),
        known(
            some(GeometricMedian::default()),
            "nothing",
            "α√d/√(1 − 2α) + √(d/m)",
            "here, as m and d grow",
        ),
        known(
            some(TrimmedMidrange::new(f)),
            "f",
            "√(d·log m), not of order α",
            "here, league",
        ),
        known(
            Vrmom::new(10, 1.0).ok().and_then(some),
            "s",
            "α√d + √(1.07·d/m)",
            "Tu et al. 2021",
        ),
        known(some(Caf::new(f)), "f", "√α + √(d/m)", "Allouah et al. 2025"),
        known(some(Smea::new(f)), "f", "√α + √(d/m)", "Allouah et al. 2023"),
        known(
            Filter::new(f, 1.0, 0.0).ok().and_then(some),
            "f, s",
            "α√log(1/α) + √(d/m)",
            "Diakonikolas et al. 2016",
        ),
        known(
            some(Before::new(NearestNeighbourMixing::new(f), Arc::new(Median))),
            "f",
            "√(d·α)",
            "Allouah et al. 2023, by κ",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(workers: usize, byzantine: usize) -> Vec<String> {
        let rivals = rivals(workers, byzantine).into_iter();
        rivals
            .filter(|rival| rival.refused.is_some())
            .map(|rival| rival.rule)
            .collect()
    }

    #[test]
    fn rules_are_refused_outside_their_domains() {
        assert!(
            refused(43, 5).iter().all(|rule| rule == "mda" || rule == "smea"),
            "{:?}",
            refused(43, 5)
        );
        let few = rivals(9, 2);
        let of = |name: &str| few.iter().find(|rival| rival.rule == name).expect("a rule");
        assert_eq!(of("krum").refused, None);
        assert!(
            of("bulyan").refused.as_deref().is_some_and(|why| why.contains("11")),
            "m ≥ 4f + 3"
        );
        // Too many subsets.
        assert!(refused(101, 20).contains(&"mda".to_owned()));
        assert!(refused(101, 20).contains(&"smea".to_owned()));
        assert!(!refused(41, 4).contains(&"smea".to_owned()));
    }
}
