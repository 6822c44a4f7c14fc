//! Rules that weigh the messages by how far off they are: geometric medians, centred clipping, and two rules on order statistics.

mod centred_clipping;
mod geometric_median;
#[cfg(test)]
pub(super) mod golden;
mod group_geometric_median;
mod smoothed_geometric_median;

#[cfg(test)]
mod tests;
mod trimmed_midrange;
mod vrmom;

pub use centred_clipping::CentredClipping;
pub use geometric_median::GeometricMedian;
pub use group_geometric_median::{GroupGeometricMedian, Grouping};
pub use smoothed_geometric_median::SmoothedGeometricMedian;
pub use trimmed_midrange::TrimmedMidrange;
pub use vrmom::Vrmom;

use super::{Messages, Workspace};
use std::fmt;

/// Where an iteration starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// At 0, which makes the rule depend on the origin: it is not translation equivariant.
    Zero,
    /// At the coordinate-wise median.
    #[default]
    Median,
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zero => "0",
            Self::Median => "median",
        })
    }
}

impl Start {
    /// Writes the start to `out`; it is finite even where the median breaks down.
    fn write(self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        match self {
            Self::Zero => out.fill(0.0),
            Self::Median => {
                workspace.selector.medians(messages, out);
                for value in out.iter_mut().filter(|value| !value.is_finite()) {
                    *value = 0.0;
                }
            }
        }
    }
}

/// The largest number of workers that are a minority among `workers`.
fn minority(workers: usize) -> usize {
    workers.saturating_sub(1) / 2
}

/// Writes to `shares` what every message has of a step of Weiszfeld's iteration: wᵢ/Σ wⱼ with wᵢ = 1/distance; 0 for those that are
/// infinitely far, or not apart. Gives whether any has a share.
fn turn_into_shares(distances: &[f64], shares: &mut Vec<f64>) -> bool {
    shares.clear();
    let apart = || {
        distances
            .iter()
            .filter(|distance| **distance > 0.0 && distance.is_finite())
    };
    let nearest = apart().copied().fold(f64::INFINITY, f64::min);
    // In units of the nearest or larger ones, so that no weight overflows.
    let unit = nearest.min(1.0);
    let weight = |distance: f64| match distance > 0.0 && distance.is_finite() {
        true => unit / distance,
        false => 0.0,
    };
    let total: f64 = distances.iter().map(|distance| weight(*distance)).sum();
    shares.extend(distances.iter().map(|distance| weight(*distance) / total));
    nearest.is_finite()
}
