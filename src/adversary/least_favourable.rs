use rand::RngExt;
use rand_distr::Distribution;

use super::{Adversary, Push, Scene, Step};
use crate::aggregator::{Messages, Workspace};
use crate::sampling::StandardNormal;
use crate::stat::normal;
use crate::stream::{Purpose, Stream};

/// One of Huber's two least favourable worlds for Gaussian means (Observation 1): no estimator can tell them apart.
///
/// In units of s = σ/√n, let p = N(0, 1), q = N(Δ, 1) with Δ = 2z(α), z(α) = Φ⁻¹(1/(2(1−α))), so that TV(p, q) = α/(1−α).
/// In world 1 the honest means are p and Byzantine workers draw from B₁ = ((1−α)/α)(q − p)₊; in world 2 the honest means
/// are q and Byzantine workers draw from B₂ = ((1−α)/α)(p − q)₊. Then (1−α)p + αB₁ = (1−α)q + αB₂: the messages have the
/// same law, and any estimator errs by z(α)s or more with probability at least ½ in one of the worlds.
///
/// The means differ in the first coordinate; the others of a Byzantine mean are honest noise. Around w* world 2 is the mirror
/// image of world 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeastFavourable {
    /// Byzantine workers pull the mean up.
    WorldOne,
    /// Byzantine workers pull the mean down.
    WorldTwo,
}

impl LeastFavourable {
    fn sign(self) -> f64 {
        match self {
            Self::WorldOne => 1.0,
            Self::WorldTwo => -1.0,
        }
    }

    /// A draw of B₁ for the shift Δ = `shift` > 0, by rejection from q: accept x with probability (1 − exp(Δ²/2 − Δx))₊.
    fn draw(shift: f64, stream: &mut Stream) -> f64 {
        loop {
            let standard: f64 = StandardNormal.sample(stream);
            let x = shift + standard;
            let accept: f64 = stream.random();
            if accept < -libm::expm1(0.5 * shift * shift - shift * x) {
                return x;
            }
        }
    }
}

impl Adversary for LeastFavourable {
    fn name(&self) -> &str {
        match self {
            Self::WorldOne => "world-1",
            Self::WorldTwo => "world-2",
        }
    }

    fn push(&self) -> Push {
        Push::LeastFavourable(*self)
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, _workspace: &mut Workspace) {
        // Beyond ½ the two worlds may be any distance apart.
        let shift = 2.0 * normal::quantile((0.5 / (1.0 - scene.alpha)).min(1.0 - f64::EPSILON));
        let deviation = scene.noise / (scene.samples as f64).sqrt();
        for worker in scene.byzantine.clone() {
            let mut stream = scene.streams.worker(Purpose::Adversary, worker);
            for (k, value) in messages.row_mut(worker).iter_mut().enumerate() {
                let standard = if k == 0 {
                    self.sign() * Self::draw(shift, &mut stream)
                } else {
                    StandardNormal.sample(&mut stream)
                };
                let mean = scene.optimum[k] + deviation * standard;
                *value = match scene.step {
                    Step::Gradient { .. } => scene.iterate[k] - mean,
                    Step::Estimate => mean,
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stat::Moments;
    use crate::stream::ReplicateStreams;

    /// Draws of B₁ against the moments of its density by the trapezoidal rule: two z-tests at 5, false with probability 1e-6.
    #[test]
    fn draws_have_the_density() {
        let alpha = 0.2;
        let shift = 2.0 * normal::quantile(0.5 / (1.0 - alpha));
        let density = |x: f64| (normal::density(x - shift) - normal::density(x)).max(0.0) * (1.0 - alpha) / alpha;
        let step = 1e-3;
        let integral = |f: &dyn Fn(f64) -> f64| (-9_000..12_000).map(|i| f(f64::from(i) * step)).sum::<f64>() * step;
        let total = integral(&density);
        assert!((total - 1.0).abs() < 1e-6, "TV(p, q) = α/(1−α): {total}");
        let mean = integral(&|x| x * density(x));
        let square = integral(&|x| x * x * density(x));
        let mut stream = ReplicateStreams::new(1, "least favourable", 0).worker(Purpose::Adversary, 0);
        let draws: Vec<f64> = (0..200_000)
            .map(|_| LeastFavourable::draw(shift, &mut stream))
            .collect();
        for (found, expected) in [
            (draws.iter().copied().collect::<Moments>().mean(), mean),
            (draws.iter().map(|x| x * x).collect::<Moments>().mean(), square),
        ] {
            assert!(
                (found.value - expected).abs() < 5.0 * found.standard_error,
                "{found:?} against {expected}"
            );
        }
    }

    /// Messages of workers that are each Byzantine with probability α have one law in both worlds. Two-sample
    /// Kolmogorov–Smirnov at 1e-6.
    #[test]
    fn the_worlds_cannot_be_told_apart() {
        const DRAWS: usize = 50_000;
        let alpha = 0.2;
        let shift = 2.0 * normal::quantile(0.5 / (1.0 - alpha));
        let streams = ReplicateStreams::new(2, "worlds", 0);
        let world = |number: usize| {
            let mut stream = streams.worker(Purpose::Adversary, number);
            let mut draws: Vec<f64> = (0..DRAWS)
                .map(|_| {
                    let byzantine = stream.random_bool(alpha);
                    let x = if byzantine {
                        LeastFavourable::draw(shift, &mut stream)
                    } else {
                        StandardNormal.sample(&mut stream)
                    };
                    if number == 1 { x } else { shift - x }
                })
                .collect();
            draws.sort_by(f64::total_cmp);
            draws
        };
        let (one, two) = (world(1), world(2));
        let below = |x: f64| two.partition_point(|y| *y <= x);
        let distance = one
            .iter()
            .enumerate()
            .map(|(i, x)| (i as f64 + 1.0 - below(*x) as f64).abs() / DRAWS as f64)
            .fold(0.0, f64::max);
        let critical = (-libm::log(0.5e-6) / 2.0).sqrt() * (2.0 / DRAWS as f64).sqrt();
        assert!(distance < critical, "{distance} against {critical}");
    }
}
