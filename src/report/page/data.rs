//! The block of data: what `report.json` says, in numbers short enough for a page.

use serde_json::Value;

use super::escape::in_block;
use crate::report::Report;

/// Digits after the first one; the Monte Carlo error of any number is larger than what is left out.
const DIGITS: usize = 5;

/// The document as JSON on one line, to stand in a `<script>` of no script.
pub(super) fn block(report: &Report) -> String {
    let mut document = serde_json::to_value(report).unwrap_or_default();
    shorten(&mut document);
    in_block(&document.to_string())
}

fn shorten(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let short = number
                .as_f64()
                .and_then(|exact| format!("{exact:.DIGITS$e}").parse().ok());
            if let Some(short) = short.and_then(serde_json::Number::from_f64) {
                *number = short;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(shorten),
        Value::Object(entries) => entries.values_mut().for_each(shorten),
        _ => {}
    }
}
