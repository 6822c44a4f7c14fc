use super::inversion::Inversion;
use super::product::Product;
use crate::problem::{CoordinateLaw, SampleLaw, Student};
use crate::stat::normal;
use crate::theory::continuous_law::{ContinuousLaw, GammaMean, largest_difference};
use crate::theory::quadrature::for_each_node;
use crate::theory::skewness;

/// The law F_n of √n(∂_1F_i(w) − ∂_1F(w))/τ, a standardised coordinate of a worker's gradient, beside the normal one Φ.
///
/// Berry and Esseen: sup_x |F_n(x) − Φ(x)| ≤ 0.4748·γ/√n, γ the absolute skewness of one sample (paper, Appendix B).
#[derive(Clone, Debug)]
pub struct NormalApproximation {
    samples: usize,
    absolute_skewness: f64,
    /// Whether the tails of one sample fall faster than any power.
    is_light: bool,
    /// Whether F_n is that of −X, X of the law that is known.
    is_reflected: bool,
    /// The width of the finest bump of F_n − Φ that there may be, or less.
    width: f64,
    known: Known,
}

/// How F_n is known.
#[derive(Clone, Debug)]
enum Known {
    Normal,
    Gamma(GammaMean),
    Inverted(Inversion),
    Product(Product),
}

impl NormalApproximation {
    /// F_n for n = `samples` of the law `law`. `None` where the law is not known, or has no density to speak of: signs whose noise is
    /// below a hundredth of them.
    #[must_use]
    pub fn new(law: &CoordinateLaw, samples: usize) -> Option<Self> {
        let n = samples as f64;
        let (absolute_skewness, known) = match law {
            CoordinateLaw::Unknown => return None,
            CoordinateLaw::Normal { .. } => (skewness::SHARP, Known::Normal),
            CoordinateLaw::Signs { steps, .. } if steps.iter().all(|step| *step == 0.0) => {
                (skewness::SHARP, Known::Normal)
            }
            CoordinateLaw::Exponential { .. } => (skewness::EXPONENTIAL, Known::Gamma(GammaMean::new(samples))),
            CoordinateLaw::Student { nu, .. } => {
                let law = StudentMixture::new(*nu);
                let root = n.sqrt();
                let inverted = Inversion::new(|t| libm::pow(law.characteristic(t / root), n))?;
                (Student::new(*nu).ok()?.absolute_skewness(), Known::Inverted(inverted))
            }
            CoordinateLaw::Signs { steps, noise } => {
                let deviation = law.deviation()?;
                if *noise < 0.01 * deviation {
                    return None;
                }
                let unit = n.sqrt() * deviation;
                let inverted = Inversion::new(|t| {
                    let t = t / unit;
                    let signs: f64 = steps.iter().map(|step| libm::cos(t * step)).product();
                    libm::exp(-0.5 * n * (noise * t).powi(2)) * power(signs, samples)
                })?;
                // As Rademacher regression, with a first coordinate that does not count.
                let delta: Vec<f64> = [0.0].into_iter().chain(steps.iter().copied()).collect();
                let skewness = skewness::rademacher_regression(&delta, *noise, 0)?;
                (skewness, Known::Inverted(inverted))
            }
            CoordinateLaw::Product { along, across } => {
                let skewness = skewness::gaussian_design(*along, *across)?;
                (skewness, Known::Product(Product::new(*along, *across, samples)))
            }
        };
        Some(Self {
            samples,
            absolute_skewness,
            is_reflected: matches!(law, CoordinateLaw::Exponential { deviation } if *deviation < 0.0),
            is_light: !matches!(law, CoordinateLaw::Student { .. }),
            width: match law {
                CoordinateLaw::Signs { noise, .. } => (0.2 * noise / law.deviation()?).min(0.05),
                CoordinateLaw::Product { along, across } => (0.2 * across / (along.abs() + across)).clamp(0.01, 0.05),
                _ => 0.05,
            },
            known,
        })
    }

    /// γ, the absolute skewness of one sample.
    #[must_use]
    pub fn absolute_skewness(&self) -> f64 {
        self.absolute_skewness
    }

    /// The law of the negative: that of ŵ_i − w* in mean estimation, where ∂F_i(w*) = w* − ŵ_i.
    #[must_use]
    pub fn reflected(self) -> Self {
        Self {
            is_reflected: !self.is_reflected,
            ..self
        }
    }

    /// Whether F_n is Φ.
    #[must_use]
    pub fn is_normal(&self) -> bool {
        matches!(self.known, Known::Normal)
    }

    /// F_n(x) − Φ(x).
    #[must_use]
    pub fn excess(&self, x: f64) -> f64 {
        if self.is_reflected {
            -self.own_excess(-x)
        } else {
            self.own_excess(x)
        }
    }

    /// That of the law that is known.
    fn own_excess(&self, x: f64) -> f64 {
        match &self.known {
            Known::Normal => 0.0,
            Known::Gamma(law) => {
                let point = x / (self.samples as f64).sqrt();
                if x > 0.0 {
                    normal::survival(x) - law.survival(point)
                } else {
                    law.cdf(point) - normal::cdf(x)
                }
            }
            Known::Inverted(law) => law.excess(x),
            Known::Product(law) => law.excess(x),
        }
    }

    /// F_n(x).
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        (normal::cdf(x) + self.excess(x)).clamp(0.0, 1.0)
    }

    /// Where the difference is not smooth: at −x.
    fn corner(&self) -> Option<f64> {
        match &self.known {
            Known::Gamma(_) => Some((self.samples as f64).sqrt()),
            Known::Product(law) => Some(law.corner),
            Known::Normal | Known::Inverted(_) => None,
        }
    }

    /// sup_x |F_n(x) − Φ(x)|, to about 1e-10.
    #[must_use]
    pub fn distance(&self) -> f64 {
        let inside = largest_difference(self.width, |x| self.own_excess(x).abs());
        let corner = self.corner().map_or(0.0, |corner| self.own_excess(-corner).abs());
        inside.max(corner)
    }

    /// sup_x |F_n(x) − Φ(x)|·√n/γ, which is 0.4748 at most.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.distance() * (self.samples as f64).sqrt() / self.absolute_skewness
    }

    /// E|X|³ of X of law F_n: the absolute skewness of a coordinate of a worker's gradient (Definition 4), which goes from γ at n = 1
    /// to 2√(2/π).
    ///
    /// Integrating by parts, it is that of the normal law and 3∫₀^∞ x²(F_n(−x) − Φ(−x) − F_n(x) + Φ(x)) dx. `None` for means of
    /// Student's values, whose tails have more to say than can be inverted.
    #[must_use]
    pub fn absolute_skewness_of_mean(&self) -> Option<f64> {
        // Far out only laws with exponential tails have anything left.
        let far: &[f64] = match &self.known {
            _ if !self.knows_absolute_skewness_of_mean() => return None,
            _ if self.samples == 1 => return Some(self.absolute_skewness),
            Known::Normal => return Some(skewness::SHARP),
            Known::Inverted(_) => &[],
            Known::Gamma(_) | Known::Product(_) => &[15.0, 20.0, 30.0, 45.0, 60.0],
        };
        let near = (0..=24).map(|i| 0.5 * f64::from(i));
        let mut edges: Vec<f64> = near.chain(far.iter().copied()).collect();
        if let Some(corner) = self.corner().filter(|corner| *corner < 60.0) {
            edges.push(corner);
            edges.sort_unstable_by(f64::total_cmp);
        }
        let mut sum = 0.0;
        for_each_node(&edges, |x, weight| {
            sum += 3.0 * weight * x * x * (self.excess(-x) - self.excess(x))
        });
        Some(skewness::SHARP + sum)
    }

    /// Whether [`absolute_skewness_of_mean`](Self::absolute_skewness_of_mean) is known, which takes no time to say.
    #[must_use]
    pub fn knows_absolute_skewness_of_mean(&self) -> bool {
        self.samples == 1 || self.is_light || !matches!(self.known, Known::Inverted(_))
    }
}

/// x^n for n ≥ 1, of either sign.
fn power(x: f64, n: usize) -> f64 {
    let size = libm::pow(x.abs(), n as f64);
    if x < 0.0 && n % 2 == 1 { -size } else { size }
}

/// Student's law scaled to variance 1, as a normal law whose variance is (ν − 2)/χ²_ν.
struct StudentMixture {
    /// (ν − 2)/χ², with its weight.
    variances: Vec<(f64, f64)>,
}

impl StudentMixture {
    fn new(nu: f64) -> Self {
        let log_scale = (0.5 * nu - 1.0) * std::f64::consts::LN_2 + libm::lgamma(0.5 * nu);
        let centre = nu.sqrt();
        let from = (centre - 9.0).max(0.0);
        let edges: Vec<f64> = (0..=36)
            .map(|i| from + (centre + 9.0 - from) * f64::from(i) / 36.0)
            .collect();
        let mut variances = Vec::new();
        for_each_node(&edges, |root, weight| {
            let density = libm::exp((nu - 1.0) * libm::log(root) - 0.5 * root * root - log_scale);
            if weight * density > 1e-20 {
                variances.push(((nu - 2.0) / (root * root), weight * density));
            }
        });
        Self { variances }
    }

    /// E exp(−t²(ν − 2)/(2χ²_ν)).
    fn characteristic(&self, t: f64) -> f64 {
        let normal = |(variance, weight): &(f64, f64)| weight * libm::exp(-0.5 * t * t * variance);
        self.variances.iter().map(normal).sum()
    }
}
