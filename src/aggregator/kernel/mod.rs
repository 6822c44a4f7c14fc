//! How order statistics of every coordinate of m × d messages are found fast.
//!
//! [`column`] defines the results, one coordinate at a time. [`Selector`] finds the same bits for many coordinates at a time where
//! the processor has the vector instructions: by a selection network in registers for few workers, by counting keys for many; and
//! [`vector_kernels`] says whether it may.
//!
//! The other modules are sums over rows, of which every one is added in an order of its own, in eight lanes or coordinate by
//! coordinate, and without fused products: wider registers change no bit.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod column;
mod gram;
mod mixing;
#[cfg(all(test, target_arch = "x86_64"))]
mod network;
mod pages;
mod pairs;
mod pull;
mod scores;
mod selector;
mod statistic;
mod switch;
#[cfg(test)]
mod tests;
mod vectors;

pub use mixing::means_of_sets;
pub use pages::{ask_for_large_pages, room};
pub use pairs::{products, squared_distances};
pub use pull::{pull, squared_distances_from, step};
pub use scores::sums_of_smallest;
pub use selector::Selector;
pub use switch::vector_kernels;
#[cfg(test)]
pub(crate) use switch::without_vectors;
pub use vectors::{add_multiple, inner_product, longest};
