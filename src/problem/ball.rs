/// The parameter space W: a Euclidean ball.
#[derive(Clone, Debug, PartialEq)]
pub struct Ball {
    /// Its centre.
    pub centre: Vec<f64>,
    /// Its radius, above zero.
    pub radius: f64,
}

impl Ball {
    /// The diameter D of W.
    #[must_use]
    pub fn diameter(&self) -> f64 {
        2.0 * self.radius
    }

    /// Replaces `w` by the nearest point of W, Π_W(w) of Algorithm 1.
    ///
    /// Infinite coordinates are taken as the limit of one common size growing without bound, so that a broken aggregate
    /// throws the iterate to the edge of W. A NaN stays, since it has no nearest point.
    pub fn project(&self, w: &mut [f64]) {
        if w.iter().any(|x| x.is_nan()) {
            return;
        }
        let infinite = w.iter().filter(|x| x.is_infinite()).count();
        if infinite > 0 {
            let step = self.radius / (infinite as f64).sqrt();
            for (x, centre) in w.iter_mut().zip(&self.centre) {
                let direction = if x.is_infinite() { x.signum() } else { 0.0 };
                *x = centre + direction * step;
            }
            return;
        }
        if distance(w, &self.centre) <= self.radius {
            return;
        }
        // In units of the largest deviation no square overflows; a deviation may still, where both ends are huge.
        let half = |x: f64, centre: f64| 0.5 * x - 0.5 * centre;
        let largest = w
            .iter()
            .zip(&self.centre)
            .map(|(x, c)| half(*x, *c).abs())
            .fold(0.0, f64::max);
        let norm = w
            .iter()
            .zip(&self.centre)
            .map(|(x, c)| (half(*x, *c) / largest).powi(2))
            .sum::<f64>()
            .sqrt();
        for (x, centre) in w.iter_mut().zip(&self.centre) {
            *x = centre + half(*x, *centre) / largest / norm * self.radius;
        }
    }
}

/// ‖a − b‖, without overflow for any finite distance below 1.8e308.
#[must_use]
pub(crate) fn distance(a: &[f64], b: &[f64]) -> f64 {
    let square: f64 = a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum();
    if square.is_finite() {
        return square.sqrt();
    }
    let largest = a.iter().zip(b).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
    if !largest.is_finite() {
        return square;
    }
    let scaled: f64 = a.iter().zip(b).map(|(x, y)| ((x - y) / largest).powi(2)).sum();
    largest * scaled.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unit(dim: usize) -> Ball {
        Ball {
            centre: vec![0.5; dim],
            radius: 1.0,
        }
    }

    #[test]
    fn broken_aggregates_land_on_the_edge() {
        for broken in [
            vec![f64::INFINITY, 0.0, f64::NEG_INFINITY],
            vec![1e308, -1e308, 1e308],
            vec![f64::NEG_INFINITY; 3],
            vec![1.7e308; 25],
            vec![f64::MAX, -f64::MAX],
        ] {
            let ball = unit(broken.len());
            let mut w = broken.clone();
            ball.project(&mut w);
            assert!((distance(&w, &ball.centre) - 1.0).abs() < 1e-12, "{broken:?} -> {w:?}");
        }
    }

    #[test]
    fn nan_stays_nan() {
        let mut w = vec![f64::NAN, f64::INFINITY];
        unit(2).project(&mut w);
        assert!(w[0].is_nan());
    }

    proptest! {
        #[test]
        fn projection_is_idempotent_and_keeps_inner_points(w in prop::collection::vec(-3.0f64..3.0, 1..6)) {
            let ball = unit(w.len());
            let mut once = w.clone();
            ball.project(&mut once);
            prop_assert!(distance(&once, &ball.centre) <= 1.0 + 1e-12);
            if distance(&w, &ball.centre) <= 1.0 {
                prop_assert_eq!(&once, &w);
            }
            let mut twice = once.clone();
            ball.project(&mut twice);
            prop_assert!(distance(&once, &twice) < 1e-12);
        }
    }
}
