use std::collections::HashMap;

use super::crafted::Crafted;

/// The first and the last step of the search in the logarithm of a size.
const FIRST_STEP: f64 = 0.4;
const LAST_STEP: f64 = 0.02;

/// A crafted attack with the mean square that it reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    pub attack: Crafted,
    pub mean_square: f64,
}

/// Compass search (Kolda, Lewis and Torczon 2003) from `start`: goes wherever a step raises what `reach` gives, and shortens the step
/// where none does. It ends with the last step, or when `reach` gives nothing because the budget is spent.
pub(super) fn refine(
    start: Reached,
    (honest, byzantine): (usize, usize),
    reach: &mut impl FnMut(&Crafted) -> Option<f64>,
) -> Reached {
    let mut best = start;
    let mut known = HashMap::new();
    let mut step = FIRST_STEP;
    while step >= LAST_STEP {
        let mut improved = false;
        for attack in neighbours(best.attack, step, honest, byzantine) {
            let mean_square = match known.get(&format!("{attack:?}")) {
                Some(mean_square) => *mean_square,
                None => {
                    let Some(mean_square) = reach(&attack) else {
                        return best;
                    };
                    known.insert(format!("{attack:?}"), mean_square);
                    mean_square
                }
            };
            if mean_square > best.mean_square {
                best = Reached { attack, mean_square };
                improved = true;
                break;
            }
        }
        if !improved {
            step /= 2.0;
        }
    }
    best
}

/// What is one step away: another size, another number of workers to lean on, another split of the attackers.
fn neighbours(at: Crafted, step: f64, honest: usize, byzantine: usize) -> Vec<Crafted> {
    let factor = libm::exp(step);
    let mut made = vec![
        Crafted {
            size: at.size * factor,
            ..at
        },
        Crafted {
            size: at.size / factor,
            ..at
        },
    ];
    // As many as Krum counts among the neighbours of a cluster of b, and others.
    for lean in [honest.saturating_sub(byzantine + 1), honest / 2, byzantine + 1, 1] {
        if lean > 0 && lean < honest && at.lean != Some(lean) {
            made.push(Crafted { lean: Some(lean), ..at });
        }
    }
    if at.lean.is_some() {
        made.push(Crafted { lean: None, ..at });
    }
    if let Some((size, workers)) = at.second {
        for size in [size * factor, size / factor, -size] {
            made.push(Crafted {
                second: Some((size, workers)),
                ..at
            });
        }
        for workers in [workers + 1, workers - 1] {
            made.push(Crafted {
                second: (1..byzantine).contains(&workers).then_some((size, workers)),
                ..at
            });
        }
    } else if byzantine > 1 {
        for size in [0.5 * at.size, 2.0 * at.size, -at.size] {
            made.push(Crafted {
                second: Some((size, byzantine.div_ceil(3).max(1))),
                ..at
            });
        }
    }
    made
}
