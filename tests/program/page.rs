//! The page that a run writes beside its report.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{SPEC, sweep, tree};

/// Elements of HTML without an end.
const VOID: [&str; 4] = ["meta", "input", "br", "link"];

#[test]
fn the_page_says_what_the_report_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = sweep(folder.path(), "exact-law adversaries --profile smoke --out out");
    assert!(matches!(run.code, Some(0 | 3)), "{}", run.stderr);
    assert!(run.stdout.contains("Page:    out/report.html\n"), "{}", run.stdout);
    let html = page(folder.path(), "out");
    let report = fs::read_to_string(folder.path().join("out/report.json")).expect("a report");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let mut findings = 0;
    for experiment in report["experiments"].as_array().expect("experiments") {
        for finding in experiment["findings"].as_array().expect("findings") {
            let claim = finding["claim"].as_str().expect("a claim");
            assert!(html.contains(&format!("<b>{claim}</b>")), "{claim}");
            findings += 1;
        }
    }
    assert_eq!(html.matches("<tr data-verdict=").count(), findings);
    let mut figures = 0;
    for (name, contents) in tree(&folder.path().join("out/figures")) {
        if name.ends_with(".svg") {
            let svg = std::str::from_utf8(&contents).expect("UTF-8");
            let svg = &svg[svg.find("<svg").expect("a drawing")..];
            assert_eq!(html.matches(svg).count(), 1, "{name}");
            figures += 1;
        }
    }
    assert_eq!(html.matches("<figure ").count(), figures);
    for spec in ["exact-law", "adversaries"] {
        assert!(html.contains(&format!("Spec of {spec}</summary>")), "{spec}");
    }
    asks_for_nothing(&html);
    closes_what_it_opens(&html);
    leads_somewhere(&html);
}

/// A page that a run of some experiments writes says that it is of those, and the one of all comes from the store.
#[test]
fn a_stored_folder_has_its_page_again() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["exact-law", "adversaries"] {
        let run = sweep(folder.path(), &format!("{name} --profile smoke --out out"));
        assert_eq!(
            run.stdout.contains("of this run alone"),
            name == "adversaries",
            "{}",
            run.stdout
        );
    }
    assert!(!page(folder.path(), "out").contains("<h3>exact-law</h3>"));
    let run = sweep(folder.path(), "report out --out again");
    assert!(run.stdout.contains("Page:    again/report.html\n"), "{}", run.stdout);
    let html = page(folder.path(), "again");
    assert!(html.contains("<h3>exact-law</h3>") && html.contains("<h3>adversaries</h3>"));
    closes_what_it_opens(&html);
}

/// Whatever a spec calls things, it is text.
#[test]
fn a_hostile_spec_is_shown_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let hostile = "</script><script>alert(1)</script> ]]> <!-- ' onload=";
    let spec = SPEC
        .replace("How fast does the error fall?", hostile)
        .replace("The error falls with the square root of n", hostile);
    fs::write(folder.path().join("spec.toml"), spec).expect("written");
    let run = sweep(folder.path(), "spec.toml --profile smoke --out out");
    assert!(matches!(run.code, Some(0 | 3)), "{}", run.stderr);
    let html = page(folder.path(), "out");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_eq!(html.matches("<script").count(), 2);
    closes_what_it_opens(&html);
    asks_for_nothing(&html);
}

fn page(folder: &Path, out: &str) -> String {
    fs::read_to_string(folder.join(out).join("report.html")).expect("a page")
}

fn asks_for_nothing(html: &str) {
    for tag in tags(html) {
        for attribute in [" src=", " href=", " action=", " data=", " srcset=", "url("] {
            if let Some((_, value)) = tag.split_once(attribute) {
                assert!(value.starts_with("\"#"), "<{tag}>");
            }
        }
        assert!(!tag.starts_with("link") && !tag.contains(" on"), "<{tag}>");
    }
}

fn closes_what_it_opens(html: &str) {
    let mut open = Vec::new();
    for tag in tags(html) {
        let name = tag.split([' ', '\n', '>']).next().expect("a name");
        if let Some(closed) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "<{tag}>");
        } else if !tag.ends_with('/') && !tag.starts_with('!') && !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

/// Every link has its place, and no place is there twice.
fn leads_somewhere(html: &str) {
    let tags = tags(html);
    let mut ids = values(&tags, " id=\"");
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
    let links = values(&tags, " href=\"#");
    assert!(links.len() > 5);
    for link in links {
        assert!(ids.contains(&link), "#{link}");
    }
}

/// The values of an attribute.
fn values<'a>(tags: &[&'a str], attribute: &str) -> Vec<&'a str> {
    let value = |tag: &&'a str| tag.split_once(attribute)?.1.split('"').next();
    tags.iter().filter_map(value).collect()
}

/// What stands between angle brackets, outside scripts and style.
fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').expect("the end of a tag");
        tags.push(tag);
        rest = after;
        for raw in ["script", "style"] {
            if tag.split(' ').next() == Some(raw) {
                rest = &after[after.find(&format!("</{raw}>")).expect("its end")..];
            }
        }
    }
    tags
}
