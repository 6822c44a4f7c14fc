//! Numbers as tick labels.

/// Decimal exponents of the powers of ten written in full: 0.0001 to 10 000.
const PLAIN: std::ops::RangeInclusive<i32> = -4..=4;

/// `digit`·10^`exponent` for each pair, all in full if all are of moderate size, else all with powers of ten.
pub(super) fn decimal_labels(values: &[(u32, i32)]) -> Vec<String> {
    let plain = values.iter().all(|(_, exponent)| PLAIN.contains(exponent));
    let label = |&(digit, exponent): &(u32, i32)| match (plain, digit, exponent) {
        (true, ..) => in_full(digit, exponent),
        (_, 1, 0 | 1) => in_full(digit, exponent),
        (_, 1, _) => power_of_ten(exponent),
        _ => format!("{digit}×{}", power_of_ten(exponent)),
    };
    values.iter().map(label).collect()
}

/// Multiples `k`·`digit`·10^`exponent` of a step, for each `k`.
pub(super) fn multiple_labels(multiples: &[i64], digit: u32, exponent: i32) -> Vec<String> {
    let largest = multiples.iter().map(|k| k.unsigned_abs()).max().unwrap_or(0) * u64::from(digit);
    let magnitude = exponent + decimal_digits(largest) - 1;
    let moderate = (-4..=5).contains(&magnitude) && exponent >= -7;
    // Far from 1 the common power of ten is split off, so that the digits stay few.
    let common = if moderate { 0 } else { magnitude };
    let label = |k: &i64| {
        let digits = group(&shifted(k.unsigned_abs() * u64::from(digit), exponent - common));
        let sign = if *k < 0 { "−" } else { "" };
        match common {
            _ if *k == 0 => "0".to_owned(),
            0 => format!("{sign}{digits}"),
            _ if digits == "1" => format!("{sign}{}", power_of_ten(common)),
            _ => format!("{sign}{digits}×{}", power_of_ten(common)),
        }
    };
    multiples.iter().map(label).collect()
}

/// 10^`exponent` with superscript digits.
pub(super) fn power_of_ten(exponent: i32) -> String {
    const SUPERSCRIPT: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digit = |c: char| c.to_digit(10).map_or('⁻', |d| SUPERSCRIPT[d as usize]);
    format!("10{}", exponent.to_string().chars().map(digit).collect::<String>())
}

/// `digit`·10^`exponent` without a power of ten.
fn in_full(digit: u32, exponent: i32) -> String {
    group(&shifted(u64::from(digit), exponent))
}

/// The decimal digits of `value`·10^`exponent`.
fn shifted(value: u64, exponent: i32) -> String {
    let digits = value.to_string();
    let places = exponent.unsigned_abs() as usize;
    if exponent >= 0 {
        return digits + &"0".repeat(places);
    }
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    format!("{whole}.{fraction}")
}

/// Groups of three digits before the decimal point, set apart by narrow spaces.
fn group(digits: &str) -> String {
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut grouped = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && i < whole && (whole - i).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(c);
    }
    grouped
}

/// How many digits `value` has; 1 for 0.
fn decimal_digits(value: u64) -> i32 {
    value.checked_ilog10().map_or(1, |log| log as i32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moderate_decades_are_written_in_full() {
        let labels = decimal_labels(&[(1, -3), (1, 0), (5, 0), (1, 3), (2, 4)]);
        assert_eq!(labels, ["0.001", "1", "5", "1\u{202f}000", "20\u{202f}000"]);
    }

    #[test]
    fn far_decades_are_powers_of_ten() {
        let labels = decimal_labels(&[(1, -6), (2, -6), (1, 0), (1, 1), (1, 5)]);
        assert_eq!(labels, ["10⁻⁶", "2×10⁻⁶", "1", "10", "10⁵"]);
    }

    #[test]
    fn multiples_keep_the_decimals_of_their_step() {
        assert_eq!(multiple_labels(&[-1, 0, 1, 2], 5, -1), ["−0.5", "0", "0.5", "1.0"]);
        assert_eq!(
            multiple_labels(&[20, 25, 30], 1, 2),
            ["2\u{202f}000", "2\u{202f}500", "3\u{202f}000"]
        );
    }

    #[test]
    fn multiples_far_from_one_share_a_power_of_ten() {
        assert_eq!(multiple_labels(&[0, 1, 2], 5, 7), ["0", "0.5×10⁸", "1.0×10⁸"]);
        assert_eq!(multiple_labels(&[1, 2, 3], 1, -9), ["10⁻⁹", "2×10⁻⁹", "3×10⁻⁹"]);
    }
}
