//! Rules that select: they average the messages, or the values of a coordinate, that lie close to others, and drop the rest.
//!
//! Each is told f, the number of Byzantine workers to reckon with, and is defined for m workers where m is large enough for f. All
//! of them are symmetric in the workers, except that the lowest index wins where messages are equally good.

mod aksel;
mod bulyan;
mod cge;
mod krum;
mod mda;
mod meamed;
mod monna;
mod multi_krum;
mod phocas;
mod scratch;
mod values;

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod property_tests;

pub use aksel::Aksel;
pub use bulyan::Bulyan;
pub use cge::Cge;
pub use krum::{Krum, Neighbours, Power};
pub use mda::Mda;
pub use meamed::MeaMed;
pub use monna::Monna;
pub use multi_krum::{Keep, MultiKrum};
pub use phocas::Phocas;

pub(super) use scratch::SelectionScratch;
