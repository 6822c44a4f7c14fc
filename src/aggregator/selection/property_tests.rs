//! What the rules owe whatever the messages are: no order of the workers matters, f hostile rows do not get in, and nothing is
//! answered outside the domain.

use proptest::prelude::*;

use super::*;
use crate::aggregator::{Aggregator, AggregatorError, Messages, Workspace};

fn boxed(rule: impl Aggregator + 'static) -> Box<dyn Aggregator> {
    Box::new(rule)
}

/// Every rule but MDA and MoNNA, for f = `byzantine`.
fn symmetric(byzantine: usize) -> Vec<Box<dyn Aggregator>> {
    let mut rules = vec![
        boxed(Bulyan::new(byzantine)),
        boxed(MeaMed::new(byzantine)),
        boxed(Phocas::new(byzantine)),
        boxed(Cge::new(byzantine)),
        boxed(Aksel::new(byzantine)),
        boxed(Aksel::mid()),
    ];
    for neighbours in [Neighbours::Published, Neighbours::OneMore] {
        for power in [Power::First, Power::Second, Power::Fourth] {
            rules.push(boxed(
                Krum::new(byzantine).with_neighbours(neighbours).with_power(power),
            ));
            for keep in [Keep::Published, Keep::Honest, Keep::Count(2)] {
                let rule = MultiKrum::new(byzantine).with_neighbours(neighbours).with_power(power);
                rules.push(boxed(rule.with_keep(keep)));
            }
        }
    }
    rules
}

fn aggregate(rule: &dyn Aggregator, rows: &[Vec<f64>], workspace: &mut Workspace) -> Vec<f64> {
    let dim = rows[0].len();
    let messages = Messages::from_values(rows.len(), dim, rows.concat()).expect("a full matrix");
    let mut out = vec![f64::NAN; dim];
    workspace.aggregate(rule, &messages, &mut out);
    out
}

fn assert_close(rule: &dyn Aggregator, one: &[f64], other: &[f64]) {
    let close = one.iter().zip(other).all(|(a, b)| (a - b).abs() <= 1e-12);
    assert!(close, "{}: {one:?} and {other:?}", rule.key());
}

/// f and rows for which all rules are defined.
fn rows(dim: impl Strategy<Value = usize>) -> impl Strategy<Value = (usize, Vec<Vec<f64>>)> {
    (0usize..3, 1usize..4, dim).prop_flat_map(|(byzantine, more, dim)| {
        let row = prop::collection::vec(-10.0f64..10.0, dim);
        (Just(byzantine), prop::collection::vec(row, 4 * byzantine + 3 + more))
    })
}

fn shuffled(dim: impl Strategy<Value = usize>) -> impl Strategy<Value = (usize, Vec<Vec<f64>>, Vec<usize>)> {
    rows(dim).prop_flat_map(|(byzantine, rows)| {
        let order: Vec<usize> = (0..rows.len()).collect();
        (Just(byzantine), Just(rows), Just(order).prop_shuffle())
    })
}

/// Rows enough for f = 4, and an order of them.
fn for_bulyan() -> impl Strategy<Value = (Vec<Vec<f64>>, Vec<usize>)> {
    (19usize..23, 2usize..6).prop_flat_map(|(workers, dim)| {
        let row = prop::collection::vec(-10.0f64..10.0, dim);
        let order: Vec<usize> = (0..workers).collect();
        (prop::collection::vec(row, workers), Just(order).prop_shuffle())
    })
}

fn in_order(rows: &[Vec<f64>], order: &[usize]) -> Vec<Vec<f64>> {
    order.iter().map(|worker| rows[*worker].clone()).collect()
}

/// Whether scores tie though no two distances are equal.
fn is_tied(rule: &dyn Aggregator) -> bool {
    // The last messages that Bulyan chooses have one neighbour each, and two that are each other's nearest have equal scores.
    rule.name() == Bulyan::NAME
}

proptest! {
    /// Not on a line, where two neighbours in the middle may have equal sums of distances.
    #[test]
    fn the_order_of_the_workers_does_not_matter((byzantine, rows, order) in shuffled(2usize..12)) {
        let (mut workspace, mixed) = (Workspace::default(), in_order(&rows, &order));
        for rule in symmetric(byzantine).iter().filter(|rule| !is_tied(&***rule)) {
            let straight = aggregate(&**rule, &rows, &mut workspace);
            assert_close(&**rule, &straight, &aggregate(&**rule, &mixed, &mut workspace));
        }
    }

    /// Where f is 1 or 2, the last messages are chosen by one neighbour, and the order decides. Without f all messages are chosen.
    #[test]
    fn nor_does_it_for_bulyan_where_scores_do_not_tie((rows, order) in for_bulyan(), byzantine in prop::sample::select(vec![0usize, 3, 4])) {
        let (mut workspace, rule) = (Workspace::default(), Bulyan::new(byzantine));
        let straight = aggregate(&rule, &rows, &mut workspace);
        assert_close(&rule, &straight, &aggregate(&rule, &in_order(&rows, &order), &mut workspace));
    }

    #[test]
    fn nor_does_it_for_the_smallest_diameter_on_a_line((byzantine, rows, order) in shuffled(Just(1))) {
        let (mut workspace, rule) = (Workspace::default(), Mda::new(byzantine));
        let straight = aggregate(&rule, &rows, &mut workspace);
        assert_close(&rule, &straight, &aggregate(&rule, &in_order(&rows, &order), &mut workspace));
    }

    #[test]
    fn a_trusted_worker_is_found_again((byzantine, rows, order) in shuffled(1usize..12)) {
        let mut workspace = Workspace::default();
        let straight = aggregate(&Monna::new(byzantine, order[0]), &rows, &mut workspace);
        let rule = Monna::new(byzantine, 0);
        assert_close(&rule, &straight, &aggregate(&rule, &in_order(&rows, &order), &mut workspace));
    }

    #[test]
    fn powers_of_two_change_nothing((byzantine, rows) in rows(1usize..12), exponent in -900i32..900) {
        let (mut workspace, factor) = (Workspace::default(), libm::ldexp(1.0, exponent));
        let scaled: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().map(|x| x * factor).collect()).collect();
        let mut rules = symmetric(byzantine);
        rules.extend([boxed(Mda::new(byzantine)), boxed(Monna::new(byzantine, 1))]);
        for rule in rules {
            let plain = aggregate(&*rule, &rows, &mut workspace);
            let back: Vec<f64> = aggregate(&*rule, &scaled, &mut workspace).iter().map(|x| x / factor).collect();
            assert_close(&*rule, &plain, &back);
        }
    }
}

/// The kinds of hostile rows, each as what row `i` holds at coordinate `k`.
const HOSTILE: [fn(usize, usize) -> f64; 8] = [
    |_, _| f64::NAN,
    |_, _| -f64::NAN,
    |_, _| f64::INFINITY,
    |_, _| f64::NEG_INFINITY,
    |_, _| 1e308,
    |_, _| f64::MIN,
    |i, k| [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308, -1e308][(i + k) % 5],
    // A single value that is wrong.
    |_, k| if k == 1 { f64::NAN } else { 0.5 },
];

#[test]
fn hostile_rows_stay_out() {
    let (workers, byzantine, dim) = (15, 3, 10);
    let mut workspace = Workspace::default();
    for scale in [1.0, 1e-200, 1e200] {
        let honest = |i: usize, k: usize| scale * ((i * 7 + k * 3) % 11) as f64 / 10.0;
        for hostile in HOSTILE {
            for count in 1..=byzantine {
                for start in [0, workers - count, 5] {
                    let positions = start..start + count;
                    let row = |i: usize| -> Vec<f64> {
                        let value = |k| {
                            if positions.contains(&i) {
                                hostile(i, k)
                            } else {
                                honest(i, k)
                            }
                        };
                        (0..dim).map(value).collect()
                    };
                    let rows: Vec<Vec<f64>> = (0..workers).map(row).collect();
                    let trusted = if start == 0 { count } else { 0 };
                    let mut rules = symmetric(byzantine);
                    rules.extend([boxed(Mda::new(byzantine)), boxed(Monna::new(byzantine, trusted))]);
                    for rule in rules {
                        let out = aggregate(&*rule, &rows, &mut workspace);
                        let near = out.iter().all(|x| (-1e-9..=1.0 + 1e-9).contains(&(x / scale)));
                        assert!(
                            near,
                            "{} {positions:?} of scale {scale}: {out:?}, {:?}",
                            rule.key(),
                            rows[start]
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn outside_the_domain_the_rules_refuse() {
    let cases: [(Box<dyn Aggregator>, usize); 9] = [
        (boxed(Krum::new(2)), 7),
        (boxed(MultiKrum::new(2)), 7),
        (boxed(Bulyan::new(2)), 11),
        (boxed(Mda::new(2)), 5),
        (boxed(MeaMed::new(2)), 5),
        (boxed(Phocas::new(2)), 5),
        (boxed(Cge::new(2)), 5),
        (boxed(Monna::new(2, 1)), 5),
        (boxed(Aksel::new(2)), 5),
    ];
    for (rule, fewest) in cases {
        assert_eq!(rule.check(fewest), Ok(()), "{}", rule.key());
        let error = rule.check(fewest - 1).expect_err("too few workers");
        assert!(matches!(error, AggregatorError::TooFewWorkers { needed, .. } if needed == fewest));
        let text = error.to_string();
        assert!(text.starts_with(&format!("{} with f = 2", rule.name())), "{text}");
        assert!(
            text.ends_with(&format!("{fewest} workers, and there are {}", fewest - 1)),
            "{text}"
        );
        assert!(rule.check_against(fewest, 2).is_ok());
        assert!(rule.check_against(fewest, 3).is_err(), "{}", rule.key());
    }
    for keep in [0, 6] {
        let error = MultiKrum::new(2).with_keep(Keep::Count(keep)).check(7);
        assert!(matches!(error, Err(AggregatorError::Keep { most: 5, .. })), "{error:?}");
    }
    let error = Monna::new(1, 5).check(5);
    assert!(matches!(
        error,
        Err(AggregatorError::NoSuchWorker {
            index: 5,
            workers: 5,
            ..
        })
    ));
    // 20 over 8 is 125,970, and 21 over 8 is 203,490.
    assert_eq!(Mda::new(8).check(20), Ok(()));
    let error = Mda::new(8).check(21);
    assert!(
        matches!(error, Err(AggregatorError::TooManySets { sets: 203_490, .. })),
        "{error:?}"
    );
    assert_eq!(Aksel::mid().check(1), Ok(()));
}

#[test]
fn names_tell_parameters() {
    let krum = Krum::new(2)
        .with_power(Power::Fourth)
        .with_neighbours(Neighbours::OneMore);
    assert_eq!(krum.key(), "krum f=2 neighbours=m-f-1 power=4");
    let multi_krum = MultiKrum::new(1).with_keep(Keep::Count(3));
    assert_eq!(multi_krum.key(), "multi-krum f=1 neighbours=m-f-2 power=2 keep=3");
    assert_eq!(Monna::new(1, 4).key(), "monna f=1 index=4");
    assert_eq!(
        (Aksel::mid().key(), Aksel::new(1).key()),
        ("aksel keep=mid".into(), "aksel f=1 keep=m-f".into())
    );
    assert_eq!(
        (
            Aksel::mid().breakdown(9),
            Krum::new(2).breakdown(9),
            Bulyan::new(2).breakdown(9)
        ),
        (4, 2, 1)
    );
}
