//! Sums and mixtures of random values, by their first six cumulants.

/// The highest order.
pub(super) const ORDER: usize = 6;

/// The binomial coefficients C(n, k), n < ORDER.
const BINOMIAL: [[f64; ORDER]; ORDER] = [
    [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [1.0, 1.0, 0.0, 0.0, 0.0, 0.0],
    [1.0, 2.0, 1.0, 0.0, 0.0, 0.0],
    [1.0, 3.0, 3.0, 1.0, 0.0, 0.0],
    [1.0, 4.0, 6.0, 4.0, 1.0, 0.0],
    [1.0, 5.0, 10.0, 10.0, 5.0, 1.0],
];

/// C(n, k) for k ≤ n < ORDER.
pub(super) fn binomial(n: usize, k: usize) -> f64 {
    BINOMIAL[n][k]
}

/// κ_1, …, κ_6 of one random value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cumulants(pub [f64; ORDER]);

impl Cumulants {
    /// κ_order, from 1 on.
    pub fn order(&self, order: usize) -> f64 {
        self.0[order - 1]
    }

    /// What has raw moments E xʲ, j = 0, …, 6.
    pub fn of_moments(moments: &[f64; ORDER + 1]) -> Self {
        let mut cumulants = [0.0; ORDER];
        for n in 1..=ORDER {
            let known = (1..n).map(|k| BINOMIAL[n - 1][k - 1] * cumulants[k - 1] * moments[n - k]);
            cumulants[n - 1] = moments[n] - known.sum::<f64>();
        }
        Self(cumulants)
    }

    /// E xʲ, j = 0, …, 6: mₙ = Σ_k C(n−1, k−1)·κ_k·m_{n−k}.
    pub fn moments(&self) -> [f64; ORDER + 1] {
        let mut moments = [1.0; ORDER + 1];
        for n in 1..=ORDER {
            moments[n] = (1..=n)
                .map(|k| BINOMIAL[n - 1][k - 1] * self.0[k - 1] * moments[n - k])
                .sum();
        }
        moments
    }

    /// The same of `factor` times the value.
    pub fn scaled(&self, factor: f64) -> Self {
        let mut power = 1.0;
        Self(self.0.map(|cumulant| {
            power *= factor;
            power * cumulant
        }))
    }

    /// The same of a sum of `count` independent values like this one.
    pub fn repeated(&self, count: usize) -> Self {
        Self(self.0.map(|cumulant| count as f64 * cumulant))
    }

    /// The same of the value plus a constant.
    pub fn shifted(mut self, by: f64) -> Self {
        self.0[0] += by;
        self
    }

    /// The same of the sum of this and an independent value.
    pub fn plus(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] + other.0[i]))
    }

    /// What is one of `parts`, each with the probability beside it.
    pub fn mixture(parts: &[(f64, Self)]) -> Self {
        // About the common mean, so that a small spread keeps its digits.
        let centre = parts.iter().map(|(weight, part)| weight * part.0[0]).sum::<f64>();
        let mut moments = [0.0; ORDER + 1];
        for (weight, part) in parts {
            for (sum, moment) in moments.iter_mut().zip(part.shifted(-centre).moments()) {
                *sum += weight * moment;
            }
        }
        Self::of_moments(&moments).shifted(centre)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cumulants of the exponential law are (n − 1)!, its moments n!.
    #[test]
    fn exponential_moments_and_cumulants_are_factorials() {
        let cumulants = Cumulants([1.0, 1.0, 2.0, 6.0, 24.0, 120.0]);
        let moments = [1.0, 1.0, 2.0, 6.0, 24.0, 120.0, 720.0];
        assert_eq!(cumulants.moments(), moments);
        assert_eq!(Cumulants::of_moments(&moments), cumulants);
        // A sum of three is Γ(3), of moments (n + 2)!/2.
        assert_eq!(
            cumulants.repeated(3).moments(),
            [1.0, 3.0, 12.0, 60.0, 360.0, 2520.0, 20_160.0]
        );
        assert_eq!(cumulants.plus(&cumulants.repeated(2)), cumulants.repeated(3));
    }

    /// A coin between −1 and 1 has cumulants 0, 1, 0, −2, 0, 16; about 10 and twice as wide the even ones grow by powers of 2.
    #[test]
    fn a_mixture_of_two_constants_is_a_coin() {
        let constant = |x: f64| Cumulants::default().shifted(x);
        let coin = Cumulants::mixture(&[(0.5, constant(8.0)), (0.5, constant(12.0))]);
        assert_eq!(coin.0, [10.0, 4.0, 0.0, -32.0, 0.0, 1024.0]);
        assert_eq!(coin.shifted(-10.0).scaled(-0.5).0, [0.0, 1.0, 0.0, -2.0, 0.0, 16.0]);
    }
}
