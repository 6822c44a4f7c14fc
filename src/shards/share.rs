use std::ops::Range;

use super::Task;

/// A part of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The number of the task in its plan.
    pub task: usize,
    /// Which of its replicates.
    pub replicates: Range<usize>,
}

/// The `index`-th of `count` shares of equal expected cost, counted from 0: tasks stand in a line as long as they take, which is cut into
/// equal parts, between replicates. All shares together are all tasks, each replicate once.
///
/// ```
/// use byzrate::shards::{Piece, Task, share};
///
/// let task = |first, end, seconds| Task { study: 0, cell: 0, arms: vec![0], first, end, seconds };
/// let tasks = [task(0, 10, 0.1), task(100, 110, 0.3)];
/// assert_eq!(share(&tasks, 0, 2), [Piece { task: 0, replicates: 0..10 }, Piece { task: 1, replicates: 100..104 }]);
/// assert_eq!(share(&tasks, 1, 2), [Piece { task: 1, replicates: 104..110 }]);
/// ```
#[must_use]
pub fn share(tasks: &[Task], index: usize, count: usize) -> Vec<Piece> {
    let total: f64 = tasks.iter().map(Task::cost).sum();
    let cut = |number: usize| total * (number as f64 / count as f64);
    let (low, high) = (cut(index), cut(index + 1));
    let mut pieces = Vec::new();
    let mut before = 0.0;
    for (number, task) in tasks.iter().enumerate() {
        // The first replicate that begins at or behind a cut.
        let place = |cut: f64| {
            let replicates = ((cut - before) / task.seconds).ceil().max(0.0);
            task.first + (replicates as usize).min(task.replicates())
        };
        let first = if index == 0 { task.first } else { place(low) };
        // Nothing is left over by rounding.
        let end = if index + 1 == count { task.end } else { place(high) };
        if first < end {
            pieces.push(Piece {
                task: number,
                replicates: first..end,
            });
        }
        before += task.cost();
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tasks() -> impl Strategy<Value = Vec<Task>> {
        let task = (0..1000_usize, 1..500_usize, 1e-6..1e2_f64).prop_map(|(first, length, seconds)| Task {
            study: 0,
            cell: 0,
            arms: vec![0],
            first,
            end: first + length,
            seconds,
        });
        proptest::collection::vec(task, 0..12)
    }

    proptest! {
        /// Every replicate is in one share, and no share costs more than its part and a replicate.
        #[test]
        fn shares_are_a_partition_of_about_equal_cost(tasks in tasks(), count in 1..40_usize) {
            let mut next: Vec<usize> = tasks.iter().map(|task| task.first).collect();
            let total: f64 = tasks.iter().map(Task::cost).sum();
            let dearest = tasks.iter().map(|task| task.seconds).fold(0.0, f64::max);
            for index in 0..count {
                let mut cost = 0.0;
                for piece in share(&tasks, index, count) {
                    prop_assert_eq!(piece.replicates.start, next[piece.task]);
                    next[piece.task] = piece.replicates.end;
                    cost += piece.replicates.len() as f64 * tasks[piece.task].seconds;
                }
                prop_assert!(cost <= (total / count as f64 + dearest) * (1.0 + 1e-9));
            }
            prop_assert!(next.iter().zip(&tasks).all(|(next, task)| *next == task.end));
        }
    }
}
