//! Showing what was found: tables, figures, documents. No numbers are computed here.
//!
//! What draws needs the feature `plot`, and [`explanation_table`] the feature `table`; both are on by default.
//! Parquet files need the feature `parquet`, which is not.

#[cfg(feature = "plot")]
pub mod plot;

#[cfg(feature = "table")]
mod columns;
mod constants;
mod document;
mod explanation;
#[cfg(feature = "table")]
mod explanation_table;
mod export;
mod figure;
mod figure_keys;
mod fitted;
#[cfg(feature = "plot")]
mod gallery;
mod ledger;
#[cfg(feature = "plot")]
mod page;
mod reference;
#[cfg(feature = "plot")]
mod render;
mod rivals;
mod table;
#[cfg(feature = "plot")]
mod theory_figures;

#[cfg(feature = "table")]
pub use columns::columns;
pub use constants::constants_tables;
pub use document::{
    ArmReport, BoundReport, CellReport, ExperimentReport, FORMAT_VERSION, MeasureReport, PredictedReport, Report,
    StatedReport,
};
pub use explanation::explanation_text;
#[cfg(feature = "table")]
pub use explanation_table::explanation_table;
#[cfg(feature = "parquet")]
pub use export::ParquetExport;
pub use export::{
    COORDINATES, CsvExport, ExportError, Exporter, JsonLinesExport, Layout, LeftOut, SUMMARY_COLUMNS, SummaryFormat,
    export, export_columns, export_summary,
};
pub use figure::{Along, FigureSpec, Hue, Limits, MapOf, Panels, Quantity, RateLine};
pub use fitted::fitted;
#[cfg(feature = "plot")]
pub use gallery::gallery;
pub use ledger::{LedgerStyle, ledger, ledger_footer};
#[cfg(feature = "plot")]
pub use page::{PageExperiment, PageFigure, page};
pub use reference::{NamedList, key_tables, keys_markdown, keys_text, schema};
#[cfg(feature = "plot")]
pub use render::{RenderError, Rendered};
pub use table::{CSV_COLUMNS, csv_table, latex_table, markdown_table, measured, text_table};
#[cfg(feature = "plot")]
pub use theory_figures::{THEORY_FIGURES, TheoryFigure, theory_figure, theory_figures};
