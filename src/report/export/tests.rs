use serde_json::Value;

use super::{
    COORDINATES, CsvExport, Exporter, JsonLinesExport, Layout, SUMMARY_COLUMNS, SummaryFormat, export_columns,
    export_summary,
};
use crate::algorithm::Measure;
use crate::store::{Batch, ExperimentRecord, Journal, Place};

fn record() -> (ExperimentRecord, Place) {
    let place = Place {
        cell: r#"{"seed":7,"problem":"gaussian-mean sigma=1","radius":10.0,"dim":1,"n":10,"m":5,"alpha":0.2,"byzantine":1}"#
            .to_owned(),
        arm: r#"{"estimator":"a, b","algorithm":"gradient-descent","aggregator":"median","beta":null,"step":1.0,"rounds":5,"adversary":"zero"}"#
            .to_owned(),
        key: String::new(),
    };
    let experiment = ExperimentRecord {
        name: "test".to_owned(),
        hash: "0123".to_owned(),
        spec: String::new(),
        places: vec![place.clone()],
        counts: Vec::new(),
    };
    (experiment, place)
}

fn export(make: impl FnOnce(&mut Vec<u8>) -> Box<dyn Exporter + '_>) -> String {
    let (experiment, place) = record();
    let mut output = Vec::new();
    {
        let mut exporter = make(&mut output);
        exporter.begin(&experiment, 4, &place).expect("written");
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
    insta::assert_snapshot!(export(|output| Box::new(CsvExport::new(output, &COORDINATES, &columns()))), @r#"
    experiment,hash,arm,seed,problem,radius,dim,n,m,alpha,byzantine,estimator,algorithm,aggregator,beta,step,rounds_planned,adversary,replicate,error,signed_error,rounds
    test,0123,4,7,gaussian-mean sigma=1,10.0,1,10,5,0.2,1,"a, b",gradient-descent,median,,1.0,5,zero,3,0.30000000000000004,-0.1,
    test,0123,4,7,gaussian-mean sigma=1,10.0,1,10,5,0.2,1,"a, b",gradient-descent,median,,1.0,5,zero,3,inf,,
    "#);
}

#[test]
fn json_lines_have_an_object_each() {
    let text = export(|output| {
        Box::new(JsonLinesExport::new(
            output,
            &["experiment", "arm", "m", "rounds_planned"],
            &columns(),
        ))
    });
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

#[test]
fn rows_have_the_coordinates_that_are_used() {
    let (experiment, _) = record();
    let layout = |layout: Layout, names: &[&str]| {
        let of = |name: &&str| ExperimentRecord {
            name: (*name).to_owned(),
            ..experiment.clone()
        };
        layout.coordinates(&names.iter().map(of).collect::<Vec<_>>())
    };
    assert_eq!(layout(Layout::Narrow, &["a", "b"]), ["experiment", "arm"]);
    assert_eq!(layout(Layout::Narrow, &["a", "a"]), ["experiment", "hash", "arm"]);
    let wide = layout(Layout::Wide, &["a"]);
    assert_eq!((wide.len(), wide.contains(&"beta")), (COORDINATES.len() - 1, false));
    assert_eq!(layout(Layout::Wide, &[]), ["experiment", "hash", "arm"]);
}

/// A value with an infinity has no mean, and one that is recorded of some replicates only has one of these.
#[test]
fn a_summary_has_a_row_for_every_arm() {
    let (mut experiment, place) = record();
    let journal = Journal::in_memory().expect("a store");
    experiment.places = ["one", "two"]
        .map(|key| Place {
            key: key.to_owned(),
            ..place.clone()
        })
        .to_vec();
    let batch = |key, errors| Batch {
        key,
        first: 0,
        columns: vec![
            ("error", errors),
            ("signed_error", &[0.5, -0.5]),
            ("excess", &[1.0, 3.0]),
        ],
    };
    let batches = [batch("one", &[3.0, 4.0]), batch("two", &[3.0, f64::INFINITY])];
    journal.append(&batches).expect("stored");
    let summary = |format| {
        let experiments = [experiment.clone()];
        let columns = export_columns(&journal, &experiments).expect("columns");
        let mut output = Vec::new();
        let left_out = export_summary(&journal, &experiments, &columns, format, &mut output).expect("written");
        assert_eq!(left_out, []);
        String::from_utf8(output).expect("UTF-8")
    };
    let text = summary(SummaryFormat::Csv);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("records");
    let get = |row: usize, name: &str| {
        let place = header.iter().position(|column| column == name).expect("a column");
        rows[row][place].to_owned()
    };
    assert_eq!(rows.len(), 2);
    assert!(SUMMARY_COLUMNS.iter().all(|name| header.iter().any(|own| own == *name)));
    assert_eq!([get(0, "arm"), get(1, "arm"), get(0, "seed")], ["0", "1", "7"]);
    assert_eq!([get(0, "lost"), get(1, "lost"), get(1, "replicates")], ["0", "1", "2"]);
    assert_eq!(get(0, "rms").parse::<f64>().expect("a number"), 12.5_f64.sqrt());
    assert_eq!(
        [get(1, "rms"), get(1, "quantile_50"), get(1, "quantile_95")],
        ["", "3", ""]
    );
    assert_eq!(
        [get(1, "bias"), get(1, "excess_mean"), get(1, "excess_standard_error")],
        ["0", "2", "1"]
    );
    let lines = summary(SummaryFormat::JsonLines);
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(
        (lines.len(), &lines[1]["excess_mean"], &lines[0]["replicates"]),
        (2, &2.0.into(), &2.into())
    );
    assert!(lines[1].get("rms").is_none());
}
