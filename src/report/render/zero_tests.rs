//! What is 0 on a logarithmic axis, what is too much for a page, and what shares a name.

use super::*;
use crate::report::plot::{Marker, PlotError};
use crate::report::render::zero::without_place;

const ALONG_ALPHA: &str = "name = \"zero\"
[[problem]]
name = \"gaussian-mean\"
[[grid]]
n = [10]
m = [20]
alpha = [0.0, 0.1, 0.2, 0.4]
dim = [3]
[[estimator]]
aggregator = \"median\"
rounds = 1
[[estimator]]
algorithm = \"one-round\"
aggregator = \"median\"
[[adversary]]
name = \"plus-infinity\"
[replicates]
quick = { batch = 50, maximum = 50 }
[[figure]]
finding = \"It grows\"
x = \"alpha\"
rate = \"median\"
";

#[test]
fn no_byzantine_workers_stand_beyond_a_break_of_the_axis() {
    let (figure, _) = figure_of(ALONG_ALPHA);
    let panel = &figure.panels[0];
    let (zero, edge) = panel.x.zero.expect("a broken axis");
    assert!(0.0 < zero && zero < edge && edge < 0.1, "{zero}, {edge}");
    assert!(
        panel.x.label.contains("0 stands left of the break"),
        "{}",
        panel.x.label
    );
    for series in panel.series.iter().filter(|series| !series.points.is_empty()) {
        let places: Vec<f64> = series.points.iter().map(|point| point.x).collect();
        let [first, cut, ref others @ ..] = places[..] else {
            panic!("{places:?}");
        };
        // Lines of theory have places between those of the cells.
        assert!(series.marker.is_none() || others.len() == 3, "{places:?}");
        assert!(first < edge && cut.is_nan() && others.len() >= 3, "{places:?}");
        assert!(
            edge < others[0] && others.is_sorted_by(|one, other| one < other),
            "{places:?}"
        );
    }
    let svg = figure.to_svg().expect("drawn");
    assert!(svg.contains(">0</text>"));
    // Without such cells the axis is whole.
    let (whole, _) = figure_of(&ALONG_ALPHA.replace("[0.0, 0.1", "[0.05, 0.1"));
    assert_eq!(
        (whole.panels[0].x.zero, whole.panels[0].x.label.as_str()),
        (None, "α, Byzantine fraction")
    );
}

#[test]
fn measured_zeros_are_counted_in_the_footer() {
    let (mut figure, _) = figure_of(ALONG_ALPHA);
    assert!(
        figure.footer.iter().all(|line| !line.contains("without a place")),
        "{:?}",
        figure.footer
    );
    assert_eq!(without_place(&figure.panels), 0);
    let measured = figure.panels[0]
        .series
        .iter_mut()
        .filter(|series| series.marker.is_some());
    let measured: Vec<&mut Series> = measured.collect();
    assert_eq!(measured.len(), 2);
    for series in measured {
        series.points[0].y = 0.0;
    }
    assert_eq!(without_place(&figure.panels), 2);
}

#[test]
fn a_blot_is_refused_with_advice() {
    let (mut figure, _) = figure_of(ALONG_ALPHA);
    let series = &mut figure.panels[0].series[0];
    series.marker = Some(Marker::Circle);
    let point = series.points[0];
    series.points = vec![point; 1_001];
    let error = figure.to_svg().expect_err("a blot");
    assert!(matches!(error, PlotError::TooCrowded { limit: 1_000, .. }), "{error}");
    assert!(error.to_string().contains("show fewer cells"), "{error}");
}

/// Two attacks of one name and another size have each their own entry of the legend and their own glyph.
#[test]
fn sizes_of_one_attack_are_told_apart() {
    let two = "[[adversary]]\nname = \"sign-flip\"\nsize = 1\n[[adversary]]\nname = \"sign-flip\"\nsize = 10\n";
    let list = "[[adversary]]\nname = \"sign-flip\"\nsize = [1, 10]\n";
    let head = ALONG_ALPHA.replace("alpha = [0.0, 0.1, 0.2, 0.4]", "alpha = [0.1, 0.2]");
    for attacks in [two, list] {
        let text = head.replace("[[adversary]]\nname = \"plus-infinity\"\n", attacks);
        let (figure, _) = figure_of(&text);
        let series = &figure.panels[0].series;
        for estimator in ["median GD", "one-round median"] {
            let looks: Vec<_> = series
                .iter()
                .filter(|series| series.marker.is_some())
                .filter(|series| series.label.as_ref().is_some_and(|label| label.starts_with(estimator)))
                .map(|series| (series.label.clone(), series.marker))
                .collect();
            let [(one, small), (other, large)] = &looks[..] else {
                panic!("{looks:?}");
            };
            assert!(one.as_ref().is_some_and(|label| label.ends_with("size=1")), "{looks:?}");
            assert!(
                other.as_ref().is_some_and(|label| label.ends_with("size=10")),
                "{looks:?}"
            );
            assert_ne!(small, large, "{looks:?}");
        }
        let along = text
            .replace("x = \"alpha\"", "x = \"adversary\"")
            .replace("rate = \"median\"\n", "");
        let (figure, _) = figure_of(&along.replace("alpha = [0.1, 0.2]", "alpha = [0.1]"));
        let Scale::Categorical(names) = &figure.panels[0].x.scale else {
            panic!("no categories");
        };
        assert_eq!(names, &["sign-flip size=1", "sign-flip size=10"]);
    }
}
