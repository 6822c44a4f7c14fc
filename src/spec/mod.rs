//! Reading TOML with errors that point at the line: the syntax of specs, without their meaning.

mod document;
mod error;
mod key;
mod node;
mod section;
mod spread;

pub use document::Document;
pub use error::{SpecError, closest, suggest};
pub use key::{Amount, Key, KeyTable, Takes};
pub use section::{Located, Section};
pub use spread::Variant;
