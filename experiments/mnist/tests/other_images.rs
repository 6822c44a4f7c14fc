//! Tables and figures of images that are not those of the paper say so, and stand beside none of its numbers.

use byzrate::report::plot::Figure;
use byzrate_mnist::plan::{Experiment, Overrides, Results, settings};
use byzrate_mnist::report::{All, figures, tables};
use byzrate_mnist::training::Curve;

/// Results of every experiment on the images called `data`, each accuracy a little above the last.
fn results(data: &str, replicates: u64) -> All {
    let overrides = Overrides {
        replicates: Some(replicates),
        ..Overrides::default()
    };
    let of = |experiment: Experiment| {
        let mut results = Results::empty(experiment, data, 60_000);
        let settings = settings(experiment, byzrate::experiment::Profile::Paper, &overrides);
        let curves = settings.into_iter().enumerate().map(|(place, setting)| {
            let rounds: Vec<usize> = (0..=setting.rounds).collect();
            let correct = rounds.iter().map(|round| 5000 + 10 * *round as u32 + place as u32 % 7);
            Curve {
                correct: correct.collect(),
                rounds,
                tests: 10_000,
                lost: None,
                setting,
            }
        });
        results.add(curves.collect());
        (experiment, results)
    };
    Experiment::ALL.into_iter().map(of).collect()
}

fn words(figure: &Figure) -> String {
    let panels = figure.panels.iter().filter_map(|panel| panel.title.clone());
    let mut words: Vec<String> = panels.chain(figure.footer.iter().cloned()).collect();
    words.extend([figure.title.clone(), figure.subtitle.clone().unwrap_or_default()]);
    words.join("\n")
}

#[test]
fn the_images_of_the_paper_stand_beside_its_numbers() {
    let all = results("mnist", 3);
    let text = tables(&all);
    assert!(text.contains("| setting | paper, % | measured, % |") && text.contains("of the paper: "));
    assert!(text.contains("## Table 2: logistic"), "{text}");
    assert!(!text.contains("MNIST"), "{text}");
    for (name, figure) in figures(&all) {
        assert!(!words(&figure).contains("MNIST"), "{name}");
    }
}

#[test]
fn other_images_are_named_and_stand_beside_no_number_of_the_paper() {
    for (data, title) in [
        ("fashion-mnist", "Fashion-MNIST"),
        ("0123456789abcdef01234567", "images 0123456789abcdef01234567"),
    ] {
        let all = results(data, 3);
        let text = tables(&all);
        assert!(!text.contains("paper, %") && !text.contains("of the paper"), "{text}");
        assert!(
            !text.contains("paper’s |") && !text.contains("order, neighbour"),
            "{text}"
        );
        for heading in text.lines().filter(|line| line.starts_with('#')) {
            assert!(heading.contains(&format!(" on {title}")), "{heading}");
        }
        let figures = figures(&all);
        assert_eq!(
            figures.len(),
            6,
            "one of Figure 1, one of one round, two of steps, two of adversaries"
        );
        for (name, figure) in figures {
            assert!(figure.title.contains(title), "{name}: {}", figure.title);
        }
    }
}

#[test]
fn images_of_two_kinds_in_one_figure_are_both_named() {
    let mut all = results("mnist", 3);
    let others = results("fashion-mnist", 3);
    all.retain(|(experiment, _)| *experiment != Experiment::Cnn);
    all.extend(
        others
            .into_iter()
            .filter(|(experiment, _)| *experiment == Experiment::Cnn),
    );
    let drawn = figures(&all);
    let (_, figure) = &drawn[0];
    assert!(
        figure.title.starts_with("MNIST and Fashion-MNIST: "),
        "{}",
        figure.title
    );
    let words = words(figure);
    assert!(
        words.contains("Logistic regression, η") && words.contains("Convolutional network on Fashion-MNIST, η"),
        "{words}"
    );
    assert!(words.contains("mnist and fashion-mnist, 3 replicates"), "{words}");
}

#[test]
fn one_replicate_has_no_intervals_and_short_runs_no_costs() {
    let mut all = results("mnist", 1);
    for (_, results) in &mut all {
        for curve in &mut results.curves {
            curve.rounds.truncate(3);
            curve.correct.truncate(3);
        }
    }
    for (name, figure) in figures(&all) {
        assert!(words(&figure).contains("1 replicate, which has no interval"), "{name}");
        assert!(!figure.title.contains("mean  points"), "{name}: {}", figure.title);
        if name == "mnist-figure-1" {
            assert_eq!(figure.title, "Test error under flipped labels");
        }
        let points = figure
            .panels
            .iter()
            .flat_map(|panel| &panel.series)
            .flat_map(|series| &series.points);
        for point in points.filter(|point| point.low.is_finite()) {
            assert_eq!((point.low, point.high), (point.y, point.y), "{name}");
        }
    }
}
