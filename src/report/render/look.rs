use super::builder::{Builder, Place};
use crate::algorithm::Scheme;
use crate::report::figure::Hue;
use crate::report::plot::{Colour, Marker, aggregator_colour, aggregator_marker};

/// Colour and marker of an estimator's series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Look {
    pub colour: Colour,
    pub marker: Marker,
    /// The aggregator's colour, of which the colour is a shade.
    base: Colour,
    /// The number of the shade.
    shade: usize,
}

/// All markers, in the order in which they tell series apart.
const MARKERS: [Marker; 5] = [
    Marker::Circle,
    Marker::Triangle,
    Marker::Square,
    Marker::Diamond,
    Marker::Cross,
];

/// From so many estimators on markers must tell rules apart.
const MANY: usize = 4;

/// The colours of what colours tell apart, where that is no rule.
const COLOURS: [Colour; 7] = [
    Colour::BLUE,
    Colour::VERMILLION,
    Colour::GREEN,
    Colour::PURPLE,
    Colour::ORANGE,
    Colour::SKY_BLUE,
    Colour::GREY,
];

impl Builder<'_> {
    /// The look of an estimator that is the `twin`-th, counted from 0, of those with its algorithm and aggregator: their
    /// colours are shades of the aggregator's, and their markers differ while there are any left.
    pub fn look(&self, estimator: usize, twin: usize) -> Look {
        let described = &self.study.experiment.estimators[estimator];
        let base = aggregator_colour(&described.aggregator);
        let (colour, shade) = (base.shade(twin), twin);
        let usual = self.usual_marker(estimator);
        if twin == 0 {
            return Look {
                colour,
                marker: usual,
                base,
                shade,
            };
        }
        let taken: Vec<Marker> = (self.spec.selection.estimators.iter())
            .map(|&other| self.usual_marker(other))
            .collect();
        let free = MARKERS.into_iter().filter(|marker| !taken.contains(marker));
        let others = MARKERS
            .into_iter()
            .filter(|marker| taken.contains(marker) && *marker != usual);
        let markers: Vec<Marker> = free.chain(others).chain([usual]).collect();
        Look {
            colour,
            marker: markers[(twin - 1) % markers.len()],
            base,
            shade,
        }
    }

    /// The look of an estimator in the `order`-th of some groups of cells: where one adversary is shown, markers tell groups apart, unless colours do.
    pub fn grouped(&self, look: Look, order: usize) -> Look {
        let coloured = matches!(self.spec.hue, Hue::Coordinate(_) | Hue::Parameter(_));
        if coloured || self.spec.selection.adversaries.len() > 1 {
            return look;
        }
        let usual = MARKERS.iter().position(|marker| *marker == look.marker).unwrap_or(0);
        Look {
            marker: MARKERS[(usual + order) % MARKERS.len()],
            ..look
        }
    }

    /// How many of the estimators shown before this one have its algorithm and aggregator, and how many pairs of others its usual look.
    pub fn twin(&self, estimator: usize) -> usize {
        let shown = self.spec.selection.estimators.iter().copied();
        let before: Vec<usize> = shown.take_while(|other| *other != estimator).collect();
        let same = before.iter().filter(|other| self.is_alike(**other, estimator)).count();
        same + self.lookalikes(&before, estimator)
    }

    /// Whether two estimators have one algorithm and one aggregator.
    pub fn is_alike(&self, one: usize, other: usize) -> bool {
        let [one, other] = [one, other].map(|estimator| &self.study.experiment.estimators[estimator]);
        one.algorithm == other.algorithm && one.aggregator == other.aggregator
    }

    /// How many pairs of algorithm and aggregator among `others` would usually look as another pair, an estimator's, does.
    pub fn lookalikes(&self, others: &[usize], estimator: usize) -> usize {
        let usual = |estimator: usize| {
            let colour = aggregator_colour(&self.study.experiment.estimators[estimator].aggregator);
            (colour, self.usual_marker(estimator))
        };
        let mut found: Vec<usize> = Vec::new();
        for &other in others {
            let known = found.iter().any(|known| self.is_alike(*known, other));
            if !known && !self.is_alike(other, estimator) && usual(other) == usual(estimator) {
                found.push(other);
            }
        }
        found.len()
    }

    /// A triangle says one round; where many rules are compared and all take one round it says nothing, and rules have their own.
    fn usual_marker(&self, estimator: usize) -> Marker {
        let estimators = &self.study.experiment.estimators;
        let described = &estimators[estimator];
        let shown = &self.spec.selection.estimators;
        let one_round = |&shown: &usize| estimators[shown].scheme == Scheme::OneRound;
        let says_something = shown.len() < MANY || !shown.iter().all(one_round);
        match described.scheme {
            Scheme::OneRound if says_something => Marker::Triangle,
            _ => aggregator_marker(&described.aggregator),
        }
    }

    /// An estimator's look at a place: where several adversaries are shown, its marker is the adversary's, and once all markers are
    /// taken the colour gets another shade; or its colour is what colours tell apart here.
    pub fn attacked_look(&self, look: Look, place: &Place) -> Look {
        let shown = &self.spec.selection.adversaries;
        let look = self.hued(look, place);
        if shown.len() < 2 {
            return look;
        }
        let adversary = self.adversary_of(place);
        let order = shown.iter().position(|&a| a == adversary).unwrap_or(0);
        match self.spec.hue {
            Hue::Estimator => Look {
                colour: (look.base).shade(look.shade + self.spec.selection.estimators.len() * (order / MARKERS.len())),
                marker: MARKERS[order % MARKERS.len()],
                ..look
            },
            Hue::Adversary => Look {
                colour: of_order(order),
                ..look
            },
            Hue::Coordinate(_) | Hue::Parameter(_) => Look {
                marker: MARKERS[order % MARKERS.len()],
                ..look
            },
        }
    }

    /// The same in the colour of the coordinate or parameter that colours tell apart; as it is where they tell something else.
    pub fn hued(&self, look: Look, place: &Place) -> Look {
        let (value, values) = match &self.spec.hue {
            Hue::Estimator | Hue::Adversary => return look,
            Hue::Coordinate(coordinate) => {
                let cells = self.spec.selection.cells(&self.study.experiment);
                let mut values: Vec<f64> = (cells.iter())
                    .map(|&cell| self.cell(cell).coordinate(*coordinate))
                    .collect();
                values.sort_by(f64::total_cmp);
                values.dedup();
                (Some(self.cell(place.cell).coordinate(*coordinate)), values)
            }
            Hue::Parameter(key) => {
                let estimator = place.arm / self.study.experiment.adversaries.len();
                let value = self.value_of(key, estimator, self.adversary_of(place));
                (value, self.values_of(key))
            }
        };
        let order = value.and_then(|value| values.iter().position(|known| *known == value));
        Look {
            // What has no value is black.
            colour: order.map_or(Colour::BLACK, of_order),
            ..look
        }
    }

    /// The adversary of a place.
    fn adversary_of(&self, place: &Place) -> usize {
        place.arm % self.study.experiment.adversaries.len()
    }
}

/// The colour of the `order`-th of what colours tell apart.
fn of_order(order: usize) -> Colour {
    COLOURS[order % COLOURS.len()].shade(order / COLOURS.len())
}
