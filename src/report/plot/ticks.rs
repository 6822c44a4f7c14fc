//! Which values of an axis are labelled.

use super::axis::Span;
use super::figure::Scale;
use super::number::{decimal_labels, multiple_labels};

/// Fewer labelled ticks than this are only accepted if there is no better choice.
const ENOUGH: usize = 3;

/// Least distance of decades, in pixels, with minor ticks between them.
const ROOM_FOR_MINOR: f64 = 34.0;

/// A labelled tick.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    /// Its coordinate (the logarithm on a log axis).
    pub at: f64,
    pub label: String,
}

/// The ticks of an axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Ticks {
    /// Labelled ticks, in ascending order.
    pub major: Vec<Tick>,
    /// Coordinates of ticks without a label.
    pub minor: Vec<f64>,
}

/// Ticks for an axis of `pixels`, with labels that satisfy `fits`.
pub(super) fn ticks(scale: &Scale, span: Span, pixels: f64, fits: impl Fn(&[Tick]) -> bool) -> Ticks {
    match scale {
        Scale::Linear => best([9, 7, 6, 5, 4, 3, 2].map(|count| linear(span, count)), fits),
        Scale::Log => logarithmic(span, pixels, fits),
        Scale::Categorical(names) => {
            let tick = |(i, name): (usize, &String)| Tick {
                at: i as f64,
                label: name.clone(),
            };
            Ticks {
                major: names.iter().enumerate().map(tick).collect(),
                minor: Vec::new(),
            }
        }
    }
}

/// The first candidate that fits and has enough ticks, else the one that fits and has most.
fn best(candidates: impl IntoIterator<Item = Ticks>, fits: impl Fn(&[Tick]) -> bool) -> Ticks {
    let mut fallback = Ticks::default();
    for candidate in candidates {
        if !fits(&candidate.major) {
            continue;
        }
        if candidate.major.len() >= ENOUGH {
            return candidate;
        }
        if candidate.major.len() > fallback.major.len() {
            fallback = candidate;
        }
    }
    fallback
}

fn logarithmic(span: Span, pixels: f64, fits: impl Fn(&[Tick]) -> bool) -> Ticks {
    const STRIDES: [i32; 9] = [1, 2, 3, 4, 5, 10, 20, 50, 100];
    let per_decade = pixels / span.length();
    let by_decades = || STRIDES.map(|stride| decades(span, stride, per_decade));
    if exponents(span).count() >= ENOUGH {
        return best(by_decades(), fits);
    }
    let within = [&[1, 2, 5][..], &[1, 3]].map(|digits| within_decades(span, digits));
    let steps = [7, 6, 5, 4, 3, 2].map(|count| linear_on_log(span, count));
    best(within.into_iter().chain(steps).chain(by_decades()), fits)
}

/// The powers of ten in the span.
fn exponents(span: Span) -> impl Iterator<Item = i32> {
    const ROUNDING: f64 = 1e-9;
    (span.from - ROUNDING).ceil() as i32..=(span.to + ROUNDING).floor() as i32
}

fn decades(span: Span, stride: i32, per_decade: f64) -> Ticks {
    let (major, rest): (Vec<i32>, Vec<i32>) = exponents(span).partition(|exponent| exponent % stride == 0);
    let labels = decimal_labels(&major.iter().map(|exponent| (1, *exponent)).collect::<Vec<_>>());
    let mut minor: Vec<f64> = Vec::new();
    if stride == 1 && per_decade >= ROOM_FOR_MINOR {
        minor = digits_within(span, &[2, 3, 4, 5, 6, 7, 8, 9])
            .map(|(.., at)| at)
            .collect();
    } else if per_decade >= 4.0 {
        minor.extend(rest.into_iter().map(f64::from));
    }
    let major = major.into_iter().zip(labels).map(|(exponent, label)| Tick {
        at: f64::from(exponent),
        label,
    });
    Ticks {
        major: major.collect(),
        minor,
    }
}

fn within_decades(span: Span, digits: &[u32]) -> Ticks {
    let places: Vec<(u32, i32, f64)> = digits_within(span, digits).collect();
    let labels = decimal_labels(
        &places
            .iter()
            .map(|(digit, exponent, _)| (*digit, *exponent))
            .collect::<Vec<_>>(),
    );
    let major = places
        .iter()
        .zip(labels)
        .map(|((.., at), label)| Tick { at: *at, label })
        .collect();
    let others: Vec<u32> = (1..10).filter(|digit| !digits.contains(digit)).collect();
    Ticks {
        major,
        minor: digits_within(span, &others).map(|(.., at)| at).collect(),
    }
}

/// (digit, exponent, coordinate) of every digit·10^exponent in the span.
fn digits_within(span: Span, digits: &[u32]) -> impl Iterator<Item = (u32, i32, f64)> {
    let decades = span.from.floor() as i32..=span.to.floor() as i32;
    let place = |exponent: i32, digit: u32| (digit, exponent, f64::from(exponent) + libm::log10(f64::from(digit)));
    decades
        .flat_map(move |exponent| digits.iter().map(move |digit| place(exponent, *digit)))
        .filter(move |(.., at)| (span.from..=span.to).contains(at))
}

/// About `count` round values on a linear axis.
fn linear(span: Span, count: u32) -> Ticks {
    let Some((multiples, digit, exponent)) = round_multiples(span.from, span.to, count) else {
        return Ticks::default();
    };
    let labels = multiple_labels(&multiples, digit, exponent);
    let at = |k: &i64| scaled(*k * i64::from(digit), exponent);
    let major = multiples
        .iter()
        .zip(labels)
        .map(|(k, label)| Tick { at: at(k), label })
        .collect();
    Ticks {
        major,
        minor: Vec::new(),
    }
}

/// About `count` round values, equally spaced before the logarithm is taken.
fn linear_on_log(span: Span, count: u32) -> Ticks {
    let ends = (libm::pow(10.0, span.from), libm::pow(10.0, span.to));
    let mut ticks = linear(
        Span {
            from: ends.0,
            to: ends.1,
        },
        count,
    );
    ticks.major.retain(|tick| tick.at > 0.0);
    for tick in &mut ticks.major {
        tick.at = libm::log10(tick.at);
    }
    ticks
}

/// The `k` with `low` ≤ k·d·10^e ≤ `high`, with d and e, for the step d·10^e, d ∈ {1, 2, 5}, that gives at most `count`.
fn round_multiples(low: f64, high: f64, count: u32) -> Option<(Vec<i64>, u32, i32)> {
    let rough = (high - low) / f64::from(count);
    if !rough.is_normal() || rough <= 0.0 || !high.is_finite() {
        return None;
    }
    let exponent = libm::floor(libm::log10(rough)) as i32;
    let steps = [
        (1, exponent),
        (2, exponent),
        (5, exponent),
        (1, exponent + 1),
        (2, exponent + 1),
    ];
    let (digit, exponent) = steps
        .into_iter()
        .find(|(digit, exponent)| scaled(*digit, *exponent) >= rough * (1.0 - 1e-9))?;
    let step = scaled(digit, exponent);
    let first = libm::ceil(low / step - 1e-9);
    let last = libm::floor(high / step + 1e-9);
    // Integers beyond 2^53 are not exact; there the steps would be irregular.
    (first.abs().max(last.abs()) < 1e12).then(|| ((first as i64..=last as i64).collect(), digit as u32, exponent))
}

/// `value`·10^`exponent`, rounded once for moderate exponents.
fn scaled(value: i64, exponent: i32) -> f64 {
    let power = libm::pow(10.0, f64::from(exponent.abs()));
    match exponent {
        0.. => value as f64 * power,
        -300.. => value as f64 / power,
        _ => value as f64 * libm::pow(10.0, f64::from(exponent)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: &Scale, from: f64, to: f64, most: usize) -> Vec<String> {
        let ticks = ticks(scale, Span { from, to }, 400.0, |major| major.len() <= most);
        assert!(ticks.major.is_sorted_by(|a, b| a.at < b.at));
        ticks.major.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn several_decades_are_labelled_at_decades() {
        assert_eq!(labels(&Scale::Log, -2.1, 1.2, 9), ["0.01", "0.1", "1", "10"]);
        assert_eq!(labels(&Scale::Log, -8.1, 0.1, 5), ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1"]);
    }

    #[test]
    fn about_one_decade_is_labelled_at_1_2_5() {
        assert_eq!(labels(&Scale::Log, -0.1, 1.2, 9), ["1", "2", "5", "10"]);
    }

    #[test]
    fn less_than_a_decade_is_labelled_at_equal_steps() {
        let from = libm::log10(1.1);
        assert_eq!(
            labels(&Scale::Log, from, from + 0.3, 9),
            ["1.2", "1.4", "1.6", "1.8", "2.0"]
        );
    }

    #[test]
    fn linear_axes_have_round_steps() {
        assert_eq!(
            labels(&Scale::Linear, 0.0, 0.5, 6),
            ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]
        );
        assert_eq!(
            labels(&Scale::Linear, -1.0, 1.0, 5),
            ["−1.0", "−0.5", "0", "0.5", "1.0"]
        );
    }

    #[test]
    fn hundreds_of_decades_have_few_labels() {
        let labels = labels(&Scale::Log, -320.0, 308.0, 8);
        assert!((3..=8).contains(&labels.len()), "{labels:?}");
    }

    #[test]
    fn hardly_representable_spans_do_not_panic() {
        for (from, to) in [(-323.3, -323.2), (308.0, 308.25), (300.0, 301.0)] {
            ticks(&Scale::Log, Span { from, to }, 400.0, |_| true);
        }
        for (from, to) in [(0.0, 5e-324), (-1e300, 1e300), (1e300, 1.00002e300), (0.0, 1e-290)] {
            ticks(&Scale::Linear, Span { from, to }, 400.0, |_| true);
        }
    }
}
