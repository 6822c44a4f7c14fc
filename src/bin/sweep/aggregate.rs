//! `sweep aggregate`: an aggregator on messages from another system.

use byzrate::aggregator::{Aggregator, Messages, Workspace};
use byzrate::experiment::{Catalog, GridPoint};
use byzrate::import::Imported;
use byzrate::report::FORMAT_VERSION;
use byzrate::spec::{Document, SpecError};
use serde_json::json;

use crate::args::{AggregateArguments, Format};
use crate::exit::{Failure, Outcome};
use crate::{input, output};

pub fn aggregate(arguments: &AggregateArguments) -> Result<Outcome, Failure> {
    let mut text = format!("aggregator = {:?}\n", arguments.rule);
    if let Some(beta) = arguments.beta {
        text.push_str(&format!("beta = {}\n", output::toml_number(beta)));
    }
    if let Some(byzantine) = arguments.byzantine {
        text.push_str(&format!("byzantine = {byzantine}\n"));
    }
    let document = Document::new("--rule", text);
    let section = document.read()?;
    let imported = input::read(&arguments.input)?;
    let messages = &imported.messages;
    let point = point(messages);
    // The lines of this document are nothing that the user wrote.
    let aggregator = Catalog::default()
        .aggregator(&point, &section)
        .map_err(|error| Failure::usage(refusal(arguments, &point, &error)))?;
    if let (false, Some(beta)) = (section.was_asked("beta"), arguments.beta) {
        return Err(Failure::usage(format!(
            "--beta {beta} is not allowed with --rule {}: only a trimmed mean has a trim fraction; leave it out",
            arguments.rule
        )));
    }
    match (section.was_asked("byzantine"), arguments.byzantine) {
        (true, None) => {
            return Err(Failure::usage(format!(
                "--rule {} needs --byzantine, the number of Byzantine workers that it reckons with, such as --byzantine 1",
                arguments.rule
            )));
        }
        (false, Some(byzantine)) => {
            return Err(Failure::usage(format!(
                "--byzantine {byzantine} is not allowed with --rule {}: the rule reckons with no number of Byzantine workers; leave it out",
                arguments.rule
            )));
        }
        _ => {}
    }
    aggregator
        .check(messages.workers())
        .map_err(|error| Failure::usage(error.to_string()))?;
    let not_finite = not_finite(messages);
    say(&imported, &*aggregator, not_finite);

    let mut result = vec![0.0; messages.dim()];
    aggregator.aggregate(messages, &mut Workspace::default(), &mut result);
    let text = match arguments.format {
        Format::Human => result.iter().map(|value| format!("{value}\n")).collect(),
        Format::Json => {
            let document = json!({
                "format_version": FORMAT_VERSION,
                "aggregator": aggregator.key(),
                "workers": messages.workers(),
                "dim": messages.dim(),
                "breakdown": aggregator.breakdown(messages.workers()),
                "not_finite": not_finite,
                "header": imported.header.as_ref().map(|header| &header.names),
                "aggregate": result.iter().map(|value| output::json_number(*value)).collect::<Vec<_>>(),
            });
            format!("{document:#}\n")
        }
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

/// How many messages hold something that is not finite.
fn not_finite(messages: &Messages) -> usize {
    let finite = |row: &[f64]| row.iter().all(|value| value.is_finite());
    messages.rows().filter(|row| !finite(row)).count()
}

/// Says what was taken for what, and whether the rule bears what is not finite.
fn say(imported: &Imported, aggregator: &dyn Aggregator, not_finite: usize) {
    input::say(imported);
    let workers = imported.messages.workers();
    let bears = aggregator.breakdown(workers);
    if not_finite > bears {
        output::warn(&format!(
            "{not_finite} of {workers} messages hold NaN or an infinity, and {} withstands {bears}: the aggregate may be anything",
            aggregator.key()
        ));
    }
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
