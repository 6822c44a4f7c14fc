//! Drawing of tiles: merged rectangles, outlines of regions, labels inside them.

use super::geometry::Frame;
use super::layout::{INK, SMALL_SIZE};
use super::palette::Colour;
use super::part::Shown;
use super::scene::{Anchor, Pixel, Scene, Shape};
use super::text::{HALF_DIGIT, LINE, printable, widest, width, wrap};
use super::tiles::{Category, Inscription, ROW_OF_TWO, Tiles};

/// Width of the outline of a region.
const OUTLINE: f64 = 1.4;
/// Width of a frame that marks a tile, and its distance from the edge.
const FRAME: f64 = 2.2;
/// The size of what stands below, and how far above and below the middle of a tile the middles of both lines are.
const BELOW_SIZE: f64 = 11.0;
const RAISED: f64 = 6.0;
const LOWERED: f64 = 9.5;
/// The points of a pixel of a screen's page, and the least size of text that is written.
const POINTS: f64 = 0.75;
const LEAST_POINTS: f64 = 7.0;
/// Least space around a label, and the space beyond which more is no better.
const TIGHT: f64 = 9.0;
const AMPLE: f64 = 28.0;
/// Most lines of a label.
const MOST_LINES: usize = 4;

/// A column or row in whole pixels, so that no gap shows between neighbours.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Band {
    from: f64,
    to: f64,
    /// Column or row of the tiles.
    index: usize,
}

/// The bands between consecutive edges inside an interval, in ascending order; those that are rounded away are left out.
fn bands(edges: &[f64], low: f64, high: f64) -> Vec<Band> {
    let edges: Vec<f64> = edges.iter().map(|edge| edge.clamp(low, high).round()).collect();
    let band = |(index, pair): (usize, &[f64])| Band {
        from: pair[0].min(pair[1]),
        to: pair[0].max(pair[1]),
        index,
    };
    let mut bands: Vec<Band> = edges.windows(2).enumerate().map(band).collect();
    bands.retain(|band| band.to > band.from);
    bands.sort_by(|a, b| a.from.total_cmp(&b.from));
    bands
}

/// Tiles of one category, from the first to the last of the bands on the page, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rectangle {
    columns: (usize, usize),
    rows: (usize, usize),
    category: usize,
}

/// The smaller one first: rows of a categorical axis are counted downwards, others upwards.
fn ordered(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

/// Tiles in their place.
pub(super) struct Map<'a> {
    tiles: &'a Tiles,
    /// From left to right.
    columns: Vec<Band>,
    /// From top to bottom.
    rows: Vec<Band>,
}

impl<'a> Map<'a> {
    /// Tiles whose edges have these positions, cut off at the frame.
    pub fn new(tiles: &'a Tiles, x_edges: &[f64], y_edges: &[f64], frame: Frame) -> Self {
        Self {
            tiles,
            columns: bands(x_edges, frame.left, frame.right),
            rows: bands(y_edges, frame.top, frame.bottom),
        }
    }

    /// Draws tiles, outlines and labels in the `panel`-th panel.
    pub fn draw(&self, scene: &mut Scene, panel: usize) {
        for Rectangle {
            columns,
            rows,
            category,
        } in self.rectangles()
        {
            let (left, right) = (self.columns[columns.0], self.columns[columns.1]);
            let (above, below) = (self.rows[rows.0], self.rows[rows.1]);
            let shown = Shown::Tiles {
                panel,
                rows: ordered(above.index, below.index),
                columns: ordered(left.index, right.index),
            };
            scene.part(shown, |scene| {
                scene.shapes.push(Shape::Rect {
                    from: (left.from, above.from),
                    to: (right.to, below.to),
                    colour: self.tiles.categories[category].colour,
                });
            });
        }
        for points in self.outlines() {
            scene.shapes.push(Shape::Stroke {
                points,
                width: OUTLINE,
                colour: INK,
            });
        }
        if !self.tiles.texts.is_empty() {
            return self.draw_texts(scene);
        }
        for category in 0..self.tiles.categories.len() {
            self.draw_label(scene, category);
        }
    }

    /// Writes into every tile what it says, upwards in all of them if one is too narrow, and frames those that are marked.
    fn draw_texts(&self, scene: &mut Scene) {
        let narrowest = self
            .columns
            .iter()
            .map(|column| column.to - column.from)
            .fold(f64::INFINITY, f64::min);
        let upwards = self.tiles.widest_text() > narrowest;
        for row in &self.rows {
            for column in &self.columns {
                let tile = row.index * self.tiles.columns() + column.index;
                let Inscription { text, small, framed } = &self.tiles.texts[tile];
                let colour = self.tiles.categories[self.tiles.cells[tile]].colour;
                let colour = if colour.is_light() { INK } else { Colour::WHITE };
                if *framed {
                    let (left, right) = (column.from + FRAME, column.to - FRAME);
                    let (top, bottom) = (row.from + FRAME, row.to - FRAME);
                    scene.shapes.push(Shape::Stroke {
                        points: vec![(left, top), (right, top), (right, bottom), (left, bottom), (left, top)],
                        width: FRAME,
                        colour,
                    });
                }
                let (across, down) = (column.to - column.from, row.to - row.from);
                let (x, y) = ((column.from + column.to) / 2.0, (row.from + row.to) / 2.0);
                let readable = BELOW_SIZE * scene.scale * POINTS >= LEAST_POINTS;
                let two = !small.is_empty() && !upwards && readable && down + 1.0 >= ROW_OF_TWO;
                let mut write = |text: &str, size: f64, lowered: f64| {
                    let text = printable(text);
                    let (length, half) = (width(&text, size), HALF_DIGIT * size);
                    if upwards && length <= down && size <= across {
                        scene.text_upwards(&text, (x + half, y), size, Anchor::Middle, colour);
                    } else if !upwards && length <= across {
                        scene.text(&text, (x, y + lowered + half), size, Anchor::Middle, colour);
                    }
                };
                write(text, SMALL_SIZE, if two { -RAISED } else { 0.0 });
                if two {
                    write(small, BELOW_SIZE, LOWERED);
                }
            }
        }
    }

    /// The category of the tile in a row and a column of the page.
    fn category(&self, row: usize, column: usize) -> usize {
        self.tiles.cells[self.rows[row].index * self.tiles.columns() + self.columns[column].index]
    }

    /// Few rectangles that cover the tiles, with their categories: runs of equal tiles in a row, merged with the same
    /// run in the rows below.
    fn rectangles(&self) -> Vec<Rectangle> {
        let mut done = Vec::new();
        // Runs that may go on below: first column, column after the last, category, first row.
        let mut open: Vec<(usize, usize, usize, usize)> = Vec::new();
        for row in 0..=self.rows.len() {
            let mut runs: Vec<(usize, usize, usize, usize)> = Vec::new();
            for column in 0..if row < self.rows.len() { self.columns.len() } else { 0 } {
                let category = self.category(row, column);
                match runs.last_mut() {
                    Some(run) if run.2 == category => run.1 = column + 1,
                    _ => runs.push((column, column + 1, category, row)),
                }
            }
            let same =
                |a: &(usize, usize, usize, usize), b: &(usize, usize, usize, usize)| (a.0, a.1, a.2) == (b.0, b.1, b.2);
            for run in &mut runs {
                if let Some(above) = open.iter().find(|above| same(above, run)) {
                    run.3 = above.3;
                }
            }
            for &(first, end, category, top) in open.iter().filter(|above| !runs.iter().any(|run| same(above, run))) {
                done.push(Rectangle {
                    columns: (first, end - 1),
                    rows: (top, row - 1),
                    category,
                });
            }
            open = runs;
        }
        done
    }

    /// The lines between tiles of different categories, joined up to where three regions meet.
    fn outlines(&self) -> Vec<Vec<Pixel>> {
        let (columns, rows) = (self.columns.len(), self.rows.len());
        if columns == 0 || rows == 0 {
            return Vec::new();
        }
        // Corners are numbered row by row; the edges to the right of and below each are kept.
        let stride = columns + 1;
        let mut edges = vec![[false; 2]; stride * (rows + 1)];
        for row in 0..rows {
            for column in 0..columns {
                let here = self.category(row, column);
                edges[row * stride + column] = [
                    row > 0 && self.category(row - 1, column) != here,
                    column > 0 && self.category(row, column - 1) != here,
                ];
            }
        }
        let mut walk = Walk { edges, stride };
        let corners = 0..walk.edges.len();
        let ends: Vec<usize> = corners.clone().filter(|at| walk.degree(*at) != 2).collect();
        let mut lines = Vec::new();
        // Lines between ends first; what is left are rings.
        for start in ends.iter().copied().chain(corners) {
            while let Some(line) = walk.line(start, &ends) {
                lines.push(line);
            }
        }
        let x = |i: usize| {
            self.columns
                .get(i)
                .map_or(self.columns[columns - 1].to, |band| band.from)
        };
        let y = |i: usize| self.rows.get(i).map_or(self.rows[rows - 1].to, |band| band.from);
        let place = |line: Vec<usize>| {
            let points: Vec<Pixel> = line.into_iter().map(|at| (x(at % stride), y(at / stride))).collect();
            turns(&points)
        };
        lines.into_iter().map(place).collect()
    }

    /// Writes a category's label where it has most space, if it fits anywhere without breaking a word.
    fn draw_label(&self, scene: &mut Scene, category: usize) {
        let Category { label, colour } = &self.tiles.categories[category];
        let label = printable(label);
        let longest_word = label.split(' ').map(|word| width(word, SMALL_SIZE)).fold(0.0, f64::max);
        let spaces = self.spaces(category);
        let mut best: Option<((f64, f64), Pixel, Vec<String>)> = None;
        for most in 1..=MOST_LINES {
            let limit = (width(&label, SMALL_SIZE) / most as f64).max(longest_word + 0.5);
            let lines = (0..20)
                .map(|step| wrap(&label, SMALL_SIZE, limit * (1.0 + 0.05 * f64::from(step)), false))
                .find(|lines| lines.len() <= most);
            let Some(lines) = lines.filter(|lines| !lines.is_empty()) else {
                continue;
            };
            let (wide, high) = (widest(&lines, SMALL_SIZE), lines.len() as f64 * LINE * SMALL_SIZE);
            for (from, to) in &spaces {
                let (across, down) = (to.0 - from.0, to.1 - from.1);
                let around = ((across - wide) / 2.0).min((down - high) / 2.0);
                // Of ample spaces the largest, and fewer lines before more.
                let merit = (around.min(AMPLE), if around < AMPLE { 0.0 } else { across * down });
                if around >= TIGHT && best.as_ref().is_none_or(|(most, ..)| merit > *most) {
                    let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
                    best = Some((merit, middle, lines.clone()));
                }
            }
        }
        let Some((_, (x, y), lines)) = best else {
            return;
        };
        let colour = if colour.is_light() { INK } else { Colour::WHITE };
        for (i, line) in lines.iter().enumerate() {
            let row = i as f64 - (lines.len() as f64 - 1.0) / 2.0;
            let at = (x, y + (HALF_DIGIT + row * LINE) * SMALL_SIZE);
            scene.text(line, at, SMALL_SIZE, Anchor::Middle, colour);
        }
    }

    /// The rectangles of tiles of one category that can be neither raised nor widened, by two corners.
    fn spaces(&self, category: usize) -> Vec<(Pixel, Pixel)> {
        let mut spaces = Vec::new();
        // The upper ends of the runs of such tiles that reach down to the row; ∞ without one, and after the last column.
        let mut tops = vec![f64::INFINITY; self.columns.len() + 1];
        for row in 0..self.rows.len() {
            // Columns in which the tiles from `top` to this row are of the category, with falling `top`s.
            let mut stack: Vec<(usize, f64)> = Vec::new();
            for (column, run) in tops.iter_mut().enumerate() {
                let goes_on = column < self.columns.len() && self.category(row, column) == category;
                *run = if goes_on {
                    run.min(self.rows[row].from)
                } else {
                    f64::INFINITY
                };
                let top = *run;
                let mut first = column;
                while let Some(&(start, above)) = stack.last().filter(|(_, above)| *above <= top) {
                    stack.pop();
                    first = start;
                    if above < top {
                        let to = (self.columns[column - 1].to, self.rows[row].to);
                        spaces.push(((self.columns[start].from, above), to));
                    }
                }
                if top.is_finite() {
                    stack.push((first, top));
                }
            }
        }
        spaces
    }
}

/// The edges between regions that no line goes along yet.
struct Walk {
    /// Whether there is an edge to the right of and below each corner.
    edges: Vec<[bool; 2]>,
    /// Corners in a row.
    stride: usize,
}

impl Walk {
    /// The corners to which an edge leads: right, down, left, up.
    fn neighbours(&self, at: usize) -> impl Iterator<Item = usize> + use<> {
        let left = at.checked_sub(1).filter(|left| self.edges[*left][0]);
        let up = at.checked_sub(self.stride).filter(|up| self.edges[*up][1]);
        let right = self.edges[at][0].then_some(at + 1);
        let down = self.edges[at][1].then_some(at + self.stride);
        [right, down, left, up].into_iter().flatten()
    }

    fn degree(&self, at: usize) -> usize {
        self.neighbours(at).count()
    }

    /// Takes away a line from `start` to one of the sorted `ends` or back to itself.
    fn line(&mut self, start: usize, ends: &[usize]) -> Option<Vec<usize>> {
        let mut line = vec![start];
        let mut at = start;
        while let Some(next) = self.neighbours(at).next() {
            let (first, second) = (at.min(next), at.max(next));
            self.edges[first][usize::from(second - first == self.stride)] = false;
            line.push(next);
            at = next;
            if ends.binary_search(&at).is_ok() {
                break;
            }
        }
        (line.len() > 1).then_some(line)
    }
}

/// The ends of a line and the points where it turns.
fn turns(points: &[Pixel]) -> Vec<Pixel> {
    let mut kept: Vec<Pixel> = Vec::new();
    for (i, &point) in points.iter().enumerate() {
        let straight = match (i.checked_sub(1).map(|before| points[before]), points.get(i + 1)) {
            (Some(before), Some(after)) => before.0 == after.0 || before.1 == after.1,
            _ => false,
        };
        if !straight {
            kept.push(point);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: f64 = 10.0;

    /// Rows from top to bottom, one digit a tile.
    fn tiles(rows: &[&str]) -> Tiles {
        let digit = |c: u8| usize::from(c - b'0');
        Tiles {
            categories: ["a", "b", "c", "d"]
                .map(|name| Category::new(name, Colour::GREY))
                .to_vec(),
            x_edges: (0..=rows[0].len()).map(|i| i as f64).collect(),
            y_edges: (0..=rows.len()).map(|i| i as f64).collect(),
            cells: rows.iter().rev().flat_map(|row| row.bytes().map(digit)).collect(),
            texts: Vec::new(),
        }
    }

    fn map(tiles: &Tiles) -> Map<'_> {
        let rows = tiles.y_edges.len() - 1;
        let frame = Frame {
            left: 0.0,
            top: 0.0,
            right: SIDE * tiles.columns() as f64,
            bottom: SIDE * rows as f64,
        };
        let x: Vec<f64> = tiles.x_edges.iter().map(|edge| SIDE * edge).collect();
        let y: Vec<f64> = tiles.y_edges.iter().map(|edge| frame.bottom - SIDE * edge).collect();
        Map::new(tiles, &x, &y, frame)
    }

    #[test]
    fn rectangles_cover_every_tile_once() {
        for (rows, expected) in [
            (&["000", "000"][..], 1),
            (&["000", "011"], 3),
            (&["010", "111", "010"], 7),
            (&["0123"], 4),
            (&["11", "11", "01"], 3),
        ] {
            let tiles = tiles(rows);
            let map = map(&tiles);
            let rectangles = map.rectangles();
            assert_eq!(rectangles.len(), expected, "{rows:?}: {rectangles:?}");
            for (row, text) in rows.iter().enumerate() {
                for (column, digit) in text.bytes().enumerate() {
                    let within = |(first, last): (usize, usize), at: usize| first <= at && at <= last;
                    let over: Vec<usize> = rectangles
                        .iter()
                        .filter(|one| within(one.columns, column) && within(one.rows, row))
                        .map(|one| one.category)
                        .collect();
                    assert_eq!(over, [usize::from(digit - b'0')], "{rows:?} at {row}, {column}");
                }
            }
        }
    }

    #[test]
    fn outlines_run_between_regions_only() {
        let length = |line: &Vec<Pixel>| -> f64 {
            line.windows(2)
                .map(|p| (p[0].0 - p[1].0).abs() + (p[0].1 - p[1].1).abs())
                .sum()
        };
        for (rows, lines, total) in [
            (&["00", "00"][..], 0, 0.0),
            (&["01", "01"], 1, 20.0),
            (&["000", "010", "000"], 1, 40.0),
            (&["01", "10"], 4, 40.0),
            (&["012", "011"], 2, 40.0),
            (&["00", "12"], 3, 30.0),
        ] {
            let tiles = tiles(rows);
            let outlines = map(&tiles).outlines();
            assert_eq!(outlines.len(), lines, "{rows:?}: {outlines:?}");
            assert_eq!(
                outlines.iter().map(length).sum::<f64>(),
                total,
                "{rows:?}: {outlines:?}"
            );
        }
        let staircase = tiles(&["0001", "0011", "0111"]);
        assert_eq!(map(&staircase).outlines()[0].len(), 6);
    }

    #[test]
    fn spaces_are_the_largest_rectangles() {
        let tiles = tiles(&["0010", "0000", "1000"]);
        let spaces = map(&tiles).spaces(0);
        for space in [
            ((0.0, 0.0), (20.0, 20.0)),
            ((10.0, 0.0), (20.0, 30.0)),
            ((10.0, 10.0), (40.0, 30.0)),
            ((0.0, 10.0), (40.0, 20.0)),
            ((30.0, 0.0), (40.0, 30.0)),
        ] {
            assert!(spaces.contains(&space), "{space:?} in {spaces:?}");
        }
        let area = |&(from, to): &(Pixel, Pixel)| (to.0 - from.0) * (to.1 - from.1);
        assert_eq!(spaces.iter().map(area).fold(0.0, f64::max), 600.0);
        assert!(map(&tiles).spaces(2).is_empty());
    }

    #[test]
    fn tiles_outside_the_frame_or_thinner_than_a_pixel_vanish() {
        let frame = bands(&[-50.0, 0.0, 0.2, 0.4, 30.0, 900.0, 1000.0], 0.0, 100.0);
        let ends: Vec<(f64, f64, usize)> = frame.iter().map(|band| (band.from, band.to, band.index)).collect();
        assert_eq!(ends, [(0.0, 30.0, 3), (30.0, 100.0, 4)]);
    }
}
