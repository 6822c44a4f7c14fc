//! From nothing to a table and a figure in two commands, and what helps to write the spec in between.

use std::fs;

use serde_json::Value;

use crate::support::{SPEC, sweep};

#[test]
fn from_nothing_to_a_table_and_a_figure_in_two_commands() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let wrote = sweep(folder, "init");
    assert_eq!((wrote.code, wrote.stderr.as_str()), (Some(0), ""));
    assert!(wrote.stdout.contains("sweep experiment.toml"), "{}", wrote.stdout);
    let begun = std::time::Instant::now();
    let run = sweep(folder, "experiment.toml");
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
    for says in [
        "theorem-7",
        "✓ consistent",
        "sees 0.0",
        "1 consistent, 0 inconclusive, 0 contradicted",
    ] {
        assert!(run.stdout.contains(says), "{says}: {}", run.stdout);
    }
    assert!(!run.stdout.contains("silent"), "{}", run.stdout);
    for ending in ["svg", "png"] {
        let figure = folder.join(format!("results/figures/experiment.{ending}"));
        assert!(figure.is_file(), "{}", figure.display());
    }
}

#[test]
fn a_spec_that_is_there_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("mine.toml"), SPEC).expect("written");
    let run = sweep(folder, "init mine.toml");
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("mine.toml exists and stays as it is"),
        "{}",
        run.stderr
    );
    assert_eq!(fs::read_to_string(folder.join("mine.toml")).expect("a spec"), SPEC);
    // Another one is called as its file, and overwrites no figure of the first.
    assert_eq!(sweep(folder, "init other.toml").code, Some(0));
    let other = fs::read_to_string(folder.join("other.toml")).expect("a spec");
    assert!(other.contains("\nname = \"other\""), "{other}");
    for (arguments, says) in [
        ("init mine.yaml", "such as mine.toml"),
        ("init no/such/folder/mine.toml", "cannot be written"),
    ] {
        let run = sweep(folder, arguments);
        assert_eq!(run.code, Some(2), "{arguments}");
        assert!(run.stderr.contains(says), "{}", run.stderr);
    }
    let printed = sweep(folder, "init -");
    assert_eq!(printed.stdout, include_str!("../../src/bin/sweep/experiment.toml"));
}

/// What was almost the name of a spec in the folder.
#[test]
fn the_file_that_was_meant_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::create_dir(folder.join("specs")).expect("a folder");
    fs::write(folder.join("mine.toml"), SPEC).expect("written");
    fs::write(folder.join("specs/heavier.toml"), SPEC).expect("written");
    for (typed, meant) in [
        ("mien.toml", "did you mean mine.toml?"),
        ("mien", "did you mean mine.toml?"),
        ("mine", "did you mean mine.toml?"),
        ("specs/haevier.toml", "did you mean specs/heavier.toml?"),
        ("innit", "did you mean init?"),
        ("rate-in-nn", "did you mean rate-in-n?"),
    ] {
        let run = sweep(folder, typed);
        assert_eq!(run.code, Some(2), "{typed}: {}", run.stderr);
        assert!(run.stderr.contains(meant), "{typed}: {}", run.stderr);
    }
    let run = sweep(folder, "nothing-like-it.toml");
    assert!(!run.stderr.contains("did you mean"), "{}", run.stderr);
}

/// A trim fraction that the spec fixes goes with an α that goes beyond it, and that is said; unless a breakdown is asked for.
#[test]
fn an_alpha_beyond_a_fixed_beta_lifts_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("spec.toml"), SPEC).expect("written");
    let lifted = "tiny: trimmed-mean-gd trims by beta = 0.1, and by alpha where that is more; --beta says otherwise";
    let run = sweep(folder, "spec.toml --alpha 0,0.2");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains(lifted), "{}", run.stderr);
    let keys = sweep(folder, "export results --format jsonl --summary").stdout;
    for beta in ["0.1", "0.2"] {
        assert!(keys.contains(&format!("\"beta\":{beta}")), "{keys}");
    }
    for quiet in ["--alpha 0.2 --beta 0.2", "--alpha 0.1", "--alpha 0.2 --allow-breakdown"] {
        let run = sweep(folder, &format!("spec.toml {quiet}"));
        assert_eq!(run.code, Some(0), "{quiet}: {}", run.stderr);
        assert!(!run.stderr.contains("trims by"), "{quiet}: {}", run.stderr);
    }
    fs::write(
        folder.join("spec.toml"),
        SPEC.replace("beta = 0.1", "beta = \"max(0.05, alpha)\""),
    )
    .expect("written");
    let run = sweep(folder, "spec.toml --alpha 0.2");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

#[test]
fn every_shell_and_every_command_has_its_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = sweep(folder, &format!("completions {shell}"));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{shell}");
        for part in ["sweep", "explain", "allow-breakdown"] {
            assert!(run.stdout.contains(part), "{shell}: {part}");
        }
    }
    assert_eq!(sweep(folder, "completions tcsh").code, Some(2));
    let page = sweep(folder, "man").stdout;
    assert!(page.contains(".TH sweep 1") && page.contains("Exit codes"), "{page}");
    assert!(sweep(folder, "man explain").stdout.contains("target\\-error"));
    let run = sweep(folder, "man explian");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("did you mean explain?"), "{}", run.stderr);
}

#[test]
fn the_schema_is_a_json_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let schema: Value = serde_json::from_str(&sweep(folder.path(), "list schema").stdout).expect("one JSON document");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(
        schema["$defs"]["grid"]["required"],
        serde_json::json!(["n", "m", "alpha"])
    );
}
