use std::fmt::Debug;

use super::{
    Assumption, Bound, Condition, Convex, Form, NonConvex, OneRoundQuadratic, Quantity, Rule, Silence, StronglyConvex,
};
use crate::theory::Setting;

/// A theorem of the paper.
pub trait Theorem: Debug + Sync {
    /// Its name, such as `Theorem 1`.
    fn name(&self) -> &'static str;

    /// What it says, in one sentence.
    fn statement(&self) -> &'static str;

    /// The rule it is about.
    fn rule(&self) -> Rule;

    /// What it bounds.
    fn quantity(&self) -> Quantity;

    /// What it assumes.
    fn assumptions(&self) -> &'static [Assumption];

    /// Whether it stands under condition (2), which is a matter of n, m, d and α.
    fn needs_condition_two(&self) -> bool {
        self.rule() == Rule::Median && self.quantity() != Quantity::Distance
    }

    /// The condition on α, n and m under which it speaks, term by term.
    ///
    /// # Errors
    /// If it fails, or needs a constant that is not known.
    fn condition(&self, setting: &Setting, form: Form) -> Result<Condition, Silence>;

    /// What it guarantees.
    ///
    /// # Errors
    /// The first assumption or condition that is not met.
    fn bound(&self, setting: &Setting, form: Form) -> Result<Bound, Silence>;
}

/// Theorems 1 to 7, in order.
#[must_use]
pub fn all() -> [&'static dyn Theorem; 7] {
    [
        &StronglyConvex(Rule::Median),
        &Convex(Rule::Median),
        &NonConvex(Rule::Median),
        &StronglyConvex(Rule::TrimmedMean),
        &Convex(Rule::TrimmedMean),
        &NonConvex(Rule::TrimmedMean),
        &OneRoundQuadratic,
    ]
}
