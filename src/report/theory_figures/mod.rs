//! Figures of theory alone: nothing is drawn at random. Every number comes from [`crate::theory`].

mod best_aggregator;
mod collection;
mod condition;
mod guarantee;
mod price;
mod speaking;
mod tightness;

pub use collection::{THEORY_FIGURES, TheoryFigure, theory_figure, theory_figures};

#[cfg(test)]
mod tests;
