use crate::claim::Selection;
use crate::experiment::{Coordinate, Experiment, Response};
use crate::spec::{Section, SpecError};

/// What runs along the x axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// A coordinate of the grid.
    Coordinate(Coordinate),
    /// The adversaries, one category each.
    Adversary,
    /// The cells, one category each.
    Cell,
}

/// What is on the y axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// A summary of the replicates.
    Response(Response),
    /// The rms error over the predicted one.
    Ratio,
}

/// What tells panels apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panels {
    /// There is one panel only.
    One,
    /// A coordinate of the grid.
    Coordinate(Coordinate),
    /// The problem.
    Problem,
}

/// A term of the paper's rate that is drawn as a dashed line, with constant 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateLine {
    /// None.
    None,
    /// σ√d·(α/√n + 1/√(nm)).
    TrimmedMean,
    /// σ√d·(α/√n + 1/√(nm) + 1/n).
    Median,
    /// σ/n.
    Skewness,
}

/// A checked `[[figure]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureSpec {
    /// The file's name without its ending.
    pub file: String,
    /// The title while every finding of the experiment is consistent.
    pub finding: String,
    /// What is on the y axis.
    pub quantity: Quantity,
    /// What is on the x axis.
    pub along: Along,
    /// What tells panels apart.
    pub panels: Panels,
    /// The dashed line.
    pub rate: RateLine,
    /// What is drawn.
    pub selection: Selection,
}

impl FigureSpec {
    /// Reads the `[[figure]]` tables of a spec.
    ///
    /// # Errors
    /// At the first thing that is not allowed, with its place.
    pub fn decode_all(top: &Section, experiment: &Experiment) -> Result<Vec<Self>, SpecError> {
        let mut figures: Vec<Self> = Vec::new();
        for section in top.sections("figure")? {
            let figure = Self::decode(&section, experiment)?;
            if figures.iter().any(|earlier| earlier.file == figure.file) {
                let message = format!(
                    "two figures are called {}, and one would overwrite the other; give each its own file = \"...\"",
                    figure.file
                );
                return Err(section.fault(section.span_of("file"), message));
            }
            figures.push(figure);
        }
        Ok(figures)
    }

    fn decode(section: &Section, experiment: &Experiment) -> Result<Self, SpecError> {
        let file = section.text("file")?;
        if let Some(file) = &file
            && (file.value.is_empty() || file.value.contains(['/', '\\']) || file.value.starts_with('.'))
        {
            let message = format!(
                "file {:?} is not allowed: a name without folders and without ending",
                file.value
            );
            return Err(section.fault(file.span.clone(), message));
        }
        let x = section.required("x", section.text("x")?)?;
        let along = match (x.value.as_str(), Coordinate::named(&x.value)) {
            ("adversary", _) => Along::Adversary,
            ("cell", _) => Along::Cell,
            (_, Some(coordinate)) => Along::Coordinate(coordinate),
            _ => {
                let message = format!("unknown x {:?}; known: n, m, alpha, dim, adversary, cell", x.value);
                return Err(section.fault(x.span, message));
            }
        };
        let panels = match section.text("panels")? {
            None => Panels::One,
            Some(name) if name.value == "problem" => Panels::Problem,
            Some(name) => Panels::Coordinate(Coordinate::named(&name.value).ok_or_else(|| {
                let message = format!("unknown panels {:?}; known: n, m, alpha, dim, problem", name.value);
                section.fault(name.span.clone(), message)
            })?),
        };
        let rate = match section.text("rate")? {
            None => RateLine::None,
            Some(name) => match name.value.as_str() {
                "median" => RateLine::Median,
                "trimmed-mean" => RateLine::TrimmedMean,
                "1/n" => RateLine::Skewness,
                other => {
                    let message = format!("unknown rate {other:?}; known: median, trimmed-mean, 1/n");
                    return Err(section.fault(name.span, message));
                }
            },
        };
        let quantity = match section.text("y")? {
            None => Quantity::Response(Response::Rms),
            Some(name) if name.value == "ratio" => Quantity::Ratio,
            Some(name) => Quantity::Response(Response::named(&name.value).ok_or_else(|| {
                let known = Response::all().map(Response::name).collect::<Vec<_>>().join(", ");
                section.fault(
                    name.span.clone(),
                    format!("unknown y {:?}; known: {known}, ratio", name.value),
                )
            })?),
        };
        let figure = Self {
            file: file.map_or_else(|| experiment.name.clone(), |file| file.value),
            finding: section.required("finding", section.text("finding")?)?.value,
            quantity,
            along,
            panels,
            rate,
            selection: Selection::decode(section, experiment)?,
        };
        section.finish()?;
        Ok(figure)
    }
}
