//! `sweep aggregate`: an aggregator on messages from another system.

use std::path::Path;

use byzrate::aggregator::{Aggregator, Messages, Workspace};
use byzrate::experiment::GridPoint;
use byzrate::import::{self, FileFormat, HeaderRule, ImportOptions, Imported};
use byzrate::report::FORMAT_VERSION;
use serde_json::{Value, json};

use crate::args::{AggregateArguments, Format, Header, InputFormat};
use crate::exit::{Failure, Outcome};
use crate::output;

/// The name of standard input as a file.
const STANDARD_INPUT: &str = "-";

/// How many column names are shown, and how long they may be.
const NAMES_SHOWN: usize = 4;
const NAME_LENGTH: usize = 40;

pub fn aggregate(arguments: &AggregateArguments) -> Result<Outcome, Failure> {
    let imported = read(arguments)?;
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
                "aggregate": result.iter().map(|value| number(*value)).collect::<Vec<_>>(),
            });
            format!("{document:#}\n")
        }
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

fn read(arguments: &AggregateArguments) -> Result<Imported, Failure> {
    let options = ImportOptions {
        format: arguments.input_format.map(|format| match format {
            InputFormat::Npy => FileFormat::Npy,
            InputFormat::Csv => FileFormat::Csv,
        }),
        header: match arguments.header {
            Header::Auto => HeaderRule::Auto,
            Header::Yes => HeaderRule::Yes,
            Header::No => HeaderRule::No,
        },
    };
    let input = &arguments.input;
    let imported = if input == Path::new(STANDARD_INPUT) {
        import::read_from(std::io::stdin().lock(), Path::new("standard input"), options)?
    } else {
        import::read(input, options)?
    };
    if imported.format == FileFormat::Npy && options.header != HeaderRule::Auto {
        return Err(Failure::usage(format!(
            "--header is for text, and {} is a NumPy file, which has no column names; leave it out",
            input.display()
        )));
    }
    Ok(imported)
}

/// How many messages hold something that is not finite.
fn not_finite(messages: &Messages) -> usize {
    let finite = |row: &[f64]| row.iter().all(|value| value.is_finite());
    messages.rows().filter(|row| !finite(row)).count()
}

/// Says what was taken for what, and whether the rule bears what is not finite.
fn say(imported: &Imported, aggregator: &dyn Aggregator, not_finite: usize) {
    if let Some(header) = &imported.header {
        let short = |name: &String| format!("{:?}", name.chars().take(NAME_LENGTH).collect::<String>());
        let names: Vec<String> = header.names.iter().take(NAMES_SHOWN).map(short).collect();
        let more = if header.names.len() > names.len() { ", …" } else { "" };
        output::warn(&format!(
            "line {} is taken for column names ({}{more}) and not for a message; --header no reads it as one",
            header.line,
            names.join(", ")
        ));
    }
    for warning in &imported.warnings {
        output::warn(&warning.to_string().replace("header = ", "--header "));
    }
    let workers = imported.messages.workers();
    let bears = aggregator.breakdown(workers);
    if not_finite > bears {
        output::warn(&format!(
            "{not_finite} of {workers} messages hold NaN or an infinity, and {} withstands {bears}: the aggregate may be anything",
            aggregator.key()
        ));
    }
}

/// JSON has no word for what is not finite: these are texts.
fn number(value: f64) -> Value {
    if value.is_finite() {
        value.into()
    } else if value.is_nan() {
        "nan".into()
    } else if value > 0.0 {
        "inf".into()
    } else {
        "-inf".into()
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
