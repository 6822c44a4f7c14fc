//! Messages of other systems, from files and standard input.

use std::path::Path;

use byzrate::import::{self, FileFormat, HeaderRule, ImportOptions, Imported};

use super::exit::Failure;
use super::output;
use super::rule_args::{Header, InputArguments, InputFormat};

/// The name of standard input as a file.
const STANDARD_INPUT: &str = "-";

/// How many column names are shown, and how long they may be.
const NAMES_SHOWN: usize = 4;
const NAME_LENGTH: usize = 40;

/// The messages that are asked for.
pub fn read(arguments: &InputArguments) -> Result<Imported, Failure> {
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

/// Says what was taken for what.
pub fn say(imported: &Imported) {
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
}
