use super::error::correlation_within;
use super::gaussian_mean::Gaussian;
use super::mean_estimation::{MeanShards, draw_noise};
use super::{Ball, Constants, CoordinateLaw, GaussianMean, MessageLaw, Problem, ProblemError, SampleLaw, Shards};
use crate::stream::ReplicateStreams;

/// Mean estimation with Gaussian data whose coordinates are equally correlated: z ~ N(w*, σ²[(1 − ρ)I + ρ11ᵀ]), f(w; z) = ½‖w − z‖².
///
/// Each coordinate has the law that it has with independent ones ([`GaussianMean`]), and so has ‖z − w*‖² its mean dσ²; what differs is the
/// direction 1, along which the variance is σ²(1 + (d − 1)ρ) instead of σ². A rule that takes every coordinate for itself cannot tell,
/// and one that looks at distances or at the covariance can.
///
/// A worker's data are held as their mean: independent coordinates as [`GaussianMean`] draws them, through the symmetric root of the
/// covariance. W is the ball around w* of radius 10σ√d by default.
#[derive(Clone, Debug)]
pub struct CorrelatedMean {
    /// The same with independent coordinates.
    independent: GaussianMean,
    correlation: f64,
    root: Root,
}

/// The symmetric root aI + (b/d)11ᵀ of (1 − ρ)I + ρ11ᵀ: a = √(1 − ρ) across, a + b = √(1 − ρ + ρd) along 1.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Root {
    a: f64,
    b: f64,
}

impl Root {
    fn new(correlation: f64, dim: usize) -> Self {
        if dim == 1 {
            return Self { a: 1.0, b: 0.0 };
        }
        let a = (1.0 - correlation).sqrt();
        let along = (1.0 - correlation + correlation * dim as f64).sqrt();
        Self { a, b: along - a }
    }

    /// x ↦ a·x + b·mean(x)·1.
    fn apply(self, x: &mut [f64]) {
        let shared = self.b * (x.iter().sum::<f64>() / x.len() as f64);
        for x in x {
            *x = self.a * *x + shared;
        }
    }
}

impl CorrelatedMean {
    /// The problem in dimension `dim` with standard deviation `sigma` a coordinate, correlation `correlation` = ρ between any two, and W
    /// of radius `radius` (10σ√d if none).
    ///
    /// # Errors
    /// If `dim` is 0, `sigma` or `radius` is not finite and positive, or not −1/(d − 1) < ρ < 1 (−1 < ρ in one dimension).
    pub fn new(dim: usize, sigma: f64, correlation: f64, radius: Option<f64>) -> Result<Self, ProblemError> {
        let independent = GaussianMean::new(dim, sigma, radius)?;
        let correlation = correlation_within(correlation, dim)?;
        Ok(Self {
            independent,
            correlation,
            root: Root::new(correlation, dim),
        })
    }

    /// The same problem around w* = (`each`, …, `each`), and W with it.
    ///
    /// # Errors
    /// If `each` is not finite.
    pub fn with_optimum(self, each: f64) -> Result<Self, ProblemError> {
        let independent = self.independent.with_optimum(each)?;
        Ok(Self { independent, ..self })
    }

    /// Whether coordinates are independent after all.
    fn is_independent(&self) -> bool {
        self.root == Root { a: 1.0, b: 0.0 }
    }
}

impl Problem for CorrelatedMean {
    fn name(&self) -> &str {
        "correlated-mean"
    }

    fn key(&self) -> String {
        let place = match self.optimum()[0] {
            0.0 => String::new(),
            each => format!(" optimum={each}"),
        };
        let (correlation, sigma) = (self.correlation, self.noise());
        format!("{} correlation={correlation} sigma={sigma}{place}", self.name())
    }

    fn optimum(&self) -> &[f64] {
        self.independent.optimum()
    }

    fn domain(&self) -> &Ball {
        self.independent.domain()
    }

    fn noise(&self) -> f64 {
        self.independent.noise()
    }

    fn loss(&self, w: &[f64]) -> f64 {
        self.independent.loss(w)
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        self.independent.gradient(w, out);
    }

    /// Those of independent coordinates: each speaks of one coordinate, or of the trace of the covariance.
    fn constants(&self) -> Constants {
        self.independent.constants()
    }

    /// Unknown unless coordinates are independent: what is declared of Gaussian means is their joint law.
    fn message_law(&self) -> MessageLaw {
        match self.is_independent() {
            true => self.independent.message_law(),
            false => MessageLaw::Unknown,
        }
    }

    fn coordinate_law(&self, w: &[f64]) -> CoordinateLaw {
        self.independent.coordinate_law(w)
    }

    /// H_i = I.
    fn has_newton_directions(&self) -> bool {
        true
    }

    /// A part is drawn coordinate by coordinate: only where these are independent.
    fn smallest_subsample(&self) -> Option<usize> {
        self.independent.smallest_subsample().filter(|_| self.is_independent())
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        let (dim, sigma, centre) = (self.dim(), self.noise(), self.optimum()[0]);
        let mut means = draw_noise((&Gaussian, sigma), dim, samples, workers, streams);
        if !self.is_independent() {
            means.chunks_exact_mut(dim).for_each(|row| self.root.apply(row));
        }
        means.iter_mut().for_each(|mean| *mean += centre);
        Box::new(MeanShards {
            means,
            centre,
            sigma,
            part_law: Gaussian.part_law().filter(|_| self.is_independent()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregator::Messages;

    fn problem(dim: usize, sigma: f64, correlation: f64) -> CorrelatedMean {
        CorrelatedMean::new(dim, sigma, correlation, None).expect("valid")
    }

    fn minimisers(problem: &dyn Problem, samples: usize, workers: usize, number: u64) -> Messages {
        let streams = ReplicateStreams::new(1, "correlated", number);
        let mut messages = Messages::zeros(workers, problem.dim());
        problem.draw(samples, workers, &streams).local_minimisers(&mut messages);
        messages
    }

    /// Rows of the root are what unit vectors become; it is symmetric, and its square is the covariance.
    #[test]
    fn the_root_is_that_of_the_covariance() {
        for (dim, correlation) in [
            (1, 0.9),
            (2, -0.99),
            (2, 0.5),
            (5, 0.5),
            (5, -0.2499),
            (10, 0.0),
            (100, 0.999),
        ] {
            let root = Root::new(correlation, dim);
            let rows: Vec<Vec<f64>> = (0..dim)
                .map(|k| {
                    let mut row: Vec<f64> = (0..dim).map(|j| f64::from(u8::from(j == k))).collect();
                    root.apply(&mut row);
                    row
                })
                .collect();
            for j in 0..dim {
                for k in 0..dim {
                    let product: f64 = rows[j].iter().zip(&rows[k]).map(|(x, y)| x * y).sum();
                    let expected = if j == k { 1.0 } else { correlation };
                    assert!(
                        (product - expected).abs() < 1e-13,
                        "{dim} {correlation} {j} {k}: {product}"
                    );
                    assert_eq!(rows[j][k], rows[k][j]);
                }
            }
        }
    }

    /// 40 000 means of five values have the covariance σ²/5·[(1 − ρ)I + ρ11ᵀ]: 30 entries, each within 4 standard errors, which fails by
    /// chance with probability .002; seeded. The means of five values that are drawn one by one have it as well.
    #[test]
    fn means_have_the_covariance() {
        let (dim, sigma, samples, workers) = (4, 1.5, 5, 40_000);
        for correlation in [0.5, -0.3, 0.0] {
            let problem = problem(dim, sigma, correlation);
            let held = minimisers(&problem, samples, workers, 0);
            let single = minimisers(&problem, 1, samples * workers, 1);
            let mut raw = Messages::zeros(workers, dim);
            for (worker, values) in single.values().chunks_exact(samples * dim).enumerate() {
                for (k, mean) in raw.row_mut(worker).iter_mut().enumerate() {
                    *mean = values.iter().skip(k).step_by(dim).sum::<f64>() / samples as f64;
                }
            }
            for means in [held, raw] {
                for j in 0..dim {
                    for k in 0..=j {
                        let products = means.rows().map(|row| row[j] * row[k]);
                        let covariance = products.sum::<f64>() / workers as f64;
                        let own = sigma * sigma / samples as f64;
                        let expected = if j == k { own } else { correlation * own };
                        let error = ((own * own + expected * expected) / workers as f64).sqrt();
                        assert!(
                            (covariance - expected).abs() < 4.0 * error,
                            "{correlation} {j} {k}: {covariance}, not {expected} ± {error}"
                        );
                    }
                }
            }
        }
    }

    /// Without correlation it is Gaussian mean estimation, to the last bit and in all that it declares; with it, no joint law is declared.
    #[test]
    fn without_correlation_nothing_differs() {
        let plain = GaussianMean::new(3, 2.0, None).and_then(|problem| problem.with_optimum(-1.5));
        let plain = plain.expect("valid");
        let of = |correlation| problem(3, 2.0, correlation).with_optimum(-1.5).expect("finite");
        let none = of(0.0);
        assert_eq!(minimisers(&none, 7, 4, 0), minimisers(&plain, 7, 4, 0));
        assert_eq!(none.message_law(), plain.message_law());
        assert_eq!(none.smallest_subsample(), Some(1));
        let some = of(0.25);
        assert_eq!(some.key(), "correlated-mean correlation=0.25 sigma=2 optimum=-1.5");
        assert_eq!(
            (some.message_law(), some.smallest_subsample()),
            (MessageLaw::Unknown, None)
        );
        assert_eq!(some.constants(), plain.constants());
        assert_eq!(
            problem(1, 2.0, 0.9).message_law(),
            MessageLaw::GaussianMean,
            "one coordinate has no other"
        );
    }

    #[test]
    fn what_is_no_correlation_is_refused() {
        for (dim, correlation) in [
            (1, 1.0),
            (1, -1.0),
            (2, -1.0),
            (5, -0.25),
            (5, 1.0),
            (3, f64::NAN),
            (11, -0.1),
        ] {
            let refused = CorrelatedMean::new(dim, 1.0, correlation, None).expect_err("no covariance");
            assert!(matches!(refused, ProblemError::Correlation { .. }), "{refused}");
        }
        let refused = CorrelatedMean::new(5, 1.0, -0.5, None).expect_err("no covariance");
        assert_eq!(
            refused.to_string(),
            "correlation -0.5 is not allowed: it must be above -0.25 and below 1, where d = 5 (above -1/(d - 1))"
        );
        assert!(CorrelatedMean::new(5, 1.0, -0.249, None).is_ok());
    }
}
