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
        let probed =
            |(place, _, _): &&(&str, &str, Marker)| shown.iter().any(|(finding, _)| is_probed_at(finding, place));
        let places: Vec<&(&str, &str, Marker)> = PLACES.iter().filter(probed).collect();
        let mut rows: Vec<String> = Vec::new();
        let mut settings: Vec<String> = Vec::new();
        for (finding, cell) in &shown {
            for (known, name) in [(&mut rows, row(finding)), (&mut settings, self.setting_name(*cell))] {
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
        // The first row is to stand at the top.
        let height = |name: &String| rows.iter().position(|known| known == name).map(|place| place as f64);
        let points = |setting: &String, is_shown: &dyn Fn(&Finding) -> bool| {
            let points = shown.iter().filter(|(_, cell)| self.setting_name(*cell) == *setting);
            let points = points.filter_map(|(finding, _)| {
                let (measured, predicted) = (finding.measured?, finding.predicted.filter(|p| *p != 0.0)?);
                let ratio = |value: f64| value / predicted;
                let y = height(&row(finding)).filter(|_| is_shown(finding))?;
                let (low, high) = finding
                    .interval
                    .map_or((measured.value, measured.value), |i| (i.low, i.high));
                Some(Point::with_error(ratio(measured.value), y, ratio(low), ratio(high)))
            });
            points.collect::<Vec<_>>()
        };
        let mut series = Vec::new();
        for (order, setting) in settings.iter().enumerate() {
            let (colour, marker) = LOOKS[order % LOOKS.len()];
            let own = Series::new(colour).label(setting.clone());
            if places.len() < 2 {
                series.push(own.marker(marker).points(points(setting, &|_| true)));
                continue;
            }
            // Colours tell settings apart, and markers where they were probed.
            let elsewhere = |finding: &Finding| !places.iter().any(|(place, _, _)| is_probed_at(finding, place));
            series.push(own.clone().marker(Marker::Circle).points(points(setting, &elsewhere)));
            for (place, _, marker) in &places {
                let there = |finding: &Finding| is_probed_at(finding, place);
                series.push(own.clone().marker(*marker).points(points(setting, &there)));
            }
        }
        if places.len() > 1 {
            let legend = |(_, at, marker): &&(&str, &str, Marker)| Series::new(Colour::GREY).label(*at).marker(*marker);
            series.extend(places.iter().map(legend));
        }
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

/// Where a moment or constant is probed: a part of a finding's subject, the words for it, and its marker.
const PLACES: [(&str, &str, Marker); 3] = [
    ("at-optimum", "at w*", Marker::Square),
    ("at-start", "at the start of a run", Marker::Triangle),
    ("at-edge", "at the edge of W", Marker::Diamond),
];

fn is_probed_at(finding: &Finding, place: &str) -> bool {
    finding.subject.split(", ").any(|part| part == place)
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
