//! `sweep corrupt`: what an adversary would send next to the honest messages of another system.

use std::sync::atomic::{AtomicBool, Ordering};

use byzrate::adversary::{Beside, Labels};
use byzrate::aggregator::{Aggregator, Dependence, Messages, Workspace};
use byzrate::experiment::{Catalog, GridPoint, Part};
use byzrate::report::FORMAT_VERSION;
use byzrate::spec::Document;
use serde_json::json;

use super::args::Format;
use super::exit::{Failure, Outcome};
use super::rule_args::CorruptArguments;
use super::{input, output};

/// The rule that is tried out where none is named.
const USUAL_RULE: &str = "median";

/// The most numbers that all messages may hold.
const MOST_NUMBERS: usize = 1 << 27;

pub fn corrupt(arguments: &CorruptArguments) -> Result<Outcome, Failure> {
    refuse_values(arguments)?;
    let imported = input::read(&arguments.input)?;
    let honest = &imported.messages;
    refuse_not_finite(arguments, honest)?;
    let workers = workers(arguments, honest)?;
    let point = GridPoint {
        samples: arguments.samples,
        workers,
        alpha: arguments.byzantine as f64 / workers as f64,
        dim: honest.dim(),
        random: false,
    };
    let adversary = arguments.adversary.make(&point)?;
    if adversary.labels() != Labels::True {
        return Err(Failure::usage(format!(
            "--adversary {} is not allowed: it changes the workers' data, and messages alone do not tell what would be sent",
            adversary.name()
        )));
    }
    let rule = Watched::new(rule(arguments, &point)?);
    input::say(&imported);

    let beside = Beside {
        honest,
        byzantine: arguments.byzantine,
        samples: arguments.samples,
        noise: arguments.sigma,
        aggregator: &rule,
        seed: arguments.seed,
    };
    let messages = beside.sent(&*adversary);
    let tried = rule.was_asked();
    if let (false, Some(rule)) = (tried, &arguments.rule) {
        return Err(Failure::usage(format!(
            "--rule {rule} is not allowed with --adversary {}: it tries no rule out; leave it out",
            adversary.name()
        )));
    }

    let sent = messages.rows();
    let text = match arguments.format {
        Format::Human => sent.map(line).collect(),
        Format::Json => {
            let sent = sent.map(|row| row.iter().map(|value| output::json_number(*value)).collect::<Vec<_>>());
            let document = json!({
                "format_version": FORMAT_VERSION,
                "adversary": adversary.key(),
                "rule": tried.then(|| rule.key()),
                "workers": workers,
                "byzantine": arguments.byzantine,
                "dim": honest.dim(),
                "samples": arguments.samples,
                "sigma": arguments.sigma,
                "messages": sent.collect::<Vec<_>>(),
            });
            format!("{document:#}\n")
        }
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

fn refuse_values(arguments: &CorruptArguments) -> Result<(), Failure> {
    let refused = |message: String| Err(Failure::usage(message));
    if arguments.byzantine == 0 {
        return refused(
            "--byzantine 0 is an adversary without Byzantine workers, who would send nothing; use 1 or more".to_owned(),
        );
    }
    if arguments.samples == 0 {
        return refused("--samples 0 is not allowed: a worker has at least one sample; use 1 or more".to_owned());
    }
    if !(arguments.sigma >= 0.0 && arguments.sigma.is_finite()) {
        return refused(format!(
            "--sigma {} is not allowed: it is a finite number of 0 or more",
            arguments.sigma
        ));
    }
    Ok(())
}

fn refuse_not_finite(arguments: &CorruptArguments, honest: &Messages) -> Result<(), Failure> {
    for (worker, row) in honest.rows().enumerate() {
        if let Some(value) = row.iter().find(|value| !value.is_finite()) {
            return Err(Failure::usage(format!(
                "{}: message {} of {} holds {value}, and honest messages hold finite numbers; leave it out of the file",
                arguments.input.input.display(),
                worker + 1,
                honest.workers()
            )));
        }
    }
    Ok(())
}

/// m, the honest workers and the Byzantine ones.
fn workers(arguments: &CorruptArguments, honest: &Messages) -> Result<usize, Failure> {
    let workers = honest.workers().checked_add(arguments.byzantine);
    let fits = |workers: &usize| {
        workers
            .checked_mul(honest.dim())
            .is_some_and(|numbers| numbers <= MOST_NUMBERS)
    };
    workers.filter(fits).ok_or_else(|| {
        Failure::usage(format!(
            "--byzantine {} with {} honest messages of dimension {} is more than {MOST_NUMBERS} numbers; use fewer",
            arguments.byzantine,
            honest.workers(),
            honest.dim()
        ))
    })
}

/// The rule that is named; one that trims drops b at each end.
fn rule(arguments: &CorruptArguments, point: &GridPoint) -> Result<Part<dyn Aggregator>, Failure> {
    let name = arguments.rule.as_deref().unwrap_or(USUAL_RULE);
    let document = Document::new("--rule", format!("aggregator = {name:?}\nbeta = \"alpha\"\n"));
    let section = document.read()?;
    let refused = |message: &str| Failure::usage(format!("--rule {name}: {message}"));
    let rule = Catalog::default()
        .aggregator(point, &section)
        .map_err(|error| refused(error.message()))?;
    rule.check(point.workers).map_err(|error| refused(&error.to_string()))?;
    Ok(rule)
}

/// A message as a row of text, which `sweep aggregate` reads.
fn line(row: &[f64]) -> String {
    let values: Vec<String> = row.iter().map(f64::to_string).collect();
    values.join(",") + "\n"
}

/// A rule that knows whether anybody asked it.
#[derive(Debug)]
struct Watched {
    rule: Part<dyn Aggregator>,
    asked: AtomicBool,
}

impl Watched {
    fn new(rule: Part<dyn Aggregator>) -> Self {
        Self {
            rule,
            asked: AtomicBool::new(false),
        }
    }

    fn was_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Aggregator for Watched {
    fn name(&self) -> &str {
        self.rule.name()
    }

    fn key(&self) -> String {
        self.rule.key()
    }

    fn breakdown(&self, workers: usize) -> usize {
        self.rule.breakdown(workers)
    }

    fn depends_on(&self) -> Dependence {
        self.rule.depends_on()
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        self.asked.store(true, Ordering::Relaxed);
        self.rule.aggregate(messages, workspace, out);
    }
}
