use std::fmt::Debug;

use super::{
    Assumption, Bound, Condition, Convex, Form, NonConvex, OneRoundQuadratic, Quantity, Rule, Setting, Silence,
    StronglyConvex,
};

/// A theorem of the paper.
pub trait Theorem: Debug + Sync {
    /// Its name, such as `Theorem 1`.
    fn name(&self) -> &'static str;

    /// What it says, in one sentence.
    fn statement(&self) -> &'static str;

    /// What it bounds.
    fn quantity(&self) -> Quantity;

    /// What it assumes.
    fn assumptions(&self) -> &'static [Assumption];

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
