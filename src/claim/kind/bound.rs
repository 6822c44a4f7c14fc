use super::{Grouping, Kind, Nature, Sample, TENTH};
use crate::algorithm::Measure;
use crate::claim::Assertion;
use crate::claim::Claim;
use crate::claim::measurement::Measurement;
use crate::claim::silence::{after_rounds, guarantee, has_paper_step, setting, theorem};
use crate::experiment::Cell;
use crate::problem::distance;
use crate::spec::{Section, SpecError, suggest};
use crate::theory::theorem::{Form, Quantity, Silence, Theorem};

/// What a theorem bounds, replicate by replicate, against its failure probability.
#[derive(Debug)]
pub(in crate::claim) struct BoundCheck {
    theorem: &'static dyn Theorem,
    bounded: Bounded,
    form: Form,
}

/// Which of a theorem's statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bounded {
    /// What the theorem is about, after T rounds.
    Guarantee,
    /// sup ‖g(w) − ∇F(w)‖ over W by Δ.
    Deviation,
    /// The contraction of a round by 1 − λ_F/(L_F + λ_F).
    Contraction,
}

impl Bounded {
    const ALL: [(&'static str, Self); 3] = [
        ("guarantee", Self::Guarantee),
        ("deviation", Self::Deviation),
        ("contraction", Self::Contraction),
    ];

    /// Why a theorem on `quantity` states no such bound, where it does not.
    fn refused(self, quantity: Quantity, claim: &Claim) -> Option<String> {
        let claim = claim.name();
        match (self, quantity) {
            (Self::Deviation, Quantity::Distance) => Some(format!(
                "bounds = \"deviation\" is not allowed with {claim}, which is about one round of minimisers and no gradient; \
                 theorem-1 to theorem-6 bound it"
            )),
            (Self::Contraction, Quantity::Distance | Quantity::Excess | Quantity::GradientNorm) => Some(format!(
                "bounds = \"contraction\" is not allowed with {claim}: only the strongly convex theorem-1 and theorem-4 bound \
                 the contraction of a round"
            )),
            _ => None,
        }
    }
}

impl BoundCheck {
    pub fn decode(section: &Section, claim: &Claim) -> Result<Self, SpecError> {
        let Some(theorem) = theorem(claim) else {
            let message = match claim {
                Claim::Stated(stated) => format!(
                    "the bound of {} is the key bound of its [[claim]], which checks it",
                    stated.id
                ),
                _ => format!("{} is no theorem: it states no bound", claim.name()),
            };
            return Err(section.fault(section.span_of("claim"), message));
        };
        let bounded = match section.text("bounds")? {
            None => Bounded::Guarantee,
            Some(name) => match Bounded::ALL.iter().find(|(known, _)| *known == name.value) {
                Some((_, bounded)) => *bounded,
                None => {
                    let hint = suggest(&name.value, &Bounded::ALL.map(|(known, _)| known));
                    return Err(section.fault(name.span, format!("unknown bounds {:?}{hint}", name.value)));
                }
            },
        };
        if let Some(message) = bounded.refused(theorem.quantity(), claim) {
            return Err(section.fault(section.span_of("bounds"), message));
        }
        let form = match section.truth("improved")? {
            Some(truth) if truth.value => Form::Improved,
            _ => Form::Paper,
        };
        Ok(Self { theorem, bounded, form })
    }

    /// The bound in a cell and the probability with which it may fail.
    fn bound(&self, cell: &Cell, arm: usize) -> Result<(f64, f64), Silence> {
        match self.bounded {
            Bounded::Deviation => {
                let deviation = self.theorem.rule().deviation(&setting(cell, arm), self.form)?;
                Ok((deviation.total(), deviation.failure_probability))
            }
            Bounded::Contraction => {
                let bound = guarantee(self.theorem, cell, arm, self.form)?;
                Ok((bound.contraction.unwrap_or(f64::NAN), 0.0))
            }
            Bounded::Guarantee => {
                let bound = guarantee(self.theorem, cell, arm, self.form)?;
                Ok((after_rounds(&bound, &setting(cell, arm)), bound.failure_probability))
            }
        }
    }

    /// Whether the arm takes the theorem's step 1/L_F, and for a guarantee runs T rounds (Theorems 2 and 5) or T or more (3 and 6).
    fn is_run_of_theorem(&self, cell: &Cell, arm: usize) -> bool {
        let rounds = cell.arms[arm].algorithm.scheme(&*cell.problem).rounds();
        match self.bounded {
            Bounded::Deviation => true,
            Bounded::Contraction => has_paper_step(cell, arm),
            Bounded::Guarantee => guarantee(self.theorem, cell, arm, self.form).is_ok_and(|bound| {
                let enough = match bound.quantity {
                    Quantity::Excess => bound.rounds == rounds,
                    Quantity::GradientNorm => bound
                        .rounds
                        .is_some_and(|least| rounds.is_some_and(|rounds| rounds >= least)),
                    Quantity::LimitDistance | Quantity::Distance => true,
                };
                enough && has_paper_step(cell, arm)
            }),
        }
    }

    /// What the measured value cannot exceed in W whatever is sent: a bound above it says nothing.
    fn largest_possible(&self, cell: &Cell) -> Option<f64> {
        let problem = &*cell.problem;
        let domain = problem.domain();
        let reach = domain.radius + distance(&domain.centre, problem.optimum());
        let gradient = problem
            .gradient_bound()
            .unwrap_or(problem.constants().smoothness * reach);
        match self.bounded {
            Bounded::Deviation => None,
            Bounded::Contraction => Some(1.0),
            Bounded::Guarantee => match self.theorem.quantity() {
                Quantity::LimitDistance => Some(reach),
                // Algorithm 2 does not project its estimate.
                Quantity::Distance => None,
                Quantity::Excess => Some(gradient * reach),
                Quantity::GradientNorm => Some(gradient),
            },
        }
    }

    fn measure(&self) -> Measure {
        match self.bounded {
            Bounded::Deviation => Measure::UniformDeviation,
            Bounded::Contraction => Measure::Contraction,
            Bounded::Guarantee => match self.theorem.quantity() {
                Quantity::LimitDistance | Quantity::Distance => Measure::Error,
                Quantity::Excess => Measure::Excess,
                Quantity::GradientNorm => Measure::GradientNorm,
            },
        }
    }
}

impl Kind for BoundCheck {
    fn name(&self) -> &'static str {
        "bound"
    }

    fn assertion(&self) -> Assertion {
        Assertion::Holds
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn needs(&self) -> Vec<Measure> {
        vec![self.measure()]
    }

    /// Where the theorem speaks, of a run of its own step and at least its rounds, and says more than that W is bounded.
    fn speaks(&self, cell: &Cell, arm: usize) -> bool {
        let Ok((bound, _)) = self.bound(cell, arm) else {
            return false;
        };
        !cell.is_random()
            && self.is_run_of_theorem(cell, arm)
            && self.largest_possible(cell).is_none_or(|most| bound < most)
    }

    fn nature(&self) -> Nature {
        match self.bounded {
            Bounded::Contraction => Nature::Guard,
            Bounded::Guarantee | Bounded::Deviation => Nature::Statistical,
        }
    }

    /// The share of replicates above the bound, against the probability with which it may fail.
    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let cell = &sample.experiment.cells[sample.cells[0]];
        let what = match self.bounded {
            Bounded::Guarantee => self.measure().to_string(),
            Bounded::Deviation => "sup‖g − ∇F‖".to_owned(),
            Bounded::Contraction => "contraction of a round".to_owned(),
        };
        let (bound, failure) = match self.bound(cell, sample.arm) {
            Ok(bound) => bound,
            Err(silence) => return Measurement::impossible(what, format!("the theorem is silent: {silence}")),
        };
        if self.bounded == Bounded::Contraction {
            let largest = largest(sample, self.measure());
            return Measurement::certain(format!("largest {what} / bound"), largest / bound, 1.0, ROUNDING);
        }
        exceeding(sample, self.measure(), &what, (bound, failure), level)
    }
}

/// The largest value of a measure in the first cell. A NaN stays within no bound.
fn largest(sample: &Sample, measure: Measure) -> f64 {
    let values = sample.outcomes[sample.cells[0]].arm(sample.arm).values(measure);
    let values = values.map(|value| if value.is_nan() { f64::INFINITY } else { value });
    values.fold(f64::NEG_INFINITY, f64::max)
}

/// The share of replicates whose measure exceeds `bound`, against the probability `failure` with which it may.
pub(super) fn exceeding(
    sample: &Sample,
    measure: Measure,
    what: &str,
    (bound, failure): (f64, f64),
    level: f64,
) -> Measurement {
    let values = || sample.outcomes[sample.cells[0]].arm(sample.arm).values(measure);
    let largest = largest(sample, measure);
    let above = values().filter(|value| value.is_nan() || *value > bound).count();
    let mut share = Measurement::share(format!("P({what} > bound)"), above, values().count(), level)
        .at_most(failure, TENTH)
        .noted(format!("the largest is {:.4} of the bound {bound:.4}", largest / bound));
    share.slack = Some(bound / largest);
    share.is_slack = bound > (1.0 + TENTH) * largest;
    share
}

/// What rounding may add to a contraction.
const ROUNDING: f64 = 1e-9;
