//! The report as a page: one file that asks for nothing, to be opened from disk.
//!
//! What it says is HTML and stands there without scripts, but for tables, downloads and the values under the pointer, which the script makes of
//! the block of data.

mod data;
mod document;
mod escape;
mod findings;
mod policy;
mod section;
mod shown;

pub use document::page;
pub use shown::{PageExperiment, PageFigure};

#[cfg(test)]
mod tests;
