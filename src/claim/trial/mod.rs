//! The judge on trial: every kind of check on synthetic errors of which it is known whether the claim holds.

mod case;
mod cases;
mod judge_trial;

pub use judge_trial::{JudgeTrial, try_judge};
