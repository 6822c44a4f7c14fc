//! Whether a rule moves with its messages is what it declares: held against the rule itself, for every name of the catalog.

use byzrate::aggregator::{Aggregator, Messages, Workspace};
use byzrate::experiment::{Catalog, GridPoint, Part};
use byzrate::spec::Document;

/// What rules need besides their names; each takes what it knows.
const SECTIONS: [(&str, &str); 13] = [
    ("trimmed-mean", "beta = 0.2"),
    ("group-geometric-median", "groups = 5"),
    ("centred-clipping", "tau = 1.5\nsteps = 3"),
    ("centred-clipping", "tau = 1.5\nsteps = 3\nstart = \"origin\""),
    ("centred-clipping", "tau = 1.5\nsteps = 3\nscale = \"mad\""),
    ("geometric-median", "steps = 3\nstart = \"origin\""),
    ("vrmom", "scale = 1.0"),
    ("vrmom", "scale = \"mad\""),
    ("filter", "scale = 1.0"),
    ("filter", "scale = \"mad\""),
    ("median", "before = [\"nnm\", \"bucketing\"]\nbucket-size = 2"),
    ("median", "before = [\"arc\"]"),
    ("median", "before = [\"clipping\"]\nclip = 1.0"),
];

fn rule(name: &str, keys: &str) -> Part<dyn Aggregator> {
    let point = GridPoint {
        samples: 1,
        workers: 11,
        alpha: 2.0 / 11.0,
        dim: 3,
        random: false,
    };
    let document = Document::new("test", format!("aggregator = {name:?}\n{keys}\n"));
    let section = document.read().expect("a section");
    Catalog::default().aggregator(&point, &section).expect(name)
}

fn aggregate(rule: &dyn Aggregator, values: &[f64]) -> Vec<f64> {
    let messages = Messages::from_values(11, 3, values.to_vec()).expect("a matrix");
    let mut out = vec![f64::NAN; 3];
    Workspace::default().aggregate(rule, &messages, &mut out);
    out
}

/// Messages without ties, moved by 100: what is declared to move with them does, to rounding, and nothing else does.
#[test]
fn rules_move_with_their_messages_as_they_declare() {
    let values: Vec<f64> = (0..33u32)
        .map(|i| f64::from(i * i * 7919 % 1000) / 250.0 - 2.0)
        .collect();
    let moved: Vec<f64> = values.iter().map(|value| value + 100.0).collect();
    let catalog = Catalog::default();
    let plain = catalog.aggregators().map(|(name, _)| (name, ""));
    let needy: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
    let rules = plain
        .filter(|(name, _)| !needy.contains(name) || ["geometric-median", "median"].contains(name))
        .chain(SECTIONS);
    let mut counts = [0, 0];
    for (name, keys) in rules {
        let rule = rule(name, keys);
        let (here, there) = (aggregate(&*rule, &values), aggregate(&*rule, &moved));
        let follows = here
            .iter()
            .zip(&there)
            .all(|(here, there)| (there - here - 100.0).abs() < 1e-9);
        assert_eq!(
            follows,
            rule.is_translation_equivariant(),
            "{}: {here:?} {there:?}",
            rule.key()
        );
        counts[usize::from(follows)] += 1;
    }
    assert!(counts[0] >= 5 && counts[1] >= 20, "{counts:?}");
}
