//! What the figures ask of the theorems' guarantees.

use crate::theory::Setting;
use crate::theory::theorem::constant::price;
use crate::theory::theorem::{Form, OneRoundQuadratic, Rule, left_side};

/// C_ε for ε = ½ − q.
pub(super) fn price_at(q: f64) -> f64 {
    price(0.5 - q)
}

/// Whether condition (2) of Theorems 1 to 3 holds.
pub(super) fn condition_two(setting: &Setting) -> bool {
    left_side(setting, Form::Paper).is_ok_and(|condition| condition.left() < 0.5)
}

/// Whether the condition of Theorem 7 holds.
pub(super) fn condition_of_theorem_seven(setting: &Setting) -> bool {
    OneRoundQuadratic::left_side(setting, Form::Paper).is_ok_and(|condition| condition.left() < 0.5)
}

/// Δ of Theorem 1 with the largest feasible ε, if condition (2) holds.
pub(super) fn deviation(setting: &Setting) -> Option<f64> {
    Rule::Median
        .deviation(setting, Form::Paper)
        .ok()
        .map(|deviation| deviation.total())
}
