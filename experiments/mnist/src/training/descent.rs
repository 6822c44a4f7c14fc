//! Algorithm 1 on digits.

use byzrate::adversary::{Honest, Scene, Step};
use byzrate::aggregator::{Messages, Workspace};
use byzrate::stream::ReplicateStreams;

use super::job::{Keeper, each_worker, test};
use super::{Context, Curve, RunError, Setting, SettingError};
use crate::adversary::{Destination, Labels};
use crate::data::{Samples, Shares};
use crate::model::Labelled;

/// Runs a setting to its end. The last b workers are Byzantine.
pub(super) fn run(setting: &Setting, context: &Context, spread: bool) -> Result<Curve, RunError> {
    let model = setting.network.model();
    let train = &context.digits.train;
    let shares =
        Shares::deal(train.len(), setting.workers, setting.seed, setting.replicate).map_err(SettingError::from)?;
    let rule = setting.rule().map_err(SettingError::from)?;
    let streams = ReplicateStreams::new(setting.seed, "digits|start", setting.replicate);
    let adversary = setting.adversary.messages();
    let honest = setting.workers - setting.byzantine();
    let images: Vec<Samples> = (0..setting.workers)
        .map(|worker| shares.images(worker, train))
        .collect();
    let own: Vec<Vec<Labelled>> = (images.iter().enumerate())
        .map(|(worker, images)| {
            let labels = if worker < honest {
                Labels::True
            } else {
                setting.adversary.labels()
            };
            shares.labels(worker, images, |label, drawn| labels.of(label, drawn))
        })
        .collect();
    let count = ((setting.batch * shares.each() as f64).round() as usize).clamp(1, shares.each());

    let dim = model.dim();
    let (mut keeper, mut state) = Keeper::start(context, std::slice::from_ref(setting), model.start(&streams));
    let mut rows = vec![vec![0.0; dim]; setting.workers];
    let mut messages = Messages::zeros(setting.workers, dim);
    let mut workspace = Workspace::default();
    let mut aggregate = vec![0.0; dim];
    let mut destination = Destination::new(dim);
    let step = Step::Gradient { eta: setting.step };
    if state.round == 0 && state.curves[0].rounds.is_empty() {
        let correct = test(model.as_ref(), &state.parameters, &context.digits.test, spread);
        state.curves[0].push(0, correct);
    }
    while state.round < setting.rounds && state.curves[0].lost.is_none() {
        let w = &state.parameters;
        let round = state.round;
        each_worker(&mut rows, spread, |worker, row| {
            if count == shares.each() {
                model.gradient(w, &images[worker], &own[worker], row);
            } else {
                let chosen = shares.batch(worker, round, count);
                let batch: Vec<Labelled> = chosen.into_iter().map(|place| own[worker][place]).collect();
                model.gradient(w, &images[worker], &batch, row);
            }
        });
        for (worker, row) in rows.iter().enumerate() {
            messages.row_mut(worker).copy_from_slice(row);
        }
        destination.lead(w, setting.step, &messages, honest);
        let scene = Scene {
            round,
            iterate: w,
            optimum: destination.place(),
            noise: 0.0,
            aggregator: rule.as_ref(),
            samples: count,
            step,
            byzantine: honest..setting.workers,
            alpha: setting.alpha,
            streams: &streams,
        };
        let adversary = adversary.as_deref().unwrap_or(&Honest);
        scene.round(adversary, &mut messages, &mut workspace, &mut aggregate);
        step.apply(&aggregate, &mut state.parameters);
        state.round += 1;
        if state.parameters.iter().any(|w| !w.is_finite()) {
            state.curves[0].lose(state.round);
        } else if setting.is_measured(state.round) {
            let correct = test(model.as_ref(), &state.parameters, &context.digits.test, spread);
            state.curves[0].push(state.round, correct);
        }
        keeper.round_done(&state)?;
    }
    Ok(state.curves.swap_remove(0))
}
