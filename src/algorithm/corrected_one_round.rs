use super::{Algorithm, AlgorithmError, Buffers, Parties};
use crate::adversary::Step;
use crate::problem::{Problem, Subsample};

/// One round of bias-corrected minimisers (Zhang, Duchi and Wainwright, *Communication-efficient algorithms for statistical optimization*,
/// 2012): SAVGM with the mean, and its robust form with another rule.
///
/// Every worker minimises its empirical risk over all of its n samples, ŵ_i, and over the first rn of them, ŵ_{i,r}, and sends
/// (ŵ_i − r·ŵ_{i,r})/(1 − r); the estimate is the aggregate of these. A bias B/n of ŵ_i is B/(rn) of ŵ_{i,r}, so that what is sent has none of
/// that order; what remains is of the order 1/n². It costs variance: in least squares with Gaussian features of covariance I, where
/// V(n) = dσ²/(n − d − 1), from V(n) to ((1 − 2r)V(n) + r²V(rn))/(1 − r)², which is V(n/2) at r = ½.
///
/// Where the curvature of a quadratic loss is Exp(1) ([`RandomCurvature`](crate::problem::RandomCurvature)), the bias of ŵ_i, and of the mean
/// of all workers' (AVGM, which is [`OneRound`](super::OneRound) with the mean), is 1/(n − 1) in every coordinate, and the corrected one
/// −1/((n − 1)(rn − 1)). The median of many workers gains nothing there: what is sent has no bias of the order 1/n, but still a skewness,
/// and at r = ½ their median is off by −1/(3n), where that of uncorrected minimisers is off by 1/(3n).
///
/// ```
/// use byzrate::algorithm::{Algorithm, CorrectedOneRound};
/// use byzrate::problem::RandomCurvature;
///
/// let algorithm = CorrectedOneRound::new(0.5)?;
/// let problem = RandomCurvature::new(3, None)?;
/// assert!(algorithm.admits(&problem, 20, 5).is_ok());
/// // Half of 21 samples are no samples.
/// assert!(algorithm.admits(&problem, 21, 5).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CorrectedOneRound {
    subsample: f64,
}

/// How far r·n may be from a whole number, for shares such as 0.29.
const TOLERANCE: f64 = 1e-9;

impl CorrectedOneRound {
    /// The algorithm with the share `subsample` = r of the samples.
    ///
    /// # Errors
    /// If r is not above 0 and below 1.
    pub fn new(subsample: f64) -> Result<Self, AlgorithmError> {
        if subsample > 0.0 && subsample < 1.0 {
            Ok(Self { subsample })
        } else {
            Err(AlgorithmError::Subsample { subsample })
        }
    }

    /// rn, the nearest whole number.
    fn part(&self, samples: usize) -> usize {
        (self.subsample * samples as f64).round() as usize
    }
}

impl Algorithm for CorrectedOneRound {
    fn name(&self) -> &str {
        "corrected-one-round"
    }

    fn key(&self) -> String {
        format!("{} subsample={}", self.name(), self.subsample)
    }

    fn rounds(&self) -> usize {
        1
    }

    fn admits(&self, problem: &dyn Problem, samples: usize, _workers: usize) -> Result<(), AlgorithmError> {
        let (part, size) = (self.part(samples), self.subsample * samples as f64);
        if (size - part as f64).abs() > TOLERANCE * size.max(1.0) || !(1..samples).contains(&part) {
            return Err(AlgorithmError::SubsampleSize {
                subsample: self.subsample,
                samples,
            });
        }
        let problem_name = || problem.name().to_owned();
        match problem.smallest_subsample() {
            None => Err(AlgorithmError::NoSubsamples {
                problem: problem_name(),
            }),
            Some(smallest) if part < smallest => Err(AlgorithmError::SubsampleTooSmall {
                part,
                problem: problem_name(),
                smallest,
            }),
            Some(_) => Ok(()),
        }
    }

    /// A problem that gives no minimisers of subsamples loses the estimate.
    fn run(&self, parties: Parties, buffers: &mut Buffers) {
        let problem = parties.problem;
        buffers.prepare(parties.workers, problem.dim());
        buffers.iterate.copy_from_slice(&problem.start());
        let subsample = Subsample {
            samples: parties.samples,
            part: self.part(parties.samples),
            streams: parties.streams,
        };
        let mut parts = buffers.messages.clone();
        if parties.shards.subsample_minimisers(subsample, &mut parts) {
            parties.shards.local_minimisers(&mut buffers.messages);
        } else {
            buffers.messages.values_mut().fill(f64::NAN);
        }
        let r = self.subsample;
        for (all, part) in buffers.messages.values_mut().iter_mut().zip(parts.values()) {
            *all = (*all - r * part) / (1.0 - r);
        }
        parties.aggregate(0, Step::Estimate, buffers);
        buffers.trajectory.push(&buffers.aggregate, problem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adversary::Honest;
    use crate::aggregator::Mean;
    use crate::problem::{GaussianMean, RademacherRegression, RandomCurvature, RegressionData};
    use crate::stream::ReplicateStreams;

    /// −1/((n − 1)(rn − 1)) within 5 standard errors over 20 000 workers and 40 coordinates; the seed is fixed. Without the correction the
    /// bias were 1/(n − 1), nine times as large.
    #[test]
    fn the_bias_is_the_exact_one() {
        let problem = RandomCurvature::new(40, None).expect("valid");
        let streams = ReplicateStreams::new(1, "bias of the corrected round", 0);
        let (samples, workers) = (20, 20_000);
        let mut buffers = Buffers::default();
        let parties = Parties {
            problem: &problem,
            shards: &*problem.draw(samples, workers, &streams),
            samples,
            workers,
            byzantine: 0,
            alpha: 0.0,
            aggregator: &Mean,
            adversary: &Honest,
            streams: &streams,
        };
        CorrectedOneRound::new(0.5).expect("valid").run(parties, &mut buffers);
        let estimate = buffers.trajectory.estimate();
        let bias = estimate.iter().map(|w| w - 1.0).sum::<f64>() / 40.0;
        let values = buffers.messages.values();
        let square = values.iter().map(|w| (w - 1.0).powi(2)).sum::<f64>() / values.len() as f64;
        let error = (square / values.len() as f64).sqrt();
        let exact = -1.0 / (19.0 * 9.0);
        assert!(
            (bias - exact).abs() < 5.0 * error && error < 0.1 * exact.abs(),
            "{bias} ± {error}"
        );
        let trajectory = &buffers.trajectory;
        assert_eq!(
            (trajectory.rounds, trajectory.floats_sent, trajectory.floats_received),
            (1, 40, 0)
        );
    }

    #[test]
    fn what_cannot_be_split_is_refused() {
        let half = CorrectedOneRound::new(0.5).expect("valid");
        let mean = GaussianMean::new(2, 1.0, None).expect("valid");
        assert!(half.admits(&mean, 2, 3).is_ok());
        for samples in [1, 3] {
            let error = half.admits(&mean, samples, 3).expect_err("no whole half");
            assert!(matches!(error, AlgorithmError::SubsampleSize { .. }), "{error}");
        }
        // 0.29·100 is 28.999999999999996.
        assert!(
            CorrectedOneRound::new(0.29)
                .expect("valid")
                .admits(&mean, 100, 3)
                .is_ok()
        );
        let signs = |data| RademacherRegression::new(2, 1.0, None, data).expect("valid");
        assert!(half.admits(&signs(RegressionData::Sufficient), 20, 3).is_err());
        assert!(half.admits(&signs(RegressionData::Raw), 20, 3).is_ok());
        for share in [0.0, 1.0, -0.5, f64::NAN] {
            assert!(CorrectedOneRound::new(share).is_err());
        }
    }
}
