use std::process::ExitCode;

use clap::Parser;

use crate::exit::{Failure, Outcome, code};
use crate::output::print;

/// The arguments of the program; or how it ends without any, having printed its help, its version, or what is wrong with them.
///
/// # Errors
/// The exit code, if there is nothing left to do.
pub fn parse<T: Parser>() -> Result<T, ExitCode> {
    T::try_parse().map_err(|error| {
        if error.use_stderr() {
            error.exit();
        }
        // clap itself takes no notice of an output that is full.
        let printed: Result<Outcome, Failure> = print(&error.render().to_string()).map(|()| Outcome::Done);
        code(printed)
    })
}
