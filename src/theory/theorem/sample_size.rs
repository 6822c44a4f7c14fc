//! How many workers or samples condition (2) asks for.

use super::condition::skewness_constant;
use super::{Form, Silence};
use crate::theory::Setting;

/// Counts beyond this are taken for impossible.
pub(super) const LARGEST: usize = 1 << 60;

/// Condition (2) with α, and everything else but n and m, held.
struct LeftSide {
    form: Form,
    alpha: f64,
    dim: f64,
    /// L̂D.
    scale: f64,
    /// 0.4748·S or its improved form.
    skewness: f64,
    /// ½ − ε; the left side may equal it if ε > 0.
    limit: f64,
    strict: bool,
}

impl LeftSide {
    fn new(setting: &Setting, form: Form, epsilon: f64) -> Result<Self, Silence> {
        Ok(Self {
            form,
            alpha: setting.alpha(),
            dim: setting.dim as f64,
            scale: setting.net_scale()?,
            skewness: skewness_constant(setting, form)?,
            limit: 0.5 - epsilon,
            strict: epsilon <= 0.0,
        })
    }

    /// α, or an upper bound on its improvement that no rounding of b = ⌊αm⌋ and no parity of m exceeds.
    fn byzantine(&self, m: f64) -> f64 {
        match self.form {
            Form::Paper => self.alpha,
            Form::Improved => ((0.5 + 1.0 / m) / (1.0 - self.alpha) - 0.5).min(self.alpha),
        }
    }

    fn holds(&self, n: f64, m: f64) -> bool {
        let chance = (self.dim * libm::log1p(n * m * self.scale) / (m * (1.0 - self.alpha))).sqrt();
        self.allows(self.byzantine(m) + chance + self.skewness / n.sqrt())
    }

    fn allows(&self, left: f64) -> bool {
        if self.strict {
            left < self.limit
        } else {
            left <= self.limit
        }
    }

    /// Whether the left side falls at n: whether S/(2n^{3/2}) exceeds the slope of the chance term.
    fn falls(&self, n: f64, m: f64) -> bool {
        let share = self.dim / (m * (1.0 - self.alpha));
        let rate = m * self.scale;
        let rise = share * rate / ((1.0 + rate * n) * 2.0 * (share * libm::log1p(rate * n)).sqrt());
        self.skewness / (2.0 * libm::pow(n, 1.5)) > rise
    }
}

/// The smallest count in 1..=`largest` with `ok`, which must stay true once it is.
pub(super) fn first(largest: usize, ok: impl Fn(usize) -> bool) -> Option<usize> {
    let mut high = 1;
    while !ok(high) {
        if high >= largest {
            return None;
        }
        high = (2 * high).min(largest);
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if ok(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

/// The smallest m for which condition (2) holds with ε = `epsilon` (0: with some ε > 0) at the setting's n and α = b/m, or
/// `None` if none does.
///
/// α + √(d·log(1 + nmL̂D)/(m(1−α))) + 0.4748·S/√n falls with m towards α + 0.4748·S/√n: where that is too much, no number of
/// workers helps. α stays what it is though αm may not be whole; in the improved form need − ½ is replaced by
/// (½ + 1/m)/(1−α) − ½ (or α, if less), so that the condition holds from there on however b = ⌊αm⌋ is rounded.
///
/// # Errors
/// If a constant is not known.
pub fn smallest_workers(setting: &Setting, form: Form, epsilon: f64) -> Result<Option<usize>, Silence> {
    let left = LeftSide::new(setting, form, epsilon)?;
    let n = setting.samples as f64;
    let limit = left.byzantine(f64::INFINITY) + left.skewness / n.sqrt();
    // At equality the chance term, however small, is too much.
    if limit.is_nan() || limit >= left.limit {
        return Ok(None);
    }
    Ok(first(LARGEST, |m| left.holds(n, m as f64)))
}

/// The smallest n for which condition (2) holds with ε = `epsilon` (0: with some ε > 0) at the setting's m and α = b/m, or
/// `None` if none does.
///
/// More samples shrink 0.4748·S/√n, but the net grows with them: the left side falls with n and then rises, and is looked at
/// where it is least.
///
/// # Errors
/// If a constant is not known.
pub fn smallest_samples(setting: &Setting, form: Form, epsilon: f64) -> Result<Option<usize>, Silence> {
    let left = LeftSide::new(setting, form, epsilon)?;
    let m = setting.workers as f64;
    let turn = first(LARGEST, |n| !left.falls(n as f64, m)).unwrap_or(LARGEST);
    let least = [turn.saturating_sub(1).max(1), turn]
        .into_iter()
        .find(|n| left.holds(*n as f64, m));
    Ok(least.and_then(|largest| first(largest, |n| left.holds(n as f64, m))))
}
