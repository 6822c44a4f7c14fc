//! The names that specs may use, and what they make.

mod additive;
mod adversaries;
mod aggregators;
mod algorithms;
mod attacks;
mod curvature;
mod keys;
mod location;
mod made;
mod means;
mod names;
mod regressions;
mod selection;
mod size_of_w;
mod spectral;
mod transforms;

pub use names::Catalog;

use additive::with_additive_noise;
use adversaries::with_adversaries;
use aggregators::with_aggregators;
use algorithms::with_algorithms;
use curvature::with_curvature;
use made::made;
use means::with_means;
use regressions::with_regressions;
use transforms::with_transforms;

pub(super) use keys::scaled;
