use crate::claim::{Claim, Selection, Study, Verdict};
use crate::experiment::{Coordinate, Experiment, Response, not_recorded};
use crate::spec::{Located, Section, SpecError, suggest};

/// What runs along the x axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Along {
    /// A coordinate of the grid.
    Coordinate(Coordinate),
    /// The adversaries, one category each.
    Adversary,
    /// The cells, one category each.
    Cell,
    /// β = k/m, the fraction that an estimator trims at each end: every point is an estimator.
    TrimFraction,
    /// The floats that each worker sends in the whole run, d a round; measured where the rounds are not known before a run. Every
    /// point is an estimator.
    Floats,
    /// None: every finding is a point, its measured value over the predicted one.
    Finding,
    /// A parameter of estimators or adversaries, such as `size`: see [`FigureSpec::parameter`].
    Parameter,
}

impl Along {
    /// The names in specs of what is no coordinate of the grid.
    const OTHERS: [(&str, Self); 5] = [
        ("adversary", Self::Adversary),
        ("cell", Self::Cell),
        ("beta", Self::TrimFraction),
        ("floats", Self::Floats),
        ("finding", Self::Finding),
    ];

    fn named(name: &str) -> Option<Self> {
        let other = Self::OTHERS.iter().find(|(known, _)| *known == name);
        other
            .map(|(_, along)| *along)
            .or_else(|| Coordinate::named(name).map(Self::Coordinate))
    }
}

/// What is on the y axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quantity {
    /// A summary of the replicates.
    Response(Response),
    /// The rms error over the predicted one.
    Ratio,
    /// The rms error over what no estimator can beat.
    OverLowerBound,
    /// The signed bias of a coordinate in units of σ/n.
    ScaledBias,
}

impl Quantity {
    /// The quantities that are no responses, by their names in specs.
    const OTHERS: [(&str, Self); 3] = [
        ("ratio", Self::Ratio),
        ("over-lower-bound", Self::OverLowerBound),
        ("n-bias", Self::ScaledBias),
    ];

    /// What is recorded for it.
    #[must_use]
    pub fn response(self) -> Response {
        match self {
            Self::Response(response) => response,
            Self::Ratio | Self::OverLowerBound => Response::Rms,
            Self::ScaledBias => Response::Bias,
        }
    }

    /// Whether its axis is logarithmic.
    #[must_use]
    pub fn is_logarithmic(self) -> bool {
        matches!(self, Self::Response(_))
    }
}

/// How far the y axis reaches; what lies beyond is cut off, and the legend says so.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Limits {
    /// To everything that is drawn.
    All,
    /// To the measured points with their error bars; bounds and rates may lie beyond.
    Measured,
    /// From the one value to the other.
    Between(f64, f64),
}

/// What tells panels apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Panels {
    /// There is one panel only.
    One,
    /// A coordinate of the grid.
    Coordinate(Coordinate),
    /// The problem.
    Problem,
    /// The adversary.
    Adversary,
    /// The estimator.
    Estimator,
    /// A parameter of estimators or adversaries, by its key; who has none is in every panel.
    Parameter(String),
}

/// What colours tell apart; markers tell apart the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hue {
    /// The aggregator, with shades for estimators that share it.
    #[default]
    Estimator,
    /// The adversary.
    Adversary,
    /// A coordinate of the grid.
    Coordinate(Coordinate),
    /// A parameter of estimators or adversaries, by its key.
    Parameter(String),
}

/// A term of the paper's rate that is drawn as a dashed line, with constant 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

/// What the tiles of a map show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MapOf {
    /// The rms error over that of the honest workers' mean.
    Errors,
    /// The rank by the rms error under each adversary.
    Ranks,
}

/// A checked `[[figure]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureSpec {
    /// The file's name without its ending.
    pub file: String,
    /// The title while every finding of the experiment is consistent.
    pub finding: String,
    /// What is seen, at more length than in the title.
    pub caption: Option<String>,
    /// Claims it speaks to, besides those whose checks name it.
    pub claims: Vec<Claim>,
    /// What is on the y axis.
    pub quantity: Quantity,
    /// How far the y axis reaches.
    pub y_limits: Limits,
    /// What is on the x axis.
    pub along: Along,
    /// The key of the parameter along the x axis, where it is one.
    pub parameter: Option<String>,
    /// What tells panels apart.
    pub panels: Panels,
    /// What colours tell apart.
    pub hue: Hue,
    /// What it shows, where it is a map: a row an estimator, a column an adversary.
    pub map: Option<MapOf>,
    /// The dashed line.
    pub rate: RateLine,
    /// What is drawn.
    pub selection: Selection,
}

impl FigureSpec {
    /// The figures of a study.
    ///
    /// # Errors
    /// At the first thing of a `[[figure]]` that is not allowed, or at the first check that names a figure which is not there.
    pub fn of(study: &Study) -> Result<Vec<Self>, SpecError> {
        let top = study.document.read()?;
        let figures = Self::decode_all(&top, &study.experiment)?;
        let files: Vec<&str> = figures.iter().map(|figure| figure.file.as_str()).collect();
        let named = study.checks.iter().filter_map(|check| check.figure());
        if let Some(Located { value, span }) = named.into_iter().find(|name| !files.contains(&name.value.as_str())) {
            let message = match files.as_slice() {
                [] => format!("figure {value:?} is not there: this experiment has no [[figure]]"),
                known => format!(
                    "no figure of this experiment is called {value:?}{}",
                    suggest(value, known)
                ),
            };
            return Err(top.fault(span.clone(), message));
        }
        Ok(figures)
    }

    /// The title, given the verdict on the experiment: what is not established is not announced as found.
    #[must_use]
    pub fn title(&self, verdict: Option<Verdict>) -> String {
        match verdict {
            Some(Verdict::Consistent) => self.finding.clone(),
            Some(other) => format!("Not established: “{}” is {other}", self.finding),
            None => format!("Not tested: “{}”", self.finding),
        }
    }

    fn decode_all(top: &Section, experiment: &Experiment) -> Result<Vec<Self>, SpecError> {
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
        let selection = Selection::decode(section, experiment)?;
        let (along, parameter) = along(section, &selection, experiment)?;
        let panels = panels(section, &selection, experiment)?;
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
        let hue = hue(section, (&selection, along), experiment)?;
        let quantity = quantity(section, experiment)?;
        let map = map(section, along, quantity)?;
        let figure = Self {
            map,
            y_limits: y_limits(section, quantity)?,
            claims: claims(section)?,
            caption: section.text("caption")?.map(|caption| caption.value),
            file: file.map_or_else(|| experiment.name.clone(), |file| file.value),
            finding: section.required("finding", section.text("finding")?)?.value,
            quantity,
            along,
            parameter,
            panels,
            hue,
            rate,
            selection,
        };
        section.finish()?;
        Ok(figure)
    }
}

/// What the figure is a map of, if it is one: of adversaries along x and their rms errors.
fn map(section: &Section, along: Along, quantity: Quantity) -> Result<Option<MapOf>, SpecError> {
    let Some(kind) = section.text("kind")? else {
        return Ok(None);
    };
    let map = match kind.value.as_str() {
        "map" => MapOf::Errors,
        "rank-map" => MapOf::Ranks,
        other => {
            let message = format!("unknown kind {other:?} of figure; it is \"map\" or \"rank-map\", or left out");
            return Err(section.fault(kind.span, message));
        }
    };
    if along != Along::Adversary || quantity != Quantity::Response(Response::Rms) {
        let message = "a map has x = \"adversary\" and y = \"rms\": a row an estimator, a column an adversary";
        return Err(section.fault(kind.span, message));
    }
    Ok(Some(map))
}

/// Whether some estimator or adversary that is shown has a number under `key`.
fn has_parameter(key: &str, selection: &Selection, experiment: &Experiment) -> bool {
    let of_estimators = (selection.estimators.iter()).map(|&e| &experiment.estimators[e].parameters);
    let of_adversaries = (selection.adversaries.iter()).map(|&a| &experiment.adversaries[a].parameters);
    let mut parameters = of_estimators.chain(of_adversaries).flatten();
    parameters.any(|(known, _)| known == key)
}

fn panels(section: &Section, selection: &Selection, experiment: &Experiment) -> Result<Panels, SpecError> {
    let Some(name) = section.text("panels")? else {
        return Ok(Panels::One);
    };
    Ok(match name.value.as_str() {
        "problem" => Panels::Problem,
        "adversary" => Panels::Adversary,
        "estimator" => Panels::Estimator,
        other => match Coordinate::named(other) {
            Some(coordinate) => Panels::Coordinate(coordinate),
            None if has_parameter(other, selection, experiment) => Panels::Parameter(name.value),
            None => {
                let message = format!(
                    "unknown panels {other:?}; known: n, m, alpha, dim, problem, adversary, estimator, or {PARAMETER}"
                );
                return Err(section.fault(name.span, message));
            }
        },
    })
}

/// What a word may name besides those that are known.
const PARAMETER: &str = "a key of the estimators or adversaries that holds numbers";

fn hue(section: &Section, (selection, along): (&Selection, Along), experiment: &Experiment) -> Result<Hue, SpecError> {
    let Some(name) = section.text("colour")? else {
        return Ok(Hue::Estimator);
    };
    let refused = |message: String| Err(section.fault(name.span.clone(), message));
    match name.value.as_str() {
        "estimator" => Ok(Hue::Estimator),
        "adversary" => Ok(Hue::Adversary),
        other => match Coordinate::named(other) {
            Some(coordinate) if along == Along::Coordinate(coordinate) => {
                refused(format!("colour {other:?} is what runs along x already"))
            }
            Some(coordinate) => Ok(Hue::Coordinate(coordinate)),
            None if section.text("x")?.is_some_and(|x| x.value == other) => {
                refused(format!("colour {other:?} is what runs along x already"))
            }
            None if has_parameter(other, selection, experiment) => Ok(Hue::Parameter(other.to_owned())),
            None => refused(format!(
                "unknown colour {other:?}; known: estimator, adversary, n, m, alpha, dim, or {PARAMETER}"
            )),
        },
    }
}

/// What the key `x` names: a parameter only if it is nothing else.
fn along(
    section: &Section,
    selection: &Selection,
    experiment: &Experiment,
) -> Result<(Along, Option<String>), SpecError> {
    let x = section.required("x", section.text("x")?)?;
    if Along::named(&x.value).is_none() && has_parameter(&x.value, selection, experiment) {
        return Ok((Along::Parameter, Some(x.value)));
    }
    let along = Along::named(&x.value).ok_or_else(|| {
        let coordinates = Coordinate::ALL.iter().map(|coordinate| coordinate.key());
        let known: Vec<&str> = coordinates.chain(Along::OTHERS.map(|(name, _)| name)).collect();
        let message = format!("unknown x {:?}; known: {}, or {PARAMETER}", x.value, known.join(", "));
        section.fault(x.span.clone(), message)
    })?;
    let trims = |&e: &usize| experiment.estimators[e].law.trim_fraction(1).is_some();
    if along == Along::TrimFraction && !selection.estimators.iter().any(trims) {
        let message =
            "x = \"beta\" needs an estimator with a trim fraction: a trimmed mean, or the mean, which trims nothing";
        return Err(section.fault(x.span, message));
    }
    Ok((along, None))
}

fn quantity(section: &Section, experiment: &Experiment) -> Result<Quantity, SpecError> {
    let Some(name) = section.text("y")? else {
        return Ok(Quantity::Response(Response::Rms));
    };
    if let Some((_, quantity)) = Quantity::OTHERS.iter().find(|(known, _)| *known == name.value) {
        return Ok(*quantity);
    }
    let Some(response) = Response::named(&name.value) else {
        let known = Response::all().map(Response::name).collect::<Vec<_>>().join(", ");
        let others = Quantity::OTHERS.map(|(name, _)| name).join(", ");
        let message = format!("unknown y {:?}; known: {known}, {others}", name.value);
        return Err(section.fault(name.span, message));
    };
    if !experiment.measures.contains(&response.measure()) {
        return Err(section.fault(name.span, not_recorded(response.measure())));
    }
    Ok(Quantity::Response(response))
}

fn y_limits(section: &Section, quantity: Quantity) -> Result<Limits, SpecError> {
    if !section.has("y_limits") {
        return Ok(Limits::All);
    }
    let rule = "y_limits are \"measured\", or the lowest and the highest value shown, above 0 on a logarithmic axis";
    let refused = || section.fault(section.span_of("y_limits"), rule);
    if section.is_text("y_limits") {
        let word = section.text("y_limits")?.is_some_and(|word| word.value == "measured");
        return if word { Ok(Limits::Measured) } else { Err(refused()) };
    }
    let values: Vec<f64> = (section.numbers("y_limits")?.unwrap_or_default().iter())
        .map(|limit| limit.value)
        .collect();
    match values[..] {
        [low, high] if low < high && (high - low).is_finite() && (low > 0.0 || !quantity.is_logarithmic()) => {
            Ok(Limits::Between(low, high))
        }
        _ => Err(refused()),
    }
}

fn claims(section: &Section) -> Result<Vec<Claim>, SpecError> {
    let names = section.texts("claims")?.unwrap_or_default();
    let claim = |name: Located<String>| {
        Claim::named(&name.value).ok_or_else(|| {
            let hint = suggest(&name.value, &Claim::names());
            section.fault(name.span, format!("unknown claim {:?}{hint}", name.value))
        })
    };
    names.into_iter().map(claim).collect()
}
