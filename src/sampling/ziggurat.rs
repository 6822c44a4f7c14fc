use rand::{Rng, RngExt};

/// A decreasing density on x ≥ 0 with the value 1 at 0, under 256 layers of one area: layer i lies between the heights i and i + 1
/// and reaches out to edge i. The bottom one holds the tail, and its edge is what its area would reach to as a rectangle.
pub(super) struct Layers {
    /// Falling to 0.
    pub edges: [f64; 257],
    /// The density at every edge, rising to 1.
    pub heights: [f64; 257],
}

impl Layers {
    /// A draw from the density by Marsaglia and Tsang's ziggurat, in Doornik's form; `SIGNED` mirrors it at 0.
    ///
    /// The lowest 8 bits of a random number choose the layer, the highest 52 the place in it. `tail` draws beyond the last edge, and
    /// is told the place as well.
    ///
    /// The edges are constants, and `density` only decides between two draws: but for the tail, a draw is a product of two numbers.
    #[inline(always)]
    pub fn draw<const SIGNED: bool, R: Rng + ?Sized>(
        &self,
        stream: &mut R,
        density: impl Fn(f64) -> f64,
        tail: impl Fn(&mut R, f64) -> f64,
    ) -> f64 {
        loop {
            let bits = stream.next_u64();
            let layer = (bits & 0xff) as usize;
            let fraction = bits >> 12;
            let place = if SIGNED {
                // From [2, 4) to [−1, 1).
                f64::from_bits(1024 << 52 | fraction) - 3.0
            } else {
                // From [1, 2) to (0, 1).
                f64::from_bits(1023 << 52 | fraction) - (1.0 - 0.5 * f64::EPSILON)
            };
            let x = place * self.edges[layer];
            if x.abs() < self.edges[layer + 1] {
                return x;
            }
            if layer == 0 {
                return tail(stream, place);
            }
            let [low, high] = [self.heights[layer + 1], self.heights[layer]];
            if low + (high - low) * stream.random::<f64>() < density(x) {
                return x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{exponential_layers, normal_layers};
    use super::*;

    /// Every layer has the area of the bottom one, whose tail has the area `beyond`.
    fn assert_layers(layers: &Layers, start: f64, beyond: f64, density: impl Fn(f64) -> f64) {
        let Layers { edges, heights } = layers;
        let area = start * density(start) + beyond;
        assert_eq!((edges[1], edges[256], heights[256]), (start, 0.0, 1.0));
        assert!((edges[0] * heights[1] / area - 1.0).abs() < 1e-9);
        for i in 0..=256 {
            assert!((heights[i] / density(edges[i]) - 1.0).abs() < 1e-15, "{i}");
        }
        for i in 1..256 {
            let layer = edges[i] * (heights[i + 1] - heights[i]);
            assert!((layer / area - 1.0).abs() < 1e-9, "{i}: {layer} against {area}");
        }
    }

    #[test]
    fn all_layers_have_one_area() {
        let start = normal_layers::TAIL;
        let root = std::f64::consts::FRAC_PI_2.sqrt();
        let beyond = root * libm::erfc(start * std::f64::consts::FRAC_1_SQRT_2);
        assert_layers(&normal_layers::LAYERS, start, beyond, |x| libm::exp(-0.5 * x * x));
        let start = exponential_layers::TAIL;
        assert_layers(&exponential_layers::LAYERS, start, libm::exp(-start), |x| libm::exp(-x));
    }
}
