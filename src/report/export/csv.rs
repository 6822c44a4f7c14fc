use std::io::{self, Write};

use super::Exporter;
use super::coordinates::{fields, text};
use super::number::write_number;
use crate::store::{ExperimentRecord, Place};

/// Comma-separated values with a header. Infinite values are `inf` and `-inf`; what is NaN or was not recorded is empty.
pub struct CsvExport<W: Write> {
    output: W,
    coordinates: Vec<&'static str>,
    columns: Vec<String>,
    begun: bool,
    place: Vec<u8>,
    line: Vec<u8>,
}

impl<W: Write> CsvExport<W> {
    /// Writes to `output` rows with these coordinates, the number of the replicate, and values that are those of `columns`.
    pub fn new(output: W, coordinates: &[&'static str], columns: &[String]) -> Self {
        Self {
            output,
            coordinates: coordinates.to_vec(),
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
            let coordinates = self.coordinates.iter().copied();
            let mut header = record(coordinates.chain(["replicate"]).chain(columns))?;
            header.push(b'\n');
            self.output.write_all(&header)?;
        }
        Ok(())
    }
}

/// Fields as a line without its end, quoted where they must be.
pub(super) fn record<'a>(fields: impl Iterator<Item = &'a str>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields).map_err(io::Error::other)?;
    let mut line = writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    line.pop();
    Ok(line)
}

impl<W: Write> Exporter for CsvExport<W> {
    fn begin(&mut self, experiment: &ExperimentRecord, arm: usize, place: &Place) -> io::Result<()> {
        let fields = fields(experiment, arm, place);
        let texts: Vec<String> = self.coordinates.iter().map(|name| text(&fields, name)).collect();
        self.place = record(texts.iter().map(String::as_str))?;
        Ok(())
    }

    fn write(&mut self, replicate: usize, values: &[Option<f64>]) -> io::Result<()> {
        self.header()?;
        self.line.clear();
        self.line.extend_from_slice(&self.place);
        write!(self.line, ",{replicate}")?;
        for value in values {
            self.line.push(b',');
            if let Some(value) = value {
                write_number(&mut self.line, *value);
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
