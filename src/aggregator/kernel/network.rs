//! The program that writes the networks in `avx2/few`, and what proves them right.
//!
//! `BYZRATE_WRITE_NETWORKS=1 cargo test --lib networks_are_as_written` writes them anew.

use std::fmt::Write as _;

/// The most values there is a network for.
const MOST: usize = 41;

/// What a comparator keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The smaller value in the lower place, the larger one in the higher.
    Both,
    /// The smaller one alone.
    Low,
    /// The larger one alone.
    High,
}

impl Kind {
    const ALL: [(Self, char); 3] = [(Self::Both, 'b'), (Self::Low, 'l'), (Self::High, 'h')];
}

/// A comparison of the values at two places, first the lower one.
type Comparator = (Kind, usize, usize);

/// Batcher's odd-even merge sort (1968) of `count` values, with the length of the runs that each comparator merges. Places from `count`
/// up to the next power of two would hold +∞, which no comparator moves.
fn odd_even_merge_sort(count: usize) -> Vec<(usize, Comparator)> {
    let mut comparators = Vec::new();
    let mut run = 1;
    while run < count {
        let mut distance = run;
        while distance >= 1 {
            let mut start = distance % run;
            while start + distance < count {
                for low in start..(start + distance).min(count - distance) {
                    if low / (2 * run) == (low + distance) / (2 * run) {
                        comparators.push((run, (Kind::Both, low, low + distance)));
                    }
                }
                start += 2 * distance;
            }
            distance /= 2;
        }
        run *= 2;
    }
    comparators
}

/// The sort of `count` values without what none of the order statistics `ranks` depends on.
fn selection(count: usize, ranks: &[usize]) -> Vec<Comparator> {
    let mut wanted = vec![false; count];
    for &rank in ranks {
        wanted[rank] = true;
    }
    let mut kept = Vec::new();
    for (_, (_, low, high)) in odd_even_merge_sort(count).into_iter().rev() {
        let kind = match (wanted[low], wanted[high]) {
            (true, true) => Kind::Both,
            (true, false) => Kind::Low,
            (false, true) => Kind::High,
            (false, false) => continue,
        };
        (wanted[low], wanted[high]) = (true, true);
        kept.push((kind, low, high));
    }
    kept.reverse();
    kept
}

/// The ranks of the middle two of `count` values.
fn middle(count: usize) -> [usize; 2] {
    [(count - 1) / 2, count / 2]
}

/// A file of networks, one for every number of values.
fn written(what: &str, name: &str, ends: &str, network: impl Fn(usize) -> Vec<Comparator>) -> String {
    let mut text = String::from("// Written by the test `networks_are_as_written`: see `kernel/network.rs`.\n\n");
    text.push_str("use std::arch::x86_64::*;\n\n");
    let _ = writeln!(text, "use super::super::ends::{ends};");
    text.push_str("use super::super::rows::{AHEAD, FOUR, Rows};\n\n");
    let _ = writeln!(text, "networks! {{ {what}");
    for count in 1..=MOST {
        let _ = writeln!(text, "    {name}_{count} {count}:");
        let words: Vec<String> = network(count)
            .into_iter()
            .map(|(kind, low, high)| {
                let letter = Kind::ALL
                    .iter()
                    .find(|(other, _)| *other == kind)
                    .map_or(' ', |found| found.1);
                format!("{letter} {low} {high}")
            })
            .collect();
        let mut line = String::from("       ");
        for (place, word) in words.iter().enumerate() {
            if line.len() + word.len() + 2 > 120 {
                let _ = writeln!(text, "{line}");
                line = String::from("       ");
            }
            let end = if place + 1 < words.len() { "," } else { "" };
            let _ = write!(line, " {word}{end}");
        }
        let _ = writeln!(text, "{line};");
    }
    text.push_str("}\n");
    text
}

const MEDIANS: &str = include_str!("avx2/few/medians.rs");
const SORTS: &str = include_str!("avx2/few/sorts.rs");

/// The networks of a file, by the number of values.
fn read(text: &str) -> Vec<(usize, Vec<Comparator>)> {
    let body = text.split_once("networks! {").expect("networks").1;
    let networks = body
        .trim_end()
        .trim_end_matches('}')
        .split(';')
        .filter(|part| part.contains(':'));
    networks
        .map(|part| {
            let (head, comparators) = part.split_once(':').expect("a head");
            let count = head.split_whitespace().last().and_then(|count| count.parse().ok());
            let comparators = comparators
                .split(',')
                .filter(|word| !word.trim().is_empty())
                .map(|word| {
                    let mut words = word.split_whitespace();
                    let letter = words.next().and_then(|word| word.chars().next()).expect("a letter");
                    let kind = Kind::ALL.iter().find(|(_, other)| *other == letter).expect("a kind").0;
                    let mut place = || words.next().and_then(|word| word.parse().ok()).expect("a place");
                    (kind, place(), place())
                });
            (count.expect("a number"), comparators.collect())
        })
        .collect()
}

/// Runs a network on 64 sequences of zeros and ones: a word has one bit of each.
fn apply(network: &[Comparator], values: &mut [u64]) {
    for &(kind, low, high) in network {
        let (a, b) = (values[low], values[high]);
        if kind != Kind::High {
            values[low] = a & b;
        }
        if kind != Kind::Low {
            values[high] = a | b;
        }
    }
}

/// Whether a network brings the order statistics `ranks` of all 64 sequences to their places.
fn is_right(network: &[Comparator], sequences: &[u64], ranks: &[usize]) -> bool {
    let mut found = sequences.to_vec();
    apply(network, &mut found);
    (0..64).all(|bit| {
        let ones = sequences.iter().filter(|word| **word >> bit & 1 == 1).count();
        ranks
            .iter()
            .all(|rank| (found[*rank] >> bit & 1 == 1) == (*rank >= sequences.len() - ones))
    })
}

#[test]
fn networks_are_as_written() {
    let medians = written("medians", "median", "Ends", |count| selection(count, &middle(count)));
    let sorts = written("sorts", "sort", "{Ends, untied}", |count| {
        selection(count, &Vec::from_iter(0..count))
    });
    if std::env::var_os("BYZRATE_WRITE_NETWORKS").is_some() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/aggregator/kernel/avx2/few");
        std::fs::write(folder.join("medians.rs"), &medians).expect("a file");
        std::fs::write(folder.join("sorts.rs"), &sorts).expect("a file");
        return;
    }
    assert!(
        medians == MEDIANS && sorts == SORTS,
        "the networks are not those of their program"
    );
}

/// By the 0–1 principle a network that is right for all zeros and ones is right for everything: here all of up to 18 values.
#[test]
fn written_networks_are_right_for_all_zeros_and_ones() {
    // The lowest six values of all 64 combinations.
    let lowest: [u64; 6] = std::array::from_fn(|value| (0..64).fold(0, |word, bit| word | (bit >> value & 1) << bit));
    for (text, all) in [(MEDIANS, false), (SORTS, true)] {
        for (count, network) in read(text).into_iter().filter(|(count, _)| *count <= 18) {
            let ranks = if all {
                Vec::from_iter(0..count)
            } else {
                middle(count).to_vec()
            };
            for rest in 0u64..1 << count.saturating_sub(6) {
                let sequence = |value: usize| match lowest.get(value) {
                    Some(word) => *word,
                    None => 0u64.wrapping_sub(rest >> (value - 6) & 1),
                };
                let sequences: Vec<u64> = (0..count).map(sequence).collect();
                assert!(is_right(&network, &sequences, &ranks), "{count} values");
            }
        }
    }
}

/// Batcher's sort merges runs, of which zeros and ones have few: where all blocks of a length are sorted, those of twice the length
/// are, after the comparators between. This proves sorts of any size.
#[test]
fn written_sorts_merge_all_runs_of_zeros_and_ones() {
    for (count, network) in read(SORTS) {
        let with_runs = odd_even_merge_sort(count);
        assert_eq!(
            network,
            with_runs.iter().map(|(_, comparator)| *comparator).collect::<Vec<_>>()
        );
        let mut run = 1;
        while run < count {
            let merge: Vec<Comparator> = with_runs
                .iter()
                .filter(|(other, _)| *other == run)
                .map(|found| found.1)
                .collect();
            for block in (0..count).step_by(2 * run) {
                let first = run.min(count - block);
                let second = (count - block).saturating_sub(run).min(run);
                for (zeros, more) in (0..=first).flat_map(|zeros| (0..=second).map(move |more| (zeros, more))) {
                    let mut values = vec![0u64; count];
                    values[block + zeros..block + first].fill(1);
                    values[block + first + more..block + first + second].fill(1);
                    apply(&merge, &mut values);
                    let block = &values[block..][..first + second];
                    assert!(block.is_sorted(), "{count} values, runs of {run}: {block:?}");
                }
            }
            run *= 2;
        }
    }
}

/// Medians of any size are the sort's without what does not reach them, so that a place that is written where it is not `wanted` is
/// read by nobody; chance would find an error in that, next to the ranks.
#[test]
fn written_medians_of_any_size() {
    let mut state = 7u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for (count, network) in read(MEDIANS) {
        let places = network.iter().flat_map(|(_, low, high)| [*low, *high]);
        assert!(places.clone().all(|place| place < count) && network.iter().all(|(_, low, high)| low < high));
        for _ in 0..200 {
            let sequences: Vec<u64> = (0..count).map(|_| random()).collect();
            assert!(is_right(&network, &sequences, &middle(count)), "{count} values");
        }
    }
}

#[test]
fn there_is_a_network_for_every_number_of_values() {
    for text in [MEDIANS, SORTS] {
        let counts = read(text).into_iter().map(|(count, _)| count);
        assert!(counts.eq(1..=MOST));
    }
}

#[test]
fn a_median_takes_fewer_comparisons_than_sorting() {
    let operations = |network: &[Comparator]| -> usize {
        network
            .iter()
            .map(|(kind, ..)| if *kind == Kind::Both { 2 } else { 1 })
            .sum()
    };
    for ((_, median), (count, sort)) in read(MEDIANS)
        .into_iter()
        .zip(read(SORTS))
        .filter(|(_, (count, _))| *count > 4)
    {
        assert!(4 * operations(&median) < 3 * operations(&sort) + 40, "{count} values");
    }
}
