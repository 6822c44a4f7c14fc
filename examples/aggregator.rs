//! A rule of one's own: Krum (Blanchard et al., NeurIPS 2017), beside the median of this crate, under two attacks.
//!
//! Krum gives the one message whose m − b − 2 nearest others are nearest. It needs to know b, and m ≥ 2b + 3. It declares nothing to
//! theory (`law()` stays unknown), so nothing is predicted of it, and it is measured all the same.

use std::sync::Arc;

use byzrate::prelude::*;
use byzrate::report::Report;

#[derive(Debug)]
struct Krum {
    byzantine: usize,
}

impl Aggregator for Krum {
    fn name(&self) -> &str {
        "krum"
    }

    /// Results are told apart by it: it names every parameter.
    fn key(&self) -> String {
        format!("krum b={}", self.byzantine)
    }

    fn breakdown(&self, _workers: usize) -> usize {
        self.byzantine
    }

    fn check_against(&self, workers: usize, byzantine: usize) -> Result<(), AggregatorError> {
        if workers < 2 * byzantine + 3 {
            let need = 2 * byzantine + 3;
            return Err(AggregatorError::Refused(format!(
                "krum against {byzantine} Byzantine workers needs {need} or more, and there are {workers}"
            )));
        }
        Ok(())
    }

    fn aggregate(&self, messages: &Messages, _: &mut Workspace, out: &mut [f64]) {
        let near = messages.workers().saturating_sub(self.byzantine + 2);
        let score = |one: &[f64]| -> f64 {
            let mut squares: Vec<f64> = messages.rows().map(|other| square(one, other)).collect();
            squares.sort_unstable_by(f64::total_cmp);
            // The nearest of all is the message itself.
            squares.iter().skip(1).take(near).sum()
        };
        let best = messages.rows().min_by(|a, b| score(a).total_cmp(&score(b)));
        out.copy_from_slice(best.expect("a message"));
    }
}

/// ‖a − b‖², infinite where a value is no number.
fn square(a: &[f64], b: &[f64]) -> f64 {
    let sum: f64 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
    if sum.is_nan() { f64::INFINITY } else { sum }
}

/// The maker: it knows the point of the grid, and b with it. Keys of its own it would read from the section.
fn krum(point: &GridPoint, _section: &Section) -> Result<Arc<dyn Aggregator>, SpecError> {
    Ok(Arc::new(Krum {
        byzantine: point.byzantine(),
    }))
}

const SPEC: &str = r#"
name = "krum"

[[problem]]
name = "gaussian-mean"

[[grid]]
n = [100]
m = [25]
alpha = [0.2]
dim = [10]

[[estimator]]
aggregator = "krum"

[[estimator]]
aggregator = "median"

[[adversary]]
name = "plus-infinity"

[[adversary]]
name = "constant-shift"
size = [0.1, 1.0]

[replicates]
quick = { batch = 200, maximum = 400 }
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let catalog = Catalog::default().with_aggregator("krum", "the message nearest to its neighbours", krum);
    let decode = |spec: String| Study::decode(Document::new("krum.toml", spec), &catalog, &Overrides::default());

    let studies = vec![decode(SPEC.to_owned())?];
    let campaign = Campaign { studies };
    let judged = campaign.run_all(&Engine::new(&Journal::in_memory()?))?;
    println!("m = 25 workers, 5 of them Byzantine, d = 10; rms error of the estimate:");
    for arm in &Report::new(&campaign, &judged).experiments[0].cells[0].arms {
        let rms = arm.summary.rms.map_or(f64::INFINITY, |rms| rms.value);
        println!("  {:<12} under {:<26} {rms:.3}", arm.estimator, arm.adversary);
    }

    println!("\nWith m = 12 workers, of which b = 5 are Byzantine, the spec is refused at a line:\n");
    let few = SPEC.replace("m = [25]", "m = [12]").replace("0.2", "0.42");
    println!("{}", decode(few).expect_err("12 is below 2·5 + 3"));
    Ok(())
}
