use super::bound::exceeding;
use super::decode::above_zero;
use super::{Grouping, Kind, Sample, TENTH};
use crate::adversary::Push;
use crate::aggregator::Law;
use crate::algorithm::{Measure, Scheme};
use crate::claim::Assertion;
use crate::claim::measurement::Measurement;
use crate::claim::silence::setting;
use crate::experiment::Cell;
use crate::problem::MessageLaw;
use crate::spec::{Section, SpecError, suggest};
use crate::theory::exact_law::Side;
use crate::theory::median_lemma::{LemmaForm, MedianLemma, MedianTail};
use crate::theory::normal_approximation::NormalApproximation;

/// How often the median of one coordinate is further off than a radius: that of the lemma (Appendix B), against the probability with
/// which it may fail, or that of the exact law of the median, against its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) enum MedianTailCheck {
    /// The radius of the lemma at t.
    Lemma {
        /// Which form of it.
        form: LemmaForm,
        /// t.
        t: f64,
    },
    /// The radius that the exact law exceeds with this probability.
    Exact {
        /// The probability.
        probability: f64,
    },
}

/// The forms in specs.
const FORMS: [&str; 4] = ["lemma", "sharp", "improved", "exact"];

impl MedianTailCheck {
    pub fn decode(section: &Section) -> Result<Self, SpecError> {
        let against = section.required("against", section.text("against")?)?;
        let form = match against.value.as_str() {
            "lemma" => LemmaForm::Paper,
            "sharp" => LemmaForm::Sharp,
            "improved" => LemmaForm::Improved,
            "exact" => {
                let probability = above_zero(section, "probability", None)?;
                if probability >= 1.0 {
                    let message = format!("probability {probability} must be below 1");
                    return Err(section.fault(section.span_of("probability"), message));
                }
                return Ok(Self::Exact { probability });
            }
            other => {
                let message = format!("unknown against = {other:?}{}", suggest(other, &FORMS));
                return Err(section.fault(against.span, message));
            }
        };
        let t = above_zero(section, "t", None)?;
        Ok(Self::Lemma { form, t })
    }

    /// The law of a worker's value where the estimate is the median of one coordinate of them.
    fn law(cell: &Cell, arm: usize) -> Option<NormalApproximation> {
        let setting = setting(cell, arm);
        let of_means = matches!(setting.law, MessageLaw::GaussianMean | MessageLaw::ExponentialMean);
        let is_median = setting.rule == Law::Median && setting.scheme == Scheme::OneRound;
        if !(of_means && is_median && cell.problem.dim() == 1 && !cell.is_random()) {
            return None;
        }
        let of_gradient = cell.problem.coordinate_law(cell.problem.optimum());
        Some(NormalApproximation::new(&of_gradient, cell.samples)?.reflected())
    }

    /// The radius in units of s, and how often it may be, or is, exceeded.
    fn radius(self, cell: &Cell, arm: usize) -> Option<(f64, f64)> {
        let law = Self::law(cell, arm)?;
        match self {
            Self::Lemma { form, t } => {
                let lemma = MedianLemma {
                    samples: cell.samples,
                    workers: cell.workers,
                    byzantine: cell.byzantine,
                    absolute_skewness: law.absolute_skewness(),
                    t,
                };
                Some((lemma.radius(form)?, lemma.failure(form)))
            }
            Self::Exact { probability } => {
                let side = match setting(cell, arm).push {
                    Push::Up => Side::Up,
                    Push::Down => Side::Down,
                    _ if cell.byzantine == 0 => Side::Up,
                    _ => return None,
                };
                let tail = MedianTail::new(&law, cell.workers, cell.byzantine, side)?;
                Some((tail.radius(probability), probability))
            }
        }
    }
}

impl Kind for MedianTailCheck {
    fn name(&self) -> &'static str {
        "median-tail"
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn needs(&self) -> Vec<Measure> {
        vec![Measure::Error]
    }

    fn assertion(&self) -> Assertion {
        match self {
            Self::Lemma { .. } => Assertion::Holds,
            Self::Exact { .. } => Assertion::Attained,
        }
    }

    fn speaks(&self, cell: &Cell, arm: usize) -> bool {
        self.radius(cell, arm).is_some()
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let cell = &sample.experiment.cells[sample.cells[0]];
        let Some((radius, probability)) = self.radius(cell, sample.arm) else {
            return Measurement::impossible("P(|med − μ| > radius)", "no radius is known here");
        };
        let radius = radius * cell.problem.noise() / (cell.samples as f64).sqrt();
        let mut share = exceeding(sample, Measure::Error, "|med − μ|", (radius, probability), level);
        share.quantity = match self {
            Self::Lemma {
                form: LemmaForm::Paper, ..
            } => "P(|med − μ| > C_ε·s·q)".to_owned(),
            Self::Lemma { .. } => "P(|med − μ| > Φ⁻¹(½ + q)·s)".to_owned(),
            Self::Exact { probability } => format!("P(|med − μ| > its {} quantile)", 1.0 - probability),
        };
        match self {
            Self::Lemma { .. } => share,
            Self::Exact { .. } => {
                // It is no bound, from which the largest might stay far.
                share.is_slack = false;
                share.near(probability, 0.0, TENTH)
            }
        }
    }
}
