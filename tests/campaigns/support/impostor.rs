//! Rules under the names of others.

use std::sync::Arc;

use byzrate::aggregator::{Aggregator, Law, Mean, Median, Messages, TrimmedMean, Workspace};
use byzrate::experiment::Catalog;

/// One coordinate of all messages, in the order of the workers, and the breakdown point of the rule that is promised, to one
/// coordinate of the aggregate.
pub type Rule = fn(&mut [f64], usize) -> f64;

/// `result` in the place of what the name promises, with the breakdown point of `promised`.
#[derive(Debug)]
pub struct Impostor<A> {
    pub promised: A,
    pub result: Rule,
}

impl<A: Aggregator> Aggregator for Impostor<A> {
    fn name(&self) -> &str {
        self.promised.name()
    }

    fn key(&self) -> String {
        self.promised.key()
    }

    fn breakdown(&self, workers: usize) -> usize {
        self.promised.breakdown(workers)
    }

    fn law(&self, workers: usize) -> Law {
        self.promised.law(workers)
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let withstood = self.breakdown(messages.workers());
        for (k, out) in out.iter_mut().enumerate() {
            messages.copy_column(k, &mut workspace.column);
            *out = (self.result)(&mut workspace.column, withstood);
        }
    }
}

/// The built-in names, with `result` for the mean.
pub fn mean_is(result: Rule) -> Catalog {
    Catalog::default().with_aggregator("mean", "an impostor", move |_, _| {
        Ok(Arc::new(Impostor { promised: Mean, result }))
    })
}

/// The built-in names, with `result` for the median.
pub fn median_is(result: Rule) -> Catalog {
    Catalog::default().with_aggregator("median", "an impostor", move |_, _| {
        Ok(Arc::new(Impostor {
            promised: Median,
            result,
        }))
    })
}

/// The built-in names, with `result` for the trimmed mean, whose key `beta` must be a number.
pub fn trimmed_mean_is(result: Rule) -> Catalog {
    Catalog::default().with_aggregator("trimmed-mean", "an impostor", move |_, section| {
        let beta = section.required("beta", section.number("beta")?)?;
        let promised = TrimmedMean::new(beta.value);
        let promised = promised.map_err(|error| section.fault(beta.span, error.to_string()))?;
        Ok(Arc::new(Impostor { promised, result }))
    })
}

/// The mean of `column`, which is sorted, without the `below` smallest and the `above` largest values.
pub fn mean_without(column: &mut [f64], below: usize, above: usize) -> f64 {
    column.sort_unstable_by(f64::total_cmp);
    let kept = &column[below..column.len() - above];
    kept.iter().sum::<f64>() / kept.len() as f64
}

/// The median of `column`, which is sorted.
pub fn middle(column: &mut [f64]) -> f64 {
    let beside = (column.len() - 1) / 2;
    mean_without(column, beside, beside)
}
