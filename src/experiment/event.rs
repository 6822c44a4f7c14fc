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
    /// The store holds replicates of an experiment of this name that differ in what decides their values.
    SpecChanged {
        /// Its name.
        experiment: &'a str,
        /// Lines of the old identity that the new one lacks.
        removed: Vec<String>,
        /// Lines of the new identity that the old one lacks.
        added: Vec<String>,
    },
    /// Replicates were drawn and stored.
    BatchStored {
        /// The experiment.
        experiment: &'a str,
        /// How many.
        replicates: usize,
    },
    /// A cell has the precision that was wanted, or as many replicates as it may have.
    CellFinished {
        /// The experiment.
        experiment: &'a str,
        /// The replicates that count.
        replicates: usize,
    },
    /// Checks were inconclusive, and their cells are drawn more precisely.
    Refining {
        /// The experiment.
        experiment: &'a str,
        /// How many cells.
        cells: usize,
    },
}
