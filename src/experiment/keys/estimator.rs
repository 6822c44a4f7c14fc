use crate::spec::{Amount, Key, KeyTable, Takes};

const NUMBER: &[Takes] = &[Takes::Number];
const COUNT: &[Takes] = &[Takes::Count];
const SCALED: &[Takes] = &[Takes::Number, Takes::Formula];
const SCALED_COUNT: &[Takes] = &[Takes::Count, Takes::Formula];
const START: &[Takes] = &[Takes::Words(&["median", "origin"])];
const KRUMS: &[&str] = &["krum", "multi-krum"];

pub(super) const EVERY: KeyTable = KeyTable {
    name: "estimator",
    by: None,
    meaning: "An algorithm with an aggregator. A list under a parameter makes one estimator of each value.",
    keys: &[
        Key::required(
            "aggregator",
            &[Takes::NameOf("aggregators")],
            "\"median\"",
            "how the master combines messages",
        ),
        Key::optional(
            "algorithm",
            &[Takes::NameOf("algorithms")],
            "gradient-descent",
            "\"one-round\"",
            "how master and workers proceed",
        ),
        Key::optional(
            "before",
            &[Takes::NameOf("transforms")],
            "",
            "[\"nnm\"]",
            "what messages go through before the aggregator, the first first",
        )
        .amount(Amount::List),
        Key::optional(
            "id",
            &[Takes::Text],
            "made of aggregator and algorithm",
            "\"mine\"",
            "what it is called in checks, tables and figures",
        ),
    ],
};

/// What is of an aggregator or of a step before it: they share the key `byzantine`.
pub(super) const BY_AGGREGATOR: KeyTable = KeyTable {
    name: "estimator",
    by: Some("aggregator"),
    meaning: "The parameters of each aggregator, and of each step before one.",
    keys: &[
        Key::required(
            "beta",
            SCALED,
            "0.2",
            "β: k = ⌈βm⌉ values are trimmed at each end; a formula of n, m, b, d and alpha such as \"alpha\" is of the cell",
        )
        .amount(Amount::Each)
        .of(&["trimmed-mean"]),
        Key::optional(
            "byzantine",
            SCALED_COUNT,
            "b",
            "\"2*b\"",
            "f, the Byzantine workers that it is told of: a count, or a formula of n, m, b, d and alpha",
        )
        .amount(Amount::Each)
        .of(&[
            "krum",
            "multi-krum",
            "bulyan",
            "mda",
            "meamed",
            "phocas",
            "cge",
            "monna",
            "aksel",
            "trimmed-midrange",
            "caf",
            "filter",
            "spectral",
            "smea",
            "nnm",
            "arc",
        ]),
        Key::optional(
            "neighbours",
            &[Takes::Words(&["m-f-2", "m-f-1"])],
            "m-f-2",
            "\"m-f-1\"",
            "how many nearest messages a score sums",
        )
        .amount(Amount::Each)
        .of(KRUMS),
        Key::optional("power", COUNT, "2", "1", "the power of distances in a score: 1, 2 or 4")
            .amount(Amount::Each)
            .of(KRUMS),
        Key::optional(
            "keep",
            &[Takes::Words(&["m-f-2", "m-f"]), Takes::Count],
            "m-f-2",
            "\"m-f\"",
            "how many messages the mean is over",
        )
        .amount(Amount::Each)
        .of(&["multi-krum"]),
        Key::optional(
            "keep",
            &[Takes::Words(&["mid", "m-f"])],
            "mid",
            "\"m-f\"",
            "which messages the mean is over: the nearer half, or m − f",
        )
        .amount(Amount::Each)
        .of(&["aksel"]),
        Key::optional("index", COUNT, "0", "1", "the worker that is trusted")
            .amount(Amount::Each)
            .of(&["monna"]),
        Key::optional(
            "steps",
            COUNT,
            "until it is found",
            "3",
            "so many smoothed Weiszfeld steps only",
        )
        .amount(Amount::Each)
        .of(&["geometric-median"]),
        Key::optional("nu", NUMBER, "0.1", "0.2", "the smoothing length, with steps")
            .amount(Amount::Each)
            .of(&["geometric-median"]),
        Key::optional("steps", COUNT, "1", "3", "how many steps in a round")
            .amount(Amount::Each)
            .of(&["centred-clipping"]),
        Key::optional("start", START, "median", "\"origin\"", "where steps begin")
            .amount(Amount::Each)
            .of(&["geometric-median", "centred-clipping"]),
        Key::required(
            "tau",
            SCALED,
            "\"sqrt(d)\"",
            "τ, the length that differences are clipped to: a number, or a formula of n, m, b, d and alpha",
        )
        .amount(Amount::Each)
        .of(&["centred-clipping"]),
        Key::optional(
            "memory",
            &[Takes::Truth],
            "false",
            "true",
            "whether a round begins where the one before ended",
        )
        .amount(Amount::Each)
        .of(&["centred-clipping"]),
        Key::required(
            "groups",
            SCALED_COUNT,
            "\"2*b+1\"",
            "how many groups: a count, or a formula of n, m, b, d and alpha",
        )
        .amount(Amount::Each)
        .of(&["group-geometric-median"]),
        Key::optional(
            "deal",
            &[Takes::Words(&["contiguous", "dealt"])],
            "contiguous",
            "\"dealt\"",
            "which workers make a group: neighbours, or one after the other",
        )
        .amount(Amount::Each)
        .of(&["group-geometric-median"]),
        Key::required(
            "scale",
            &[Takes::Number, Takes::Formula, Takes::Words(&["mad"])],
            "\"1/sqrt(n)\"",
            "one message's deviation: a number, or a formula of n, m, b, d and alpha; \"mad\" estimates it",
        )
        .amount(Amount::Each)
        .of(&["vrmom", "filter"]),
        Key::optional(
            "scale",
            &[Takes::Words(&["mad"])],
            "1",
            "\"mad\"",
            "what tau is in units of; \"mad\" is one message's deviation, estimated",
        )
        .amount(Amount::Each)
        .of(&["centred-clipping"]),
        Key::optional(
            "quantiles",
            COUNT,
            "10",
            "5",
            "K, at how many quantiles the median is corrected",
        )
        .amount(Amount::Each)
        .of(&["vrmom"]),
        Key::optional("slack", NUMBER, "0", "0.1", "how much more variance is tolerated")
            .amount(Amount::Each)
            .of(&["filter"]),
        Key::required("bucket-size", COUNT, "2", "s, the messages of a bucket")
            .amount(Amount::Each)
            .of(&["bucketing"]),
        Key::optional(
            "shuffle",
            &[Takes::Truth],
            "true",
            "false",
            "whether buckets are drawn anew in every round",
        )
        .amount(Amount::Each)
        .of(&["bucketing"]),
        Key::required(
            "clip",
            SCALED,
            "1.5",
            "c, the norm that longer messages are shortened to: a number, or a formula of n, m, b, d and alpha",
        )
        .amount(Amount::Each)
        .of(&["clipping"]),
    ],
};

pub(super) const BY_ALGORITHM: KeyTable = KeyTable {
    name: "estimator",
    by: Some("algorithm"),
    meaning: "The parameters of each algorithm.",
    keys: &[
        Key::optional("step", NUMBER, "1/L_F", "0.5", "η, the step size")
            .amount(Amount::Each)
            .of(&["gradient-descent", "streaming-momentum"]),
        Key::optional(
            "rounds",
            &[
                Takes::Count,
                Takes::Words(&["theorem", "theorem-convex", "theorem-non-convex", "path"]),
            ],
            "20",
            "3",
            "T: a count, the theorem's own, or Theorem 2's with Δ as it turns out on the path",
        )
        .amount(Amount::Each)
        .of(&["gradient-descent"]),
        Key::optional("rounds", COUNT, "20", "3", "T, the rounds")
            .amount(Amount::Each)
            .of(&["surrogate", "streaming-momentum"]),
        Key::required(
            "momentum",
            NUMBER,
            "0.5",
            "the weight of the newest gradient, 1 without memory",
        )
        .amount(Amount::Each)
        .of(&["streaming-momentum"]),
        Key::optional(
            "subsample",
            NUMBER,
            "0.5",
            "0.25",
            "the share of a worker's samples that correct its bias",
        )
        .amount(Amount::Each)
        .of(&["corrected-one-round"]),
        Key::required(
            "at",
            &[Takes::Words(&["optimum", "start", "edge"])],
            "\"optimum\"",
            "where single gradients are looked at",
        )
        .amount(Amount::Each)
        .of(&["probe"]),
    ],
};
