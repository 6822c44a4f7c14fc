//! What specs may say: every key of every table, as text, as Markdown and as a schema for editors.

mod names;
mod schema;
mod tables;

pub use names::NamedList;
pub use schema::schema;
pub use tables::{key_tables, keys_markdown, keys_text};
