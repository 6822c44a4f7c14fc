//! Drawing of one panel.

use super::around::{Below, Plan};
use super::aside::side_by_side;
use super::axis::{Span, broken, is_sideways, seat};
use super::figure::{Marker, Panel, Point, Scale, Series};
use super::geometry::{Frame, Outline, dashed, line_width, outline, thinned};
use super::layout::{DARK, INK, PALE, SMALL_SIZE, TEXT_SIZE, TICK, TICK_TO_LABEL, bar_ends, is_empty, lines_at};
use super::map::Map;
use super::palette::Colour;
use super::part::Shown;
use super::scene::{Anchor, Pixel, Scene, Shape};
use super::strip;
use super::text::{HALF_DIGIT, LINE, width};
use super::tiles::{Tiles, coordinates};

/// Ground of the strip above the axis.
const STRIP: Colour = Colour::hex(0xF3F3F3);
const GRID: Colour = Colour::hex(0xE4E4E4);
const AXIS: Colour = Colour::hex(0x555555);

/// Length of ticks without a label.
const MINOR_TICK: f64 = 3.5;

/// A panel in its place.
pub(super) struct Plot<'a> {
    /// Its number, from left to right.
    pub index: usize,
    pub plan: &'a Plan<'a>,
    pub below: &'a Below,
    pub frame: Frame,
    /// Where the strip begins that ends at the top of the frame, if there is any.
    pub top: f64,
}

impl Plot<'_> {
    /// Draws grid, axes, series and notes.
    pub fn draw(&self, scene: &mut Scene) {
        match &self.plan.panel.tiles {
            Some(tiles) => self.draw_tiles(scene, tiles),
            None => self.draw_grid(scene),
        }
        self.draw_strip(scene);
        self.draw_x_axis(scene);
        self.draw_y_axis(scene);
        let panel = self.plan.panel;
        let shifts = self.shifts();
        let rows = self.rows();
        let placed: Vec<Vec<Option<Pixel>>> = panel
            .series
            .iter()
            .zip(&shifts)
            .zip(&rows)
            .map(|((series, shift), row)| self.place_all(series, shift, *row))
            .collect();
        let mut ends: Vec<Option<Pixel>> = vec![None; panel.series.len()];
        for (i, (series, places)) in panel.series.iter().zip(&placed).enumerate() {
            ends[i] = scene.part(self.series(i), |scene| self.draw_line(scene, series, places));
        }
        for (i, ((series, places), shift)) in panel.series.iter().zip(&placed).zip(&shifts).enumerate() {
            scene.part(self.series(i), |scene| self.draw_bars(scene, series, places, shift));
        }
        for (i, ((series, shift), places)) in panel.series.iter().zip(&shifts).zip(&placed).enumerate() {
            let last = scene.part(self.series(i), |scene| self.draw_markers(scene, series, places, shift));
            if let Some(at) = last.filter(|at| ends[i].is_none_or(|end| at.0 > end.0)) {
                ends[i] = Some(at);
            }
        }
        self.draw_notes(scene, &ends);
        if is_empty(panel) {
            let Frame {
                left,
                top,
                right,
                bottom,
            } = self.frame;
            scene.text(
                "no data",
                ((left + right) / 2.0, (top + bottom) / 2.0),
                TEXT_SIZE,
                Anchor::Middle,
                PALE,
            );
        }
    }

    /// The name of a series of this panel.
    fn series(&self, series: usize) -> Shown {
        let panel = self.index;
        Shown::Series { panel, series }
    }

    /// The frame with the strip above it.
    fn whole(&self) -> Frame {
        Frame {
            top: self.top,
            ..self.frame
        }
    }

    /// Whether a point is shown that was moved to `at` by `shift`.
    fn shows(&self, point: &Point, at: Pixel, shift: f64) -> bool {
        let (dx, dy) = self.moved(shift);
        let frame = if point.lost { self.whole() } else { self.frame };
        frame.contains((at.0 - dx, at.1 - dy))
    }

    /// A shift along the axis on which series stand beside one another.
    fn moved(&self, shift: f64) -> (f64, f64) {
        if is_sideways(self.plan.panel) {
            (0.0, shift)
        } else {
            (shift, 0.0)
        }
    }

    fn draw_strip(&self, scene: &mut Scene) {
        let Frame { left, top, right, .. } = self.frame;
        if self.top >= top {
            return;
        }
        scene.shapes.push(Shape::Rect {
            from: (left, self.top),
            to: (right, top),
            colour: STRIP,
        });
        scene.rule((left, sharp(top)), (right, sharp(top)), 1.0, AXIS);
        for (i, line) in self.plan.strip.iter().enumerate() {
            let y = self.top - 4.0 + (i as f64 * LINE + 1.0) * SMALL_SIZE;
            scene.text(line, (left - TICK_TO_LABEL + 1.0, y), SMALL_SIZE, Anchor::End, DARK);
        }
    }

    fn x_at(&self, coordinate: f64) -> f64 {
        self.frame.left + self.plan.x.fraction(coordinate) * (self.frame.right - self.frame.left)
    }

    fn y_at(&self, coordinate: f64) -> f64 {
        self.frame.bottom - self.plan.y.fraction(coordinate) * (self.frame.bottom - self.frame.top)
    }

    /// Draws a map, with a frame that closes it at the top and at the right.
    fn draw_tiles(&self, scene: &mut Scene, tiles: &Tiles) {
        let Frame {
            left,
            top,
            right,
            bottom,
        } = self.frame;
        let Panel { x, y, .. } = self.plan.panel;
        // The edges were checked to have places.
        let x_edges: Vec<f64> = coordinates(x, &tiles.x_edges).map(|at| self.x_at(at)).collect();
        let y_edges: Vec<f64> = coordinates(y, &tiles.y_edges).map(|at| self.y_at(at)).collect();
        Map::new(tiles, &x_edges, &y_edges, self.frame).draw(scene, self.index);
        scene.rule((left, top), (right, top), 1.0, AXIS);
        scene.rule((right, top), (right, bottom), 1.0, AXIS);
    }

    /// Where grid lines cross an axis: at labelled values, or between categories.
    fn grid_coordinates(scale: &Scale, labelled: impl Iterator<Item = f64>) -> Vec<f64> {
        match scale {
            Scale::Categorical(names) => (1..names.len()).map(|i| i as f64 - 0.5).collect(),
            _ => labelled.collect(),
        }
    }

    fn draw_grid(&self, scene: &mut Scene) {
        let Frame {
            left,
            top,
            right,
            bottom,
        } = self.frame;
        let panel = self.plan.panel;
        for at in Self::grid_coordinates(&panel.x.scale, self.below.ticks.major.iter().map(|tick| tick.at)) {
            let x = sharp(self.x_at(at));
            scene.rule((x, top), (x, bottom), 1.0, GRID);
        }
        for at in Self::grid_coordinates(&panel.y.scale, self.plan.y_ticks.major.iter().map(|tick| tick.at)) {
            let y = sharp(self.y_at(at));
            scene.rule((left, y), (right, y), 1.0, GRID);
        }
    }

    fn draw_x_axis(&self, scene: &mut Scene) {
        let Frame {
            left, right, bottom, ..
        } = self.frame;
        let Below {
            ticks,
            names,
            upwards,
            names_height,
            label,
        } = self.below;
        scene.rule((left - 0.5, bottom), (right, bottom), 1.0, AXIS);
        let categorical = matches!(self.plan.panel.x.scale, Scale::Categorical(_));
        for at in &ticks.minor {
            let x = sharp(self.x_at(*at));
            scene.rule((x, bottom), (x, bottom + MINOR_TICK), 1.0, AXIS);
        }
        for (tick, lines) in ticks.major.iter().zip(names) {
            let x = self.x_at(tick.at);
            if !categorical {
                scene.rule((sharp(x), bottom), (sharp(x), bottom + TICK), 1.0, AXIS);
            }
            for (i, line) in lines.iter().enumerate() {
                let row = i as f64 * LINE * TEXT_SIZE;
                if *upwards {
                    let middle = (lines.len() - 1) as f64 / 2.0 * LINE * TEXT_SIZE;
                    let at = (x + HALF_DIGIT * TEXT_SIZE + row - middle, bottom + TICK_TO_LABEL - 1.0);
                    scene.text_upwards(line, at, TEXT_SIZE, Anchor::End, DARK);
                } else {
                    let half = width(line, TEXT_SIZE) / 2.0;
                    let x = x.clamp(4.0 + half, (scene.width - 4.0 - half).max(4.0 + half));
                    let y = bottom + TICK_TO_LABEL + 0.75 * TEXT_SIZE + row;
                    scene.text(line, (x, y), TEXT_SIZE, Anchor::Middle, DARK);
                }
            }
        }
        self.draw_break(scene);
        for (i, line) in label.iter().enumerate() {
            let y = bottom + names_height + 6.0 + (i as f64 * LINE + 1.0) * TEXT_SIZE;
            scene.text(line, ((left + right) / 2.0, y), TEXT_SIZE, Anchor::Middle, INK);
        }
    }

    /// Two strokes across the axis, where it is broken between 0 and the others.
    fn draw_break(&self, scene: &mut Scene) {
        const APART: f64 = 3.0;
        const REACH: (f64, f64) = (3.0, 6.0);
        let Some((_, at)) = broken(&self.plan.panel.x, self.plan.x) else {
            return;
        };
        let (x, y) = (self.x_at(at), self.frame.bottom);
        scene.rule((x - APART, y), (x + APART, y), 2.0, Colour::WHITE);
        for x in [x - APART, x + APART] {
            scene.shapes.push(Shape::Stroke {
                points: vec![(x - REACH.0, y + REACH.1), (x + REACH.0, y - REACH.1)],
                width: 1.0,
                colour: AXIS,
            });
        }
    }

    fn draw_y_axis(&self, scene: &mut Scene) {
        let Frame { left, top, bottom, .. } = self.frame;
        let plan = self.plan;
        scene.rule((left, top.min(self.top)), (left, bottom + 0.5), 1.0, AXIS);
        let categorical = matches!(plan.panel.y.scale, Scale::Categorical(_));
        for at in &plan.y_ticks.minor {
            let y = sharp(self.y_at(*at));
            scene.rule((left - MINOR_TICK, y), (left, y), 1.0, AXIS);
        }
        let mut names_width = 0.0_f64;
        for (tick, lines) in plan.y_ticks.major.iter().zip(&plan.y_names) {
            let y = self.y_at(tick.at);
            if !categorical {
                scene.rule((left - TICK, sharp(y)), (left, sharp(y)), 1.0, AXIS);
            }
            let first = y + HALF_DIGIT * TEXT_SIZE - (lines.len() as f64 - 1.0) / 2.0 * LINE * TEXT_SIZE;
            for (i, line) in lines.iter().enumerate() {
                let at = (left - TICK_TO_LABEL + 1.0, first + i as f64 * LINE * TEXT_SIZE);
                scene.text(line, at, TEXT_SIZE, Anchor::End, DARK);
                names_width = names_width.max(width(line, TEXT_SIZE));
            }
        }
        let last = left - TICK_TO_LABEL - names_width - 11.0;
        for (i, line) in plan.y_label.iter().rev().enumerate() {
            let at = (last - i as f64 * LINE * TEXT_SIZE, (top + bottom) / 2.0);
            scene.text_upwards(line, at, TEXT_SIZE, Anchor::Middle, INK);
        }
    }

    /// How far each point of each series is moved along a categorical axis, or along x, in pixels.
    fn shifts(&self) -> Vec<Vec<f64>> {
        let panel = self.plan.panel;
        let Frame {
            left,
            top,
            right,
            bottom,
        } = self.frame;
        match (&panel.x.scale, &panel.y.scale) {
            (Scale::Categorical(names), _) => side_by_side(panel, (right - left) / names.len() as f64, |_| 0),
            (_, Scale::Categorical(names)) => side_by_side(panel, (bottom - top) / names.len() as f64, |point| {
                point.y.round() as i64
            }),
            _ => {
                let aside = |series: &Series| if series.aside.is_finite() { series.aside } else { 0.0 };
                let moved = |series: &Series| vec![aside(series); series.points.len()];
                panel.series.iter().map(moved).collect()
            }
        }
    }

    /// Where what is lost of each series stands in the strip.
    fn rows(&self) -> Vec<f64> {
        let rows = strip::rows(self.plan.panel);
        let count = rows.iter().max().map_or(1, |last| last + 1);
        let middle = |row| self.top + strip::middle(row, count, self.frame.top - self.top);
        rows.into_iter().map(middle).collect()
    }

    /// Where the points of a series are, inside the frame or not.
    fn place_all(&self, series: &Series, shifts: &[f64], row: f64) -> Vec<Option<Pixel>> {
        let panel = self.plan.panel;
        let at = |(point, shift): (&Point, &f64)| {
            let (dx, dy) = self.moved(*shift);
            let (x, y) = seat(panel, point, self.plan.y)?;
            let y = if point.lost && self.top < self.frame.top {
                row
            } else {
                self.y_at(y)
            };
            Some((self.x_at(x) + dx, y + dy))
        };
        series.points.iter().zip(shifts).map(at).collect()
    }

    /// Draws the line of a series, interrupted where a point has no place, and returns its right end.
    fn draw_line(&self, scene: &mut Scene, series: &Series, places: &[Option<Pixel>]) -> Option<Pixel> {
        let style = series.line?;
        let mut end: Option<Pixel> = None;
        let placed = series.points.iter().zip(places);
        let placed: Vec<Option<(bool, Pixel)>> = placed.map(|(point, at)| Some((point.lost, (*at)?))).collect();
        // No line leads from the axis into the strip.
        let runs = placed.split(Option::is_none);
        for run in runs.flat_map(|run| run.chunk_by(|one, other| one.map(|at| at.0) == other.map(|at| at.0))) {
            let lost = run.iter().flatten().any(|(lost, _)| *lost);
            let run: Vec<Pixel> = run.iter().flatten().map(|(_, at)| *at).collect();
            let frame = if lost { self.whole() } else { self.frame };
            for part in frame.clip(&run) {
                for &at in &part {
                    if end.is_none_or(|end| at.0 > end.0) {
                        end = Some(at);
                    }
                }
                for points in dashed(&thinned(&part), style) {
                    scene.shapes.push(Shape::Stroke {
                        points,
                        width: line_width(style),
                        colour: series.colour,
                    });
                }
            }
        }
        end
    }

    /// Draws the markers of a series, and returns the one furthest to the right.
    fn draw_markers(
        &self,
        scene: &mut Scene,
        series: &Series,
        places: &[Option<Pixel>],
        shifts: &[f64],
    ) -> Option<Pixel> {
        let marker = series.marker?;
        let mut last: Option<Pixel> = None;
        for (i, ((point, at), shift)) in series.points.iter().zip(places).zip(shifts).enumerate() {
            let Some(at) = at.filter(|at| self.shows(point, *at, *shift)) else {
                continue;
            };
            scene.part(Shown::Point(i), |scene| {
                draw_marker(scene, marker, at, series.colour, point.hollow);
            });
            if last.is_none_or(|last| at.0 > last.0) {
                last = Some(at);
            }
        }
        last
    }

    fn draw_bars(&self, scene: &mut Scene, series: &Series, places: &[Option<Pixel>], shifts: &[f64]) {
        const WIDTH: f64 = 1.4;
        const CAP: f64 = 3.5;
        if series.marker.is_none() {
            return;
        }
        let sideways = is_sideways(self.plan.panel);
        let frame = self.frame;
        for ((point, at), shift) in series.points.iter().zip(places).zip(shifts) {
            if point.lost {
                continue;
            }
            let Some((ends, at)) = self.bar(point, sideways).zip(*at) else {
                continue;
            };
            let (low, high) = if sideways {
                (frame.left, frame.right)
            } else {
                (frame.top, frame.bottom)
            };
            let across = if sideways { at.1 } else { at.0 };
            let on_page = if sideways {
                (frame.top..=frame.bottom).contains(&(across - shift))
            } else {
                (frame.left..=frame.right).contains(&(across - shift))
            };
            let (from, to) = (ends.0.max(low), ends.1.min(high));
            if !on_page || from >= to {
                continue;
            }
            let turned = |along: f64, across: f64| {
                if sideways { (along, across) } else { (across, along) }
            };
            scene.rule(turned(from, across), turned(to, across), WIDTH, series.colour);
            // An end that was cut off has no cap.
            for end in [ends.0, ends.1].into_iter().filter(|end| (low..=high).contains(end)) {
                scene.rule(
                    turned(end, across - CAP),
                    turned(end, across + CAP),
                    WIDTH,
                    series.colour,
                );
            }
        }
    }

    /// Pixels of both ends of an error bar, in ascending order. An end without a place is beyond the frame.
    fn bar(&self, point: &Point, sideways: bool) -> Option<(f64, f64)> {
        let Panel { x, y, .. } = self.plan.panel;
        let beyond = |span: Span| Span {
            from: span.from - span.length(),
            to: span.to + span.length(),
        };
        if sideways {
            let (low, high) = bar_ends(&x.scale, beyond(self.plan.x), point.low, point.high)?;
            Some((self.x_at(low), self.x_at(high)))
        } else {
            let (low, high) = bar_ends(&y.scale, beyond(self.plan.y), point.low, point.high)?;
            Some((self.y_at(high), self.y_at(low)))
        }
    }

    /// Writes notes to the right of the frame, beside the ends of their series, moved apart where they would overlap.
    fn draw_notes(&self, scene: &mut Scene, ends: &[Option<Pixel>]) {
        let Frame { top, right, bottom, .. } = self.whole();
        let tall = |lines: &[String]| lines.len() as f64 * LINE * SMALL_SIZE + 4.0;
        let mut notes: Vec<(usize, Pixel)> = ends
            .iter()
            .enumerate()
            .filter(|(i, _)| self.plan.notes.get(*i).is_some_and(|note| !note.is_empty()))
            .filter_map(|(i, end)| Some((i, (*end)?)))
            .collect();
        notes.sort_by(|(_, a), (_, b)| a.1.total_cmp(&b.1));
        // Downwards until none overlaps the one above, then upwards until none is below the frame.
        let mut tops: Vec<f64> = Vec::new();
        let mut free = top;
        for (i, end) in &notes {
            let height = tall(&self.plan.notes[*i]);
            tops.push((end.1 - height / 2.0).max(free));
            free = tops[tops.len() - 1] + height;
        }
        let mut limit = bottom;
        for ((i, _), y) in notes.iter().zip(&mut tops).rev() {
            *y = y.min(limit - tall(&self.plan.notes[*i]));
            limit = *y;
        }
        for ((i, end), y) in notes.into_iter().zip(tops) {
            let (lines, colour) = (&self.plan.notes[i], self.plan.panel.series[i].colour);
            let middle = y + tall(lines) / 2.0;
            scene.part(self.series(i), |scene| {
                if right - end.0 > 16.0 || (middle - end.1).abs() > 4.0 {
                    let points = vec![(end.0.min(right - 2.0) + 8.0, end.1), (right + 6.0, middle)];
                    scene.shapes.push(Shape::Stroke {
                        points,
                        width: 0.8,
                        colour: colour.mixed(Colour::WHITE, 128),
                    });
                }
                lines_at(scene, lines, (right + 11.0, y + 1.0), SMALL_SIZE, colour.for_text());
            });
        }
    }
}

/// The nearest position at which a line of one pixel is sharp.
fn sharp(position: f64) -> f64 {
    (2.0 * position).round() / 2.0
}

/// Draws a marker with a thin white edge, which keeps overlapping markers apart.
pub(super) fn draw_marker(scene: &mut Scene, marker: Marker, at: Pixel, colour: Colour, hollow: bool) {
    let layers = [(0.9, Colour::WHITE), (0.0, colour), (-1.7, Colour::WHITE)];
    // The bars of a cross are too thin for the usual rim.
    let layers = if marker == Marker::Cross && hollow {
        [(1.7, Colour::WHITE), (0.8, colour), (-0.6, Colour::WHITE)]
    } else {
        layers
    };
    for (grown, colour) in &layers[..if hollow { 3 } else { 2 }] {
        match outline(marker, at, *grown) {
            Outline::Circle(radius) => scene.shapes.push(Shape::Disc {
                centre: at,
                radius,
                colour: *colour,
            }),
            Outline::Polygons(polygons) => {
                let shapes = polygons.into_iter().map(|points| Shape::Polygon {
                    points,
                    colour: *colour,
                });
                scene.shapes.extend(shapes);
            }
        }
    }
}
