use crate::spec::{Amount, Key, KeyTable, Takes};

const TABLE_OF_PROFILE: &[Takes] = &[Takes::Table("profile")];

pub(super) const TOP: KeyTable = KeyTable {
    name: "",
    by: None,
    meaning: "What the experiment is called and asks, before its first table.",
    keys: &[
        Key::required(
            "name",
            &[Takes::Text],
            "\"mine\"",
            "the name, in lower-case letters, digits and hyphens; unique within a run",
        ),
        Key::optional(
            "question",
            &[Takes::Text],
            "",
            "\"How?\"",
            "the question that it answers",
        ),
        Key::optional(
            "seed",
            &[Takes::Count],
            "20180701",
            "7",
            "the seed of every random stream",
        ),
        Key::optional(
            "allow_breakdown",
            &[Takes::Truth],
            "false",
            "true",
            "whether more workers may be Byzantine than a rule withstands, to see the blow-up",
        ),
        Key::optional(
            "measures",
            &[Takes::NameOf("measures")],
            "",
            "[\"excess\"]",
            "what a replicate records beside the error and the signed error",
        )
        .amount(Amount::List),
        Key::required(
            "problem",
            &[Takes::Table("problem")],
            "",
            "what is learned, one or several",
        ),
        Key::required("grid", &[Takes::Table("grid")], "", "where; several tables add up"),
        Key::required("estimator", &[Takes::Table("estimator")], "", "by what, one or several"),
        Key::required(
            "adversary",
            &[Takes::Table("adversary")],
            "",
            "against what, one or several",
        ),
        Key::optional("replicates", &[Takes::Table("replicates")], "", "", "how much is drawn"),
        Key::optional(
            "claim",
            &[Takes::Table("claim")],
            "",
            "",
            "claims of your own, in formulas",
        ),
        Key::optional(
            "check",
            &[Takes::Table("check")],
            "",
            "",
            "what is compared with a claim",
        ),
        Key::optional("figure", &[Takes::Table("figure")], "", "", "what is drawn as a figure"),
    ],
};

pub(super) const REPLICATES: KeyTable = KeyTable {
    name: "replicates",
    by: None,
    meaning: "How many replicates are drawn, on each profile.",
    keys: &[
        Key::optional(
            "response",
            &[Takes::NameOf("responses")],
            "rms",
            "\"mean\"",
            "whose relative standard error says when there are enough",
        ),
        Key::optional("smoke", TABLE_OF_PROFILE, "", "{ batch = 20 }", "of the profile smoke"),
        Key::optional("quick", TABLE_OF_PROFILE, "", "{ batch = 20 }", "of the usual profile"),
        Key::optional("paper", TABLE_OF_PROFILE, "", "{ batch = 20 }", "of the profile paper"),
    ],
};

pub(super) const PROFILE: KeyTable = KeyTable {
    name: "profile",
    by: None,
    meaning: "How many replicates of an arm are drawn on one profile.",
    keys: &[
        Key::optional(
            "batch",
            &[Takes::Count],
            "50, 200, 1000",
            "40",
            "the size of a batch, and the fewest replicates of an arm",
        ),
        Key::optional(
            "maximum",
            &[Takes::Count],
            "100, 4000, 100000",
            "80",
            "the most replicates of an arm",
        ),
        Key::optional(
            "relative_error",
            &[Takes::Number],
            "0.1, 0.01, 0.002",
            "0.05",
            "the relative standard error at which an arm has enough; 0 draws the maximum",
        ),
    ],
};
