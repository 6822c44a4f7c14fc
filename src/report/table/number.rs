use crate::stat::Estimate;

/// How many digits of a standard error are shown.
const DIGITS: i32 = 2;

/// Significant digits of a number that has no standard error.
const ALONE: i32 = 4;

/// Numbers from here on, and below the other, are written with an exponent.
const LARGE: f64 = 1e6;
const SMALL: f64 = 1e-4;

/// A number as it is shown: digits, and what its standard error leaves open of the last ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// The digits, without an exponent.
    pub digits: String,
    /// The standard error in the same units as text, and in units of the last digit: 0.0056 and 56.
    pub error: Option<(String, String)>,
    /// The power of ten that both are to be multiplied by.
    pub exponent: i32,
}

/// ⌊log₁₀|x|⌋ by the number's own digits.
fn magnitude(value: f64) -> i32 {
    let text = format!("{value:e}");
    let exponent = text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok());
    exponent.unwrap_or(0)
}

/// A finite number without its exponent, with so many decimals.
fn scaled(value: f64, exponent: i32, decimals: i32) -> String {
    let places = decimals.max(0).unsigned_abs() as usize;
    let value = if exponent == 0 {
        value
    } else {
        // By its own digits: 10 to the power of -324 is no number.
        let text = format!("{value:e}");
        let digits = text.split_once('e').and_then(|(digits, _)| digits.parse().ok());
        digits.unwrap_or(value) * libm::pow(10.0, f64::from(magnitude(value) - exponent))
    };
    let text = if decimals >= 0 {
        format!("{value:.places$}")
    } else {
        let unit = libm::pow(10.0, f64::from(-decimals));
        format!("{:.0}", (value / unit).round() * unit)
    };
    // A negative number that rounds to zero has no sign.
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_owned(),
        _ => text,
    }
}

impl Shown {
    /// An estimate to two digits of its standard error; where that is unknown or zero, a number alone. `None` where it is not finite.
    pub fn estimate(estimate: Estimate) -> Option<Self> {
        let Estimate { value, standard_error } = estimate;
        if !(standard_error > 0.0 && standard_error.is_finite()) {
            return Self::alone(value);
        }
        if !value.is_finite() {
            return None;
        }
        let exponent = Self::exponent(value.abs().max(standard_error));
        // Rounding to two digits may make it one digit longer: 0.0996 is 0.10.
        let rounded: f64 = format!("{standard_error:.*e}", (DIGITS - 1).unsigned_abs() as usize)
            .parse()
            .unwrap_or(standard_error);
        let decimals = DIGITS - 1 - magnitude(rounded) + exponent;
        let error = scaled(rounded, exponent, decimals);
        let last = error.replace('.', "");
        let last = last.trim_start_matches('0').to_owned();
        Some(Self {
            digits: scaled(value, exponent, decimals),
            error: Some((error, last)),
            exponent,
        })
    }

    /// A number in four significant digits; `None` where it is not finite.
    pub fn alone(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let exponent = if value == 0.0 { 0 } else { Self::exponent(value.abs()) };
        let decimals = if value == 0.0 {
            0
        } else {
            ALONE - 1 - magnitude(value) + exponent
        };
        let digits = scaled(value, exponent, decimals);
        let digits = match digits.split_once('.') {
            Some((whole, fraction)) => match fraction.trim_end_matches('0') {
                "" => whole.to_owned(),
                fraction => format!("{whole}.{fraction}"),
            },
            None => digits,
        };
        Some(Self {
            digits,
            error: None,
            exponent,
        })
    }

    fn exponent(size: f64) -> i32 {
        if (SMALL..LARGE).contains(&size) {
            0
        } else {
            magnitude(size)
        }
    }

    /// For people: 0.1234 ± 0.0056.
    pub fn plain(&self) -> String {
        let Self {
            digits,
            error,
            exponent,
        } = self;
        match (error, exponent) {
            (None, 0) => digits.clone(),
            (None, exponent) => format!("{digits}e{exponent}"),
            (Some((error, _)), 0) => format!("{digits} ± {error}"),
            (Some((error, _)), exponent) => format!("({digits} ± {error})e{exponent}"),
        }
    }

    /// As siunitx reads it: 0.1234(56).
    pub fn siunitx(&self) -> String {
        let error = self
            .error
            .as_ref()
            .map_or(String::new(), |(_, last)| format!("({last})"));
        let exponent = if self.exponent == 0 {
            String::new()
        } else {
            format!("e{}", self.exponent)
        };
        format!("{}{error}{exponent}", self.digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: f64, standard_error: f64) -> (String, String) {
        let shown = Shown::estimate(Estimate { value, standard_error }).expect("finite");
        (shown.plain(), shown.siunitx())
    }

    #[test]
    fn two_digits_of_the_standard_error_are_shown() {
        for (value, error, plain, siunitx) in [
            (0.123_41, 0.005_6, "0.1234 ± 0.0056", "0.1234(56)"),
            (0.123_41, 0.000_996, "0.1234 ± 0.0010", "0.1234(10)"),
            (0.123_41, 0.099_6, "0.12 ± 0.10", "0.12(10)"),
            (-3.2, 4.56, "-3.2 ± 4.6", "-3.2(46)"),
            (123.4, 45.6, "123 ± 46", "123(46)"),
            (12_345.0, 234.0, "12350 ± 230", "12350(230)"),
            (-0.000_01, 0.002, "0.0000 ± 0.0020", "0.0000(20)"),
            (1.234e-7, 5.6e-9, "(1.234 ± 0.056)e-7", "1.234(56)e-7"),
            (1.234e9, 5.6e6, "(1.2340 ± 0.0056)e9", "1.2340(56)e9"),
            (0.5, 0.0, "0.5", "0.5"),
            (0.5, f64::NAN, "0.5", "0.5"),
        ] {
            assert_eq!(shown(value, error), (plain.to_owned(), siunitx.to_owned()));
        }
    }

    #[test]
    fn a_number_alone_has_four_digits() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (-0.123_456, "-0.1235"),
            (0.000_012_341, "1.234e-5"),
            (123_456.0, "123500"),
            (2e300, "2e300"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(Shown::alone(value).expect("finite").plain(), text);
        }
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Shown::alone(value), None);
            assert_eq!(
                Shown::estimate(Estimate {
                    value,
                    standard_error: 1.0
                }),
                None
            );
        }
    }
}
