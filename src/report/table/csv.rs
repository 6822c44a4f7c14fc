use super::column::{bound_on_error, quantile_95};
use crate::report::export::write_number;
use crate::report::{ArmReport, CellReport, ExperimentReport, Report};
use crate::stat::Estimate;

/// The columns of [`csv_table`], in their order.
pub const CSV_COLUMNS: [&str; 33] = [
    "experiment",
    "profile",
    "seed",
    "problem",
    "n",
    "m",
    "dim",
    "alpha",
    "byzantine",
    "byzantine_model",
    "estimator",
    "algorithm",
    "aggregator",
    "adversary",
    "rounds",
    "replicates",
    "lost",
    "mean",
    "mean_standard_error",
    "rms",
    "rms_standard_error",
    "bias",
    "bias_standard_error",
    "median",
    "quantile_95",
    "quantile_95_low",
    "quantile_95_high",
    "predicted_by",
    "predicted_rms",
    "predicted_bias",
    "theorem",
    "bound",
    "lower_bound",
];

/// The table of every experiment as one of comma-separated values with a header, every number with all its digits. What does not exist is
/// empty; an infinite number is `inf` or `-inf`.
#[must_use]
pub fn csv_table(report: &Report) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Nothing fails that is written to memory.
    let _ = writer.write_record(CSV_COLUMNS);
    for experiment in &report.experiments {
        for cell in &experiment.cells {
            for arm in &cell.arms {
                let _ = writer.write_record(row(experiment, cell, arm));
            }
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn row(experiment: &ExperimentReport, cell: &CellReport, arm: &ArmReport) -> [String; CSV_COLUMNS.len()] {
    let [mean, mean_error] = estimate(arm.summary.mean);
    let [rms, rms_error] = estimate(arm.summary.rms);
    let [bias, bias_error] = estimate(arm.summary.bias);
    let quantiles = || arm.summary.quantiles.iter();
    let median = quantiles().find(|quantile| quantile.probability == 0.5);
    let high = quantiles().find(|quantile| quantile.probability == 0.95);
    let predicted = arm.predicted.as_ref();
    let bound = arm.bounds.iter().find(|bound| bound.measure == "error");
    [
        experiment.name.clone(),
        experiment.profile.name().to_owned(),
        experiment.seed.to_string(),
        cell.problem.clone(),
        cell.n.to_string(),
        cell.m.to_string(),
        cell.dim.to_string(),
        cell.alpha.to_string(),
        cell.byzantine.to_string(),
        cell.byzantine_model.to_owned(),
        arm.estimator.clone(),
        arm.algorithm.clone(),
        arm.aggregator.clone(),
        arm.adversary.clone(),
        number(arm.rounds),
        arm.replicates.to_string(),
        arm.summary.lost.to_string(),
        mean,
        mean_error,
        rms,
        rms_error,
        bias,
        bias_error,
        number(median.map(|quantile| quantile.value)),
        number(quantile_95(arm)),
        number(high.map(|quantile| quantile.interval.low)),
        number(high.map(|quantile| quantile.interval.high)),
        predicted.map_or(String::new(), |predicted| predicted.kind.to_owned()),
        number(predicted.and_then(|predicted| predicted.rms)),
        number(predicted.and_then(|predicted| predicted.bias)),
        bound.map_or(String::new(), |bound| bound.theorem.clone()),
        number(bound_on_error(arm)),
        number(cell.lower_bound),
    ]
}

fn estimate(estimate: Option<Estimate>) -> [String; 2] {
    [
        number(estimate.map(|estimate| estimate.value)),
        number(estimate.map(|estimate| estimate.standard_error)),
    ]
}

fn number(value: Option<f64>) -> String {
    let mut text = Vec::new();
    if let Some(value) = value {
        write_number(&mut text, value);
    }
    String::from_utf8(text).unwrap_or_default()
}
