use super::escape::{anchor, escaped, in_block};
use super::policy::hash;
use super::{PageExperiment, PageFigure, page};
use crate::claim::{Confidence, Verdict};
use crate::experiment::Profile;
use crate::report::plot::{Axis, Colour, Figure, FigureData, Marker, Panel, Point, Series};
use crate::report::{ExperimentReport, FORMAT_VERSION, Report};

/// Everything that some reader of HTML takes for more than a character.
const NASTY: &str = "<script>alert(1)</script> ]]> <!-- \" onload='x' & \u{0} \u{2028}";

fn hostile() -> String {
    let confidence = Confidence {
        false_alarm: 0.01,
        comparisons: 0,
        looks: 3,
        level: f64::NAN,
    };
    let report = Report {
        format_version: FORMAT_VERSION,
        version: "0",
        verdict: Some(Verdict::Inconclusive),
        confidence,
        experiments: vec![ExperimentReport {
            name: NASTY.to_owned(),
            question: NASTY.to_owned(),
            profile: Profile::Smoke,
            seed: u64::MAX,
            hash: String::new(),
            verdict: None,
            confidence,
            claims: Vec::new(),
            findings: Vec::new(),
            cells: Vec::new(),
        }],
    };
    let figure = PageFigure {
        file: NASTY.to_owned(),
        title: NASTY.to_owned(),
        caption: NASTY.to_owned(),
        svg: "<?xml version=\"1.0\"?>\n<svg><title>t</title></svg>\n".to_owned(),
        data: hostile_data(),
    };
    let shown = PageExperiment {
        figures: vec![figure.clone()],
        spec: NASTY.to_owned(),
    };
    page(&report, &[shown], &[figure])
}

/// Numbers that do not exist, under names that are no names.
fn hostile_data() -> FigureData {
    let series = Series::new(Colour::BLUE)
        .label(NASTY)
        .note(NASTY)
        .marker(Marker::Circle)
        .points([
            Point::new(1.0, 2.0),
            Point::new(f64::NAN, f64::INFINITY),
            Point::with_error(1.0, 3.0, f64::NEG_INFINITY, f64::NAN),
        ]);
    let panel = Panel {
        title: Some(NASTY.to_owned()),
        x: Axis::linear(NASTY),
        y: Axis::categorical(NASTY, [NASTY; 4]),
        series: vec![series],
        ..Panel::default()
    };
    let figure = Figure {
        panels: vec![panel],
        hollow_label: Some(NASTY.to_owned()),
        ..Figure::default()
    };
    figure.data().expect("a figure")
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).expect("the beginning");
    rest.split_once(to).expect("the end").0
}

#[test]
fn nothing_that_is_named_is_taken_for_markup() {
    let html = hostile();
    assert_eq!(html.matches("<script").count(), 2, "{html}");
    assert_eq!(html.matches("</script").count(), 2);
    let (shown, _) = html.split_once("<script").expect("a block of data");
    for markup in ["alert(1)<", "<!--", "onload='", "<?xml"] {
        assert!(!shown.contains(markup), "{markup:?}");
    }
    for broken in ["\u{0}", "NaN", "]]> <"] {
        assert!(!html.contains(broken), "{broken:?}");
    }
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_eq!(html.matches("<svg><title>t</title></svg>").count(), 2);
    let data: serde_json::Value =
        serde_json::from_str(between(&html, "id=\"data\">", "</script>")).expect("the block is JSON");
    assert_eq!(data["experiments"][0]["name"], NASTY);
    assert_eq!(data["experiments"][0]["seed"], u64::MAX);
    let columns = data["figures"]["="].as_array().expect("columns");
    let hollow = columns.iter().find(|column| column[0] == "hollow");
    let hollow = &hollow.expect("what is hollow")[1];
    assert_eq!(*hollow, serde_json::json!([NASTY, NASTY]));
}

#[test]
fn the_policy_allows_the_script_and_style_that_are_there_and_no_other() {
    let html = hostile();
    let policy = between(&html, "Content-Security-Policy\" content=\"", "\"");
    let (style, script) = (
        between(&html, "<style>", "</style>"),
        between(&html, "<script>", "</script>"),
    );
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    for (kind, text) in [("style", style), ("script", script)] {
        assert!(policy.contains(&format!("{kind}-src '{}';", hash(text))), "{kind}");
    }
    assert!(!policy.contains("unsafe") && !html.contains(" style=\""));
}

#[test]
fn what_every_page_has_is_small() {
    assert!(hostile().len() < 48_000, "{}", hostile().len());
}

#[test]
fn text_stays_what_it_is() {
    assert_eq!(
        escaped("a < b & 'c' > \"d\""),
        "a &lt; b &amp; &#39;c&#39; &gt; &quot;d&quot;"
    );
    assert_eq!(escaped("‖ŵ − w*‖\n\u{1b}"), "‖ŵ − w*‖\n\u{fffd}");
    assert_eq!(in_block("\"</script>\""), "\"\\u003c/script\\u003e\"");
    assert_eq!(anchor("figure", "rate-in-n"), "figure-rate-in-n");
    assert_ne!(anchor("figure", "a b"), anchor("figure", "a.20.b"));
}
