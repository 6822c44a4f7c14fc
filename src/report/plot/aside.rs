//! Series side by side in the categories of an axis.

use super::figure::{Marker, Panel, Point};

/// Widest distance between series set side by side in a category.
const SIDE_BY_SIDE: f64 = 18.0;

/// How far points are moved so that those of one group stand side by side within a band; all of a category that are of one group have
/// their own slots, each for the series of one label and marker, e.g. its filled and its hollow points.
pub(super) fn side_by_side(panel: &Panel, band: f64, group: impl Fn(&Point) -> i64) -> Vec<Vec<f64>> {
    type Slot<'a> = (Option<(&'a String, Marker)>, usize);
    let mut slots: Vec<(i64, Vec<Slot>)> = Vec::new();
    let mut slot_of: Vec<Vec<Option<(usize, usize)>>> = Vec::new();
    for (index, series) in panel.series.iter().enumerate() {
        let key = series.label.as_ref().zip(series.marker);
        let mut find = |point: &Point| {
            series.marker?;
            let group = group(point);
            let place = slots.iter().position(|(known, _)| *known == group).unwrap_or_else(|| {
                slots.push((group, Vec::new()));
                slots.len() - 1
            });
            let own = &mut slots[place].1;
            let same = |(known, owner): &Slot| if key.is_some() { *known == key } else { *owner == index };
            let slot = own.iter().position(same).unwrap_or_else(|| {
                own.push((key, index));
                own.len() - 1
            });
            Some((place, slot))
        };
        slot_of.push(series.points.iter().map(&mut find).collect());
    }
    let shift = |(place, slot): (usize, usize)| {
        let count = slots[place].1.len() as f64;
        (slot as f64 - (count - 1.0) / 2.0) * (0.76 * band / count).min(SIDE_BY_SIDE)
    };
    let shifts = |slots: Vec<Option<(usize, usize)>>| slots.into_iter().map(|at| at.map_or(0.0, shift)).collect();
    slot_of.into_iter().map(shifts).collect()
}
