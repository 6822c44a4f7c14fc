/// How the judge did on campaigns of which it is known that every claim in them is true, or that none is: real draws, judged by the
/// rules, the stopping and the looks of any run.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// What was drawn and judged.
    pub campaign: &'static str,
    /// The comparisons of a campaign.
    pub comparisons: u64,
    /// The number of campaigns, each with a seed of its own.
    pub seeds: u64,
    /// How many had a contradicted comparison.
    pub contradicted: u64,
    /// Of all comparisons, how many were consistent.
    pub consistent: u64,
    /// Of all comparisons, how many were left inconclusive.
    pub inconclusive: u64,
    /// Whether the claims are true.
    pub is_true: bool,
}

/// What the heavy trial of this version measured; `tests/campaigns/on_trial.rs` says how, and makes the table anew.
#[must_use]
pub fn trials() -> Vec<Trial> {
    let lines = include_str!("trial.csv").lines().skip(1);
    lines.filter_map(row).collect()
}

fn row(line: &'static str) -> Option<Trial> {
    let mut fields = line.split(',');
    let campaign = fields.next()?;
    let is_true = fields.next()? == "true";
    let mut number = || fields.next()?.parse().ok();
    Some(Trial {
        campaign,
        is_true,
        comparisons: number()?,
        seeds: number()?,
        contradicted: number()?,
        consistent: number()?,
        inconclusive: number()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let table = include_str!("trial.csv");
        assert!(table.starts_with("campaign,claims,comparisons,seeds,contradicted,consistent,inconclusive\n"));
        assert_eq!(trials().len(), table.lines().count() - 1);
    }
}
