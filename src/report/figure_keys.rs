use crate::spec::{Amount, Key, KeyTable, Takes};

const TEXT: &[Takes] = &[Takes::Text];

/// The keys of `[[figure]]`, for whoever describes specs.
pub(super) const FIGURE: KeyTable = KeyTable {
    name: "figure",
    by: None,
    meaning: "What is drawn as a figure, as SVG and PNG.",
    keys: &[
        Key::required(
            "finding",
            TEXT,
            "\"It falls\"",
            "the title while every finding of the experiment is consistent",
        ),
        Key::required(
            "x",
            &[
                Takes::Words(&[
                    "n",
                    "m",
                    "alpha",
                    "dim",
                    "adversary",
                    "cell",
                    "beta",
                    "floats",
                    "finding",
                ]),
                Takes::Text,
            ],
            "\"n\"",
            "the axis; of beta and floats every point is an estimator; or a key of estimators or adversaries that holds numbers",
        ),
        Key::optional(
            "y",
            &[
                Takes::NameOf("responses"),
                Takes::Words(&["ratio", "over-lower-bound", "n-bias"]),
            ],
            "rms",
            "\"ratio\"",
            "the other axis; ratio is the rms error over the predicted one, over-lower-bound over what none can beat, n-bias the signed bias in units of σ/n",
        ),
        Key::optional(
            "file",
            TEXT,
            "the experiment's name",
            "\"mine\"",
            "the file, without folder and ending",
        ),
        Key::optional(
            "kind",
            &[Takes::Words(&["map", "rank-map"])],
            "",
            "\"map\"",
            "a row an estimator and a column an adversary, errors or ranks in the tiles; with x = \"adversary\"",
        ),
        Key::optional(
            "panels",
            &[
                Takes::Words(&["n", "m", "alpha", "dim", "problem", "adversary", "estimator"]),
                Takes::Text,
            ],
            "one panel",
            "\"alpha\"",
            "what tells panels apart; also a key of estimators or adversaries that holds numbers",
        ),
        Key::optional(
            "colour",
            &[
                Takes::Words(&["estimator", "adversary", "n", "m", "alpha", "dim"]),
                Takes::Text,
            ],
            "estimator",
            "\"adversary\"",
            "what colours tell apart; also a key of estimators or adversaries that holds numbers",
        ),
        Key::optional(
            "rate",
            &[Takes::Words(&["median", "trimmed-mean", "1/n"])],
            "",
            "\"median\"",
            "the term of the paper's rate that is drawn as a dashed line",
        ),
        Key::optional(
            "y_limits",
            &[Takes::Words(&["measured"]), Takes::Number],
            "everything drawn",
            "\"measured\"",
            "how far the axis reaches: to what was measured, or two numbers",
        )
        .amount(Amount::List),
        Key::optional(
            "caption",
            TEXT,
            "",
            "\"At m = 12.\"",
            "what is seen, for the page of figures",
        ),
        Key::optional(
            "claims",
            &[Takes::NameOf("claims")],
            "",
            "[\"theorem-1\"]",
            "claims it speaks to, besides those whose checks name it",
        )
        .amount(Amount::List),
        Key::optional(
            "estimators",
            TEXT,
            "all",
            "[\"median-gd\"]",
            "which estimators, by their ids",
        )
        .amount(Amount::List),
        Key::optional(
            "adversaries",
            TEXT,
            "all",
            "[\"plus-infinity\"]",
            "which adversaries, by their ids",
        )
        .amount(Amount::List),
        Key::optional(
            "where",
            &[Takes::Table("where")],
            "all",
            "{ n = [10, 20, 40] }",
            "which cells",
        ),
    ],
};
