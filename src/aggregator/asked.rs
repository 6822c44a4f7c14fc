use super::{Messages, Workspace};

/// One of several aggregations that a rule does at once, each of a replicate of its own.
#[derive(Debug)]
pub struct Asked<'a> {
    /// What the workers sent (m × d).
    pub messages: &'a Messages,
    /// What the master knows besides.
    pub workspace: &'a mut Workspace,
    /// Where the aggregate is written to (length d).
    pub out: &'a mut [f64],
}
