use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::claim::Study;
use crate::experiment::Need;

/// Replicates of a cell that some of its arms lack: they are drawn on the same data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// The number of the study in its campaign.
    pub study: usize,
    /// The number of the cell in its experiment.
    pub cell: usize,
    /// The numbers of the arms in their cell.
    pub arms: Vec<usize>,
    /// The number of the first replicate.
    pub first: usize,
    /// The number behind the last one.
    pub end: usize,
    /// How long one replicate of these arms is expected to take, in seconds.
    pub seconds: f64,
}

impl Task {
    /// How many replicates there are.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.end - self.first
    }

    /// How long all of them are expected to take, in seconds.
    #[must_use]
    pub fn cost(&self) -> f64 {
        self.replicates() as f64 * self.seconds
    }
}

/// What is planned of an arm already, by its key: in a campaign several experiments may use it.
#[derive(Debug, Default)]
pub(super) struct Planned(HashMap<String, Vec<Part>>);

/// Replicates, and the measures that are recorded of them.
type Part = (Vec<String>, Range<usize>);

impl Planned {
    /// The tasks of a study that bring what it needs and no earlier one does; `seconds` says what a replicate of so many arms of a cell
    /// takes.
    pub fn tasks(
        &mut self,
        (index, study): (usize, &Study),
        needs: &[Need],
        seconds: &mut dyn FnMut(usize, usize) -> f64,
    ) -> Vec<Task> {
        let experiment = &study.experiment;
        let mut tasks = Vec::new();
        for needs in needs.chunk_by(|one, other| one.cell == other.cell) {
            let cell = &experiment.cells[needs[0].cell];
            let mut lacking: Vec<(usize, Vec<Range<usize>>)> = Vec::new();
            for need in needs {
                let key = cell.arm_key(experiment.seed, need.arm);
                let measures = experiment.measures_of(cell, need.arm).iter();
                let mut columns: Vec<String> = measures.map(|measure| measure.column()).collect();
                columns.sort_unstable();
                let known = self.0.entry(key).or_default();
                let mut left = need.replicates.clone();
                for (_, there) in known
                    .iter()
                    .filter(|(have, _)| columns.iter().all(|own| have.contains(own)))
                {
                    left = left.into_iter().flat_map(|own| without(&own, there)).collect();
                }
                known.extend(left.iter().map(|own| (columns.clone(), own.clone())));
                lacking.push((need.arm, left));
            }
            for (arms, replicates) in shared(&lacking) {
                let seconds = seconds(needs[0].cell, arms.len());
                tasks.push(Task {
                    study: index,
                    cell: needs[0].cell,
                    arms,
                    first: replicates.start,
                    end: replicates.end,
                    seconds,
                });
            }
        }
        tasks
    }
}

/// What of `own` is not in `there`.
fn without(own: &Range<usize>, there: &Range<usize>) -> Vec<Range<usize>> {
    let before = own.start..own.end.min(there.start);
    let behind = own.start.max(there.end)..own.end;
    [before, behind].into_iter().filter(|part| !part.is_empty()).collect()
}

/// The same, so that replicates which several arms lack stand together: each with all that lack it.
fn shared(lacking: &[(usize, Vec<Range<usize>>)]) -> Vec<(Vec<usize>, Range<usize>)> {
    let ranges = || lacking.iter().flat_map(|(_, ranges)| ranges);
    let mut ends: Vec<usize> = ranges().flat_map(|range| [range.start, range.end]).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut parts: Vec<(Vec<usize>, Range<usize>)> = Vec::new();
    for pair in ends.windows(2) {
        let part = pair[0]..pair[1];
        let lacks = |ranges: &[Range<usize>]| ranges.iter().any(|own| own.start <= part.start && own.end >= part.end);
        let who = lacking.iter().filter(|(_, ranges)| lacks(ranges));
        let arms: Vec<usize> = who.map(|(arm, _)| *arm).collect();
        match parts.last_mut() {
            _ if arms.is_empty() => {}
            Some((known, last)) if *known == arms && last.end == part.start => last.end = part.end,
            _ => parts.push((arms, part)),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_that_lack_the_same_are_drawn_together() {
        let whole = 5..30;
        let lacking = [(0, vec![0..10, 20..30]), (1, vec![whole]), (3, vec![])];
        assert_eq!(
            shared(&lacking),
            [
                (vec![0], 0..5),
                (vec![0, 1], 5..10),
                (vec![1], 10..20),
                (vec![0, 1], 20..30)
            ]
        );
        assert!(shared(&[]).is_empty());
    }

    #[test]
    fn what_is_planned_is_not_planned_again() {
        let left = |there: Range<usize>| -> Vec<(usize, usize)> {
            without(&(3..9), &there)
                .iter()
                .map(|part| (part.start, part.end))
                .collect()
        };
        assert_eq!(left(5..7), [(3, 5), (7, 9)]);
        assert_eq!(left(0..5), [(5, 9)]);
        assert!(left(0..20).is_empty());
        for there in [0..3, 9..12, 20..30] {
            assert_eq!(left(there.clone()), [(3, 9)], "{there:?}");
        }
    }
}
