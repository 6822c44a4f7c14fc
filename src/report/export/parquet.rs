use std::io::{self, Write};

use super::Exporter;
use super::coordinates::fields;
use super::parquet_table::{Item, Kind, ParquetTable};
use crate::store::{ExperimentRecord, Place};

/// A Parquet file with the columns of [`CsvExport`](super::CsvExport): texts, integers of 64 bits and doubles, in row groups of 65 536
/// rows. Infinite values are such doubles; what is NaN or was not recorded is null, and so is the Byzantine count where it is random.
/// The bytes depend on nothing but the rows.
pub struct ParquetExport<W: Write> {
    table: ParquetTable<W>,
    coordinates: Vec<&'static str>,
    place: Vec<Item>,
}

impl<W: Write> ParquetExport<W> {
    /// Writes to `output` rows with these coordinates, the number of the replicate, and values that are those of `columns`.
    ///
    /// # Errors
    /// If two columns have one name.
    pub fn new(output: W, coordinates: &[&'static str], columns: &[String]) -> io::Result<Self> {
        let kinds: Vec<(&str, Kind)> = (coordinates.iter().map(|name| (*name, Kind::of_coordinate(name))))
            .chain([("replicate", Kind::Counter)])
            .chain(columns.iter().map(|name| (name.as_str(), Kind::Number)))
            .collect();
        Ok(Self {
            table: ParquetTable::new(output, &kinds)?,
            coordinates: coordinates.to_vec(),
            place: Vec::new(),
        })
    }
}

impl<W: Write> Exporter for ParquetExport<W> {
    fn begin(&mut self, experiment: &ExperimentRecord, arm: usize, place: &Place) -> io::Result<()> {
        let fields = fields(experiment, arm, place);
        let item = |name: &&str| Item::of_field(Kind::of_coordinate(name), fields.get(*name));
        self.place = self.coordinates.iter().map(item).collect();
        Ok(())
    }

    fn write(&mut self, replicate: usize, values: &[Option<f64>]) -> io::Result<()> {
        let place = self.place.iter().cloned();
        let values = values.iter().map(|value| Item::of_number(*value));
        self.table.push(place.chain([Item::of_count(replicate)]).chain(values))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.table.finish()
    }
}
