//! The tables of `docs/constants.md`.

use std::fmt::Write;

use crate::theory::sharper::{Example, LeftOut};

/// A failure probability that somebody might choose.
const CHOSEN: f64 = 0.01;

/// Four significant digits.
fn number(value: f64) -> String {
    let decimals = (3.0 - libm::log10(value).floor()).clamp(0.0, 9.0) as usize;
    format!("{value:.decimals$}")
}

/// 10 to the power of a logarithm, such as 6.2e-36.
fn power(log: f64) -> String {
    format!("{:.1e}", libm::exp(log))
}

/// A line of an example's table; a bound that says nothing is a dash.
fn line(name: &str, error: f64, alone: Option<f64>, above: Option<f64>, chosen: Option<f64>) -> String {
    let cell = |bound: Option<f64>| bound.map_or("–".to_owned(), number);
    let ratio = above.map_or("–".to_owned(), |bound| number(bound / error));
    format!(
        "| {name} | {} | {} | {ratio} | {} |",
        cell(alone),
        cell(above),
        cell(chosen)
    )
}

fn table_of(example: &Example) -> Option<String> {
    let error = example.error()?;
    let all = example.improvements;
    let paper = example.bound(&[], None);
    let mut text = format!(
        "{example}.\n{}. δ = {}; the error of its law is {}.\n\n",
        example.theorem.statement(),
        power(example.log_failure()?),
        number(error)
    );
    text += "| improvement | alone | with those above | over the error | the same at δ = 1 % |\n|---|---:|---:|---:|---:|\n";
    let _ = writeln!(
        text,
        "{}",
        line(
            "none: the paper’s",
            error,
            paper,
            paper,
            example.bound(&[], Some(CHOSEN))
        )
    );
    for (index, improvement) in all.iter().enumerate() {
        let above = &all[..=index];
        let row = line(
            improvement.name(),
            error,
            example.bound(&[*improvement], None),
            example.bound(above, None),
            example.bound(above, Some(CHOSEN)),
        );
        let _ = writeln!(text, "{row}");
    }
    Some(text)
}

fn table_of_parts(example: &Example) -> Option<String> {
    let setting = example.setting()?;
    let whole = LeftOut::deviation(&setting, &[]).ok()?;
    let mut text = "| left out of Δ | Δ without it | share of Δ |\n|---|---:|---:|\n".to_owned();
    let _ = writeln!(text, "| nothing | {} | |", number(whole));
    let row = |name: &str, parts: &[LeftOut]| {
        let rest = LeftOut::deviation(&setting, parts).ok()?;
        let share = 100.0 * (1.0 - rest / whole);
        Some(format!("| {name} | {} | {share:.0} % |\n", number(rest)))
    };
    for part in LeftOut::ALL {
        text += &row(part.name(), &[part])?;
    }
    let four = [LeftOut::Price, LeftOut::Root, LeftOut::Net, LeftOut::Skewness];
    text += &row("the first four together", &four)?;
    Some(text)
}

/// The tables of `docs/constants.md`: what Theorem 1's Δ is made of, then a table for each of Theorems 1 to 7.
///
/// Nothing is drawn at random.
#[must_use]
pub fn constants_tables() -> Vec<String> {
    let examples = Example::all();
    let parts = examples.first().and_then(table_of_parts);
    parts.into_iter().chain(examples.iter().filter_map(table_of)).collect()
}
