//! A campaign in shards: however it is cut, whatever fails, and in whatever order, its report is that of one process; and what does not
//! belong together is refused.

use std::fs;
use std::path::Path;

use byzrate::store::{Batch, Journal};
use tempfile::TempDir;

use crate::support::{Run, SPEC, sweep, sweep_command, tree};

/// A spec that takes several rounds: its first batch is too little for the precision it wants.
const SLOW: &str = "name = \"slow\"
[[problem]]
name = \"gaussian-mean\"
[[grid]]
n = [10, 20, 40]
m = [20]
alpha = [0.1]
[[estimator]]
algorithm = \"one-round\"
aggregator = \"median\"
[[estimator]]
algorithm = \"one-round\"
aggregator = \"mean\"
[[adversary]]
name = \"plus-infinity\"
[[adversary]]
name = \"none\"
[replicates]
quick = { batch = 100, maximum = 3000, relative_error = 0.02 }
[[check]]
claim = \"theorem-7\"
kind = \"exponent\"
along = \"n\"
estimators = [\"one-round-median\"]
expected = -0.5
margin = 0.2
[[figure]]
finding = \"It falls\"
x = \"n\"
";

/// A folder with two specs and what one process makes of them in `alone`.
fn reference() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("spec.toml"), SPEC).expect("written");
    fs::write(folder.path().join("slow.toml"), SLOW).expect("written");
    let run = sweep(folder.path(), "spec.toml slow.toml --out alone");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let report = sweep(folder.path(), "report alone");
    assert_eq!(report.code, Some(0), "{}", report.stderr);
    folder
}

/// Plans a round; gives the exit code.
fn plan(folder: &Path) -> Run {
    sweep(folder, "plan spec.toml slow.toml --out shared")
}

fn done(run: &Run) {
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

/// The report and every figure of `shared` are those of one process.
fn assert_equals_one_process(folder: &Path) {
    done(&sweep(folder, "report shared"));
    for file in ["report.json", "figures/tiny.svg", "figures/slow.svg"] {
        let [alone, shared] = ["alone", "shared"].map(|of| fs::read(folder.join(of).join(file)).expect(file));
        assert!(alone == shared, "{file} differs");
    }
    let [alone, shared] = ["alone", "shared"].map(|of| sweep(folder, &format!("export {of} --format csv")).stdout);
    assert!(alone == shared, "what counts differs");
}

#[test]
fn any_number_of_shards_makes_the_report_of_one_process() {
    let reference = reference();
    let folder = reference.path();
    for count in [1, 4, 16] {
        let mut rounds = 0;
        loop {
            let planned = plan(folder);
            if planned.code == Some(0) {
                break;
            }
            assert_eq!(planned.code, Some(5), "{}", planned.stderr);
            rounds += 1;
            assert!(rounds < 9, "{}", planned.stdout);
            // Backwards, and the second one is missing in the first round.
            for index in (1..=count)
                .rev()
                .filter(|index| count == 1 || rounds > 1 || *index != 2)
            {
                done(&sweep(folder, &format!("draw shared --shard {index}/{count}")));
            }
            done(&sweep(folder, "merge shared"));
        }
        assert!(rounds >= 2);
        assert_equals_one_process(folder);
        // What was drawn too much is little.
        let values = |of: &str| {
            let store = Journal::existing(&folder.join(of).join("store.sqlite")).expect("a store");
            store.replicates().expect("readable")
        };
        let (alone, shared) = (values("alone"), values("shared"));
        assert!(shared as f64 <= 1.3 * alone as f64, "{shared} for {alone}");
        fs::remove_dir_all(folder.join("shared")).expect("removed");
    }
}

#[test]
fn a_share_may_be_drawn_twice_and_killed() {
    let reference = reference();
    let folder = reference.path();
    assert_eq!(plan(folder).code, Some(5));
    // What was planned stands while nothing of it is drawn.
    let before = tree(&folder.join("shared"));
    assert_eq!(plan(folder).code, Some(5));
    assert_eq!(tree(&folder.join("shared")), before);
    let mut killed = sweep_command(folder)
        .args(["draw", "shared", "--shard", "1/2"])
        .spawn()
        .expect("it runs");
    killed.kill().expect("killed");
    killed.wait().expect("gone");
    let once = sweep(folder, "draw shared --shard 1/2");
    done(&once);
    let twice = sweep(folder, "draw shared --shard 1/2");
    done(&twice);
    assert!(twice.stdout.contains("is there already"), "{}", twice.stdout);
    let status = sweep(folder, "status shared").stdout;
    assert!(
        status.contains("not there: shares 2") && status.contains("1 shards are not merged"),
        "{status}"
    );
    // Not merged is not planned again.
    let unmerged = plan(folder);
    assert_eq!(unmerged.code, Some(2));
    assert!(unmerged.stderr.contains("sweep merge shared"), "{}", unmerged.stderr);
    let merged = sweep(folder, "merge shared");
    done(&merged);
    assert!(merged.stdout.contains("shares 2 of 2"), "{}", merged.stdout);
}

/// The canary of the first share is the first replicate of the second one: drawn otherwise, it is found out, with who drew what.
#[test]
fn other_values_are_refused_with_the_machines_that_drew_them() {
    let reference = reference();
    let folder = reference.path();
    assert_eq!(plan(folder).code, Some(5));
    for index in 1..=2 {
        done(&sweep(folder, &format!("draw shared --shard {index}/2")));
    }
    done(&sweep(folder, "merge shared"));
    let store = folder.join("shared/store.sqlite");
    let whole = fs::read(&store).expect("a store");
    // Another machine that draws a replicate otherwise, in the last bit.
    let first = folder.join("shared/shards/001-00001-of-00002.sqlite");
    let forged = folder.join("shared/shards/001-00003-of-00003.sqlite");
    let honest = Journal::existing(&first).expect("a shard");
    let (records, _) = honest.experiments().expect("readable");
    let reference_store = Journal::existing(&store).expect("a store");
    let place = reference_store.experiments().expect("readable").0[0].places[0].clone();
    let measures = vec!["error".to_owned()];
    let drawn = reference_store
        .load(&place.key, &measures, 1)
        .expect("readable")
        .columns[0][0];
    let journal = Journal::create(&forged).expect("a shard").drawn_on("node-17");
    journal.register(&records[0]).expect("written");
    let values = [f64::from_bits(drawn.to_bits() ^ 1)];
    let batch = Batch {
        key: &place.key,
        first: 0,
        columns: vec![("error", &values)],
    };
    journal.append(&[batch]).expect("written");
    journal.seal().expect("sealed");
    let refused = sweep(folder, "merge shared");
    assert_eq!(refused.code, Some(1), "{}", refused.stdout);
    for part in [
        "001-00003-of-00003",
        "on node-17",
        env!("CARGO_PKG_VERSION"),
        "replicate 0",
        "gaussian-mean",
    ] {
        assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
    }
    assert!(fs::read(&store).expect("a store") == whole, "the store was changed");
    fs::remove_file(&forged).expect("removed");
    done(&sweep(folder, "merge shared"));
}

#[test]
fn what_does_not_belong_is_named() {
    let reference = reference();
    let folder = reference.path();
    let said = |arguments: &str, code: i32, parts: &[&str]| {
        let run = sweep(folder, arguments);
        assert_eq!(run.code, Some(code), "{arguments}: {}", run.stderr);
        for part in parts {
            assert!(run.stderr.contains(part), "{arguments}: {part}: {}", run.stderr);
        }
    };
    said("draw shared --shard 1/2", 2, &["shared holds no plan", "sweep plan"]);
    said("merge shared", 2, &["holds no plan"]);
    said("status shared", 2, &["holds no plan"]);
    assert_eq!(plan(folder).code, Some(5));
    said("draw shared --shard 3/2", 2, &["share 3 of 2 is not there"]);
    said("draw shared --shard 0/2", 2, &["share 0 of 2"]);
    said("draw shared --shard 1", 2, &["3/16"]);
    said(
        "draw shared --shard 1/2 --round 7",
        2,
        &["no plan of round 7", "round 1"],
    );
    for other in [
        "spec.toml slow.toml --seed 9",
        "spec.toml",
        "spec.toml slow.toml --profile smoke",
    ] {
        said(
            &format!("plan {other} --out shared"),
            2,
            &["holds another campaign", "name another folder"],
        );
    }
    // A shard of another campaign.
    assert_eq!(sweep(folder, "plan spec.toml --seed 9 --out other").code, Some(5));
    done(&sweep(folder, "draw other --shard 1/1"));
    fs::create_dir_all(folder.join("shared/shards")).expect("made");
    let stray = folder.join("shared/shards/001-00001-of-00001.sqlite");
    fs::copy(folder.join("other/shards/001-00001-of-00001.sqlite"), &stray).expect("copied");
    said("merge shared", 2, &["belongs to something else", "001-00001-of-00001"]);
    fs::write(&stray, "no store").expect("written");
    said("merge shared", 2, &["001-00001-of-00001"]);
    fs::remove_file(&stray).expect("removed");
    // No room, or no folder, on one machine: it says so, and where, for whoever plans next.
    said("draw shared --shard 1/2 --scratch spec.toml", 1, &["spec.toml"]);
    assert!(sweep(folder, "status shared").stdout.contains("share 1 failed"));
    // Without Slurm the scripts are there all the same.
    let run = sweep_command(folder)
        .args(["slurm", "spec.toml", "slow.toml", "--out", "shared", "--shards", "4"])
        .env("PATH", "")
        .output()
        .expect("it runs");
    let message = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(2), "{message}");
    assert!(
        message.contains("sbatch cannot be run") && message.contains("chain.sh"),
        "{message}"
    );
    said("slurm spec.toml slow.toml --out shared --shards 0", 2, &["from 1 to"]);
    said(
        "slurm spec.toml slow.toml --out shared --shards 4 --sbatch qos",
        2,
        &["begins with a hyphen"],
    );
}

/// A failure is tried once more, as it may have been the machine's; then the chain is stopped.
#[test]
fn what_fails_twice_for_one_reason_stops_the_chain() {
    let reference = reference();
    let folder = reference.path();
    for round in 1..=2 {
        assert_eq!(plan(folder).code, Some(5), "round {round}");
        let failed = sweep(folder, "draw shared --shard 2/2 --scratch spec.toml");
        assert_eq!(failed.code, Some(1));
        done(&sweep(folder, "draw shared --shard 1/2 --failed killed"));
        done(&sweep(folder, "merge shared"));
    }
    let stopped = plan(folder);
    assert_eq!(stopped.code, Some(1), "{}", stopped.stdout);
    for part in ["failed twice", "failures/002-0000", "delete the file"] {
        assert!(stopped.stderr.contains(part), "{part}: {}", stopped.stderr);
    }
    for file in ["002-00001-of-00002.txt", "002-00002-of-00002.txt"] {
        fs::remove_file(folder.join("shared/failures").join(file)).expect("removed");
    }
    assert_eq!(plan(folder).code, Some(5));
}
