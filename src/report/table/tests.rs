use super::{CSV_COLUMNS, csv_table, latex_table, markdown_table, measured, text_table};
use crate::claim::Confidence;
use crate::experiment::{Profile, Summary};
use crate::report::{ArmReport, BoundReport, CellReport, ExperimentReport, FORMAT_VERSION, PredictedReport, Report};
use crate::stat::{Estimate, Interval, Quantile};

/// Everything that some reader of tables takes for more than a character.
const NASTY: &str = "<script>alert(\"x\")</script>, a_b & c|d % $e^{f}$ #1 ~\\q `*'\nnext";

fn arm(estimator: &str, rms: Option<f64>) -> ArmReport {
    ArmReport {
        estimator: estimator.to_owned(),
        algorithm: "one-round".to_owned(),
        aggregator: "median".to_owned(),
        adversary: "plus-infinity".to_owned(),
        rounds: Some(1.0),
        replicates: 1000,
        summary: Summary {
            lost: usize::from(rms.is_none()) * 7,
            mean: rms.map(|value| estimate(value, 0.001)),
            rms: rms.map(|value| estimate(value, 0.0056)),
            bias: rms.map(|value| estimate(-0.1 * value, 0.001)),
            quantiles: vec![Quantile {
                probability: 0.95,
                value: 0.25,
                interval: Interval { low: 0.24, high: 0.26 },
            }],
        },
        rms_even: None,
        rms_odd: None,
        predicted: rms.map(|value| PredictedReport {
            kind: "exact-law",
            rms: Some(1.01 * value),
            bias: None,
        }),
        bounds: vec![BoundReport {
            measure: "error",
            theorem: "theorem-7".to_owned(),
            value: rms.map(|value| 10.0 * value),
            silent: None,
            failure_probability: 1e-9,
        }],
        measures: Vec::new(),
    }
}

fn estimate(value: f64, standard_error: f64) -> Estimate {
    Estimate { value, standard_error }
}

fn report(name: &str, arms: Vec<ArmReport>) -> Report {
    let confidence = Confidence {
        false_alarm: 0.01,
        comparisons: 0,
        looks: 3,
        level: 0.99,
    };
    Report {
        format_version: FORMAT_VERSION,
        version: "0",
        verdict: None,
        confidence,
        experiments: vec![ExperimentReport {
            name: name.to_owned(),
            question: "How far?".to_owned(),
            profile: Profile::Quick,
            seed: 1,
            hash: "0123".to_owned(),
            verdict: None,
            confidence,
            claims: Vec::new(),
            findings: Vec::new(),
            cells: vec![CellReport {
                problem: "gaussian-mean sigma=1".to_owned(),
                n: 100,
                m: 101,
                alpha: 0.1,
                byzantine: 10,
                byzantine_model: "fixed",
                theorems_speak_with_probability: 1.0,
                dim: 1,
                lower_bound: Some(0.0111),
                arms,
            }],
        }],
    }
}

fn both() -> Report {
    report("tiny", vec![arm("median-gd", Some(0.123_41)), arm("mean-gd", None)])
}

#[test]
fn a_wide_page_has_columns() {
    insta::assert_snapshot!(text_table(&both(), 160), @"
    tiny: How far?
    gaussian-mean sigma=1
        n    m  d    α  estimator  adversary           rms ± s.e.       bias ± s.e.  95 %  predicted  bound  no better than  replicates  lost
      100  101  1  0.1  median-gd  plus-infinity  0.1234 ± 0.0056  -0.0123 ± 0.0010  0.25     0.1246  1.234          0.0111        1000     0
      100  101  1  0.1  mean-gd    plus-infinity                -                 -  0.25          -      -          0.0111        1000     7
    ");
    assert!(measured(&both(), 160).starts_with("tiny: How far?; it has no [[check]]"));
}

#[test]
fn columns_that_say_nothing_are_left_out() {
    let mut only = arm("median-gd", Some(0.1));
    only.predicted = None;
    only.bounds = Vec::new();
    let text = text_table(&report("tiny", vec![only]), 160);
    assert!(
        !text.contains("predicted") && !text.contains("bound") && !text.contains("lost"),
        "{text}"
    );
}

#[test]
fn a_narrow_page_has_paragraphs_that_break_no_number() {
    let wide = text_table(&both(), 160);
    for width in [24, 30, 50, 80, 100] {
        let text = text_table(&both(), width);
        assert!(
            text.lines().all(|line| line.chars().count() <= width.into()),
            "{width}: {text}"
        );
        let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_end_matches(',')).collect();
        for word in wide
            .split_whitespace()
            .filter(|word| *word != "-" && word.starts_with(|c: char| c.is_ascii_digit() || c == '-'))
        {
            assert!(words.contains(&word), "{width}: {word} is broken in {text}");
        }
        assert!(text.contains("0.1234 ± 0.0056"), "{width}: {text}");
    }
}

#[test]
fn markdown_and_latex_have_the_same_rows() {
    insta::assert_snapshot!(markdown_table(&both()), @"
    ## tiny

    How far?

    ### gaussian-mean sigma=1

    | n | m | d | α | estimator | adversary | rms ± s.e. | bias ± s.e. | 95 % | predicted | bound | no better than | replicates | lost |
    |---:|---:|---:|---:|---|---|---:|---:|---:|---:|---:|---:|---:|---:|
    | 100 | 101 | 1 | 0.1 | median-gd | plus-infinity | 0.1234 ± 0.0056 | -0.0123 ± 0.0010 | 0.25 | 0.1246 | 1.234 | 0.0111 | 1000 | 0 |
    | 100 | 101 | 1 | 0.1 | mean-gd | plus-infinity | - | - | 0.25 | - | - | 0.0111 | 1000 | 7 |
    ");
    insta::assert_snapshot!(latex_table(&both()), @r"
    % \usepackage{booktabs,longtable,siunitx}
    \begin{longtable}{rrrlllS[table-format=1.4(2)]S[table-format=-1.4(2)]S[table-format=1.2]S[table-format=1.4]S[table-format=1.3]S[table-format=1.4]rr}
    \caption{tiny: How far?} \\
    \toprule
    {$n$} & {$m$} & {$d$} & {$\alpha$} & {estimator} & {adversary} & {rms} & {bias} & {95\,\%} & {predicted} & {bound} & {lower bound} & {replicates} & {lost} \\
    \midrule
    \endhead
    \bottomrule
    \endfoot
    \multicolumn{14}{l}{gaussian-mean sigma=1} \\
    100 & 101 & 1 & 0.1 & median-gd & plus-infinity & 0.1234(56) & -0.0123(10) & 0.25 & 0.1246 & 1.234 & 0.0111 & 1000 & 0 \\
    100 & 101 & 1 & 0.1 & mean-gd & plus-infinity & {--} & {--} & 0.25 & {--} & {--} & 0.0111 & 1000 & 7 \\
    \end{longtable}
    ");
}

#[test]
fn names_do_no_harm() {
    let nasty = report(
        NASTY,
        vec![
            arm(NASTY, Some(0.1)),
            arm("nan", Some(f64::NAN)),
            arm("inf", Some(f64::INFINITY)),
        ],
    );
    let csv = csv_table(&nasty);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(reader.headers().expect("a header"), &CSV_COLUMNS[..]);
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("records");
    assert_eq!((rows.len(), &rows[0][0], &rows[0][10]), (3, NASTY, NASTY));
    let rms = CSV_COLUMNS
        .iter()
        .position(|column| *column == "rms")
        .expect("a column");
    assert_eq!((&rows[0][rms], &rows[1][rms], &rows[2][rms]), ("0.1", "", "inf"));

    let markdown = markdown_table(&nasty);
    assert!(!markdown.contains("<script>") && markdown.contains("&lt;script&gt;") && markdown.contains("a\\_b"));
    let table: Vec<&str> = markdown.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(table.len(), 5);
    let bars = |line: &str| line.matches('|').count() - line.matches("\\|").count();
    assert!(table.iter().all(|line| bars(line) == bars(table[0])), "{markdown}");

    let latex = latex_table(&nasty);
    assert!(latex.contains("\\textless{}script\\textgreater{}") && latex.contains("a\\_b \\& c\\textbar{}d \\% \\$e"));
    let rows = latex.lines().filter(|line| line.starts_with("100 & "));
    let places = |line: &str| line.matches('&').count() - line.matches("\\&").count();
    let counts: Vec<usize> = rows.map(places).collect();
    assert_eq!(counts, [counts[0]; 3], "{latex}");

    let text = text_table(&nasty, 400);
    assert_eq!(text.lines().count(), 6, "a name breaks no line: {text}");
    let json: serde_json::Value = serde_json::from_str(&nasty.to_json()).expect("JSON");
    assert_eq!(json["experiments"][0]["name"], NASTY);
    assert!(json["experiments"][0]["cells"][0]["arms"][2]["rms"]["value"].is_null());
}
