use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::draw::draw;
use super::outcomes::Outcomes;
use super::{Cell, CellOutcomes, Event, Experiment, Precision, Response, RunError};
use crate::stat::Estimate;
use crate::store::{Batch, Journal, LARGEST_BLOCK, StoreError, Stored};

/// Where replicates come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// From the store as far as they are there, drawn otherwise.
    StoreAndDraw,
    /// From the store alone.
    StoreOnly,
}

/// Runs the replicates of experiments: in parallel over cells and replicates, batch by batch into the store.
///
/// Which replicates count depends on their values alone, never on threads, order, interruptions or what else is stored: an arm stops
/// at the first multiple of the batch size at which it is precise enough. The arms of a cell run on the same data, replicate by
/// replicate, as far as they go.
pub struct Engine<'a> {
    /// Where replicates are kept.
    pub journal: &'a Journal,
    /// Whether more may be drawn.
    pub source: Source,
    /// Set from elsewhere to stop the run at the next replicate.
    pub stop: &'a AtomicBool,
    /// Told what happens.
    pub observer: &'a (dyn Fn(Event) + Sync),
}

/// A stop that nobody asks for.
static NEVER: AtomicBool = AtomicBool::new(false);

impl<'a> Engine<'a> {
    /// An engine that draws what the journal lacks, tells nobody, and is not stopped.
    #[must_use]
    pub fn new(journal: &'a Journal) -> Self {
        Self {
            journal,
            source: Source::StoreAndDraw,
            stop: &NEVER,
            observer: &|_| {},
        }
    }

    /// Registers the experiment with the arms that it uses, if the engine draws, and tells where another one of its name was there.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn register(&self, experiment: &Experiment, spec: &str) -> Result<(), StoreError> {
        if self.source == Source::StoreAndDraw && self.journal.register(&experiment.record(spec))? {
            (self.observer)(Event::SpecChanged {
                experiment: &experiment.name,
            });
        }
        Ok(())
    }

    /// Keeps how many replicates of every arm count, if the engine draws, and tells what was drawn for it.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn settle(&self, experiment: &Experiment, outcomes: &[CellOutcomes]) -> Result<(), StoreError> {
        if self.source == Source::StoreOnly {
            return Ok(());
        }
        let counts: Vec<usize> = outcomes
            .iter()
            .flat_map(|cell| (0..cell.arms()).map(|arm| cell.arm(arm).replicates()))
            .collect();
        self.journal.settle(&experiment.hash(), &counts)?;
        let (mut reused, mut drawn, mut lengthened) = (0, Vec::new(), Vec::new());
        for (cell, outcomes) in experiment.cells.iter().zip(outcomes) {
            for (place, own) in outcomes.distinct().iter().enumerate() {
                let list = match own.reused() {
                    all if all == own.replicates() => {
                        reused += 1;
                        continue;
                    }
                    0 => &mut drawn,
                    _ => &mut lengthened,
                };
                count(list, experiment.arm_name(cell, outcomes.first_arm(place)));
            }
        }
        (self.observer)(Event::ExperimentDrawn {
            experiment: &experiment.name,
            reused,
            drawn,
            lengthened,
        });
        Ok(())
    }

    /// Brings every arm to its wanted precision. `wanted` has one a cell and arm; `outcomes` (one a cell) holds what earlier calls
    /// gave, or defaults.
    ///
    /// # Errors
    /// If the store fails, the run was told to stop, or nothing is stored where nothing may be drawn.
    pub fn run(
        &self,
        experiment: &Experiment,
        wanted: &[Vec<Precision>],
        outcomes: &mut [CellOutcomes],
    ) -> Result<(), RunError> {
        (experiment.cells.par_iter(), wanted.par_iter(), outcomes.par_iter_mut())
            .into_par_iter()
            .try_for_each(|(cell, wanted, outcomes)| {
                CellRun {
                    engine: self,
                    experiment,
                    cell,
                }
                .run(wanted, outcomes)
            })
    }
}

/// One more of that name.
fn count(list: &mut Vec<(String, usize)>, name: String) {
    match list.iter_mut().find(|(known, _)| *known == name) {
        Some((_, times)) => *times += 1,
        None => list.push((name, 1)),
    }
}

/// Replicates that are stored together: whole blocks, and many of them, since a transaction costs as much as a few.
pub(super) const PIECE: usize = 8 * LARGEST_BLOCK;

/// What was drawn of some arms, from replicate `first` on: the values of every measure of every arm.
struct Piece {
    first: usize,
    drawn: Vec<Vec<Vec<f64>>>,
}

/// The replicates of an arm as they are stored, from `first` on.
pub(super) fn batch<'a>(key: &'a str, first: usize, names: &'a [String], columns: &'a [Vec<f64>]) -> Batch<'a> {
    let columns = names.iter().map(String::as_str).zip(columns.iter().map(Vec::as_slice));
    Batch {
        key,
        first,
        columns: columns.collect(),
    }
}

/// One cell of a run.
pub(super) struct CellRun<'a> {
    pub engine: &'a Engine<'a>,
    pub experiment: &'a Experiment,
    pub cell: &'a Cell,
}

impl CellRun<'_> {
    fn run(&self, wanted: &[Precision], outcomes: &mut CellOutcomes) -> Result<(), RunError> {
        let first = !outcomes.is_loaded();
        let keys = self.keys();
        if first {
            *outcomes = self.load(&keys)?;
        }
        let before = outcomes.replicates();
        let wanted = together(wanted, outcomes);
        loop {
            if self.engine.stop.load(Ordering::Relaxed) {
                return Err(RunError::Interrupted);
            }
            let lacking = self.count(&wanted, outcomes);
            if lacking.is_empty() || self.engine.source == Source::StoreOnly {
                break;
            }
            self.draw_for(&lacking, &keys, outcomes)?;
        }
        if first || outcomes.replicates() != before {
            (self.engine.observer)(Event::CellFinished {
                experiment: &self.experiment.name,
                replicates: outcomes.replicates().1,
            });
        }
        Ok(())
    }

    /// The keys of the arms.
    pub fn keys(&self) -> Vec<String> {
        let arms = 0..self.cell.arms.len();
        arms.map(|arm| self.cell.arm_key(self.experiment.seed, arm)).collect()
    }

    /// What the store holds of every arm.
    pub fn load(&self, keys: &[String]) -> Result<CellOutcomes, RunError> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let (mut distinct, mut of) = (Vec::new(), Vec::new());
        for (arm, key) in keys.iter().enumerate() {
            if let Some(&place) = places.get(key.as_str()) {
                of.push(place);
                continue;
            }
            let stored = self.stored(arm, key)?;
            if !stored.damage.is_empty() {
                self.tell(arm, &stored);
                if self.engine.source == Source::StoreAndDraw {
                    self.engine.journal.mend(key)?;
                }
            }
            places.insert(key, distinct.len());
            of.push(distinct.len());
            let measures = self.experiment.measures_of(self.cell, arm);
            distinct.push(Outcomes::stored(measures, stored.columns, stored.is_torn));
        }
        Ok(CellOutcomes::stored(distinct, of))
    }

    /// The columns of the arm in the store.
    pub fn columns(&self, arm: usize) -> Vec<String> {
        let measures = self.experiment.measures_of(self.cell, arm).iter();
        measures.map(|measure| measure.column()).collect()
    }

    fn stored(&self, arm: usize, key: &str) -> Result<Stored, StoreError> {
        let most = self.experiment.replication.maximum;
        self.engine.journal.load(key, &self.columns(arm), most)
    }

    fn tell(&self, arm: usize, stored: &Stored) {
        for damage in &stored.damage {
            (self.engine.observer)(Event::Damaged {
                experiment: &self.experiment.name,
                cell: self.cell.to_string(),
                arm: self.experiment.arm_name(self.cell, arm),
                damage: damage.clone(),
            });
        }
    }

    /// Counts what is at hand; gives the arms that need more than that, with the number of replicates they need it for.
    pub fn count(&self, wanted: &[Precision], outcomes: &mut CellOutcomes) -> Vec<(usize, usize)> {
        let replication = &self.experiment.replication;
        let mut lacking = Vec::new();
        for (place, own) in outcomes.distinct_mut().iter_mut().enumerate() {
            while own.replicates() == 0 || !self.precise_enough(wanted[place], own) {
                if own.replicates() >= replication.maximum {
                    break;
                }
                let target = (own.replicates() + replication.batch).min(replication.maximum);
                if own.available() < target {
                    // Where nothing is drawn, what is there counts.
                    if self.engine.source == Source::StoreOnly {
                        own.count_up_to(own.available().max(own.replicates()));
                    }
                    lacking.push((place, target));
                    break;
                }
                own.count_up_to(target);
            }
        }
        lacking
    }

    /// Draws for those that have the fewest replicates, as far as the others are not as far, so that as many as may be share their data.
    fn draw_for(
        &self,
        lacking: &[(usize, usize)],
        keys: &[String],
        outcomes: &mut CellOutcomes,
    ) -> Result<(), RunError> {
        let available = |place: usize| outcomes.distinct()[place].available();
        let first = lacking.iter().map(|&(place, _)| available(place)).min().unwrap_or(0);
        let (behind, ahead): (Vec<_>, Vec<_>) = lacking.iter().partition(|(place, _)| available(*place) == first);
        let targets = behind.iter().map(|(_, target)| *target);
        let end = targets.chain(ahead.iter().map(|(place, _)| available(*place))).min();
        let end = end.unwrap_or(first);
        let arms: Vec<usize> = behind.iter().map(|(place, _)| outcomes.first_arm(*place)).collect();
        let names: Vec<Vec<String>> = arms.iter().map(|&arm| self.columns(arm)).collect();
        let store = |piece: Option<&Piece>| -> Result<(), StoreError> {
            let Some(Piece { first, drawn }) = piece else {
                return Ok(());
            };
            let arms = arms.iter().zip(&names).zip(drawn);
            let batches = arms.map(|((&arm, names), columns)| batch(&keys[arm], *first, names, columns));
            self.engine.journal.append(&batches.collect::<Vec<_>>())
        };
        // One is stored while the next one is drawn.
        let mut last: Option<Piece> = None;
        for from in (first..end).step_by(PIECE) {
            let to = end.min(from + PIECE);
            let draw = || draw(self.engine.stop, self.experiment, self.cell, &arms, from..to);
            let (stored, drawn) = rayon::join(|| store(last.as_ref()), draw);
            stored?;
            self.take(last.take(), &arms, outcomes);
            last = Some(Piece {
                first: from,
                drawn: drawn?,
            });
        }
        store(last.as_ref())?;
        self.take(last, &arms, outcomes);
        for &arm in &arms {
            let place = outcomes.place(arm);
            let own = &mut outcomes.distinct_mut()[place];
            if own.is_torn() {
                // What was drawn may have closed the gap to what is stored behind it.
                let stored = self.stored(arm, &keys[arm])?;
                own.reload(stored.columns, stored.is_torn);
            }
        }
        Ok(())
    }

    /// Adds what was drawn and stored to the outcomes of its arms.
    fn take(&self, piece: Option<Piece>, arms: &[usize], outcomes: &mut CellOutcomes) {
        let Some(piece) = piece else { return };
        for (&arm, columns) in arms.iter().zip(&piece.drawn) {
            let place = outcomes.place(arm);
            let own = &mut outcomes.distinct_mut()[place];
            if !own.is_torn() {
                own.extend(columns);
            }
        }
        (self.engine.observer)(Event::BatchStored {
            experiment: &self.experiment.name,
            replicates: piece.drawn.first().and_then(|arm| arm.first()).map_or(0, Vec::len),
        });
    }

    /// Whether an arm that has a finite summary has it at the wanted standard error, relative to its value.
    ///
    /// A bias may be zero, and is then precise enough relative to σ/(4n), the size of the smallest term it is searched for.
    fn precise_enough(&self, wanted: Precision, outcomes: &Outcomes) -> bool {
        if outcomes.replicates() < wanted.replicates {
            return false;
        }
        let estimate = outcomes.response(self.experiment.replication.response);
        estimate.is_none_or(|estimate| estimate.standard_error <= self.goal(wanted, estimate))
    }

    /// The standard error that is wanted of an estimate.
    pub fn goal(&self, wanted: Precision, estimate: Estimate) -> f64 {
        let floor = match self.experiment.replication.response {
            Response::Bias => self.cell.problem.noise() / (4.0 * self.cell.samples as f64),
            Response::Rms | Response::Mean | Response::Of(_) => 0.0,
        };
        wanted.relative_error * estimate.value.abs().max(floor)
    }
}

/// What is wanted of each of the distinct outcomes: the most of what is wanted of the arms that have them.
pub(super) fn together(wanted: &[Precision], outcomes: &CellOutcomes) -> Vec<Precision> {
    let most = |place: usize| {
        let own = (0..outcomes.arms()).filter(|arm| outcomes.place(*arm) == place);
        let strictest = |one: Precision, other: Precision| Precision {
            relative_error: one.relative_error.min(other.relative_error),
            replicates: one.replicates.max(other.replicates),
        };
        own.map(|arm| wanted[arm]).reduce(strictest)
    };
    (0..outcomes.distinct().len()).filter_map(most).collect()
}
