use std::sync::Arc;

use crate::aggregator::{Aksel, Bulyan, Cge, Keep, Krum, Mda, MeaMed, Monna, MultiKrum, Neighbours, Phocas, Power};
use crate::experiment::{Catalog, GridPoint};
use crate::spec::{Section, SpecError};

/// The rules that are told how many workers are Byzantine, and select messages.
pub(super) fn with_selection(catalog: Catalog) -> Catalog {
    catalog
        .with_aggregator(
            "krum",
            "the message closest to the others (Blanchard et al. 2017); keys byzantine = b, neighbours = \"m-f-2\" | \"m-f-1\", power = 2 (1, 2 or 4)",
            |point, section| {
                let rule = Krum::new(byzantine(point, section)?);
                Ok(Arc::new(rule.with_neighbours(neighbours(section)?).with_power(power(section)?)))
            },
        )
        .with_aggregator(
            "multi-krum",
            "the mean of several messages closest to the others; keys of krum and keep = \"m-f-2\" | \"m-f\" or a number",
            |point, section| {
                let rule = MultiKrum::new(byzantine(point, section)?);
                let rule = rule.with_neighbours(neighbours(section)?).with_power(power(section)?);
                Ok(Arc::new(rule.with_keep(keep(section)?)))
            },
        )
        .with_aggregator(
            "bulyan",
            "a mean around the median of messages that Krum chooses (El Mhamdi et al. 2018); key byzantine = b",
            |point, section| Ok(Arc::new(Bulyan::new(byzantine(point, section)?))),
        )
        .with_aggregator(
            "mda",
            "the mean of the m - f messages of the smallest diameter; key byzantine = b",
            |point, section| Ok(Arc::new(Mda::new(byzantine(point, section)?))),
        )
        .with_aggregator(
            "meamed",
            "the coordinate-wise mean of the m - f values nearest to the median (Xie et al. 2018); key byzantine = b",
            |point, section| Ok(Arc::new(MeaMed::new(byzantine(point, section)?))),
        )
        .with_aggregator(
            "phocas",
            "the coordinate-wise mean of the m - f values nearest to the trimmed mean (Xie et al. 2018); key byzantine = b",
            |point, section| Ok(Arc::new(Phocas::new(byzantine(point, section)?))),
        )
        .with_aggregator(
            "cge",
            "the mean of the m - f shortest messages (Gupta and Vaidya 2020); key byzantine = b",
            |point, section| Ok(Arc::new(Cge::new(byzantine(point, section)?))),
        )
        .with_aggregator(
            "monna",
            "the mean of the m - f messages nearest to a trusted one (Farhadkhani et al. 2023); keys byzantine = b, index = 0",
            |point, section| {
                let index = section.count("index")?.map_or(0, |index| index.value);
                Ok(Arc::new(Monna::new(byzantine(point, section)?, index)))
            },
        )
        .with_aggregator(
            "aksel",
            "the mean of the messages nearest to the median (Boussetta et al. 2021); keys keep = \"mid\" | \"m-f\", byzantine = b (m-f)",
            |point, section| {
                let all = choice(section, "keep", &[("mid", false), ("m-f", true)])?;
                Ok(Arc::new(if all.unwrap_or(false) {
                    Aksel::new(byzantine(point, section)?)
                } else {
                    Aksel::mid()
                }))
            },
        )
}

/// f: the cell's b, unless a rule is told otherwise.
fn byzantine(point: &GridPoint, section: &Section) -> Result<usize, SpecError> {
    let told = section.count("byzantine")?;
    Ok(told.map_or(point.byzantine(), |told| told.value))
}

fn neighbours(section: &Section) -> Result<Neighbours, SpecError> {
    let choices = [Neighbours::Published, Neighbours::OneMore].map(|choice| (choice.text(), choice));
    Ok(choice(section, "neighbours", &choices)?.unwrap_or_default())
}

fn power(section: &Section) -> Result<Power, SpecError> {
    let Some(exponent) = section.count("power")? else {
        return Ok(Power::default());
    };
    let fault = || {
        section.fault(
            exponent.span.clone(),
            format!("power {} is not 1, 2 or 4", exponent.value),
        )
    };
    Power::from_exponent(exponent.value).ok_or_else(fault)
}

fn keep(section: &Section) -> Result<Keep, SpecError> {
    if section.has("keep") && !section.is_text("keep") {
        let count = section.required("keep", section.count("keep")?)?;
        return Ok(Keep::Count(count.value));
    }
    let choices = [("m-f-2", Keep::Published), ("m-f", Keep::Honest)];
    Ok(choice(section, "keep", &choices)?.unwrap_or_default())
}

/// What the word under `key` stands for.
pub(super) fn choice<T: Copy>(
    section: &Section,
    key: &'static str,
    choices: &[(&str, T)],
) -> Result<Option<T>, SpecError> {
    let Some(text) = section.text(key)? else {
        return Ok(None);
    };
    if let Some((_, meant)) = choices.iter().find(|(word, _)| *word == text.value) {
        return Ok(Some(*meant));
    }
    let words: Vec<String> = choices.iter().map(|(word, _)| format!("{word:?}")).collect();
    let message = format!("{key} {:?} is not allowed; it is {}", text.value, words.join(" or "));
    Err(section.fault(text.span, message))
}
