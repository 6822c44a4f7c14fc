//! Rounds take no memory: a run of many rounds allocates as often as one of few.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use byzrate::adversary::{
    Adversary, AntiCge, BestFactor, Direction, Extreme, Family, Honest, LabelFlip, LittleIsEnough, Mimic, MinMax,
    MinSum, OmniscientSign, Perturbation,
};
use byzrate::aggregator::{Aggregator, Mean, Median, TrimmedMean};
use byzrate::algorithm::{Algorithm, Buffers, GradientDescent, Parties};
use byzrate::problem::{GaussianDesign, GaussianMean, Problem, RademacherRegression, RegressionData};
use byzrate::stream::ReplicateStreams;

/// The system's allocator, counting this thread's allocations.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    // A thread that ends has no counter any more, and nobody who asks.
    let _ = ALLOCATIONS.try_with(|allocations| allocations.set(allocations.get() + 1));
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps `alloc`'s contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps `dealloc`'s contract.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller keeps `realloc`'s contract.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn rounds_allocate_nothing() {
    let problems: Vec<Box<dyn Problem>> = vec![
        Box::new(RademacherRegression::new(12, 1.0, None, RegressionData::Sufficient).expect("a problem")),
        Box::new(GaussianDesign::new(3, 1.0, 2.0, None, RegressionData::Sufficient).expect("a problem")),
        Box::new(GaussianMean::new(5, 1.0, None).expect("a problem")),
    ];
    let rules: [&dyn Aggregator; 3] = [&Mean, &Median, &TrimmedMean::new(0.2).expect("a trim fraction")];
    let adversaries: [&dyn Adversary; 10] = [
        &Honest,
        &OmniscientSign,
        &Extreme::NotANumber,
        &LittleIsEnough::hidden(Direction::Down),
        &Mimic::adaptive(),
        &MinMax::new(Perturbation::Unit),
        &MinSum::new(Perturbation::Sign),
        &AntiCge,
        &BestFactor::new(Family::Shift),
        &LabelFlip,
    ];
    for problem in &problems {
        for (workers, byzantine) in [(11, 2), (101, 20)] {
            let streams = ReplicateStreams::new(1, &problem.key(), 0);
            let shards = problem.draw(50, workers, &streams);
            for aggregator in rules {
                for adversary in adversaries {
                    let mut buffers = Buffers::default();
                    let mut allocations = |rounds: usize| {
                        let algorithm = GradientDescent::new(Some(0.1), rounds).expect("rounds");
                        let parties = Parties {
                            problem: &**problem,
                            shards: &*shards,
                            samples: 50,
                            workers,
                            byzantine,
                            alpha: 0.2,
                            aggregator,
                            adversary,
                            streams: &streams,
                        };
                        let before = ALLOCATIONS.get();
                        algorithm.run(parties, &mut buffers);
                        ALLOCATIONS.get() - before
                    };
                    // The first run makes room for the rest.
                    allocations(40);
                    assert_eq!(
                        allocations(40),
                        allocations(4),
                        "{} m={workers} {aggregator:?} {adversary:?}",
                        problem.name()
                    );
                }
            }
        }
    }
}
