//! An adversary by its name, with its keys as flags.

use byzrate::adversary::Adversary;
use byzrate::experiment::{Catalog, GridPoint, Part};
use byzrate::spec::Document;
use clap::Args;

use super::exit::Failure;
use super::output;

#[derive(Debug, Args)]
pub struct AdversaryFlags {
    /// The adversary (see `sweep list adversaries`, which has the defaults of its keys).
    #[arg(long = "adversary", value_name = "NAME")]
    name: String,
    /// The factor of alie and far-cluster.
    #[arg(long, value_name = "Z", allow_negative_numbers = true, help_heading = "Adversary")]
    factor: Option<f64>,
    /// ε of ipm.
    #[arg(long, value_name = "E", allow_negative_numbers = true, help_heading = "Adversary")]
    epsilon: Option<f64>,
    /// Up or down, or the direction of min-max and min-sum.
    #[arg(long, value_name = "WORD", help_heading = "Adversary")]
    direction: Option<String>,
    /// The worker that mimic copies, from 0, or adaptive.
    #[arg(long, value_name = "I", help_heading = "Adversary")]
    index: Option<String>,
    /// The size of shift, constant-shift, sign-flip and gaussian-noise.
    #[arg(long, value_name = "C", allow_negative_numbers = true, help_heading = "Adversary")]
    size: Option<f64>,
}

impl AdversaryFlags {
    /// The adversary at `point`.
    pub fn make(&self, point: &GridPoint) -> Result<Part<dyn Adversary>, Failure> {
        let given = self.given();
        let mut text = format!("name = {:?}\n", self.name);
        for (key, value, _) in &given {
            text.push_str(&format!("{key} = {value}\n"));
        }
        let document = Document::new("--adversary", text);
        let section = document.read()?;
        // The lines of this document are nothing that the user wrote.
        let adversary = Catalog::default()
            .adversary(point, &section)
            .map_err(|error| Failure::usage(format!("--adversary {}: {}", self.name, error.message())))?;
        if let Some((key, _, typed)) = given.iter().find(|(key, ..)| !section.was_asked(key)) {
            return Err(Failure::usage(format!(
                "--{key} {typed} is not allowed with --adversary {}: it has no key {key}; leave it out",
                self.name
            )));
        }
        Ok(adversary)
    }

    /// The keys that are given, with their values in TOML and as they were typed.
    fn given(&self) -> Vec<(&'static str, String, String)> {
        let numbers = [("factor", self.factor), ("epsilon", self.epsilon), ("size", self.size)];
        let numbers = numbers
            .into_iter()
            .filter_map(|(key, value)| Some((key, output::toml_number(value?), value?.to_string())));
        let words = [("direction", &self.direction), ("index", &self.index)];
        let words = words.into_iter().filter_map(|(key, value)| {
            let typed = value.clone()?;
            // An index is a number or a word.
            let value = typed
                .parse::<usize>()
                .map_or(format!("{typed:?}"), |index| index.to_string());
            Some((key, value, typed))
        });
        numbers.chain(words).collect()
    }
}
