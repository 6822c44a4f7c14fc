//! `sweep slurm`: a campaign as a chain of Slurm jobs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use byzrate::shards::{Folder, found};

use super::exit::{Failure, Outcome};
use super::shard_args::SlurmArguments;
use super::{output, plan, select};

/// Plans, has it drawn, and comes again.
const CHAIN: &str = include_str!("chain.sh");

/// Draws one share.
const DRAW: &str = include_str!("draw.sh");

pub fn slurm(arguments: &SlurmArguments, program: Option<&Path>) -> Result<Outcome, Failure> {
    select::refuse_dangling(&arguments.campaign.out)?;
    for (flag, text) in [
        ("--time", &arguments.time),
        ("--partition", &arguments.partition),
        ("--account", &arguments.account),
        ("--mem", &arguments.mem),
    ] {
        if text
            .as_ref()
            .is_some_and(|text| text.is_empty() || text.contains(char::is_whitespace))
        {
            return Err(Failure::usage(format!(
                "{flag} is empty or has spaces in it; sbatch takes one word"
            )));
        }
    }
    if let Some(flag) = arguments
        .sbatch
        .iter()
        .find(|flag| !flag.starts_with('-') || flag.contains('\n'))
    {
        return Err(Failure::usage(format!(
            "--sbatch {flag:?} is no flag of sbatch; it begins with a hyphen"
        )));
    }
    let unwritable =
        |path: &Path, error: std::io::Error| Failure::usage(format!("{} cannot be written: {error}", path.display()));
    let out = &arguments.campaign.out;
    fs::create_dir_all(out).map_err(|error| unwritable(out, error))?;
    let out = fs::canonicalize(out).map_err(|error| unwritable(out, error))?;
    let folder = Folder::new(&out);
    let studies = plan::studies(&arguments.campaign, &folder)?;
    found(&folder, studies)?;
    let scripts = out.join("slurm");
    fs::create_dir_all(&scripts).map_err(|error| unwritable(&scripts, error))?;
    let chain = scripts.join("chain.sh");
    for (path, template) in [(&chain, CHAIN), (&scripts.join("draw.sh"), DRAW)] {
        output::write_file(path, script(template, arguments, &out, program)?.as_bytes())?;
    }
    let shown = chain.display();
    if arguments.print {
        output::print(&format!("written, and not submitted: sbatch {shown}\n"))?;
        return Ok(Outcome::Done);
    }
    let submitted = Command::new("sbatch").arg("--parsable").arg(&chain).output().map_err(|error| {
        Failure::usage(format!(
            "sbatch cannot be run ({error}): is Slurm on this machine? The scripts are written, and can be submitted elsewhere: sbatch {shown}"
        ))
    })?;
    if !submitted.status.success() {
        let said = String::from_utf8_lossy(&submitted.stderr);
        return Err(Failure::unexpected(format!(
            "sbatch refused {shown}: {}; the scripts are written, and nothing was submitted",
            said.trim()
        )));
    }
    let job = String::from_utf8_lossy(&submitted.stdout);
    output::print(&format!(
        "submitted as job {}: see sweep status {}, squeue, and the logs in {}\n",
        job.trim(),
        out.display(),
        scripts.display()
    ))?;
    Ok(Outcome::Done)
}

/// A script with its words put in.
fn script(template: &str, arguments: &SlurmArguments, out: &Path, program: Option<&Path>) -> Result<String, Failure> {
    let program = program.ok_or_else(|| Failure::unexpected("where this program is cannot be told"))?;
    let mut own = Vec::new();
    for (flag, value) in [("partition", &arguments.partition), ("account", &arguments.account)] {
        own.extend(value.as_ref().map(|value| format!("#SBATCH --{flag}={value}")));
    }
    own.extend(arguments.sbatch.iter().map(|flag| format!("#SBATCH {flag}")));
    let mut of_draw = own.clone();
    for (flag, value) in [("time", &arguments.time), ("mem", &arguments.mem)] {
        of_draw.extend(value.as_ref().map(|value| format!("#SBATCH --{flag}={value}")));
    }
    let scratch = arguments
        .scratch
        .as_ref()
        .map_or(String::new(), |scratch| format!(" --scratch {}", quoted(scratch)));
    Ok(template
        .replace("#OF-EVERY-JOB\n", &lines(&own))
        .replace("#OF-A-SHARE\n", &lines(&of_draw))
        .replace("@SWEEP@", &quoted(program))
        .replace("@LOGS@", &out.join("slurm").display().to_string())
        .replace("@FOLDER@", &quoted(out))
        .replace("@SCRATCH@", &scratch)
        .replace("@SHARDS@", &arguments.shards.to_string())
        .replace("@CPUS@", &arguments.cpus.to_string()))
}

fn lines(own: &[String]) -> String {
    own.iter().map(|line| format!("{line}\n")).collect()
}

/// A path as one word of a shell.
fn quoted(path: &Path) -> String {
    format!("'{}'", PathBuf::from(path).display().to_string().replace('\'', r"'\''"))
}
