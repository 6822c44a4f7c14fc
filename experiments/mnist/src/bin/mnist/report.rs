//! `mnist report`: tables and figures from stored results.

use std::io::Write;
use std::path::Path;

use byzrate_mnist::plan::{Experiment, Results};
use byzrate_mnist::report::{All, figures, tables};
use byzrate_mnist::training::write_whole;

use crate::args::ReportArguments;
use crate::exit::Failure;

pub fn report(arguments: &ReportArguments) -> Result<(), Failure> {
    show(&arguments.out)
}

/// Prints the tables of what is stored in `out`, and draws its figures.
pub fn show(out: &Path) -> Result<(), Failure> {
    let mut all = All::new();
    for experiment in Experiment::ALL {
        if let Some(results) = Results::read(out, experiment)? {
            all.push((experiment, results));
        }
    }
    if all.is_empty() {
        let message = format!(
            "{} holds no results; run `mnist run --out {}` first, or name the folder that was given as --out",
            out.display(),
            out.display()
        );
        return Err(Failure::usage(message));
    }
    let folder = out.join("figures");
    for (name, figure) in figures(&all) {
        let drawn = figure.to_svg().and_then(|svg| Ok((svg, figure.to_png()?)));
        match drawn {
            Ok((svg, png)) => {
                write_whole(&folder.join(format!("{name}.png")), &png)?;
                write_whole(&folder.join(format!("{name}.svg")), svg.as_bytes())?;
            }
            // A figure without points loses no result.
            Err(error) => drop(writeln!(
                std::io::stderr(),
                "warning: figure {name} cannot be drawn: {error}"
            )),
        }
    }
    let text = tables(&all);
    write_whole(&out.join("tables.md"), text.as_bytes())?;
    byzrate_console::print(&format!("{text}Figures: {}\n", folder.display()))?;
    Ok(())
}
