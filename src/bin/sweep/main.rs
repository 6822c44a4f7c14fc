//! Monte-Carlo sweeps of Byzantine-robust distributed estimators, judged by their theory.

mod aggregate;
mod args;
mod exit;
mod explain;
mod export;
mod gc;
mod list;
mod output;
mod progress;
mod report;
mod run;
mod select;
mod verify;

use clap::Parser;

use args::{Cli, Command};

fn main() -> std::process::ExitCode {
    byzrate_console::code(dispatch(Cli::parse()))
}

fn dispatch(cli: Cli) -> Result<exit::Outcome, exit::Failure> {
    match cli.command {
        None => run::run(&cli.run),
        Some(Command::Run(arguments)) => run::run(&arguments),
        Some(Command::Report(arguments)) => report::report(&arguments),
        Some(Command::Export(arguments)) => export::export(&arguments),
        Some(Command::Verify(arguments)) => verify::verify(&arguments),
        Some(Command::Gc(arguments)) => gc::gc(&arguments),
        Some(Command::Explain(arguments)) => explain::explain(&arguments),
        Some(Command::List { what }) => list::list(what),
        Some(Command::Aggregate(arguments)) => aggregate::aggregate(&arguments),
    }
}
