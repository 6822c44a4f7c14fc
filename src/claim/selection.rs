use crate::experiment::{Cell, Coordinate, Experiment};
use crate::spec::{Located, Section, SpecError, suggest};

/// Which arms and cells a check looks at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// Numbers of the estimators.
    pub estimators: Vec<usize>,
    /// Numbers of the adversaries.
    pub adversaries: Vec<usize>,
    /// Values that a coordinate may have; α as the spec says it.
    pub values: Vec<(Coordinate, Vec<f64>)>,
    /// Names of the problems, where not all are meant.
    pub problems: Option<Vec<String>>,
}

impl Selection {
    /// Reads the keys `estimators`, `adversaries` and the table `where` of a check or a figure.
    ///
    /// # Errors
    /// If a name is not one of the experiment's.
    pub fn decode(section: &Section, experiment: &Experiment) -> Result<Self, SpecError> {
        let estimators = experiment.estimators.iter().map(|e| (e.id.as_str(), e.base.as_str()));
        let adversaries = experiment.adversaries.iter().map(|a| (a.id.as_str(), a.base.as_str()));
        let (estimators, adversaries): (Vec<_>, Vec<_>) = (estimators.collect(), adversaries.collect());
        let mut selection = Self {
            estimators: indices(section, "estimator", section.texts("estimators")?, &estimators)?,
            adversaries: indices(section, "adversary", section.texts("adversaries")?, &adversaries)?,
            values: Vec::new(),
            problems: None,
        };
        for filter in section.sections("where")? {
            for coordinate in Coordinate::ALL {
                if let Some(values) = filter.numbers(coordinate.key())? {
                    let values = values.into_iter().map(|value| value.value).collect();
                    selection.values.push((coordinate, values));
                }
            }
            if let Some(names) = filter.texts("problem")? {
                let named = experiment.cells.iter().map(|cell| cell.problem.name());
                let mut problems: Vec<(&str, &str)> = named.map(|name| (name, name)).collect();
                problems.dedup();
                indices(&filter, "problem", Some(names.clone()), &problems)?;
                selection.problems = Some(names.into_iter().map(|name| name.value).collect());
            }
            filter.finish()?;
        }
        Ok(selection)
    }

    /// Whether a cell is meant.
    #[must_use]
    pub fn admits(&self, cell: &Cell) -> bool {
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs());
        let problem = self.problems.as_ref();
        problem.is_none_or(|names| names.iter().any(|name| name == cell.problem.name()))
            && self.values.iter().all(|(coordinate, values)| {
                let value = match coordinate {
                    Coordinate::Alpha => cell.alpha,
                    other => cell.coordinate(*other),
                };
                values.iter().any(|allowed| close(*allowed, value))
            })
    }

    /// The numbers of the cells that are meant.
    #[must_use]
    pub fn cells(&self, experiment: &Experiment) -> Vec<usize> {
        let cells = experiment.cells.iter().enumerate();
        cells
            .filter(|(_, cell)| self.admits(cell))
            .map(|(index, _)| index)
            .collect()
    }

    /// The numbers of the arms that are meant, as (estimator, adversary, arm).
    #[must_use]
    pub fn arms(&self, experiment: &Experiment) -> Vec<(usize, usize, usize)> {
        let width = experiment.adversaries.len();
        let pairs = self
            .estimators
            .iter()
            .flat_map(|&e| self.adversaries.iter().map(move |&a| (e, a)));
        pairs.map(|(e, a)| (e, a, e * width + a)).collect()
    }
}

/// The numbers of what is named, by its id or by the base that it shares with others.
fn indices(
    section: &Section,
    kind: &str,
    names: Option<Vec<Located<String>>>,
    known: &[(&str, &str)],
) -> Result<Vec<usize>, SpecError> {
    let Some(names) = names else {
        return Ok((0..known.len()).collect());
    };
    let mut indices = Vec::new();
    for name in names {
        let meant = |(id, base): &(&str, &str)| *id == name.value || *base == name.value;
        let found: Vec<usize> = (0..known.len()).filter(|&index| meant(&known[index])).collect();
        if found.is_empty() {
            let ids: Vec<&str> = known.iter().map(|(id, _)| *id).collect();
            let hint = suggest(&name.value, &ids);
            let message = format!("no {kind} of this experiment is called {:?}{hint}", name.value);
            return Err(section.fault(name.span, message));
        }
        indices.extend(
            found
                .into_iter()
                .filter(|index| !indices.contains(index))
                .collect::<Vec<_>>(),
        );
    }
    Ok(indices)
}

/// What the cells and the arm of a comparison have in common, and the experiment's others have not.
pub(super) fn subject(experiment: &Experiment, cells: &[usize], estimator: usize, adversary: usize) -> String {
    let mut parts = vec![experiment.estimators[estimator].id.clone()];
    let attacked = cells.iter().any(|&cell| experiment.cells[cell].is_attacked());
    if attacked && experiment.adversaries.len() > 1 {
        parts.push(experiment.adversaries[adversary].id.clone());
    }
    let common = |value: &dyn Fn(&Cell) -> String| {
        let first = cells.first().map(|&cell| value(&experiment.cells[cell]))?;
        let shared = cells.iter().all(|&cell| value(&experiment.cells[cell]) == first);
        let varies = experiment.cells.iter().any(|cell| value(cell) != first);
        (shared && varies).then_some(first)
    };
    parts.extend(common(&|cell| cell.problem.name().to_owned()));
    for coordinate in Coordinate::ALL {
        let value = |cell: &Cell| match coordinate {
            Coordinate::Alpha => format!("α={}", rounded(cell.alpha)),
            Coordinate::Dim => format!("d={}", cell.dim()),
            other => format!("{}={}", other.key(), cell.coordinate(other)),
        };
        parts.extend(common(&value));
    }
    parts.join(", ")
}

/// A fraction with at most four decimals.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use crate::claim::Study;
    use crate::experiment::{Catalog, Overrides};
    use crate::spec::Document;

    #[test]
    fn only_the_cells_that_are_named_are_meant() {
        let compared = |filter: &str| {
            let spec = format!(
                "name = \"selection\"
                [[problem]]
                name = \"gaussian-mean\"
                [[grid]]
                n = [1, 2]
                m = [101]
                alpha = [0.0, 0.1, 0.11]
                [[estimator]]
                aggregator = \"median\"
                rounds = 1
                [[adversary]]
                name = \"plus-infinity\"
                [[check]]
                claim = \"definition-1\"
                kind = \"exact-law\"
                {filter}"
            );
            let study = Study::decode(Document::new("spec", spec), &Catalog::default(), &Overrides::default());
            study.unwrap_or_else(|error| panic!("{error}")).comparisons.len()
        };
        let filters = [
            "",
            "where = { alpha = [0.1] }",
            "where = { n = [1] }",
            "where = { n = [2], alpha = [0.0, 0.11] }",
        ];
        assert_eq!(filters.map(compared), [6, 2, 3, 2]);
        assert_eq!(compared("where = { alpha = [0.3333333333333333] }"), 0);
    }
}
