//! `sweep kappa`: how far a rule may be taken from the honest mean, whatever the honest messages are.

use byzrate::experiment::GridPoint;
use byzrate::league::{ArenaError, KappaQuestion, kappa as look};
use byzrate::report::{FORMAT_VERSION, columns};
use byzrate::theory::kappa::{exact, lower_bound};
use serde_json::json;

use super::args::Format;
use super::attack::{number, trimming, write_messages};
use super::exit::{Failure, Outcome};
use super::output;
use super::rule_args::KappaArguments;
use super::rule_flags::RuleFlags;

pub fn kappa(arguments: &KappaArguments) -> Result<Outcome, Failure> {
    let (workers, byzantine) = (arguments.workers, arguments.parameters.byzantine.unwrap_or(0));
    if arguments.dim == 0 {
        return Err(Failure::usage("--dim 0 is not allowed: it must be at least 1"));
    }
    if byzantine == 0 || 2 * byzantine >= workers {
        return Err(Failure::usage(format!(
            "--byzantine {byzantine} of -m {workers} messages: kappa is for at least one, and less than half of them"
        )));
    }
    let point = GridPoint {
        samples: 1,
        workers,
        alpha: byzantine as f64 / workers as f64,
        dim: arguments.dim,
        random: false,
    };
    let flags = RuleFlags {
        byzantine: arguments.told,
        ..arguments.parameters.clone()
    };
    let rule = trimming(&flags, &arguments.rule, &point)?;
    let question = KappaQuestion {
        workers,
        byzantine,
        dim: arguments.dim,
        evaluations: arguments.budget,
        seed: arguments.seed,
    };
    let found = look(&*rule, question).map_err(|error| match error {
        ArenaError::Budget { budget, least } => Failure::usage(format!(
            "--budget {budget} is too small: {least} evaluations of the rule are the least"
        )),
        other => Failure::usage(other.to_string()),
    })?;
    if let Some(path) = &arguments.messages {
        write_messages(path, &found.messages)?;
    }
    let exact = exact(rule.law(workers), workers, byzantine);
    let least = lower_bound(workers, byzantine);
    let text = match arguments.format {
        Format::Json => {
            let document = json!({
                "format_version": FORMAT_VERSION,
                "aggregator": rule.key(),
                "workers": workers,
                "byzantine": byzantine,
                "dim": arguments.dim,
                "found": output::json_number(found.ratio),
                "exact": exact,
                "lower_bound_of_any_rule": least,
                "evaluations": found.evaluations,
                "seed": arguments.seed,
                "set": [found.set.start, found.set.end],
                "messages": found.messages.rows().map(|row| row.iter().map(|value| output::json_number(*value)).collect::<Vec<_>>()).collect::<Vec<_>>(),
            });
            format!("{document:#}\n")
        }
        Format::Human => {
            let known = |value: Option<f64>| value.map_or("unknown".to_owned(), number);
            let rows = vec![
                vec!["κ of this rule, at least (found)".to_owned(), number(found.ratio)],
                vec!["κ of this rule, exactly".to_owned(), known(exact)],
                vec!["κ of any rule, at least f/(m − 2f)".to_owned(), known(least)],
            ];
            let header = format!(
                "{} among m = {workers}, f = {byzantine}, d = {}",
                rule.key(),
                arguments.dim
            );
            output::fitted(format!(
                "{header}\n‖F(x) − x̄_S‖² ≤ κ·(1/|S|)Σ‖xᵢ − x̄_S‖² for every S of m − f messages; {} evaluations of the rule\n\n{}\n",
                found.evaluations,
                columns(&["", "κ"], &rows, output::table_width())
            ))
        }
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}
