use crate::spec::{Amount, Key, KeyTable, Takes};

const NUMBER: &[Takes] = &[Takes::Number];
const THEOREM: &[Takes] = &[Takes::Number, Takes::Words(&["theorem"])];
const MEANS: &[&str] = &[
    "gaussian-mean",
    "correlated-mean",
    "exponential-mean",
    "student-mean",
    "two-point-mean",
];
const ADDITIVE: &[&str] = &["additive-noise"];
const WELSCH: &[&str] = &["welsch-regression"];
const LOGISTIC: &[&str] = &["logistic-regression"];

pub(super) const EVERY: KeyTable = KeyTable {
    name: "problem",
    by: None,
    meaning: "What is learned: the law of the data, the loss and W.",
    keys: &[Key::required(
        "name",
        &[Takes::NameOf("problems")],
        "\"gaussian-mean\"",
        "which problem it is",
    )],
};

pub(super) const BY_NAME: KeyTable = KeyTable {
    name: "problem",
    by: Some("name"),
    meaning: "The parameters of each problem.",
    keys: &[
        Key::optional("sigma", NUMBER, "1", "2.0", "σ, the noise of one sample").of(&[
            "gaussian-mean",
            "correlated-mean",
            "exponential-mean",
            "student-mean",
            "two-point-mean",
            "rademacher-regression",
            "gaussian-design",
            "welsch-regression",
            "additive-noise",
        ]),
        Key::optional("optimum", NUMBER, "0", "0.5", "each coordinate of w*").of(MEANS),
        Key::optional("radius", NUMBER, "10σ√d", "30.0", "the radius of the parameter space W").of(MEANS),
        Key::optional("radius", NUMBER, "1", "2.0", "the radius of the parameter space W").of(&[
            "rademacher-regression",
            "gaussian-design",
            "logistic-regression",
            "random-curvature",
        ]),
        Key::optional(
            "radius",
            THEOREM,
            "twice start_distance",
            "2.5",
            "the radius of W; \"theorem\" is the smallest that Assumption 6 asks for",
        )
        .of(WELSCH),
        Key::optional(
            "radius",
            THEOREM,
            "the problem's own",
            "4.0",
            "the radius of W; \"theorem\" is the smallest that Assumption 5 or 6 asks for, and needs start",
        )
        .of(ADDITIVE),
        Key::required(
            "correlation",
            NUMBER,
            "0.5",
            "ρ, the correlation of any two coordinates: above −1/(d − 1), below 1",
        )
        .of(&["correlated-mean"]),
        Key::optional("nu", NUMBER, "4", "5.0", "the degrees of freedom, above 3").of(&["student-mean"]),
        Key::required(
            "low",
            &[Takes::Number, Takes::Formula],
            "0.3",
            "the probability of the lower point, or a formula of n, m, b, d and alpha, such as \"b/(m-b)\"",
        )
        .of(&["two-point-mean"]),
        Key::optional(
            "data",
            &[Takes::Words(&["sufficient", "raw"])],
            "sufficient",
            "\"raw\"",
            "whether a worker holds sufficient statistics, drawn by their law (its samples where n < d), or every sample",
        )
        .of(&["rademacher-regression", "gaussian-design"]),
        Key::optional(
            "condition",
            NUMBER,
            "1",
            "4.0",
            "the largest eigenvalue over the smallest; of a quadratic potential",
        )
        .of(&["gaussian-design", "additive-noise"]),
        Key::optional("signal", NUMBER, "1", "0.5", "the norm of w*").of(LOGISTIC),
        Key::optional("start_distance", NUMBER, "radius", "0.5", "‖w⁰ − w*‖").of(LOGISTIC),
        Key::optional("start_distance", NUMBER, "1", "0.5", "‖w⁰ − w*‖").of(WELSCH),
        Key::optional("c", NUMBER, "1", "2.0", "the scale of Welsch's loss").of(WELSCH),
        Key::optional(
            "potential",
            &[Takes::Words(&["quadratic", "convex", "cosine"])],
            "quadratic",
            "\"cosine\"",
            "the shape of F: strongly convex, convex or neither",
        )
        .of(ADDITIVE),
        Key::optional(
            "noise",
            &[Takes::Words(&["gaussian", "exponential"])],
            "gaussian",
            "\"exponential\"",
            "the law of the noise in the gradient",
        )
        .of(ADDITIVE),
        Key::optional("theta", NUMBER, "1", "0.5", "θ, the size of the potential").of(ADDITIVE),
        Key::optional(
            "theta_over_noise",
            NUMBER,
            "",
            "2.0",
            "θ as a multiple of z(α)σ/√n, the median's largest bias; instead of theta",
        )
        .of(ADDITIVE),
        Key::optional(
            "start",
            NUMBER,
            "the problem's own",
            "0.5",
            "w⁰: one number for every coordinate, or d of them",
        )
        .amount(Amount::List)
        .of(ADDITIVE),
    ],
};
