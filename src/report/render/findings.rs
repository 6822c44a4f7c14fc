//! Figures of the findings themselves: each is a point at its measured value over the predicted one.

use super::builder::Builder;
use super::labels::number;
use crate::claim::{Claim, Finding};
use crate::report::plot::{Axis, Colour, LineStyle, Marker, Panel, Point, Series};

/// The looks of the settings, in their order.
const LOOKS: [(Colour, Marker); 6] = [
    (Colour::BLUE, Marker::Circle),
    (Colour::VERMILLION, Marker::Triangle),
    (Colour::GREEN, Marker::Square),
    (Colour::PURPLE, Marker::Diamond),
    (Colour::ORANGE, Marker::Cross),
    (Colour::BLACK, Marker::Circle),
];

impl Builder<'_> {
    /// A row for every measured quantity, with its findings beside one another, a series a setting.
    pub fn findings_panel(&self, cells: &[usize]) -> Panel {
        let shown: Vec<(&Finding, usize)> = (self.judged.findings.iter())
            .filter_map(|finding| {
                let cell = finding.cells.first()?;
                cells.contains(cell).then_some((finding, *cell))
            })
            .collect();
        let row = |finding: &Finding| format!("{}: {}", short(&finding.claim), finding.quantity);
        let probed = |place: &str| shown.iter().any(|(finding, _)| is_probed_at(finding, place));
        let has_places = PLACES.iter().all(|(place, _)| probed(place));
        // A setting that was probed in two places has a name for each of them.
        let name = |finding: &Finding, cell: usize| {
            let place = PLACES
                .iter()
                .find(|(place, _)| has_places && is_probed_at(finding, place));
            match place {
                Some((_, at)) => format!("{}, {at}", self.setting_name(cell)),
                None => self.setting_name(cell),
            }
        };
        let mut rows: Vec<String> = Vec::new();
        let mut settings: Vec<String> = Vec::new();
        for (finding, cell) in &shown {
            for (known, name) in [(&mut rows, row(finding)), (&mut settings, name(finding, *cell))] {
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
        // The first row is to stand at the top.
        let height = |name: &String| rows.iter().position(|known| known == name).map(|place| place as f64);
        let series = settings.iter().enumerate().map(|(order, setting)| {
            let (colour, marker) = look(order, setting, &settings);
            let points = shown.iter().filter(|(finding, cell)| name(finding, *cell) == *setting);
            let points = points.filter_map(|(finding, _)| {
                let (measured, predicted) = (finding.measured?, finding.predicted.filter(|p| *p != 0.0)?);
                let ratio = |value: f64| value / predicted;
                let y = height(&row(finding))?;
                let (low, high) = finding
                    .interval
                    .map_or((measured.value, measured.value), |i| (i.low, i.high));
                Some(Point::with_error(ratio(measured.value), y, ratio(low), ratio(high)))
            });
            Series::new(colour)
                .label(setting.clone())
                .marker(marker)
                .points(points.collect::<Vec<_>>())
        });
        let mut series: Vec<Series> = series.collect();
        let ends = [-0.5, rows.len() as f64 - 0.5];
        series.push(
            Series::new(Colour::GREY)
                .label("declared or predicted")
                .line(LineStyle::Solid)
                .points(ends.map(|y| Point::with_error(1.0, y, 1.0, 1.0))),
        );
        Panel {
            x: Axis::linear("measured over declared or predicted"),
            y: Axis::categorical("", rows),
            series,
            ..Panel::default()
        }
    }

    /// What tells a cell from the others of the figure's experiment.
    fn setting_name(&self, index: usize) -> String {
        let all = &self.study.experiment.cells;
        let cell = self.cell(index);
        let mut parts = Vec::new();
        if all.iter().any(|other| other.family != cell.family) {
            parts.push(cell.problem.name().replace('-', " "));
        }
        if all.iter().any(|other| other.dim() != cell.dim()) {
            parts.push(format!("d={}", cell.dim()));
        }
        if all.iter().any(|other| other.samples != cell.samples) {
            parts.push(format!("n={}", cell.samples));
        }
        if all.iter().any(|other| other.alpha != cell.alpha) {
            parts.push(format!("α={}", number(cell.alpha)));
        }
        if parts.is_empty() {
            return "measured".to_owned();
        }
        parts.join(", ")
    }
}

/// Where a moment or constant is probed, by the start of a finding's subject, and the words for it.
const PLACES: [(&str, &str); 2] = [("at-optimum", "at w*"), ("at-start", "at the edge of W")];

fn is_probed_at(finding: &Finding, place: &str) -> bool {
    finding.subject.split(", ").any(|part| part == place)
}

/// The look of the `order`-th of some settings: where each was probed in two places, its colour is the setting's and its marker the
/// place's.
fn look(order: usize, name: &str, settings: &[String]) -> (Colour, Marker) {
    let split = |name: &str| {
        let ends = PLACES.iter().enumerate();
        let mut parts = ends.filter_map(|(index, (_, at))| Some((name.strip_suffix(*at)?.to_owned(), index)));
        parts.next()
    };
    let Some((own, place)) = split(name) else {
        return LOOKS[order % LOOKS.len()];
    };
    let mut owners: Vec<String> = Vec::new();
    for (owner, _) in settings.iter().filter_map(|name| split(name)) {
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }
    let rank = owners.iter().position(|owner| *owner == own).unwrap_or(0);
    let marker = [Marker::Circle, Marker::Diamond][place];
    (LOOKS[rank % LOOKS.len()].0, marker)
}

/// A claim's name for the rows of a figure, such as `Def. 3`.
fn short(claim: &Claim) -> String {
    if let Claim::Stated(stated) = claim {
        return stated.id.clone();
    }
    if *claim == Claim::BerryEsseen {
        return "Berry–Esseen".to_owned();
    }
    let name = claim.name().replace('-', " ");
    [
        ("definition", "Def."),
        ("proposition", "Prop."),
        ("theorem", "Thm."),
        ("observation", "Obs."),
    ]
    .iter()
    .fold(name, |name, (long, short)| name.replace(long, short))
}
