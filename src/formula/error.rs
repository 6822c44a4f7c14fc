use std::ops::Range;

use thiserror::Error;

/// A fault in a formula, with the bytes it stands at.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{fault}")]
pub struct FormulaError {
    /// What is wrong.
    pub fault: FormulaFault,
    /// The bytes of the formula.
    pub span: Range<usize>,
}

/// What is wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FormulaFault {
    /// Nothing but blanks.
    #[error("the formula is empty")]
    Empty,
    /// Longer than any formula that people read.
    #[error("the formula has {length} characters, more than {most}")]
    TooLong {
        /// Its characters.
        length: usize,
        /// The most that are allowed.
        most: usize,
    },
    /// More names, numbers and operators than any formula that people read.
    #[error("the formula has more than {most} names, numbers, operators and parentheses")]
    TooManyParts {
        /// The most that are allowed.
        most: usize,
    },
    /// Too many parentheses inside one another.
    #[error("more than {most} parentheses stand inside one another")]
    TooDeep {
        /// The most that are allowed.
        most: usize,
    },
    /// A name that is none of the known ones.
    #[error("unknown name {name:?}{hint}")]
    UnknownName {
        /// The name.
        name: String,
        /// What may have been meant, and what is known.
        hint: String,
    },
    /// A sign that no formula has.
    #[error("{found:?} is not allowed in a formula")]
    UnknownSign {
        /// The sign.
        found: char,
    },
    /// Something that is spelled otherwise here.
    #[error("{found:?} is not allowed in a formula: write {write}")]
    Spelling {
        /// What stands there.
        found: String,
        /// How it is spelled.
        write: &'static str,
    },
    /// A number beyond the largest.
    #[error("{text} is not a finite number")]
    NotFinite {
        /// The number as it stands there.
        text: String,
    },
    /// A part at a place where another one must stand.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What may stand there.
        expected: &'static str,
        /// What does.
        found: String,
    },
    /// Operators that are read differently by different people.
    #[error("{operator} stands twice in a row: say with parentheses which comes first")]
    Chained {
        /// The operator.
        operator: &'static str,
    },
    /// Comparisons in a row, which compare a truth with a number.
    #[error("a second comparison in a row: join two with &&")]
    ChainedComparison,
    /// A parenthesis that nothing closes.
    #[error("this parenthesis is never closed")]
    Unclosed,
    /// A function of two numbers that gets one.
    #[error("{name} takes two numbers or more")]
    TooFewArguments {
        /// The function.
        name: &'static str,
    },
}
