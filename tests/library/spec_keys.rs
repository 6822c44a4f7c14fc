//! The table of keys is what the decoders ask for, no more and no less, and so are the page and the schema that are made of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use byzrate::algorithm::Measure;
use byzrate::claim::{CHECK_KINDS, Study};
use byzrate::experiment::{BUILT_IN, Catalog, Overrides};
use byzrate::report::{FigureSpec, key_tables, keys_markdown, schema};
use byzrate::spec::{Document, Key, Takes};
use serde_json::Value;

use crate::support::validate;

/// A spec in which one table is written as it is looked at.
#[derive(Clone, Debug)]
struct Written {
    top: String,
    problem: String,
    grid: String,
    estimators: Vec<String>,
    adversaries: Vec<String>,
    after: String,
}

impl Written {
    /// Something of everything, so that a check of any kind and every claim finds what it needs.
    fn new() -> Self {
        let others = Measure::ALL.iter().filter(|measure| !Measure::ALWAYS.contains(measure));
        let measures: Vec<String> = others.map(|measure| format!("{:?}", measure.name())).collect();
        let lines = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self {
            top: format!("name = \"keys\"\nmeasures = [{}]", measures.join(", ")),
            problem: "name = \"gaussian-mean\"".to_owned(),
            grid: "n = [20, 40, 80]\nm = [12]\nalpha = [0.1]\ndim = [2]".to_owned(),
            estimators: lines(&[
                "aggregator = \"median\"\nrounds = 2",
                "aggregator = \"median\"\nalgorithm = \"one-round\"",
                "aggregator = \"median\"\nalgorithm = \"probe\"\nat = \"optimum\"",
            ]),
            adversaries: lines(&["name = \"plus-infinity\"", "name = \"world-1\"", "name = \"world-2\""]),
            after: String::new(),
        }
    }

    /// One in which the table `name` has these lines and no others.
    fn with(name: &str, lines: &str) -> Self {
        let mut spec = Self::new();
        // Its labels may be flipped; all algorithms run on the other one.
        let regression = "name = \"rademacher-regression\"".to_owned();
        let design = "name = \"gaussian-design\"".to_owned();
        match name {
            "" => spec.top = lines.to_owned(),
            "problem" => spec.problem = lines.to_owned(),
            "grid" => spec.grid = lines.to_owned(),
            "estimator" => (spec.problem, spec.estimators) = (design, vec![lines.to_owned()]),
            "adversary" => (spec.problem, spec.adversaries) = (regression, vec![lines.to_owned()]),
            "replicates" => spec.after = format!("[replicates]\n{lines}"),
            "profile" => spec.after = format!("[replicates.quick]\n{lines}"),
            "where" => spec.after = format!("[[figure]]\nfinding = \"f\"\nx = \"n\"\n[figure.where]\n{lines}"),
            name => spec.after = format!("[[{name}]]\n{lines}"),
        }
        spec
    }

    fn text(&self) -> String {
        let tables = |name: &str, tables: &[String]| -> String {
            tables.iter().map(|lines| format!("[[{name}]]\n{lines}\n")).collect()
        };
        format!(
            "{}\n[[problem]]\n{}\n[[grid]]\n{}\n{}{}{}\n",
            self.top,
            self.problem,
            self.grid,
            tables("estimator", &self.estimators),
            tables("adversary", &self.adversaries),
            self.after
        )
    }
}

/// What is wrong with a spec, figures and all.
fn fault(text: &str) -> Option<String> {
    let study = Study::decode(
        Document::new("keys.toml", text),
        &Catalog::default(),
        &Overrides::default(),
    );
    let read = study.and_then(|study| FigureSpec::of(&study).map(drop));
    read.err().map(|error| error.message().to_owned())
}

/// The keys that are known where the table `name` has these lines: a key that nobody knows is refused with all that are.
fn known(name: &str, lines: &str) -> Result<BTreeSet<String>, String> {
    const NOBODY_KNOWS: &str = "zzzzzzzz";
    let text = Written::with(name, &format!("{NOBODY_KNOWS} = 1\n{lines}")).text();
    let message = fault(&text).unwrap_or_default();
    let list = message.strip_prefix(&format!("unknown key {NOBODY_KNOWS}"));
    let list = list
        .and_then(|rest| rest.split_once("known: "))
        .ok_or(message.clone())?;
    Ok(list.1.split(", ").map(str::to_owned).collect())
}

/// A table as one that is called so writes it: the key that says what it is called, with that name.
struct Asker {
    table: &'static str,
    by: &'static str,
    name: String,
    /// What is needed besides the keys that must be there.
    also: &'static str,
}

fn askers() -> Vec<Asker> {
    let catalog = Catalog::default();
    let mut askers = Vec::new();
    let mut add = |table, by, names: Vec<&str>| {
        for name in names {
            let also = match (table, name) {
                ("estimator", _) if by != "aggregator" => "aggregator = \"median\"\n",
                ("estimator", _) => "algorithm = \"one-round\"\n",
                ("check", "bound") => "claim = \"theorem-1\"\n",
                ("check", "recursion") => "claim = \"theorem-2\"\n",
                ("check", "constant") => "claim = \"definition-5\"\n",
                ("check", "median-tail") => "claim = \"own\"\nstatement = \"s\"\nprobability = 0.1\nt = 1.0\n",
                ("check", _) => "claim = \"own\"\nstatement = \"s\"\n",
                ("claim", _) => {
                    "bound = \"10*sigma\"\nexpected = \"sigma\"\nterms = [\"sigma/sqrt(n)\"]\ncoefficients = [1.0]\n"
                }
                _ => "",
            };
            askers.push(Asker {
                table,
                by,
                name: name.to_owned(),
                also,
            });
        }
    };
    add("problem", "name", catalog.problems().map(|(name, _)| name).collect());
    add(
        "adversary",
        "name",
        catalog.adversaries().map(|(name, _)| name).collect(),
    );
    add(
        "estimator",
        "aggregator",
        catalog.aggregators().map(|(name, _)| name).collect(),
    );
    add(
        "estimator",
        "algorithm",
        catalog.algorithms().map(|(name, _)| name).collect(),
    );
    add(
        "estimator",
        "before",
        catalog.transforms().map(|(name, _)| name).collect(),
    );
    add("check", "kind", CHECK_KINDS.iter().map(|(name, _)| *name).collect());
    for table in ["", "grid", "replicates", "profile", "where", "claim", "figure"] {
        add(table, "", vec![""]);
    }
    askers
}

impl Asker {
    /// The keys that the table of keys gives it.
    fn keys(&self) -> Vec<&'static Key> {
        let asks = |by: Option<&str>, key: &Key| {
            // Steps before an aggregator stand with aggregators, and what an estimator names besides asks as well.
            let by = by.unwrap_or_default();
            let named = match (self.table, self.by) {
                ("estimator", "before") if by == "aggregator" => self.name.as_str(),
                (_, own) if own == by => self.name.as_str(),
                _ => "",
            };
            let other = match (self.by, by) {
                ("before", "algorithm") => "gradient-descent",
                _ => "",
            };
            key.is_of(named) || key.of.contains(&other)
        };
        let tables = key_tables().into_iter().filter(|table| table.name == self.table);
        tables
            .flat_map(|table| table.keys.iter().filter(move |key| asks(table.by, key)))
            .collect()
    }

    /// The lines that must be there, but for the key `without`; and these besides.
    fn lines(&self, without: &str, more: &str) -> String {
        let mut lines: Vec<String> = Vec::new();
        let given = |key: &str| format!("\n{}{more}", self.also).contains(&format!("\n{key} = "));
        if self.by == "before" {
            lines.push(format!("before = [{:?}]", self.name));
        } else if !self.by.is_empty() {
            lines.push(format!("{} = {:?}", self.by, self.name));
        }
        for key in self.keys() {
            let table = key.example.is_empty();
            if key.usual.is_none() && !table && key.name != self.by && !given(key.name) {
                lines.push(format!("{} = {}", key.name, key.example));
            }
        }
        lines.extend(self.also.lines().map(str::to_owned).filter(|line| {
            let key = line.split(" = ").next().unwrap_or_default();
            !more.starts_with(&format!("{key} = "))
        }));
        lines.push(more.to_owned());
        lines.retain(|line| without.is_empty() || !line.starts_with(&format!("{without} = ")));
        lines.join("\n")
    }
}

#[test]
fn the_table_has_every_key_that_is_asked_for_and_no_other() {
    for asker in askers() {
        let who = format!("{} {} {:?}", asker.table, asker.by, asker.name);
        let keys = asker.keys();
        let mut told: BTreeSet<String> = keys.iter().map(|key| key.name.to_owned()).collect();
        assert_eq!(told.len(), keys.len(), "{who}: a key stands twice");
        if asker.table == "check" && !asker.also.contains("\"own\"") {
            // Built-in claims have statements of their own.
            told.remove("statement");
        }
        let mut asked = known(asker.table, &asker.lines("", "")).unwrap_or_else(|message| panic!("{who}: {message}"));
        for key in keys {
            // Steps before an aggregator are askers of their own, and no claim takes every kind of check.
            if key.example.is_empty() || key.name == asker.by || ["before", "claim"].contains(&key.name) {
                continue;
            }
            // Some keys go with one value of another one.
            let more = match (asker.table, key.name) {
                ("check", "estimators") if asker.name == "constant" => "estimators = [\"probe-median\"]".to_owned(),
                ("check", "abscissa") => "along = \"alpha\"\nabscissa = \"large-m-bias\"".to_owned(),
                ("figure", "kind") => "x = \"adversary\"\nkind = \"map\"".to_owned(),
                _ => format!("{} = {}", key.name, key.example),
            };
            let lines = asker.lines("", &more);
            asked.extend(known(asker.table, &lines).unwrap_or_else(|message| panic!("{who}, {more}: {message}")));
            for word in words(key) {
                // Some words need other keys.
                let lines = asker.lines("", &format!("{} = {word:?}", key.name));
                asked.extend(known(asker.table, &lines).unwrap_or_default());
            }
        }
        assert_eq!(asked, told, "{who}");
    }
}

fn words(key: &Key) -> Vec<&'static str> {
    let words = key.takes.iter().filter_map(|takes| match takes {
        Takes::Words(words) => Some(*words),
        _ => None,
    });
    words.flatten().copied().collect()
}

#[test]
fn what_the_table_says_must_be_there_must() {
    for asker in askers() {
        for key in asker.keys() {
            if key.example.is_empty() || key.name == asker.by || asker.also.contains(&format!("{} = ", key.name)) {
                continue;
            }
            let text = Written::with(asker.table, &asker.lines(key.name, "")).text();
            let message = fault(&text).unwrap_or_default();
            let missed = message.contains(&format!("needs the key {}", key.name));
            assert_eq!(
                missed,
                key.usual.is_none(),
                "{} {}, {}: {message}",
                asker.table,
                asker.name,
                key.name
            );
        }
    }
}

/// A spec as an editor sees it.
fn as_json(text: &str) -> Value {
    toml::from_str(text).expect("TOML")
}

#[test]
fn every_spec_of_the_repository_fits_the_schema() {
    let schema = schema(&Catalog::default());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = [
        "docs/own-theorem.toml",
        "docs/reading.toml",
        "src/bin/sweep/experiment.toml",
    ];
    let own = own.map(|path| (path, fs::read_to_string(root.join(path)).expect("a spec")));
    let own = own.iter().map(|(path, text)| (*path, text.as_str()));
    for (name, text) in BUILT_IN.iter().copied().chain(own) {
        validate(&schema, &schema, &as_json(text), name).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn the_schema_refuses_what_the_program_refuses() {
    let schema = schema(&Catalog::default());
    let good = include_str!("../../src/bin/sweep/experiment.toml");
    for (from, to) in [
        ("sigma = 1.0", "sgima = 1.0"),
        ("question =", "questoin ="),
        ("name = \"gaussian-mean\"", "name = \"gausian-mean\""),
        ("name = \"gaussian-mean\"", "name = \"gaussian-mean\"\nnu = 4.0"),
        ("aggregator = \"median\"", "aggregator = \"median\"\nbeta = 0.1"),
        ("aggregator = \"median\"", "aggregator = \"median\"\nrounds = 3"),
        ("aggregator = \"median\"", ""),
        ("along = \"n\"", "along = \"q\""),
        ("along = \"n\"", "along = \"n\"\nworst = \"none\""),
        ("n = [50, 100, 200, 400]", "n = [50, -1]"),
        ("maximum = 200 }", "maximun = 200 }"),
        ("x = \"n\"", "x = \"n\"\nwhere = { q = 1 }"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        assert!(fault(&bad).is_some(), "the program takes {to}");
        let found = validate(&schema, &schema, &as_json(&bad), "spec");
        assert!(found.is_err(), "the schema takes {to}");
    }
}

#[test]
fn the_page_of_keys_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/specs.md");
    let page = fs::read_to_string(path).expect("a page");
    assert!(
        page.ends_with(&keys_markdown()),
        "write it again: sweep list keys --format markdown > docs/specs.md"
    );
}
