use super::campaign::refine;
use super::{Campaign, Judged, LOOKS, Study};
use crate::experiment::{CellOutcomes, Engine, Need, RunError};

/// What the next look at a study lacks.
#[derive(Debug)]
pub struct Planned {
    /// Which look it is.
    pub look: usize,
    /// What it lacks.
    pub needs: Vec<Need>,
    /// What was found, where nothing lacks.
    pub judged: Option<Judged>,
}

impl Campaign {
    /// Goes through the looks of [`Campaign::run`] on what is stored, up to the first one that lacks replicates; draws nothing.
    ///
    /// # Errors
    /// If the engine fails or is told to stop.
    pub fn plan(&self, study: &Study, engine: &Engine) -> Result<Planned, RunError> {
        let experiment = &study.experiment;
        let level = self.confidence().level;
        let mut wanted = experiment.initial_precision();
        let mut outcomes = vec![CellOutcomes::default(); experiment.cells.len()];
        let mut findings = Vec::new();
        for look in 1..=LOOKS {
            let needs = engine.lacking(experiment, &wanted, &mut outcomes)?;
            if !needs.is_empty() {
                return Ok(Planned {
                    look,
                    needs,
                    judged: None,
                });
            }
            findings = study.judge_unless(engine.stop, &outcomes, level)?;
            if refine(&findings, &outcomes, experiment.replication.maximum, &mut wanted) == 0 {
                break;
            }
        }
        Ok(Planned {
            look: LOOKS,
            needs: Vec::new(),
            judged: Some(Judged { outcomes, findings }),
        })
    }
}
