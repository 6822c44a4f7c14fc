//! How normal the workers' messages look.

use crate::algorithm::{Buffers, Parties};
use crate::stat::normal;

/// sup_x |F̂(x) − Φ(x)| of the workers' √n(∂_1F_i(w) − ∂_1F(w))/τ at the probed w, τ the deviation that the problem declares. NaN where
/// nothing was probed or τ is not known.
pub(super) fn distance(buffers: &mut Buffers, parties: Parties) -> f64 {
    let Some(unit) = unit(buffers, parties) else {
        return f64::NAN;
    };
    buffers.deviations.sort_unstable_by(f64::total_cmp);
    let share = 1.0 / buffers.deviations.len() as f64;
    let apart = |(index, value): (usize, &f64)| {
        let expected = normal::cdf(unit * value);
        let below = share * index as f64;
        (below - expected).abs().max((below + share - expected).abs())
    };
    buffers.deviations.iter().enumerate().map(apart).fold(0.0, f64::max)
}

/// F̂(x) − Φ(x), which is F_n(x) − Φ(x) on average.
pub(super) fn excess(buffers: &Buffers, parties: Parties, x: f64) -> f64 {
    let Some(unit) = unit(buffers, parties) else {
        return f64::NAN;
    };
    let below = buffers.deviations.iter().filter(|value| unit * **value <= x).count();
    below as f64 / buffers.deviations.len() as f64 - normal::cdf(x)
}

/// √n/τ.
fn unit(buffers: &Buffers, parties: Parties) -> Option<f64> {
    let w = buffers.trajectory.iterates().next()?;
    if buffers.deviations.is_empty() {
        return None;
    }
    let deviation = parties.problem.coordinate_law(w).deviation()?;
    Some((parties.samples as f64).sqrt() / deviation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adversary::Honest;
    use crate::aggregator::Mean;
    use crate::algorithm::{Algorithm, Probe};
    use crate::problem::{GaussianMean, Problem};
    use crate::stream::ReplicateStreams;

    /// Four values by hand, whatever their order: the second one is beyond its share on one side, the first on the other.
    #[test]
    fn the_largest_step_between_two_distribution_functions() {
        let problem = GaussianMean::new(1, 2.0, None).expect("valid");
        let streams = ReplicateStreams::new(1, "normality", 0);
        let shards = problem.draw(9, 4, &streams);
        let parties = Parties {
            problem: &problem,
            shards: &*shards,
            samples: 9,
            workers: 4,
            byzantine: 0,
            alpha: 0.0,
            aggregator: &Mean,
            adversary: &Honest,
            streams: &streams,
        };
        let mut buffers = Buffers::default();
        assert!(distance(&mut buffers, parties).is_nan());
        Probe::Start.run(parties, &mut buffers);
        buffers.deviations = vec![0.4, -0.1, 0.2, 0.3];
        // Times √9/2: Φ(−.15), Φ(.3), Φ(.45), Φ(.6) = .4404, .6179, .6736, .7257.
        let want = normal::cdf(-0.15);
        assert!((distance(&mut buffers, parties) - want).abs() < 1e-15);
        buffers.deviations = vec![-0.4, -0.1, -0.2, 0.6];
        // Φ(−.6), Φ(−.3), Φ(−.15), Φ(.9): ¾ of the values lie up to −.1.
        let want = 0.75 - normal::cdf(-0.15);
        assert!((distance(&mut buffers, parties) - want).abs() < 1e-15);
        for (x, share) in [(-1.0, 0.0), (-0.3, 0.5), (0.0, 0.75), (1.0, 1.0)] {
            let got = excess(&buffers, parties, x);
            assert!((got - (share - normal::cdf(x))).abs() < 1e-15, "{x}");
        }
    }
}
