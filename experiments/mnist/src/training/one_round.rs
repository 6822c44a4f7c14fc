//! Algorithm 2 on digits: local gradient descent, and one aggregation of what came out.

use byzrate::aggregator::{Aggregator, Messages, Workspace};
use byzrate::stream::ReplicateStreams;

use super::job::{Keeper, each_worker, test};
use super::{Context, Curve, RunError, Setting, SettingError};
use crate::adversary::Labels;
use crate::data::{Samples, Shares};
use crate::model::Labelled;

/// Runs settings that differ in rule and Byzantine workers alone. Every worker trains on its own labels; a worker that is
/// Byzantine in one of them trains a second time, on random labels. After each measured number of local rounds the master's
/// aggregate is tested as if the workers had stopped there.
pub(super) fn run(settings: &[Setting], context: &Context, spread: bool) -> Result<Vec<Curve>, RunError> {
    let common = &settings[0];
    let model = common.network.model();
    let train = &context.digits.train;
    let shares =
        Shares::deal(train.len(), common.workers, common.seed, common.replicate).map_err(SettingError::from)?;
    let rules: Vec<Box<dyn Aggregator>> = (settings.iter().map(Setting::rule))
        .collect::<Result<_, _>>()
        .map_err(SettingError::from)?;
    let streams = ReplicateStreams::new(common.seed, "digits|start", common.replicate);
    let most = settings.iter().map(Setting::byzantine).max().unwrap_or(0);
    let images: Vec<Samples> = (0..common.workers).map(|worker| shares.images(worker, train)).collect();
    let trained: Vec<(usize, Labels)> = (0..common.workers)
        .map(|worker| (worker, Labels::True))
        .chain((common.workers - most..common.workers).map(|worker| (worker, Labels::Random)))
        .collect();
    let own: Vec<Vec<Labelled>> = (trained.iter())
        .map(|(worker, labels)| shares.labels(*worker, &images[*worker], |label, drawn| labels.of(label, drawn)))
        .collect();

    let dim = model.dim();
    let start = model.start(&streams).repeat(own.len());
    let (mut keeper, mut state) = Keeper::start(context, settings, start);
    let mut rows: Vec<Vec<f64>> = state.parameters.chunks_exact(dim).map(<[f64]>::to_vec).collect();
    while state.round < common.rounds {
        each_worker(&mut rows, spread, |worker, row| {
            let mut gradient = vec![0.0; dim];
            model.gradient(row, &images[trained[worker].0], &own[worker], &mut gradient);
            for (w, slope) in row.iter_mut().zip(&gradient) {
                *w -= common.step * slope;
            }
        });
        state.round += 1;
        for (kept, row) in state.parameters.chunks_exact_mut(dim).zip(&rows) {
            kept.copy_from_slice(row);
        }
        if common.is_measured(state.round) {
            for (curve, rule) in state.curves.iter_mut().zip(&rules) {
                let w = estimate(&curve.setting, rule.as_ref(), &rows, most);
                let correct = test(model.as_ref(), &w, &context.digits.test, spread);
                curve.push(state.round, correct);
            }
        }
        keeper.round_done(&state)?;
    }
    Ok(state.curves)
}

/// The aggregate of the workers' parameters, of which the last b are those trained on random labels.
fn estimate(setting: &Setting, rule: &dyn Aggregator, rows: &[Vec<f64>], most: usize) -> Vec<f64> {
    let dim = rows[0].len();
    let mut messages = Messages::zeros(setting.workers, dim);
    let honest = setting.workers - setting.byzantine();
    for worker in 0..setting.workers {
        let row = if worker < honest { worker } else { worker + most };
        messages.row_mut(worker).copy_from_slice(&rows[row]);
    }
    let mut out = vec![0.0; dim];
    rule.aggregate(&messages, &mut Workspace::default(), &mut out);
    out
}
