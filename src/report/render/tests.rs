use std::sync::atomic::AtomicBool;

use super::Rendered;
use crate::algorithm::Measure;
use crate::claim::{Campaign, Judged, Study};
use crate::experiment::{Catalog, Engine, Overrides, Response, Source};
use crate::report::FigureSpec;
use crate::report::plot::{Figure, LineStyle, Panel, Scale, Series};
use crate::spec::Document;
use crate::store::Journal;

const HEAD: &str = "name = \"render\"
[[problem]]
name = \"gaussian-mean\"
[[grid]]
n = [10]
m = [20]
alpha = [0.1]
dim = [3]
[[adversary]]
name = \"plus-infinity\"
[replicates]
quick = { batch = 50, maximum = 50 }
";

const TRIMMED: &str = "
[[estimator]]
id = \"trim-0.4\"
aggregator = \"trimmed-mean\"
beta = 0.4
rounds = 1
[[estimator]]
id = \"trim-0.1\"
aggregator = \"trimmed-mean\"
beta = 0.1
rounds = 1
[[estimator]]
id = \"trim-0.2\"
aggregator = \"trimmed-mean\"
beta = 0.2
rounds = 1
[[estimator]]
aggregator = \"median\"
rounds = 1
";

const ROUNDS: &str = "
[[estimator]]
id = \"ten\"
aggregator = \"median\"
rounds = 10
[[estimator]]
id = \"one\"
aggregator = \"median\"
rounds = 1
[[estimator]]
id = \"slow\"
aggregator = \"median\"
rounds = 2
step = 0.5
[[estimator]]
id = \"slower\"
aggregator = \"median\"
rounds = 4
step = 0.5
[[estimator]]
algorithm = \"one-round\"
aggregator = \"median\"
";

/// The one figure of a spec, of few replicates.
fn figure(estimators: &str, keys: &str) -> Figure {
    drawn(estimators, keys).0
}

/// The one figure of a spec, and what it shows.
fn drawn(estimators: &str, keys: &str) -> (Figure, Judged) {
    figure_of(&format!(
        "{HEAD}{estimators}[[figure]]\nfinding = \"It falls\"\n{keys}\n"
    ))
}

pub(super) fn figure_of(text: &str) -> (Figure, Judged) {
    let study = Study::decode(
        Document::new("test.toml", text.to_owned()),
        &Catalog::default(),
        &Overrides::default(),
    );
    let campaign = Campaign {
        studies: vec![study.unwrap_or_else(|error| panic!("{error}"))],
    };
    let study = &campaign.studies[0];
    let journal = Journal::in_memory().expect("a store");
    let engine = Engine {
        journal: &journal,
        source: Source::StoreAndDraw,
        stop: &AtomicBool::new(false),
        observer: &|_| {},
    };
    let judged = campaign.run(study, &engine).expect("a run");
    let figures = FigureSpec::of(study).unwrap_or_else(|error| panic!("{error}"));
    let figure = Rendered::new(&figures[0], study, &judged).figure().clone();
    (figure, judged)
}

fn named<'a>(panel: &'a Panel, label: &str) -> &'a Series {
    let series = panel
        .series
        .iter()
        .find(|series| series.label.as_deref() == Some(label));
    series.unwrap_or_else(|| panic!("no series {label:?} in {:?}", panel.series))
}

fn xs(series: &Series) -> Vec<f64> {
    series.points.iter().map(|point| point.x).collect()
}

/// An arm that loses its estimates was run: it stands at the upper edge, with its count.
#[test]
fn what_is_lost_is_drawn_at_the_upper_edge() {
    let estimators = "
[[adversary]]
name = \"not-a-number\"
[[estimator]]
aggregator = \"mean\"
rounds = 1
[[estimator]]
aggregator = \"median\"
rounds = 1
";
    let figure = figure(estimators, "x = \"adversary\"");
    let panel = &figure.panels[0];
    let lost: Vec<&Series> = panel.series.iter().filter(|series| series.note.is_some()).collect();
    assert_eq!(lost.len(), 1, "{:?}", panel.series);
    assert_eq!(
        (lost[0].note.as_deref(), lost[0].label.as_deref()),
        (Some("lost 50 of 50"), Some("mean GD"))
    );
    assert_eq!(xs(lost[0]), [1.0]);
    assert!(lost[0].points[0].lost);
    let svg = figure.to_svg().expect("drawn");
    assert!(svg.contains("lost 50 of 50") && !svg.contains("off the page"));
}

/// Rules of one family share a colour, algorithms of several rounds a marker: what shares both would be one series to a reader.
#[test]
fn no_two_estimators_look_the_same() {
    let estimators = "
[[estimator]]
algorithm = \"one-round\"
aggregator = \"krum\"
[[estimator]]
algorithm = \"one-round\"
aggregator = \"multi-krum\"
[[estimator]]
aggregator = \"median\"
rounds = 1
";
    let figure = figure(estimators, "x = \"n\"");
    let series = figure.panels[0].series.iter().filter(|series| series.marker.is_some());
    let looks: Vec<_> = series.map(|series| (series.colour, series.marker)).collect();
    assert_eq!(looks.len(), 3);
    for (place, look) in looks.iter().enumerate() {
        assert!(!looks[..place].contains(look), "{look:?} twice");
    }
}

/// Where all that was drawn is lost there is no scale, but the arms are there.
#[test]
fn a_panel_of_lost_estimates_is_not_empty() {
    let estimators = "
[[estimator]]
aggregator = \"mean\"
rounds = 1
";
    let keys = "x = \"n\"\nadversaries = [\"not-a-number\"]\n[[adversary]]\nname = \"not-a-number\"";
    let svg = figure(estimators, keys).to_svg().expect("drawn");
    assert!(
        svg.contains("lost 50 of 50") && !svg.contains("no data") && !svg.contains("no values"),
        "{svg}"
    );
}

/// The axis, the footer and the lower bound tell workers that are Byzantine by chance from a fixed set.
#[test]
fn byzantine_by_chance_is_named() {
    let text = format!("{HEAD}{ROUNDS}").replace("alpha = [0.1]", "alpha = [0.07, 0.1]");
    let of = |text: &str| {
        let figure = figure_of(&format!(
            "{text}[[figure]]\nfinding = \"It falls\"\nx = \"alpha\"\nestimators = [\"one\"]\n"
        ))
        .0;
        let xs = xs(named(&figure.panels[0], "one"));
        let bound = (figure.panels[0].series.iter())
            .find_map(|series| series.label.clone().filter(|label| label.starts_with("lower bound")));
        (
            xs,
            bound.expect("Gaussian means"),
            figure.footer[0].replace('\u{a0}', " "),
        )
    };
    let (xs, bound, footer) = of(&text);
    assert_eq!(xs, [0.05, 0.1]);
    assert!(bound.ends_with("a fixed set of b workers Byzantine"), "{bound}");
    assert!(
        footer.contains("b = ⌊αm⌋ workers Byzantine · adversary plus-infinity"),
        "{footer}"
    );
    let (xs, bound, footer) = of(&text.replace("dim = [3]", "dim = [3]\nbyzantine = \"random\""));
    assert_eq!(xs, [0.07, 0.1]);
    assert!(bound.ends_with("workers Byzantine by chance"), "{bound}");
    // P(Bin(20, .07) ≤ 1) and P(Bin(20, .1) ≤ 2).
    assert!(
        footer.contains("of which theorems speak, with probability 0.59–0.68"),
        "{footer}"
    );
}

#[test]
fn trim_fractions_make_one_series_and_the_median_a_level() {
    let figure = figure(TRIMMED, "x = \"beta\"");
    let panel = &figure.panels[0];
    let trimmed = named(panel, "trimmed mean GD");
    assert_eq!(xs(trimmed), [0.1, 0.2, 0.4]);
    assert_eq!(trimmed.line, Some(LineStyle::Thin));
    let noted: Vec<&Series> = panel.series.iter().filter(|series| series.note.is_some()).collect();
    let [median] = noted[..] else { panic!("{noted:?}") };
    assert_eq!(median.note.as_deref(), Some("median GD"));
    assert_eq!((median.line, median.marker), (Some(LineStyle::Dashed), None));
    let (low, high) = panel.x.range.expect("a range");
    assert!(panel.x.scale == Scale::Linear && low < 0.1 && high > 0.4);
    assert_eq!(xs(median), [low, high]);
    assert_eq!(median.points[0].y, median.points[1].y);
}

#[test]
fn floats_are_rounds_times_dimension() {
    let figure = figure(ROUNDS, "x = \"floats\"");
    let panel = &figure.panels[0];
    assert_eq!(panel.x.scale, Scale::Log);
    let floats = |label: &str| xs(named(panel, label));
    assert_eq!(floats("ten … one"), [3.0, 30.0]);
    assert_eq!(floats("slow … slower"), [6.0, 12.0]);
    assert_eq!(floats("one-round median"), [3.0]);
    // Markers of three families are set apart.
    let aside = ["ten … one", "slow … slower", "one-round median"].map(|label| named(panel, label).aside);
    assert!(
        aside[0] < aside[1] && aside[1] == 0.0 && aside[2] == -aside[0],
        "{aside:?}"
    );
    let looks: Vec<_> = ["ten … one", "slow … slower", "one-round median"]
        .map(|label| named(panel, label))
        .map(|series| (series.colour, series.marker))
        .to_vec();
    assert!(
        looks[0] != looks[1] && looks[1] != looks[2] && looks[0] != looks[2],
        "{looks:?}"
    );
}

/// Where the path says how many rounds there are, every adversary has its own: the floats are those that were sent.
#[test]
fn floats_that_nobody_knows_before_are_measured() {
    let estimators = "
[[estimator]]
id = \"path\"
aggregator = \"median\"
rounds = \"path\"
[[adversary]]
name = \"minus-infinity\"
[[adversary]]
name = \"sign-flip\"
size = 100
";
    let (figure, judged) = drawn(estimators, "x = \"floats\"");
    let measured: Vec<f64> = (0..3)
        .map(|arm| {
            let arm = judged.outcomes[0].arm(arm);
            assert!(arm.values(Measure::FloatsSent).all(|floats| floats % 3.0 == 0.0));
            let sent = arm.response(Response::Of(Measure::FloatsSent)).expect("measured").value;
            let rounds = arm.response(Response::Of(Measure::Rounds)).expect("measured").value;
            assert!(rounds > 1.0 && (sent - 3.0 * rounds).abs() < 1e-9);
            sent
        })
        .collect();
    let series = figure.panels[0].series.iter().filter(|series| series.marker.is_some());
    let shown: Vec<f64> = series.flat_map(xs).collect();
    assert_eq!(shown, measured);
    assert!(shown[0] != shown[2], "{shown:?}");
}

#[test]
fn estimators_with_one_aggregator_look_different() {
    for along in ["n", "cell", "adversary"] {
        let figure = figure(TRIMMED, &format!("x = \"{along}\""));
        let panel = &figure.panels[0];
        let looks = ["trim-0.4", "trim-0.1", "trim-0.2", "median GD"]
            .map(|label| named(panel, label))
            .map(|series| (series.colour, series.marker));
        for (index, look) in looks.iter().enumerate() {
            assert!(!looks[..index].contains(look), "{along}: {looks:?}");
        }
    }
}

#[test]
fn an_axis_may_fit_what_was_measured() {
    let figure = figure(TRIMMED, "x = \"beta\"\ny_limits = \"measured\"");
    let panel = &figure.panels[0];
    let (low, high) = panel.y.range.expect("a range");
    let measured = panel
        .series
        .iter()
        .filter(|series| series.marker.is_some() || series.note.is_some());
    for point in measured.flat_map(|series| &series.points) {
        assert!(
            low < point.low && point.high < high,
            "{point:?} is not between {low} and {high}"
        );
    }
    assert!(high / low < 4.0, "{low} to {high}");
}

const ATTACKED: &str = "
[[estimator]]
aggregator = \"median\"
rounds = [1, 3]
[[adversary]]
name = \"sign-flip\"
size = [1, 10, 100]
[[adversary]]
name = \"constant-shift\"
size = [10, 20]
";

/// Lists make estimators and adversaries; no two of them share a label or a glyph.
#[test]
fn what_lists_make_is_told_apart() {
    let figure = figure(ATTACKED, "x = \"n\"");
    let measured: Vec<&Series> = figure.panels[0].series.iter().filter(|s| s.marker.is_some()).collect();
    assert_eq!(measured.len(), 12, "2 estimators under 6 adversaries");
    for (index, series) in measured.iter().enumerate() {
        for earlier in &measured[..index] {
            assert_ne!(series.label, earlier.label);
            assert_ne!(
                (series.colour, series.marker),
                (earlier.colour, earlier.marker),
                "{:?}",
                series.label
            );
        }
    }
    named(&figure.panels[0], "median GD, rounds=1, sign-flip size=100");
}

#[test]
fn a_parameter_runs_along_x() {
    let figure = figure(ATTACKED, "x = \"size\"");
    let panel = &figure.panels[0];
    assert_eq!(panel.x.scale, Scale::Log);
    assert_eq!(xs(named(panel, "median GD, rounds=1, sign-flip")), [1.0, 10.0, 100.0]);
    assert_eq!(xs(named(panel, "median GD, rounds=3, constant-shift")), [10.0, 20.0]);
    let figure = self::figure(ATTACKED, "x = \"rounds\"\nadversaries = [\"sign-flip size=10\"]");
    assert_eq!(xs(named(&figure.panels[0], "median GD")), [1.0, 3.0]);
}

#[test]
fn adversaries_have_panels_or_colours() {
    let keys = "x = \"n\"\nadversaries = [\"sign-flip\"]\nestimators = [\"median-gd rounds=1\"]";
    let panels = figure(ATTACKED, &format!("{keys}\npanels = \"adversary\""));
    let titles: Vec<_> = panels
        .panels
        .iter()
        .map(|panel| panel.title.as_deref().unwrap_or(""))
        .collect();
    assert_eq!(titles, ["sign-flip size=1", "sign-flip size=10", "sign-flip size=100"]);
    let coloured = figure(ATTACKED, &format!("{keys}\ncolour = \"adversary\""));
    let measured: Vec<&Series> = coloured.panels[0]
        .series
        .iter()
        .filter(|s| s.marker.is_some())
        .collect();
    assert_eq!(measured.len(), 3);
    assert!(
        measured
            .windows(2)
            .all(|pair| pair[0].colour != pair[1].colour && pair[0].marker == pair[1].marker)
    );
}

#[path = "zero_tests.rs"]
mod zero;

#[path = "beyond_tests.rs"]
mod beyond;
