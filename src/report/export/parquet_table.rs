use std::io::{self, Write};
use std::mem::take;
use std::sync::Arc;

use parquet::basic::{Encoding, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type};
use serde_json::{Map, Value};

/// Rows of a row group, but for the last: what is kept in memory.
pub(super) const ROWS_OF_A_GROUP: usize = 1 << 16;

/// Bytes of different values of a column and a row group that are written once and numbered: more of them are numbers of chance.
const DICTIONARY: usize = 1 << 14;

/// What a column holds. The type depends on the column's name alone, so that files of different stores can be put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// UTF-8.
    Text,
    /// Signed, 64 bits.
    Count,
    /// Unsigned, 64 bits.
    Seed,
    /// Counted up from row to row: the differences are written.
    Counter,
    /// Double precision; NaN is null.
    Number,
}

impl Kind {
    /// Of a coordinate.
    pub(super) fn of_coordinate(name: &str) -> Self {
        match name {
            "seed" => Self::Seed,
            "arm" | "dim" | "n" | "m" | "byzantine" | "rounds_planned" => Self::Count,
            "radius" | "alpha" | "beta" | "step" => Self::Number,
            _ => Self::Text,
        }
    }

    fn column(self, name: &str) -> Result<Type> {
        let physical = match self {
            Self::Text => Physical::BYTE_ARRAY,
            Self::Count | Self::Seed | Self::Counter => Physical::INT64,
            Self::Number => Physical::DOUBLE,
        };
        let logical = match self {
            Self::Text => Some(LogicalType::String),
            Self::Seed => Some(LogicalType::integer(64, false)),
            Self::Count | Self::Counter | Self::Number => None,
        };
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
    }
}

/// A value of a row.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Text(ByteArray),
    Count(i64),
    Number(f64),
    Null,
}

impl Item {
    /// Of a field of JSON, as its column has it; null where it is of another type, such as the Byzantine count where it is random.
    pub(super) fn of_field(kind: Kind, value: Option<&Value>) -> Self {
        let item = match (kind, value) {
            (_, None | Some(Value::Null)) => None,
            (Kind::Text, Some(Value::String(text))) => Some(Self::text(text)),
            (Kind::Text, Some(value)) => Some(Self::text(&value.to_string())),
            // The type of the column says that the bits are those of an unsigned number.
            (Kind::Seed, Some(value)) => value.as_u64().map(|seed| Self::Count(seed.cast_signed())),
            (Kind::Count | Kind::Counter, Some(value)) => value.as_i64().map(Self::Count),
            (Kind::Number, Some(value)) => value.as_f64().map(Self::Number),
        };
        item.unwrap_or(Self::Null)
    }

    /// Null where there is none.
    pub(super) fn of_number(value: Option<f64>) -> Self {
        match value {
            Some(value) if !value.is_nan() => Self::Number(value),
            _ => Self::Null,
        }
    }

    pub(super) fn of_count(count: usize) -> Self {
        i64::try_from(count).map_or(Self::Null, Self::Count)
    }

    fn text(text: &str) -> Self {
        Self::Text(ByteArray::from(text))
    }
}

/// The values of a row group in a column, without what is null.
#[derive(Debug, Default)]
struct Values {
    texts: Vec<ByteArray>,
    counts: Vec<i64>,
    numbers: Vec<f64>,
    /// 1 where there is a value, 0 where it is null.
    levels: Vec<i16>,
}

/// A table that is written as a Parquet file, a row group at a time.
pub(super) struct ParquetTable<W: Write> {
    output: W,
    /// Writes into memory, which is emptied after every row group: the crate would have it that the output may go to another thread,
    /// which the lock of standard output may not.
    file: SerializedFileWriter<Vec<u8>>,
    kinds: Vec<Kind>,
    columns: Vec<Values>,
    rows: usize,
}

impl<W: Write> ParquetTable<W> {
    pub(super) fn new(output: W, columns: &[(&str, Kind)]) -> io::Result<Self> {
        Ok(Self {
            output,
            file: file(columns).map_err(io::Error::other)?,
            kinds: columns.iter().map(|(_, kind)| *kind).collect(),
            columns: columns.iter().map(|_| Values::default()).collect(),
            rows: 0,
        })
    }

    /// With the columns of a summary: coordinates, and then numbers with these names, of which so many are counts.
    pub(super) fn of_summary(output: W, coordinates: &[&str], names: &[String], counts: usize) -> io::Result<Self> {
        let kind = |at: usize| if at < counts { Kind::Count } else { Kind::Number };
        let numbers = (names.iter().enumerate()).map(|(at, name)| (name.as_str(), kind(at)));
        let coordinates = coordinates.iter().map(|name| (*name, Kind::of_coordinate(name)));
        Self::new(output, &coordinates.chain(numbers).collect::<Vec<_>>())
    }

    /// Adds a row of a summary.
    pub(super) fn push_summary(
        &mut self,
        coordinates: &[&str],
        fields: &Map<String, Value>,
        counts: &[usize],
        values: &[Option<f64>],
    ) -> io::Result<()> {
        let place = coordinates
            .iter()
            .map(|name| Item::of_field(Kind::of_coordinate(name), fields.get(*name)));
        let counts = counts.iter().map(|count| Item::of_count(*count));
        let values = values.iter().map(|value| Item::of_number(*value));
        self.push(place.chain(counts).chain(values))
    }

    /// Adds a row with an item for every column.
    pub(super) fn push(&mut self, row: impl Iterator<Item = Item>) -> io::Result<()> {
        for (values, item) in self.columns.iter_mut().zip(row) {
            values.levels.push(i16::from(!matches!(item, Item::Null)));
            match item {
                Item::Text(text) => values.texts.push(text),
                Item::Count(count) => values.counts.push(count),
                Item::Number(number) => values.numbers.push(number),
                Item::Null => {}
            }
        }
        self.rows += 1;
        if self.rows == ROWS_OF_A_GROUP {
            self.write_group().map_err(io::Error::other)?;
            self.hand_on()?;
        }
        Ok(())
    }

    /// Writes what is left.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group().map_err(io::Error::other)?;
        }
        self.file.finish().map_err(io::Error::other)?;
        self.hand_on()?;
        self.output.flush()
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.file.flush()?;
        let bytes = take(self.file.inner_mut());
        self.output.write_all(&bytes)
    }

    fn write_group(&mut self) -> Result<()> {
        self.rows = 0;
        let mut group = self.file.next_row_group()?;
        for (kind, values) in self.kinds.iter().zip(&mut self.columns) {
            let Values {
                texts,
                counts,
                numbers,
                levels,
            } = take(values);
            if let Some(column) = group.next_column()? {
                match kind {
                    Kind::Text => write_column::<ByteArrayType>(column, &texts, &levels)?,
                    Kind::Count | Kind::Seed | Kind::Counter => write_column::<Int64Type>(column, &counts, &levels)?,
                    Kind::Number => write_column::<DoubleType>(column, &numbers, &levels)?,
                }
            }
        }
        group.close()?;
        Ok(())
    }
}

fn write_column<T: DataType>(mut column: SerializedColumnWriter<'_>, values: &[T::T], levels: &[i16]) -> Result<()> {
    let writer: &mut ColumnWriterImpl<'_, T> = column.typed::<T>();
    writer.write_batch(values, Some(levels), None)?;
    column.close()
}

fn file(columns: &[(&str, Kind)]) -> Result<SerializedFileWriter<Vec<u8>>> {
    let mut fields = Vec::new();
    let mut properties = WriterProperties::builder()
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_dictionary_page_size_limit(DICTIONARY);
    for (name, kind) in columns {
        fields.push(Arc::new(kind.column(name)?));
        if *kind == Kind::Counter {
            let path = ColumnPath::from(*name);
            properties = properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
        }
    }
    let schema = Type::group_type_builder("replicates").with_fields(fields).build()?;
    SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties.build()))
}
