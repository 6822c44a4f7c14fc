use super::builder::Builder;
use crate::experiment::{Coordinate, Response};
use crate::report::figure::{Along, Quantity, RateLine};
use crate::report::plot::Axis;

/// A logarithmic axis of floats or a parameter is worth its while from this ratio of the largest to the smallest on.
pub(super) const LOG_FROM: f64 = 5.0;

/// The space left free at each end of an axis of trim fractions, as a share of its length, and where it has none.
const SPACE: f64 = 0.05;

impl Builder<'_> {
    pub fn x_axis(&self, cells: &[usize]) -> Axis {
        match self.spec.along {
            Along::Adversary => {
                let names = self.spec.selection.adversaries.iter();
                Axis::categorical("adversary", names.map(|&a| self.adversary_name(a)))
            }
            Along::Finding => Axis::linear(""),
            Along::Parameter => self.parameter_axis(),
            Along::Cell => Axis::categorical("setting", cells.iter().map(|&cell| self.cell_name(cell))),
            Along::Coordinate(Coordinate::Samples) => Axis::log("n, samples per worker"),
            Along::Coordinate(Coordinate::Workers) => Axis::log("m, workers"),
            Along::Coordinate(Coordinate::Dim) => Axis::log("d, dimension"),
            Along::Coordinate(Coordinate::Alpha) => {
                self.coordinate_axis("α, Byzantine fraction", cells, Coordinate::Alpha)
            }
            Along::TrimFraction => {
                let (low, high) = self.estimator_range(cells);
                let space = if low < high { SPACE * (high - low) } else { SPACE };
                // The range is given, so that the lines of what has no trim fraction reach from end to end.
                Axis::linear("β, trim fraction k/m").range(low - space, high + space)
            }
            Along::Floats => {
                let label = "floats that each worker sends in the whole run";
                let (low, high) = self.estimator_range(cells);
                if high >= LOG_FROM * low {
                    Axis::log(label)
                } else {
                    Axis::linear(label)
                }
            }
        }
    }

    /// The smallest and the largest x of the estimators shown, under the adversaries shown, in some cells.
    fn estimator_range(&self, cells: &[usize]) -> (f64, f64) {
        let xs = cells
            .iter()
            .flat_map(|&cell| self.arms_shown().filter_map(move |arm| self.estimator_x(arm, cell)));
        let (low, high) = xs.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            (low.min(x), high.max(x))
        });
        if low <= high { (low, high) } else { (0.0, 0.0) }
    }

    pub fn y_axis(&self) -> Axis {
        match self.spec.quantity {
            Quantity::Response(Response::Rms) => Axis::log("rms error √(E‖ŵ − w*‖²)"),
            Quantity::Response(Response::Mean) => Axis::log("mean error E‖ŵ − w*‖"),
            Quantity::Response(Response::Bias) => Axis::log("bias |E(ŵ − w*)| of a coordinate"),
            Quantity::Response(Response::Of(measure)) => Axis::log(measure.axis()),
            Quantity::Ratio => Axis::linear("rms error, measured over predicted"),
            Quantity::OverLowerBound => Axis::linear("rms error over what no estimator can beat"),
            Quantity::ScaledBias => Axis::linear("n·bias/σ of a coordinate"),
        }
    }

    fn cell_name(&self, index: usize) -> String {
        let cell = self.cell(index);
        if cell.is_random() {
            return format!("m={} α={} by chance d={}", cell.workers, number(cell.alpha), cell.dim());
        }
        format!("m={} b={} d={}", cell.workers, cell.byzantine, cell.dim())
    }

    pub fn adversary_name(&self, index: usize) -> &str {
        &self.study.experiment.adversaries[index].id
    }
}

pub(super) fn rate_label(rate: RateLine) -> &'static str {
    match rate {
        RateLine::None => "",
        RateLine::TrimmedMean => "rate with constant 1: σ√d·(α/√n + 1/√(nm))",
        RateLine::Median => "rate with constant 1: σ√d·(α/√n + 1/√(nm) + 1/n)",
        RateLine::Skewness => "rate with constant 1: σ/n",
    }
}

/// Values with their ends only where there are many.
pub(super) fn list(values: &[f64]) -> String {
    if values.len() > 4 {
        return range(values);
    }
    values.iter().map(|value| number(*value)).collect::<Vec<_>>().join(", ")
}

pub(super) fn range(values: &[f64]) -> String {
    match values {
        [] => "no".to_owned(),
        [only] => number(*only),
        [first, .., last] => format!("{}–{}", number(*first), number(*last)),
    }
}

/// A value with four significant digits, and a whole number with all of them.
pub(super) fn number(value: f64) -> String {
    const DIGITS: i32 = 4;
    if value.fract() == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let decimals = DIGITS - 1 - libm::floor(libm::log10(value.abs())) as i32;
    let text = format!("{value:.0$}", decimals.clamp(0, 17) as usize);
    if text.contains('.') {
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_digits() {
        let texts = [
            2.0 / 11.0,
            4.0 / 41.0,
            0.1,
            1e6,
            0.05,
            12.345678,
            0.000_123_456,
            12_345.6,
        ]
        .map(number);
        let expected = [
            "0.1818",
            "0.09756",
            "0.1",
            "1000000",
            "0.05",
            "12.35",
            "0.0001235",
            "12346",
        ];
        assert_eq!(texts, expected);
    }
}
