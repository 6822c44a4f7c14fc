use std::fmt;

use byzrate::adversary::{Adversary, Direction, InnerProduct, LittleIsEnough, OmniscientSign, SignFlip};
use serde::{Deserialize, Serialize};

/// What Byzantine workers do, by the name on the command line, in results and in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attack {
    /// Nothing: they behave like honest workers.
    None,
    /// They train on labels 9 − y (the paper's attack in Figure 1, Tables 2 and 3).
    FlippedLabels,
    /// They train on labels drawn uniformly from the digits (the paper's attack in Table 4).
    RandomLabels,
    /// They send −1 times their honest message.
    SignFlip,
    /// In every coordinate the extreme, +∞ or −∞, that keeps the next iterate furthest from where honest workers would take it:
    /// the exact worst case in one round for median and trimmed mean, see [`Destination`](super::Destination).
    OmniscientSign,
    /// μ − zσ with the z of Baruch et al., the largest that hides, see [`LittleIsEnough`].
    LittleIsEnough,
    /// μ − 1.5σ, the same with a fixed z.
    LittleIsEnoughWide,
    /// −½ times the mean of the honest messages, see [`InnerProduct`].
    InnerProduct,
    /// −10 times the mean of the honest messages.
    InnerProductLarge,
}

/// The labels that a Byzantine worker holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Labels {
    /// Those of the data.
    True,
    /// 9 − y.
    Flipped,
    /// Uniform, drawn once.
    Random,
}

impl Labels {
    /// The label held, given the true one and one drawn at random.
    #[must_use]
    pub fn of(self, label: u8, drawn: u8) -> u8 {
        match self {
            Self::True => label,
            Self::Flipped => 9 - label,
            Self::Random => drawn,
        }
    }
}

impl Attack {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::None,
        Self::FlippedLabels,
        Self::RandomLabels,
        Self::SignFlip,
        Self::OmniscientSign,
        Self::LittleIsEnough,
        Self::LittleIsEnoughWide,
        Self::InnerProduct,
        Self::InnerProductLarge,
    ];

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::FlippedLabels => "flipped-labels",
            Self::RandomLabels => "random-labels",
            Self::SignFlip => "sign-flip",
            Self::OmniscientSign => "omniscient-sign",
            Self::LittleIsEnough => "little-is-enough",
            Self::LittleIsEnoughWide => "little-is-enough-wide",
            Self::InnerProduct => "inner-product",
            Self::InnerProductLarge => "inner-product-large",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|attack| attack.name() == name)
    }

    /// The labels that Byzantine workers train on.
    #[must_use]
    pub fn labels(self) -> Labels {
        match self {
            Self::FlippedLabels => Labels::Flipped,
            Self::RandomLabels => Labels::Random,
            _ => Labels::True,
        }
    }

    /// What rewrites the messages of Byzantine workers; none where they send what they compute.
    #[must_use]
    pub fn messages(self) -> Option<Box<dyn Adversary>> {
        match self {
            Self::None | Self::FlippedLabels | Self::RandomLabels => None,
            Self::SignFlip => boxed(SignFlip::new(1.0)),
            Self::OmniscientSign => Some(Box::new(OmniscientSign)),
            Self::LittleIsEnough => Some(Box::new(LittleIsEnough::hidden(Direction::Down))),
            Self::LittleIsEnoughWide => boxed(LittleIsEnough::new(1.5, Direction::Down)),
            Self::InnerProduct => boxed(InnerProduct::new(0.5)),
            Self::InnerProductLarge => boxed(InnerProduct::new(10.0)),
        }
    }
}

/// An adversary of constants that are in its domain.
fn boxed<A: Adversary + 'static, E>(made: Result<A, E>) -> Option<Box<dyn Adversary>> {
    made.ok().map(|adversary| Box::new(adversary) as Box<dyn Adversary>)
}

impl fmt::Display for Attack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
