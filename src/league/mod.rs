//! The worst that can be done to a rule: attacks of known families, a search for a worse one, and κ.
//!
//! What is found is a lower bound on the worst case, and nothing more: a better search finds worse.

mod arena;
mod attack;
mod attack_question;
mod counted;
mod crafted;
mod families;
mod kappa;
mod most_harmful;
mod ranks;
mod refine;
mod standing;
mod worst;

#[cfg(test)]
mod tests;

pub use arena::{Arena, ArenaError};
pub use attack::{Attack, Attacked, Budget, attack};
pub use attack_question::{AttackFound, AttackQuestion};
pub use crafted::{Crafted, Heading};
pub use kappa::{KappaFound, KappaQuestion, kappa, robustness_ratio};
pub use most_harmful::MostHarmful;
pub use ranks::{RankInterval, rank_intervals};
pub use standing::{Meeting, standings};
pub use worst::{WorstAttack, rms_of_halves, worst_attack, worst_case_ranks};
