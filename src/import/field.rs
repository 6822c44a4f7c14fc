//! What one field of text says, in the spelling of whatever program wrote it.

/// Words for what is not there or not a number, in lower case and without a sign: those of C and MSVC, R, Julia, pandas,
/// SQL and spreadsheets.
const NOT_A_NUMBER: [&str; 28] = [
    "nan",
    "nan16",
    "nan32",
    "nan64",
    "nanq",
    "nans",
    "qnan",
    "snan",
    "na",
    "n/a",
    "#n/a",
    "#na",
    "#n/a n/a",
    "<na>",
    "<nan>",
    "na_real_",
    "na_integer_",
    "na_character_",
    "null",
    "nil",
    "none",
    "missing",
    "nothing",
    "undefined",
    "nat",
    "#num!",
    "#div/0!",
    "#value!",
];

/// Words for infinity beside those of [`f64::from_str`](str::parse), likewise.
const INFINITE: [&str; 3] = ["inf16", "inf32", "inf64"];

/// The number that a field stands for, NaN where it stands for none that there is: an empty field is one that pandas and R
/// leave out.
pub(super) fn value(field: &[u8]) -> Option<f64> {
    let text = str::from_utf8(field).ok()?.trim();
    match text.parse() {
        Ok(number) => Some(number),
        Err(_) => named(text).or_else(|| fortran(text)),
    }
}

/// Whether a field may have been meant as a number, whatever became of it: then its row is nobody's column names.
pub(super) fn looks_like_a_number(field: &[u8]) -> bool {
    if value(field).is_some() {
        return true;
    }
    let text = String::from_utf8_lossy(field);
    // `-0x1p3`, `1_000`, `$5`, `−5` (a minus sign of typography), `****` (Fortran's overflow), `-`, `.` and `∞`.
    let first = text.chars().find(|c| c.is_alphanumeric());
    first.is_none_or(char::is_numeric) || {
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        value(bare.as_bytes()).is_some()
    }
}

fn named(text: &str) -> Option<f64> {
    if text.is_empty() {
        return Some(f64::NAN);
    }
    let (sign, word) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let word = word.to_ascii_lowercase();
    if NOT_A_NUMBER.contains(&word.as_str()) || has_payload(&word) {
        return Some(f64::NAN);
    }
    if INFINITE.contains(&word.as_str()) {
        return Some(sign * f64::INFINITY);
    }
    // MSVC before 2015 fills the precision with zeros: `-1.#IND00`.
    let word = word.strip_prefix("1.#")?;
    match word.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "inf" => Some(sign * f64::INFINITY),
        "ind" | "qnan" | "snan" | "nan" => Some(f64::NAN),
        _ => None,
    }
}

/// `nan(…)` with letters, digits and underscores, as C prints a payload: `nan(0x8000000000000)`, and MSVC `nan(ind)`.
fn has_payload(word: &str) -> bool {
    let payload = word.strip_prefix("nan(").and_then(|rest| rest.strip_suffix(')'));
    payload.is_some_and(|payload| payload.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

/// Fortran's exponents: of a letter D, and without a letter where there are three digits, as in `0.1-307`.
fn fortran(text: &str) -> Option<f64> {
    if !text.is_ascii()
        || !text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.dD".contains(&byte))
    {
        return None;
    }
    if let Some((mantissa, exponent)) = text.split_once(['d', 'D']) {
        return format!("{mantissa}e{exponent}").parse().ok();
    }
    let at = text.rfind(['+', '-']).filter(|&at| at > 0)?;
    let (mantissa, exponent) = text.split_at(at);
    let plain = mantissa.contains('.') && exponent.len() == 4;
    plain.then(|| format!("{mantissa}e{exponent}").parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_is_known_in_every_spelling() {
        for text in [
            // C, gcc and clang, MSVC of both ages.
            "nan",
            "-nan",
            "NAN",
            "nan(0x8000000000000)",
            "-nan(ind)",
            "nan(snan)",
            "nan()",
            "1.#QNAN",
            "-1.#IND",
            "1.#SNAN",
            "-1.#IND00",
            "1.#QNAN0",
            "-1.#IND000000",
            // AIX, Fortran, Julia, R, pandas, SQL, spreadsheets.
            "NaNQ",
            "NaNS",
            "NaN",
            "+NaN",
            "NaN32",
            "NaN16",
            "missing",
            "nothing",
            "NA",
            "NA_real_",
            "N/A",
            "n/a",
            "#N/A",
            "#NA",
            "<NA>",
            "#N/A N/A",
            "NULL",
            "null",
            "None",
            "NaT",
            "",
            "  ",
            "#DIV/0!",
            "#NUM!",
        ] {
            assert!(value(text.as_bytes()).is_some_and(f64::is_nan), "{text:?}");
            assert!(looks_like_a_number(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn numbers_keep_their_value() {
        for (text, expected) in [
            ("1.#INF", f64::INFINITY),
            ("-1.#INF00", f64::NEG_INFINITY),
            ("Inf32", f64::INFINITY),
            ("-Inf16", f64::NEG_INFINITY),
            ("+Infinity", f64::INFINITY),
            ("1.5D+02", 150.0),
            ("-1d0", -1.0),
            ("0.25-100", 0.25e-100),
            ("-.5+101", -0.5e101),
            ("1e400", f64::INFINITY),
        ] {
            assert_eq!(value(text.as_bytes()), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn what_may_have_been_a_number_is_told_from_a_name() {
        for text in [
            "0x1.8p+1",
            "1_000",
            "1;2",
            "12abc",
            "***",
            ".",
            "-",
            "\u{221e}",
            "\u{2212}5",
            "$5",
            "(1)",
            "'nan'",
            "[NA]",
            "1-2",
            "2026-11-26",
            "1.0.0",
            "\u{661}",
        ] {
            assert_eq!(value(text.as_bytes()), None, "{text:?}");
            assert!(looks_like_a_number(text.as_bytes()), "{text:?}");
        }
        for text in [
            "w0",
            "x",
            "# w0",
            "grad_1",
            "nano",
            "info",
            "nan_count",
            "(x)",
            "é",
            "e5",
            "D+02",
        ] {
            assert!(!looks_like_a_number(text.as_bytes()), "{text:?}");
        }
    }
}
