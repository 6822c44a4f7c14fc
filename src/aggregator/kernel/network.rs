/// A comparison of the values at two places, first the lower one.
pub type Comparator = (u16, u16);

/// Comparators that may run in any order, with what each of them writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The smaller value to the lower place, the larger to the higher.
    Both(Vec<Comparator>),
    /// Only the smaller, to the lower place.
    Smaller(Vec<Comparator>),
    /// Only the larger, to the higher place.
    Larger(Vec<Comparator>),
}

/// Comparators that bring chosen order statistics to their places, whatever the values.
///
/// Batcher's odd-even merge sort (1968), without the comparators on which those places do not depend. Values come sorted in
/// blocks of [`Self::SORTED`]; only a last, smaller block comes in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// What is done, in this order.
    pub steps: Vec<Step>,
}

impl Network {
    /// The values of a block that comes sorted.
    pub const SORTED: usize = 8;

    /// The network for the order statistics `ranks` (from 0) of `count` values.
    pub fn new(count: usize, ranks: &[usize]) -> Self {
        let mut wanted = vec![false; count];
        for &rank in ranks {
            wanted[rank] = true;
        }
        let mut steps = Vec::new();
        for (run, layer) in odd_even_merge_sort(count).into_iter().rev() {
            let mut kinds: [Vec<Comparator>; 3] = Default::default();
            for (low, high) in layer {
                let in_block = run < Self::SORTED && low - low % Self::SORTED + Self::SORTED <= count;
                if in_block {
                    continue;
                }
                let kind = match (wanted[low], wanted[high]) {
                    (true, true) => 0,
                    (true, false) => 1,
                    (false, true) => 2,
                    (false, false) => continue,
                };
                kinds[kind].push((low as u16, high as u16));
                wanted[low] = true;
                wanted[high] = true;
            }
            let [both, smaller, larger] = kinds;
            let layer = [Step::Both(both), Step::Smaller(smaller), Step::Larger(larger)];
            steps.extend(layer.into_iter().filter(|step| !step.comparators().is_empty()));
        }
        steps.reverse();
        Self { steps }
    }
}

impl Step {
    fn comparators(&self) -> &[Comparator] {
        match self {
            Self::Both(comparators) | Self::Smaller(comparators) | Self::Larger(comparators) => comparators,
        }
    }
}

/// The layers of odd-even merge sort for `count` values, each with the length of the runs that it merges. Places from `count` up to the next power of two would hold +∞, which
/// no comparator moves.
fn odd_even_merge_sort(count: usize) -> Vec<(usize, Vec<(usize, usize)>)> {
    let mut layers = Vec::new();
    let mut run = 1;
    while run < count {
        let mut distance = run;
        while distance >= 1 {
            let mut layer = Vec::new();
            let mut start = distance % run;
            while start + distance < count {
                for low in start..(start + distance).min(count - distance) {
                    if low / (2 * run) == (low + distance) / (2 * run) {
                        layer.push((low, low + distance));
                    }
                }
                start += 2 * distance;
            }
            layers.push((run, layer));
            distance /= 2;
        }
        run *= 2;
    }
    layers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(network: &Network, values: &mut [u32]) {
        values
            .chunks_exact_mut(Network::SORTED)
            .for_each(<[u32]>::sort_unstable);
        for step in &network.steps {
            for &(low, high) in step.comparators() {
                let (low, high) = (usize::from(low), usize::from(high));
                let (a, b) = (values[low], values[high]);
                if !matches!(step, Step::Larger(_)) {
                    values[low] = a.min(b);
                }
                if !matches!(step, Step::Smaller(_)) {
                    values[high] = a.max(b);
                }
            }
        }
    }

    /// By the 0–1 principle a network that is right for all zeros and ones is right for everything.
    #[test]
    fn every_rank_of_all_zeros_and_ones() {
        for count in 1..=12 {
            for rank in 0..count {
                let network = Network::new(count, &[rank, count - 1 - rank]);
                for bits in 0u32..1 << count {
                    let mut values: Vec<u32> = (0..count).map(|place| bits >> place & 1).collect();
                    apply(&network, &mut values);
                    let zeros = count - bits.count_ones() as usize;
                    for place in [rank, count - 1 - rank] {
                        assert_eq!(values[place], u32::from(place >= zeros), "{count} {rank} {bits:b}");
                    }
                }
            }
        }
    }

    #[test]
    fn sizes_far_from_a_power_of_two() {
        for count in [17, 25, 33, 48, 63] {
            for shift in 0..count {
                // A permutation with step coprime to most counts, rotated.
                let mut values: Vec<u32> = (0..count).map(|i| ((i * 11 + shift) % count) as u32).collect();
                let mut sorted = values.clone();
                sorted.sort_unstable();
                let ranks = [count / 10, count / 2, count - 1 - count / 10];
                apply(&Network::new(count, &ranks), &mut values);
                for rank in ranks {
                    assert_eq!(values[rank], sorted[rank]);
                }
            }
        }
    }

    #[test]
    fn a_single_rank_takes_fewer_comparators_than_sorting() {
        let writes = |network: &Network| -> usize {
            let weight = |step: &Step| if matches!(step, Step::Both(_)) { 2 } else { 1 };
            network
                .steps
                .iter()
                .map(|step| weight(step) * step.comparators().len())
                .sum()
        };
        let all: Vec<usize> = (0..25).collect();
        assert!(3 * writes(&Network::new(25, &[12])) < 2 * writes(&Network::new(25, &all)));
    }
}
