//! `sweep aggregate`: an aggregator on messages from another system.

use byzrate::aggregator::{Messages, Workspace};
use byzrate::experiment::{Catalog, GridPoint};
use byzrate::report::FORMAT_VERSION;
use byzrate::spec::{Document, SpecError};
use serde_json::json;

use crate::args::{AggregateArguments, Format};
use crate::exit::{Failure, Outcome};
use crate::output;

pub fn aggregate(arguments: &AggregateArguments) -> Result<Outcome, Failure> {
    let mut text = format!("aggregator = {:?}\n", arguments.rule);
    if let Some(beta) = arguments.beta {
        text.push_str(&format!("beta = {}\n", output::toml_number(beta)));
    }
    let document = Document::new("--rule", text);
    let section = document.read()?;
    let messages = byzrate::import::read(&arguments.input)?;
    let point = point(&messages);
    // The lines of this document are nothing that the user wrote.
    let aggregator = Catalog::default()
        .aggregator(&point, &section)
        .map_err(|error| Failure::usage(refusal(arguments, &point, &error)))?;
    if let (Err(_), Some(beta)) = (section.finish(), arguments.beta) {
        return Err(Failure::usage(format!(
            "--beta {beta} is not allowed with --rule {}: only a trimmed mean has a trim fraction; leave it out",
            arguments.rule
        )));
    }

    aggregator
        .check(messages.workers())
        .map_err(|error| Failure::usage(error.to_string()))?;
    let mut result = vec![0.0; messages.dim()];
    aggregator.aggregate(&messages, &mut Workspace::default(), &mut result);
    let text = match arguments.format {
        Format::Human => result.iter().map(|value| format!("{value}\n")).collect(),
        Format::Json => {
            let document = json!({
                "format_version": FORMAT_VERSION,
                "aggregator": aggregator.key(),
                "workers": messages.workers(),
                "dim": messages.dim(),
                "breakdown": aggregator.breakdown(messages.workers()),
                "aggregate": result,
            });
            format!("{document:#}\n")
        }
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

/// Where a rule is made for messages of which nobody says who is Byzantine.
fn point(messages: &Messages) -> GridPoint {
    GridPoint {
        samples: 1,
        workers: messages.workers(),
        alpha: 0.0,
        dim: messages.dim(),
        random: false,
    }
}

/// Why no rule can be made; names the flag where it is β that is missing.
fn refusal(arguments: &AggregateArguments, point: &GridPoint, error: &SpecError) -> String {
    let rule = &arguments.rule;
    let trims = || {
        let document = Document::new("--rule", format!("aggregator = {rule:?}\nbeta = 0.0\n"));
        let section = document.read().ok()?;
        Catalog::default().aggregator(point, &section).ok()
    };
    if arguments.beta.is_none() && trims().is_some() {
        return format!(
            "--rule {rule} needs --beta, the fraction of the workers dropped at each end, such as --beta 0.1"
        );
    }
    format!("--rule {rule}: {}", error.message())
}
