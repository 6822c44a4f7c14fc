//! The figures that a run writes.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::{SPEC, sweep, tree};

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

/// The page beside the figures names each of them once and its spec, wherever it is written, and only beside all figures.
#[test]
fn the_gallery_shows_every_figure() {
    let folder = folder();
    done_or_contradicted(folder.path(), "--profile smoke --out out");
    let other = folder.path().join("other/place");
    fs::create_dir_all(&other).expect("made");
    fs::copy(folder.path().join("out/store.sqlite"), other.join("store.sqlite")).expect("copied");
    done_or_contradicted(folder.path(), "--profile smoke --out other/place");
    let files = tree(&folder.path().join("out/figures"));
    let page = files.get("README.md").expect("a page");
    assert_eq!(
        Some(page),
        tree(&folder.path().join("other/place/figures")).get("README.md")
    );
    let page = std::str::from_utf8(page).expect("UTF-8");
    for name in files.keys().filter(|name| *name != "README.md") {
        assert_eq!(page.matches(&format!("]({name})")).count(), 1, "{name} in\n{page}");
    }
    let entries: Vec<&str> = page.split("\n### ").skip(1).collect();
    assert_eq!(2 * entries.len(), files.len() - 1);
    // A figure shows what a claim is about; of several of an experiment, some show the same from another side.
    let mut spoken = std::collections::BTreeMap::new();
    for entry in entries {
        let claims = entry.matches("\n- ").count() - 1;
        let source = entry
            .rsplit("\n- ")
            .next()
            .and_then(|line| line.split(", as [SVG]").next());
        *spoken.entry(source.expect("a source").to_owned()).or_insert(0) += claims;
        match entry.split_once("(../experiments/") {
            Some((_, link)) => {
                let spec = link.split(')').next().expect("a link");
                let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("experiments").join(spec);
                assert!(path.is_file(), "{spec}");
            }
            None => assert!(entry.contains("nothing is simulated"), "{entry}"),
        }
    }
    assert!(spoken.values().all(|claims| *claims > 0), "{spoken:?}");
    done_or_contradicted(folder.path(), "exact-law --profile smoke --out part");
    assert!(!tree(&folder.path().join("part/figures")).contains_key("README.md"));
}

/// On few replicates a check may err; what is drawn is looked at here, not what is decided.
fn done_or_contradicted(folder: &Path, arguments: &str) {
    let run = sweep(folder, arguments);
    assert!(matches!(run.code, Some(0 | 3)), "sweep {arguments}: {}", run.stderr);
}
