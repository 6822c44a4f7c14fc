//! The Gauss quadrature rule of a law that is known by many weighted points.
//!
//! A law given by points x_i of masses w_i has polynomials p_j that are orthonormal under it, with the recurrence
//! b_{j+1}·p_{j+1}(x) = (x − a_j)·p_j(x) − b_j·p_{j−1}(x), whose coefficients are sums over the points (Stieltjes). The N roots of p_N,
//! with weights 1/Σ_{j<N} p_j², integrate every polynomial of degree 2N − 1 as the points do. Reference: Gautschi, *Orthogonal
//! Polynomials: Computation and Approximation*, sections 1.4 and 2.2.

/// N nodes with weights that sum to 1.
pub(crate) type GaussRule<const N: usize> = [(f64, f64); N];

/// Halvings of a bracket around a root.
const HALVINGS: usize = 54;

/// The rule with N nodes for the law with the given points and masses, of any sum; more than N different points.
pub(crate) fn gauss_rule<const N: usize>(points: &[(f64, f64)]) -> GaussRule<N> {
    let total: f64 = points.iter().map(|point| point.1).sum();
    let centre = points.iter().map(|(x, mass)| mass * x).sum::<f64>() / total;
    let spread = (points.iter())
        .map(|(x, mass)| mass * (x - centre) * (x - centre))
        .sum::<f64>();
    let scale = (spread / total).sqrt();
    let standard: Vec<(f64, f64)> = (points.iter())
        .map(|(x, mass)| ((x - centre) / scale, mass / total))
        .collect();
    let recurrence = Recurrence::<N>::of(&standard);
    let reach = standard.iter().fold(0.0f64, |reach, (x, _)| reach.max(x.abs()));
    recurrence
        .roots(reach)
        .map(|x| (centre + scale * x, recurrence.weight(x)))
}

/// The coefficients a_0, …, a_{N−1} and b_1, …, b_N; b_0 = 0 does not matter.
struct Recurrence<const N: usize> {
    shifts: [f64; N],
    norms: [f64; N],
}

impl<const N: usize> Recurrence<N> {
    fn of(points: &[(f64, f64)]) -> Self {
        let mut recurrence = Self {
            shifts: [0.0; N],
            norms: [0.0; N],
        };
        let mut last = vec![0.0; points.len()];
        let mut current = vec![1.0; points.len()];
        let mut norm = 0.0;
        for j in 0..N {
            let shift = (points.iter().zip(&current))
                .map(|((x, mass), p)| mass * x * p * p)
                .sum::<f64>();
            for (((x, _), last), current) in points.iter().zip(&mut last).zip(&mut current) {
                let next = (x - shift) * *current - norm * *last;
                (*last, *current) = (*current, next);
            }
            norm = (points.iter().zip(&current))
                .map(|((_, mass), p)| mass * p * p)
                .sum::<f64>()
                .sqrt();
            for p in &mut current {
                *p /= norm;
            }
            (recurrence.shifts[j], recurrence.norms[j]) = (shift, norm);
        }
        recurrence
    }

    /// Calls `visit` with p_0(x), …, p_{degree−1}(x), and returns p_degree(x).
    fn values(&self, x: f64, degree: usize, mut visit: impl FnMut(f64)) -> f64 {
        let (mut last, mut current, mut norm) = (0.0, 1.0, 0.0);
        for j in 0..degree {
            visit(current);
            let next = ((x - self.shifts[j]) * current - norm * last) / self.norms[j];
            (last, current) = (current, next);
            norm = self.norms[j];
        }
        current
    }

    /// The roots of p_N, all within `reach` of 0: those of every p_j lie between those of p_{j−1}, and are found by bisection.
    fn roots(&self, reach: f64) -> [f64; N] {
        let mut roots = [0.0; N];
        for degree in 1..=N {
            let inner = roots;
            let mut low = -reach;
            for (index, root) in roots.iter_mut().enumerate().take(degree) {
                let high = if index + 1 < degree { inner[index] } else { reach };
                *root = self.root_between(low, high, degree);
                low = high;
            }
        }
        roots
    }

    fn root_between(&self, mut low: f64, mut high: f64, degree: usize) -> f64 {
        let rising = self.values(high, degree, |_| ()) > 0.0;
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if (self.values(middle, degree, |_| ()) > 0.0) == rising {
                high = middle;
            } else {
                low = middle;
            }
        }
        0.5 * (low + high)
    }

    fn weight(&self, x: f64) -> f64 {
        let mut sum = 0.0;
        self.values(x, N, |p| sum += p * p);
        1.0 / sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the uniform law on (−1, 1), by the midpoints of many cells, three nodes: ±√.6 with 5/18 each, and 0 with 8/18.
    #[test]
    fn three_nodes_of_the_uniform_law_are_those_of_legendre() {
        let cells = 20_000;
        let points: Vec<(f64, f64)> = (0..cells)
            .map(|i| ((2 * i + 1) as f64 / f64::from(cells) - 1.0, 3.0))
            .collect();
        let rule = gauss_rule::<3>(&points);
        for ((x, weight), (node, share)) in rule
            .iter()
            .zip([(-0.6f64.sqrt(), 5.0), (0.0, 8.0), (0.6f64.sqrt(), 5.0)])
        {
            assert!(
                (x - node).abs() < 1e-8 && (weight - share / 18.0).abs() < 1e-8,
                "{rule:?}"
            );
        }
    }

    /// A polynomial of degree 2N − 1 of a lopsided law, away from 0.
    #[test]
    fn polynomials_of_degree_below_twice_the_nodes_are_exact() {
        let points: Vec<(f64, f64)> = (0..40)
            .map(|i| (7.0 + f64::from(i * i) / 500.0, f64::from(1 + i % 5)))
            .collect();
        let average = |points: &[(f64, f64)], degree: i32| {
            let mass: f64 = points.iter().map(|point| point.1).sum();
            points
                .iter()
                .map(|(x, weight)| weight * (x - 8.0).powi(degree))
                .sum::<f64>()
                / mass
        };
        let rule = gauss_rule::<5>(&points);
        for degree in 0..10 {
            let (want, got) = (average(&points, degree), average(&rule, degree));
            assert!(
                (got - want).abs() < 1e-12 * want.abs().max(1.0),
                "{degree}: {got} against {want}"
            );
        }
        let beyond = average(&rule, 10) / average(&points, 10) - 1.0;
        assert!(beyond.abs() > 1e-9, "{beyond}");
    }
}
