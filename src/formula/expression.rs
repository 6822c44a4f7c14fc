use exmex::{Express, FlatEx};

use super::error::{FormulaError, FormulaFault};
use super::operators::Operators;
use super::translation::{Operand, translate};

/// A formula in named variables.
///
/// It has numbers, names, `+ - * / ^`, parentheses, the functions of [`FUNCTIONS`](super::FUNCTIONS) and `pi`; what holds or does not is
/// said with `< <= > >= == !=` and joined by `&&` and `||`, and counts as 1 or 0. A power binds more tightly than a minus: −m² is not
/// positive. Everything is evaluated in double precision, from left to right, without the host's mathematics library.
///
/// ```
/// use byzrate::formula::Formula;
///
/// let bound = Formula::parse("2*sigma*sqrt(d)/sqrt(n*m)", &["n", "m", "d", "sigma"])?;
/// let values = [100.0, 25.0, 4.0, 0.5];
/// assert_eq!(bound.value(|variable| values[variable]), 0.04);
///
/// let error = Formula::parse("2*sigm/sqrt(n)", &["n", "sigma"]).expect_err("no such name");
/// assert!(error.to_string().contains("did you mean sigma?"));
/// assert_eq!(error.span, 2..6);
/// # Ok::<(), byzrate::formula::FormulaError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Formula {
    text: String,
    is_condition: bool,
    variables: Vec<usize>,
    /// What the evaluator is given, in its own order.
    operands: Vec<Operand>,
    program: FlatEx<f64, Operators>,
}

impl Formula {
    /// Reads a formula in the variables `known`.
    ///
    /// # Errors
    /// At the first thing that no formula has, an unknown name among them, or if it is longer or deeper than any that people read.
    pub fn parse(text: &str, known: &[&str]) -> Result<Self, FormulaError> {
        let translation = translate(text, known)?;
        let refused = |_| FormulaError {
            fault: FormulaFault::Empty,
            span: 0..text.len(),
        };
        let program = FlatEx::<f64, Operators>::parse_wo_compile(&translation.text).map_err(refused)?;
        // The evaluator sorts the places by their names.
        let place = |name: &String| name.trim_start_matches('#').parse().ok();
        let places = program.var_names().iter().filter_map(place);
        let operands: Vec<Operand> = places.map(|place: usize| translation.operands[place]).collect();
        let mut variables: Vec<usize> = (translation.operands.iter())
            .filter_map(|operand| match operand {
                Operand::Variable(index) => Some(*index),
                Operand::Number(_) => None,
            })
            .collect();
        variables.sort_unstable();
        variables.dedup();
        Ok(Self {
            text: text.trim().to_owned(),
            is_condition: translation.is_condition,
            variables,
            operands,
            program,
        })
    }

    /// The formula as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it says that something holds, and gives no number.
    #[must_use]
    pub fn is_condition(&self) -> bool {
        self.is_condition
    }

    /// The variables that it holds, by their places among the known ones, each once.
    #[must_use]
    pub fn variables(&self) -> &[usize] {
        &self.variables
    }

    /// Its value, which may be NaN or infinite, where each variable has the value that `value_of` gives.
    pub fn value(&self, value_of: impl Fn(usize) -> f64) -> f64 {
        let values: Vec<f64> = (self.operands.iter())
            .map(|operand| match operand {
                Operand::Number(number) => *number,
                Operand::Variable(index) => value_of(*index),
            })
            .collect();
        self.program.eval(&values).unwrap_or(f64::NAN)
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
