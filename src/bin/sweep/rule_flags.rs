//! The flags of a rule, which several commands have.

use byzrate::aggregator::Aggregator;
use byzrate::experiment::{Catalog, GridPoint, Part};
use byzrate::spec::{Document, SpecError};
use clap::Args;

use super::exit::Failure;
use super::output::toml_number;

/// The parameters of a rule and of what comes before it, each under the name that it has in specs.
#[derive(Clone, Debug, Default, Args)]
pub struct RuleFlags {
    /// What the messages go through before the rule gets them, the first first: nnm,bucketing (see `sweep list transforms`).
    #[arg(long, value_delimiter = ',', value_name = "STEP,...", help_heading = "Rule")]
    pub before: Option<Vec<String>>,
    /// f, how many Byzantine workers the rule, or what comes before it, reckons with.
    #[arg(long, value_name = "F", help_heading = "Rule")]
    pub byzantine: Option<usize>,
    /// The trim fraction of the trimmed mean.
    #[arg(long, value_name = "B", allow_negative_numbers = true, help_heading = "Rule")]
    pub beta: Option<f64>,
    /// How many neighbours Krum and Multi-Krum look at: m-f-2 or m-f-1.
    #[arg(long, value_name = "COUNT", help_heading = "Rule")]
    pub neighbours: Option<String>,
    /// The power of distances in Krum and Multi-Krum: 1, 2 or 4.
    #[arg(long, value_name = "P", help_heading = "Rule")]
    pub power: Option<usize>,
    /// How many messages are kept: m-f-2, m-f or a number by Multi-Krum, mid or m-f by Aksel.
    #[arg(long, value_name = "COUNT", help_heading = "Rule")]
    pub keep: Option<String>,
    /// The worker that MoNNA trusts, from 0.
    #[arg(long, value_name = "I", help_heading = "Rule")]
    pub index: Option<usize>,
    /// The radius of centred clipping.
    #[arg(long, value_name = "T", allow_negative_numbers = true, help_heading = "Rule")]
    pub tau: Option<f64>,
    /// How many steps: of centred clipping, or of a smoothed geometric median in place of the exact one.
    #[arg(long, value_name = "L", help_heading = "Rule")]
    pub steps: Option<usize>,
    /// Where steps start: median or origin.
    #[arg(long, value_name = "WHERE", help_heading = "Rule")]
    pub start: Option<String>,
    /// The smoothing length of the steps to the geometric median.
    #[arg(long, value_name = "NU", allow_negative_numbers = true, help_heading = "Rule")]
    pub nu: Option<f64>,
    /// The number of groups whose means have the geometric median that is wanted.
    #[arg(long, value_name = "K", help_heading = "Rule")]
    pub groups: Option<usize>,
    /// How workers are put into groups: contiguous or dealt.
    #[arg(long, value_name = "HOW", help_heading = "Rule")]
    pub deal: Option<String>,
    /// The standard deviation of one message, or mad to estimate it; with centred clipping, mad makes it the unit of the radius.
    #[arg(long, value_name = "S", allow_negative_numbers = true, help_heading = "Rule")]
    pub scale: Option<String>,
    /// What a filter allows the variance beyond that of honest messages, as a share.
    #[arg(long, value_name = "C", allow_negative_numbers = true, help_heading = "Rule")]
    pub slack: Option<f64>,
    /// The number of quantiles that correct the median.
    #[arg(long, value_name = "K", help_heading = "Rule")]
    pub quantiles: Option<usize>,
    /// The size of the buckets of bucketing.
    #[arg(long, value_name = "S", help_heading = "Rule")]
    pub bucket_size: Option<usize>,
    /// Whether bucketing draws who shares a bucket.
    #[arg(long, value_name = "true|false", help_heading = "Rule")]
    pub shuffle: Option<bool>,
    /// The norm that clipping shortens longer messages to.
    #[arg(long, value_name = "C", allow_negative_numbers = true, help_heading = "Rule")]
    pub clip: Option<f64>,
}

/// A flag with its value.
struct Flag {
    key: &'static str,
    /// As in a spec.
    value: Option<String>,
}

/// A flag that some rules cannot do without.
struct Needed {
    key: &'static str,
    meaning: &'static str,
    example: &'static str,
}

/// f, which the catalog takes from the point where nobody says it.
const BYZANTINE: Needed = Needed {
    key: "byzantine",
    meaning: "the number of Byzantine workers that it reckons with",
    example: "1",
};

/// What the catalog does not do without.
const NEEDED: [Needed; 6] = [
    Needed {
        key: "beta",
        meaning: "the fraction of the workers dropped at each end",
        example: "0.1",
    },
    Needed {
        key: "tau",
        meaning: "the radius that differences are clipped to",
        example: "1.0",
    },
    Needed {
        key: "groups",
        meaning: "the number of groups of workers",
        example: "1",
    },
    Needed {
        key: "scale",
        meaning: "the standard deviation of one message",
        example: "1.0",
    },
    Needed {
        key: "bucket-size",
        meaning: "the number of messages in a bucket",
        example: "1",
    },
    Needed {
        key: "clip",
        meaning: "the norm that longer messages are shortened to",
        example: "1.0",
    },
];

impl RuleFlags {
    /// Makes the rule `name` at a point of the grid. A point without Byzantine workers does not know how many a rule is to reckon
    /// with: then `--byzantine` must say it.
    ///
    /// # Errors
    /// If the name is unknown, a flag is missing, has nothing to do with the rule, or has a value that is not allowed, or the rule
    /// is not defined for so many workers.
    pub fn rule(&self, name: &str, point: &GridPoint) -> Result<Part<dyn Aggregator>, Failure> {
        let flags = self.flags();
        let document = Document::new("--rule", self.text(name, &flags, &[]));
        let section = document.read()?;
        // The lines of this document are nothing that the user wrote.
        let rule = Catalog::default()
            .aggregator(point, &section)
            .map_err(|error| Failure::usage(self.refusal(name, point, &flags, &error)))?;
        for flag in &flags {
            let (key, asked) = (flag.key, section.was_asked(flag.key));
            match &flag.value {
                Some(value) if !asked => {
                    let value = value.trim_matches('"');
                    let value = value.strip_suffix(".0").unwrap_or(value);
                    let reason = match key {
                        "beta" => "only a trimmed mean has a trim fraction",
                        "byzantine" => "the rule reckons with no number of Byzantine workers",
                        _ => "neither the rule nor what comes before it asks for it",
                    };
                    return Err(Failure::usage(format!(
                        "--{key} {value} is not allowed with --rule {name}: {reason}; leave it out"
                    )));
                }
                None if asked && key == "byzantine" && point.byzantine() == 0 => {
                    return Err(Failure::usage(missing(name, &BYZANTINE)));
                }
                _ => {}
            }
        }
        rule.check(point.workers)
            .map_err(|error| Failure::usage(error.to_string()))?;
        Ok(rule)
    }

    /// Every flag of a parameter.
    fn flags(&self) -> Vec<Flag> {
        let count = |key, value: Option<usize>| Flag {
            key,
            value: value.map(|value| value.to_string()),
        };
        let number = |key, value: Option<f64>| Flag {
            key,
            value: value.map(toml_number),
        };
        let word = |key, value: &Option<String>| Flag {
            key,
            value: value.as_deref().map(quoted),
        };
        vec![
            count("byzantine", self.byzantine),
            number("beta", self.beta),
            word("neighbours", &self.neighbours),
            count("power", self.power),
            Flag {
                key: "keep",
                value: self.keep.as_deref().map(|keep| match keep.parse::<usize>() {
                    Ok(count) => count.to_string(),
                    Err(_) => quoted(keep),
                }),
            },
            count("index", self.index),
            number("tau", self.tau),
            count("steps", self.steps),
            word("start", &self.start),
            number("nu", self.nu),
            count("groups", self.groups),
            word("deal", &self.deal),
            Flag {
                key: "scale",
                value: self.scale.as_deref().map(|scale| match scale.parse::<f64>() {
                    Ok(scale) => toml_number(scale),
                    Err(_) => quoted(scale),
                }),
            },
            number("slack", self.slack),
            count("quantiles", self.quantiles),
            count("bucket-size", self.bucket_size),
            Flag {
                key: "shuffle",
                value: self.shuffle.map(|shuffle| shuffle.to_string()),
            },
            number("clip", self.clip),
        ]
    }

    /// The section of a spec that says the same, with the examples of what is missing.
    fn text(&self, name: &str, flags: &[Flag], examples: &[&Needed]) -> String {
        let mut text = format!("aggregator = {}\n", quoted(name));
        if let Some(before) = &self.before {
            let steps: Vec<String> = before.iter().map(|step| quoted(step)).collect();
            text.push_str(&format!("before = [{}]\n", steps.join(", ")));
        }
        let given = flags.iter().filter_map(|flag| Some((flag.key, flag.value.as_deref()?)));
        let examples = examples.iter().map(|needed| (needed.key, needed.example));
        for (key, value) in given.chain(examples) {
            text.push_str(&format!("{key} = {value}\n"));
        }
        text
    }

    /// Why no rule can be made; names the flag where one is missing.
    fn refusal(&self, name: &str, point: &GridPoint, flags: &[Flag], error: &SpecError) -> String {
        let absent = |needed: &&Needed| flags.iter().any(|flag| flag.key == needed.key && flag.value.is_none());
        // A key that may be left out is not what lacks.
        let named = |needed: &&Needed| error.message().contains(needed.key);
        let candidates = NEEDED.iter().filter(absent).filter(named);
        for needed in candidates {
            // What changes the refusal, or is all that is missing, is what it is about.
            let document = Document::new("--rule", self.text(name, flags, &[needed]));
            let Ok(section) = document.read() else { continue };
            let now = Catalog::default().aggregator(point, &section);
            if now.err().is_none_or(|now| now.message() != error.message()) {
                return missing(name, needed);
            }
        }
        format!("--rule {name}: {}", error.message())
    }
}

fn missing(rule: &str, needed: &Needed) -> String {
    let Needed { key, meaning, example } = needed;
    let example = example.strip_suffix(".0").unwrap_or(example);
    format!("--rule {rule} needs --{key}, {meaning}, such as --{key} {example}")
}

/// `text` as a spec has it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
