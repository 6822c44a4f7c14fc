use std::io::{self, Write};

use serde_json::{Map, Value};

use super::Exporter;
use super::coordinates::fields;
use crate::store::{ExperimentRecord, Place};

/// One JSON object a line. Infinite values are the texts `"inf"` and `"-inf"`, for JSON has no such numbers; what is NaN is null, and
/// what was not recorded is left out.
pub struct JsonLinesExport<W: Write> {
    output: W,
    coordinates: Vec<&'static str>,
    /// The names of the values, with what stands around them.
    keys: Vec<Vec<u8>>,
    place: Vec<u8>,
    line: Vec<u8>,
}

impl<W: Write> JsonLinesExport<W> {
    /// Writes to `output` rows with these coordinates, the number of the replicate, and values that are those of `columns`.
    pub fn new(output: W, coordinates: &[&'static str], columns: &[String]) -> Self {
        let key = |column: &String| format!(",{}:", Value::from(column.as_str())).into_bytes();
        Self {
            output,
            coordinates: coordinates.to_vec(),
            keys: columns.iter().map(key).collect(),
            place: Vec::new(),
            line: Vec::new(),
        }
    }
}

/// The object of some coordinates, without its end.
pub(super) fn open_object(coordinates: &[&'static str], mut fields: Map<String, Value>) -> io::Result<Vec<u8>> {
    let ordered: Map<String, Value> = coordinates
        .iter()
        .filter_map(|column| fields.remove_entry(*column))
        .collect();
    let mut object = serde_json::to_vec(&ordered)?;
    object.pop();
    Ok(object)
}

/// A number as JSON has it, or as text where it has none.
pub(super) fn write_value(line: &mut Vec<u8>, value: f64) -> io::Result<()> {
    if value.is_infinite() {
        write!(line, "\"{value}\"")
    } else {
        Ok(serde_json::to_writer(line, &value)?)
    }
}

impl<W: Write> Exporter for JsonLinesExport<W> {
    fn begin(&mut self, experiment: &ExperimentRecord, arm: usize, place: &Place) -> io::Result<()> {
        self.place = open_object(&self.coordinates, fields(experiment, arm, place))?;
        Ok(())
    }

    fn write(&mut self, replicate: usize, values: &[Option<f64>]) -> io::Result<()> {
        self.line.clear();
        self.line.extend_from_slice(&self.place);
        write!(self.line, ",\"replicate\":{replicate}")?;
        for (key, value) in self.keys.iter().zip(values) {
            if let Some(value) = value {
                self.line.extend_from_slice(key);
                write_value(&mut self.line, *value)?;
            }
        }
        self.line.extend_from_slice(b"}\n");
        self.output.write_all(&self.line)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
