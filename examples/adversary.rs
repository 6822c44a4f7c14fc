//! An adversary of one's own: all Byzantine workers hide at the edge of the honest ones, z deviations from their mean (Baruch et
//! al., NeurIPS 2019), and how far that carries the mean, the median and the trimmed mean.
//!
//! An adversary is omniscient: it sees the honest messages, the iterate and w*, the rule and all random streams. It writes the rows
//! of the Byzantine workers and nothing else.

use std::sync::Arc;

use byzrate::prelude::*;
use byzrate::report::Report;

#[derive(Debug)]
struct Hidden {
    z: f64,
}

impl Adversary for Hidden {
    fn name(&self) -> &str {
        "hidden"
    }

    /// Results are told apart by it: it names every parameter.
    fn key(&self) -> String {
        format!("hidden z={}", self.z)
    }

    /// The same messages in every round with the same iterate and honest messages: runs may be cut short where they repeat.
    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, _: &mut Workspace) {
        // The Byzantine workers come last.
        let honest = scene.byzantine.start;
        for k in 0..messages.dim() {
            let values = || messages.rows().take(honest).map(|row| row[k]);
            let mean = values().sum::<f64>() / honest as f64;
            let variance = values().map(|value| (value - mean).powi(2)).sum::<f64>() / honest as f64;
            let sent = mean + self.z * variance.sqrt();
            for worker in scene.byzantine.clone() {
                messages.row_mut(worker)[k] = sent;
            }
        }
    }
}

/// The maker reads the adversary's own keys, and refuses what it does not like at its line.
fn hidden(_: &GridPoint, section: &Section) -> Result<Arc<dyn Adversary>, SpecError> {
    let z = section.required("z", section.number("z")?)?;
    if z.value < 0.0 {
        return Err(section.fault(z.span, "z must be at least 0"));
    }
    Ok(Arc::new(Hidden { z: z.value }))
}

/// A list makes an adversary of each value.
const SPEC: &str = r#"
name = "hidden"

[[problem]]
name = "gaussian-mean"

[[grid]]
n = [100]
m = [50]
alpha = [0.2]
dim = [1]

[[estimator]]
aggregator = "mean"

[[estimator]]
aggregator = "median"

[[estimator]]
aggregator = "trimmed-mean"
beta = "alpha"

[[adversary]]
name = "hidden"
z = [0, 1, 2, 4, 8, 16]

[replicates]
quick = { batch = 500, maximum = 1000 }
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let catalog = Catalog::default().with_adversary("hidden", "z deviations from the honest mean", hidden);
    let document = Document::new("hidden.toml", SPEC);
    let studies = vec![Study::decode(document, &catalog, &Overrides::default())?];
    let campaign = Campaign { studies };
    let judged = campaign.run_all(&Engine::new(&Journal::in_memory()?))?;

    println!("10 of 50 workers send the honest mean plus z honest deviations; rms error of the estimate:\n");
    println!("{:<16} z = 0      1      2      4      8     16", "");
    // A row of the table an estimator: its arms stand together, in the order of the adversaries.
    for arms in Report::new(&campaign, &judged).experiments[0].cells[0].arms.chunks(6) {
        print!("{:<16}", arms[0].estimator);
        for arm in arms {
            print!("  {:.3}", arm.summary.rms.map_or(f64::INFINITY, |rms| rms.value));
        }
        println!();
    }
    println!("\nPast the honest values nothing more is won against median and trimmed mean: their error is bounded.");
    Ok(())
}
