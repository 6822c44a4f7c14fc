//! Claims that a spec states itself: what is said of a true one and of a false one, and what is refused before anything is drawn.

use std::fs;
use std::path::Path;

use byzrate::claim::Variable;
use byzrate::formula::FUNCTIONS;
use rayon::prelude::*;
use serde_json::Value;

use crate::support::{Run, sweep, tree};

/// Everything but the claim.
const HEAD: &str = r#"name = "mine"
seed = 3
problem = [{ name = "gaussian-mean", sigma = 2.0 }]
grid = [{ n = [10, 40, 90], m = [11, 41], alpha = [0.0, 0.1] }]
estimator = [{ algorithm = "one-round", aggregator = "median" }]
adversary = [{ name = "plus-infinity" }]
replicates = { quick = { batch = 500, maximum = 2000, relative_error = 0.02 } }
"#;

/// The line of the claim's first key.
const FIRST: usize = 9;

fn run(claim: &str, arguments: &str) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("mine.toml"), format!("{HEAD}[[claim]]\n{claim}")).expect("written");
    sweep(folder.path(), &format!("mine.toml {arguments}"))
}

fn report(claim: &str) -> (Option<i32>, Value) {
    let run = run(claim, "--format json");
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    (run.code, report["experiments"][0].clone())
}

/// The exit code and the verdicts of the claim.
fn verdicts(claim: &str) -> (Option<i32>, Vec<String>) {
    let (code, experiment) = report(claim);
    let findings = experiment["findings"].as_array().expect("findings").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (code, findings.map(|finding| text(&finding["verdict"])).collect())
}

const FALSE_BOUND: &str = r#"id = "too-tight"
statement = "the median is as good as the mean of all samples at its best"
source = "Somebody 2020, Theorem 9"
bound = "0.5*sigma/sqrt(n*m)"
fails = "0.01"
holds = "m >= 20"
"#;

#[test]
fn a_false_claim_is_contradicted_by_its_own_name() {
    let shown = run(FALSE_BOUND, "");
    assert_eq!(shown.code, Some(3), "{}", shown.stderr);
    for says in [
        "── the specs' own claims",
        "too-tight: the median is as good as the mean of all samples at its best (Somebody 2020, Theorem 9)",
        "silent in 6 of 12 cells, where m >= 20 does not hold",
        "Contradicted: too-tight: P(error > bound), one-round-median, n=10, m=41, α=0 (mine)",
    ] {
        assert!(shown.stdout.contains(says), "{says}\n{}", shown.stdout);
    }
    assert!(!shown.stdout.contains("the paper's claims"), "{}", shown.stdout);
    assert!(!shown.stdout.contains("theorem-"), "{}", shown.stdout);

    let (code, experiment) = report(FALSE_BOUND);
    assert_eq!(code, Some(3));
    let claim = &experiment["claims"][0];
    assert_eq!(claim["id"], "too-tight");
    assert_eq!(claim["source"], "Somebody 2020, Theorem 9");
    assert_eq!(claim["holds"], "m >= 20");
    assert_eq!((&claim["cells"], &claim["silent_cells"]), (&12.into(), &6.into()));
    let findings = experiment["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 6, "where it is silent nothing is compared");
    for finding in findings {
        assert_eq!(finding["claim"], "too-tight");
        assert_eq!(
            finding["statement"],
            "the median is as good as the mean of all samples at its best"
        );
        assert_eq!(finding["source"], "Somebody 2020, Theorem 9");
        assert_eq!(
            (&finding["verdict"], &finding["check"]),
            (&"contradicted".into(), &"bound".into())
        );
        assert!(
            finding["subject"].as_str().expect("a text").contains("m=41"),
            "{finding}"
        );
    }
}

/// Half of all errors exceed the median of their law: a bound there may fail with probability 0.6, and not with 0.3.
#[test]
fn how_often_a_bound_may_fail_decides() {
    let bound = |rest: &str| {
        let claim = format!("id = \"half\"\nbound = \"0.845*sigma/sqrt(n*m)\"\nwhere = {{ alpha = 0.0 }}\n{rest}");
        let (code, experiment) = report(&claim);
        (code, experiment["findings"].as_array().expect("findings").clone())
    };
    let (code, findings) = bound("fails = \"0.6\"");
    assert_eq!(code, Some(0));
    assert_eq!(findings.len(), 6);
    for finding in &findings {
        assert_eq!(finding["verdict"], "consistent", "{finding}");
        // It would have failed less often by a bound that is a fifth smaller: the slack is that of the share, not of the largest.
        let slack = finding["slack"].as_f64().expect("a number");
        assert!((1.1..1.5).contains(&slack), "{finding}");
        assert_eq!(
            finding["statement"],
            "error ≤ 0.845*sigma/sqrt(n*m) but with probability 0.6"
        );
    }
    let (code, findings) = bound("fails = \"0.3\"");
    assert_eq!(code, Some(3));
    assert!(findings.iter().all(|finding| finding["verdict"] == "contradicted"));
    // Left out, it may never fail: a single replicate is enough.
    let (code, _) = bound("");
    assert_eq!(code, Some(3));
    let (code, verdicts) = verdicts("id = \"wide\"\nbound = \"6*sigma/sqrt(n)\"");
    assert_eq!((code, verdicts), (Some(0), vec!["consistent".to_owned(); 12]));
}

#[test]
fn an_expected_value_is_met_or_missed() {
    let expected = |rest: &str| {
        verdicts(&format!(
            "id = \"level\"\nexpected = \"1.2533*sigma/sqrt(n*m)\"\n{rest}"
        ))
    };
    let all = |verdict: &str, count: usize| vec![verdict.to_owned(); count];
    let honest = "where = { alpha = 0.0 }\nholds = \"m > 20\"\n";
    assert_eq!(
        expected(&format!("{honest}margin = 0.02")),
        (Some(0), all("consistent", 3))
    );
    let attacked = "where = { alpha = 0.1 }\nholds = \"m > 20\"\n";
    assert_eq!(
        expected(&format!("{attacked}margin = 0.02")),
        (Some(3), all("contradicted", 3))
    );
    assert_eq!(
        expected(&format!("{attacked}margin = 0.5")),
        (Some(0), all("consistent", 3))
    );
}

#[test]
fn terms_are_there_or_not() {
    let terms = |terms: &str, rest: &str| {
        verdicts(&format!(
            "id = \"parts\"\nterms = [{terms}]\nresponse = \"mean\"\n{rest}"
        ))
    };
    let two = "\"sigma*alpha/sqrt(n)\", \"sigma/sqrt(n*m)\"";
    let verdict = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    assert_eq!(terms(two, ""), (Some(0), verdict(&["consistent", "consistent"])));
    let absent = "\"sigma/sqrt(n*m)\", \"sigma/n^2\"";
    let honest = "where = { alpha = 0.0 }";
    assert_eq!(
        terms(absent, honest),
        (Some(3), verdict(&["consistent", "contradicted"]))
    );
    // The mean of |N(0, 1)| is √(2/π), and the median of means of many workers deviates by √(π/2) times as much as the mean.
    assert_eq!(
        terms(absent, &format!("{honest}\ncoefficients = [1.0, 0.0]\nmargin = 0.05")),
        (Some(0), verdict(&["consistent", "consistent"]))
    );
    assert_eq!(
        terms(absent, &format!("{honest}\ncoefficients = [1.2533, 0.0]")),
        (Some(3), verdict(&["contradicted", "consistent"]))
    );
}

#[test]
fn what_a_grid_can_tell_of_terms_is_said_before_it_is_drawn() {
    let claim = "id = \"parts\"\nterms = [\"sigma*alpha/sqrt(n)\", \"sigma/sqrt(n*m)\"]";
    let says = "the terms of parts have the condition number 1.";
    let dry = run(claim, "--dry-run");
    assert!(
        dry.stdout.contains(says) && dry.stdout.contains(" of sigma/sqrt(n*m) or more"),
        "{}",
        dry.stdout
    );
    let json = run(claim, "--dry-run --format json");
    let document: Value = serde_json::from_str(&json.stdout).expect("one JSON document");
    let line = document["experiments"][0]["terms"][0].as_str().expect("a text");
    assert!(line.starts_with(says), "{line}");
    let drawn = run(claim, "");
    assert!(drawn.stderr.contains(says), "{}", drawn.stderr);
}

/// A `[[check]]` may name the claim: where this is silent, it compares nothing either.
#[test]
fn checks_name_claims_of_the_spec() {
    let claim = "id = \"rate\"\nstatement = \"like 1/√n\"\nholds = \"b == 0\"\n\
                 [[check]]\nclaim = \"rate\"\nkind = \"exponent\"\nalong = \"n\"\nexpected = -0.5\n";
    let (code, experiment) = report(claim);
    assert_eq!(code, Some(0));
    let findings = experiment["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 2);
    for finding in findings {
        assert_eq!(
            (&finding["claim"], &finding["check"]),
            (&"rate".into(), &"exponent".into())
        );
        assert_eq!(
            (&finding["verdict"], &finding["statement"]),
            (&"consistent".into(), &"like 1/√n".into())
        );
    }
}

/// What is stored is judged again by the same claim.
#[test]
fn what_is_stored_is_judged_again() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("mine.toml"),
        format!("{HEAD}[[claim]]\n{FALSE_BOUND}"),
    )
    .expect("written");
    let first = sweep(folder.path(), "mine.toml --format json");
    let again = sweep(folder.path(), "report --format json");
    assert_eq!((first.code, again.code), (Some(3), Some(3)));
    assert_eq!(first.stdout, again.stdout);
}

/// A claim, its line at fault counted from that of `[[claim]]`, and what is said.
type Wrong = (String, usize, &'static [&'static str]);

fn wrong() -> Vec<Wrong> {
    let row = |claim: &str, line: usize, says: &'static [&'static str]| (claim.to_owned(), line, says);
    let bound = |bound: &str, says: &'static [&'static str]| (format!("id = \"a\"\nbound = \"{bound}\""), 2, says);
    vec![
        // Names.
        bound(
            "2*sigm/sqrt(n)",
            &["bound: unknown name \"sigm\"; did you mean sigma?", "^^^^"],
        ),
        bound("sqrt(N)", &["unknown name \"N\"; did you mean n?"]),
        bound("2*σ", &["\"σ\" is not allowed in a formula: write sigma"]),
        bound(
            "k/n",
            &[
                "bound: k has no value for one-round-median, the cell",
                "no trimmed mean",
            ],
        ),
        // Values, with the cell.
        bound(
            "1/alpha",
            &[
                "1/alpha is inf for one-round-median, the cell",
                "n=10 m=11 alpha=0: not finite",
            ],
        ),
        bound("log(alpha)", &["is -inf", "not finite"]),
        bound("sqrt(n-20)", &["n=10", "not a number", "the key holds"]),
        bound("9^(9^(9^(9^9)))", &["is inf", "not finite"]),
        bound(
            "m >= 20",
            &["bound must be a number, and \"m >= 20\" says that something holds"],
        ),
        row("id = \"a\"\nbound = 2", 2, &["bound must be a text, not the integer 2"]),
        row(
            "id = \"a\"\nbound = \"1\"\nfails = \"n/20\"",
            3,
            &["fails: n/20 is 2", "always may fail"],
        ),
        row(
            "id = \"a\"\nbound = \"1\"\nfails = \"-0.1\"",
            3,
            &["a probability is not below 0"],
        ),
        row("id = \"a\"\nexpected = \"alpha\"", 2, &["alpha is 0", "as a ratio"]),
        row("id = \"a\"\nexpected = \"-1\"", 2, &["never below 0"]),
        row(
            "id = \"a\"\nterms = [\"1/n\", \"-1/m\"]",
            2,
            &["-1/m is -0.09", "a term is not below 0"],
        ),
        // Bombs.
        bound(&"(".repeat(5000), &["5000 characters, more than 1000"]),
        bound(
            &("(".repeat(400) + "n" + &")".repeat(400)),
            &["more than 200 names, numbers"],
        ),
        bound(&("(".repeat(40) + "n" + &")".repeat(40)), &["more than 30 parentheses"]),
        bound(&"n+".repeat(5000), &["10000 characters, more than 1000"]),
        bound(
            &("n+".repeat(200) + "n"),
            &["more than 200 names, numbers, operators and parentheses"],
        ),
        bound("2^2^2^2^2", &["^ stands twice in a row"]),
        // Terms.
        row(
            "id = \"a\"\nterms = [\"1/n\", \"2/n\"]",
            2,
            &["the grid cannot tell 1/n from 2/n"],
        ),
        row(
            "id = \"a\"\nterms = [\"1/n\", \"1/(n+.01)\"]",
            2,
            &["cannot tell 1/n from 1/(n+.01)", "condition number"],
        ),
        row(
            "id = \"a\"\nterms = [\"1/n\", \"1/n\"]",
            2,
            &["the term 1/n stands twice"],
        ),
        row(
            "id = \"a\"\nterms = [\"b/n\"]\nwhere = { alpha = 0.0 }",
            2,
            &["b/n is 0 in every cell"],
        ),
        row(
            "id = \"a\"\nterms = [\"1/n\", \"1/m\"]\nwhere = { n = 10, m = 11, alpha = 0.0 }",
            2,
            &["1 cells cannot tell 2 terms"],
        ),
        row(
            "id = \"a\"\nterms = [\"1/n\"]\ncoefficients = [1, 2]",
            3,
            &["2 coefficients for 1 terms"],
        ),
        row(
            "id = \"a\"\nterms = [\"1/n\"]\ncoefficients = [-1]",
            3,
            &["coefficient -1 is not allowed"],
        ),
        // Names of claims.
        row(
            "id = \"theorem-1\"\nbound = \"1\"",
            1,
            &["id \"theorem-1\" is not allowed: a built-in claim is called so"],
        ),
        row("id = \"own\"\nbound = \"1\"", 1, &["a built-in claim is called so"]),
        row(
            "id = \"My_Claim\"\nbound = \"1\"",
            1,
            &["lower-case words and numbers with hyphens"],
        ),
        row("id = \"a--b\"\nbound = \"1\"", 1, &["lower-case words"]),
        row("id = \"\"\nbound = \"1\"", 1, &["id \"\" is not allowed"]),
        row("bound = \"1\"", 0, &["[claim] needs the key id"]),
        row(
            "id = \"a\"\nbound = \"1\"\n[[claim]]\nid = \"a\"\nbound = \"2\"",
            4,
            &["two claims are called so"],
        ),
        // Nothing to test.
        row(
            "id = \"a\"\nstatement = \"so it is\"",
            0,
            &["the claim a has nothing to test", "[[check]] with claim = \"a\""],
        ),
        row(
            "id = \"a\"\nbound = \"1\"\nholds = \"m > 1000\"",
            3,
            &["m > 1000 is false in every cell, so that nothing is tested"],
        ),
        row(
            "id = \"a\"\nbound = \"1\"\nholds = \"m\"",
            3,
            &["holds must say that something holds", "\"m\" is a number"],
        ),
        row(
            "id = \"a\"\nbound = \"1\"\nholds = \"1 < m < 20\"",
            3,
            &["a second comparison in a row"],
        ),
        row("id = \"a\"\nbound = \"1\"\nholds = \"m = 20\"", 3, &["write =="]),
        // Keys.
        row(
            "id = \"a\"\nexpected = \"1\"\nfails = \"0.1\"",
            3,
            &["the key fails says nothing without bound"],
        ),
        row(
            "id = \"a\"\nbound = \"1\"\nmargin = 0.1",
            3,
            &["the key margin says nothing without expected or coefficients"],
        ),
        row(
            "id = \"a\"\nbound = \"1\"\nbuond = \"1\"",
            3,
            &["unknown key buond", "did you mean bound?"],
        ),
        row(
            "id = \"a\"\nbound = \"1\"\nmeasure = \"excess\"",
            3,
            &["excess is not recorded"],
        ),
        row(
            "id = \"a\"\nbound = \"1\"\nmeasure = \"eror\"",
            3,
            &["unknown measure \"eror\"; did you mean error?"],
        ),
        row(
            "id = \"a\"\nexpected = \"1\"\nresponse = \"excess\"",
            3,
            &["excess is not recorded"],
        ),
        row(
            "id = \"a\"\nbound = \"1\"\nestimators = \"mean\"",
            3,
            &["no estimator of this experiment is called \"mean\""],
        ),
        // Checks of claims.
        row(
            "id = \"ab\"\nbound = \"1\"\n[[check]]\nclaim = \"abc\"\nkind = \"exponent\"",
            4,
            &["unknown claim \"abc\"; did you mean ab?"],
        ),
        row(
            "id = \"ab\"\nbound = \"1\"\n[[check]]\nclaim = \"ab\"\nkind = \"bound\"",
            4,
            &["the bound of ab is the key bound of its [[claim]]"],
        ),
    ]
}

#[test]
fn what_is_wrong_is_refused_at_its_line_before_anything_is_drawn() {
    let fault = |(claim, line, says): &Wrong| {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("mine.toml"), format!("{HEAD}[[claim]]\n{claim}")).expect("written");
        let before = tree(folder.path());
        let run = sweep(folder.path(), "mine.toml");
        let mut faults = Vec::new();
        if run.code != Some(2) {
            faults.push(format!("exit code {:?}", run.code));
        }
        let place = format!("mine.toml:{}:", FIRST - 1 + line);
        if !run.stderr.contains(&place) {
            faults.push(format!("not at {place}"));
        }
        let lacking = says.iter().filter(|part| !run.stderr.contains(**part));
        faults.extend(lacking.map(|part| format!("does not say {part:?}")));
        if tree(folder.path()) != before {
            faults.push("something was written".to_owned());
        }
        (!faults.is_empty()).then(|| format!("{claim}: {}\n{}", faults.join("; "), run.stderr))
    };
    let faults: Vec<String> = wrong().par_iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "{} faults:\n\n{}", faults.len(), faults.join("\n"));
}

/// The place of a fault is marked inside the formula.
#[test]
fn the_mark_stands_under_the_name() {
    let run = run("id = \"a\"\nbound = \"2*sigm/sqrt(n)\"", "");
    insta::assert_snapshot!(run.stderr, @r#"
    error: mine.toml:10:12: bound: unknown name "sigm"; did you mean sigma? Known: n, m, b, k, alpha, beta, d, sigma, rounds, lambda_f, smoothness, lipschitz, variance, skewness, subexp, sigma_estimate, diameter, start_distance, pi, sqrt, exp, log, ln, abs, floor, ceil, min, max
       |
    10 | bound = "2*sigm/sqrt(n)"
       |            ^^^^
    "#);
}

/// The contents of the fenced blocks in some language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let start = format!("```{language}\n");
    let block = |rest: &'a str| rest.split("```").next();
    page.split(start.as_str()).skip(1).filter_map(block).collect()
}

/// The page shows the spec as it stands beside it, in fifteen lines at most, and what its commands print.
#[test]
fn the_page_on_own_theorems_shows_what_is_so() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let page = fs::read_to_string(docs.join("own-theorem.md")).expect("the page");
    let spec = fs::read_to_string(docs.join("own-theorem.toml")).expect("the spec");
    let [shown, bold, terms] = blocks(&page, "toml")[..] else {
        panic!("three specs")
    };
    assert_eq!(shown, spec);
    assert!(spec.lines().count() <= 15);

    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("docs")).expect("made");
    let write = |name: &str, spec: &str| fs::write(folder.path().join("docs").join(name), spec).expect("written");
    write("own-theorem.toml", &spec);
    let (before, _) = spec.split_once("[[claim]]").expect("a claim");
    write("bold.toml", &format!("{before}{bold}"));
    write("terms.toml", &format!("{before}{terms}"));
    let consoles = blocks(&page, "console");
    assert_eq!(consoles.len(), 3);
    for (console, code) in consoles.iter().zip([0, 3, 0]) {
        let (command, output) = console.split_once('\n').expect("a command and what it prints");
        let arguments = command.strip_prefix("$ sweep ").expect("a command");
        let run = sweep(folder.path(), arguments);
        assert_eq!(run.code, Some(code), "{}", run.stderr);
        // Shown is what the claim is about, without what depends on the machine, on other trials of the judge and on times.
        let mut printed = run.stdout.lines();
        for line in output.lines() {
            assert!(
                printed.any(|printed| printed == line),
                "{command} does not print\n{line}\n{}",
                run.stdout
            );
        }
    }
    for name in Variable::ALL
        .map(Variable::name)
        .into_iter()
        .chain(FUNCTIONS.map(|(name, _)| name))
    {
        assert!(page.contains(&format!("`{name}`")), "the page does not know {name}");
    }
}

#[test]
fn what_formulas_may_name_is_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = sweep(folder.path(), "list variables");
    insta::assert_snapshot!(run.stdout, @r#"
    variables of formulas
      n                      samples of each worker
      m                      workers
      b                      Byzantine workers, where their number is fixed
      k                      values trimmed at each end, of a trimmed mean
      alpha                  b/m, or the probability of being Byzantine
      beta                   k/m
      d                      the dimension
      sigma                  σ of the noise: a worker's mean deviates by σ/√n in each coordinate
      rounds                 T, where it is known before a run
      lambda_f               λ_F, the strong convexity of F
      smoothness             L_F, the smoothness of F
      lipschitz              L̂ = (Σ L_k²)^½, of the coordinates of ∇f
      variance               V², which E‖∇f − ∇F‖² never exceeds in W
      skewness               S, the absolute skewness of a coordinate of ∇f at most
      subexp                 v, with which the coordinates of ∇f are sub-exponential
      sigma_estimate         σ̃, the deviation of √n(ŵ_i − w*) for one worker's estimate
      diameter               D, the diameter of W
      start_distance         D₀ = ‖w⁰ − w*‖

    functions of formulas
      sqrt                   the square root
      exp                    the exponential
      log                    the natural logarithm
      ln                     the same
      abs                    the absolute value
      floor                  the largest integer that is not larger
      ceil                   the smallest integer that is not smaller
      min                    the smallest of two numbers or more
      max                    the largest of two numbers or more
    "#);
}
