use super::{Adversary, Push, Scene};
use crate::aggregator::{Messages, Workspace};

/// No attack: the Byzantine workers behave like honest ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Honest;

impl Adversary for Honest {
    fn name(&self) -> &str {
        "none"
    }

    fn push(&self) -> Push {
        Push::Honest
    }

    fn reads_alpha(&self) -> bool {
        false
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, _scene: &Scene, _messages: &mut Messages, _workspace: &mut Workspace) {}
}
