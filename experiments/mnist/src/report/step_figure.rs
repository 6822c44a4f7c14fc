//! Where the paper's order holds, over step size and rounds.

use byzrate::report::plot::{Axis, Category, Colour, Figure, Panel, Tiles, aggregator_colour};

use super::images::{on, on_mnist, prefix};
use super::{All, Cell, Order, cells, of, order, provenance};
use crate::plan::Experiment;

/// Points below the better robust rule from which the mean counts as collapsed.
const COLLAPSE: f64 = 5.0;
/// Columns at most.
const COLUMNS: usize = 15;

pub(super) fn figure(all: &All, experiment: Experiment) -> Option<Figure> {
    let table = experiment.table()?;
    let results = of(all, table.experiment)?;
    let cells = cells(results);
    let mut steps: Vec<f64> = cells.iter().map(|cell| cell.setting().step).collect();
    steps.dedup();
    let shortest = cells.iter().map(Cell::rounds).min_by_key(|rounds| rounds.len())?;
    let measured: Vec<usize> = shortest.iter().copied().filter(|round| *round > 0).collect();
    let stride = measured.len().div_ceil(COLUMNS).max(1);
    let rounds: Vec<usize> = measured.chunks_exact(stride).map(|some| some[stride - 1]).collect();
    if steps.len() < 2 || rounds.len() < 2 {
        return None;
    }
    let orders: Vec<(f64, Order)> = (steps.iter())
        .flat_map(|&step| rounds.iter().map(move |&round| (step, round)))
        .map(|(step, round)| Some((step, order(table, &cells, step, round)?)))
        .collect::<Option<_>>()?;
    let x = Axis::linear("rounds T");
    // Steps are not evenly spaced: a row each.
    let y = Axis::categorical("step size η", steps.iter().rev().map(|step| step.to_string()));
    let tiles = |categories: Vec<Category>, category: &dyn Fn(&Order) -> usize| {
        let every = rounds[0] as f64;
        let x_edges = (0..=rounds.len()).map(|i| (i as f64 + 0.5) * every).collect();
        let rows = steps.len();
        // On a categorical axis the first category is at the top, and tiles are listed from the lowest value on.
        let cells = (0..rows)
            .rev()
            .flat_map(|row| orders[row * rounds.len()..][..rounds.len()].iter());
        Tiles {
            categories,
            x_edges,
            y_edges: (0..=rows).map(|i| i as f64 - 0.5).collect(),
            cells: cells.map(|(_, order)| category(order)).collect(),
            texts: Vec::new(),
        }
    };
    let grey = aggregator_colour("mean");
    let collapse = vec![
        Category::new("the mean is not the worst", Colour::GREEN.tint(50)),
        Category::new("worst by less than 1 point", grey.tint(12)),
        Category::new(format!("worst by 1 to {COLLAPSE} points"), grey.tint(45)),
        Category::new(format!("worst by {COLLAPSE} points or more"), grey),
    ];
    let order_of = vec![
        Category::new(
            format!("the paper’s order{} of all four", on_mnist(results)),
            Colour::YELLOW.tint(70),
        ),
        Category::new("another order, the mean worst", Colour::PURPLE.tint(40)),
        Category::new("the median worst", aggregator_colour("median")),
        Category::new("the trimmed mean worst", aggregator_colour("trimmed-mean").tint(75)),
    ];
    let panel = |title: &str, tiles: Tiles| Panel {
        title: Some(title.to_owned()),
        x: x.clone(),
        y: y.clone(),
        tiles: Some(tiles),
        ..Panel::default()
    };
    let depth = |order: &Order| match order.collapse() {
        _ if !order.mean_worst() => 0,
        points if points < 1.0 => 1,
        points if points < COLLAPSE => 2,
        _ => 3,
    };
    let which = |order: &Order| match order {
        order if order.as_printed => 0,
        order if order.mean_worst() => 1,
        order if order.median_worst() => 2,
        _ => 3,
    };
    let count = |test: &dyn Fn(&Order) -> bool| orders.iter().filter(|(_, order)| test(order)).count();
    let collapsed: Vec<f64> = (orders.iter())
        .filter(|(_, order)| depth(order) == 3)
        .map(|(step, _)| *step)
        .collect();
    let smallest = collapsed.iter().copied().fold(f64::INFINITY, f64::min);
    let setting = cells.last().map(Cell::setting)?;
    Some(Figure {
        title: format!(
            "{}The paper’s order{} of all four holds in {} of {} cells; the mean collapses {}",
            prefix(&[results]),
            on_mnist(results),
            count(&|order| order.as_printed),
            orders.len(),
            if smallest.is_finite() {
                format!("in {}, none at a step below {smallest}", collapsed.len())
            } else {
                "nowhere".to_owned()
            }
        ),
        subtitle: Some(format!(
            "Mean test accuracy of the replicates of {}{} after T rounds, under flipped labels",
            experiment.network().title(),
            on(results)
        )),
        panels: vec![
            panel("The mean against the better robust rule", tiles(collapse, &depth)),
            panel("Order of the settings", tiles(order_of, &which)),
        ],
        footer: vec![
            format!(
                "m = {}, n = {}, α = β = {}; under attack the median is the worst in {} of {} cells",
                setting.workers,
                results.samples / setting.workers,
                setting.alpha,
                count(&|order| order.median_worst()),
                orders.len()
            ),
            provenance(&[results]),
        ],
        ..Figure::default()
    })
}
