use crate::theory::quadrature::for_each_node;

/// F − Φ of a symmetric law by Gil-Pelaez' inversion of its characteristic function ψ:
/// F(x) − Φ(x) = (1/π)∫₀^∞ sin(tx)/t·(ψ(t) − e^{−t²/2}) dt.
///
/// The difference is inverted, and not F, so that little is lost where there is little of it.
#[derive(Clone, Debug)]
pub(super) struct Inversion {
    /// t, and weight·(ψ(t) − e^{−t²/2})/(πt).
    nodes: Vec<(f64, f64)>,
}

/// Beyond this ψ must be no more than rounding: the law has a part of its own that is smooth.
const FARTHEST: f64 = 2_000.0;

impl Inversion {
    /// The law of characteristic function `psi`, real and even; `None` where it does not fall to nothing by t = 2000.
    ///
    /// Near t = 0 the panels narrow, since ψ of a law with heavy tails has only a few derivatives there.
    pub fn new(psi: impl Fn(f64) -> f64) -> Option<Self> {
        const NOTHING: f64 = 1e-18;
        let mut nodes = Vec::new();
        let (mut from, mut quiet) = (0.0, 0);
        let graded = (0..7).map(|i| f64::from(1 << i) / 128.0);
        let uniform = (1..).map(f64::from);
        for to in graded.chain(uniform) {
            let mut largest: f64 = 0.0;
            for_each_node(&[from, to], |t, weight| {
                let difference = psi(t) - libm::exp(-0.5 * t * t);
                largest = largest.max(difference.abs());
                nodes.push((t, weight * difference / (std::f64::consts::PI * t)));
            });
            from = to;
            // A characteristic function may have zeros; it has none over two panels that are this far out.
            quiet = if largest < NOTHING && to > 8.0 { quiet + 1 } else { 0 };
            if quiet == 2 {
                nodes.retain(|(_, weight)| weight.abs() > 1e-22);
                return Some(Self { nodes });
            }
            if to > FARTHEST {
                return None;
            }
        }
        None
    }

    /// F(x) − Φ(x), for |x| ≤ 9.
    pub fn excess(&self, x: f64) -> f64 {
        self.nodes.iter().map(|(t, weight)| weight * libm::sin(t * x)).sum()
    }
}
