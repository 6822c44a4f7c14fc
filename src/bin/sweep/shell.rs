//! `sweep completions` and `sweep man`: what a shell and a reader of manuals ask of a program.

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::Cli;
use super::exit::{Failure, Outcome};
use super::output;

pub fn completions(shell: Shell) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "sweep", &mut script);
    printed(script)
}

/// The manual page of the program, or of one of its commands.
pub fn man(command: Option<&str>) -> Result<Outcome, Failure> {
    let mut program = Cli::command().name("sweep").bin_name("sweep");
    program.build();
    let page = match command {
        None => program,
        Some(name) => page_of(&program, name)?,
    };
    let mut text = Vec::new();
    Man::new(page).render(&mut text)?;
    printed(text)
}

fn page_of(program: &Command, name: &str) -> Result<Command, Failure> {
    let Some(found) = program.find_subcommand(name) else {
        let known: Vec<&str> = program.get_subcommands().map(Command::get_name).collect();
        let hint = byzrate::spec::suggest(name, &known);
        return Err(Failure::usage(format!("{name:?} is no command{hint}")));
    };
    Ok(found.clone())
}

fn printed(text: Vec<u8>) -> Result<Outcome, Failure> {
    output::print(&String::from_utf8_lossy(&text))?;
    Ok(Outcome::Done)
}
