use super::kernel::Selector;
use super::selection::SelectionScratch;
use super::state::State;
use super::{Aggregator, Asked, Messages};
use crate::stream::{Purpose, ReplicateStreams, Stream};

/// What an aggregate depends on besides the messages of its round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependence {
    /// On the number of the round, or on what the rule kept of earlier ones.
    pub rounds: bool,
    /// On random draws of the master.
    pub chance: bool,
}

impl Dependence {
    /// On nothing else: equal messages have equal aggregates.
    pub const NOTHING: Self = Self {
        rounds: false,
        chance: false,
    };

    /// On anything, as far as anybody knows.
    pub const ANYTHING: Self = Self {
        rounds: true,
        chance: true,
    };
}

/// The number of a stream has the round in its lower bits, and above it the step of a chain, of which so many are told apart.
const STEP_BITS: u32 = 48;
const STEPS: usize = 256;

/// What an aggregator works with: memory, kept between calls so that the hot loop allocates nothing, and what the master knows
/// of the round.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// One coordinate of all messages.
    pub column: Vec<f64>,
    /// Two aggregates that an adversary chooses between.
    pub ends: [Vec<f64>; 2],
    /// Two vectors that an adversary makes its messages of.
    pub vectors: [Vec<f64>; 2],
    /// Workers in an order that an adversary wants them in.
    pub order: Vec<usize>,
    pub(super) selector: Selector,
    pub(super) selection: SelectionScratch,
    round: usize,
    byzantine: usize,
    streams: ReplicateStreams,
    purpose: Purpose,
    depends: Dependence,
    /// How many transforms of a chain are behind: each step draws for itself.
    step: usize,
    state: State,
    adversary: State,
    scratch: Vec<Scratch>,
}

/// Memory of one rule of a chain.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
    /// Messages that the rule makes of those it got.
    pub rows: Messages,
    /// Two vectors.
    pub vectors: [Vec<f64>; 2],
    /// Indices of workers.
    pub order: Vec<usize>,
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            rows: Messages::zeros(0, 0),
            vectors: Default::default(),
            order: Vec::new(),
        }
    }
}

impl Default for Workspace {
    /// For a single round, with no worker Byzantine.
    fn default() -> Self {
        Self {
            column: Vec::new(),
            ends: Default::default(),
            vectors: Default::default(),
            order: Vec::new(),
            selector: Selector::default(),
            selection: SelectionScratch::default(),
            round: 0,
            byzantine: 0,
            streams: ReplicateStreams::new(0, "", 0),
            purpose: Purpose::Aggregator,
            depends: Dependence::ANYTHING,
            step: 0,
            state: State::default(),
            adversary: State::default(),
            scratch: Vec::new(),
        }
    }
}

impl Workspace {
    /// Begins a replicate: what rules and adversaries kept is forgotten.
    pub fn restart(&mut self) {
        self.state.clear();
        self.adversary.clear();
    }

    /// Begins the round with the number `round`, from 0: `byzantine` = b is what the master reckons with, and its draws come
    /// from `streams`.
    pub fn begin_round(&mut self, round: usize, byzantine: usize, streams: &ReplicateStreams) {
        self.round = round;
        self.byzantine = byzantine;
        self.streams.clone_from(streams);
    }

    /// The number of the round, from 0; always 0 for a rule that declares not to depend on it.
    #[must_use]
    pub fn round(&self) -> usize {
        if self.depends.rounds { self.round } else { 0 }
    }

    /// b, the number of Byzantine workers that the master reckons with: ⌊αm⌋, however many there are.
    #[must_use]
    pub fn byzantine(&self) -> usize {
        self.byzantine
    }

    /// The master's random stream of this round, at its start, and in a chain that of the step; one and the same in every round for a rule that declares to draw
    /// nothing.
    #[must_use]
    pub fn stream(&self) -> Stream {
        let round = if self.depends.chance { self.round } else { 0 };
        self.streams
            .worker(self.purpose, round | (self.step % STEPS) << STEP_BITS)
    }

    /// Does `work` as the next step of a chain, which draws from a stream of its own.
    pub(super) fn one_step_further<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.step += 1;
        let done = work(self);
        self.step -= 1;
        done
    }

    /// What the rule kept of the rounds before, or `first` where it kept nothing: it is there again in the next round. A rule that
    /// declares not to depend on rounds finds nothing kept.
    pub fn state<T: Clone + Send + 'static>(&mut self, first: impl FnOnce() -> T) -> &mut T {
        self.state.get(first)
    }

    /// What the adversary kept of the rounds before, or `first` where it kept nothing: it is there again in the next round. No rule
    /// sees it, and no trial changes it.
    pub fn adversary_state<T: Clone + Send + 'static>(&mut self, first: impl FnOnce() -> T) -> &mut T {
        self.adversary.get(first)
    }

    /// Runs `work` with memory of its own: a rule that calls another one inside keeps what it has written.
    pub(super) fn with_scratch<T>(&mut self, work: impl FnOnce(&mut Self, &mut Scratch) -> T) -> T {
        let mut scratch = self.take_scratch();
        let done = work(self, &mut scratch);
        self.give_back_scratch(scratch);
        done
    }

    /// Memory for a rule of its own, which [`give_back_scratch`](Self::give_back_scratch) takes back.
    pub(super) fn take_scratch(&mut self) -> Scratch {
        self.scratch.pop().unwrap_or_default()
    }

    /// Keeps memory for the next who asks.
    pub(super) fn give_back_scratch(&mut self, scratch: Scratch) {
        self.scratch.push(scratch);
    }

    /// Writes the aggregate of `messages` by `rule` to `out`, in the round that was begun. The rule gets what it declares to depend
    /// on, and nothing else: a false declaration changes its results, and not what is made of them.
    pub fn aggregate(&mut self, rule: &dyn Aggregator, messages: &Messages, out: &mut [f64]) {
        self.serve(rule);
        rule.aggregate(messages, self, out);
    }

    /// The same of messages in single precision: to the last bit what those numbers in double precision come to.
    ///
    /// ```
    /// use byzrate::aggregator::{Median, Messages, Workspace};
    ///
    /// let messages = Messages::from_values(3, 2, vec![0.9_f32, 2.1, 1.1, 1.9, f32::INFINITY, f32::NAN])?;
    /// let mut out = [0.0; 2];
    /// Workspace::default().aggregate_single(&Median, &messages, &mut out);
    /// assert_eq!(out, [1.1_f32, 2.1_f32].map(f64::from));
    /// # Ok::<(), byzrate::aggregator::MessagesError>(())
    /// ```
    pub fn aggregate_single(&mut self, rule: &dyn Aggregator, messages: &Messages<f32>, out: &mut [f64]) {
        self.serve(rule);
        rule.aggregate_single(messages, self, out);
    }

    /// The same of several replicates at once, each in the round that was begun in its workspace.
    pub fn aggregate_all(rule: &dyn Aggregator, asked: &mut [Asked]) {
        for one in &mut *asked {
            one.workspace.serve(rule);
        }
        rule.aggregate_all(asked);
    }

    /// Gets ready for what `rule` declares to depend on.
    fn serve(&mut self, rule: &dyn Aggregator) {
        self.depends = rule.depends_on();
        self.step = 0;
        if !self.depends.rounds {
            self.state.clear();
        }
    }

    /// The same on a copy, for an adversary that tries a rule out: what the rule keeps stays as it was, and its draws are others
    /// than the master's, the same in all trials of a round.
    pub fn try_out(&mut self, rule: &dyn Aggregator, messages: &Messages, out: &mut [f64]) {
        let kept = self.state.clone();
        self.purpose = Purpose::Trial;
        self.aggregate(rule, messages, out);
        self.purpose = Purpose::Aggregator;
        self.state = kept;
    }
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;

    /// Counts the calls it remembers, and draws.
    #[derive(Debug)]
    struct Counting(Dependence);

    impl Aggregator for Counting {
        fn name(&self) -> &str {
            "counting"
        }

        fn breakdown(&self, _workers: usize) -> usize {
            0
        }

        fn depends_on(&self) -> Dependence {
            self.0
        }

        fn aggregate(&self, _messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
            let drawn: f64 = workspace.stream().random();
            let calls = workspace.state(|| 0u32);
            *calls += 1;
            out[0] = f64::from(*calls);
            out[1] = drawn;
            out[2] = workspace.round() as f64;
        }
    }

    /// What three rounds give.
    fn rounds(depends: Dependence) -> Vec<[f64; 3]> {
        let rule = Counting(depends);
        let streams = ReplicateStreams::new(1, "workspace", 0);
        let mut workspace = Workspace::default();
        let messages = Messages::zeros(1, 3);
        let round = |round| {
            let mut out = [0.0; 3];
            workspace.begin_round(round, 2, &streams);
            assert_eq!(workspace.byzantine(), 2);
            // A trial leaves no trace.
            workspace.try_out(&rule, &messages, &mut out);
            let tried = out;
            workspace.aggregate(&rule, &messages, &mut out);
            assert_eq!((tried[0], tried[2]), (out[0], out[2]));
            assert_ne!(tried[1], out[1], "an adversary does not know the master's draws");
            out
        };
        (0..3).map(round).collect()
    }

    #[test]
    fn a_rule_gets_what_it_declares_to_depend_on() {
        let all = rounds(Dependence::ANYTHING);
        assert_eq!(all.iter().map(|out| out[0]).collect::<Vec<_>>(), [1.0, 2.0, 3.0]);
        assert_eq!(all.iter().map(|out| out[2]).collect::<Vec<_>>(), [0.0, 1.0, 2.0]);
        assert!(all[0][1] != all[1][1] && all[1][1] != all[2][1]);
        // The rule lies: it is the same in every round all the same.
        let nothing = rounds(Dependence::NOTHING);
        assert!(nothing.iter().all(|out| *out == nothing[0]), "{nothing:?}");
        assert_eq!(nothing[0][0], 1.0);
    }

    #[test]
    fn a_replicate_begins_without_memory() {
        let mut workspace = Workspace::default();
        *workspace.state(|| 1) += 1;
        assert_eq!(*workspace.state(|| 1), 2);
        // A value of another type is another rule's.
        assert_eq!(*workspace.state(|| 1.5), 1.5);
        // What an adversary keeps is apart from what a rule does.
        *workspace.adversary_state(|| 2.5) += 1.0;
        assert_eq!(
            (*workspace.adversary_state(|| 0.0), *workspace.state(|| 0.0)),
            (3.5, 1.5)
        );
        workspace.restart();
        assert_eq!(*workspace.state(|| 7.5), 7.5);
        assert_eq!(*workspace.adversary_state(|| 8.5), 8.5);
    }
}
