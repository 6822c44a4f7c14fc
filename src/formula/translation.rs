//! From what people write to what the evaluator takes: it lets a minus bind more tightly than a power, reads a^b^c from the left, has
//! one function of two numbers inside another go wrong, and has no number with an exponent. What it is given has none of these.

use std::ops::Range;

use super::error::{FormulaError, FormulaFault};
use super::operators::{BETWEEN, FUNCTIONS, Level, NEGATIVE};
use super::token::{Part, Token, tokens};
use crate::spec::suggest;

/// Limits that no formula comes near that people read; what is beyond them is refused before any of it is evaluated.
const LONGEST: usize = 1000;
const MOST_PARTS: usize = 200;
const DEEPEST: usize = 30;

/// The number that everybody knows.
const PI: &str = "pi";

/// A formula as the evaluator takes it, in which every number and every variable has a place `{#i}`.
#[derive(Debug, Default)]
pub(super) struct Translation {
    pub text: String,
    /// What stands at the places.
    pub operands: Vec<Operand>,
    /// Whether it says that something holds, and gives no number.
    pub is_condition: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operand {
    Number(f64),
    /// The number of a known name.
    Variable(usize),
}

/// What stands between two parentheses, or between none.
#[derive(Debug)]
struct Frame {
    around: Around,
    opened: Range<usize>,
    last: Option<Level>,
    /// Whether a comparison stands here that nothing joins to what follows.
    compared: bool,
    /// Whether what stands here holds or does not.
    is_condition: bool,
    /// How often a comma stood here.
    commas: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    Nothing,
    Group,
    /// A function of one number.
    Function,
    /// A function of two or more.
    Between(&'static str),
}

impl Frame {
    fn new(around: Around, opened: Range<usize>) -> Self {
        Self {
            around,
            opened,
            last: None,
            compared: false,
            is_condition: false,
            commas: 0,
        }
    }
}

pub(super) fn translate(text: &str, known: &[&str]) -> Result<Translation, FormulaError> {
    let whole = 0..text.len();
    let error = |fault, span: &Range<usize>| FormulaError {
        fault,
        span: span.clone(),
    };
    let length = text.chars().count();
    if length > LONGEST {
        return Err(error(FormulaFault::TooLong { length, most: LONGEST }, &whole));
    }
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err(error(FormulaFault::Empty, &whole));
    }
    if tokens.len() > MOST_PARTS {
        return Err(error(FormulaFault::TooManyParts { most: MOST_PARTS }, &whole));
    }
    let mut made = Translation::default();
    let mut frames = vec![Frame::new(Around::Nothing, 0..0)];
    let mut expects_value = true;
    let mut before: Option<&'static str> = None;
    let mut parts = tokens.iter().peekable();
    while let Some(Token { part, span }) = parts.next() {
        let unexpected = |expected| {
            let found = text[span.clone()].to_owned();
            Err(error(FormulaFault::Unexpected { expected, found }, span))
        };
        let depth = frames.len();
        let Some(frame) = frames.last_mut() else { break };
        match (*part, expects_value) {
            (Part::Number(value), true) => {
                made.place(Operand::Number(value));
                expects_value = false;
            }
            (Part::Name(name), true) => match Named::of(name, known) {
                Some(Named::Operand(operand)) => {
                    made.place(operand);
                    expects_value = false;
                }
                Some(Named::Function(name)) => {
                    let Some(Token { part: Part::Open, span }) = parts.next() else {
                        let found = format!("{name} without one");
                        return Err(error(
                            FormulaFault::Unexpected {
                                expected: "a parenthesis after it",
                                found,
                            },
                            span,
                        ));
                    };
                    if depth > DEEPEST {
                        return Err(error(FormulaFault::TooDeep { most: DEEPEST }, span));
                    }
                    let around = match BETWEEN.contains(&name) {
                        true => Around::Between(name),
                        false => Around::Function,
                    };
                    made.text.push_str(if around == Around::Function { name } else { "(" });
                    made.text.push('(');
                    frames.push(Frame::new(around, span.clone()));
                    before = None;
                }
                None => return Err(error(unknown(name, known), span)),
            },
            (Part::Name(word), false) if joined(word).is_some() => return Err(error(unknown(word, known), span)),
            (Part::Open, true) => {
                if depth > DEEPEST {
                    return Err(error(FormulaFault::TooDeep { most: DEEPEST }, span));
                }
                made.text.push('(');
                frames.push(Frame::new(Around::Group, span.clone()));
                before = None;
            }
            (Part::Infix("+", _), true) => {}
            // −1 as a factor or a divisor gives the same bits, and binds as loosely as people mean.
            (Part::Infix("-", _), true) => match before {
                Some("^") => made.text.push_str(NEGATIVE),
                Some("/") => {
                    made.place(Operand::Number(-1.0));
                    made.text.push('/');
                }
                _ => {
                    made.place(Operand::Number(-1.0));
                    made.text.push('*');
                }
            },
            (Part::Infix(sign, level), false) => {
                if level == Level::Power && frame.last == Some(Level::Power) {
                    return Err(error(FormulaFault::Chained { operator: sign }, span));
                }
                match level {
                    Level::Comparison if frame.compared => return Err(error(FormulaFault::ChainedComparison, span)),
                    Level::Comparison => (frame.compared, frame.is_condition) = (true, true),
                    Level::And | Level::Or => (frame.compared, frame.is_condition) = (false, true),
                    // What is added to a truth makes it a number.
                    _ => frame.is_condition &= frame.compared || frame.last.is_some(),
                }
                frame.last = Some(level);
                made.text.push_str(sign);
                before = Some(sign);
                expects_value = true;
            }
            (Part::Close, false) if frame.around != Around::Nothing => {
                match frame.around {
                    Around::Between(name) if frame.commas == 0 => {
                        return Err(error(FormulaFault::TooFewArguments { name }, span));
                    }
                    Around::Between(_) => made.text.push_str("))"),
                    _ => made.text.push(')'),
                }
                let is_condition = frame.around == Around::Group && frame.is_condition;
                frames.pop();
                if let Some(outer) = frames.last_mut().filter(|outer| outer.last.is_none()) {
                    outer.is_condition = is_condition;
                }
            }
            (Part::Comma, false) => {
                let Around::Between(name) = frame.around else {
                    return unexpected("an operator");
                };
                frame.commas += 1;
                (frame.last, frame.compared) = (None, false);
                made.text.push_str(&format!("){name}("));
                before = None;
                expects_value = true;
            }
            (_, true) => return unexpected("a number, a name or a parenthesis"),
            (_, false) => return unexpected("an operator"),
        }
    }
    if expects_value {
        let found = "the end".to_owned();
        let expected = "a number, a name or a parenthesis";
        let end = tokens.last().map_or(whole, |last| last.span.clone());
        return Err(error(FormulaFault::Unexpected { expected, found }, &end));
    }
    match &frames[..] {
        [outermost] => made.is_condition = outermost.is_condition,
        [.., open] => return Err(error(FormulaFault::Unclosed, &open.opened)),
        [] => {}
    }
    Ok(made)
}

impl Translation {
    fn place(&mut self, operand: Operand) {
        let index = self.operands.len();
        self.operands.push(operand);
        self.text.push_str(&format!("{{#{index}}}"));
    }
}

/// What a name stands for.
enum Named {
    Operand(Operand),
    Function(&'static str),
}

impl Named {
    fn of(name: &str, known: &[&str]) -> Option<Self> {
        if let Some(index) = known.iter().position(|known| *known == name) {
            return Some(Self::Operand(Operand::Variable(index)));
        }
        if name == PI {
            return Some(Self::Operand(Operand::Number(std::f64::consts::PI)));
        }
        let mut functions = FUNCTIONS.iter();
        let (function, _) = functions.find(|(function, _)| *function == name)?;
        Some(Self::Function(function))
    }
}

/// How what a word says is spelled.
fn joined(word: &str) -> Option<&'static str> {
    match word.to_lowercase().as_str() {
        "and" => Some("&&"),
        "or" => Some("||"),
        _ => None,
    }
}

fn unknown(name: &str, known: &[&str]) -> FormulaFault {
    if let Some(write) = joined(name) {
        let found = name.to_owned();
        return FormulaFault::Spelling { found, write };
    }
    let functions = FUNCTIONS.iter().map(|(name, _)| *name);
    let all: Vec<&str> = known.iter().copied().chain([PI]).chain(functions).collect();
    FormulaFault::UnknownName {
        name: name.to_owned(),
        hint: suggest(name, &all),
    }
}
