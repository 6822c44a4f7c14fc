//! Clipping and dashing of lines, and the shapes of markers, in pixels.

use super::figure::{LineStyle, Marker};
use super::scene::Pixel;

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Frame {
    /// Whether the frame contains a point, up to rounding.
    pub fn contains(self, (x, y): Pixel) -> bool {
        const ROUNDING: f64 = 0.01;
        (self.left - ROUNDING..=self.right + ROUNDING).contains(&x)
            && (self.top - ROUNDING..=self.bottom + ROUNDING).contains(&y)
    }

    /// The part of a segment inside the frame (Liang and Barsky, ACM Trans. Graph. 3, 1984).
    fn clipped(self, a: Pixel, b: Pixel) -> Option<(Pixel, Pixel)> {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        let sides = [
            (-dx, a.0 - self.left),
            (dx, self.right - a.0),
            (-dy, a.1 - self.top),
            (dy, self.bottom - a.1),
        ];
        for (outwards, distance) in sides {
            if outwards == 0.0 {
                if distance < 0.0 {
                    return None;
                }
            } else if outwards < 0.0 {
                enter = enter.max(distance / outwards);
            } else {
                leave = leave.min(distance / outwards);
            }
        }
        let at = |t: f64| (a.0 + t * dx, a.1 + t * dy);
        (enter <= leave).then(|| (at(enter), at(leave)))
    }

    /// The parts of a line inside the frame.
    pub fn clip(self, line: &[Pixel]) -> Vec<Vec<Pixel>> {
        let mut parts: Vec<Vec<Pixel>> = Vec::new();
        let mut connected = false;
        for pair in line.windows(2) {
            let Some((from, to)) = self.clipped(pair[0], pair[1]) else {
                connected = false;
                continue;
            };
            match parts.last_mut() {
                Some(part) if connected => part.push(to),
                _ => parts.push(vec![from, to]),
            }
            connected = to == pair[1] || distance(to, pair[1]) < 1e-9;
        }
        parts
    }
}

fn distance(a: Pixel, b: Pixel) -> f64 {
    let (dx, dy) = (a.0 - b.0, a.1 - b.1);
    (dx * dx + dy * dy).sqrt()
}

/// Drops points closer than a fraction of a pixel to the one before, but keeps both ends.
pub(super) fn thinned(line: &[Pixel]) -> Vec<Pixel> {
    const CLOSE: f64 = 0.3;
    let mut kept: Vec<Pixel> = Vec::new();
    for (i, point) in line.iter().enumerate() {
        let last = i + 1 == line.len();
        match kept.last() {
            Some(previous) if distance(*previous, *point) < CLOSE && !last => {}
            _ => kept.push(*point),
        }
    }
    kept
}

/// Width of lines of a style.
pub(super) fn line_width(style: LineStyle) -> f64 {
    match style {
        LineStyle::Solid => 1.8,
        LineStyle::Dashed => 1.8,
        LineStyle::Dotted => 2.2,
        LineStyle::Thin => 0.9,
    }
}

/// Cuts a line into what a style shows of it.
pub(super) fn dashed(line: &[Pixel], style: LineStyle) -> Vec<Vec<Pixel>> {
    match style {
        LineStyle::Solid | LineStyle::Thin => vec![line.to_vec()],
        LineStyle::Dashed => cut(line, 9.0, 5.0),
        LineStyle::Dotted => cut(line, 2.2, 3.8),
    }
}

/// Cuts a line into pieces of length `on` with gaps of length `off`.
fn cut(line: &[Pixel], on: f64, off: f64) -> Vec<Vec<Pixel>> {
    let mut dashes = Vec::new();
    let mut dash = line.first().map_or_else(Vec::new, |first| vec![*first]);
    let mut drawing = true;
    let mut left = on;
    for pair in line.windows(2) {
        let length = distance(pair[0], pair[1]);
        let at = |s: f64| {
            (
                pair[0].0 + (pair[1].0 - pair[0].0) * s / length,
                pair[0].1 + (pair[1].1 - pair[0].1) * s / length,
            )
        };
        let mut done = 0.0;
        while length - done > left {
            done += left;
            if drawing {
                dash.push(at(done));
                dashes.push(std::mem::take(&mut dash));
            } else {
                dash = vec![at(done)];
            }
            drawing = !drawing;
            left = if drawing { on } else { off };
        }
        left -= length - done;
        if drawing && length > done {
            dash.push(pair[1]);
        }
    }
    if dash.len() > 1 {
        dashes.push(dash);
    }
    dashes
}

/// The outline of a marker, grown by `by` pixels on all sides.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outline {
    /// A circle of this radius.
    Circle(f64),
    /// Polygons with these corners.
    Polygons(Vec<Vec<Pixel>>),
}

/// The outline of `marker` around `centre`, grown by `by` pixels on all sides. All markers have about the same area.
pub(super) fn outline(marker: Marker, (x, y): Pixel, by: f64) -> Outline {
    const SQRT_2: f64 = std::f64::consts::SQRT_2;
    const SQRT_3: f64 = 1.732_050_807_568_877_2;
    match marker {
        Marker::Circle => Outline::Circle(5.4 + by),
        Marker::Square => {
            let h = 4.9 + by;
            Outline::Polygons(vec![vec![
                (x - h, y - h),
                (x + h, y - h),
                (x + h, y + h),
                (x - h, y + h),
            ]])
        }
        Marker::Diamond => {
            let h = 6.9 + by * SQRT_2;
            Outline::Polygons(vec![vec![(x, y - h), (x + h, y), (x, y + h), (x - h, y)]])
        }
        Marker::Triangle => {
            // Distance from the centre to a side, which is half that to a corner.
            let inner = 3.7 + by;
            let half = inner * SQRT_3;
            Outline::Polygons(vec![vec![
                (x, y - 2.0 * inner),
                (x + half, y + inner),
                (x - half, y + inner),
            ]])
        }
        Marker::Cross => {
            let (reach, half) = (6.4 + by, 1.9 + by);
            // A bar from (−1, −1) to (1, 1) and one from (−1, 1) to (1, −1).
            let bar = |sign: f64| {
                [(-1.0, -1.0), (-1.0, 1.0), (1.0, 1.0), (1.0, -1.0)]
                    .map(|(along, across)| {
                        let (a, c) = (along * reach / SQRT_2, across * half / SQRT_2);
                        (x + a - c, y + sign * (a + c))
                    })
                    .to_vec()
            };
            Outline::Polygons(vec![bar(1.0), bar(-1.0)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame {
        left: 0.0,
        top: 0.0,
        right: 10.0,
        bottom: 10.0,
    };

    #[test]
    fn lines_are_cut_at_the_frame() {
        assert_eq!(FRAME.clip(&[(-5.0, 5.0), (15.0, 5.0)]), [[(0.0, 5.0), (10.0, 5.0)]]);
        assert!(FRAME.clip(&[(-5.0, 20.0), (15.0, 20.0)]).is_empty());
        let parts = FRAME.clip(&[(5.0, 5.0), (5.0, 20.0), (8.0, 20.0), (8.0, 5.0)]);
        assert_eq!(parts, [[(5.0, 5.0), (5.0, 10.0)], [(8.0, 10.0), (8.0, 5.0)]]);
    }

    #[test]
    fn an_inside_line_stays_in_one_piece() {
        let line = [(1.0, 1.0), (3.0, 2.0), (4.0, 9.0)];
        assert_eq!(FRAME.clip(&line), [line]);
    }

    #[test]
    fn dashes_have_their_length_across_corners() {
        let line = [(0.0, 0.0), (5.0, 0.0), (5.0, 50.0)];
        for dash in cut(&line, 9.0, 5.0) {
            let length: f64 = dash.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
            assert!(length <= 9.0 + 1e-9 && length > 0.0);
        }
        assert_eq!(cut(&line, 9.0, 5.0).len(), 4);
        assert_eq!(cut(&[(0.0, 0.0), (0.0, 0.0)], 9.0, 5.0), Vec::<Vec<Pixel>>::new());
    }

    #[test]
    fn thinning_keeps_the_ends() {
        let line: Vec<Pixel> = (0..=1000).map(|i| (f64::from(i) / 100.0, 0.0)).collect();
        let thin = thinned(&line);
        assert!(thin.len() < 50 && thin.first() == line.first() && thin.last() == line.last());
    }
}
