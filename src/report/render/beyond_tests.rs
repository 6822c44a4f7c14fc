//! What is far beyond all else stands in the strip, or in the legend, and stretches no axis.

use super::*;

const WITH_MEAN: &str = "
[[estimator]]
aggregator = \"mean\"
rounds = 1
[[estimator]]
aggregator = \"median\"
rounds = 1
";

/// A mean under attack is at the edge of W, far beyond the median: it keeps its value, in the strip.
#[test]
fn estimates_at_the_edge_of_w_stand_in_the_strip() {
    let figure = figure(WITH_MEAN, "x = \"adversary\"");
    let panel = &figure.panels[0];
    let (mean, median) = (named(panel, "mean GD"), named(panel, "median GD"));
    assert!(mean.points.iter().all(|point| point.lost && point.y > 10.0), "{mean:?}");
    assert!(
        median.points.iter().all(|point| !point.lost && point.y < 1.0),
        "{median:?}"
    );
    assert_eq!(panel.beyond.as_deref(), Some("edge of W: 17.32"));
    assert!(figure.to_svg().expect("drawn").contains("edge of W"));
}

/// Where all is at the edge, it is what the axis is about.
#[test]
fn an_edge_that_nothing_is_far_from_stays_on_the_axis() {
    let alone = WITH_MEAN
        .split("[[estimator]]\naggregator = \"median\"")
        .next()
        .expect("a mean");
    let figure = figure(alone, "x = \"adversary\"");
    let panel = &figure.panels[0];
    assert!(named(panel, "mean GD").points.iter().all(|point| !point.lost));
    assert_eq!(panel.beyond, None);
}

/// Linear quantities compare with a level, from end to end.
#[test]
fn errors_may_be_shown_over_the_lower_bound_and_biases_in_units_of_the_skew_term() {
    let over = figure(
        WITH_MEAN,
        "x = \"n\"\ny = \"over-lower-bound\"\nestimators = [\"median-gd\"]",
    );
    let panel = &over.panels[0];
    assert_eq!(panel.y.scale, Scale::Linear);
    assert!(named(panel, "median GD").points[0].y > 1.0);
    assert_eq!(named(panel, "lower bound on every estimator").points[0].y, 1.0);
    let bias = figure(WITH_MEAN, "x = \"n\"\ny = \"n-bias\"\nestimators = [\"median-gd\"]");
    let panel = &bias.panels[0];
    // Messages at +∞ of a gradient make the estimate too small.
    let own = named(panel, "median GD").points[0];
    assert!(own.low < own.y && own.y < own.high && own.y < 0.0, "{own:?}");
    assert!(
        panel
            .series
            .iter()
            .any(|series| series.marker.is_none() && series.points.iter().all(|point| point.y == 0.0))
    );
}
