use std::ops::Range;

use byzrate::stream::{Purpose, ReplicateStreams};
use rand::RngExt;
use rand::seq::SliceRandom;

use super::{CLASSES, DataError, Samples};

/// The training images as they are dealt to m workers: n = N/m each, by a random permutation.
///
/// Which worker holds which image, and what label it would draw at random, depends on the seed, the replicate and m alone: every
/// aggregator, adversary and step size meets the same data.
#[derive(Clone, Debug)]
pub struct Shares {
    workers: usize,
    order: Vec<u32>,
    random_labels: Vec<u8>,
    seed: u64,
    replicate: u64,
}

impl Shares {
    /// Deals `samples` images to `workers` workers.
    ///
    /// # Errors
    /// If `workers` does not divide `samples`.
    pub fn deal(samples: usize, workers: usize, seed: u64, replicate: u64) -> Result<Self, DataError> {
        if workers == 0 || !samples.is_multiple_of(workers) {
            let divides = |m: &usize| *m > 0 && samples.is_multiple_of(*m);
            let hint = (1..=samples)
                .filter(divides)
                .min_by_key(|m| m.abs_diff(workers))
                .unwrap_or(1);
            return Err(DataError::Uneven { workers, samples, hint });
        }
        let streams = ReplicateStreams::new(seed, &format!("digits|m={workers}"), replicate);
        let mut order: Vec<u32> = (0..samples as u32).collect();
        order.shuffle(&mut streams.worker(Purpose::Assignment, 0));
        let each = samples / workers;
        let random_labels = (0..workers)
            .flat_map(|worker| {
                let mut stream = streams.worker(Purpose::Adversary, worker);
                (0..each)
                    .map(move |_| stream.random_range(0..CLASSES as u8))
                    .collect::<Vec<_>>()
            })
            .collect();
        Ok(Self {
            workers,
            order,
            random_labels,
            seed,
            replicate,
        })
    }

    /// The number of workers m.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// n, the number of images of each worker.
    #[must_use]
    pub fn each(&self) -> usize {
        self.order.len() / self.workers
    }

    /// The images of a worker.
    #[must_use]
    pub fn images(&self, worker: usize, samples: &Samples) -> Samples {
        samples.chosen(self.order[self.range(worker)].iter().map(|sample| *sample as usize))
    }

    /// The places of all images of a worker with the labels that `label` gives them, from the true label and the random one.
    pub fn labels(&self, worker: usize, images: &Samples, label: impl Fn(u8, u8) -> u8) -> Vec<(u32, u8)> {
        let drawn = self.random_labels[self.range(worker)].iter().enumerate();
        drawn
            .map(|(place, drawn)| (place as u32, label(images.label(place), *drawn)))
            .collect()
    }

    fn range(&self, worker: usize) -> Range<usize> {
        worker * self.each()..(worker + 1) * self.each()
    }

    /// Which of a worker's images it uses in a round: `count` of them at random, without repetition, in ascending order.
    #[must_use]
    pub fn batch(&self, worker: usize, round: usize, count: usize) -> Vec<usize> {
        let cell = format!("digits|m={}|round={round}|batch={count}", self.workers);
        let mut stream = ReplicateStreams::new(self.seed, &cell, self.replicate).worker(Purpose::Data, worker);
        let mut chosen = rand::seq::index::sample(&mut stream, self.each(), count).into_vec();
        chosen.sort_unstable();
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_image_is_dealt_once() {
        let shares = Shares::deal(60, 6, 1, 0).expect("6 divides 60");
        let pixels = (0..60).flat_map(|image| [image; super::super::PIXELS]).collect();
        let samples = Samples::new(pixels, (0..60).map(|image| image % 10).collect());
        let mut all: Vec<u8> = Vec::new();
        for worker in 0..6 {
            let own = shares.images(worker, &samples);
            for (place, label) in shares.labels(worker, &own, |y, _| 9 - y) {
                let image = own.image(place as usize)[0];
                assert_eq!(label, 9 - image % 10);
                all.push(image);
            }
        }
        all.sort_unstable();
        assert_eq!(all, (0..60).collect::<Vec<u8>>());
    }

    #[test]
    fn uneven_shares_are_refused_with_a_divisor() {
        let error = Shares::deal(60_000, 41, 1, 0).expect_err("41 does not divide 60000");
        assert!(
            error.to_string().contains("m = 41 workers do not divide 60000"),
            "{error}"
        );
        assert!(error.to_string().contains("such as 40"), "{error}");
        assert!(Shares::deal(60, 0, 1, 0).is_err());
    }

    #[test]
    fn batches_depend_on_round_and_worker_alone() {
        let shares = Shares::deal(600, 6, 1, 0).expect("6 divides 600");
        let batch = shares.batch(2, 5, 10);
        assert_eq!(batch, shares.batch(2, 5, 10));
        assert_ne!(batch, shares.batch(2, 6, 10));
        assert_ne!(batch, shares.batch(3, 5, 10));
        assert!(batch.windows(2).all(|pair| pair[0] < pair[1]) && batch.len() == 10);
    }
}
