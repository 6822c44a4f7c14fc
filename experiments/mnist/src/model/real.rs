use std::fmt::Debug;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Sub, SubAssign};

/// A floating-point type: `f32` to train in, `f64` to check gradients in.
pub trait Real:
    Copy
    + Debug
    + PartialOrd
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + AddAssign
    + Sub<Output = Self>
    + SubAssign
    + Mul<Output = Self>
    + MulAssign
    + Div<Output = Self>
{
    /// Zero.
    fn zero() -> Self;

    /// One.
    fn one() -> Self;

    /// The nearest number to a double.
    fn of(value: f64) -> Self;

    /// The number as a double.
    fn value(self) -> f64;

    /// tanh x, from a mathematics library that is the same on every machine.
    fn tanh(self) -> Self;

    /// eˣ, from a mathematics library that is the same on every machine.
    fn power_of_e(self) -> Self;
}

macro_rules! real {
    ($number:ty, $tanh:path, $exp:path) => {
        impl Real for $number {
            #[inline]
            fn zero() -> Self {
                0.0
            }

            #[inline]
            fn one() -> Self {
                1.0
            }

            #[inline]
            fn of(value: f64) -> Self {
                value as Self
            }

            #[inline]
            fn value(self) -> f64 {
                self.into()
            }

            #[inline]
            fn tanh(self) -> Self {
                $tanh(self)
            }

            #[inline]
            fn power_of_e(self) -> Self {
                $exp(self)
            }
        }
    };
}

real!(f32, libm::tanhf, libm::expf);
real!(f64, libm::tanh, libm::exp);
