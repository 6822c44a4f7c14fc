use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::exit::{Failure, Outcome, number};
use crate::output::print;

/// The arguments of the program; or how it ends without any, having printed its help, its version, or what is wrong with them.
///
/// # Errors
/// The exit code, if there is nothing left to do.
pub fn parse<T: Parser>() -> Result<T, ExitCode> {
    parse_from(std::env::args_os().collect()).map_err(ExitCode::from)
}

/// The same of arguments that are given, of which the first is the name that the program was called by.
///
/// # Errors
/// The exit code, if there is nothing left to do.
pub fn parse_from<T: Parser>(arguments: Vec<OsString>) -> Result<T, u8> {
    T::try_parse_from(arguments).map_err(|error| {
        if error.use_stderr() {
            // Standard error may be gone; then nobody is left to tell.
            let _ = error.print();
            return error.exit_code().try_into().unwrap_or(2);
        }
        // clap itself takes no notice of an output that is full.
        let printed: Result<Outcome, Failure> = print(&error.render().to_string()).map(|()| Outcome::Done);
        number(printed)
    })
}
