//! A campaign as a chain of jobs on a real Slurm: one share cannot write, one is killed, one machine computes otherwise; the report is that of
//! one process, byte for byte.
//!
//! Needs `sbatch` and a partition that runs jobs on this machine: `.ci/slurm` starts one. Without it the test is ignored.
#![cfg(all(feature = "cli", unix))]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use byzrate::store::{Batch, Journal};

const SWEEP: &str = env!("CARGO_BIN_EXE_sweep");
const CAMPAIGN: [&str; 5] = ["rate-in-n", "one-over-n", "terms", "--profile", "smoke"];

/// How long the chain may take: its jobs wait for each other.
const PATIENCE: Duration = Duration::from_secs(240);

fn run(program: &str, arguments: &[&str], folder: &Path) -> Output {
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    output.unwrap_or_else(|error| panic!("{program}: {error}"))
}

fn sweep(folder: &Path, arguments: &[&str]) -> Output {
    run(SWEEP, arguments, folder)
}

fn succeeds(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// What stands in for the program in the shares: the second share finds no room on its disk at first, the third one is killed.
fn saboteur(folder: &Path) -> String {
    let path = folder.join("saboteur");
    let script = format!(
        "#!/bin/bash\n\
         case \"$*\" in *--failed*) exec {SWEEP} \"$@\" ;; esac\n\
         once() {{ mkdir \"{marks}/$1\" 2>/dev/null; }}\n\
         case \"$*\" in\n\
         *'--shard 2/'*) once second && exec {SWEEP} \"$@\" --scratch /dev/null/nowhere ;;\n\
         *'--shard 3/'*) once third && {{ {SWEEP} \"$@\" & sleep 0.05; kill -9 $!; wait $!; exit 137; }} ;;\n\
         esac\n\
         exec {SWEEP} \"$@\"\n",
        marks = folder.display()
    );
    fs::write(&path, script).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("changed");
    path.display().to_string()
}

/// The logs of all jobs, for whoever asks why.
fn logs(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder.join("slurm")).expect("logs").flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "log") {
            let own = fs::read_to_string(entry.path()).unwrap_or_default();
            text.push_str(&format!("{}:\n{own}\n", entry.path().display()));
        }
    }
    text
}

#[test]
#[ignore = "needs a running Slurm: .ci/slurm"]
fn the_chain_makes_the_report_of_one_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    succeeds(&sweep(folder, &[&CAMPAIGN[..], &["--out", "alone"]].concat()));
    succeeds(&sweep(folder, &["report", "alone"]));
    let written = [
        &["slurm"],
        &CAMPAIGN[..],
        &["--out", "shared", "--shards", "4", "--print"],
    ]
    .concat();
    succeeds(&sweep(folder, &written));
    let shared = folder.join("shared");
    // Four shares in the first round, however quick they are.
    let script = shared.join("slurm/draw.sh");
    let text = fs::read_to_string(&script).expect("a script");
    let sabotaged = text.replace(&format!("sweep='{SWEEP}'"), &format!("sweep='{}'", saboteur(folder)));
    assert_ne!(text, sabotaged);
    fs::write(&script, sabotaged).expect("written");
    let script = shared.join("slurm/chain.sh");
    let text = fs::read_to_string(&script).expect("a script");
    let four = text.replace("--array=\"1-$shares\"", "--array=1-4");
    assert_ne!(text, four);
    fs::write(&script, four).expect("written");
    succeeds(&run("sbatch", &["--parsable", "shared/slurm/chain.sh"], folder));
    let begun = Instant::now();
    while !shared.join("report.html").is_file() {
        assert!(begun.elapsed() < PATIENCE, "{}", logs(&shared));
        std::thread::sleep(Duration::from_millis(200));
    }
    for file in [
        "report.json",
        "figures/rate-in-n.svg",
        "figures/one-over-n.svg",
        "figures/terms.svg",
    ] {
        let [alone, shared] = ["alone", "shared"].map(|of| fs::read(folder.join(of).join(file)).expect(file));
        assert!(alone == shared, "{file} differs:\n{}", logs(&folder.join("shared")));
    }
    // The saboteur struck twice, and it is told why one share lacked.
    assert!(folder.join("second").is_dir() && folder.join("third").is_dir());
    let failures = fs::read_dir(shared.join("failures")).expect("failures").flatten();
    let reasons: Vec<String> = failures
        .map(|entry| fs::read_to_string(entry.path()).expect("a reason"))
        .collect();
    assert!(reasons.iter().any(|reason| reason.contains("nowhere")), "{reasons:?}");
    assert!(
        reasons.iter().any(|reason| reason.contains("killed by signal 9")),
        "{reasons:?}"
    );
    forged_canary_is_refused(folder);
    println!("the chain took {:.0} s", begun.elapsed().as_secs_f64());
}

/// A canary that another machine draws otherwise, in its last bit, names that machine.
fn forged_canary_is_refused(folder: &Path) {
    let shared = folder.join("shared");
    let store = Journal::existing(&shared.join("store.sqlite")).expect("a store");
    let place = store.experiments().expect("readable").0[0].places[0].clone();
    let drawn = store
        .load(&place.key, &["error".to_owned()], 1)
        .expect("readable")
        .columns[0][0];
    let shard = fs::read_dir(shared.join("shards"))
        .expect("shards")
        .flatten()
        .next()
        .expect("a shard");
    let (records, _) = Journal::existing(&shard.path())
        .expect("a shard")
        .experiments()
        .expect("readable");
    let journal = Journal::create(&shared.join("shards/099-00001-of-00001.sqlite")).expect("a shard");
    let journal = journal.drawn_on("node-13");
    journal.register(&records[0]).expect("written");
    let values = [f64::from_bits(drawn.to_bits() ^ 1)];
    let columns = vec![("error", &values[..])];
    let batch = Batch {
        key: &place.key,
        first: 0,
        columns,
    };
    journal.append(&[batch]).expect("written");
    journal.seal().expect("sealed");
    let refused = sweep(folder, &["merge", "shared"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("on node-13") && said.contains("099-00001"), "{said}");
}
