use crate::spec::Document;

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        /// Names and texts of the built-in experiments, the files of the folder `experiments`.
        pub const BUILT_IN: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../experiments/", $name, ".toml")))),*
        ];
    };
}

embedded!(
    "definitions",
    "propositions",
    "appendix-b",
    "median-lemma",
    "exact-law",
    "uniform-deviation",
    "deviation-in-dim",
    "contraction",
    "transient",
    "steady-state",
    "speaking",
    "rate-in-n",
    "rate-in-m",
    "levels-off",
    "rate-in-alpha",
    "one-over-n",
    "skewness",
    "terms",
    "adversaries",
    "convex",
    "convex-fixed",
    "non-convex",
    "non-convex-skewed",
    "welsch",
    "welsch-bound",
    "one-round",
    "one-round-skewed",
    "communication",
    "averaging",
    "averaging-bias",
    "surrogate",
    "momentum",
    "league",
    "league-told",
    "price-of-dimension",
    "one-worker",
    "group-means",
    "vrmom",
    "order-of-alpha",
    "logistic",
    "observation-1",
    "dimension-gap",
    "trim-fraction",
    "unknown-alpha",
    "heavy-tails",
    "few-samples",
    "few-samples-attacked",
    "small-w",
);

/// The built-in experiment of that name.
#[must_use]
pub fn built_in(name: &str) -> Option<Document> {
    let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
    Some(Document::new(format!("experiments/{name}.toml"), *text))
}
