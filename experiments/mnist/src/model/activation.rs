//! Cross-entropy of softmax scores.

use super::Real;
use crate::data::CLASSES;

/// Replaces scores by the gradient of the cross-entropy −ln p_y in them, p − e_y with p = softmax(scores), and gives the
/// cross-entropy.
pub(super) fn cross_entropy<T: Real>(scores: &mut [T], label: u8) -> f64 {
    let label = usize::from(label);
    let largest = scores[..CLASSES]
        .iter()
        .copied()
        .fold(scores[0], |a, b| if b > a { b } else { a });
    let own = (scores[label] - largest).value();
    let mut sum = T::zero();
    for score in &mut scores[..CLASSES] {
        *score = (*score - largest).power_of_e();
        sum += *score;
    }
    let inverse = T::one() / sum;
    for score in &mut scores[..CLASSES] {
        *score *= inverse;
    }
    scores[label] -= T::one();
    libm::log(sum.value()) - own
}

/// The class of the highest score: the first of several, and 0 where no score is a number.
pub(super) fn predicted<T: Real>(scores: &[T]) -> u8 {
    let mut best = 0;
    for class in 1..CLASSES {
        // A NaN in front compares with nothing and would otherwise stay.
        let beaten = scores[class] > scores[best] || (scores[best].value().is_nan() && !scores[class].value().is_nan());
        if beaten {
            best = class;
        }
    }
    best as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn huge_scores_do_not_overflow() {
        let mut scores = [0.0f32; CLASSES];
        scores[3] = 3e38;
        let loss = cross_entropy(&mut scores, 3);
        assert!(loss.abs() < 1e-6 && scores.iter().all(|g| g.is_finite()));
    }

    #[test]
    fn ties_and_nan_have_a_class() {
        assert_eq!(predicted(&[0.0; CLASSES]), 0);
        let mut scores = [f64::NAN; CLASSES];
        assert_eq!(predicted(&scores), 0);
        scores[4] = -1.0;
        assert_eq!(predicted(&scores), 4);
    }
}
