use std::io::{self, Write};

use serde_json::{Map, Value};
use thiserror::Error;

use crate::algorithm::Measure;
use crate::store::{Damage, ExperimentRecord, Journal, Place, StoreError, Stored};

/// Writes stored replicates, place by place.
pub trait Exporter {
    /// What follows are replicates of an arm where an experiment uses it.
    ///
    /// # Errors
    /// If the output fails.
    fn begin(&mut self, experiment: &ExperimentRecord, place: &Place) -> io::Result<()>;

    /// Writes one replicate with its values in the columns of the export; what was not recorded is none.
    ///
    /// # Errors
    /// If the output fails.
    fn write(&mut self, replicate: usize, values: &[Option<f64>]) -> io::Result<()>;

    /// Writes what is left.
    ///
    /// # Errors
    /// If the output fails.
    fn finish(&mut self) -> io::Result<()>;
}

/// Why an export ended early.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output failed.
    #[error(transparent)]
    Output(#[from] io::Error),
}

/// Something in the store that is not as it was written, and was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The experiment.
    pub experiment: String,
    /// The cell's coordinates.
    pub cell: String,
    /// What the arm is called.
    pub arm: String,
    /// What is damaged.
    pub damage: Damage,
}

/// The columns of an export of `experiments`: those of all measures in their order, and what else is stored.
///
/// # Errors
/// If the store cannot be read.
pub fn export_columns(journal: &Journal, experiments: &[ExperimentRecord]) -> Result<Vec<String>, StoreError> {
    let mut columns: Vec<String> = Measure::ALL.iter().map(|measure| measure.column()).collect();
    for place in experiments.iter().flat_map(|experiment| &experiment.places) {
        for name in journal.measures_of(&place.key)? {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
    }
    Ok(columns)
}

/// Writes the replicates of `experiments` that count, or all of one that was never judged. Gives what was left out.
///
/// # Errors
/// If the store or the output fails.
pub fn export(
    journal: &Journal,
    experiments: &[ExperimentRecord],
    columns: &[String],
    exporter: &mut dyn Exporter,
) -> Result<Vec<LeftOut>, ExportError> {
    let mut left_out = Vec::new();
    let mut values = vec![None; columns.len()];
    for experiment in experiments {
        for (index, place) in experiment.places.iter().enumerate() {
            let names: Vec<String> = journal.measures_of(&place.key)?;
            let most = experiment.counts.get(index).copied().unwrap_or(usize::MAX);
            let stored = journal.load_each(&place.key, &names, most)?;
            let replicates = whole(&names, &stored);
            left_out.extend(stored.damage.into_iter().map(|damage| LeftOut {
                experiment: experiment.name.clone(),
                cell: place.cell.clone(),
                arm: place.arm.clone(),
                damage,
            }));
            let own: Vec<Option<&Vec<f64>>> = columns
                .iter()
                .map(|column| {
                    names
                        .iter()
                        .position(|name| name == column)
                        .map(|at| &stored.columns[at])
                })
                .collect();
            exporter.begin(experiment, place)?;
            for replicate in 0..replicates {
                for (value, column) in values.iter_mut().zip(&own) {
                    *value = column.and_then(|column| column.get(replicate)).copied();
                }
                exporter.write(replicate, &values)?;
            }
        }
    }
    exporter.finish()?;
    Ok(left_out)
}

/// How many replicates of an arm are whole: the error is recorded always, a measure may have come later, and a damaged one ends them.
fn whole(names: &[String], stored: &Stored) -> usize {
    let damaged = |name: &String| {
        (stored.damage.iter()).any(|damage| matches!(damage, Damage::Block { measure, .. } if measure == name))
    };
    let error = Measure::Error.column();
    let counting = names
        .iter()
        .zip(&stored.columns)
        .filter(|(name, _)| **name == error || damaged(name));
    counting.map(|(_, column)| column.len()).min().unwrap_or(0)
}

/// The coordinates in an export, in their order; the measures follow.
const COORDINATES: [&str; 18] = [
    "experiment",
    "hash",
    "seed",
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
    "beta",
    "step",
    "rounds_planned",
    "adversary",
    "replicate",
];

/// The texts of a place taken apart: cell and arm are JSON objects.
fn fields(experiment: &ExperimentRecord, place: &Place) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("experiment".to_owned(), experiment.name.as_str().into());
    fields.insert("hash".to_owned(), experiment.hash.as_str().into());
    for text in [&place.cell, &place.arm] {
        if let Ok(Value::Object(object)) = serde_json::from_str(text) {
            fields.extend(object);
        }
    }
    // The rounds that a replicate took are a measure.
    if let Some(rounds) = fields.remove("rounds") {
        fields.insert("rounds_planned".to_owned(), rounds);
    }
    fields
}

/// Comma-separated values with a header. Infinite values are `inf` and `-inf`; what is NaN or was not recorded is empty.
pub struct CsvExport<W: Write> {
    output: W,
    columns: Vec<String>,
    begun: bool,
    place: Vec<u8>,
    line: Vec<u8>,
}

impl<W: Write> CsvExport<W> {
    /// Writes to `output` rows whose values are those of `columns`.
    pub fn new(output: W, columns: &[String]) -> Self {
        Self {
            output,
            columns: columns.to_vec(),
            begun: false,
            place: Vec::new(),
            line: Vec::new(),
        }
    }

    fn header(&mut self) -> io::Result<()> {
        if !self.begun {
            self.begun = true;
            let columns = self.columns.iter().map(String::as_str);
            let mut header = record(COORDINATES.into_iter().chain(columns))?;
            header.push(b'\n');
            self.output.write_all(&header)?;
        }
        Ok(())
    }
}

/// Fields as a line without its end, quoted where they must be.
fn record<'a>(fields: impl Iterator<Item = &'a str>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields).map_err(io::Error::other)?;
    let mut line = writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    line.pop();
    Ok(line)
}

impl<W: Write> Exporter for CsvExport<W> {
    fn begin(&mut self, experiment: &ExperimentRecord, place: &Place) -> io::Result<()> {
        let fields = fields(experiment, place);
        let text = |column: &&str| match fields.get(*column) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(value) => value.to_string(),
        };
        let texts: Vec<String> = COORDINATES[..COORDINATES.len() - 1].iter().map(text).collect();
        self.place = record(texts.iter().map(String::as_str))?;
        Ok(())
    }

    fn write(&mut self, replicate: usize, values: &[Option<f64>]) -> io::Result<()> {
        self.header()?;
        self.line.clear();
        self.line.extend_from_slice(&self.place);
        write!(self.line, ",{replicate}")?;
        for value in values {
            match value.filter(|value| !value.is_nan()) {
                Some(value) => write!(self.line, ",{value}")?,
                None => self.line.push(b','),
            }
        }
        self.line.push(b'\n');
        self.output.write_all(&self.line)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.header()?;
        self.output.flush()
    }
}

/// One JSON object a line. Infinite values are the texts `"inf"` and `"-inf"`, for JSON has no such numbers; what is NaN is null, and
/// what was not recorded is left out.
pub struct JsonLinesExport<W: Write> {
    output: W,
    columns: Vec<String>,
    place: Vec<u8>,
    line: Vec<u8>,
}

impl<W: Write> JsonLinesExport<W> {
    /// Writes to `output` rows whose values are those of `columns`.
    pub fn new(output: W, columns: &[String]) -> Self {
        Self {
            output,
            columns: columns.to_vec(),
            place: Vec::new(),
            line: Vec::new(),
        }
    }
}

impl<W: Write> Exporter for JsonLinesExport<W> {
    fn begin(&mut self, experiment: &ExperimentRecord, place: &Place) -> io::Result<()> {
        let mut fields = fields(experiment, place);
        let ordered: Map<String, Value> = COORDINATES
            .iter()
            .filter_map(|column| fields.remove_entry(*column))
            .collect();
        self.place = serde_json::to_vec(&ordered)?;
        // Its end follows the values.
        self.place.pop();
        Ok(())
    }

    fn write(&mut self, replicate: usize, values: &[Option<f64>]) -> io::Result<()> {
        self.line.clear();
        self.line.extend_from_slice(&self.place);
        write!(self.line, ",\"replicate\":{replicate}")?;
        for (column, value) in self.columns.iter().zip(values) {
            let Some(value) = value else { continue };
            self.line.push(b',');
            serde_json::to_writer(&mut self.line, column)?;
            self.line.push(b':');
            if value.is_infinite() {
                write!(self.line, "\"{value}\"")?;
            } else {
                serde_json::to_writer(&mut self.line, value)?;
            }
        }
        self.line.extend_from_slice(b"}\n");
        self.output.write_all(&self.line)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export(make: impl FnOnce(&mut Vec<u8>) -> Box<dyn Exporter + '_>) -> String {
        let experiment = ExperimentRecord {
            name: "test".to_owned(),
            hash: "0123".to_owned(),
            spec: String::new(),
            places: Vec::new(),
            counts: Vec::new(),
        };
        let place = Place {
            cell: r#"{"seed":7,"problem":"gaussian-mean sigma=1","radius":10.0,"dim":1,"n":10,"m":5,"alpha":0.2,"byzantine":1}"#
                .to_owned(),
            arm: r#"{"estimator":"a, b","algorithm":"gradient-descent","aggregator":"median","beta":null,"step":1.0,"rounds":5,"adversary":"zero"}"#
                .to_owned(),
            key: String::new(),
        };
        let mut output = Vec::new();
        {
            let mut exporter = make(&mut output);
            exporter.begin(&experiment, &place).expect("written");
            for values in [
                [Some(0.1 + 0.2), Some(-0.1), None],
                [Some(f64::INFINITY), Some(f64::NAN), None],
            ] {
                exporter.write(3, &values).expect("written");
            }
            exporter.finish().expect("flushed");
        }
        String::from_utf8(output).expect("UTF-8")
    }

    fn columns() -> [String; 3] {
        [Measure::Error, Measure::SignedError, Measure::Rounds].map(Measure::column)
    }

    #[test]
    fn csv_has_a_header_and_every_digit() {
        insta::assert_snapshot!(export(|output| Box::new(CsvExport::new(output, &columns()))), @r#"
        experiment,hash,seed,problem,radius,dim,n,m,alpha,byzantine,estimator,algorithm,aggregator,beta,step,rounds_planned,adversary,replicate,error,signed_error,rounds
        test,0123,7,gaussian-mean sigma=1,10.0,1,10,5,0.2,1,"a, b",gradient-descent,median,,1.0,5,zero,3,0.30000000000000004,-0.1,
        test,0123,7,gaussian-mean sigma=1,10.0,1,10,5,0.2,1,"a, b",gradient-descent,median,,1.0,5,zero,3,inf,,
        "#);
    }

    #[test]
    fn json_lines_have_an_object_each() {
        let text = export(|output| Box::new(JsonLinesExport::new(output, &columns())));
        assert_eq!(text.lines().count(), 2);
        let first: Value = serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
        assert_eq!(first["error"], 0.1 + 0.2);
        assert_eq!((&first["m"], &first["rounds_planned"]), (&5.into(), &5.into()));
        assert!(first.get("rounds").is_none(), "what was not recorded is left out");
        let second: Value = serde_json::from_str(text.lines().nth(1).expect("a line")).expect("JSON");
        assert_eq!(
            (&second["error"], &second["signed_error"]),
            (&"inf".into(), &Value::Null)
        );
    }
}
