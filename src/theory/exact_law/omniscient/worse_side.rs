use super::expansion::absolute;
use super::parts::Parts;
use super::windows::Windows;
use crate::theory::exact_law::{AbsoluteMoments, ExactLawError};

/// What ten nodes for each order statistic leave out, relatively: less than this at every m up to 60, and ever less beyond.
const QUADRATURE: f64 = 1e-5;

/// E max(|T₊|, |T₋|) and E max(T₊², T₋²) of the trimmed means of m values, b of them all at +∞ or all at −∞ and the others g(Z), Z from
/// N(0, 1), g increasing and odd; 1 ≤ k and b ≤ k < m/2 are the caller's duty.
///
/// With S = T₊ + T₋ and D = T₊ − T₋ ≥ 0 the larger is (|S| + D)/2, so that E max = (E|S| + E D)/2 and
/// E max² = (E S² + E D² + 2·E|S|D)/4, exactly. All but E|S| and E|S|·D are moments, and S is nearly normal: these two come from their
/// Edgeworth series, and its last term is part of the error that is stated.
pub(in crate::theory::exact_law) fn worse_side(
    workers: usize,
    byzantine: usize,
    trim: usize,
    g: impl Fn(f64) -> f64,
) -> Result<AbsoluteMoments, ExactLawError> {
    let windows = Windows::new(workers, byzantine, trim);
    let joint = Parts::new(&windows, g)?.joint_moments()?;
    let absolute = absolute(&joint);
    let mean = 0.5 * (absolute.sum + joint.mixed[0]);
    let mean_square = 0.25 * (joint.sum[2] + joint.difference_square + 2.0 * absolute.with_difference);
    let [in_mean, in_square] = absolute.last_terms;
    Ok(AbsoluteMoments {
        mean,
        mean_square,
        error: QUADRATURE + (0.5 * in_mean / mean).max(0.5 * in_square / mean_square),
    })
}

#[cfg(test)]
#[path = "worse_side_tests.rs"]
mod tests;
