//! The targets of `fuzz/`, on its corpus and on mutations of it that are the same every time: 20,000 a target (a tenth of specs and stores,
//! which take longer), or as many as `BYZRATE_FUZZ` says. With that many asked for, the memory is held to 1 GB as well, which is of no use beside other tests.

#[path = "../../fuzz/src/targets.rs"]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;

/// Mutations of a target where nobody says how many.
const USUAL: u64 = 20_000;

/// No input may take longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// The most that the process may have held at any time, in kB.
const MOST_MEMORY: u64 = 1_000_000;

/// Larger inputs say nothing new.
const LONGEST: usize = 1 << 16;

/// What other tokens become: numbers at the edge of something, and words of specs and headers.
const TOKENS: [&str; 44] = [
    "0",
    "1",
    "-1",
    "2",
    "0.5",
    "1e308",
    "1e-320",
    "nan",
    "-inf",
    "9223372036854775807",
    "18446744073709551615",
    "100000",
    "4294967296",
    "1000",
    "1e400",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "=",
    ",",
    "\n",
    "\r\n",
    ";",
    "\t",
    "#",
    "[[grid]]\n",
    "[[check]]\n",
    "[[figure]]\n",
    "[[adversary]]\n",
    "n = [1]\n",
    "alpha",
    "beta",
    "rounds",
    "name",
    "kind",
    "along",
    "true",
    "True",
    "(1,)",
    "'descr'",
    "-nan(ind)",
];

/// SplitMix64: what comes of an index is the same everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `count` > 0.
    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }
}

/// The mutation of the corpus with an index.
fn mutated(corpus: &[Vec<u8>], index: u64) -> Vec<u8> {
    let mut chance = Chance(index);
    let mut bytes = corpus[chance.below(corpus.len())].clone();
    for _ in 0..1 + chance.below(4) {
        let at = chance.below(bytes.len() + 1);
        let end = at + chance.below((bytes.len() - at).min(24) + 1);
        match chance.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 if at < bytes.len() => bytes[at] = chance.next() as u8,
            2 => bytes.insert(at, chance.next() as u8),
            3 => drop(bytes.drain(at..end)),
            4 => bytes.extend_from_within(at..end),
            5 => bytes.truncate(at),
            6 => {
                let other = &corpus[chance.below(corpus.len())];
                let from = chance.below(other.len() + 1);
                let part = &other[from..from + chance.below((other.len() - from).min(80) + 1)];
                bytes.splice(at..at, part.iter().copied());
            }
            _ => {
                // A whole token, where there is one.
                let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-+".contains(byte);
                let length = bytes[at..].iter().take_while(|byte| is_part(byte)).count();
                let token = TOKENS[chance.below(TOKENS.len())];
                bytes.splice(at..at + length, token.bytes());
            }
        }
        bytes.truncate(LONGEST);
    }
    bytes
}

fn run(name: &str, usual: u64, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("a corpus")
        .map(|entry| entry.expect("a file").path())
        .collect();
    paths.sort();
    let corpus: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).expect("read")).collect();
    let asked = std::env::var("BYZRATE_FUZZ")
        .ok()
        .map(|count| count.parse::<u64>().expect("a count"));
    let check = |input: &[u8], origin: &dyn Fn() -> String| {
        let start = Instant::now();
        let ended = catch_unwind(AssertUnwindSafe(|| target(input)));
        let shown = || String::from_utf8_lossy(input).chars().take(4_000).collect::<String>();
        assert!(ended.is_ok(), "{name}, {} panicked on {:?}", origin(), shown());
        // Beside other tests a clock says nothing.
        assert!(
            asked.is_none() || start.elapsed() < PATIENCE,
            "{name}, {} took {:?} on {:?}",
            origin(),
            start.elapsed(),
            shown()
        );
    };
    for (path, input) in paths.iter().zip(&corpus) {
        check(input, &|| path.display().to_string());
    }
    let indices = (0..asked.unwrap_or(usual)).into_par_iter();
    let done = indices
        .map(|index| check(&mutated(&corpus, index), &|| format!("mutation {index}")))
        .count();
    if asked.is_some()
        && let Ok(status) = fs::read_to_string("/proc/self/status")
    {
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let most: u64 = most
            .and_then(|most| most.trim().strip_suffix(" kB")?.parse().ok())
            .expect("a size");
        println!("{name}: {done} mutations, at most {most} kB");
        assert!(most < MOST_MEMORY, "{name} held {most} kB");
    }
}

#[test]
fn specs_are_read_or_refused() {
    run("spec", USUAL / 10, targets::spec);
}

#[test]
fn numpy_files_are_read_or_refused() {
    run("npy", USUAL, targets::npy);
}

#[test]
fn text_is_read_or_refused() {
    run("csv", USUAL, targets::csv);
}

#[test]
fn aggregates_are_those_of_a_plain_sort() {
    run("aggregators", USUAL, targets::aggregators);
}

/// Each is a file of its own.
#[test]
fn stores_give_what_was_written_or_say_what_is_damaged() {
    run("store", USUAL / 10, targets::store);
}

/// Mutations begin with a store of the format of today.
#[test]
fn the_store_of_the_corpus_is_a_whole_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    targets::whole_store(&path).expect("a store");
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/store/whole");
    if std::env::var_os("BYZRATE_CORPUS").is_some() {
        fs::create_dir_all(corpus.parent().expect("a folder")).expect("a folder");
        fs::copy(&path, &corpus).expect("copied");
    }
    let verify = |path: &Path| {
        let journal = byzrate::store::Journal::existing(path).expect("a store");
        journal
            .verify(&std::sync::atomic::AtomicBool::new(false))
            .expect("readable")
            .expect("not stopped")
    };
    // SQLite writes files beside what it reads.
    let copied = folder.path().join("corpus.sqlite");
    fs::copy(&corpus, &copied).expect("copied");
    let (found, expected) = (verify(&copied), verify(&path));
    assert_eq!(found, expected);
    assert_eq!((found.arms, found.damage), (3, Vec::new()));
}
