use crate::adversary::{Adversary, Scene, Step};
use crate::aggregator::{Messages, Workspace};

/// Where a [`Crafted`] attack pushes: a vector u of length √d, so that sizes count in every coordinate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Heading {
    /// u = (1, …, 1).
    Ones,
    /// Away from the origin, along the honest mean μ̂; a negative size pushes towards it.
    Outward,
    /// Along the coordinates' deviations among the honest messages.
    Spread,
    /// Along the error that the honest mean makes: what is pushed adds to it. It takes knowing w*.
    Error,
    /// The sign of that error in every coordinate.
    ErrorSign,
    /// The first coordinate alone.
    Axis,
}

impl Heading {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Ones,
        Self::Outward,
        Self::Spread,
        Self::Error,
        Self::ErrorSign,
        Self::Axis,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Ones => "ones",
            Self::Outward => "outward",
            Self::Spread => "spread",
            Self::Error => "error",
            Self::ErrorSign => "error-sign",
            Self::Axis => "axis",
        }
    }
}

/// Attackers in one or two clusters along a line: μ̂_q + c·s·u and μ̂_q + c′·s·u, with s = σ/√n.
///
/// u is the direction; μ̂_q the mean of the q honest messages that lie farthest along u, so that a cluster may lean on some of the honest
/// workers instead of standing off all of them: q = h is the honest mean. A share of the attackers stands at c, the others at c′.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crafted {
    /// u.
    pub direction: Heading,
    /// c, in units of s a coordinate.
    pub size: f64,
    /// q; that of all honest workers where it is `None`, and at most that.
    pub lean: Option<usize>,
    /// c′ in the same units, and how many of the attackers stand there.
    pub second: Option<(f64, usize)>,
}

impl Crafted {
    /// All attackers off the honest mean by `size` along `direction`.
    #[must_use]
    pub fn cluster(direction: Heading, size: f64) -> Self {
        Self {
            direction,
            size,
            lean: None,
            second: None,
        }
    }
}

impl Adversary for Crafted {
    fn name(&self) -> &str {
        "crafted"
    }

    fn key(&self) -> String {
        let mut key = format!("crafted direction={} size={}", self.direction.name(), self.size);
        if let Some(lean) = self.lean {
            key.push_str(&format!(" lean={lean}"));
        }
        if let Some((size, workers)) = self.second {
            key.push_str(&format!(" second={size} workers={workers}"));
        }
        key
    }

    fn reads_alpha(&self) -> bool {
        false
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, _workspace: &mut Workspace) {
        let honest = scene.byzantine.start;
        if honest == 0 {
            return;
        }
        let mut base = mean_of(messages, 0..honest);
        let direction = direction_of(self.direction, scene, messages, &base);
        if let Some(lean) = self.lean.filter(|lean| *lean < honest) {
            let along =
                |worker: usize| -> f64 { messages.row(worker).iter().zip(&direction).map(|(x, u)| x * u).sum() };
            let along: Vec<f64> = (0..honest).map(along).collect();
            let mut order: Vec<usize> = (0..honest).collect();
            order.sort_by(|a, b| along[*b].total_cmp(&along[*a]).then(a.cmp(b)));
            base = mean_of(messages, order.into_iter().take(lean.max(1)));
        }
        let unit = scene.noise / (scene.samples as f64).sqrt();
        let (other, at_other) = self.second.unwrap_or((self.size, 0));
        for (index, worker) in scene.byzantine.clone().enumerate() {
            let size = if index < at_other { other } else { self.size };
            for ((value, base), u) in messages.row_mut(worker).iter_mut().zip(&base).zip(&direction) {
                *value = base + size * unit * u;
            }
        }
    }
}

fn mean_of(messages: &Messages, workers: impl Iterator<Item = usize>) -> Vec<f64> {
    let mut mean = vec![0.0; messages.dim()];
    let mut count = 0.0;
    for worker in workers {
        count += 1.0;
        for (mean, value) in mean.iter_mut().zip(messages.row(worker)) {
            *mean += value;
        }
    }
    mean.iter_mut().for_each(|mean| *mean /= count);
    mean
}

/// u of a scene whose honest mean is `mean`; all ones where it is not defined, as outward from the origin itself.
fn direction_of(direction: Heading, scene: &Scene, messages: &Messages, mean: &[f64]) -> Vec<f64> {
    // To move the next iterate up, gradients go down.
    let towards = match scene.step {
        Step::Gradient { .. } => -1.0,
        Step::Estimate => 1.0,
    };
    let error = || (0..mean.len()).map(|k| towards * scene.next_error(k, mean[k]));
    let vector: Vec<f64> = match direction {
        Heading::Ones => vec![1.0; mean.len()],
        Heading::Outward => mean.to_vec(),
        Heading::Error => error().collect(),
        Heading::ErrorSign => error().map(f64::signum).collect(),
        Heading::Axis => (0..mean.len()).map(|k| if k == 0 { 1.0 } else { 0.0 }).collect(),
        Heading::Spread => {
            let square = |k: usize| -> f64 {
                let honest = messages.rows().take(scene.byzantine.start);
                honest.map(|row| (row[k] - mean[k]).powi(2)).sum()
            };
            (0..mean.len()).map(|k| square(k).sqrt()).collect()
        }
    };
    let length = crate::problem::distance(&vector, &vec![0.0; vector.len()]);
    if length > 0.0 && length.is_finite() {
        let factor = (vector.len() as f64).sqrt() / length;
        vector.into_iter().map(|u| u * factor).collect()
    } else {
        vec![1.0; vector.len()]
    }
}
