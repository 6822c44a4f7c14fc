use std::fmt::Debug;

/// What messages are made of: f64, or f32, which takes half the memory. Rules compute with f64 in either case.
pub trait Float: Copy + Debug + PartialEq + Into<f64> + Send + Sync + 'static {
    /// The numbers themselves, where they are doubles.
    #[must_use]
    fn as_doubles(_values: &[Self]) -> Option<&[f64]> {
        None
    }
}

impl Float for f64 {
    fn as_doubles(values: &[Self]) -> Option<&[f64]> {
        Some(values)
    }
}

impl Float for f32 {}
