//! A problem of one's own: the mean of data uniform on [−1, 1]^d, from samples that every worker draws
//! (with the crate `rand`, version 0.10).
//!
//! f(w; z) = ½‖w − z‖², so F(w) = ½‖w‖² + d/6 and w* = 0. The constants are what the theorems are told: a wrong one is found out by
//! checks of kind "constant". Nothing is declared of the law of the messages, so no error is predicted; that it falls like 1/√n is
//! what the theorems say of any problem with such constants, and what is checked here.

use std::sync::Arc;

use byzrate::prelude::*;
use byzrate::problem::Shard;
use byzrate::report::{LedgerStyle, Report, ledger};
use byzrate::stream::Purpose;
use rand::RngExt;

#[derive(Debug)]
struct UniformMean {
    optimum: Vec<f64>,
    domain: Ball,
}

/// The standard deviation σ of one coordinate.
const SIGMA: f64 = 0.577_350_269_189_625_8;

impl Problem for UniformMean {
    fn name(&self) -> &str {
        "uniform-mean"
    }

    /// Part of the random streams' key: it names every parameter.
    fn key(&self) -> String {
        self.name().to_owned()
    }

    fn optimum(&self) -> &[f64] {
        &self.optimum
    }

    fn domain(&self) -> &Ball {
        &self.domain
    }

    fn noise(&self) -> f64 {
        SIGMA
    }

    fn loss(&self, w: &[f64]) -> f64 {
        w.iter().map(|w| 0.5 * w * w + 1.0 / 6.0).sum()
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        out.copy_from_slice(w);
    }

    fn constants(&self) -> Constants {
        Constants {
            strong_convexity: Some(1.0),
            smoothness: 1.0,
            coordinate_lipschitz: Some(1.0),
            gradient_deviation: SIGMA * (self.dim() as f64).sqrt(),
            // E|z|³/σ³ with E|z|³ = ¼.
            absolute_skewness: Some(0.25 / SIGMA.powi(3)),
            // E exp(tz) = sinh(t)/t is at most exp(σ²t²/2).
            sub_exponential: Some(SIGMA),
        }
    }

    /// Every worker draws from a stream of its own, which depends on the seed, the cell and the replicate alone.
    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        let worker = |index| {
            let mut stream = streams.worker(Purpose::Data, index);
            let mut mean = || (0..samples).map(|_| stream.random_range(-1.0..1.0)).sum::<f64>() / samples as f64;
            Mean(self.optimum.iter().map(|_| mean()).collect())
        };
        Box::new((0..workers).map(worker).collect::<Vec<_>>())
    }
}

/// What a worker's data say: its mean z̄, in gradients w − z̄ and as its own estimate.
struct Mean(Vec<f64>);

impl Shard for Mean {
    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        for ((out, w), mean) in out.iter_mut().zip(w).zip(&self.0) {
            *out = w - mean;
        }
    }

    fn local_minimiser(&self, out: &mut [f64]) {
        out.copy_from_slice(&self.0);
    }
}

const SPEC: &str = r#"
name = "uniform"
problem = [{ name = "uniform-mean" }]
grid = [{ n = [25, 100, 400], m = [40], alpha = [0.1], dim = [2] }]
estimator = [{ aggregator = "median", rounds = 3 }, { aggregator = "trimmed-mean", beta = 0.1, rounds = 3 }]
adversary = [{ name = "omniscient-sign" }]
replicates = { quick = { batch = 500, maximum = 4000 } }
check = [
    { claim = "theorem-1", kind = "exponent", along = "n", expected = -0.5, margin = 0.05, estimators = ["median-gd"] },
    { claim = "theorem-4", kind = "exponent", along = "n", expected = -0.5, margin = 0.05, estimators = ["trimmed-mean-gd"] },
]
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let catalog = Catalog::default().with_problem("uniform-mean", "the mean of uniform data", |point, _| {
        let optimum = vec![0.0; point.dim];
        let domain = Ball {
            centre: optimum.clone(),
            radius: 2.0 * (point.dim as f64).sqrt(),
        };
        Ok(Arc::new(UniformMean { optimum, domain }))
    });
    let studies = vec![Study::decode(
        Document::new("uniform.toml", SPEC),
        &catalog,
        &Overrides::default(),
    )?];
    let campaign = Campaign { studies };
    let judged = campaign.run_all(&Engine::new(&Journal::in_memory()?))?;
    print!("{}", ledger(&Report::new(&campaign, &judged), LedgerStyle::default()));
    Ok(())
}
