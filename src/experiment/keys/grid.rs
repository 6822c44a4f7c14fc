use crate::spec::{Amount, Key, KeyTable, Takes};

pub(super) const GRID: KeyTable = KeyTable {
    name: "grid",
    by: None,
    meaning: "Every combination of its lists is a cell.",
    keys: &[
        Key::required("n", &[Takes::Count], "[10, 20]", "n, the samples of each worker").amount(Amount::List),
        Key::required("m", &[Takes::Count], "[11, 12]", "m, the number of workers").amount(Amount::List),
        Key::required(
            "alpha",
            &[Takes::Number],
            "[0.0, 0.1]",
            "α, the fraction of Byzantine workers, below ½: b = ⌊αm⌋ of them are",
        )
        .amount(Amount::List),
        Key::optional("dim", &[Takes::Count], "1", "[1, 2]", "d, the dimension").amount(Amount::List),
        Key::optional(
            "byzantine",
            &[Takes::Words(&["random"])],
            "a fixed set of b workers",
            "\"random\"",
            "each worker is Byzantine with probability α by itself, as in Observation 1",
        ),
        Key::optional(
            "profiles",
            &[Takes::Words(&["smoke", "quick", "paper"])],
            "all",
            "[\"smoke\", \"quick\", \"paper\"]",
            "the profiles that draw this table",
        )
        .amount(Amount::List),
    ],
};
