//! The block of data: what `report.json` says, small enough for a page.
//!
//! Numbers have six digits, and lists are packed: objects with the same keys are their columns, `{"=": [[key, values], …]}`; lists of one
//! length are one list, `{"+": length, "of": values}`; values that are all alike are one, `{"*": count, "of": value}`, and runs of them
//! one each, `{"~": [count, …], "of": [value, …]}`. The page's script unpacks them.

use serde_json::{Map, Value, json};

use super::PageFigure;
use super::escape::in_block;
use crate::report::Report;

/// Digits after the first one; the Monte Carlo error of any number is larger than what is left out.
const DIGITS: usize = 5;

/// The document with the numbers of all figures, in the order of the page, as JSON on one line, to stand in a `<script>` of no script.
pub(super) fn block<'a>(report: &Report, figures: impl Iterator<Item = &'a PageFigure>) -> String {
    let mut document = serde_json::to_value(report).unwrap_or_default();
    let figures = figures.map(|figure| serde_json::to_value(&figure.data).unwrap_or_default());
    document["figures"] = figures.collect();
    shorten(&mut document);
    in_block(&packed(document).to_string())
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

fn packed(value: Value) -> Value {
    match value {
        Value::Array(values) => list(values),
        Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, packed(value))).collect(),
        other => other,
    }
}

fn list(values: Vec<Value>) -> Value {
    let [first, _, ..] = values.as_slice() else {
        return values.into_iter().map(packed).collect();
    };
    if values.len() > 2 && values.iter().all(|value| value == first) {
        return json!({ "*": values.len(), "of": packed(first.clone()) });
    }
    if let Some(runs) = runs(&values) {
        return runs;
    }
    if let Value::Object(entries) = first {
        let keys: Vec<String> = entries.keys().cloned().collect();
        let alike = |value: &Value| value.as_object().is_some_and(|other| other.keys().eq(keys.iter()));
        if !keys.is_empty() && values.iter().all(alike) {
            return columns(&keys, values);
        }
    }
    let length = first.as_array().map_or(0, Vec::len);
    let same = |value: &Value| value.as_array().is_some_and(|other| other.len() == length);
    if length > 0 && values.iter().all(same) {
        let all = values.into_iter().filter_map(|value| match value {
            Value::Array(values) => Some(values),
            _ => None,
        });
        return json!({ "+": length, "of": list(all.flatten().collect()) });
    }
    values.into_iter().map(packed).collect()
}

/// Numbers and words by the lengths of their runs, where that is much shorter.
fn runs(values: &[Value]) -> Option<Value> {
    let plain = |value: &Value| matches!(value, Value::Number(_) | Value::String(_));
    let runs: Vec<&[Value]> = values.chunk_by(|one, other| one == other).collect();
    if 3 * runs.len() > values.len() || !values.iter().all(plain) {
        return None;
    }
    let lengths: Vec<usize> = runs.iter().map(|run| run.len()).collect();
    let of: Vec<&Value> = runs.iter().filter_map(|run| run.first()).collect();
    Some(json!({ "~": lengths, "of": of }))
}

fn columns(keys: &[String], values: Vec<Value>) -> Value {
    let mut columns = vec![Vec::with_capacity(values.len()); keys.len()];
    for value in values {
        let entries = match value {
            Value::Object(entries) => entries,
            _ => Map::new(),
        };
        for (column, (_, value)) in columns.iter_mut().zip(entries) {
            column.push(value);
        }
    }
    let columns: Vec<Value> = keys
        .iter()
        .zip(columns)
        .map(|(key, column)| json!([key, list(column)]))
        .collect();
    json!({ "=": columns })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(value: &Value) -> Value {
        let of = || unpacked(&value["of"]);
        match value {
            Value::Array(values) => values.iter().map(unpacked).collect(),
            Value::Object(entries) if entries.contains_key("*") => {
                vec![of(); value["*"].as_u64().expect("a count") as usize].into()
            }
            Value::Object(entries) if entries.contains_key("~") => {
                let lengths = value["~"].as_array().expect("lengths");
                let runs = lengths.iter().zip(value["of"].as_array().expect("values"));
                let run =
                    |(length, of): (&Value, &Value)| vec![of.clone(); length.as_u64().expect("a length") as usize];
                runs.flat_map(run).collect()
            }
            Value::Object(entries) if entries.contains_key("+") => {
                let length = value["+"].as_u64().expect("a length") as usize;
                let lists = of()
                    .as_array()
                    .expect("a list")
                    .chunks(length)
                    .map(<[Value]>::to_vec)
                    .collect::<Vec<_>>();
                lists.into()
            }
            Value::Object(entries) if entries.contains_key("=") => {
                let columns: Vec<(Value, Value)> = entries["="]
                    .as_array()
                    .expect("columns")
                    .iter()
                    .map(|column| (column[0].clone(), unpacked(&column[1])))
                    .collect();
                let rows = columns[0].1.as_array().expect("values").len();
                let row = |place: usize| {
                    columns
                        .iter()
                        .map(|(key, values)| (key.as_str().expect("a key").to_owned(), values[place].clone()))
                        .collect::<Value>()
                };
                (0..rows).map(row).collect()
            }
            Value::Object(entries) => entries
                .iter()
                .map(|(key, value)| (key.clone(), unpacked(value)))
                .collect(),
            other => other.clone(),
        }
    }

    #[test]
    fn what_is_packed_is_all_there() {
        let estimate = |value: f64| json!({ "value": value, "standard_error": 0.5 });
        let arm = |value: f64| json!({ "rms": estimate(value), "quantiles": [estimate(1.0), estimate(value)], "none": [], "lost": null });
        for value in [
            json!([arm(0.25), arm(2.0), arm(3.0)]),
            json!({ "cells": [{ "arms": [arm(1.0)] }, { "arms": [arm(1.0), arm(2.0)] }], "n": 1 }),
            json!([1, 1, 1]),
            json!([1, 1, 1, 1, 2, 2, 2, 1, 1]),
            json!(["a", "a", "a", "a", "b", "b"]),
            json!([[], [], []]),
            json!([{}, {}]),
            json!([estimate(1.0), null, { "value": 1.0 }]),
            json!([[1, 2], [3, 4], [1]]),
        ] {
            assert_eq!(unpacked(&packed(value.clone())), value);
        }
        assert!(
            packed(json!([arm(0.25), arm(2.0), arm(3.0)]))
                .to_string()
                .matches("rms")
                .count()
                == 1
        );
    }

    #[test]
    fn numbers_keep_six_digits_and_counts_all() {
        let mut value = json!([0.123_456_789, 1.0e-300, u64::MAX, 2.0]);
        shorten(&mut value);
        assert_eq!(value, json!([0.123_457, 1.0e-300, u64::MAX, 2.0]));
    }
}
