//! The two moments every law is summarised by.

/// First two moments of a signed error, in units of one worker's standard deviation s.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// E\[error\].
    pub mean: f64,
    /// E\[error²\]; over d coordinates attacked alike, E‖error‖² is d times this.
    pub mean_square: f64,
}

impl Moments {
    /// Var\[error\] = E\[error²\] − E\[error\]².
    pub fn variance(&self) -> f64 {
        self.mean_square - self.mean * self.mean
    }
}

/// First two moments of an absolute error, in units of one worker's standard deviation s.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AbsoluteMoments {
    /// E|error|.
    pub mean: f64,
    /// E\[error²\].
    pub mean_square: f64,
    /// What either may be off by, as a share of it: 0 of an exact law.
    pub error: f64,
}
