//! What the figures ask of the theorems' guarantees.

use crate::theory::theorem::constant::price;
use crate::theory::theorem::{Form, Rule, Setting};

/// C_ε for ε = ½ − q.
pub(super) fn price_at(q: f64) -> f64 {
    price(0.5 - q)
}

/// Δ of Theorem 1 with the largest feasible ε, if condition (2) holds.
pub(super) fn deviation(setting: &Setting) -> Option<f64> {
    Rule::Median
        .deviation(setting, Form::Paper)
        .ok()
        .map(|deviation| deviation.total())
}
