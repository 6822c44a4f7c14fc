//! Showing what was found: tables, figures, documents. No numbers are computed here.

pub mod plot;

mod document;
mod explanation;
mod export;
mod figure;
mod gallery;
mod ledger;
mod render;
mod theory_figures;

pub use document::{FORMAT_VERSION, Report};
pub use explanation::{explanation_table, explanation_text};
pub use export::{CsvExport, Exporter, JsonLinesExport};
pub use figure::FigureSpec;
pub use gallery::gallery;
pub use ledger::{LedgerStyle, ledger, ledger_footer};
pub use render::{RenderError, Rendered};
pub use theory_figures::{TheoryFigure, theory_figures};
