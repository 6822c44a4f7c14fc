use super::measure::{gradient, random_step};
use super::{Algorithm, Buffers, Parties, Scheme};
use crate::problem::{Ball, Problem, distance};
use crate::stream::{Purpose, Stream};

/// No algorithm of the paper: looks at the workers' gradients at one point w of W, and at a second point w′ of W, a random step
/// of half its radius away: forwards or, where that leaves W, backwards, and else to the nearest point of W.
///
/// With n = 1 a worker's gradient is that of one sample, so that the replicates measure what Definitions 3 to 8 speak of. The
/// "estimate" is w itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Probe {
    /// At w = w*.
    Optimum,
    /// At w = w⁰.
    Start,
    /// At a point of W that is drawn for every replicate: a random direction from the centre, at the edge.
    Edge,
}

impl Probe {
    /// All places.
    pub const ALL: [Self; 3] = [Self::Optimum, Self::Start, Self::Edge];

    /// The name in specs.
    #[must_use]
    pub fn place(self) -> &'static str {
        match self {
            Self::Optimum => "optimum",
            Self::Start => "start",
            Self::Edge => "edge",
        }
    }
}

/// What a probe found; the fields are the measures of the same names.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "each field is documented with its measure")]
pub struct Probed {
    pub gradient_square: f64,
    pub coordinate_square: f64,
    pub coordinate_cube: f64,
    pub coordinate_exponential: f64,
    pub coordinate_exponential_minus: f64,
    pub exponential_quarter: f64,
    pub exponential_quarter_minus: f64,
    pub exponential_tail: f64,
    pub exponential_tail_minus: f64,
    pub lipschitz: f64,
    pub smoothness: f64,
    pub strong_convexity: f64,
}

impl Default for Probed {
    /// Nothing was probed.
    fn default() -> Self {
        Self {
            gradient_square: f64::NAN,
            coordinate_square: f64::NAN,
            coordinate_cube: f64::NAN,
            coordinate_exponential: f64::NAN,
            coordinate_exponential_minus: f64::NAN,
            exponential_quarter: f64::NAN,
            exponential_quarter_minus: f64::NAN,
            exponential_tail: f64::NAN,
            exponential_tail_minus: f64::NAN,
            lipschitz: f64::NAN,
            smoothness: f64::NAN,
            strong_convexity: f64::NAN,
        }
    }
}

impl Algorithm for Probe {
    fn name(&self) -> &str {
        "probe"
    }

    fn key(&self) -> String {
        format!("probe at={}", self.place())
    }

    fn rounds(&self) -> usize {
        1
    }

    fn scheme(&self, _problem: &dyn Problem) -> Scheme {
        Scheme::Probe
    }

    fn probed(&self, problem: &dyn Problem) -> Option<Vec<f64>> {
        match self {
            Self::Optimum => Some(problem.optimum().to_vec()),
            Self::Start => Some(problem.start()),
            Self::Edge => None,
        }
    }

    fn run(&self, parties: Parties, buffers: &mut Buffers) {
        let problem = parties.problem;
        let domain = problem.domain();
        let mut stream = parties.streams.worker(Purpose::Search, 0);
        buffers.prepare(parties.workers, problem.dim());
        let w = self
            .probed(problem)
            .unwrap_or_else(|| random_step(&domain.centre, domain.radius, &mut stream));
        let other = second_point(&w, domain, &mut stream);
        buffers.trajectory.push(&w, problem);
        buffers.probe = probe(parties, &w, &other, buffers);
    }
}

/// The constants are declared over W alone, so that w′ must lie there.
fn second_point(w: &[f64], domain: &Ball, stream: &mut Stream) -> Vec<f64> {
    let mut other = random_step(w, 0.5 * domain.radius, stream);
    if distance(&other, &domain.centre) > domain.radius {
        for (other, w) in other.iter_mut().zip(w) {
            *other = 2.0 * w - *other;
        }
        domain.project(&mut other);
    }
    other
}

fn probe(parties: Parties, w: &[f64], other: &[f64], buffers: &mut Buffers) -> Probed {
    let problem = parties.problem;
    let (n, m) = (parties.samples as f64, parties.workers as f64);
    let (here, there) = (gradient(problem, w), gradient(problem, other));
    let v = problem.constants().sub_exponential.unwrap_or(f64::NAN);
    let (quarter, half, nine_tenths) = (0.25 / v, 0.5 / v, 0.9 / v);
    parties.shards.gradients(w, &mut buffers.messages);
    let mut probed = Probed {
        gradient_square: 0.0,
        coordinate_square: 0.0,
        coordinate_cube: 0.0,
        coordinate_exponential: 0.0,
        coordinate_exponential_minus: 0.0,
        exponential_quarter: 0.0,
        exponential_quarter_minus: 0.0,
        exponential_tail: 0.0,
        exponential_tail_minus: 0.0,
        lipschitz: 0.0,
        ..Probed::default()
    };
    for row in buffers.messages.rows() {
        let square = distance(row, &here).powi(2);
        let deviation = row[0] - here[0];
        buffers.deviations.push(deviation);
        probed.gradient_square += n * square / m;
        probed.coordinate_square += deviation * deviation / m;
        probed.coordinate_cube += deviation.abs().powi(3) / m;
        probed.coordinate_exponential += libm::exp(half * deviation) / m;
        probed.coordinate_exponential_minus += libm::exp(-half * deviation) / m;
        let [near_zero, near_the_end] = [quarter, nine_tenths].map(|rate| libm::exp(rate * deviation));
        probed.exponential_quarter += near_zero / m;
        probed.exponential_quarter_minus += near_zero.recip() / m;
        probed.exponential_tail += near_the_end / m;
        probed.exponential_tail_minus += near_the_end.recip() / m;
    }
    let apart = distance(w, other);
    let first = buffers.messages.clone();
    parties.shards.gradients(other, &mut buffers.messages);
    for (a, b) in first.rows().zip(buffers.messages.rows()) {
        let steepest = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        probed.lipschitz = probed.lipschitz.max(steepest / apart);
    }
    let slope: f64 = here
        .iter()
        .zip(other)
        .zip(w)
        .map(|((g, to), from)| g * (to - from))
        .sum();
    probed.smoothness = distance(&here, &there) / apart;
    probed.strong_convexity = 2.0 * (problem.loss(other) - problem.loss(w) - slope) / (apart * apart);
    probed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::ReplicateStreams;

    /// From the centre, from a corner at the edge, and from halfway there. Where both ways lead out, the nearest point of W is
    /// 0.404 radii away at least.
    #[test]
    fn the_second_point_lies_in_w_and_apart_from_the_first() {
        let mut stream = ReplicateStreams::new(1, "second point", 0).worker(Purpose::Search, 0);
        for dim in [1, 2, 5] {
            let domain = Ball {
                centre: vec![3.0; dim],
                radius: 2.0,
            };
            for share in [0.0, 0.5, 1.0] {
                let away = share * domain.radius / (dim as f64).sqrt();
                let w: Vec<f64> = domain.centre.iter().map(|centre| centre + away).collect();
                for _ in 0..1_000 {
                    let other = second_point(&w, &domain, &mut stream);
                    assert!(distance(&other, &domain.centre) <= domain.radius * (1.0 + 1e-12));
                    assert!(distance(&other, &w) >= 0.4 * domain.radius, "{w:?} {other:?}");
                }
            }
        }
    }
}
