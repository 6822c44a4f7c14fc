use byzrate::claim::Verdict;
use byzrate::stat::Interval;

use super::{Cell, Summary};
use crate::plan::Table;

/// The cells of the four settings of a table at one step size, in the order of [`Table::ROWS`]; a row that was not run is none.
#[must_use]
pub(crate) fn rows<'a>(cells: &'a [Cell<'a>], step: f64) -> [Option<&'a Cell<'a>>; 4] {
    std::array::from_fn(|row| {
        let fits = |cell: &&Cell| cell.setting().step == step && Table::row(cell.setting()) == Some(row);
        cells.iter().find(fits)
    })
}

/// How the four settings stand to each other after a number of rounds, by their means over replicates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    /// The accuracies in per cent, in the order of [`Table::ROWS`].
    pub accuracy: [f64; 4],
    /// Whether all stand as in the paper's table.
    pub as_printed: bool,
}

impl Order {
    /// Points that the mean under attack is below the better of median and trimmed mean.
    #[must_use]
    pub fn collapse(&self) -> f64 {
        self.accuracy[2].max(self.accuracy[3]) - self.accuracy[1]
    }

    /// Whether the median is the worst of the three under attack.
    #[must_use]
    pub fn median_worst(&self) -> bool {
        self.accuracy[2] < self.accuracy[1] && self.accuracy[2] < self.accuracy[3]
    }

    /// Whether the mean is the worst of the three under attack.
    #[must_use]
    pub fn mean_worst(&self) -> bool {
        self.accuracy[1] < self.accuracy[2] && self.accuracy[1] < self.accuracy[3]
    }
}

/// Rows of a table by falling accuracy as printed.
fn printed_order(table: &Table) -> Vec<usize> {
    let mut order: Vec<usize> = (0..4).filter(|row| table.printed[*row].is_some()).collect();
    let value = |row: usize| table.printed[row].unwrap_or(f64::NAN);
    order.sort_by(|a, b| value(*b).total_cmp(&value(*a)));
    order
}

/// How the settings of `table` stand at a step size after `round` rounds; none where one was not measured.
#[must_use]
pub fn order(table: &Table, cells: &[Cell], step: f64, round: usize) -> Option<Order> {
    let rows = rows(cells, step);
    let mut accuracy = [f64::NAN; 4];
    for (accuracy, row) in accuracy.iter_mut().zip(rows) {
        *accuracy = row?.accuracy(round)?.value();
    }
    let as_printed = printed_order(table)
        .windows(2)
        .all(|pair| accuracy[pair[0]] > accuracy[pair[1]]);
    Some(Order { accuracy, as_printed })
}

/// A comparison of two neighbours in the paper's order: the better row, the worse row, the gain, and the verdict on its sign.
pub(crate) type Comparison = (usize, usize, Summary, Verdict);

/// The comparisons of neighbours in the paper's order at a step size and round.
pub(crate) fn comparisons(table: &Table, cells: &[Cell], step: f64, round: usize) -> Vec<Comparison> {
    let rows = rows(cells, step);
    let order = printed_order(table);
    let compare = |pair: &[usize]| {
        let gain = rows[pair[0]]?.gain_over(rows[pair[1]]?, round)?;
        Some((pair[0], pair[1], gain, sign(&gain.interval)))
    };
    order.windows(2).filter_map(compare).collect()
}

/// The averages over rounds from `first` on at a step size, in the order of [`Table::ROWS`], and the comparisons of neighbours in
/// the paper's order: averages do not depend on the round at which a run is stopped.
pub(crate) fn averages(
    table: &Table,
    cells: &[Cell],
    step: f64,
    first: usize,
) -> Option<([Summary; 4], Vec<Comparison>)> {
    let rows = rows(cells, step);
    let values: Vec<Vec<f64>> = rows
        .into_iter()
        .map(|row| Some(row?.averages(first)))
        .collect::<Option<_>>()?;
    let summaries: Vec<Summary> = values
        .iter()
        .map(|values| Summary::of(values.iter().copied()))
        .collect::<Option<_>>()?;
    let compare = |pair: &[usize]| {
        let gains = values[pair[0]].iter().zip(&values[pair[1]]).map(|(a, b)| a - b);
        let gain = Summary::of(gains)?;
        Some((pair[0], pair[1], gain, sign(&gain.interval)))
    };
    let comparisons = printed_order(table).windows(2).filter_map(compare).collect();
    Some((summaries.try_into().ok()?, comparisons))
}

/// The verdict on a gain that is claimed to be positive.
fn sign(interval: &Interval) -> Verdict {
    if interval.low > 0.0 {
        Verdict::Consistent
    } else if interval.high < 0.0 {
        Verdict::Contradicted
    } else {
        Verdict::Inconclusive
    }
}

/// The verdict on an accuracy that is to lie within `margin` points of the printed one.
pub(crate) fn nearness(summary: &Summary, printed: f64, margin: f64) -> Verdict {
    Verdict::of_equivalence(&summary.interval, &Interval::around(printed, margin))
}
