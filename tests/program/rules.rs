//! The flags of rules, and what comes before them, on messages of which other programs know the aggregate.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::{Run, sweep};

/// Five honest rows, and two that are far out.
const A: &str = "1,2\n1.5,1\n0.5,2.5\n2,1.5\n1.2,1.9\n6,-3\n6.5,-3.5\n";
/// Nine honest rows, and two that are a little out.
const B: &str = "0.2,-1.1,0.5\n1.3,0.4,-0.7\n-0.6,0.9,1.2\n0.8,-0.3,-1.4\n-1.2,-0.5,0.3\n0.1,1.6,-0.2\n\
                 0.5,0.7,0.9\n-0.9,-1.3,-0.8\n1.1,0.2,1.5\n2.4,2.2,2.6\n2.5,2.3,2.3\n";
/// Nine rows of which every score of Krum chooses another.
const D: &str = "-1.6,1.4\n0.8,-1.7\n-2.2,0.5\n-0.7,0.3\n0.3,0.5\n0.1,-0.8\n1.5,1.1\n-0.1,0.6\n0,-0.2\n";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("a.csv", A), ("b.csv", B), ("d.csv", D)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn aggregate(folder: &Path, arguments: &str) -> Run {
    sweep(folder, &format!("aggregate --rule {arguments}"))
}

#[test]
fn every_flag_gives_what_other_programs_give() {
    let table: [(&str, &[f64]); 39] = [
        ("krum --byzantine 2 --input d.csv", &[0.0, -0.2]),
        ("krum --byzantine 2 --neighbours m-f-1 --input d.csv", &[-0.7, 0.3]),
        ("krum --byzantine 2 --power 4 --input d.csv", &[0.3, 0.5]),
        (
            "krum --byzantine 2 --power 1 --neighbours m-f-1 --input d.csv",
            &[-0.1, 0.6],
        ),
        ("multi-krum --byzantine 2 --input a.csv", &[1.4, 1.8]),
        (
            "multi-krum --byzantine 2 --keep m-f --neighbours m-f-1 --input a.csv",
            &[1.24, 1.78],
        ),
        ("multi-krum --byzantine 2 --keep 1 --input a.csv", &[1.2, 1.9]),
        (
            "bulyan --byzantine 1 --input a.csv",
            &[1.23333333333333, 2.13333333333333],
        ),
        ("mda --byzantine 2 --input a.csv", &[1.24, 1.78]),
        ("monna --byzantine 2 --index 0 --input a.csv", &[1.24, 1.78]),
        (
            "meamed --byzantine 2 --input b.csv",
            &[0.144444444444444, 0.0666666666666667, 0.555555555555556],
        ),
        (
            "phocas --byzantine 2 --input b.csv",
            &[0.144444444444444, 0.0666666666666667, 0.555555555555556],
        ),
        ("cge --byzantine 2 --input a.csv", &[1.24, 1.78]),
        ("aksel --input a.csv", &[1.425, 1.6]),
        ("aksel --keep m-f --byzantine 2 --input a.csv", &[1.24, 1.78]),
        ("geometric-median --input a.csv", &[1.62248682426136, 1.40920068723195]),
        (
            "geometric-median --steps 3 --nu 0.1 --start origin --input a.csv",
            &[1.65550358596924, 1.36233078855634],
        ),
        (
            "group-geometric-median --groups 3 --input b.csv",
            &[0.336573974562372, 0.0813317408496922, 0.0368518327212706],
        ),
        (
            "group-geometric-median --groups 7 --deal dealt --input a.csv",
            &[1.62248682426136, 1.40920068723195],
        ),
        (
            "centred-clipping --tau 1 --steps 5 --start origin --input a.csv",
            &[1.59595826955187, 1.39536624510541],
        ),
        (
            "centred-clipping --tau 1 --steps 20 --input a.csv",
            &[1.59937746388583, 1.42081057482001],
        ),
        ("trimmed-midrange --byzantine 2 --input a.csv", &[1.6, 1.45]),
        (
            "caf --byzantine 2 --input b.csv",
            &[0.268760887621904, 0.244811513139162, 0.260306062629254],
        ),
        ("smea --byzantine 2 --input a.csv", &[1.24, 1.78]),
        ("spectral --byzantine 2 --input a.csv", &[1.24, 1.78]),
        // The variance never gets so small, and gets small enough at once.
        (
            "filter --byzantine 2 --scale 0.001 --slack 0.5 --input a.csv",
            &[1.30185884776898, 1.71824458485573],
        ),
        (
            "filter --byzantine 2 --scale 10 --input a.csv",
            &[2.67142857142857, 0.342857142857143],
        ),
        // With one quantile and an odd number of messages the centre counts half: there is no correction.
        ("vrmom --scale 1 --quantiles 1 --input a.csv", &[1.5, 1.5]),
        (
            "mean --before nnm --byzantine 2 --input a.csv",
            &[1.86857142857143, 1.15142857142857],
        ),
        (
            "trimmed-mean --beta 0.2 --before nnm --byzantine 2 --input a.csv",
            &[1.24, 1.78],
        ),
        (
            "krum --before nnm --byzantine 2 --neighbours m-f-1 --input a.csv",
            &[1.24, 1.78],
        ),
        (
            "krum --before nnm --byzantine 2 --neighbours m-f-1 --input b.csv",
            &[0.144444444444444, 0.0666666666666667, 0.144444444444444],
        ),
        (
            "krum --before nnm --byzantine 2 --neighbours m-f-1 --input d.csv",
            &[-0.0714285714285714, 0.414285714285714],
        ),
        (
            "mean --before arc --byzantine 2 --input a.csv",
            &[1.53216007286102, 0.935871778625378],
        ),
        (
            "mean --before clipping --clip 2 --input a.csv",
            &[1.28634886084235, 0.828338100339095],
        ),
        (
            "median --before bucketing --bucket-size 2 --shuffle false --input a.csv",
            &[2.425, 0.475],
        ),
        ("median --before bucketing --bucket-size 1 --input a.csv", &[1.5, 1.5]),
        // The first step first: clipped rows in the given buckets, whose means are not clipped again.
        (
            "mean --before clipping,bucketing --clip 2 --bucket-size 7 --input a.csv",
            &[1.28634886084235, 0.828338100339095],
        ),
        (
            "mean --before bucketing,clipping --clip 100 --bucket-size 7 --input a.csv",
            &[2.67142857142857, 0.342857142857143],
        ),
    ];
    let folder = folder();
    for (arguments, expected) in table {
        let run = aggregate(folder.path(), arguments);
        assert_eq!(run.code, Some(0), "{arguments}: {}", run.stderr);
        let result: Vec<f64> = run.stdout.lines().map(|line| line.parse().expect("a number")).collect();
        // The geometric median stops when its steps are short.
        let tolerance = if arguments.contains("geometric") { 1e-9 } else { 1e-12 };
        let close = result.iter().zip(expected).all(|(x, y)| (x - y).abs() <= tolerance);
        assert!(close && result.len() == expected.len(), "{arguments}: {result:?}");
    }
}

#[test]
fn a_chain_says_what_it_is() {
    let folder = folder();
    let run = aggregate(
        folder.path(),
        "krum --before arc,nnm --byzantine 2 --input b.csv --format json",
    );
    let key = "arc f=2 then nnm f=2 then krum f=2 neighbours=m-f-2 power=2";
    assert!(run.stdout.contains(key), "{}{}", run.stdout, run.stderr);
}

#[test]
fn bad_parameters_are_refused_with_their_value_and_the_rule() {
    let table: [(&str, &[&str]); 28] = [
        (
            "krum --byzantine 3",
            &["krum with f = 3 needs m ≥ 2f + 3 = 9 workers, and there are 7"],
        ),
        (
            "trimmed-midrange --byzantine 4",
            &["trimmed-midrange: f 4", "7 workers"],
        ),
        ("trimmed-midrange", &["trimmed-midrange needs --byzantine"]),
        ("mean --before nnm --byzantine 4", &["nnm: f 4 does not fit 7 workers"]),
        ("mean --before nnm", &["--rule mean needs --byzantine"]),
        (
            "mean --before nmm --byzantine 1",
            &["unknown step before a rule", "\"nmm\"", "did you mean nnm?"],
        ),
        ("mean --before clipping", &["mean needs --clip", "--clip 1"]),
        ("mean --before bucketing", &["mean needs --bucket-size"]),
        ("mean --before clipping --clip 0", &["clipping: c 0 is outside"]),
        (
            "mean --before bucketing --bucket-size 8",
            &["bucketing: s 8 does not fit 7 workers"],
        ),
        (
            "mean --bucket-size 2",
            &["--bucket-size 2 is not allowed with --rule mean"],
        ),
        ("centred-clipping", &["centred-clipping needs --tau", "--tau 1"]),
        ("centred-clipping --tau 0", &["centred-clipping: tau 0 is outside"]),
        ("centred-clipping --tau -1", &["centred-clipping: tau -1 is outside"]),
        (
            "centred-clipping --tau 1 --start left",
            &["start \"left\" is not allowed; it is \"median\" or \"origin\""],
        ),
        (
            "group-geometric-median --groups 8",
            &["group-geometric-median: k 8 does not fit 7 workers"],
        ),
        ("group-geometric-median", &["group-geometric-median needs --groups"]),
        (
            "geometric-median --nu 0.1",
            &["--nu 0.1 is not allowed with --rule geometric-median"],
        ),
        ("vrmom", &["vrmom needs --scale"]),
        (
            "caf --byzantine 4",
            &["caf with f = 4 needs m ≥ 2f + 1 = 9 workers, and there are 7"],
        ),
        ("filter --byzantine 1 --scale 0", &["filter: scale 0 is outside"]),
        (
            "filter --byzantine 1 --scale NaN",
            &["filter: scale NaN is not a finite number"],
        ),
        (
            "filter --byzantine 1 --scale sd",
            &["scale \"sd\"", "unknown name \"sd\""],
        ),
        (
            "centred-clipping --tau 1 --scale sd",
            &["scale \"sd\" is not allowed; it is \"mad\""],
        ),
        ("centred-clipping --tau 1 --scale 2", &["scale"]),
        (
            "filter --byzantine 1 --scale 1 --slack -1",
            &["filter: slack -1 is outside"],
        ),
        (
            "smea --scale 1 --byzantine 1",
            &["--scale 1 is not allowed with --rule smea"],
        ),
        (
            "median --start origin",
            &["--start origin is not allowed with --rule median"],
        ),
    ];
    let folder = folder();
    for (arguments, says) in table {
        let run = aggregate(folder.path(), &format!("{arguments} --input a.csv"));
        assert_eq!((run.code, &*run.stdout), (Some(2), ""), "{arguments}: {}", run.stderr);
        for part in says {
            assert!(run.stderr.contains(part), "{arguments}: {} without {part}", run.stderr);
        }
    }
}

#[test]
fn a_chain_is_drawn_like_any_rule() {
    let folder = folder();
    let spec = "name = \"chain\"\nquestion = \"Does a chain run?\"\n[[problem]]\nname = \"gaussian-mean\"\n\
                [[grid]]\nn = [20]\nm = [11, 21]\nalpha = [0.2]\ndim = [2]\n\
                [[estimator]]\naggregator = \"krum\"\nbefore = [\"nnm\", \"bucketing\"]\nbucket-size = [1]\nrounds = 1\n\
                [[estimator]]\naggregator = \"caf\"\nbefore = \"arc\"\nrounds = 1\n\
                [[adversary]]\nname = \"plus-infinity\"\n\
                [replicates]\nsmoke = { batch = 10, maximum = 10, relative_error = 0.5 }\n";
    fs::write(folder.path().join("chain.toml"), spec).expect("written");
    let run = sweep(folder.path(), "chain.toml --profile smoke --out o");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    for estimator in ["nnm-bucketing-krum-gd", "arc-caf-gd"] {
        assert!(run.stdout.contains(estimator), "{}", run.stdout);
    }
    // Buckets leave the rule fewer messages than it needs.
    let fewer = spec.replace("bucket-size = [1]", "bucket-size = 2");
    fs::write(folder.path().join("chain.toml"), fewer).expect("written");
    let run = sweep(folder.path(), "chain.toml --profile smoke --out o");
    let says = "krum with f = 2 needs m ≥ 2f + 3 = 7 workers, and there are 6";
    assert!(run.code == Some(2) && run.stderr.contains(says), "{}", run.stderr);
}
