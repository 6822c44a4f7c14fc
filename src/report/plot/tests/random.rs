//! Random figures, with numbers of every kind, never panic.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::super::*;
use super::names::check_names;
use super::pages::pages;
use super::samples::ADVERSARIES;
use super::{check_scene, check_texts, check_well_formed, scene_of};

/// The same figures every time.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A number of any kind a measurement might give, and some it should not.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -1e3..1e3,
        4 => (-8.0..8.0).prop_map(|e: f64| libm::pow(10.0, e)),
        2 => proptest::num::f64::ANY,
        1 => prop_oneof![Just(0.0), Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(f64::MAX), Just(5e-324), Just(-1.0)],
    ]
}

fn axis() -> impl Strategy<Value = Axis> {
    let scale = prop_oneof![
        Just(Scale::Log),
        Just(Scale::Linear),
        (1..12_usize)
            .prop_map(|k| Scale::Categorical(ADVERSARIES.iter().cycle().take(k).map(|s| (*s).to_owned()).collect())),
    ];
    (
        "[a-zμ‖ŵ√ ]{0,40}",
        scale,
        proptest::option::weighted(0.2, (number(), number())),
    )
        .prop_map(|(label, scale, range)| Axis {
            label,
            scale,
            zero: range,
            range,
        })
}

fn series() -> impl Strategy<Value = Series> {
    let point = (number(), number(), number(), number(), any::<bool>()).prop_map(|(x, y, low, high, hollow)| Point {
        x,
        y,
        low,
        high,
        hollow,
        lost: hollow && x > y,
        replicates: None,
    });
    let marker = prop_oneof![
        Just(Marker::Circle),
        Just(Marker::Square),
        Just(Marker::Triangle),
        Just(Marker::Diamond),
        Just(Marker::Cross)
    ];
    let line = prop_oneof![Just(LineStyle::Solid), Just(LineStyle::Dashed), Just(LineStyle::Dotted)];
    (
        proptest::option::of("[a-z<&αβ -]{0,30}"),
        proptest::option::of(marker),
        proptest::option::of(line),
        proptest::collection::vec(point, 0..12),
        proptest::option::weighted(0.3, "[a-z ]{0,25}"),
        -30.0..30.0,
    )
        .prop_map(|(label, marker, line, points, note, aside)| Series {
            label,
            colour: Colour::ORANGE,
            marker,
            line,
            points,
            note,
            aside,
        })
}

/// Tiles of which most have a place on a log axis, and some on none.
fn tiles() -> impl Strategy<Value = Tiles> {
    let edges = || {
        let step = prop_oneof![9 => 1e-3..30.0, 1 => number()];
        let sum = |(start, steps): (f64, Vec<f64>)| -> Vec<f64> {
            let mut edge = start;
            let next = steps.into_iter().map(|step| {
                edge += step;
                edge
            });
            std::iter::once(start).chain(next).collect()
        };
        (
            prop_oneof![4 => Just(0.1), 1 => number()],
            proptest::collection::vec(step, 1..9),
        )
            .prop_map(sum)
    };
    let cells = proptest::collection::vec(0..3_usize, 64);
    ("[a-z ]{0,40}", edges(), edges(), cells).prop_map(|(label, x_edges, y_edges, mut cells)| {
        cells.truncate((x_edges.len() - 1) * (y_edges.len() - 1));
        let colours = [Colour::YELLOW, Colour::BLACK, Colour::ORANGE];
        Tiles {
            categories: colours.map(|colour| Category::new(label.clone(), colour)).to_vec(),
            x_edges,
            y_edges,
            cells,
            texts: Vec::new(),
        }
    })
}

fn figure() -> impl Strategy<Value = Figure> {
    let panel = (
        proptest::option::of("[a-z ]{0,60}"),
        axis(),
        axis(),
        proptest::option::weighted(0.3, tiles()),
        proptest::collection::vec(series(), 0..6),
        proptest::option::of("[a-z ]{0,40}"),
    )
        .prop_map(|(title, x, y, tiles, series, beyond)| Panel {
            title,
            x,
            y,
            tiles,
            beyond,
            series,
        });
    (
        "\\PC{0,200}",
        proptest::option::of("\\PC{0,100}"),
        proptest::collection::vec(panel, 0..5),
        proptest::collection::vec("\\PC{0,200}", 0..3),
    )
        .prop_map(|(title, subtitle, panels, footer)| Figure {
            title,
            subtitle,
            panels,
            footer,
            hollow_label: Some("hollow".to_owned()),
        })
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn no_figure_panics(figure in figure()) {
        if let Ok(svg) = figure.to_svg() {
            check_well_formed(&svg);
            check_texts(&figure);
            for layout in pages() {
                // What fits on one page may be too tall for another.
                if let Ok(scene) = scene_of(&figure, layout) {
                    check_scene("figure", &scene);
                }
            }
            check_names(&figure);
        }
    }
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn no_bitmap_panics(figure in figure()) {
        prop_assert_eq!(figure.to_png().is_ok(), figure.to_svg().is_ok());
        prop_assert_eq!(figure.to_pdf().is_ok(), figure.to_svg().is_ok());
    }
}
