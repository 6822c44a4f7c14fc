//! `sweep attack`: the worst attack that is found on a rule, beside the median and the trimmed mean.

use std::fmt::Write;
use std::path::Path;

use byzrate::adversary::Push;
use byzrate::aggregator::{Aggregator, Messages};
use byzrate::experiment::{Catalog, GridPoint, Part};
use byzrate::league::{ArenaError, AttackFound, AttackQuestion, Attacked};
use byzrate::report::{FORMAT_VERSION, columns};
use byzrate::spec::Document;
use serde_json::{Value, json};

use super::args::Format;
use super::exit::{Failure, Outcome};
use super::explain::key_and_value;
use super::output;
use super::rule_args::AttackArguments;
use super::rule_flags::RuleFlags;

/// What was found on one rule.
struct Found {
    rule: Part<dyn Aggregator>,
    on: AttackFound,
}

pub fn attack(arguments: &AttackArguments) -> Result<Outcome, Failure> {
    let setting = setting(arguments)?;
    let rule = rule(arguments, &setting.point)?;
    let found = found(arguments, &setting, rule)?;
    let mut beside = Vec::new();
    for (name, beta) in [("median", None), ("trimmed-mean", Some(setting.point.alpha))] {
        let flags = RuleFlags {
            beta,
            ..RuleFlags::default()
        };
        let rule = flags.rule(name, &setting.point)?;
        if rule.key_among(setting.point.workers) != found.rule.key_among(setting.point.workers) {
            beside.push(self::found(arguments, &setting, rule)?);
        }
    }
    if let Some(path) = &arguments.messages {
        let messages = setting.messages(&*found.rule, &found.on);
        write_messages(path, &messages)?;
    }
    let text = match arguments.format {
        Format::Human => output::fitted(human(&setting, &found, &beside)),
        Format::Json => format!("{:#}\n", document(&setting, &found, &beside)),
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

fn setting(arguments: &AttackArguments) -> Result<AttackQuestion, Failure> {
    let (workers, byzantine) = (arguments.workers, arguments.parameters.byzantine.unwrap_or(0));
    for (flag, value) in [("-n", arguments.samples), ("-m", workers), ("--dim", arguments.dim)] {
        if value == 0 {
            return Err(Failure::usage(format!(
                "{flag} 0 is not allowed: it must be at least 1"
            )));
        }
    }
    if byzantine == 0 || byzantine >= workers {
        return Err(Failure::usage(format!(
            "--byzantine {byzantine} of -m {workers} workers: an attack needs at least one Byzantine worker, and at least one honest one"
        )));
    }
    let document = Document::new("--algorithm", format!("algorithm = {:?}\n", arguments.algorithm));
    let point = GridPoint {
        samples: arguments.samples,
        workers,
        alpha: byzantine as f64 / workers as f64,
        dim: arguments.dim,
        random: false,
    };
    let algorithm = Catalog::default()
        .algorithm(&point, &document.read()?)
        .map_err(|error| Failure::usage(format!("--algorithm {}: {}", arguments.algorithm, error.message())))?;
    Ok(AttackQuestion {
        point,
        byzantine,
        algorithm,
        seed: arguments.seed,
        budget: arguments.budget,
    })
}

/// The rule: it is told b unless `--told` says otherwise, and a trimmed mean trims α unless `--beta` does.
fn rule(arguments: &AttackArguments, point: &GridPoint) -> Result<Part<dyn Aggregator>, Failure> {
    let told = RuleFlags {
        byzantine: arguments.told,
        ..arguments.parameters.clone()
    };
    trimming(&told, &arguments.rule, point)
}

/// The rule `name`; a trimmed mean trims α where nobody says how much.
pub fn trimming(flags: &RuleFlags, name: &str, point: &GridPoint) -> Result<Part<dyn Aggregator>, Failure> {
    match flags.rule(name, point) {
        Err(failure) if flags.beta.is_none() => {
            let trimmed = RuleFlags {
                beta: Some(point.alpha),
                ..flags.clone()
            };
            trimmed.rule(name, point).map_err(|_| failure)
        }
        made => made,
    }
}

/// What is found on `rule`, at the place of w* that is worst for it.
fn found(arguments: &AttackArguments, setting: &AttackQuestion, rule: Part<dyn Aggregator>) -> Result<Found, Failure> {
    let mut lines = format!("name = {:?}\n", arguments.problem);
    for set in &arguments.keys {
        let (key, value) = key_and_value(set)?;
        lines.push_str(&format!("{key} = {value}\n"));
    }
    let problems = setting.problems(&Catalog::default(), ("--problem", &lines), &*rule)?;
    let on = setting.worst(&*rule, problems).map_err(|error| match error {
        ArenaError::Budget { budget, least } => Failure::usage(format!(
            "--budget {budget} is too small: {least} evaluations of {} are the least",
            rule.key()
        )),
        other => Failure::usage(other.to_string()),
    })?;
    Ok(Found { rule, on })
}

fn human(setting: &AttackQuestion, found: &Found, beside: &[Found]) -> String {
    let AttackQuestion { point, byzantine, .. } = setting;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}: n = {}, m = {}, d = {}, b = {byzantine} Byzantine, {}, {}",
        found.rule.key(),
        point.samples,
        point.workers,
        point.dim,
        found.on.problem.key(),
        setting.algorithm.key(),
    );
    let _ = writeln!(
        text,
        "E‖ŵ − w*‖²/d in units of s² = σ²/n, chosen on {} replicates and scored on {} others; {} evaluations of the rule\n",
        found.on.attack.chosen_on, found.on.attack.scored_on, found.on.attack.evaluations
    );
    let unit = setting.unit(&*found.on.problem);
    let header = ["attack", "chosen", "scored", "± s.e.", "95 % of ‖ŵ − w*‖", "with"];
    let mut attacks: Vec<&Attacked> = found.on.attack.attacks.iter().collect();
    attacks.sort_by(|a, b| b.fresh.value.total_cmp(&a.fresh.value));
    let rows = attacks.iter().map(|attacked| {
        let mark = if std::ptr::eq(*attacked, found.on.attack.worst()) {
            "* "
        } else {
            ""
        };
        vec![
            format!("{mark}{}", attacked.family),
            number(attacked.chosen.value / unit),
            number(attacked.fresh.value / unit),
            number(attacked.fresh.standard_error / unit),
            number(attacked.quantile),
            parameters(&attacked.adversary.key()),
        ]
    });
    text.push_str(&columns(&header, &rows.collect::<Vec<_>>(), output::table_width()));
    text.push_str(
        "\n* the worst where it was chosen: a lower bound on the worst case, which another search may exceed\n\n",
    );
    let header = ["rule", "worst found", "± s.e.", "exact, one-sided", "exact, omniscient"];
    let rows = std::iter::once(found).chain(beside).map(|found| {
        let worst = found.on.attack.worst();
        let exact = |push| {
            let exact = setting.exact(&*found.rule, &*found.on.problem, push);
            exact.map_or("–".to_owned(), number)
        };
        vec![
            found.rule.key(),
            number(worst.fresh.value / unit),
            number(worst.fresh.standard_error / unit),
            exact(Push::Up),
            exact(Push::Worst),
        ]
    });
    text.push_str(&columns(&header, &rows.collect::<Vec<_>>(), output::table_width()));
    text.push('\n');
    if let Some(bound) = setting.fixed_set(&*found.on.problem) {
        let _ = writeln!(
            text,
            "no estimator, a fixed set of b (Observation 1): {}",
            number(bound)
        );
    }
    if let Some(score) = setting.score() {
        let _ = writeln!(
            text,
            "z(b/m)² = {}: where the median's worst case goes as m grows; at finite m it is passed in both directions",
            number(score)
        );
    }
    text
}

fn document(setting: &AttackQuestion, found: &Found, beside: &[Found]) -> Value {
    let unit = setting.unit(&*found.on.problem);
    let rule = |found: &Found| {
        let exact = |push| setting.exact(&*found.rule, &*found.on.problem, push);
        let attacks = found.on.attack.attacks.iter().map(|attacked| {
            json!({
                "family": attacked.family,
                "adversary": attacked.adversary.key(),
                "chosen": output::json_number(attacked.chosen.value / unit),
                "scored": output::json_number(attacked.fresh.value / unit),
                "standard_error": output::json_number(attacked.fresh.standard_error / unit),
                "quantile_95": output::json_number(attacked.quantile),
            })
        });
        json!({
            "aggregator": found.rule.key(),
            "problem": found.on.problem.key(),
            "chosen_on": found.on.attack.chosen_on,
            "scored_on": found.on.attack.scored_on,
            "evaluations": found.on.attack.evaluations,
            "exact_one_sided": exact(Push::Up),
            "exact_omniscient": exact(Push::Worst),
            "worst": found.on.attack.worst,
            "attacks": attacks.collect::<Vec<_>>(),
        })
    };
    json!({
        "format_version": FORMAT_VERSION,
        "samples": setting.point.samples,
        "workers": setting.point.workers,
        "byzantine": setting.byzantine,
        "dim": setting.point.dim,
        "algorithm": setting.algorithm.key(),
        "seed": setting.seed,
        "budget": setting.budget,
        "unit": "E||w - w*||^2 / (d sigma^2 / n)",
        "rule": rule(found),
        "beside": beside.iter().map(rule).collect::<Vec<_>>(),
        "fixed_set_lower_bound": setting.fixed_set(&*found.on.problem),
        "z_squared": setting.score(),
    })
}

/// What a key says beside a name: the name is in another column, and of several attacks that one chooses between their number will do.
fn parameters(key: &str) -> String {
    if let Some((_, attacks)) = key.split_once(" of [") {
        return format!("{} attacks", attacks.split("; ").count());
    }
    key.split_once(' ')
        .map_or(String::new(), |(_, parameters)| parameters.to_owned())
}

/// A number with four digits.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return if value > 0.0 {
            "lost".to_owned()
        } else {
            "–".to_owned()
        };
    }
    let digits = (3.0 - libm::log10(value.abs()).floor()).clamp(0.0, 6.0) as usize;
    if value == 0.0 {
        "0".to_owned()
    } else if value.abs() >= 1e6 {
        format!("{value:.3e}")
    } else {
        format!("{value:.digits$}")
    }
}

/// Writes the messages as text, a row a worker; the last b are Byzantine.
pub fn write_messages(path: &Path, messages: &Messages) -> Result<(), Failure> {
    let mut text = String::new();
    for row in messages.rows() {
        let values: Vec<String> = row.iter().map(ToString::to_string).collect();
        text.push_str(&values.join(","));
        text.push('\n');
    }
    output::write_file(path, text.as_bytes())
}
