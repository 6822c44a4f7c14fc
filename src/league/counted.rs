use std::sync::atomic::{AtomicU64, Ordering};

use crate::aggregator::{Aggregator, AggregatorError, Asked, Dependence, Law, Messages, Workspace};

/// A rule that counts how often it is asked, by the master or by an adversary that tries it out.
#[derive(Debug)]
pub(super) struct Counted<'a> {
    rule: &'a dyn Aggregator,
    calls: AtomicU64,
}

impl<'a> Counted<'a> {
    pub fn new(rule: &'a dyn Aggregator) -> Self {
        Self {
            rule,
            calls: AtomicU64::new(0),
        }
    }

    /// A sum over whatever threads: it does not depend on their order.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }
}

impl Aggregator for Counted<'_> {
    fn name(&self) -> &str {
        self.rule.name()
    }

    fn key(&self) -> String {
        self.rule.key()
    }

    fn key_among(&self, workers: usize) -> String {
        self.rule.key_among(workers)
    }

    fn breakdown(&self, workers: usize) -> usize {
        self.rule.breakdown(workers)
    }

    fn law(&self, workers: usize) -> Law {
        self.rule.law(workers)
    }

    fn depends_on(&self) -> Dependence {
        self.rule.depends_on()
    }

    fn is_translation_equivariant(&self) -> bool {
        self.rule.is_translation_equivariant()
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        self.rule.check(workers)
    }

    fn check_against(&self, workers: usize, byzantine: usize) -> Result<(), AggregatorError> {
        self.rule.check_against(workers, byzantine)
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.rule.aggregate(messages, workspace, out);
    }

    fn at_once(&self, workers: usize, dim: usize) -> usize {
        self.rule.at_once(workers, dim)
    }

    fn aggregate_all(&self, asked: &mut [Asked]) {
        self.calls.fetch_add(asked.len() as u64, Ordering::Relaxed);
        self.rule.aggregate_all(asked);
    }
}
