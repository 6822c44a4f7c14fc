//! An algorithm of one's own: gradient descent with Nesterov's momentum, beside plain gradient descent, on an ill-conditioned problem.
//!
//! An algorithm moves the iterate; everything that happens to the messages, from the workers' gradients over the adversary to the
//! aggregate, the step and the projection on W, is one call of [`Parties::round`].

use std::sync::Arc;

use byzrate::prelude::*;
use byzrate::report::Report;

#[derive(Debug)]
struct Momentum {
    rounds: usize,
    momentum: f64,
}

impl Algorithm for Momentum {
    fn name(&self) -> &str {
        "momentum"
    }

    /// Results are told apart by it: it names every parameter.
    fn key(&self) -> String {
        format!("momentum mu={} rounds={}", self.momentum, self.rounds)
    }

    fn rounds(&self) -> usize {
        self.rounds
    }

    /// y = wᵗ + μ(wᵗ − wᵗ⁻¹) and wᵗ⁺¹ = Π_W(y − η·g(y)), with η = 1/L_F.
    fn run(&self, parties: Parties, buffers: &mut Buffers) {
        let problem = parties.problem;
        let step = Step::Gradient {
            eta: 1.0 / problem.constants().smoothness,
        };
        buffers.prepare(parties.workers, problem.dim());
        buffers.iterate.copy_from_slice(&problem.start());
        buffers.trajectory.push(&buffers.iterate, problem);
        let mut before = buffers.iterate.clone();
        for round in 0..self.rounds {
            for (w, before) in buffers.iterate.iter_mut().zip(&mut before) {
                let here = *w;
                *w += self.momentum * (here - *before);
                *before = here;
            }
            // The estimate is the last iterate of the trajectory, which this appends to.
            parties.round(round, step, buffers);
        }
        buffers.trajectory.floats_sent = self.rounds * problem.dim();
        buffers.trajectory.floats_received = self.rounds * problem.dim();
    }
}

/// The maker reads the algorithm's own keys.
fn momentum(_: &GridPoint, section: &Section) -> Result<Arc<dyn Algorithm>, SpecError> {
    let rounds = section.required("rounds", section.count("rounds")?)?.value;
    let mu = section.required("mu", section.number("mu")?)?;
    if !(0.0..1.0).contains(&mu.value) {
        return Err(section.fault(mu.span, "mu must be at least 0 and below 1"));
    }
    Ok(Arc::new(Momentum {
        rounds,
        momentum: mu.value,
    }))
}

/// A list makes an estimator of each value.
const SPEC: &str = r#"
name = "momentum"

[[problem]]
name = "gaussian-design"
condition = 100

[[grid]]
n = [1000]
m = [20]
alpha = [0.1]
dim = [5]

[[estimator]]
algorithm = "gradient-descent"
aggregator = "median"
rounds = [10, 30, 100, 300]

[[estimator]]
algorithm = "momentum"
mu = 0.8
aggregator = "median"
rounds = [10, 30, 100, 300]

[[adversary]]
name = "sign-flip"

[replicates]
quick = { batch = 100, maximum = 200 }
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let catalog = Catalog::default().with_algorithm("momentum", "gradient descent with momentum", momentum);
    let document = Document::new("momentum.toml", SPEC);
    let studies = vec![Study::decode(document, &catalog, &Overrides::default())?];
    let campaign = Campaign { studies };
    let judged = campaign.run_all(&Engine::new(&Journal::in_memory()?))?;

    println!(
        "Least squares of condition number 100, 2 of 20 workers flip the sign; rms error of the median's estimate:\n"
    );
    for arm in &Report::new(&campaign, &judged).experiments[0].cells[0].arms {
        let rms = arm.summary.rms.map_or(f64::INFINITY, |rms| rms.value);
        println!("  {:<28} {rms:.3}", arm.estimator);
    }
    Ok(())
}
