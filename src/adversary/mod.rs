//! What Byzantine workers send.

mod beside;
mod constant_shift;
mod error;
mod extreme;
mod gaussian_noise;
mod honest;
mod label_flip;
mod labels;
mod least_favourable;
mod omniscient_sign;
mod push;
mod scene;
mod sign_flip;
mod statistics;
mod step;

pub use beside::Beside;
pub use constant_shift::ConstantShift;
pub use error::AdversaryError;
pub use extreme::Extreme;
pub use gaussian_noise::GaussianNoise;
pub use honest::Honest;
pub use label_flip::LabelFlip;
pub use labels::Labels;
pub use least_favourable::LeastFavourable;
pub use omniscient_sign::OmniscientSign;
pub use push::Push;
pub use scene::Scene;
pub use sign_flip::SignFlip;
pub use statistics::{
    AntiCge, BestFactor, Direction, Family, FarCluster, InnerProduct, LittleIsEnough, Mimic, MinMax, MinSum,
    Perturbation, Shift,
};
pub use step::Step;

use std::fmt::Debug;

use crate::aggregator::{Messages, Workspace};

/// Chooses the messages of the Byzantine workers, knowing everything.
///
/// ```
/// use byzrate::prelude::*;
///
/// /// Sends what keeps a mean of all messages at zero.
/// #[derive(Debug)]
/// struct Cancel;
///
/// impl Adversary for Cancel {
///     fn name(&self) -> &str { "cancel" }
///     fn corrupt(&self, scene: &Scene, messages: &mut Messages, _: &mut Workspace) {
///         for k in 0..messages.dim() {
///             let honest: f64 = messages.rows().take(scene.byzantine.start).map(|row| row[k]).sum();
///             for worker in scene.byzantine.clone() {
///                 messages.row_mut(worker)[k] = -honest / scene.byzantine.len() as f64;
///             }
///         }
///     }
/// }
///
/// let catalog = Catalog::default().with_adversary("cancel", "keeps the mean at zero", |_, _| Ok(std::sync::Arc::new(Cancel)));
/// assert!(catalog.adversaries().any(|(name, _)| name == "cancel"));
/// ```
pub trait Adversary: Send + Sync + Debug {
    /// The name in specs, tables and figures, such as `sign-flip`.
    fn name(&self) -> &str;

    /// The name with every parameter that changes what is sent, such as `constant-shift size=10`.
    fn key(&self) -> String {
        self.name().to_owned()
    }

    /// What theory may assume of the messages. A wrong declaration is found out: what is measured then contradicts it, and the
    /// finding says whose declaration it was.
    fn push(&self) -> Push {
        Push::Unknown
    }

    /// Whether the messages depend on α beyond the number of Byzantine workers. An adversary that declares not to is not told α, but
    /// b/m.
    fn reads_alpha(&self) -> bool {
        true
    }

    /// Whether the messages depend on the iterate and the honest messages alone, and not on the round. Then a run that comes to
    /// an iterate for the second time goes in a circle.
    fn is_stationary(&self) -> bool {
        false
    }

    /// The labels that the Byzantine workers hold: with others than the true ones, what they would send if they were honest is of
    /// poisoned data, where the problem has labels.
    fn labels(&self) -> Labels {
        Labels::True
    }

    /// Writes the rows `scene.byzantine` of `messages`.
    ///
    /// `workspace` is the aggregator's: an adversary that wants to know what the rule would make of messages tries it out on a copy
    /// ([`Workspace::try_out`]).
    fn corrupt(&self, scene: &Scene, messages: &mut Messages, workspace: &mut Workspace);
}
