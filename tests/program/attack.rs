//! `sweep attack` and `sweep kappa`: what they find, what they write, and what they refuse.

use std::process::Output;

use assert_cmd::Command;
use byzrate::report::FORMAT_VERSION;
use serde_json::Value;

fn sweep(arguments: &str) -> Output {
    let mut command = Command::cargo_bin("sweep").expect("the binary");
    command.args(arguments.split_whitespace());
    command.output().expect("it runs")
}

fn document(arguments: &str) -> Value {
    let output = sweep(&format!("{arguments} --format json"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    assert_eq!(document["format_version"], FORMAT_VERSION);
    document
}

fn refusal(arguments: &str) -> String {
    let output = sweep(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).expect("text")
}

/// The same on every run, at a budget that is kept; beside it the paper's rules, and what is known exactly.
#[test]
fn an_attack_is_found_and_shown_beside_the_papers_rules() {
    let arguments = "attack --rule krum --byzantine 4 -m 21 --budget 12000";
    let found = document(arguments);
    assert_eq!(found, document(arguments));
    assert_eq!(found["rule"]["aggregator"], "krum f=4 neighbours=m-f-2 power=2");
    assert_eq!(found["rule"]["problem"], "gaussian-mean sigma=1 optimum=1");
    assert!(
        found["rule"]["evaluations"]
            .as_u64()
            .is_some_and(|spent| spent <= 12_000)
    );
    let worst = |rule: &Value| {
        let place = rule["worst"].as_u64().expect("a place") as usize;
        rule["attacks"][place]["scored"].as_f64().expect("a number")
    };
    let beside = found["beside"].as_array().expect("a list");
    assert_eq!(beside.len(), 2);
    assert!(
        worst(&found["rule"]) > worst(&beside[0]),
        "Krum is worse than the median"
    );
    assert!(
        beside[0]["exact_one_sided"]
            .as_f64()
            .is_some_and(|exact| (exact - 0.180_038_24).abs() < 1e-7)
    );
    assert!(found["rule"]["exact_one_sided"].is_null());
    assert!(found["fixed_set_lower_bound"].as_f64().is_some());
}

#[test]
fn the_worst_messages_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("worst.csv");
    let text = sweep(&format!(
        "attack --rule median --byzantine 2 -m 7 --dim 3 --budget 6000 --messages {}",
        file.display()
    ));
    assert!(text.status.success(), "{}", String::from_utf8_lossy(&text.stderr));
    let shown = String::from_utf8(text.stdout).expect("text");
    assert!(shown.contains("* ") && shown.contains("exact, omniscient"), "{shown}");
    let rows = std::fs::read_to_string(&file).expect("the messages");
    assert_eq!(rows.lines().count(), 7);
    assert!(rows.lines().all(|row| row.split(',').count() == 3));
}

/// A rule that does not move with its messages is attacked with w* at several places: CGE falls where they are far out.
#[test]
fn rules_that_do_not_move_are_attacked_elsewhere() {
    let found = document("attack --rule cge --byzantine 4 -m 21 --budget 18000");
    assert_eq!(found["rule"]["problem"], "gaussian-mean sigma=1 optimum=10");
    let found = document("attack --rule cge --byzantine 4 -m 21 --budget 6000 --set optimum=0");
    assert_eq!(found["rule"]["problem"], "gaussian-mean sigma=1");
}

#[test]
fn kappa_is_found_and_known() {
    let found = document("kappa --rule trimmed-mean --byzantine 2 -m 7 --budget 100000");
    let number = |key: &str| found[key].as_f64().expect("a number");
    assert!((number("exact") - 2.0 / 3.0).abs() < 1e-15);
    assert_eq!(number("exact"), number("lower_bound_of_any_rule"));
    assert!((number("found") / number("exact") - 1.0).abs() < 1e-3);
    assert!(found["messages"].as_array().is_some_and(|rows| rows.len() == 7));
    assert!(document("kappa --rule krum --byzantine 2 -m 7 --budget 20000")["exact"].is_null());
}

#[test]
fn what_cannot_be_attacked_is_refused() {
    for (arguments, said) in [
        (
            "attack --rule krum --byzantine 0 -m 41",
            "at least one Byzantine worker",
        ),
        ("attack --rule krum -m 41", "at least one Byzantine worker"),
        ("attack --rule krum --byzantine 41 -m 41", "at least one honest one"),
        ("attack --rule krum --byzantine 20 -m 41", "2f + 3 = 43"),
        ("attack --rule krmu --byzantine 4 -m 41", "did you mean krum?"),
        ("attack --rule krum --byzantine 4 -m 41 --budget 10", "are the least"),
        ("attack --rule krum --byzantine 4 -m 41 -n 0", "-n 0"),
        (
            "attack --rule krum --byzantine 4 -m 41 --problem gausian-mean",
            "did you mean",
        ),
        ("attack --rule median --byzantine 4 -m 41 --tau 1", "--tau 1"),
        (
            "attack --rule median --byzantine 4 -m 41 --algorithm one-rund",
            "did you mean one-round?",
        ),
        (
            "attack --rule median --byzantine 4 -m 1000000 --dim 100000",
            "are the most of a replicate",
        ),
        (
            "kappa --rule median --byzantine 4 -m 1000000 --dim 100000",
            "are the most of a replicate",
        ),
        ("kappa --rule median --byzantine 0 -m 7", "at least one"),
        ("kappa --rule median --byzantine 4 -m 7", "less than half"),
        ("kappa --rule krum --byzantine 2 -m 6", "2f + 3 = 7"),
        ("kappa --rule median --byzantine 2 -m 7 --budget 3", "are the least"),
    ] {
        let message = refusal(arguments);
        assert!(
            message.starts_with("error: ") && message.contains(said),
            "{arguments}: {message}"
        );
    }
}

/// A league that was run ranks the rules of a setting that it raced, and no other; what is no league is refused.
#[test]
fn explain_ranks_rules_by_a_league_that_was_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().display();
    let run = sweep(&format!("league --profile smoke --out {place}"));
    assert!(
        matches!(run.status.code(), Some(0 | 3)),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let rank = |setting: &str, rule: &str| {
        let found = document(&format!("explain -n 1 {setting} --league {place}"));
        let rivals = found["settings"][0]["rivals"].as_array().expect("a list").clone();
        let rival = rivals.into_iter().find(|rival| rival["rule"] == rule);
        rival.expect("a rule")["rank"].clone()
    };
    let krum = rank("-m 41 --alpha 0.1 --dim 10", "krum");
    assert_eq!(krum["of"], 21);
    // Krum is one worker, √37 honest means at most, and worse than most.
    assert!(krum["rank"].as_u64().is_some_and(|rank| rank > 10), "{krum}");
    assert!(
        krum["worst"].as_f64().is_some_and(|worst| (2.0..6.1).contains(&worst)),
        "{krum}"
    );
    assert!(rank("-m 43 --alpha 0.1 --dim 10", "krum").is_null());
    // Raced, but not with the same parameters.
    assert!(rank("-m 41 --alpha 0.1 --dim 10", "smea").is_null());

    let refused = |text: &str| {
        std::fs::write(folder.path().join("report.json"), text).expect("written");
        refusal(&format!("explain -n 1 -m 41 --alpha 0.1 --league {place}"))
    };
    assert!(refused("{\"experiments\": []}").contains("no experiment league"));
    assert!(refused("{").contains("damaged"));
    // A report of an earlier program has no halves of the replicates.
    let cell = "{\"m\": 41, \"byzantine\": 4, \"dim\": 1, \"n\": 1, \"arms\": [{\"rms\": {\"value\": 1}}]}";
    let earlier = format!("{{\"experiments\": [{{\"name\": \"league\", \"cells\": [{cell}]}}]}}");
    assert!(refused(&earlier).contains("`sweep report` writes it anew"));
    assert!(refusal("explain -n 1 -m 41 --alpha 0.1 --league nowhere").contains("cannot be read"));
}
