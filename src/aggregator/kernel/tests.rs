//! Fast sums are those of a plain loop, and have the same bits without vectors.

use proptest::prelude::*;

use super::super::distance::squared_distance;
use super::super::{
    Aggregator, Before, Bulyan, Caf, GeometricMedian, Krum, Mean, Messages, MultiKrum, NearestNeighbourMixing,
    SmoothedGeometricMedian, Start, Workspace,
};
use super::*;

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// m, d and rows: random ones, some of which are far out, equal to each other, or no numbers.
fn rows(most_workers: usize) -> impl Strategy<Value = (usize, usize, Vec<f64>)> {
    let dims = prop_oneof![1usize..=20, 250usize..=270, Just(600)];
    (1..=most_workers, dims).prop_flat_map(|(workers, dim)| {
        let kind = prop::sample::select(vec![0, 0, 0, 1, 2, 3, 4, 5]);
        (prop::collection::vec(kind, workers), any::<u64>()).prop_map(move |(kinds, seed)| {
            let entry = |worker: usize, k: usize| libm::sin((seed % 1000) as f64 + (worker * 997 + k * 7919) as f64);
            let value = |worker: usize, k: usize| match kinds[worker] {
                1 => 1e8 + entry(worker, k),
                2 => entry(1000, k),
                3 => 1e-9 * entry(worker, k),
                4 => [f64::NAN, f64::INFINITY, 1e308, -1e308][(worker + k) % 4],
                5 if k == 0 => 1e200,
                _ => entry(worker, k),
            };
            let values = (0..workers * dim)
                .map(|place| value(place / dim, place % dim))
                .collect();
            (workers, dim, values)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn distances_are_those_of_pairs((workers, dim, values) in rows(13)) {
        let found = || {
            let mut out = vec![f64::NAN; workers * workers];
            squared_distances(&values, dim, &mut out);
            out
        };
        let distances = found();
        prop_assert_eq!(bits(&distances), bits(&without_vectors(found)));
        let row = |worker: usize| &values[worker * dim..][..dim];
        for i in 0..workers {
            prop_assert_eq!(distances[i * workers + i].to_bits(), 0);
            for j in (0..workers).filter(|j| *j != i) {
                let found = distances[i * workers + j];
                prop_assert_eq!(found.to_bits(), squared_distance(row(i), row(j)).to_bits());
                prop_assert_eq!(found.to_bits(), distances[j * workers + i].to_bits());
                let direct: f64 = row(i).iter().zip(row(j)).map(|(x, y)| (x - y) * (x - y)).sum();
                prop_assert!(!direct.is_finite() || (found - direct).abs() <= 1e-12 * direct);
            }
        }
    }

    #[test]
    fn products_are_those_of_pairs((workers, dim, values) in rows(13)) {
        // The sign of what is no number is nobody's.
        let values: Vec<f64> = values.iter().map(|value| if value.abs() < 1e100 { *value } else { 0.5 }).collect();
        let found = || {
            let mut out = vec![f64::NAN; workers * workers];
            products(&values, dim, &mut out);
            out
        };
        let all = found();
        prop_assert_eq!(bits(&all), bits(&without_vectors(found)));
        let row = |worker: usize| &values[worker * dim..][..dim];
        for (place, found) in all.iter().enumerate() {
            let (x, y) = (row(place / workers), row(place % workers));
            let direct: f64 = x.iter().zip(y).map(|(x, y)| x * y).sum();
            let size: f64 = x.iter().zip(y).map(|(x, y)| (x * y).abs()).sum();
            prop_assert!(!size.is_finite() || (found - direct).abs() <= 1e-12 * size);
        }
    }

    #[test]
    fn steps_are_those_of_a_plain_loop((workers, dim, values) in rows(13)) {
        let finite: Vec<f64> = values.iter().map(|value| if value.abs() < 1e100 { *value } else { 0.5 }).collect();
        let shares: Vec<f64> = (0..workers).map(|worker| (worker % 4) as f64 / (6 * workers) as f64).collect();
        let start: Vec<f64> = (0..dim).map(|k| libm::cos(k as f64)).collect();
        let found = || {
            let (mut z, mut moved, mut squares) = (start.clone(), vec![f64::NAN; dim], vec![f64::NAN; workers]);
            step(&finite, &shares, &mut z, &mut moved, Some(&mut squares));
            [z, moved, squares]
        };
        let [z, moved, squares] = found();
        let plain = without_vectors(found);
        prop_assert_eq!(bits(&plain.concat()), bits(&[z.clone(), moved.clone(), squares.clone()].concat()));
        let mut other = vec![f64::NAN; dim];
        pull(&finite, &shares, &start, &mut other);
        prop_assert_eq!(bits(&other), bits(&moved));
        let mut again = vec![f64::NAN; workers];
        squared_distances_from(&finite, &z, &mut again);
        prop_assert_eq!(bits(&again), bits(&squares));
        for k in 0..dim {
            let terms = (0..workers).map(|worker| shares[worker] * (finite[worker * dim + k] - start[k]));
            let (sum, size) = terms.fold((0.0, 0.0), |(sum, size), term| (sum + term, size + term.abs()));
            prop_assert!((moved[k] - sum).abs() <= 1e-14 * size);
            prop_assert_eq!(z[k].to_bits(), (start[k] + moved[k]).to_bits());
        }
    }

    #[test]
    fn rules_are_the_same_without_vectors((workers, dim, values) in rows(40), share in 0.0..0.25f64) {
        let f = (share * workers as f64) as usize;
        let rules: Vec<Box<dyn Aggregator>> = vec![
            Box::new(Krum::new(f)),
            Box::new(MultiKrum::new(f)),
            Box::new(Bulyan::new(f)),
            Box::new(Before::new(NearestNeighbourMixing::new(f), std::sync::Arc::new(Mean))),
            Box::new(GeometricMedian::default()),
            Box::new(SmoothedGeometricMedian::new(0.1, 3, Start::Zero).expect("valid parameters")),
            Box::new(Caf::new(f)),
        ];
        let messages = Messages::from_values(workers, dim, values).expect("messages");
        for rule in rules.iter().filter(|rule| rule.check(workers).is_ok()) {
            let found = || {
                let mut out = vec![0.0; dim];
                Workspace::default().aggregate(&**rule, &messages, &mut out);
                out
            };
            prop_assert_eq!(bits(&found()), bits(&without_vectors(found)), "{}", rule.key());
        }
    }
}
