use serde::{Serialize, Serializer};

use crate::algorithm::Measure;

/// Which summary of the replicates is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Response {
    /// (E‖ŵ − w*‖²)^½.
    #[default]
    Rms,
    /// E‖ŵ − w*‖.
    Mean,
    /// E of the signed error, averaged over the coordinates.
    Bias,
    /// The mean of another measure.
    Of(Measure),
}

impl Response {
    /// The responses of which every experiment has the measures.
    pub const ALWAYS: [Self; 3] = [Self::Rms, Self::Mean, Self::Bias];

    /// All responses.
    pub fn all() -> impl Iterator<Item = Self> {
        let others = Measure::ALL
            .into_iter()
            .filter(|measure| !Measure::ALWAYS.contains(measure));
        Self::ALWAYS.into_iter().chain(others.map(Self::Of))
    }

    /// The name in specs and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rms => "rms",
            Self::Mean => "mean",
            Self::Bias => "bias",
            Self::Of(measure) => measure.name(),
        }
    }

    /// The measure that it sums up.
    #[must_use]
    pub fn measure(self) -> Measure {
        match self {
            Self::Rms | Self::Mean => Measure::Error,
            Self::Bias => Measure::SignedError,
            Self::Of(measure) => measure,
        }
    }

    /// The response of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|response| response.name() == name)
    }
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
