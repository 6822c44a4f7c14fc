//! The figures that a run writes.

mod support;

use std::fs;
use std::path::Path;

use support::{SPEC, sweep, tree};
use tempfile::TempDir;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("spec.toml"), SPEC).expect("written");
    folder
}

#[test]
fn figures_are_whole_and_stay_as_they_are() {
    let folder = folder();
    let names = "exact-law rate-in-n terms adversaries spec.toml";
    done_or_contradicted(folder.path(), &format!("{names} --profile smoke --out out"));
    let figures = tree(&folder.path().join("out/figures"));
    assert!(figures.len() >= 10, "{:?}", figures.keys());
    for (name, contents) in &figures {
        if name.ends_with(".png") {
            let mut reader = png::Decoder::new(std::io::Cursor::new(contents))
                .read_info()
                .expect("a PNG");
            let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
            let info = reader.next_frame(&mut pixels).expect("it decodes");
            assert!(info.width >= 600 && info.height >= 300, "{name}");
            let background = pixels[0];
            assert!(pixels.iter().any(|value| *value != background), "{name} is empty");
        } else {
            let svg = std::str::from_utf8(contents).expect("UTF-8");
            assert!(svg.starts_with("<svg") || svg.starts_with("<?xml"), "{name}");
            assert!(svg.trim_end().ends_with("</svg>"), "{name}");
            for broken in ["NaN", "\"inf", "\"-inf", "\u{0}"] {
                assert!(!svg.contains(broken), "{name} contains {broken:?}");
            }
            assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count(), "{name}");
        }
    }
    done_or_contradicted(folder.path(), &format!("{names} --profile smoke --out out"));
    assert_eq!(tree(&folder.path().join("out/figures")), figures);
}

/// On few replicates a check may err; what is drawn is looked at here, not what is decided.
fn done_or_contradicted(folder: &Path, arguments: &str) {
    let run = sweep(folder, arguments);
    assert!(matches!(run.code, Some(0 | 3)), "sweep {arguments}: {}", run.stderr);
}
