//! Whole figures: every text is there, nothing overlaps or leaves the page, nothing panics.

mod names;
mod pages;
mod pdf;
mod random;
mod samples;

use super::layout;
use super::scene::{Anchor, Scene, Shape, Text};
use super::text::width;
use super::*;
use samples::{all, dots, many_decades, maps, narrow_ranges, rates, sparse};

/// For looking at the figures: `BYZRATE_FIGURES=DIR cargo test --lib render_figures`.
#[test]
fn render_figures() {
    let Some(folder) = std::env::var_os("BYZRATE_FIGURES") else {
        return;
    };
    for (name, figure) in all() {
        let path = std::path::Path::new(&folder).join(name);
        std::fs::write(path.with_extension("svg"), figure.to_svg().unwrap()).unwrap();
        std::fs::write(path.with_extension("png"), figure.to_png().unwrap()).unwrap();
    }
}

fn scene_of(figure: &Figure, layout: Layout) -> Result<Scene, PlotError> {
    layout::compose(figure, layout)
}

/// The scene of a page for screens.
fn compose(figure: &Figure) -> Result<Scene, PlotError> {
    scene_of(figure, Layout::default())
}

fn texts(figure: &Figure) -> Vec<Text> {
    let of = |shape| {
        if let Shape::Text(text) = shape {
            Some(text)
        } else {
            None
        }
    };
    compose(figure).unwrap().shapes.into_iter().filter_map(of).collect()
}

/// (left, top, right, bottom) of the ink of a text: from the height of capitals to just below the baseline.
fn ink(text: &Text) -> [f64; 4] {
    let length = width(&text.content, text.size);
    let start = match text.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => -length / 2.0,
        Anchor::End => -length,
    };
    let (rise, fall) = (0.73 * text.size, 0.1 * text.size);
    let (x, y) = text.at;
    if text.upwards {
        [x - rise, y - start - length, x + fall, y - start]
    } else {
        [x + start, y - rise, x + start + length, y + fall]
    }
}

fn overlap(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// No text leaves the page or overlaps another, and none is smaller than 7 pt.
fn check_scene(name: &str, scene: &Scene) {
    let texts: Vec<&Text> = scene.texts().collect();
    for (i, text) in texts.iter().enumerate() {
        let [left, top, right, bottom] = ink(text);
        assert!(
            left >= 0.0 && top >= 0.0 && right <= scene.width && bottom <= scene.height,
            "{name}: off the page: {text:?}"
        );
        let points = 0.75 * scene.scale * text.size;
        assert!(points >= 7.0, "{name}: {points} pt: {text:?}");
        for other in &texts[i + 1..] {
            assert!(!overlap(ink(text), ink(other)), "{name}: {text:?} overlaps {other:?}");
        }
    }
}

fn check_texts(figure: &Figure) {
    check_scene("figure", &compose(figure).unwrap());
}

/// Tags are balanced, and no bare `&` or `<` is left: enough for documents without comments and entities of their own.
fn check_well_formed(svg: &str) {
    let mut open = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("every tag ends");
        assert!(tag.matches('"').count() % 2 == 0, "{tag}");
        for reference in tag.split('&').skip(1).chain(text.split('&').skip(1)) {
            let name = reference.split(';').next().unwrap();
            assert!(["amp", "lt", "gt", "quot", "apos"].contains(&name), "{reference}");
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn texts_neither_overlap_nor_leave_the_page() {
    for (_, figure) in all() {
        check_texts(&figure);
    }
}

#[test]
fn long_texts_are_wrapped_and_kept() {
    let words = |count: usize| "averaging w̃ordsworth ".repeat(count);
    let mut figure = rates();
    figure.title = words(30);
    figure.subtitle = Some(words(40));
    figure.footer = vec![words(50), "x".repeat(500)];
    figure.panels[0].title = Some(words(12));
    figure.panels[0].x.label = words(12);
    figure.panels[0].y.label = words(12);
    figure.panels[0].series[0].label = Some(words(14));
    figure.panels[0].series[0].note = Some(words(3));
    check_texts(&figure);
    let written: usize = texts(&figure)
        .iter()
        .map(|text| text.content.matches("averaging").count())
        .sum();
    assert_eq!(written, 30 + 40 + 50 + 12 * 3 + 14 + 3);
    figure.footer = vec![words(5000)];
    assert!(matches!(figure.to_png(), Err(PlotError::TooTall { .. })));
}

#[test]
fn svg_is_well_formed_and_text_is_text() {
    for (name, figure) in all() {
        let svg = figure.to_svg().unwrap();
        check_well_formed(&svg);
        for text in texts(&figure) {
            assert!(svg.contains(&format!(">{}</text>", text.content)), "{name}: {text:?}");
        }
        assert!(svg.starts_with("<svg width=\"1080\""), "{name}");
    }
    let mut figure = sparse();
    figure.title = "a < b & c > \"d\" \u{1b}\n opacity=\"1\"".to_owned();
    let svg = figure.to_svg().unwrap();
    check_well_formed(&svg);
    assert!(svg.contains("a &lt; b &amp; c &gt; &quot;d&quot;"));
}

#[test]
fn png_has_signature_and_size() {
    let figure = dots(2);
    let file = figure.to_png().unwrap();
    let decoder = ::png::Decoder::new(std::io::Cursor::new(&file));
    let reader = decoder.read_info().unwrap();
    let info = reader.info();
    assert_eq!(file[..8], *b"\x89PNG\r\n\x1a\n");
    assert_eq!(info.width, 2160);
    assert_eq!(f64::from(info.height), 2.0 * compose(&figure).unwrap().height);
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let figure = rates();
    assert_eq!(figure.to_svg().unwrap(), figure.clone().to_svg().unwrap());
    assert_eq!(figure.to_png().unwrap(), figure.clone().to_png().unwrap());
}

#[test]
fn empty_figures_are_refused() {
    assert!(matches!(Figure::default().to_svg(), Err(PlotError::NoPanels)));
    assert!(matches!(
        Figure {
            panels: vec![Panel::default(); 4],
            ..Figure::default()
        }
        .to_svg(),
        Err(PlotError::TooManyPanels(4))
    ));
    assert!(matches!(
        Figure {
            panels: vec![Panel::default()],
            ..Figure::default()
        }
        .to_svg(),
        Err(PlotError::NothingToDraw)
    ));
    let mut figure = rates();
    figure.panels[0].x = Axis::categorical("adversary", [""; 0]);
    assert!(matches!(figure.to_svg(), Err(PlotError::NoCategories { .. })));
    figure.panels[0].x = Axis::log("n").range(-1.0, 1.0);
    assert!(matches!(figure.to_svg(), Err(PlotError::InvalidRange { .. })));
}

#[test]
fn an_empty_panel_beside_a_full_one_says_so() {
    let mut figure = narrow_ranges();
    figure.panels[0].series.clear();
    assert!(figure.to_svg().unwrap().contains(">no data</text>"));
}

#[test]
fn what_cannot_be_seen_is_named_in_the_legend() {
    let svg = sparse().to_svg().unwrap();
    assert!(svg.contains("bound (off the page)") && svg.contains("krum (no values)") && !svg.contains("unseen"));
}

#[test]
fn equal_labels_share_an_entry_and_a_y_range() {
    let texts = texts(&many_decades());
    let count = |content: &str| texts.iter().filter(|text| text.content == content).count();
    assert_eq!(
        (count("krum"), count("mean squared error"), count("workers m")),
        (1, 1, 3)
    );
    assert_eq!(count("10⁻⁶"), 3);
}

#[test]
fn maps_have_labelled_regions_and_a_legend() {
    let texts = texts(&maps());
    let count = |content: &str| texts.iter().filter(|text| text.content == content).count();
    // In the ring, in the legend, and not where it does not fit.
    assert_eq!(count("speaks"), 2);
    assert_eq!(count("absent (nowhere)"), 1);
    assert_eq!(count("a line over a map"), 1);
}

#[test]
fn equal_tiles_are_merged() {
    let mut figure = maps();
    figure.panels.truncate(1);
    let svg = figure.to_svg().unwrap();
    assert!(svg.matches("<rect").count() < 160, "{}", svg.matches("<rect").count());
    let tiles = figure.panels[0].tiles.as_mut().unwrap();
    tiles.cells.fill(0);
    let flat = figure.to_svg().unwrap();
    assert!(flat.matches("<rect").count() < 60, "{}", flat.matches("<rect").count());
}

#[test]
fn tiles_that_are_no_grid_are_refused() {
    let mut figure = maps();
    figure.panels[1].tiles.as_mut().unwrap().cells.pop();
    assert!(matches!(figure.to_svg(), Err(PlotError::TileCount { .. })));
}

/// What is lost stands in the strip, and nothing else; it does not stretch the axis.
#[test]
fn lost_points_stand_in_a_strip_above_the_axis() {
    let points = [
        Point::new(1.0, 2.0),
        Point::new(2.0, 1.0),
        Point {
            y: 1e9,
            ..Point::lost(3.0)
        },
    ];
    let panel = |points: &[Point]| Panel {
        x: Axis::linear("x"),
        y: Axis::log("y"),
        beyond: Some("edge of W: 10".to_owned()),
        series: vec![
            Series::new(Colour::ORANGE)
                .label("mean")
                .marker(Marker::Circle)
                .aside(5.0)
                .points(points.iter().copied()),
        ],
        ..Panel::default()
    };
    let figure = Figure {
        title: "Lost".to_owned(),
        panels: vec![panel(&points), panel(&points[..2])],
        ..Figure::default()
    };
    check_texts(&figure);
    let shapes = compose(&figure).unwrap().shapes;
    let strips: Vec<(f64, f64)> = (shapes.iter())
        .filter_map(|shape| match shape {
            Shape::Rect { from, to, colour } if *colour == Colour::hex(0xF3F3F3) => Some((from.1, to.1)),
            _ => None,
        })
        .collect();
    assert!(
        matches!(strips[..], [one, other] if one == other && one.1 - one.0 > 20.0),
        "{strips:?}"
    );
    let (top, bottom) = strips[0];
    // The legend's disc is the last.
    let discs: Vec<f64> = (shapes.iter())
        .filter_map(|shape| match shape {
            Shape::Disc { centre, colour, .. } if *colour == Colour::ORANGE => Some(centre.1),
            _ => None,
        })
        .collect();
    let within: Vec<bool> = discs.iter().map(|y| (top..bottom).contains(y)).collect();
    assert_eq!(within, [false, false, true, false, false, false]);
    assert!(discs[1] - discs[0] > 200.0, "{discs:?}");
    let named = texts(&figure)
        .iter()
        .filter(|text| text.content.contains("edge of"))
        .count();
    assert_eq!(named, 1);
}
