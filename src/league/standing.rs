use crate::theory::rivals::LeagueRank;

/// The rms errors of one estimator under one adversary, of two parts of the replicates.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// The aggregator with every parameter.
    pub aggregator: String,
    /// The adversary with every parameter.
    pub adversary: String,
    /// The rms error on the replicates by which the worst adversary is chosen; +∞ where estimates are lost.
    pub choosing: f64,
    /// The same on those on which aggregators are compared.
    pub compared: f64,
}

/// Where every aggregator stands by its worst meeting, the smallest worst error first; errors are in units of `honest_mean`.
///
/// The worst is chosen on one part of the replicates and compared on the other: the largest of several is too large where it was chosen.
///
/// ```
/// use byzrate::league::{Meeting, standings};
///
/// let meeting = |aggregator: &str, adversary: &str, choosing, compared| Meeting {
///     aggregator: aggregator.to_owned(),
///     adversary: adversary.to_owned(),
///     choosing,
///     compared,
/// };
/// let meetings = [
///     meeting("a", "x", 1.0, 4.0),
///     meeting("a", "y", 3.0, 3.0),
///     meeting("b", "x", 2.0, 2.0),
///     meeting("b", "y", 2.0, 2.0),
/// ];
/// let standings = standings(&meetings, 0.5);
/// assert_eq!((standings[0].0.as_str(), standings[0].1.worst, standings[1].1.rank), ("b", 4.0, 2));
/// // y is the worse one where that is decided.
/// assert_eq!((standings[1].1.adversary.as_str(), standings[1].1.worst), ("y", 6.0));
/// ```
#[must_use]
pub fn standings(meetings: &[Meeting], honest_mean: f64) -> Vec<(String, LeagueRank)> {
    let mut worst: Vec<&Meeting> = Vec::new();
    for meeting in meetings {
        match worst.iter_mut().find(|known| known.aggregator == meeting.aggregator) {
            Some(known) if known.choosing < meeting.choosing => *known = meeting,
            Some(_) => {}
            None => worst.push(meeting),
        }
    }
    worst.sort_by(|a, b| a.compared.total_cmp(&b.compared));
    let of = worst.len();
    let rank = |meeting: &Meeting| 1 + worst.iter().filter(|other| other.compared < meeting.compared).count();
    let standing = |meeting: &&Meeting| {
        let rank = LeagueRank {
            rank: rank(meeting),
            of,
            worst: meeting.compared / honest_mean,
            adversary: meeting.adversary.clone(),
        };
        (meeting.aggregator.clone(), rank)
    };
    worst.iter().map(standing).collect()
}
