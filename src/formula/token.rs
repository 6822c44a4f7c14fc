use std::ops::Range;

use super::error::{FormulaError, FormulaFault};
use super::operators::{INFIX, Level};

/// A part of a formula with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token<'t> {
    pub part: Part<'t>,
    pub span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part<'t> {
    Number(f64),
    Name(&'t str),
    Infix(&'static str, Level),
    Open,
    Close,
    Comma,
}

/// What people write, and how it is spelled here.
const SPELLINGS: [(&str, &str); 22] = [
    ("**", "^"),
    ("σ", "sigma"),
    ("α", "alpha"),
    ("β", "beta"),
    ("λ", "lambda_f"),
    ("π", "pi"),
    ("√", "sqrt(…)"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("·", "*"),
    ("×", "*"),
    ("−", "-"),
    ("²", "^2"),
    ("³", "^3"),
    ("½", "0.5"),
    ("∧", "&&"),
    ("∨", "||"),
    ("&", "&&"),
    ("|", "|| for or, abs(…) for an absolute value"),
    ("=", "=="),
    ("[", "("),
];

/// The parts of a formula.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, FormulaError> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let rest = &text[start..];
        if first.is_whitespace() {
            start += first.len_utf8();
            continue;
        }
        let (part, length) = if let Some(length) = number(rest) {
            let value: f64 = rest[..length].parse().unwrap_or(f64::NAN);
            if !value.is_finite() {
                let text = rest[..length].to_owned();
                return Err(fault(FormulaFault::NotFinite { text }, start, length));
            }
            (Part::Number(value), length)
        } else if first.is_ascii_alphabetic() || first == '_' {
            let length = length_while(rest, |c| c.is_ascii_alphanumeric() || c == b'_');
            (Part::Name(&rest[..length]), length)
        } else if rest.starts_with("**") {
            return Err(misspelled(rest, start));
        } else if let Some((sign, level)) = INFIX.iter().find(|(sign, _)| rest.starts_with(sign)) {
            (Part::Infix(sign, *level), sign.len())
        } else {
            match first {
                '(' => (Part::Open, 1),
                ')' => (Part::Close, 1),
                ',' => (Part::Comma, 1),
                _ => return Err(misspelled(rest, start)),
            }
        };
        let span = start..start + length;
        start = span.end;
        tokens.push(Token { part, span });
    }
    Ok(tokens)
}

/// The length of the number that `text` begins with.
fn number(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| length_while(&text[from..], |c| c.is_ascii_digit());
    let whole = digits(0);
    let mut length = whole;
    if bytes.get(length) == Some(&b'.') {
        let fraction = digits(length + 1);
        if whole + fraction == 0 {
            return None;
        }
        length += 1 + fraction;
    }
    if length == 0 {
        return None;
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits((length + 1 + sign).min(text.len()));
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    Some(length)
}

fn length_while(text: &str, admits: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|c| admits(*c)).count()
}

fn misspelled(rest: &str, start: usize) -> FormulaError {
    if let Some((found, write)) = SPELLINGS.iter().find(|(found, _)| rest.starts_with(found)) {
        let found = (*found).to_owned();
        let length = found.len();
        return fault(FormulaFault::Spelling { found, write }, start, length);
    }
    let found = rest.chars().next().unwrap_or_default();
    fault(FormulaFault::UnknownSign { found }, start, found.len_utf8())
}

fn fault(fault: FormulaFault, start: usize, length: usize) -> FormulaError {
    FormulaError {
        fault,
        span: start..start + length,
    }
}
