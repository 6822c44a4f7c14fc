use std::io::Write;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::parquet_table::ROWS_OF_A_GROUP;
use super::{CsvExport, Exporter, Layout, ParquetExport, SummaryFormat, export, export_columns, export_summary};
use crate::store::{Batch, ExperimentRecord, Journal, Place};

/// A store with an arm of `many` replicates, and a random one with a lost estimate, a NaN and names that are quoted in CSV.
fn store(many: usize) -> (Journal, [ExperimentRecord; 1]) {
    let place = |key: &str, seed: u64, byzantine: &str, beta: &str| Place {
        cell: format!(
            r#"{{"seed":{seed},"problem":"gaussian-mean sigma=1","radius":10.0,"dim":1,"n":10,"m":5,"alpha":0.2,"byzantine":{byzantine}}}"#
        ),
        arm: format!(
            r#"{{"estimator":"a, \"b\" <ü>","algorithm":"one-round","aggregator":"median","beta":{beta},"step":null,"rounds":1,"adversary":"zero"}}"#
        ),
        key: key.to_owned(),
    };
    let experiment = ExperimentRecord {
        name: "of, two arms".to_owned(),
        hash: "0123".to_owned(),
        spec: String::new(),
        places: vec![
            place("long", u64::MAX, "1", "0.25"),
            place("short", 7, "\"random\"", "null"),
        ],
        counts: Vec::new(),
    };
    let journal = Journal::in_memory().expect("a store");
    let errors: Vec<f64> = (0..many).map(|at| (at as f64 + 0.1) / 3.0).collect();
    let signed: Vec<f64> = errors.iter().map(|error| -error).collect();
    let long = Batch {
        key: "long",
        first: 0,
        columns: vec![("error", &errors), ("signed_error", &signed)],
    };
    let short = Batch {
        key: "short",
        first: 0,
        columns: vec![
            ("error", &[5e-324, f64::INFINITY]),
            ("signed_error", &[-0.0, f64::NEG_INFINITY]),
            ("rounds", &[3.0, f64::NAN]),
        ],
    };
    journal.append(&[long, short]).expect("stored");
    (journal, [experiment])
}

/// A field as CSV has it; the Byzantine count is null where CSV says `random`.
fn as_csv(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Long(count) => count.to_string(),
        Field::ULong(seed) => seed.to_string(),
        Field::Double(number) => format!("{:016x}", number.to_bits()),
        other => panic!("{other} has a type that no column has"),
    }
}

/// The rows of a file, after the header, as CSV would have them.
fn read(bytes: &[u8]) -> (Vec<Vec<String>>, Vec<usize>) {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(bytes).expect("written");
    let reader = SerializedFileReader::new(file).expect("a Parquet file");
    let metadata = reader.metadata();
    let columns = metadata.file_metadata().schema_descr().columns();
    let header = columns.iter().map(|column| column.name().to_owned()).collect();
    let groups = metadata.row_groups().iter().map(|group| group.num_rows() as usize);
    let groups = groups.collect();
    let rows = reader.get_row_iter(None).expect("rows").map(|row| {
        let row = row.expect("a row");
        row.get_column_iter().map(|(_, field)| as_csv(field)).collect()
    });
    ([header].into_iter().chain(rows).collect(), groups)
}

/// The same of CSV: doubles by their bits, and `random` as nothing.
fn read_csv(text: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("records");
    let header = rows[0].clone();
    let is_double = |name: &str| {
        let whole = [
            "seed",
            "arm",
            "dim",
            "n",
            "m",
            "byzantine",
            "rounds_planned",
            "replicate",
            "replicates",
            "lost",
        ];
        let texts = [
            "experiment",
            "hash",
            "problem",
            "estimator",
            "algorithm",
            "aggregator",
            "adversary",
        ];
        !whole.contains(&name) && !texts.contains(&name)
    };
    let field = |(name, text): (&str, &str)| match text {
        "" => String::new(),
        "random" if name == "byzantine" => String::new(),
        text if is_double(name) => format!("{:016x}", text.parse::<f64>().expect(text).to_bits()),
        text => text.to_owned(),
    };
    let body = rows[1..].iter().map(|row| header.iter().zip(row).map(field).collect());
    [header.iter().map(str::to_owned).collect()]
        .into_iter()
        .chain(body)
        .collect()
}

#[test]
fn a_parquet_file_has_the_rows_of_csv_in_groups_of_one_size() {
    let (journal, experiments) = store(ROWS_OF_A_GROUP + 5);
    let columns = export_columns(&journal, &experiments).expect("columns");
    for layout in [Layout::Narrow, Layout::Wide] {
        let coordinates = layout.coordinates(&experiments);
        let written = |exporter: &mut dyn Exporter| {
            let left_out = export(&journal, &experiments, &columns, exporter).expect("written");
            assert_eq!(left_out, []);
        };
        let (mut text, mut file, mut again) = (Vec::new(), Vec::new(), Vec::new());
        written(&mut CsvExport::new(&mut text, &coordinates, &columns));
        for output in [&mut file, &mut again] {
            written(&mut ParquetExport::new(output, &coordinates, &columns).expect("a schema"));
        }
        assert!(file == again, "the bytes are the same");
        // Two doubles a row that are stored as they are, and next to nothing for what repeats.
        assert!(file.len() < 18 * ROWS_OF_A_GROUP, "{} bytes", file.len());
        let (rows, groups) = read(&file);
        assert_eq!(groups, [ROWS_OF_A_GROUP, 7]);
        assert!(rows == read_csv(&text), "{:?}", &rows[..3]);
    }
}

#[test]
fn a_summary_is_that_of_csv() {
    let (journal, experiments) = store(9);
    let columns = export_columns(&journal, &experiments).expect("columns");
    let summary = |format| {
        let mut output = Vec::new();
        export_summary(&journal, &experiments, &columns, format, &mut output).expect("written");
        output
    };
    let (rows, groups) = read(&summary(SummaryFormat::Parquet));
    assert_eq!((rows.len(), groups), (3, vec![2]));
    assert_eq!(rows, read_csv(&summary(SummaryFormat::Csv)));
}

#[test]
fn a_file_without_rows_has_its_columns() {
    let mut file = Vec::new();
    let mut exporter = ParquetExport::new(&mut file, &["experiment", "arm"], &["error".to_owned()]).expect("a schema");
    exporter.finish().expect("written");
    drop(exporter);
    assert!(file.ends_with(b"PAR1"));
    assert_eq!(
        read(&file),
        (
            vec![["experiment", "arm", "replicate", "error"].map(str::to_owned).to_vec()],
            vec![]
        )
    );
}
