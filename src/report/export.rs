use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::algorithm::Measure;
use crate::store::Row;

/// Writes stored replicates one by one.
pub trait Exporter {
    /// Writes one replicate.
    ///
    /// # Errors
    /// If the output fails.
    fn write(&mut self, row: &Row) -> io::Result<()>;

    /// Writes what is left.
    ///
    /// # Errors
    /// If the output fails.
    fn finish(&mut self) -> io::Result<()>;
}

/// The columns of an export of a store with the columns `stored`: those of all measures in their order, and what else is stored.
#[must_use]
pub fn export_columns(stored: &[String]) -> Vec<String> {
    let mut columns: Vec<String> = Measure::ALL.iter().map(|measure| measure.column()).collect();
    let others = stored.iter().filter(|column| !columns.contains(column));
    let others: Vec<String> = others.cloned().collect();
    columns.extend(others);
    columns
}

/// The coordinates in an export, in their order; the measures follow. Infinite values are written as `inf` in CSV and as null
/// in JSON; what is NaN or was not recorded is empty in CSV, and null or left out in JSON.
const COORDINATES: [&str; 14] = [
    "experiment",
    "hash",
    "problem",
    "radius",
    "dim",
    "n",
    "m",
    "alpha",
    "byzantine",
    "estimator",
    "algorithm",
    "aggregator",
    "adversary",
    "replicate",
];

/// A row's texts taken apart: cell and arm are JSON objects.
fn fields(row: &Row) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("experiment".to_owned(), row.experiment.as_str().into());
    fields.insert("hash".to_owned(), row.hash.as_str().into());
    for text in [&row.cell, &row.arm] {
        if let Ok(Value::Object(object)) = serde_json::from_str(text) {
            fields.extend(object);
        }
    }
    fields.insert("replicate".to_owned(), row.replicate.into());
    fields
}

/// Comma-separated values with a header.
pub struct CsvExport<W: Write> {
    writer: csv::Writer<W>,
    columns: Vec<String>,
    begun: bool,
}

impl<W: Write> CsvExport<W> {
    /// Writes to `output` rows whose values are those of `columns`.
    pub fn new(output: W, columns: &[String]) -> Self {
        Self {
            writer: csv::Writer::from_writer(output),
            columns: columns.to_vec(),
            begun: false,
        }
    }

    fn header(&mut self) -> io::Result<()> {
        if !self.begun {
            self.begun = true;
            let columns = self.columns.iter().map(String::as_str);
            self.writer
                .write_record(COORDINATES.into_iter().chain(columns))
                .map_err(plain)?;
        }
        Ok(())
    }
}

/// The error of the output itself, with its kind: a reader that has gone must be told from a failure.
fn plain(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

impl<W: Write> Exporter for CsvExport<W> {
    fn write(&mut self, row: &Row) -> io::Result<()> {
        self.header()?;
        let fields = fields(row);
        let text = |column: &str| match fields.get(column) {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        };
        let coordinates = COORDINATES.iter().map(|column| text(column));
        let values = row
            .values
            .iter()
            .map(|value| value.map_or(String::new(), |v| v.to_string()));
        self.writer.write_record(coordinates.chain(values)).map_err(plain)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.header()?;
        self.writer.flush()
    }
}

/// One JSON object a line.
pub struct JsonLinesExport<W: Write> {
    output: W,
    columns: Vec<String>,
    always: [String; Measure::ALWAYS.len()],
}

impl<W: Write> JsonLinesExport<W> {
    /// Writes to `output` rows whose values are those of `columns`: what every replicate records always, others where they were
    /// recorded.
    pub fn new(output: W, columns: &[String]) -> Self {
        Self {
            output,
            columns: columns.to_vec(),
            always: Measure::ALWAYS.map(Measure::column),
        }
    }
}

impl<W: Write> Exporter for JsonLinesExport<W> {
    fn write(&mut self, row: &Row) -> io::Result<()> {
        let mut fields = fields(row);
        let mut ordered: Map<String, Value> = COORDINATES
            .iter()
            .filter_map(|column| fields.remove_entry(*column))
            .collect();
        for (column, value) in self.columns.iter().zip(&row.values) {
            if value.is_some() || self.always.contains(column) {
                ordered.insert(column.clone(), (*value).into());
            }
        }
        serde_json::to_writer(&mut self.output, &ordered)?;
        self.output.write_all(b"\n")
    }

    fn finish(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(error: f64, signed_error: Option<f64>) -> Row {
        Row {
            experiment: "test".to_owned(),
            hash: "0123".to_owned(),
            cell: r#"{"problem":"gaussian-mean sigma=1","radius":10.0,"dim":1,"n":10,"m":5,"alpha":0.2,"byzantine":1}"#
                .to_owned(),
            arm: r#"{"estimator":"median-gd","algorithm":"gradient-descent","aggregator":"median","adversary":"not-a-number"}"#
                .to_owned(),
            replicate: 3,
            values: vec![Some(error), signed_error, None],
        }
    }

    fn columns() -> [String; 3] {
        [Measure::Error, Measure::SignedError, Measure::Rounds].map(Measure::column)
    }

    fn export(make: impl FnOnce(&mut Vec<u8>) -> Box<dyn Exporter + '_>) -> String {
        let mut output = Vec::new();
        {
            let mut exporter = make(&mut output);
            exporter.write(&row(0.1 + 0.2, Some(-0.1))).expect("written");
            exporter.write(&row(f64::INFINITY, None)).expect("written");
            exporter.finish().expect("flushed");
        }
        String::from_utf8(output).expect("UTF-8")
    }

    #[test]
    fn csv_has_a_header_and_every_digit() {
        insta::assert_snapshot!(export(|output| Box::new(CsvExport::new(output, &columns()))), @r"
        experiment,hash,problem,radius,dim,n,m,alpha,byzantine,estimator,algorithm,aggregator,adversary,replicate,error,signed_error,rounds
        test,0123,gaussian-mean sigma=1,10.0,1,10,5,0.2,1,median-gd,gradient-descent,median,not-a-number,3,0.30000000000000004,-0.1,
        test,0123,gaussian-mean sigma=1,10.0,1,10,5,0.2,1,median-gd,gradient-descent,median,not-a-number,3,inf,,
        ");
    }

    #[test]
    fn json_lines_have_an_object_each() {
        let text = export(|output| Box::new(JsonLinesExport::new(output, &columns())));
        assert_eq!(text.lines().count(), 2);
        let first: Value = serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
        assert_eq!(first["error"], 0.1 + 0.2);
        assert_eq!(first["m"], 5);
        assert!(first.get("rounds").is_none(), "what was not recorded is left out");
        let second: Value = serde_json::from_str(text.lines().nth(1).expect("a line")).expect("JSON");
        assert!(second["error"].is_null());
    }

    #[test]
    fn what_is_stored_beside_the_measures_is_exported_last() {
        let columns = export_columns(&["excess".to_owned(), "other".to_owned(), "error".to_owned()]);
        assert_eq!(columns.len(), Measure::ALL.len() + 1);
        assert_eq!((columns[0].as_str(), columns[2].as_str()), ("error", "excess"));
        assert_eq!(columns.last().map(String::as_str), Some("other"));
    }
}
