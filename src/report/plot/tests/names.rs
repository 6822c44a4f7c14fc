//! What a drawing names is in the data of its figure, and the other way round.

use super::super::*;
use super::samples::{all, maps};

/// What a drawing says it shows.
#[derive(Default)]
struct Named {
    /// The series of every group or element.
    series: Vec<String>,
    /// Series, place and elements of every marker.
    marks: Vec<(String, usize, String)>,
    /// Panel, rows and columns of merged tiles, and the element.
    tiles: Vec<([usize; 5], String)>,
}

fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

fn named(svg: &str) -> Named {
    let mut named = Named::default();
    // Series, or series and marker, of the groups around a line.
    let mut open: Vec<bool> = Vec::new();
    for line in svg.lines() {
        if line == "</g>" {
            open.pop().expect("an open group");
            continue;
        }
        if let Some(id) = attribute(line, "data-series") {
            assert!(open.is_empty(), "a series in a series: {line}");
            named.series.push(id.to_owned());
        }
        if let Some(place) = attribute(line, "data-i") {
            let series = named
                .series
                .last()
                .filter(|_| open == [false])
                .expect("a series around");
            let place = place.parse().expect("a number");
            named.marks.push((series.clone(), place, String::new()));
        }
        if let Some(id) = attribute(line, "data-tiles") {
            let numbers: Vec<usize> = id
                .split(['p', 'r', 'c', '-'])
                .filter_map(|number| number.parse().ok())
                .collect();
            let numbers = numbers.try_into().expect("five numbers");
            named.tiles.push((numbers, line.to_owned()));
        }
        if line.starts_with("<g ") {
            open.push(attribute(line, "data-i").is_some());
        } else if open.last() == Some(&true) {
            named.marks.last_mut().expect("a marker").2.push_str(line);
        }
    }
    assert!(open.is_empty());
    named
}

/// The share of an axis at which a value is; `None` close to an end, where rounding decides what is seen.
fn share(axis: &AxisData, value: f64) -> Option<f64> {
    let at = if axis.scale == "log" { libm::log10(value) } else { value };
    let share = (at - axis.from) / (axis.to - axis.from);
    let near = |end: f64| (share - end).abs() < 1e-3;
    (!near(0.0) && !near(1.0)).then_some(share)
}

/// Every name of a drawing has its datum in its own colour, and every point on the page has its marker.
pub(super) fn check_names(figure: &Figure) {
    let (Named { series, marks, tiles }, data) = (named(&figure.to_svg().unwrap()), figure.data().unwrap());
    let known: Vec<&SeriesData> = data.panels.iter().flat_map(|panel| &panel.series).collect();
    for id in &series {
        assert_eq!(known.iter().filter(|one| one.id == *id).count(), 1, "{id}");
        let entries = data.legend.iter().filter(|entry| entry.series.contains(id));
        assert_eq!(entries.count(), 1, "{id} has one name");
    }
    for (i, (id, place, body)) in marks.iter().enumerate() {
        let owner = known.iter().find(|one| one.id == *id).expect("a series");
        assert!(owner.marker.is_some() && *place < owner.x.len(), "{id} {place}");
        assert!(
            body.contains(&owner.colour.to_uppercase()),
            "{id} {place} is not drawn by {body}"
        );
        assert!(!marks[..i].iter().any(|other| (&other.0, other.1) == (id, *place)));
    }
    for panel in &data.panels {
        for series in panel.series.iter().filter(|series| series.marker.is_some()) {
            for (place, (&x, &y)) in series.x.iter().zip(&series.y).enumerate() {
                let on = |at: Option<f64>| at.map(|at| (0.0..=1.0).contains(&at));
                let lost = series.lost.contains(&place);
                let Some((x, y)) = on(share(&panel.x, x)).zip(if lost { Some(true) } else { on(share(&panel.y, y)) })
                else {
                    continue;
                };
                let drawn = marks.iter().any(|mark| mark.0 == series.id && mark.1 == place);
                assert_eq!(drawn, x && y, "{} {place}", series.id);
            }
        }
    }
    for ([panel, top, bottom, left, right], _) in &tiles {
        let map = data.panels[*panel].map.as_ref().expect("a map");
        assert!(top <= bottom && *bottom < map.y_edges.len() - 1 && left <= right && *right < map.x_edges.len() - 1);
    }
}

/// Every tile is in one rectangle, of its own colour.
fn check_tiles(figure: &Figure) {
    let (drawn, data) = (named(&figure.to_svg().unwrap()).tiles, figure.data().unwrap());
    for (number, panel) in data.panels.iter().enumerate() {
        let Some(map) = &panel.map else {
            continue;
        };
        for (tile, category) in map.cells.iter().enumerate() {
            let columns = map.x_edges.len() - 1;
            let (row, column) = (tile / columns, tile % columns);
            let over = |([panel, top, bottom, left, right], _): &&([usize; 5], String)| {
                *panel == number && (*top..=*bottom).contains(&row) && (*left..=*right).contains(&column)
            };
            let over: Vec<_> = drawn.iter().filter(over).collect();
            let colour = format!("fill=\"{}\"", map.categories[*category].1.to_uppercase());
            assert!(
                over.len() == 1 && over[0].1.contains(&colour),
                "{row} {column}: {over:?}"
            );
        }
    }
}

#[test]
fn drawings_and_data_name_the_same() {
    for (name, figure) in all() {
        println!("{name}");
        check_names(&figure);
    }
    check_tiles(&maps());
    for theory in crate::report::theory_figures() {
        println!("{}", theory.file);
        check_names(&theory.figure);
        check_tiles(&theory.figure);
    }
}

#[test]
fn lines_without_a_name_are_of_the_entry_that_has_their_style_and_no_points() {
    let line = |style| {
        let points = [1.0, 2.0].map(|x| Point::new(x, x));
        Series::new(Colour::BLUE).line(style).points(points)
    };
    let series = vec![
        line(LineStyle::Solid),
        line(LineStyle::Dashed).note("slope"),
        line(LineStyle::Dotted),
        line(LineStyle::Thin).label("measured").marker(Marker::Circle),
        Series::new(Colour::GREY).label("exact law").line(LineStyle::Solid),
    ];
    let figure = Figure {
        panels: vec![Panel {
            series,
            ..Panel::default()
        }],
        ..Figure::default()
    };
    let legend = figure.data().unwrap().legend;
    let named: Vec<(&str, &[String])> = legend.iter().map(|entry| (&*entry.label, &*entry.series)).collect();
    let expected: [(&str, &[String]); 4] = [
        ("measured", &["p0s3".to_owned()]),
        ("exact law", &["p0s0".to_owned()]),
        ("slope", &["p0s1".to_owned()]),
        ("without a name", &["p0s2".to_owned()]),
    ];
    assert_eq!(named, expected);
}
