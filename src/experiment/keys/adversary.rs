use crate::spec::{Amount, Key, KeyTable, Takes};

const NUMBER: &[Takes] = &[Takes::Number];
const SIDE: &[Takes] = &[Takes::Words(&["up", "down"])];

pub(super) const ADVERSARY: KeyTable = KeyTable {
    name: "adversary",
    by: Some("name"),
    meaning: "What Byzantine workers send. A list under a parameter makes one adversary of each value.",
    keys: &[
        Key::required(
            "name",
            &[Takes::NameOf("adversaries")],
            "\"plus-infinity\"",
            "which adversary it is",
        ),
        Key::optional(
            "id",
            &[Takes::Text],
            "name",
            "\"mine\"",
            "what it is called in checks, tables and figures",
        ),
        Key::optional("size", NUMBER, "10", "3.0", "how far, in σ or in honest messages")
            .amount(Amount::Each)
            .of(&["constant-shift", "sign-flip", "gaussian-noise"]),
        Key::optional("size", NUMBER, "1.5", "3.0", "how far from the honest mean, in σ/√n")
            .amount(Amount::Each)
            .of(&["shift"]),
        Key::optional(
            "factor",
            NUMBER,
            "the largest that hides",
            "1.2",
            "how many deviations from the honest mean",
        )
        .amount(Amount::Each)
        .of(&["alie"]),
        Key::optional(
            "factor",
            NUMBER,
            "1e4",
            "100.0",
            "how far from the honest mean, in σ/√n",
        )
        .amount(Amount::Each)
        .of(&["far-cluster"]),
        Key::optional("direction", SIDE, "down", "\"up\"", "to which side")
            .amount(Amount::Each)
            .of(&["alie"]),
        Key::optional("direction", SIDE, "up", "\"down\"", "to which side")
            .amount(Amount::Each)
            .of(&["shift"]),
        Key::optional(
            "direction",
            &[Takes::Words(&["std", "unit", "sign"])],
            "std",
            "\"unit\"",
            "along the deviations, the mean itself or its signs",
        )
        .amount(Amount::Each)
        .of(&["min-max", "min-sum"]),
        Key::optional("epsilon", NUMBER, "0.5", "0.2", "the multiple of the honest mean")
            .amount(Amount::Each)
            .of(&["ipm"]),
        Key::optional(
            "index",
            &[Takes::Count, Takes::Words(&["adaptive"])],
            "0",
            "1",
            "which honest worker is imitated",
        )
        .amount(Amount::Each)
        .of(&["mimic"]),
    ],
};
