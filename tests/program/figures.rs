//! The figures that a run writes.

use std::collections::BTreeMap;
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

/// One figure in the formats that are asked for, and nothing else; the report shows all of them as it always does.
#[test]
fn a_figure_for_a_paper_is_drawn_alone() {
    let folder = folder();
    done_or_contradicted(folder.path(), "exact-law rate-in-n --profile smoke --out out");
    let before = tree(&folder.path().join("out"));
    let run = sweep(
        folder.path(),
        "report out --figure exact-law --figures pdf --width single --plain",
    );
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), "out/figures/exact-law.pdf\n"),
        "{}",
        run.stderr
    );
    let mut after = tree(&folder.path().join("out"));
    let pdf = after.remove("figures/exact-law.pdf").expect("a PDF");
    assert!(pdf.starts_with(b"%PDF-") && pdf.ends_with(b"%%EOF"));
    // What SQLite leaves beside a store comes and goes.
    let names = |of: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        of.keys()
            .filter(|name| !name.starts_with("store.sqlite-"))
            .cloned()
            .collect()
    };
    assert_eq!(names(&before), names(&after));
    for (name, contents) in before.iter().filter(|(name, _)| !name.starts_with("store")) {
        assert!(after[name] == *contents, "{name}");
    }
    // Another run of the same flags gives the same bytes, and the report is that of a page for screens.
    done_or_contradicted(
        folder.path(),
        "report out --out other --figures pdf --width single --plain",
    );
    let other = tree(&folder.path().join("other"));
    assert!(other["figures/exact-law.pdf"] == pdf);
    assert!(
        !other
            .keys()
            .any(|name| name.ends_with(".svg") || name.ends_with(".png"))
    );
    let svg = &before["figures/exact-law.svg"];
    let page = String::from_utf8_lossy(&other["report.html"]);
    let title = String::from_utf8_lossy(svg);
    let title = title.lines().nth(1).expect("a title");
    assert!(page.contains(title), "{title}");
}

/// What theory says by itself needs no store.
#[test]
fn a_figure_of_theory_is_drawn_without_a_store() {
    let folder = folder();
    let run = sweep(
        folder.path(),
        "report --out paper --figure price --figures pdf,svg --width double",
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(run.stdout, "paper/figures/price.svg\npaper/figures/price.pdf\n");
    assert_eq!(tree(&folder.path().join("paper")).len(), 2);
}

#[test]
fn figures_that_cannot_be_drawn_are_refused() {
    let folder = folder();
    done_or_contradicted(folder.path(), "exact-law --profile smoke --out out");
    for (arguments, said) in [
        ("report out --figure exact-lav", "did you mean exact-law?"),
        ("report out --figure prize", "did you mean price?"),
        (
            "report out --figure zzzzzzzz",
            "no experiment of the store has such a figure",
        ),
        ("report nowhere --figure exact-law", "nowhere"),
        ("report out --width 0", "--width"),
        ("report out --width triple", "--width"),
        ("report out --figures pfd", "svg, png, pdf"),
        ("report out --figures ,", "--figures"),
        ("report out --figure exact-law --table", "--table"),
        ("run exact-law --width 89mm --dry-run", "--width"),
    ] {
        let run = sweep(folder.path(), arguments);
        assert_eq!(run.code, Some(2), "{arguments}: {}", run.stderr);
        assert!(run.stderr.contains(said), "{arguments}: {}", run.stderr);
    }
}

/// A character that the font lacks is named, and the figure is drawn.
#[test]
fn a_missing_glyph_is_named() {
    let folder = folder();
    let spec = SPEC.replace("finding = \"", "finding = \"誤");
    assert_ne!(spec, SPEC);
    fs::write(folder.path().join("spec.toml"), spec).expect("written");
    let run = sweep(folder.path(), "spec.toml --profile smoke --out out --figures pdf");
    assert!(matches!(run.code, Some(0 | 3)), "{}", run.stderr);
    assert!(
        run.stderr.contains("the font has no glyph for '誤' (U+8AA4)"),
        "{}",
        run.stderr
    );
}

/// On few replicates a check may err; what is drawn is looked at here, not what is decided.
fn done_or_contradicted(folder: &Path, arguments: &str) {
    let run = sweep(folder, arguments);
    assert!(matches!(run.code, Some(0 | 3)), "sweep {arguments}: {}", run.stderr);
}
