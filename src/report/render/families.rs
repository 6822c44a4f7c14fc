use super::builder::Builder;
use crate::algorithm::Measure;
use crate::experiment::{Arm, Response};
use crate::report::figure::Along;

/// Estimators that make one series where every point is an estimator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Family {
    pub estimators: Vec<usize>,
    pub label: String,
    /// How many families before this one have its algorithm and aggregator, or its usual look.
    pub twin: usize,
}

impl Builder<'_> {
    /// Where an estimator under an adversary stands on the x axis, where it has a place there: its trim fraction k/m, the floats that
    /// each worker sends (d a round; their mean, as measured, where the rounds are not known before a run).
    pub fn estimator_x(&self, (estimator, adversary): (usize, usize), cell: usize) -> Option<f64> {
        let (index, place) = (cell, self.arm_of(estimator, adversary));
        let (cell, arm) = (self.cell(index), self.arm(index, place));
        match self.spec.along {
            Along::TrimFraction => arm.aggregator.law(cell.workers).trim_fraction(cell.workers),
            Along::Floats => match arm.algorithm.scheme(&*cell.problem).rounds() {
                Some(rounds) => Some((rounds * cell.dim()) as f64),
                None => {
                    let outcomes = self.judged.outcomes[index].arm(place);
                    let sent = outcomes.response(Response::Of(Measure::FloatsSent))?;
                    // An algorithm that counts nothing has no place on a logarithmic axis.
                    (sent.value > 0.0).then_some(sent.value)
                }
            },
            Along::Coordinate(_) | Along::Adversary | Along::Cell | Along::Finding | Along::Parameter => None,
        }
    }

    /// The estimators shown, in families that differ in what the x axis shows only.
    pub fn families(&self, cell: usize) -> Vec<Family> {
        let shown = &self.spec.selection.estimators;
        let key = |estimator: usize| self.key(self.arm(cell, self.arm_of(estimator, 0)));
        let mut members: Vec<(String, Vec<usize>)> = Vec::new();
        for &estimator in shown {
            let key = key(estimator);
            match members.iter_mut().find(|(known, _)| *known == key) {
                Some((_, estimators)) => estimators.push(estimator),
                None => members.push((key, vec![estimator])),
            }
        }
        let family = |(index, (_, estimators)): (usize, &(String, Vec<usize>))| {
            let others = |range: &[(String, Vec<usize>)]| {
                let alike = |(_, own): &&(String, Vec<usize>)| self.is_alike(own[0], estimators[0]);
                range.iter().filter(alike).count()
            };
            let before: Vec<usize> = members[..index].iter().map(|(_, own)| own[0]).collect();
            Family {
                label: self.family_label(estimators, others(&members) == 1),
                twin: others(&members[..index]) + self.lookalikes(&before, estimators[0]),
                estimators: estimators.clone(),
            }
        };
        members.iter().enumerate().map(family).collect()
    }

    /// What the estimators of a family have in common.
    fn key(&self, arm: &Arm) -> String {
        let (algorithm, aggregator) = (arm.algorithm.key(), arm.aggregator.key());
        if self.spec.along == Along::TrimFraction {
            return format!("{algorithm}, {}", arm.aggregator.name());
        }
        let parts = algorithm.split(' ').filter(|part| !part.starts_with("rounds="));
        format!("{}, {aggregator}", parts.collect::<Vec<_>>().join(" "))
    }

    /// The words for algorithm and aggregator where no other family has both, and the names of its first and last estimator
    /// otherwise.
    fn family_label(&self, estimators: &[usize], unique: bool) -> String {
        let named = |index: usize| &self.study.experiment.estimators[index];
        match estimators {
            [only] => named(*only).label(),
            [first, ..] if unique => named(*first).words(),
            [first, .., last] => format!("{} … {}", named(*first).id, named(*last).id),
            [] => String::new(),
        }
    }
}
