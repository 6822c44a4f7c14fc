//! Wrong counts, names and specs.

use std::fs;
use std::path::Path;

use super::{Row, file, flag, spec, write};
use crate::support::SPEC;

pub fn counts() -> Vec<Row> {
    vec![
        flag("spec.toml -n 0", &["-n", "n 0 is not allowed", "at least 1"]),
        flag("spec.toml -m 10,0", &["-m", "m 0 is not allowed", "at least 1"]),
        flag("spec.toml --dim 0", &["--dim", "dim 0 is not allowed", "at least 1"]),
        spec("n = [10, 20, 40]", "n = [0]", &["n 0 is not allowed", "at least 1"]),
        spec("m = [20]", "m = [0]", &["m 0 is not allowed", "at least 1"]),
        spec("dim = [1]", "dim = [0]", &["dim 0 is not allowed", "at least 1"]),
        spec(
            "m = [20]",
            "m = [-3]",
            &["m must be", "integers from 0", "the integer -3"],
        ),
        spec("m = [20]", "m = [2.5]", &["m must be", "the number 2.5"]),
        spec("m = [20]", "m = [\"20\"]", &["m must be", "the text \"20\""]),
        flag(
            "spec.toml -n 99999999999999999999",
            &["99999999999999999999", "too large"],
        ),
        flag("spec.toml -n 1.5", &["'1.5'", "--samples"]),
        flag("spec.toml -n ,", &["''", "--samples"]),
        spec(
            "n = [10, 20, 40]",
            "n = 99999999999999999999",
            &[
                "n must be",
                "to 18446744073709551615",
                "the integer 99999999999999999999",
            ],
        ),
        flag(
            "spec.toml -m 18446744073709551615",
            &["m 18446744073709551615", "at most 67108864", "fewer workers"],
        ),
        flag(
            "spec.toml --dim 18446744073709551615",
            &["dim 18446744073709551615", "at most 67108864"],
        ),
        flag(
            "spec.toml -m 1000000 --dim 1000000",
            &["m 1000000", "dim 1000000", "at most 67108864"],
        ),
        spec(
            "dim = [1]",
            "dim = [1000000000000]",
            &["dim 1000000000000", "at most 67108864"],
        ),
        file(
            regression,
            "regression.toml -n 18446744073709551615",
            &[
                "n 18446744073709551615",
                "rademacher-regression may keep at most 67108864 numbers",
            ],
        ),
        file(
            regression,
            "regression.toml -n 10000 --dim 10000",
            &["dim 10000", "67108864"],
        ),
        spec(
            "batch = 80",
            "batch = 9223372036854775807",
            &["batch 9223372036854775807 is not allowed", "from 1 to 1000000"],
        ),
        spec("batch = 80", "batch = 0", &["batch 0 is not allowed", "from 1 to"]),
        spec(
            "maximum = 240",
            "maximum = 0",
            &["maximum 0 is not allowed", "from 1 to"],
        ),
        spec(
            "maximum = 240",
            "maximum = 18446744073709551615",
            &["maximum 18446744073709551615 is not allowed"],
        ),
        spec(
            "rounds = 2",
            "rounds = 0",
            &["rounds 0 is not allowed", "at least one round"],
        ),
        spec(
            "rounds = 2",
            "rounds = 9223372036854775807",
            &["rounds 9223372036854775807 are too many", "below 67108864"],
        ),
        spec(
            "rounds = 2",
            "rounds = \"theorem\"",
            &[
                "the theorem gives no number of rounds",
                "n=10 m=20 alpha=0.1",
                "its left side is 1.0184, 0.5184 above 1/2",
                "m = 497 would do at this n",
            ],
        ),
        spec(
            "rounds = 2",
            "rounds = \"many\"",
            &["rounds \"many\" is not allowed", "\"theorem\""],
        ),
        spec(
            "alpha = [0.1]",
            "alpha = [0.4999999999]",
            &["alpha 0.4999999999 means 10 of 20 workers", "--allow-breakdown"],
        ),
        spec(
            "claim = \"theorem-1\"",
            "claim = \"theorem-4\"",
            &["theorem-4 says nothing of median-gd"],
        ),
        spec(
            "claim = \"theorem-1\"\nkind = \"exponent\"\nalong = \"n\"\nexpected = -0.5\nmargin = 5.0\nestimators = [\"median-gd\"]",
            "claim = \"theorem-7\"\nkind = \"exponent\"\nalong = \"n\"\nexpected = -0.5\nmargin = 5.0",
            &["theorem-7 says nothing of any estimator"],
        ),
        flag("spec.toml --threads 0", &["'0'", "--threads", "from 1 to 1024"]),
        flag("spec.toml --threads 99999", &["'99999'", "from 1 to 1024"]),
        flag("spec.toml --seed -1", &["-1"]),
        flag(
            "spec.toml --seed 99999999999999999999",
            &["99999999999999999999", "too large"],
        ),
        spec("seed = 7", "seed = -7", &["seed must be", "the integer -7"]),
        spec(
            "seed = 7",
            "seed = 0x10000000000000000",
            &["seed must be", "the integer 18446744073709551616"],
        ),
        spec(
            "seed = 7",
            "seed = 999999999999999999999999999999999999999999",
            &["seed must be", "an integer too large to read"],
        ),
    ]
}

fn regression(folder: &Path) {
    let spec = SPEC.replace("\"gaussian-mean\"", "\"rademacher-regression\"");
    write(folder, "regression.toml", spec);
}

pub fn names() -> Vec<Row> {
    vec![
        flag(
            "exact-lw",
            &["\"exact-lw\"", "did you mean exact-law?", "rate-in-n", ".toml"],
        ),
        flag("qqqqqqqq", &["unknown experiment \"qqqqqqqq\"", "known: definitions"]),
        flag("--profile quik spec.toml", &["'quik'", "smoke, quick, paper"]),
        flag("spec.toml --format yaml", &["'yaml'", "human, json"]),
        flag("export --format xml", &["'xml'", "csv, jsonl"]),
        flag("list agregators", &["'agregators'", "aggregators"]),
        flag("spec.toml --treads 2", &["--treads", "--threads"]),
        spec(
            "\"gaussian-mean\"",
            "\"gausian-mean\"",
            &["unknown problem \"gausian-mean\"", "did you mean gaussian-mean?"],
        ),
        spec(
            "\"median\"",
            "\"medain\"",
            &["unknown aggregator \"medain\"", "did you mean median?", "trimmed-mean"],
        ),
        spec(
            "\"median\"",
            "\"qqqqqqqq\"",
            &["unknown aggregator \"qqqqqqqq\"; known: mean, "],
        ),
        spec(
            "name = \"plus-infinity\"",
            "name = \"plus-infinty\"",
            &["unknown adversary \"plus-infinty\"", "did you mean plus-infinity?"],
        ),
        spec(
            "\"gradient-descent\"",
            "\"gradient-decent\"",
            &[
                "unknown algorithm \"gradient-decent\"",
                "did you mean gradient-descent?",
                "one-round",
            ],
        ),
        spec(
            "[\"median-gd\"]",
            "[\"median-dg\"]",
            &[
                "no estimator of this experiment is called \"median-dg\"",
                "did you mean median-gd?",
            ],
        ),
        spec(
            "[\"plus-infinity\"]",
            "[\"minus-infinity\"]",
            &[
                "no adversary of this experiment is called \"minus-infinity\"",
                "constant-shift",
            ],
        ),
        spec(
            "margin = 5.0",
            "margin = 5.0\nwhere = { problem = \"gausian-mean\" }",
            &[
                "no problem of this experiment is called \"gausian-mean\"",
                "did you mean gaussian-mean?",
            ],
        ),
        spec(
            "kind = \"exponent\"",
            "kind = \"exponnet\"",
            &[
                "unknown kind of check \"exponnet\"",
                "did you mean exponent?",
                "exact-law",
            ],
        ),
        spec(
            "kind = \"exponent\"",
            "kind = \"median-tail\"",
            &["needs the key against"],
        ),
        spec(
            "kind = \"exponent\"",
            "kind = \"median-tail\"\nagainst = \"lema\"",
            &["unknown against = \"lema\"", "did you mean lemma?"],
        ),
        spec(
            "kind = \"exponent\"",
            "kind = \"median-tail\"\nagainst = \"lemma\"\nt = 0.0",
            &["t 0 must be above 0"],
        ),
        spec(
            "kind = \"exponent\"",
            "kind = \"median-tail\"\nagainst = \"exact\"\nprobability = 1.0",
            &["probability 1 must be below 1"],
        ),
        spec(
            "kind = \"exponent\"",
            "kind = \"normal-approximation\"\nagainst = \"bond\"",
            &["unknown against = \"bond\"", "did you mean bound?"],
        ),
        spec(
            "kind = \"exponent\"",
            "kind = \"lower-bound\"\nstated = \"chanse\"",
            &["unknown form stated = \"chanse\"", "did you mean chance?"],
        ),
        spec(
            "\"theorem-1\"",
            "\"theroem-1\"",
            &["unknown claim \"theroem-1\"", "did you mean theorem-1?", "definition-1"],
        ),
        spec(
            "dim = [1]",
            "dim = [1]\nprofiles = [\"quik\"]",
            &["unknown profile \"quik\"", "did you mean quick?", "paper"],
        ),
        spec(
            "dim = [1]",
            "dim = [1]\nprofiles = [\"paper\"]",
            &["no [[grid]]", "profile quick"],
        ),
        spec(
            "quick = {",
            "quik = {",
            &["unknown key quik in [replicates]", "did you mean quick?"],
        ),
        spec(
            "question",
            "quesion",
            &["spec.toml:2:1", "unknown key quesion", "did you mean question?"],
        ),
        spec("alpha = [0.1]", "alhpa = [0.1]", &["[grid] needs the key alpha"]),
        spec(
            "dim = [1]",
            "dims = [1]",
            &[
                "unknown key dims in [grid]",
                "did you mean dim?",
                "alpha, byzantine, dim, m, n",
            ],
        ),
        spec(
            "sigma = 1.0",
            "sgima = 1.0",
            &["unknown key sgima in [problem]", "did you mean sigma?"],
        ),
        spec(
            "size = 3.0",
            "sze = 3.0",
            &["unknown key sze in [adversary]", "did you mean size?"],
        ),
        spec(
            "step = 1.0",
            "stepp = 1.0",
            &["unknown key stepp in [estimator]", "did you mean step?"],
        ),
        spec(
            "margin = 5.0",
            "margni = 5.0",
            &["unknown key margni", "did you mean margin?"],
        ),
        spec(
            "rate = \"median\"",
            "raet = 1",
            &["unknown key raet in [figure]", "did you mean rate?"],
        ),
        spec(
            "along = \"n\"",
            "along = \"N\"",
            &["unknown coordinate \"N\"", "did you mean n?"],
        ),
        spec(
            "x = \"n\"",
            "x = \"samples\"",
            &["unknown x \"samples\"", "adversary, cell, beta, floats"],
        ),
        spec(
            "margin = 5.0",
            "margin = 5.0\nfigure = \"tyni\"",
            &[
                "spec.toml:43:10",
                "no figure of this experiment is called \"tyni\"",
                "did you mean tiny?",
            ],
        ),
        spec(
            "x = \"n\"",
            "x = \"n\"\nclaims = [\"theorem-11\"]",
            &["unknown claim \"theorem-11\"", "did you mean theorem-1?"],
        ),
        spec("y = \"rms\"", "y = \"rsm\"", &["unknown y \"rsm\"", "rms, mean, bias"]),
        spec(
            "[[adversary]]",
            "[[adversry]]",
            &["unknown key adversry", "did you mean adversary?"],
        ),
    ]
}

pub fn specs() -> Vec<Row> {
    vec![
        spec(
            "n = [10, 20, 40]",
            "n = []",
            &["n is an empty list", "at least one value"],
        ),
        spec(
            "alpha = [0.1]",
            "alpha = []",
            &["alpha is an empty list", "at least one value"],
        ),
        spec(
            "[\"median-gd\"]",
            "[]",
            &["estimators is an empty list", "at least one value"],
        ),
        spec("sigma = 1.0", "sigma = inf", &["sigma inf is not a finite number"]),
        spec(
            "sigma = 1.0",
            "sigma = 0.0",
            &["sigma 0 is not allowed", "finite number above 0"],
        ),
        spec(
            "sigma = 1.0",
            "sigma = -1",
            &["sigma -1 is not allowed", "finite number above 0"],
        ),
        spec("margin = 5.0", "margin = nan", &["margin NaN is not a finite number"]),
        spec("margin = 5.0", "margin = -5.0", &["margin -5 is below 0"]),
        spec("step = 1.0", "step = nan", &["step NaN is not a finite number"]),
        spec("step = 1.0", "step = -inf", &["step -inf is not a finite number"]),
        spec("step = 1.0", "step = 0.0", &["step 0 is not allowed"]),
        spec("size = 3.0", "size = nan", &["size NaN is not a finite number"]),
        spec(
            "relative_error = 0.0",
            "relative_error = -0.5",
            &["relative_error -0.5 is below 0"],
        ),
        spec(
            "n = [10, 20, 40]",
            "n = [10, 20, 10]",
            &["n 10 stands twice in the list"],
        ),
        spec(
            "alpha = [0.1]",
            "alpha = [0.1, 0.1]",
            &["alpha 0.1 stands twice in the list"],
        ),
        flag("spec.toml -n 10,10", &["-n", "n 10 stands twice in the list"]),
        flag(
            "spec.toml --alpha 0.1,0,0.1",
            &["--alpha", "alpha 0.1 stands twice in the list"],
        ),
        spec(
            "[[estimator]]",
            "[[grid]]\nn = 20\nm = 20\nalpha = 0.1\n\n[[estimator]]",
            &["the grid holds the cell", "\"n\":20", "twice"],
        ),
        spec(
            "\"trimmed-mean\"\nbeta = 0.1",
            "\"median\"",
            &["two estimators are called median-gd", "id = \"...\""],
        ),
        spec(
            "rounds = 2",
            "rounds = 2\nid = \"trimmed-mean-gd\"",
            &["two estimators are called trimmed-mean-gd"],
        ),
        spec(
            "[[figure]]",
            "[[figure]]\nfinding = \"Another\"\nx = \"n\"\n\n[[figure]]",
            &["two figures are called tiny", "file = \"...\""],
        ),
        spec(
            "x = \"n\"",
            "x = \"n\"\nfile = \"../up\"",
            &["file \"../up\" is not allowed", "without folders"],
        ),
        spec(
            "x = \"n\"",
            "x = \"beta\"\nestimators = [\"median-gd\"]",
            &["x = \"beta\" needs an estimator with a trim fraction"],
        ),
        spec(
            "y = \"rms\"",
            "y = \"excess\"",
            &["spec.toml:49:5", "excess is not recorded"],
        ),
        spec("y = \"rms\"", "y_limits = [0.1]", &["the lowest and the highest value"]),
        spec(
            "y = \"rms\"",
            "y_limits = [0.2, 0.1]",
            &["the lowest and the highest value"],
        ),
        spec(
            "y = \"rms\"",
            "y_limits = [0.0, 0.1]",
            &["above 0 on a logarithmic axis"],
        ),
        spec(
            "y = \"rms\"",
            "y_limits = [nan, inf]",
            &["the lowest and the highest value"],
        ),
        spec("y = \"rms\"", "y_limits = \"all\"", &["y_limits are \"measured\""]),
        spec(
            "\"tiny\"",
            "\"../Tiny\"",
            &["name \"../Tiny\" is not allowed", "lower-case"],
        ),
        flag("spec.toml spec.toml", &["two experiments are called tiny"]),
        spec("n = [10, 20, 40]", "n = [10,, 20", &["spec.toml:10:"]),
        spec("seed = 7", "seed = 7\nseed = 8", &["spec.toml:4:1", "duplicate key"]),
        flag("missing.toml", &["missing.toml cannot be read", "No such file"]),
        flag("./missing", &["./missing cannot be read", "No such file"]),
        file(
            |folder| fs::create_dir(folder.join("folder.toml")).expect("made"),
            "folder.toml",
            &["folder.toml cannot be read", "directory"],
        ),
        file(
            |folder| write(folder, "latin.toml", b"name = \"caf\xe9\"\n"),
            "latin.toml",
            &["latin.toml cannot be read", "UTF-8"],
        ),
        file(
            |folder| write(folder, "empty.toml", ""),
            "empty.toml",
            &["empty.toml", "needs the key name"],
        ),
        file(
            |folder| write(folder, "zero.toml", b"name = \"a\"\0"),
            "zero.toml",
            &["zero.toml:1:"],
        ),
    ]
}
