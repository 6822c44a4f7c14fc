//! `sweep aggregate`: an aggregator on messages from another system.

use byzrate::aggregator::{Aggregator, Messages, Workspace};
use byzrate::experiment::GridPoint;
use byzrate::import::Imported;
use byzrate::report::FORMAT_VERSION;
use serde_json::json;

use super::args::Format;
use super::exit::{Failure, Outcome};
use super::rule_args::AggregateArguments;
use super::{input, output};

pub fn aggregate(arguments: &AggregateArguments) -> Result<Outcome, Failure> {
    let imported = input::read(&arguments.input)?;
    let messages = &imported.messages;
    let aggregator = arguments.parameters.rule(&arguments.rule, &point(messages))?;
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
