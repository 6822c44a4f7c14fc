//! Bad images and settings are refused before anything is trained, with the value, the rule and what to do.

mod common;

use std::fs;
use std::path::Path;

use common::{NAMES, failure, idx, mnist, write_digits};

/// Runs on damaged images; `damage` is given the folder.
fn refused(damage: impl FnOnce(&Path)) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    write_digits(&data, 80, 20);
    damage(&data);
    let out = folder.path().join("out");
    let mut command = mnist();
    command
        .args(["run", "logistic", "--profile", "smoke", "--data"])
        .arg(&data)
        .arg("--out")
        .arg(&out);
    let said = failure(&mut command, 2);
    assert!(!out.exists(), "something was written before the images were checked");
    said
}

fn rewrite(data: &Path, file: usize, change: impl FnOnce(&mut Vec<u8>)) {
    let path = data.join(NAMES[file]);
    let mut bytes = fs::read(&path).expect("the file");
    change(&mut bytes);
    fs::write(&path, bytes).expect("the file");
}

#[test]
fn a_truncated_file() {
    let said = refused(|data| rewrite(data, 0, |bytes| bytes.truncate(1000)));
    assert!(
        said.contains("train-images-idx3-ubyte holds 1000 bytes, but its header announces 62736"),
        "{said}"
    );
    assert!(said.contains("fetch it again"), "{said}");
    for length in [0, 3, 9] {
        let said = refused(|data| rewrite(data, 3, |bytes| bytes.truncate(length.min(7))));
        assert!(said.contains("t10k-labels-idx1-ubyte holds"), "{said}");
    }
}

#[test]
fn bytes_behind_the_end() {
    let said = refused(|data| rewrite(data, 1, |bytes| bytes.push(0)));
    assert!(said.contains("holds 89 bytes, but its header announces 88"), "{said}");
}

#[test]
fn a_wrong_magic_number() {
    let said = refused(|data| rewrite(data, 0, |bytes| bytes[3] = 1));
    assert!(said.contains("magic number 2049, not 2051"), "{said}");
    let said = refused(|data| rewrite(data, 1, |bytes| bytes[..2].copy_from_slice(&[0x1f, 0x8b])));
    assert!(said.contains("`mnist fetch --from FOLDER`, which unpacks it"), "{said}");
}

#[test]
fn images_and_labels_that_do_not_match() {
    let said = refused(|data| fs::write(data.join(NAMES[1]), idx(0x801, &[79], &[0; 79])).expect("labels"));
    assert!(
        said.contains("holds 80 images") && said.contains("holds 79 labels"),
        "{said}"
    );
}

#[test]
fn images_of_another_size() {
    let said = refused(|data| fs::write(data.join(NAMES[2]), idx(0x803, &[20, 8, 8], &[0; 1280])).expect("images"));
    assert!(said.contains("8 × 8 pixels") && said.contains("28 × 28"), "{said}");
}

#[test]
fn no_image_and_no_digit() {
    let said = refused(|data| fs::write(data.join(NAMES[2]), idx(0x803, &[0, 28, 28], &[])).expect("images"));
    assert!(said.contains("holds no image"), "{said}");
    let said = refused(|data| rewrite(data, 1, |bytes| bytes[10] = 77));
    assert!(said.contains("label 77 at place 2"), "{said}");
}

#[test]
fn images_that_are_not_there() {
    let said = refused(|data| fs::remove_file(data.join(NAMES[2])).expect("the file"));
    assert!(
        said.contains("cannot be read") && said.contains("mnist fetch"),
        "{said}"
    );
}

/// What is said of arguments.
fn arguments(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    write_digits(folder.path(), 80, 20);
    let mut command = mnist();
    command
        .args(["run", "logistic", "--profile", "smoke", "--data"])
        .arg(folder.path());
    command.arg("--out").arg(folder.path().join("out")).args(arguments);
    failure(&mut command, 2)
}

#[test]
fn workers_that_do_not_divide_the_images() {
    let said = arguments(&["-m", "33"]);
    assert!(
        said.contains("m = 33 workers do not divide 80 training images") && said.contains("such as 40"),
        "{said}"
    );
}

#[test]
fn a_trim_fraction_below_the_byzantine_one() {
    let said = arguments(&["--alpha", "0.1", "--beta", "0.05"]);
    assert!(
        said.contains("beta 0.05 is below alpha 0.1: 4 Byzantine workers, but only 2 values"),
        "{said}"
    );
    assert!(said.contains("--beta 0.1 or more, or --allow-breakdown"), "{said}");
}

#[test]
fn fractions_steps_and_rounds_out_of_range() {
    for (given, rule) in [
        (&["--alpha", "0.5"][..], "alpha 0.5 is outside [0, 0.5)"),
        (&["--alpha", "0.001"], "no Byzantine worker at all"),
        (&["--beta", "0.7"], "beta 0.7 is outside [0, 0.5)"),
        (&["--step", "0"], "step 0 is not a number above 0"),
        (&["--step", "nan"], "step NaN is not a number above 0"),
        (&["--rounds", "0"], "rounds must be at least 1"),
        (
            &["--aggregator", "krum"],
            "\"krum\" is unknown; known: mean, median, trimmed-mean",
        ),
    ] {
        let said = arguments(given);
        assert!(said.contains(rule), "{given:?}: {said}");
    }
}

#[test]
fn results_on_other_images() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |train: u32| {
        let data = folder.path().join(train.to_string());
        write_digits(&data, train, 20);
        let mut command = mnist();
        command
            .args(["run", "logistic", "--profile", "smoke", "--data"])
            .arg(&data);
        command.arg("--out").arg(folder.path().join("out"));
        command
    };
    run(80).assert().success();
    let said = failure(&mut run(120), 2);
    assert!(
        said.contains("results on the images") && said.contains("--out"),
        "{said}"
    );
}

#[test]
fn a_report_of_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = failure(mnist().arg("report").arg(folder.path()), 2);
    assert!(said.contains("holds no results"), "{said}");
}
