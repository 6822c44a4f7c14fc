//! What is too large, said before memory or time runs out.

use std::path::Path;

use super::{Row, file, flag, spec, write};
use crate::support::SPEC;

pub fn large() -> Vec<Row> {
    vec![
        flag(
            "explain -n 1 -m 1 --alpha 0 --dim 9223372036854775807",
            &["--dim 9223372036854775807", "up to 131072 dimensions"],
        ),
        flag(
            "explain -n 1 -m 1 --alpha 0 --dim 2,1000000000",
            &["--dim 1000000000 is too large"],
        ),
        flag(
            "explain --problem welsch-regression -n 1 -m 1 --alpha 0 --dim 67108864",
            &["--dim 67108864 is too large"],
        ),
        flag(
            "explain -n 18446744073709551615 -m 1 --alpha 0",
            &["-n 18446744073709551615 is too large", "up to 1152921504606846976"],
        ),
        flag(
            "explain -n 1 -m 18446744073709551614 --alpha 0.4999999999",
            &["-m 18446744073709551614 is too large", "up to 1125899906842624"],
        ),
        file(
            many_cells,
            "cells.toml",
            &[
                "cells.toml:9:1",
                "10000000 cells",
                "at most 100000 arms",
                "shorter lists",
            ],
        ),
        file(
            many_settings,
            "many.toml",
            &["60000 cells with 4 arms each", "240000 arms", "at most 100000 arms"],
        ),
        file(
            many_estimators,
            "estimators.toml",
            &[
                "batch 1000000 is too large",
                "600 arms",
                "134217728 numbers",
                "batch = 111848 or less",
            ],
        ),
        file(
            many_combinations,
            "combinations.toml",
            &["1000000 combinations of values", "more than 10000"],
        ),
        file(
            heavy_tails,
            "student.toml -n 1000000000000",
            &[
                "n 1000000000000, m 20 and dim 1",
                "20000000000000, about 7 days a replicate",
                "student-mean may draw at most 1000000000",
            ],
        ),
        file(
            heavy_tails,
            "student.toml -n 18446744073709551615 -m 3",
            &["too many: beyond counting a replicate"],
        ),
        #[cfg(target_os = "linux")]
        spec(
            "quick = { batch = 80, maximum = 240, relative_error = 0.0 }",
            "quick = { batch = 1000, maximum = 1000000000, relative_error = 0.0 }",
            &[
                "needs at least 192 GB of memory",
                "192 GB of replicates that are kept",
                "free",
            ],
        ),
    ]
}

fn list(length: usize) -> String {
    let numbers: Vec<String> = (1..=length).map(|number| number.to_string()).collect();
    numbers.join(", ")
}

fn many_cells(folder: &Path) {
    let text = SPEC.replace("n = [10, 20, 40]", &format!("n = [{}]", list(10_000)));
    write(
        folder,
        "cells.toml",
        text.replace("m = [20]", &format!("m = [{}]", list(1000))),
    );
}

fn many_settings(folder: &Path) {
    let text = SPEC.replace("n = [10, 20, 40]", &format!("n = [{}]", list(60_000)));
    write(folder, "many.toml", text);
}

/// Six hundred trim fractions.
fn many_estimators(folder: &Path) {
    let betas: Vec<String> = (0..600).map(|i| format!("{:.5}", 0.1 + 6e-4 * f64::from(i))).collect();
    let text = format!(
        "name = \"estimators\"\nproblem = [{{ name = \"gaussian-mean\" }}]\ngrid = [{{ n = 10, m = 2001, alpha = 0.1 }}]\n\
         adversary = [{{ name = \"plus-infinity\" }}]\nreplicates = {{ quick = {{ batch = 1000000, maximum = 1000000 }} }}\n\
         estimator = [{{ algorithm = \"one-round\", aggregator = \"trimmed-mean\", beta = [{}] }}]\n",
        betas.join(", ")
    );
    write(folder, "estimators.toml", text);
}

fn many_combinations(folder: &Path) {
    let steps: Vec<String> = (1..=1000).map(|i| format!("{:.4}", 1e-3 * f64::from(i))).collect();
    let rounds = format!("rounds = [{}]\nstep = [{}]", list(1000), steps.join(", "));
    write(folder, "combinations.toml", SPEC.replacen("rounds = 2", &rounds, 1));
}

fn heavy_tails(folder: &Path) {
    write(folder, "student.toml", SPEC.replace("gaussian-mean", "student-mean"));
}
