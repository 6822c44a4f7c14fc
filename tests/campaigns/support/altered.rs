//! Built-in problems that say or draw something else than they should.

use std::sync::Arc;

use byzrate::experiment::{Catalog, Part};
use byzrate::problem::{Ball, Constants, CoordinateLaw, MessageLaw, Problem, Shards};
use byzrate::stream::ReplicateStreams;

/// What draws the data in the place of the problem.
pub type Draw = fn(&dyn Problem, usize, usize, &ReplicateStreams) -> Box<dyn Shards>;

/// A problem with another mouth or another hand.
#[derive(Debug)]
struct Altered {
    sound: Part<dyn Problem>,
    constants: fn(&mut Constants),
    draw: Draw,
}

/// The built-in names, with the problem `name` altered: `constants` changes what it declares.
pub fn declaring(name: &'static str, constants: fn(&mut Constants)) -> Catalog {
    altered(name, constants, |sound, n, m, streams| sound.draw(n, m, streams))
}

/// The built-in names, with the data of the problem `name` drawn by `draw`.
pub fn drawing(name: &'static str, draw: Draw) -> Catalog {
    altered(name, |_| (), draw)
}

fn altered(name: &'static str, constants: fn(&mut Constants), draw: Draw) -> Catalog {
    let sound = Catalog::default();
    Catalog::default().with_problem(name, "altered", move |point, section| {
        Ok(Arc::new(Altered {
            sound: sound.problem(point, section)?,
            constants,
            draw,
        }))
    })
}

impl Problem for Altered {
    fn name(&self) -> &str {
        self.sound.name()
    }

    fn key(&self) -> String {
        self.sound.key()
    }

    fn dim(&self) -> usize {
        self.sound.dim()
    }

    fn optimum(&self) -> &[f64] {
        self.sound.optimum()
    }

    fn domain(&self) -> &Ball {
        self.sound.domain()
    }

    fn start(&self) -> Vec<f64> {
        self.sound.start()
    }

    fn noise(&self) -> f64 {
        self.sound.noise()
    }

    fn loss(&self, w: &[f64]) -> f64 {
        self.sound.loss(w)
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        self.sound.gradient(w, out);
    }

    fn constants(&self) -> Constants {
        let mut constants = self.sound.constants();
        (self.constants)(&mut constants);
        constants
    }

    fn coordinate_law(&self, w: &[f64]) -> CoordinateLaw {
        self.sound.coordinate_law(w)
    }

    fn is_convex(&self) -> bool {
        self.sound.is_convex()
    }

    fn gradient_bound(&self) -> Option<f64> {
        self.sound.gradient_bound()
    }

    fn estimate_deviation(&self) -> f64 {
        self.sound.estimate_deviation()
    }

    fn message_law(&self) -> MessageLaw {
        self.sound.message_law()
    }

    fn has_newton_directions(&self) -> bool {
        self.sound.has_newton_directions()
    }

    fn smallest_subsample(&self) -> Option<usize> {
        self.sound.smallest_subsample()
    }

    fn data_size(&self, samples: usize, workers: usize) -> Option<usize> {
        self.sound.data_size(samples, workers)
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        (self.draw)(&*self.sound, samples, workers, streams)
    }
}
