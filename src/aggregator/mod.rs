//! How the master combines m messages into one vector.

mod asked;
mod before;
mod choose;
mod distance;
mod error;
mod float;
mod kernel;
mod law;
mod location;
mod mean;
mod median;
mod messages;
mod rows;
mod scale;
mod selection;
mod sets;
mod spectral;
mod state;
mod trimmed_mean;
mod workspace;

pub mod count;

pub use asked::Asked;
pub use before::{AdaptiveClipping, Before, BucketOrder, Bucketing, Clipping, NearestNeighbourMixing, Transform};
pub(crate) use distance::{distance, norm};
pub use error::{AggregatorError, MessagesError};
pub use float::Float;
pub use kernel::vector_kernels;
#[cfg(test)]
pub(crate) use kernel::without_vectors;
pub use law::Law;
pub use location::{
    CentredClipping, GeometricMedian, GroupGeometricMedian, Grouping, SmoothedGeometricMedian, Start, TrimmedMidrange,
    Vrmom,
};
pub use mean::Mean;
pub use median::Median;
pub use messages::Messages;
pub use selection::{Aksel, Bulyan, Cge, Keep, Krum, Mda, MeaMed, Monna, MultiKrum, Neighbours, Phocas, Power};
pub use spectral::{Caf, Filter, Smea, Spectral};
pub use trimmed_mean::TrimmedMean;
pub use workspace::{Dependence, Workspace};

use std::fmt::Debug;

/// A rule that turns m messages into one vector. The workspace tells it what the master knows besides: b, the round, a random
/// stream, and what the rule itself kept of earlier rounds.
///
/// The order of the workers must not matter (exactly for selections, up to rounding for sums).
///
/// ```
/// use byzrate::prelude::*;
///
/// /// The message of one worker that the master trusts.
/// #[derive(Debug)]
/// struct Trust(usize);
///
/// impl Aggregator for Trust {
///     fn name(&self) -> &str { "trust" }
///     fn key(&self) -> String { format!("trust worker={}", self.0) }
///     fn breakdown(&self, _workers: usize) -> usize { 0 }
///     fn aggregate(&self, messages: &Messages, _: &mut Workspace, out: &mut [f64]) {
///         out.copy_from_slice(messages.row(self.0));
///     }
/// }
///
/// let messages = Messages::from_values(2, 2, vec![1.0, 2.0, 3.0, 4.0])?;
/// let mut out = [0.0; 2];
/// Workspace::default().aggregate(&Trust(1), &messages, &mut out);
/// assert_eq!(out, [3.0, 4.0]);
/// # Ok::<(), byzrate::aggregator::MessagesError>(())
/// ```
pub trait Aggregator: Send + Sync + Debug {
    /// The name in specs, tables and figures, such as `median`.
    fn name(&self) -> &str;

    /// The name with every parameter that changes the result, such as `trimmed-mean beta=0.1`.
    fn key(&self) -> String {
        self.name().to_owned()
    }

    /// The name with every parameter that changes the result among `workers` messages, and no other: rules of equal names here give
    /// equal results there.
    fn key_among(&self, _workers: usize) -> String {
        self.key()
    }

    /// The breakdown point as a count: the largest number of Byzantine workers among `workers` for which the result stays
    /// bounded whatever they send.
    fn breakdown(&self, workers: usize) -> usize;

    /// What theory may assume of the rule among `workers` messages. A wrong declaration is found out: what is measured then
    /// contradicts it, and the finding says whose declaration it was.
    fn law(&self, _workers: usize) -> Law {
        Law::Unknown
    }

    /// What the aggregate depends on besides the messages: the workspace gives the rule that, and nothing else. Only where it is
    /// nothing, and the adversary is stationary, may a run that comes to an iterate for the second time be cut short.
    fn depends_on(&self) -> Dependence {
        Dependence::ANYTHING
    }

    /// Whether F(x + c) = F(x) + c: where the origin lies does not matter to the rule. One that does not declare it is attacked at
    /// several places.
    fn is_translation_equivariant(&self) -> bool {
        false
    }

    /// Whether the rule is defined for `workers` messages.
    ///
    /// # Errors
    /// If it is not, with the condition that fails.
    fn check(&self, _workers: usize) -> Result<(), AggregatorError> {
        Ok(())
    }

    /// Whether the rule is meant for `byzantine` = b Byzantine workers among `workers`. What it refuses is drawn only where a
    /// breakdown is meant to be seen. A rule that withstands nobody claims nothing, and is drawn as a contrast.
    ///
    /// # Errors
    /// If it is not, with the rule's own reason.
    fn check_against(&self, workers: usize, byzantine: usize) -> Result<(), AggregatorError> {
        let withstood = self.breakdown(workers);
        if withstood > 0 && withstood < byzantine {
            return Err(AggregatorError::Breakdown { byzantine, withstood });
        }
        Ok(())
    }

    /// Writes the aggregate of `messages` (m × d) to `out` (length d).
    ///
    /// With at most [`breakdown`](Self::breakdown) arbitrary rows, NaN and ±∞ included, `out` must be finite.
    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]);

    /// Writes the aggregate of messages in single precision to `out`: to the last bit what [`aggregate`](Self::aggregate) makes of the
    /// same numbers in double precision, which they are copied to unless the rule has a way of its own.
    fn aggregate_single(&self, messages: &Messages<f32>, workspace: &mut Workspace, out: &mut [f64]) {
        self.aggregate(&messages.widened(), workspace, out);
    }

    /// How many replicates of m = `workers` messages in dimension d = `dim` the rule aggregates at once, where they run in lockstep: more
    /// than one for a rule of which a call is dear and a longer one hardly dearer.
    fn at_once(&self, _workers: usize, _dim: usize) -> usize {
        1
    }

    /// Writes the aggregates of several replicates of one cell, each to the last bit what [`aggregate`](Self::aggregate) makes of it.
    fn aggregate_all(&self, asked: &mut [Asked]) {
        for one in asked {
            self.aggregate(one.messages, one.workspace, one.out);
        }
    }
}
