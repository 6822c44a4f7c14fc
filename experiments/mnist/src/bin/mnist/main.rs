//! The experiments of Section 7 on handwritten digits.

mod args;
mod exit;
mod fetch;
mod progress;
mod report;
mod run;

use byzrate_console::Outcome;

use args::{Cli, Command};

fn main() -> std::process::ExitCode {
    let cli: Cli = match byzrate_console::parse() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let result = match &cli.command {
        Command::Fetch(arguments) => fetch::fetch(arguments),
        Command::Run(arguments) => run::run(arguments),
        Command::Report(arguments) => report::report(arguments),
    };
    byzrate_console::code(result.map(|()| Outcome::Done))
}
