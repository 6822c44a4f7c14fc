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
        Ok(Self {
            value: section.number("expected")?.map(|number| number.value),
            margin: Self::decode_margin(section)?,
        })
    }

    /// Reads `margin` alone.
    ///
    /// # Errors
    /// As those of [`decode`](Self::decode).
    pub fn decode_margin(section: &Section) -> Result<f64, SpecError> {
        let margin = section.number("margin")?.map_or(0.0, |margin| margin.value);
        if margin < 0.0 {
            return Err(section.fault(section.span_of("margin"), format!("margin {margin} is below 0")));
        }
        Ok(margin)
    }
}
