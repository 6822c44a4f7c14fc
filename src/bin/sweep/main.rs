//! Monte-Carlo sweeps of Byzantine-robust distributed estimators, judged by their theory.

mod adversary_flags;
mod aggregate;
mod args;
mod attack;
mod carried;
mod corrupt;
mod draw;
mod dry_run;
mod eta;
mod exit;
mod explain;
mod export;
mod figures;
mod gc;
mod init;
mod input;
mod kappa;
mod list;
mod memory;
mod merge;
mod output;
mod page;
mod plan;
mod progress;
mod ranks;
mod report;
mod rule_args;
mod rule_flags;
mod run;
mod select;
mod shard_args;
mod shell;
mod slurm;
mod status;
mod table;
mod terms;
mod verify;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory;

use args::{Cli, Command};

fn main() -> ExitCode {
    ExitCode::from(run_with(
        std::env::current_exe().ok().as_deref(),
        std::env::args_os().collect(),
    ))
}

/// The program `program` with its arguments, of which the first is the name that it was called by; its exit code.
pub fn run_with(program: Option<&Path>, arguments: Vec<OsString>) -> u8 {
    byzrate_console::end_on_interrupt();
    let commands = Cli::command();
    let commands: Vec<&str> = commands
        .get_subcommands()
        .map(clap::Command::get_name)
        .chain(["help"])
        .collect();
    let first = arguments.get(1).and_then(|first| first.to_str());
    if let Err(failure) = select::refuse_mistyped_command(first, &commands) {
        return byzrate_console::number(Err(failure));
    }
    match byzrate_console::parse_from(arguments) {
        Ok(cli) => byzrate_console::number(dispatch(cli, program)),
        Err(number) => number,
    }
}

fn dispatch(cli: Cli, program: Option<&Path>) -> Result<exit::Outcome, exit::Failure> {
    match cli.command {
        None => run::run(&cli.run),
        Some(Command::Run(arguments)) => run::run(&arguments),
        Some(Command::Report(arguments)) => report::report(&arguments),
        Some(Command::Table(arguments)) => table::table(&arguments),
        Some(Command::Export(arguments)) => export::export(&arguments),
        Some(Command::Verify(arguments)) => verify::verify(&arguments),
        Some(Command::Gc(arguments)) => gc::gc(&arguments),
        Some(Command::Explain(arguments)) => explain::explain(&arguments),
        Some(Command::Init { file }) => init::init(file.as_ref()),
        Some(Command::List { what, format }) => list::list(what, format),
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Man { command }) => shell::man(command.as_deref()),
        Some(Command::Aggregate(arguments)) => aggregate::aggregate(&arguments),
        Some(Command::Attack(arguments)) => attack::attack(&arguments),
        Some(Command::Kappa(arguments)) => kappa::kappa(&arguments),
        Some(Command::Corrupt(arguments)) => corrupt::corrupt(&arguments),
        Some(Command::Plan(arguments)) => plan::plan(&arguments),
        Some(Command::Draw(arguments)) => draw::draw(&arguments),
        Some(Command::Merge(arguments)) => merge::merge(&arguments),
        Some(Command::Status(arguments)) => status::status(&arguments),
        Some(Command::Slurm(arguments)) => slurm::slurm(&arguments, program),
    }
}
