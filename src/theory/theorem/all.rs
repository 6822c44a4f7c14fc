use super::{Convex, NonConvex, OneRoundQuadratic, Rule, StronglyConvex, Theorem};

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
