//! The keys of checks and of claims that specs state, for whoever describes specs.

use crate::spec::{Amount, Key, KeyTable, Takes};

/// The tables of a spec that say what is compared with what, with their keys.
pub const KEYS: [&KeyTable; 4] = [&CHECK, &BY_KIND, &CLAIM, &WHERE];

const FORMULA: &[Takes] = &[Takes::Formula];
const NUMBER: &[Takes] = &[Takes::Number];
const TEXT: &[Takes] = &[Takes::Text];
const RESPONSE: &[Takes] = &[Takes::NameOf("responses")];
const ESTIMATORS: Key = Key::optional(
    "estimators",
    TEXT,
    "all",
    "[\"median-gd\"]",
    "which estimators, by their ids",
)
.amount(Amount::List);
const ADVERSARIES: Key = Key::optional(
    "adversaries",
    TEXT,
    "all",
    "[\"plus-infinity\"]",
    "which adversaries, by their ids",
)
.amount(Amount::List);
const CELLS: Key = Key::optional(
    "where",
    &[Takes::Table("where")],
    "all",
    "{ n = [10, 20, 40] }",
    "which cells",
);
const SHOWN: Key = Key::optional("figure", TEXT, "the first one", "\"mine\"", "the figure that shows it");
const BECAUSE: Key = Key::optional(
    "because",
    TEXT,
    "",
    "\"a reason\"",
    "why that is expected, as details tell it",
);

const CHECK: KeyTable = KeyTable {
    name: "check",
    by: None,
    meaning: "What is compared with a claim.",
    keys: &[
        Key::required(
            "claim",
            &[Takes::NameOf("claims"), Takes::Text],
            "\"own\"",
            "the claim: a built-in one, the id of a [[claim]], or \"own\" with a statement",
        ),
        Key::required("kind", &[Takes::NameOf("checks")], "\"exponent\"", "how it is compared"),
        Key::optional(
            "statement",
            TEXT,
            "",
            "\"mine\"",
            "what is claimed, in a line; needed by the claim \"own\"",
        ),
        ESTIMATORS,
        ADVERSARIES,
        CELLS,
        SHOWN,
        BECAUSE,
        Key::optional(
            "remark",
            TEXT,
            "",
            "\"a remark\"",
            "a line below the row, where the paper prints something else than what agrees",
        ),
    ],
};

const BY_KIND: KeyTable = KeyTable {
    name: "check",
    by: Some("kind"),
    meaning: "The parameters of each kind of check.",
    keys: &[
        Key::optional(
            "response",
            RESPONSE,
            "rms",
            "\"rms\"",
            "which summary of the replicates",
        )
        .of(&["exponent", "prediction", "terms"]),
        Key::required(
            "along",
            &[Takes::Words(&["n", "m", "alpha", "dim"])],
            "\"n\"",
            "the coordinate of the slope",
        )
        .of(&["exponent"]),
        Key::optional(
            "abscissa",
            &[Takes::Words(&["large-m-bias"])],
            "the coordinate itself",
            "\"large-m-bias\"",
            "against what the slope is taken along alpha: the rule's worst-case bias for many workers",
        )
        .of(&["exponent"]),
        Key::optional(
            "over",
            &[Takes::Words(&["lower-bound"])],
            "",
            "\"lower-bound\"",
            "in which unit: what no estimator can beat (Observation 1)",
        )
        .of(&["exponent"]),
        Key::optional(
            "expected",
            NUMBER,
            "the law's, where one is known",
            "-0.5",
            "what to expect",
        )
        .of(&["exponent", "bias-coefficient", "terms", "contrast"]),
        Key::optional("margin", NUMBER, "0", "0.1", "what the theory behind it leaves out").of(&[
            "exponent",
            "prediction",
            "bias-coefficient",
            "terms",
            "contrast",
        ]),
        Key::required(
            "term",
            &[Takes::Words(&["alpha/sqrt(n)", "1/sqrt(nm)", "1/n"])],
            "\"1/n\"",
            "whose constant is fitted",
        )
        .of(&["terms"]),
        Key::required(
            "worst",
            TEXT,
            "\"plus-infinity\"",
            "the adversary that no other one may pass",
        )
        .of(&["ordering"]),
        Key::optional(
            "bounds",
            &[Takes::Words(&["guarantee", "deviation", "contraction"])],
            "guarantee",
            "\"deviation\"",
            "which of a theorem's bounds",
        )
        .of(&["bound"]),
        Key::optional(
            "improved",
            &[Takes::Truth],
            "false",
            "true",
            "whether with the free improvements of the constants",
        )
        .of(&["bound"]),
        Key::required("at_most", NUMBER, "2.0", "the largest multiple of Δ as it turned out").of(&["recursion"]),
        Key::optional(
            "reaches",
            NUMBER,
            "0",
            "0.01",
            "a multiple that some replicate is to come up to",
        )
        .of(&["recursion"]),
        Key::optional(
            "stated",
            &[Takes::Words(&["rms", "probability", "set", "chance"])],
            "rms",
            "\"set\"",
            "in which form: of two worlds, or of an arm alone under its worst adversary or by chance",
        )
        .of(&["lower-bound"]),
        Key::optional("rate", NUMBER, "0.5", "0.25", "λv of Definition 5: 0.25, 0.5 or 0.9").of(&["constant"]),
        Key::required(
            "of",
            &[Takes::Words(&["variance", "skewness", "log-mgf"])],
            "\"variance\"",
            "which moment",
        )
        .of(&["moment"]),
        Key::optional(
            "against",
            &[Takes::Words(&["law", "bound"])],
            "law",
            "\"bound\"",
            "the distance from normal of the law itself, or the bound of Berry and Esseen",
        )
        .of(&["normal-approximation"]),
        Key::required(
            "against",
            &[Takes::Words(&["lemma", "sharp", "improved", "exact"])],
            "\"exact\"",
            "whose radius: the lemma's, a sharper form's, or the law's own",
        )
        .of(&["median-tail"]),
        Key::optional(
            "t",
            NUMBER,
            "",
            "1.0",
            "the t of the lemma, which decides its probability; all forms but exact need it",
        )
        .of(&["median-tail"]),
        Key::optional(
            "probability",
            NUMBER,
            "",
            "0.1",
            "how often the radius is exceeded; exact needs it",
        )
        .of(&["median-tail"]),
        Key::required(
            "against",
            TEXT,
            "\"median-gd\"",
            "the estimator that others are compared with, by its id",
        )
        .of(&["contrast"]),
        Key::optional(
            "at_most",
            NUMBER,
            "",
            "1.5",
            "the ratio of rms errors is no larger; instead of expected",
        )
        .of(&["contrast"]),
        Key::optional(
            "at_least",
            NUMBER,
            "",
            "0.5",
            "the ratio of rms errors is no smaller; instead of expected",
        )
        .of(&["contrast"]),
    ],
};

const CLAIM: KeyTable = KeyTable {
    name: "claim",
    by: None,
    meaning: "A claim of your own, in formulas of the names of `sweep list variables`.",
    keys: &[
        Key::required(
            "id",
            TEXT,
            "\"mine\"",
            "the name: lower-case words with hyphens, none of the built-in claims'",
        ),
        Key::optional(
            "statement",
            TEXT,
            "the formulas",
            "\"it falls\"",
            "what is claimed, in a line",
        ),
        Key::optional("source", TEXT, "", "\"Me, 2026\"", "where it is from"),
        Key::optional(
            "bound",
            FORMULA,
            "",
            "\"10*sigma/sqrt(n)\"",
            "what a measure of a replicate may not exceed",
        ),
        Key::optional(
            "fails",
            FORMULA,
            "0",
            "\"0.1\"",
            "the probability with which it may; of bound",
        ),
        Key::optional(
            "measure",
            &[Takes::NameOf("measures")],
            "error",
            "\"error\"",
            "which measure is bounded; the experiment must record it",
        ),
        Key::optional("expected", FORMULA, "", "\"sigma/sqrt(n)\"", "the value of a response"),
        Key::optional(
            "terms",
            FORMULA,
            "",
            "[\"sigma/sqrt(n)\"]",
            "what the response consists of",
        )
        .amount(Amount::List),
        Key::optional("coefficients", NUMBER, "", "[1.0]", "how much of each of the terms").amount(Amount::List),
        Key::optional(
            "response",
            RESPONSE,
            "rms",
            "\"mean\"",
            "whose value it is; of expected and terms",
        ),
        Key::optional(
            "margin",
            NUMBER,
            "0",
            "0.1",
            "what expected or coefficients leave out, as a share of them",
        ),
        Key::optional("holds", FORMULA, "everywhere", "\"n >= 10\"", "where the claim speaks"),
        ESTIMATORS,
        ADVERSARIES,
        CELLS,
        SHOWN,
        BECAUSE,
    ],
};

const WHERE: KeyTable = KeyTable {
    name: "where",
    by: None,
    meaning: "Which cells a check, a claim or a figure is about: those that have one of the values of every key.",
    keys: &[
        Key::optional("n", NUMBER, "all", "[10, 20, 40]", "values of n").amount(Amount::List),
        Key::optional("m", NUMBER, "all", "[12]", "values of m").amount(Amount::List),
        Key::optional("alpha", NUMBER, "all", "[0.1]", "values of α, as the grid says them").amount(Amount::List),
        Key::optional("dim", NUMBER, "all", "[1]", "values of d").amount(Amount::List),
        Key::optional("problem", TEXT, "all", "[\"gaussian-mean\"]", "names of problems").amount(Amount::List),
    ],
};
