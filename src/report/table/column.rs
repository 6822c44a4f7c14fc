use super::number::Shown;
use crate::report::{ArmReport, CellReport, ExperimentReport};
use crate::stat::Estimate;

/// What stands in a place of the table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    /// Words.
    Text(String),
    /// A number of things.
    Count(usize),
    /// A number, with its standard error where that is known; none where there is no finite one.
    Number(Option<Estimate>),
}

impl Entry {
    /// A number that is exact.
    fn exact(value: Option<f64>) -> Self {
        Self::Number(value.map(|value| Estimate {
            value,
            standard_error: 0.0,
        }))
    }

    /// The digits of a number that is finite.
    pub fn shown(&self) -> Option<Shown> {
        match self {
            Self::Number(Some(estimate)) => Shown::estimate(*estimate),
            _ => None,
        }
    }

    /// For people; a dash where there is nothing.
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
            Self::Count(count) => count.to_string(),
            Self::Number(_) => self.shown().map_or_else(|| "-".to_owned(), |shown| shown.plain()),
        }
    }

    /// Whether there is anything to show.
    fn says_something(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Count(count) => *count > 0,
            Self::Number(_) => self.shown().is_some(),
        }
    }
}

/// A column of the table for people.
pub(super) struct Column {
    /// The heading.
    pub title: &'static str,
    /// The heading in LaTeX.
    pub latex: &'static str,
    /// Whether the column stays where none of its entries says anything.
    pub stays: bool,
    entry: fn(&CellReport, &ArmReport) -> Entry,
}

/// The columns, in their order.
const COLUMNS: [Column; 14] = [
    column("n", "$n$", true, |cell, _| Entry::Count(cell.n)),
    column("m", "$m$", true, |cell, _| Entry::Count(cell.m)),
    column("d", "$d$", true, |cell, _| Entry::Count(cell.dim)),
    column("α", "$\\alpha$", true, |cell, _| Entry::Text(alpha(cell))),
    column("estimator", "estimator", true, |_, arm| {
        Entry::Text(arm.estimator.clone())
    }),
    column("adversary", "adversary", true, |_, arm| {
        Entry::Text(arm.adversary.clone())
    }),
    column("rms ± s.e.", "rms", true, |_, arm| Entry::Number(arm.summary.rms)),
    column("bias ± s.e.", "bias", true, |_, arm| Entry::Number(arm.summary.bias)),
    column("95 %", "95\\,\\%", true, |_, arm| Entry::exact(quantile_95(arm))),
    column("predicted", "predicted", false, |_, arm| {
        Entry::exact(arm.predicted.as_ref().and_then(|predicted| predicted.rms))
    }),
    column("bound", "bound", false, |_, arm| Entry::exact(bound_on_error(arm))),
    column("no better than", "lower bound", false, |cell, _| {
        Entry::exact(cell.lower_bound)
    }),
    column("replicates", "replicates", true, |_, arm| Entry::Count(arm.replicates)),
    column("lost", "lost", false, |_, arm| Entry::Count(arm.summary.lost)),
];

const fn column(
    title: &'static str,
    latex: &'static str,
    stays: bool,
    entry: fn(&CellReport, &ArmReport) -> Entry,
) -> Column {
    Column {
        title,
        latex,
        stays,
        entry,
    }
}

/// Columns of an experiment that say something, with their entries, and the rows in groups of one problem.
pub(super) struct Entries {
    pub columns: Vec<&'static Column>,
    /// The problem, and a row for every arm.
    pub groups: Vec<(String, Vec<Vec<Entry>>)>,
}

impl Entries {
    pub fn of(experiment: &ExperimentReport) -> Self {
        static ALL: [Column; COLUMNS.len()] = COLUMNS;
        // One heading for the cells of a problem, since its name is long.
        let problems = experiment.cells.chunk_by(|one, other| one.problem == other.problem);
        let row = |cell: &CellReport, arm: &ArmReport| ALL.iter().map(|column| (column.entry)(cell, arm)).collect();
        let mut groups: Vec<(String, Vec<Vec<Entry>>)> = problems
            .map(|cells| {
                let arms = cells
                    .iter()
                    .flat_map(|cell| cell.arms.iter().map(move |arm| (cell, arm)));
                (
                    cells[0].problem.clone(),
                    arms.map(|(cell, arm)| row(cell, arm)).collect(),
                )
            })
            .collect();
        let says = |place: usize| {
            let mut rows = groups.iter().flat_map(|(_, rows)| rows);
            rows.any(|row: &Vec<Entry>| row[place].says_something())
        };
        let kept: Vec<usize> = (0..ALL.len())
            .filter(|&place| ALL[place].stays || says(place))
            .collect();
        for (_, rows) in &mut groups {
            for row in rows {
                *row = kept.iter().map(|&place| row[place].clone()).collect();
            }
        }
        Self {
            columns: kept.iter().map(|&place| &ALL[place]).collect(),
            groups,
        }
    }

    /// Whether the column is one of words, which are set to the left.
    pub fn is_text(&self, column: usize) -> bool {
        self.columns[column].title.contains("estimator") || self.columns[column].title.contains("adversary")
    }
}

/// α as the spec says it, and whether it is a probability.
pub(super) fn alpha(cell: &CellReport) -> String {
    match cell.byzantine_model {
        "random" => format!("{} by chance", cell.alpha),
        _ => cell.alpha.to_string(),
    }
}

/// The value that 95 % of the errors do not exceed, where it is finite.
pub(super) fn quantile_95(arm: &ArmReport) -> Option<f64> {
    let mut quantiles = arm.summary.quantiles.iter();
    Some(quantiles.find(|quantile| quantile.probability == 0.95)?.value)
}

/// What a theorem bounds the error by.
pub(super) fn bound_on_error(arm: &ArmReport) -> Option<f64> {
    arm.bounds.iter().find(|bound| bound.measure == "error")?.value
}
