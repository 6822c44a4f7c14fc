//! Every page that a figure can be laid out for, with every built-in figure.

use std::sync::atomic::AtomicBool;

use super::samples::{all, dots, many_decades, rates};
use super::{check_scene, scene_of};
use crate::claim::{Campaign, Study};
use crate::experiment::{BUILT_IN, Catalog, Engine, Overrides, Profile, Source, built_in};
use crate::report::plot::{Axis, Category, Colour, Figure, Inscription, Layout, Panel, PlotError, Tiles, Width};
use crate::report::{FigureSpec, Rendered, theory_figures};
use crate::store::Journal;

/// Every page but the usual one.
pub fn pages() -> Vec<Layout> {
    let widths = [Width::Screen, Width::SingleColumn, Width::DoubleColumn];
    let both = |width| [false, true].map(|plain| Layout { width, plain });
    widths.into_iter().flat_map(both).skip(1).collect()
}

/// For looking at the figures: `BYZRATE_FIGURES=DIR cargo test --lib pages`.
fn check_everywhere(name: &str, figure: &Figure) {
    let folder = std::env::var_os("BYZRATE_FIGURES").map(std::path::PathBuf::from);
    for layout in pages() {
        let drawing = figure.lay_out(layout).unwrap_or_else(|error| panic!("{name}: {error}"));
        if let Some(folder) = &folder {
            let file = format!("{name}-{:?}-{}.pdf", layout.width, layout.plain);
            std::fs::write(folder.join(file), drawing.to_pdf().expect(name)).expect("writable");
        }
        check_scene(name, &drawing.scene);
    }
}

#[test]
fn samples_fit_every_page() {
    for (name, figure) in all() {
        check_everywhere(name, &figure);
    }
}

#[test]
fn figures_of_theory_fit_every_page() {
    for figure in theory_figures() {
        check_everywhere(figure.file, &figure.figure);
    }
}

#[test]
fn figures_of_built_in_experiments_fit_every_page() {
    let overrides = Overrides {
        profile: Profile::Smoke,
        ..Overrides::default()
    };
    let documents = BUILT_IN.iter().filter_map(|(name, _)| built_in(name));
    let study = |document| Study::decode(document, &Catalog::default(), &overrides).expect("a built-in experiment");
    let campaign = Campaign {
        studies: documents.map(study).collect(),
    };
    let journal = Journal::in_memory().expect("a store");
    let engine = Engine {
        journal: &journal,
        source: Source::StoreAndDraw,
        stop: &AtomicBool::new(false),
        observer: &|_| {},
    };
    let mut checked = 0;
    for study in &campaign.studies {
        let judged = campaign.run(study, &engine).expect("a run");
        for spec in FigureSpec::of(study).expect("figures") {
            check_everywhere(&spec.file, Rendered::new(&spec, study, &judged).figure());
            checked += 1;
        }
    }
    assert!(checked >= 40, "{checked}");
}

#[test]
fn a_page_is_as_wide_as_a_column() {
    for (width, millimetres) in [(Width::SingleColumn, 89.0), (Width::DoubleColumn, 183.0)] {
        let layout = Layout { width, plain: true };
        let scene = scene_of(&rates(), layout).expect("a scene");
        let wide = scene.width * scene.scale / 96.0 * 25.4;
        assert!((wide - millimetres).abs() < 0.2, "{wide}");
    }
}

#[test]
fn what_a_caption_says_is_left_out_of_a_plain_figure() {
    let figure = rates();
    let texts = |plain| {
        let layout = Layout {
            plain,
            ..Layout::default()
        };
        let scene = scene_of(&figure, layout).expect("a scene");
        assert_eq!(scene.title, figure.title);
        let texts: Vec<String> = scene.texts().map(|text| text.content.clone()).collect();
        texts.join("\n")
    };
    for said in ["falls as 1/√n", "Root mean square error", "seed 20180613"] {
        assert!(texts(false).contains(said) && !texts(true).contains(said), "{said}");
    }
    for kept in ["samples per worker n", "hollow: the theorem is silent", "trimmed-mean"] {
        assert!(texts(true).contains(kept), "{kept}");
    }
}

/// Frames straight below one another, each with its own label.
#[test]
fn panels_of_a_column_stand_below_one_another() {
    let layout = |width| Layout { width, plain: true };
    let headings = |width| -> Vec<(f64, f64)> {
        let scene = scene_of(&many_decades(), layout(width)).expect("a scene");
        let headings = ["no attack", "sign-flip", "gaussian-noise, σ = ∞"];
        let place = |heading| scene.texts().find(|text| text.content == heading).map(|text| text.at);
        headings.into_iter().filter_map(place).collect()
    };
    let beside = headings(Width::DoubleColumn);
    assert!(
        beside
            .windows(2)
            .all(|pair| pair[0].1 == pair[1].1 && pair[0].0 < pair[1].0),
        "{beside:?}"
    );
    let below = headings(Width::SingleColumn);
    assert!(
        below
            .windows(2)
            .all(|pair| pair[0].0 == pair[1].0 && pair[0].1 < pair[1].1),
        "{below:?}"
    );
    let scene = scene_of(&many_decades(), layout(Width::SingleColumn)).expect("a scene");
    let labels = scene
        .texts()
        .filter(|text| text.content == "mean squared error")
        .count();
    assert_eq!((below.len(), labels), (3, 3));
}

#[test]
fn what_is_too_tall_for_a_column_is_refused() {
    let mut figure = dots(3);
    figure.title = "averaging ".repeat(1500);
    let layout = |plain| Layout {
        width: Width::SingleColumn,
        plain,
    };
    assert!(matches!(figure.lay_out(layout(false)), Err(PlotError::TooTall { .. })));
    assert!(figure.lay_out(layout(true)).is_ok());
}

/// A number that is wider than its tile is not lost.
#[test]
fn what_tiles_say_runs_upwards_where_they_are_narrow() {
    let names = |count: usize| (1..=count).map(|i| format!("rule {i}"));
    let edges = |count: usize| (0..=count).map(|i| i as f64 - 0.5).collect();
    let (columns, rows) = (16, 20);
    let text = Inscription {
        text: "1.25".to_owned(),
        small: String::new(),
        framed: false,
    };
    let tiles = Tiles {
        categories: vec![Category::new("all", Colour::SKY_BLUE)],
        x_edges: edges(columns),
        y_edges: edges(rows),
        cells: vec![0; columns * rows],
        texts: vec![text; columns * rows],
    };
    let panel = Panel {
        x: Axis::categorical("attack", names(columns)),
        y: Axis::categorical("rule", names(rows)),
        tiles: Some(tiles),
        ..Panel::default()
    };
    let figure = Figure {
        title: "A map".to_owned(),
        panels: vec![panel],
        ..Figure::default()
    };
    check_everywhere("map", &figure);
    for (width, runs_upwards) in [(Width::Screen, false), (Width::SingleColumn, true)] {
        let scene = scene_of(&figure, Layout { width, plain: true }).expect("a scene");
        let said = scene
            .texts()
            .filter(|text| text.content == "1.25" && text.upwards == runs_upwards);
        assert_eq!(said.count(), columns * rows, "{width:?}");
    }
}
