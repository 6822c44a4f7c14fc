//! What is done with an input: it may be refused, and it may not panic, hang, fill the memory or come out wrong. `tests/library/fuzz.rs`
//! calls these functions, too.

use std::path::Path;

use byzrate::aggregator::{Aggregator, Mean, Median, Messages, TrimmedMean, Workspace};
use byzrate::claim::Study;
use byzrate::experiment::{Catalog, Overrides, Profile};
use byzrate::import::{self, HeaderRule, ImportOptions};
use byzrate::report::FigureSpec;
use byzrate::spec::Document;

/// A spec of somebody's.
pub fn spec(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let overrides = Overrides {
        profile: Profile::Smoke,
        ..Overrides::default()
    };
    let said = match Study::decode(Document::new("fuzzed.toml", text), &Catalog::default(), &overrides) {
        Ok(study) => FigureSpec::of(&study).err().map(|error| error.to_string()),
        Err(error) => Some(error.to_string()),
    };
    assert!(said.is_none_or(|said| !said.is_empty()));
}

/// A NumPy file, by its content or by its name.
pub fn npy(data: &[u8]) {
    read(data, "fuzzed.npy", HeaderRule::Auto);
}

/// Rows of text; the first byte says under which name and how they begin.
pub fn csv(data: &[u8]) {
    let (choice, text) = data.split_first().map_or((0, data), |(first, rest)| (*first, rest));
    let header = [HeaderRule::Auto, HeaderRule::Yes, HeaderRule::No][usize::from(choice % 3)];
    let name = ["fuzzed.csv", "fuzzed.tsv", "fuzzed"][usize::from(choice / 3 % 3)];
    read(text, name, header);
}

fn read(data: &[u8], name: &str, header: HeaderRule) {
    let options = ImportOptions { format: None, header };
    match import::parse(data, Path::new(name), options) {
        Ok(imported) => {
            let messages = imported.messages;
            assert!(messages.workers() > 0 && messages.dim() > 0);
            assert_eq!(messages.workers() * messages.dim(), messages.values().len());
            // A field of text may be empty, but the first of a row has at least the end of a line to itself.
            assert!(messages.values().len() <= data.len() + 1);
        }
        Err(error) => {
            let said = error.to_string();
            assert!(said.starts_with(name) && said.len() < 1_500, "{said}");
        }
    }
}

/// Messages: two bytes for their number and dimension, then values. Median and trimmed mean are held to a plain sort.
pub fn aggregators(data: &[u8]) {
    let [workers, dim, trim, rest @ ..] = data else {
        return;
    };
    // Sizes on both sides of every switch between kernels: networks up to 40 workers, sixteen coordinates at a time.
    let workers = 1 + usize::from(*workers) % 70;
    let dim = 1 + usize::from(*dim) % 40;
    let values: Vec<f64> = (0..workers * dim).map(|index| value(rest, index)).collect();
    let trimmed = usize::from(*trim) % workers.div_ceil(2);
    let Ok(messages) = Messages::from_values(workers, dim, values) else {
        unreachable!("a full matrix");
    };
    let aggregate = |rule: &dyn Aggregator| {
        let mut out = vec![0.0; dim];
        rule.aggregate(&messages, &mut Workspace::default(), &mut out);
        out
    };
    let median = aggregate(&Median);
    let Ok(rule) = TrimmedMean::new(trimmed as f64 / workers as f64) else {
        unreachable!("a fraction below 1/2");
    };
    assert_eq!(rule.trimmed(workers), trimmed);
    let (means, plain) = (aggregate(&rule), aggregate(&Mean));
    for k in 0..dim {
        let mut column: Vec<f64> = messages.rows().map(|row| row[k]).collect();
        column.sort_unstable_by(f64::total_cmp);
        let expected = column[(workers - 1) / 2].midpoint(column[workers / 2]);
        let same = median[k].to_bits() == expected.to_bits() || median[k].is_nan() && expected.is_nan();
        assert!(same, "median {} and not {expected} of {column:?}", median[k]);
        mean(means[k], &column[trimmed..workers - trimmed]);
        let (low, high) = (column[trimmed], column[workers - trimmed - 1]);
        if low.is_finite() && high.is_finite() {
            assert!(
                low <= means[k] && means[k] <= high,
                "{} is outside {low} to {high}: {column:?}",
                means[k]
            );
        }
        if trimmed == 0 {
            mean(plain[k], &column);
        }
    }
}

/// The mean of values in their order, where they are finite, up to rounding. A trimmed mean promises more.
fn mean(found: f64, kept: &[f64]) {
    if !kept.iter().all(|value| value.is_finite()) {
        return;
    }
    let (count, low, high) = (kept.len() as f64, kept[0], kept[kept.len() - 1]);
    let largest = low.abs().max(high.abs());
    // In units of the largest no sum overflows.
    let sum: f64 = kept
        .iter()
        .map(|value| if largest > 0.0 { value / largest } else { 0.0 })
        .sum();
    let expected = (sum / count).clamp(-1.0, 1.0) * largest;
    let tolerance = 4.0 * count * f64::EPSILON * largest + count * f64::from_bits(1);
    assert!(
        (found - expected).abs() <= tolerance,
        "{found} and not {expected}: {kept:?}"
    );
}

/// The value with an index: of two bytes each, one that is awkward or an ordinary one; the bytes are used again and again.
fn value(bytes: &[u8], index: usize) -> f64 {
    const AWKWARD: [f64; 16] = [
        f64::NAN,
        -f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        1e308,
        -1e308,
        f64::MAX,
        f64::MIN,
        0.0,
        -0.0,
        5e-324,
        -5e-324,
        f64::MIN_POSITIVE,
        1.0,
        -1.0,
        0.1,
    ];
    if bytes.is_empty() {
        return 0.0;
    }
    let byte = |offset: usize| bytes[(2 * index + offset) % bytes.len()];
    match byte(0) {
        kind @ 0..=63 => AWKWARD[usize::from(kind) % 16],
        // Few values, so that there are ties.
        kind @ 64..=127 => f64::from(kind % 4) - 1.5,
        kind => (f64::from(kind) - 190.0) * (1.0 + f64::from(byte(1)) / 257.0),
    }
}
