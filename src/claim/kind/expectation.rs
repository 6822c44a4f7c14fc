use crate::spec::{Section, SpecError};

/// What a spec says of the value to expect; where it says nothing, a known law does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) struct Expectation {
    /// The value, where the spec has one.
    pub value: Option<f64>,
    /// What the theory behind it leaves out.
    pub margin: f64,
}

impl Expectation {
    /// Reads `expected` and `margin`.
    ///
    /// # Errors
    /// If one of them is no finite number, or a margin is below zero.
    pub fn decode(section: &Section) -> Result<Self, SpecError> {
        let number = |key: &'static str| Ok(section.number(key)?.map(|number| number.value));
        let value = number("expected")?;
        let margin = number("margin")?.unwrap_or(0.0);
        if margin < 0.0 {
            return Err(section.fault(section.span_of("margin"), format!("margin {margin} is below 0")));
        }
        Ok(Self { value, margin })
    }
}
