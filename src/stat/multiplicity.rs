/// A family of comparisons that share one probability of a false alarm.
///
/// By Bonferroni's inequality, comparisons at `false_alarm / comparisons` each raise a false alarm anywhere in the family
/// with probability at most `false_alarm`, whatever their dependence.
///
/// ```
/// use byzrate::stat::Family;
///
/// let family = Family { false_alarm: 0.01, comparisons: 200 };
/// assert!((family.level() - 0.99995).abs() < 1e-12);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Family {
    /// The declared probability that any comparison of the family raises a false alarm.
    pub false_alarm: f64,
    /// The number of comparisons, repeated looks counted each.
    pub comparisons: usize,
}

impl Family {
    /// The confidence level of each comparison's interval.
    #[must_use]
    pub fn level(&self) -> f64 {
        1.0 - self.false_alarm / self.comparisons.max(1) as f64
    }
}
