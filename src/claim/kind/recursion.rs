use super::{Grouping, Kind, Nature, Sample, above_zero};
use crate::algorithm::Measure;
use crate::claim::Assertion;
use crate::claim::measurement::Measurement;
use crate::claim::silence::{has_paper_step, setting, theorem};
use crate::claim::{Claim, Verdict};
use crate::experiment::Cell;
use crate::spec::{Section, SpecError};
use crate::theory::theorem::Quantity;

/// The deterministic part of a theorem: with Δ as it turned out on the path, what it bounds is at most a constant times
///
/// - Δ/λ_F beside what is left of the start (Theorems 1 and 4: the paper's constant is 2, the sharp one 1);
/// - D₀Δ (Theorems 2 and 5: 16 and more in the paper);
/// - Δ (Theorems 3 and 6: √2 in the paper).
///
/// No chance is in it: one replicate above contradicts. `reaches` asks that some replicate come as close as this.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) struct Recursion {
    quantity: Quantity,
    at_most: f64,
    reaches: f64,
}

impl Recursion {
    pub fn decode(section: &Section, claim: &Claim) -> Result<Self, SpecError> {
        let quantity = theorem(claim).map(|theorem| theorem.quantity());
        let Some(quantity) = quantity.filter(|quantity| *quantity != Quantity::Distance) else {
            let message = format!("{} is no theorem on gradient descent", claim.name());
            return Err(section.fault(section.span_of("claim"), message));
        };
        let at_most = above_zero(section, "at_most", None)?;
        let reaches = match section.number("reaches")? {
            None => 0.0,
            Some(number) if 0.0 < number.value && number.value <= at_most => number.value,
            Some(number) => {
                let message = format!(
                    "reaches {} is not allowed: some replicate is to come as close, so it must be above 0 and no more than \
                     at_most, {at_most}",
                    number.value
                );
                return Err(section.fault(number.span, message));
            }
        };
        Ok(Self {
            quantity,
            at_most,
            reaches,
        })
    }

    fn measure(&self) -> Measure {
        match self.quantity {
            Quantity::Excess => Measure::Excess,
            Quantity::GradientNorm => Measure::GradientNorm,
            Quantity::LimitDistance | Quantity::Distance => Measure::Error,
        }
    }

    /// What is taken off the measure, and what it is divided by beside Δ.
    fn scale(&self, cell: &Cell, arm: usize) -> (f64, f64) {
        let setting = setting(cell, arm);
        match self.quantity {
            Quantity::Excess => (0.0, setting.start_distance),
            Quantity::GradientNorm => (0.0, 1.0),
            Quantity::LimitDistance | Quantity::Distance => {
                let (convexity, smoothness) = (
                    setting.constants.strong_convexity.unwrap_or(f64::NAN),
                    setting.constants.smoothness,
                );
                let factor = 1.0 - convexity / (smoothness + convexity);
                let left = libm::pow(factor, setting.scheme.rounds().unwrap_or(0) as f64) * setting.start_distance;
                (left, 1.0 / convexity)
            }
        }
    }
}

impl Recursion {
    /// Whether an arm has run the theorem's rounds for Δ = `deviation`: L_F·D₀/Δ, or 2L_F(F(w⁰) − F(w*))/Δ².
    fn has_run(&self, cell: &Cell, arm: usize, deviation: f64) -> bool {
        let setting = setting(cell, arm);
        let smoothness = setting.constants.smoothness;
        // A run that follows its path takes as many as its Δ asks for.
        let Some(rounds) = setting.scheme.rounds() else {
            return setting.scheme.is_gradient_descent();
        };
        match self.quantity {
            Quantity::Excess => rounds as f64 >= smoothness * setting.start_distance / deviation,
            Quantity::GradientNorm => {
                rounds as f64 >= 2.0 * smoothness * setting.start_excess / (deviation * deviation)
            }
            Quantity::LimitDistance | Quantity::Distance => true,
        }
    }
}

impl Kind for Recursion {
    fn name(&self) -> &'static str {
        "recursion"
    }

    fn assertion(&self) -> Assertion {
        Assertion::Holds
    }

    fn grouping(&self) -> Grouping {
        Grouping::Cell
    }

    fn needs(&self) -> Vec<Measure> {
        vec![self.measure(), Measure::PathDeviation]
    }

    fn nature(&self) -> Nature {
        Nature::Guard
    }

    /// The proofs take steps of 1/L_F, and need the convexity of F that their theorem assumes.
    fn speaks(&self, cell: &Cell, arm: usize) -> bool {
        let assumed = match self.quantity {
            Quantity::Excess => cell.problem.is_convex(),
            Quantity::GradientNorm => true,
            Quantity::LimitDistance | Quantity::Distance => cell.problem.constants().strong_convexity.is_some(),
        };
        assumed && has_paper_step(cell, arm)
    }

    fn judge(&self, sample: &Sample, _level: f64) -> Measurement {
        let quantity = match self.quantity {
            Quantity::Excess => "largest excess / D₀Δ, Δ on the path",
            Quantity::GradientNorm => "largest min‖∇F‖ / Δ, Δ on the path",
            Quantity::LimitDistance | Quantity::Distance => "largest error·λ_F / Δ, Δ on the path",
        };
        let cell = &sample.experiment.cells[sample.cells[0]];
        let (left, scale) = self.scale(cell, sample.arm);
        let arm = sample.outcomes[sample.cells[0]].arm(sample.arm);
        let mut largest = f64::NEG_INFINITY;
        let (mut above, mut short) = (0, 0);
        for (value, deviation) in arm.values(self.measure()).zip(arm.values(Measure::PathDeviation)) {
            if !value.is_finite() || deviation.is_infinite() {
                return sample.lost(quantity);
            }
            let ratio = (value - left) / (scale * deviation);
            if ratio.is_nan() {
                return Measurement::impossible(quantity, "a replicate has no error on its path to compare with");
            }
            if !self.has_run(cell, sample.arm, deviation) {
                short += 1;
                continue;
            }
            above += usize::from(ratio > self.at_most * (1.0 + ROUNDING));
            largest = largest.max(ratio);
        }
        let replicates = sample.outcomes[sample.cells[0]].arm(sample.arm).replicates();
        if short > replicates / 2 {
            let reason = format!("{short} of {replicates} replicates took fewer rounds than the theorem with their Δ");
            return Measurement::impossible(quantity, reason);
        }
        let reached = if self.reaches > 0.0 {
            format!(", and {} is to be reached", self.reaches)
        } else {
            String::new()
        };
        let mut measurement = Measurement::certain(quantity, largest, self.at_most, ROUNDING).noted(format!(
            "{above} of {} replicates above {}{reached}; {short} took too few rounds to be compared",
            replicates - short,
            self.at_most
        ));
        // An upper bound is not contradicted by what stays below it.
        if measurement.verdict == Some(Verdict::Consistent) && largest < self.reaches {
            measurement.verdict = Some(Verdict::Inconclusive);
        }
        measurement
    }
}

/// What rounding may add: an iterate that stalls is known to about 1e-16 of the start's distance, over a small Δ.
const ROUNDING: f64 = 1e-9;
