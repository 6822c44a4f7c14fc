use thiserror::Error;

/// Why a problem cannot be made.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum ProblemError {
    /// d = 0.
    #[error("dimension 0: a problem needs at least one coordinate")]
    Dimension,
    /// A scale that is not positive and finite.
    #[error("{name} {value} is not allowed: it must be a finite number above 0")]
    NotPositive {
        /// The parameter, such as `sigma`.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// A place that is not finite.
    #[error("{name} {value} is not a finite number")]
    NotFinite {
        /// The parameter, such as `optimum`.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// A probability that is none, or is that of a certainty.
    #[error("{name} {value} is not allowed: it must be a probability above 0 and below 1")]
    NotAProbability {
        /// The parameter, such as `low`.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// A dimension whose 2ᵈ patterns would be too many to enumerate.
    #[error("dimension {dim} is too large: its 2^d patterns are enumerated, for d up to {most}")]
    TooManyPatterns {
        /// The dimension d.
        dim: usize,
        /// The largest dimension allowed.
        most: usize,
    },
    /// A start outside W.
    #[error("start lies {distance} from w*, outside W of radius {radius}; use a larger radius or a nearer start")]
    StartOutside {
        /// ‖w⁰ − w*‖.
        distance: f64,
        /// The radius of W, a ball around w*.
        radius: f64,
    },
    /// A condition number below 1 or not finite, or a single eigenvalue with one other than 1.
    #[error(
        "condition {condition} is not allowed: it must be a finite number of at least 1, and 1 in one dimension (d = {dim})"
    )]
    Condition {
        /// The condition number.
        condition: f64,
        /// The dimension d.
        dim: usize,
    },
    /// A condition number below 1.
    #[error("condition {condition} is not allowed: it must be a finite number of at least 1")]
    ConditionBelowOne {
        /// The condition number.
        condition: f64,
    },
    /// Coordinates that cannot all be correlated so much.
    #[error("correlation {correlation} is not allowed: it must be above {least} and below 1, where d = {dim}{why}")]
    Correlation {
        /// ρ.
        correlation: f64,
        /// The dimension d.
        dim: usize,
        /// The infimum, −1/(d − 1), and −1 in one dimension.
        least: f64,
        /// Where the infimum comes from.
        why: &'static str,
    },
    /// A start of another dimension.
    #[error("start has {length} coordinates, and the problem has {dim}")]
    StartDimension {
        /// The coordinates of the start.
        length: usize,
        /// The dimension d.
        dim: usize,
    },
    /// A Student law without an absolute skewness.
    #[error("nu {nu} is not allowed: the absolute skewness of Student's law is finite for a finite nu above 3 only")]
    HeavyTails {
        /// ν, the degrees of freedom.
        nu: f64,
    },
}

/// Checks that the parameter `name` is finite and above zero.
pub(super) fn positive(name: &'static str, value: f64) -> Result<f64, ProblemError> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(ProblemError::NotPositive { name, value })
    }
}

/// Checks that the parameter `name` is finite.
pub(super) fn finite(name: &'static str, value: f64) -> Result<f64, ProblemError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(ProblemError::NotFinite { name, value })
    }
}

/// Checks that −1/(d − 1) < ρ < 1: so much `dim` = d coordinates can all be correlated.
pub(super) fn correlation_within(correlation: f64, dim: usize) -> Result<f64, ProblemError> {
    let (least, why) = match dim {
        0..=2 => (-1.0, ""),
        _ => (-1.0 / (dim - 1) as f64, " (above -1/(d - 1))"),
    };
    if correlation > least && correlation < 1.0 {
        return Ok(correlation);
    }
    Err(ProblemError::Correlation {
        correlation,
        dim,
        least,
        why,
    })
}

/// Checks that the dimension is at least one.
pub(super) fn dimension(dim: usize) -> Result<usize, ProblemError> {
    if dim == 0 {
        Err(ProblemError::Dimension)
    } else {
        Ok(dim)
    }
}
