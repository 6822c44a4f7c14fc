use crate::theory::rivals::LeagueRank;

/// The rms error of one estimator under one adversary.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// The aggregator with every parameter.
    pub aggregator: String,
    /// The adversary with every parameter.
    pub adversary: String,
    /// The rms error; +∞ where estimates are lost.
    pub rms: f64,
}

/// Where every aggregator stands by its worst meeting, the smallest worst error first; errors are in units of `honest_mean`.
///
/// ```
/// use byzrate::league::{Meeting, standings};
///
/// let meeting = |aggregator: &str, adversary: &str, rms| Meeting {
///     aggregator: aggregator.to_owned(),
///     adversary: adversary.to_owned(),
///     rms,
/// };
/// let meetings = [meeting("a", "x", 1.0), meeting("a", "y", 3.0), meeting("b", "x", 2.0), meeting("b", "y", 2.0)];
/// let standings = standings(&meetings, 0.5);
/// assert_eq!((standings[0].0.as_str(), standings[0].1.worst, standings[1].1.rank), ("b", 4.0, 2));
/// assert_eq!(standings[1].1.adversary, "y");
/// ```
#[must_use]
pub fn standings(meetings: &[Meeting], honest_mean: f64) -> Vec<(String, LeagueRank)> {
    let mut worst: Vec<&Meeting> = Vec::new();
    for meeting in meetings {
        match worst.iter_mut().find(|known| known.aggregator == meeting.aggregator) {
            Some(known) if known.rms < meeting.rms => *known = meeting,
            Some(_) => {}
            None => worst.push(meeting),
        }
    }
    worst.sort_by(|a, b| a.rms.total_cmp(&b.rms));
    let of = worst.len();
    let rank = |meeting: &Meeting| 1 + worst.iter().filter(|other| other.rms < meeting.rms).count();
    let standing = |meeting: &&Meeting| {
        let rank = LeagueRank {
            rank: rank(meeting),
            of,
            worst: meeting.rms / honest_mean,
            adversary: meeting.adversary.clone(),
        };
        (meeting.aggregator.clone(), rank)
    };
    worst.iter().map(standing).collect()
}
