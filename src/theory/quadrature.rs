//! Gauss-Legendre quadrature over adjoining panels.

use std::num::NonZeroUsize;
use std::sync::OnceLock;

use gauss_quad::GaussLegendre;

/// Nodes per panel. A panel holds one side of a log-concave density, cut where it has fallen by e⁻⁴².
const NODES: NonZeroUsize = NonZeroUsize::new(40).expect("positive");

/// Nodes in (−1, 1) and weights of the one rule used throughout.
pub(crate) fn rule() -> &'static [(f64, f64)] {
    static RULE: OnceLock<GaussLegendre> = OnceLock::new();
    RULE.get_or_init(|| GaussLegendre::new(NODES)).as_node_weight_pairs()
}

/// Calls `visit(x, weight)` at every node of the panels between consecutive `edges` (ascending; empty panels are
/// skipped), so that Σ weight·f(x) approximates ∫f from the first edge to the last.
pub(crate) fn for_each_node(edges: &[f64], mut visit: impl FnMut(f64, f64)) {
    for panel in edges.windows(2).filter(|panel| panel[1] > panel[0]) {
        let (centre, radius) = (0.5 * (panel[0] + panel[1]), 0.5 * (panel[1] - panel[0]));
        for &(node, weight) in rule() {
            visit(centre + radius * node, radius * weight);
        }
    }
}

/// ∫_a^b f.
pub(crate) fn integrate(a: f64, b: f64, f: impl Fn(f64) -> f64) -> f64 {
    let mut sum = 0.0;
    for_each_node(&[a, b], |x, weight| sum += weight * f(x));
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_within_the_degree_is_integrated_exactly() {
        let integral = integrate(-1.0, 2.0, |x| x.powi(20));
        let exact = (2f64.powi(21) + 1.0) / 21.0;
        assert!((integral / exact - 1.0).abs() < 1e-14, "{integral} against {exact}");
    }

    #[test]
    fn panels_join_and_empty_ones_are_skipped() {
        let mut sum = 0.0;
        for_each_node(&[0.0, 0.5, 0.5, 3.0], |x, weight| sum += weight * x);
        assert!((sum - 4.5).abs() < 1e-14);
    }
}
