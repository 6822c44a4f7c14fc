//! Panels and colours by coordinates and parameters.

use super::tests::figure_of;
use crate::report::plot::{Figure, Marker, Series};

const SPEC: &str = "name = \"parts\"
[[problem]]
name = \"gaussian-mean\"
[[grid]]
n = [10, 20]
m = [20, 30]
alpha = [0.1]
dim = [2]
[[estimator]]
algorithm = \"one-round\"
aggregator = \"trimmed-mean\"
beta = [0.1, 0.2]
[[estimator]]
algorithm = \"one-round\"
aggregator = \"median\"
[[adversary]]
name = \"plus-infinity\"
[[adversary]]
name = \"constant-shift\"
size = [1.0, 4.0]
[replicates]
quick = { batch = 50, maximum = 50 }
[[figure]]
finding = \"It falls\"
";

fn figure(keys: &str) -> Figure {
    figure_of(&format!("{SPEC}{keys}\n")).0
}

/// Measured series of a panel, by their labels.
fn measured(figure: &Figure, panel: usize) -> Vec<&Series> {
    let series = figure.panels[panel].series.iter();
    series.filter(|series| series.marker.is_some()).collect()
}

#[test]
fn a_parameter_makes_panels_and_who_has_none_is_in_all() {
    let figure = figure("x = \"n\"\npanels = \"size\"");
    let titles: Vec<_> = figure
        .panels
        .iter()
        .map(|panel| panel.title.clone().unwrap_or_default())
        .collect();
    assert_eq!(titles, ["size = 1", "size = 4"]);
    for (panel, other) in [(0, "size=4"), (1, "size=1")] {
        let labels: Vec<_> = measured(&figure, panel)
            .iter()
            .filter_map(|series| series.label.clone())
            .collect();
        // Three estimators at two m, under the one shift and without a size.
        assert_eq!(labels.len(), 3 * 2 * 2, "{labels:?}");
        assert!(labels.iter().all(|label| !label.contains(other)), "{labels:?}");
        assert!(labels.iter().any(|label| label.contains("infinity")), "{labels:?}");
    }
}

/// Lines of one m have one colour, and other m another; estimators keep their markers.
#[test]
fn a_coordinate_makes_colours() {
    let figure = figure("x = \"n\"\ncolour = \"m\"\nadversaries = [\"plus-infinity\"]");
    let looks: Vec<_> = (measured(&figure, 0).iter())
        .map(|series| (series.label.clone().unwrap_or_default(), series.colour, series.marker))
        .collect();
    let of = |part: &str| -> Vec<_> { looks.iter().filter(|look| look.0.contains(part)).collect() };
    let (few, many) = (of("m=20"), of("m=30"));
    assert_eq!((few.len(), many.len()), (3, 3), "{looks:?}");
    assert!(few.iter().all(|look| look.1 == few[0].1) && many.iter().all(|look| look.1 == many[0].1));
    assert_ne!(few[0].1, many[0].1);
    let markers = |of: &[&(String, _, Option<Marker>)]| of.iter().map(|look| look.2).collect::<Vec<_>>();
    assert_eq!(markers(&few), markers(&many));
}

/// What has no such parameter is black.
#[test]
fn a_parameter_makes_colours() {
    let figure = figure("x = \"n\"\ncolour = \"beta\"\nadversaries = [\"plus-infinity\"]\nwhere = { m = [20] }");
    let colour = |part: &str| {
        let found = measured(&figure, 0);
        let series = found
            .iter()
            .find(|series| series.label.as_ref().is_some_and(|label| label.contains(part)));
        series.unwrap_or_else(|| panic!("{part}")).colour
    };
    assert_ne!(colour("beta=0.1"), colour("beta=0.2"));
    assert_eq!(colour("median"), crate::report::plot::Colour::BLACK);
}
