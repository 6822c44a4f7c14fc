use rand::RngExt;

use super::case::{Case, error, normal};
use crate::claim::silence::{lower_bound, setting};
use crate::claim::{Term, predict};
use crate::experiment::Cell;
use crate::theory::theorem::{Form, Rule};

/// The predicted mean square of the first arm.
fn predicted_square(cell: &Cell) -> f64 {
    let prediction = predict(cell, 0);
    prediction.and_then(|p| p.mean_square).unwrap_or(f64::NAN)
}

/// Δ of the median in a cell.
fn delta(cell: &Cell) -> f64 {
    let delta = Rule::Median.deviation(&setting(cell, 0), Form::Paper);
    delta.map_or(f64::NAN, |delta| delta.total())
}

/// One case for every kind of check. Errors that obey the claim do so barely, at the end of what counts as agreement, where a
/// false contradiction is most likely; only a bound's failure probability is too small to be drawn from.
pub(super) const CASES: &[Case] = &[
    Case {
        kind: "exponent",
        deviation: "an exponent off by 0.1",
        spec: r#"
            name = "exponent"
            [[problem]]
            name = "gaussian-mean"
            [[grid]]
            n = [100, 200, 400, 800, 1600, 3200]
            m = [101]
            alpha = [0.0]
            [[estimator]]
            algorithm = "one-round"
            aggregator = "median"
            [[adversary]]
            name = "none"
            [[check]]
            claim = "theorem-7"
            kind = "exponent"
            along = "n"
            expected = -0.5
            margin = 0.02
        "#,
        replicates: 6_400,
        scale: |_| 1.0,
        draw: |cell, _, deviates, stream| {
            let exponent = if deviates { -0.4 } else { -0.48 };
            let error = (cell.samples as f64).powf(exponent) * normal(stream);
            vec![error.abs(), error]
        },
    },
    Case {
        kind: "exact-law",
        deviation: "a mean square off by 2.5 %",
        spec: r#"
            name = "exact-law"
            [[problem]]
            name = "gaussian-mean"
            [[grid]]
            n = [10]
            m = [11]
            alpha = [0.2]
            [[estimator]]
            algorithm = "one-round"
            aggregator = "median"
            [[adversary]]
            name = "plus-infinity"
            [[check]]
            claim = "definition-1"
            kind = "exact-law"
        "#,
        replicates: 6_400,
        scale: predicted_square,
        draw: |_, scale, deviates, stream| {
            let factor = if deviates { 1.025 } else { 1.0 };
            vec![error(factor * scale, stream), 0.0]
        },
    },
    Case {
        kind: "prediction",
        deviation: "an error off by 10 %",
        spec: r#"
            name = "prediction"
            [[problem]]
            name = "rademacher-regression"
            [[grid]]
            n = [100]
            m = [101]
            alpha = [0.1]
            dim = [5]
            [[estimator]]
            aggregator = "median"
            [[adversary]]
            name = "plus-infinity"
            [[check]]
            claim = "theorem-1"
            kind = "prediction"
            margin = 0.03
        "#,
        replicates: 2_000,
        scale: predicted_square,
        draw: |_, scale, deviates, stream| {
            let factor = if deviates { 1.1f64 } else { 1.03 };
            vec![error(factor.powi(2) * scale, stream), 0.0]
        },
    },
    Case {
        kind: "bias-coefficient",
        deviation: "a coefficient off by 0.1",
        spec: r#"
            name = "bias-coefficient"
            [[problem]]
            name = "exponential-mean"
            [[grid]]
            n = [20]
            m = [101]
            alpha = [0.0]
            [[estimator]]
            algorithm = "one-round"
            aggregator = "median"
            [[adversary]]
            name = "none"
            [[check]]
            claim = "theorem-7"
            kind = "bias-coefficient"
            expected = -0.33
            margin = 0.02
        "#,
        replicates: 20_000,
        scale: |_| 1.0,
        draw: |cell, _, deviates, stream| {
            let coefficient = if deviates { -0.23 } else { -0.31 };
            let n = cell.samples as f64;
            let signed = coefficient / n + 1.25 * normal(stream) / (n * cell.workers as f64).sqrt();
            vec![signed.abs(), signed]
        },
    },
    Case {
        kind: "terms",
        deviation: "a term off by 0.4",
        spec: r#"
            name = "terms"
            [[problem]]
            name = "gaussian-mean"
            [[grid]]
            n = [10, 20, 40, 80]
            m = [100, 400]
            alpha = [0.0, 0.05, 0.1]
            [[estimator]]
            aggregator = "median"
            rounds = 1
            [[adversary]]
            name = "plus-infinity"
            [[check]]
            claim = "theorem-1"
            kind = "terms"
            response = "bias"
            term = "1/n"
            expected = 0.33
            margin = 0.1
        "#,
        replicates: 1_500,
        scale: |_| 1.0,
        draw: |cell, _, deviates, stream| {
            let [byzantine, chance, skewness] = Term::ALL.map(|term| term.value(cell));
            let coefficient = if deviates { -0.07 } else { 0.23 };
            let signed = 1.3 * byzantine + coefficient * skewness + 1.25 * chance * normal(stream);
            vec![signed.abs(), signed]
        },
    },
    Case {
        kind: "breakdown",
        deviation: "half of the replicates unbroken",
        spec: r#"
            name = "breakdown"
            [[problem]]
            name = "gaussian-mean"
            radius = 10.0
            [[grid]]
            n = [10]
            m = [11]
            alpha = [0.1]
            [[estimator]]
            aggregator = "mean"
            rounds = 1
            [[adversary]]
            name = "plus-infinity"
            [[check]]
            claim = "table-1"
            kind = "breakdown"
        "#,
        replicates: 500,
        scale: |_| 1.0,
        draw: |_, _, deviates, stream| {
            let unbroken = stream.random_bool(if deviates { 0.5 } else { 0.05 });
            vec![if unbroken { 1.0 } else { 10.0 }, 0.0]
        },
    },
    Case {
        kind: "ordering",
        deviation: "the other order, by 5 %",
        spec: r#"
            name = "ordering"
            [[problem]]
            name = "gaussian-mean"
            [[grid]]
            n = [10]
            m = [11]
            alpha = [0.1]
            [[estimator]]
            aggregator = "median"
            rounds = 1
            [[adversary]]
            name = "omniscient-sign"
            [[adversary]]
            name = "sign-flip"
            [[check]]
            claim = "definition-1"
            kind = "ordering"
            worst = "omniscient-sign"
        "#,
        replicates: 2_000,
        scale: |_| 1.0,
        draw: |_, _, deviates, stream| {
            let (shared, factor) = (error(1.0, stream), if deviates { 1.05 } else { 1.0 });
            vec![shared + 0.1 * normal(stream), 0.0, factor * shared, 0.0]
        },
    },
    Case {
        kind: "bound",
        deviation: "a bound that one replicate in ten exceeds",
        spec: r#"
            name = "bound"
            measures = ["uniform-deviation"]
            [[problem]]
            name = "rademacher-regression"
            [[grid]]
            n = [1000]
            m = [2000]
            alpha = [0.1]
            dim = [5]
            [[estimator]]
            aggregator = "median"
            [[adversary]]
            name = "plus-infinity"
            [[check]]
            claim = "theorem-1"
            kind = "bound"
            bounds = "deviation"
        "#,
        replicates: 500,
        scale: delta,
        draw: |_, scale, deviates, stream| {
            let above = deviates && stream.random_bool(0.1);
            vec![0.0, 0.0, if above { 1.1 } else { 0.9 } * scale]
        },
    },
    Case {
        kind: "recursion",
        deviation: "a constant that one replicate in ten exceeds",
        spec: r#"
            name = "recursion"
            measures = ["path-deviation"]
            [[problem]]
            name = "gaussian-mean"
            [[grid]]
            n = [1000]
            m = [2000]
            alpha = [0.1]
            [[estimator]]
            aggregator = "median"
            rounds = 100
            [[adversary]]
            name = "plus-infinity"
            [[check]]
            claim = "theorem-1"
            kind = "recursion"
            at_most = 2.0
        "#,
        replicates: 500,
        scale: |_| 1.0,
        draw: |_, _, deviates, stream| {
            let above = deviates && stream.random_bool(0.1);
            vec![if above { 2.1 } else { 2.0 }, 0.0, 1.0]
        },
    },
    Case {
        kind: "lower-bound",
        deviation: "an error 10 % below the bound",
        spec: r#"
            name = "lower-bound"
            [[problem]]
            name = "gaussian-mean"
            [[grid]]
            n = [10]
            m = [101]
            alpha = [0.1]
            byzantine = "random"
            [[estimator]]
            algorithm = "one-round"
            aggregator = "median"
            [[adversary]]
            name = "world-1"
            [[adversary]]
            name = "world-2"
            [[check]]
            claim = "observation-1"
            kind = "lower-bound"
        "#,
        replicates: 1_000,
        scale: |cell| lower_bound(cell).map_or(f64::NAN, |bound| bound.mean_square()),
        draw: |_, scale, deviates, stream| {
            let square = if deviates { 0.81 } else { 1.0 } * scale;
            vec![error(square, stream), 0.0, error(square, stream), 0.0]
        },
    },
    Case {
        kind: "indistinguishable",
        deviation: "laws half a standard deviation apart",
        spec: r#"
            name = "indistinguishable"
            [[problem]]
            name = "gaussian-mean"
            [[grid]]
            n = [10]
            m = [101]
            alpha = [0.1]
            byzantine = "random"
            [[estimator]]
            algorithm = "one-round"
            aggregator = "median"
            [[adversary]]
            name = "world-1"
            [[adversary]]
            name = "world-2"
            [[check]]
            claim = "observation-1"
            kind = "indistinguishable"
        "#,
        replicates: 4_000,
        scale: |cell| lower_bound(cell).map_or(f64::NAN, |bound| bound.separation()),
        draw: |_, scale, deviates, stream| {
            let moved = if deviates { 0.5 } else { 0.0 };
            vec![1.0, normal(stream), 1.0, normal(stream) + moved - scale]
        },
    },
    Case {
        kind: "constant",
        deviation: "a constant that is 20 % too small",
        spec: r#"
            name = "constant"
            measures = ["gradient-square"]
            [[problem]]
            name = "rademacher-regression"
            [[grid]]
            n = [1]
            m = [100]
            alpha = [0.0]
            [[estimator]]
            id = "probe"
            algorithm = "probe"
            at = "start"
            aggregator = "mean"
            [[adversary]]
            name = "none"
            [[check]]
            claim = "definition-3"
            kind = "constant"
        "#,
        replicates: 2_000,
        scale: |cell| cell.problem.constants().gradient_deviation.powi(2),
        draw: |_, scale, deviates, stream| {
            let factor = if deviates { 1.2 } else { 1.0 };
            vec![1.0, 0.0, factor * scale * (1.0 + 0.3 * normal(stream))]
        },
    },
    Case {
        kind: "moment",
        deviation: "a variance off by 10 %",
        spec: r#"
            name = "moment"
            measures = ["coordinate-square"]
            [[problem]]
            name = "rademacher-regression"
            [[grid]]
            n = [1]
            m = [100]
            alpha = [0.0]
            [[estimator]]
            id = "probe"
            algorithm = "probe"
            at = "optimum"
            aggregator = "mean"
            [[adversary]]
            name = "none"
            [[check]]
            claim = "proposition-1"
            kind = "moment"
            of = "variance"
            margin = 0.03
        "#,
        replicates: 2_000,
        scale: |_| 1.0,
        draw: |_, _, deviates, stream| {
            let factor = if deviates { 1.1 } else { 1.03 };
            vec![1.0, 0.0, factor * (1.0 + 0.14 * normal(stream))]
        },
    },
    Case {
        kind: "contrast",
        deviation: "a ratio 10 % above",
        spec: r#"
            name = "contrast"
            [[problem]]
            name = "gaussian-mean"
            [[grid]]
            n = [10]
            m = [11]
            alpha = [0.1]
            [[estimator]]
            aggregator = "median"
            rounds = 1
            [[estimator]]
            aggregator = "trimmed-mean"
            beta = "alpha"
            rounds = 1
            [[adversary]]
            name = "plus-infinity"
            [[check]]
            claim = "table-1"
            kind = "contrast"
            estimators = ["median-gd"]
            against = "trimmed-mean-gd"
            at_most = 1.0
        "#,
        replicates: 2_000,
        scale: |_| 1.0,
        draw: |_, _, deviates, stream| {
            let factor = if deviates { 1.21 } else { 1.0 };
            vec![error(factor, stream), 0.0, error(1.0, stream), 0.0]
        },
    },
];
