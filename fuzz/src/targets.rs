//! What is done with an input: it may be refused, and it may not panic, hang, fill the memory or come out wrong. `tests/library/fuzz.rs`
//! calls these functions, too.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use byzrate::aggregator::{Aggregator, Mean, Median, Messages, TrimmedMean, Workspace};
use byzrate::claim::Study;
use byzrate::experiment::{Catalog, Overrides, Profile};
use byzrate::import::{self, HeaderRule, ImportOptions};
use byzrate::report::FigureSpec;
use byzrate::spec::Document;
use byzrate::store::{Batch, ExperimentRecord, Journal, Place, StoreError};

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

/// The measures of the store that is fuzzed.
const MEASURES: [&str; 2] = ["error", "rounds"];

/// What that store holds of an arm.
fn stored(key: &str, measure: &str, replicate: usize) -> f64 {
    match measure {
        "error" => ((key.len() + replicate) as f64).sqrt(),
        _ => 5.0,
    }
}

/// The store that mutations begin with: `corpus/store/whole`.
pub fn whole_store(path: &Path) -> Result<(), StoreError> {
    let journal = Journal::create(path)?;
    let places = ["a", "bb", "ccc"].map(|key| Place {
        cell: "{\"n\":10}".to_owned(),
        arm: "{}".to_owned(),
        key: key.to_owned(),
    });
    for (name, places) in [("one", &places[..2]), ("two", &places[1..])] {
        journal.register(&ExperimentRecord {
            name: name.to_owned(),
            hash: name.to_owned(),
            spec: "a spec".to_owned(),
            places: places.to_vec(),
            counts: Vec::new(),
        })?;
        for place in places {
            for first in [0, 150] {
                let column = |measure| {
                    (first..first + 150)
                        .map(|at| stored(&place.key, measure, at))
                        .collect::<Vec<f64>>()
                };
                let columns = MEASURES.map(column);
                let columns = MEASURES.into_iter().zip(columns.iter().map(Vec::as_slice)).collect();
                let key = &place.key;
                journal.append(&[Batch { key, first, columns }])?;
            }
        }
        journal.settle(name, &[300, 300])?;
    }
    Ok(())
}

/// The bytes of a store: what is read of it is what was written, and what is not is said to be damaged. What is made of it after that is
/// whole.
pub fn store(data: &[u8]) {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("byzrate-fuzz-{}-{number}", std::process::id()));
    let path = folder.join("store.sqlite");
    let written = std::fs::create_dir(&folder).and_then(|()| std::fs::write(&path, data));
    let _gone = Gone(folder);
    if written.is_err() {
        return;
    }
    if let Ok(journal) = Journal::existing(&path) {
        is_honest(&journal);
    }
    if let Ok((journal, _)) = Journal::rescued(&path) {
        for key in ["a", "bb", "ccc"] {
            let mended = journal.mend(key).is_ok();
            let all: Vec<f64> = (0..300).map(|at| stored(key, "error", at)).collect();
            let columns = vec![("error", all.as_slice())];
            let again = journal.append(&[Batch { key, first: 0, columns }]).is_ok();
            let loaded = journal.load(key, &["error".to_owned()], 300);
            if mended && again {
                let Ok(loaded) = loaded else {
                    unreachable!("what was just written can be read");
                };
                assert!(loaded.damage.is_empty(), "{:?}", loaded.damage);
                assert_eq!(loaded.columns, [all]);
            }
        }
    }
}

/// Whatever is loaded is what was stored, and where less is there than was, damage is named.
fn is_honest(journal: &Journal) {
    let (Ok((records, damage)), Ok(verified)) = (journal.experiments(), journal.verify(&AtomicBool::new(false))) else {
        return;
    };
    let all = records.iter().filter(|record| record.name.len() == 3).count();
    assert!(
        all == 2 || !damage.is_empty(),
        "an experiment is missing, and nobody says so"
    );
    for record in records {
        assert_eq!(record.counts, [300, 300]);
        for place in record.places {
            let measures = MEASURES.map(str::to_owned);
            let Ok(loaded) = journal.load(&place.key, &measures, 400) else {
                continue;
            };
            let whole = loaded.columns.iter().all(|column| column.len() == 300);
            assert!(
                whole || !loaded.damage.is_empty(),
                "{} has less, and nobody says so",
                place.key
            );
            let seen = verified.as_ref().is_some_and(|verified| !verified.damage.is_empty());
            assert!(loaded.damage.is_empty() || seen, "verify does not see what load does");
            for (measure, column) in MEASURES.iter().zip(&loaded.columns) {
                for (at, value) in column.iter().enumerate() {
                    assert_eq!(value.to_bits(), stored(&place.key, measure, at).to_bits());
                }
            }
        }
    }
}

/// A folder that is taken away in the end.
struct Gone(PathBuf);

impl Drop for Gone {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
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
