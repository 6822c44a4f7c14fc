use crate::store::Damage;

/// What happens while an experiment runs, for whoever shows progress.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// An experiment begins.
    ExperimentStarted {
        /// Its name.
        experiment: &'a str,
        /// The number of its cells.
        cells: usize,
    },
    /// The store holds an experiment of this name that uses other arms. Those that both use are used again.
    SpecChanged {
        /// Its name.
        experiment: &'a str,
    },
    /// Something in the store is not as it was written, and is not used; where the engine draws, it is drawn again.
    Damaged {
        /// The experiment.
        experiment: &'a str,
        /// The cell, for people.
        cell: String,
        /// Estimator and adversary.
        arm: String,
        /// What it is.
        damage: Damage,
    },
    /// Replicates were drawn and stored.
    BatchStored {
        /// The experiment.
        experiment: &'a str,
        /// How many.
        replicates: usize,
    },
    /// Every arm of a cell has the precision that was wanted, or as many replicates as it may have.
    CellFinished {
        /// The experiment.
        experiment: &'a str,
        /// The most replicates of an arm that count.
        replicates: usize,
    },
    /// Checks were inconclusive, and arms of their cells are drawn more precisely.
    Refining {
        /// The experiment.
        experiment: &'a str,
        /// How many cells.
        cells: usize,
    },
    /// An experiment has all its replicates.
    ExperimentDrawn {
        /// Its name.
        experiment: &'a str,
        /// How many arms, over all cells, were in the store with all that counts.
        reused: usize,
        /// Estimators with their adversaries of which nothing was there, and in how many cells.
        drawn: Vec<(String, usize)>,
        /// Those of which more was drawn than was there, and in how many cells.
        lengthened: Vec<(String, usize)>,
    },
}
