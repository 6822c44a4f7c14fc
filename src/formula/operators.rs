//! What formulas are made of. Exponentials and logarithms are those of `libm`, whose bits do not depend on the host.

use exmex::{BinOp, MakeOperators, Operator};

/// The functions of formulas: their names, and what they are.
pub const FUNCTIONS: [(&str, &str); 9] = [
    ("sqrt", "the square root"),
    ("exp", "the exponential"),
    ("log", "the natural logarithm"),
    ("ln", "the same"),
    ("abs", "the absolute value"),
    ("floor", "the largest integer that is not larger"),
    ("ceil", "the smallest integer that is not smaller"),
    ("min", "the smallest of two numbers or more"),
    ("max", "the largest of two numbers or more"),
];

/// How tightly an operator binds; those of one level are evaluated from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Or = 1,
    And,
    Comparison,
    Sum,
    Product,
    Power,
}

/// The operators between two numbers. Longer ones stand before what they begin with.
pub(super) const INFIX: [(&str, Level); 13] = [
    ("||", Level::Or),
    ("&&", Level::And),
    ("<=", Level::Comparison),
    (">=", Level::Comparison),
    ("==", Level::Comparison),
    ("!=", Level::Comparison),
    ("<", Level::Comparison),
    (">", Level::Comparison),
    ("+", Level::Sum),
    ("-", Level::Sum),
    ("*", Level::Product),
    ("/", Level::Product),
    ("^", Level::Power),
];

/// The functions of two numbers or more.
pub(super) const BETWEEN: [&str; 2] = ["min", "max"];

/// The sign of what is raised to: a minus binds less tightly than a power elsewhere.
pub(super) const NEGATIVE: &str = "~";

/// The operators as the evaluator takes them.
#[derive(Clone, Debug)]
pub(super) struct Operators;

impl MakeOperators<f64> for Operators {
    fn make<'a>() -> Vec<Operator<'a, f64>> {
        let infix = INFIX.map(|(name, level)| {
            Operator::make_bin(
                name,
                BinOp {
                    apply: infix(name),
                    prio: level as i64,
                    is_commutative: false,
                },
            )
        });
        let between = BETWEEN.map(|name| {
            Operator::make_bin(
                name,
                BinOp {
                    apply: if name == "min" { smaller } else { larger },
                    prio: 0,
                    is_commutative: false,
                },
            )
        });
        let unary: [(&str, Unary); 8] = [
            ("sqrt", f64::sqrt),
            ("exp", libm::exp),
            ("log", libm::log),
            ("ln", libm::log),
            ("abs", f64::abs),
            ("floor", f64::floor),
            ("ceil", f64::ceil),
            (NEGATIVE, |x| -x),
        ];
        let unary = unary.map(|(name, apply)| Operator::make_unary(name, apply));
        infix.into_iter().chain(between).chain(unary).collect()
    }
}

type Unary = fn(f64) -> f64;

fn infix(name: &str) -> fn(f64, f64) -> f64 {
    match name {
        "||" => |x, y| truth(x != 0.0 || y != 0.0),
        "&&" => |x, y| truth(x != 0.0 && y != 0.0),
        "<=" => |x, y| truth(x <= y),
        ">=" => |x, y| truth(x >= y),
        "==" => |x, y| truth(x == y),
        "!=" => |x, y| truth(x != y),
        "<" => |x, y| truth(x < y),
        ">" => |x, y| truth(x > y),
        "+" => |x, y| x + y,
        "-" => |x, y| x - y,
        "*" => |x, y| x * y,
        "/" => |x, y| x / y,
        _ => libm::pow,
    }
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// NaN where either is: it is to be seen.
fn smaller(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() { f64::NAN } else { x.min(y) }
}

fn larger(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() { f64::NAN } else { x.max(y) }
}
