use super::row::NOTHING;
use crate::claim::{Finding, Relation};
use crate::stat::Interval;

/// A value with its interval, or the range over several, in as many digits as the intervals bear.
pub(super) fn measured(group: &[&Finding]) -> String {
    let values = group.iter().filter_map(|finding| finding.measured);
    let Some((lowest, highest)) = range(values.map(|measured| measured.value)) else {
        return NOTHING.to_owned();
    };
    let widths = group.iter().filter_map(|finding| finding.interval);
    let Some((_, widest)) = range(widths.map(|interval| interval.high - interval.low)) else {
        return joined(significant(lowest), significant(highest));
    };
    if let [finding] = group
        && let Some(Interval { low, high }) = finding.interval
    {
        let digits = decimals(widest);
        return format!("{lowest:.digits$} [{low:.digits$}, {high:.digits$}]");
    }
    let digits = decimals(widest.max(highest - lowest));
    joined(format!("{lowest:.digits$}"), format!("{highest:.digits$}"))
}

/// Both ends of a range, or one where they look the same.
fn joined(low: String, high: String) -> String {
    if low == high { low } else { format!("{low} … {high}") }
}

/// What theory predicts: a value with what is accepted around it, where one comparison is shown, or a range, or a bound.
pub(super) fn predicted(group: &[&Finding]) -> String {
    let first = group[0];
    let Some((low, high)) = range(group.iter().filter_map(|finding| finding.predicted)) else {
        return NOTHING.to_owned();
    };
    let sign = match first.relation {
        Relation::Equal => {
            let widest = range(group.iter().filter_map(|finding| margin(finding)));
            let Some((_, margin)) = widest.filter(|(_, margin)| *margin > 0.0) else {
                return joined(significant(low), significant(high));
            };
            let digits = decimals(margin);
            return if group.len() == 1 {
                format!("{low:.digits$} ± {margin:.digits$}")
            } else {
                joined(format!("{low:.digits$}"), format!("{high:.digits$}"))
            };
        }
        Relation::AtMost => '≤',
        Relation::AtLeast => '≥',
    };
    format!("{sign} {}", joined(significant(low), significant(high)))
}

/// Half the width of the accepted range.
fn margin(finding: &Finding) -> Option<f64> {
    let accepted = finding.accepted?;
    let margin = (accepted.high - accepted.low) / 2.0;
    margin.is_finite().then_some(margin)
}

/// The smallest and the largest value.
fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |range, value| match range {
        Some((low, high)) => Some((value.min(low), value.max(high))),
        None => Some((value, value)),
    })
}

/// Decimals that show a width with two digits.
fn decimals(width: f64) -> usize {
    if !(width > 0.0 && width.is_finite()) {
        return 4;
    }
    (1.0 - libm::log10(width).floor()).clamp(0.0, 6.0) as usize
}

/// Three significant digits, without zeros at the end.
pub(super) fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.abs().to_string();
    }
    if !(1e-4..1e6).contains(&value.abs()) {
        return format!("{value:.2e}");
    }
    let digits = (2.0 - libm::log10(value.abs()).floor()).max(0.0) as usize;
    let text = format!("{value:.digits$}");
    match text.split_once('.') {
        Some((whole, fraction)) => {
            let fraction = fraction.trim_end_matches('0');
            let point = if fraction.is_empty() { "" } else { "." };
            format!("{whole}{point}{fraction}")
        }
        None => text,
    }
}

/// Two significant digits.
pub(super) fn two_digits(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return significant(value);
    }
    let scale = libm::pow(10.0, libm::log10(value.abs()).floor() - 1.0);
    significant((value / scale).round() * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_say_enough() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (-0.5, "-0.5"),
            (0.18743, "0.187"),
            (1234.5, "1234"),
            (12.0, "12"),
            (0.000_012, "1.20e-5"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(significant(value), text);
        }
    }
}
