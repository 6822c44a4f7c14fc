use std::fmt::Write;

use crate::theory::explanation::{ComparedReport, ErrorReport, Explanation, RuleReport, TheoremReport};

/// What theory says of one setting, as text for people.
#[must_use]
pub fn explanation_text(explanation: &Explanation) -> String {
    let mut text = String::new();
    let e = explanation;
    let _ = writeln!(
        text,
        "{}: n = {}, m = {}, d = {}, α = {} (b = {} Byzantine, a fixed number), β = {} (k = {} trimmed at each end)",
        e.problem,
        e.n,
        e.m,
        e.dim,
        e.alpha,
        e.byzantine,
        number(e.beta),
        e.trimmed
    );
    constants(&mut text, e);
    let _ = writeln!(
        text,
        "\nPredicted error, b = {} workers Byzantine (one-sided: all of them at +∞; omniscient: on the worse side of every coordinate)",
        e.byzantine
    );
    rule(&mut text, "median", &e.median);
    rule(&mut text, "trimmed mean", &e.trimmed_mean);
    match &e.lower_bound {
        Some(bounds) => {
            let fixed = format!("a fixed set of b = {}", e.byzantine);
            let by_chance = format!("each Byzantine by chance, with probability {}", e.alpha);
            for (model, bound) in [(fixed, &bounds.fixed_set), (by_chance, &bounds.by_chance)] {
                let _ = writeln!(
                    text,
                    "  no estimator (Observation 1), {model}: rms below {} for some mean and adversary, nor error below {} with probability above {}",
                    number(bound.rms_error),
                    number(bound.error),
                    number(1.0 - bound.probability)
                );
            }
        }
        None => text.push_str("  no estimator: the lower bounds of Observation 1 are for Gaussian means\n"),
    }
    let _ = writeln!(
        text,
        "\nGuarantees, b = {} workers Byzantine, whatever the adversary (if each were so by chance, at most {} would with probability {}, \
         and only then do theorems speak)",
        e.byzantine,
        e.byzantine,
        number(e.by_chance_within)
    );
    for theorem in &e.theorems {
        self::theorem(&mut text, theorem);
    }
    text.push_str("  The constants of Δ′ (Theorems 4 to 6) and of C̃ (Theorem 7), and the √2 of Δ (Theorems 1 to 3), are derived here; the paper's are \
                   (3), (4), (5) and the printed bounds.\n");
    choice(&mut text, e);
    super::rivals::rivals(&mut text, &e.rivals);
    text
}

fn constants(text: &mut String, e: &Explanation) {
    let c = &e.constants;
    let _ = writeln!(text, "\nConstants");
    let _ = writeln!(
        text,
        "  σ = {}, s = σ/√n = {}, z(b/m) = {}",
        number(c.sigma),
        number(c.worker_deviation),
        number(c.z_alpha)
    );
    let _ = writeln!(
        text,
        "  λ_F = {}, L_F = {}, L_k = {}, L̂ = {}, D = {}, ‖w⁰ − w*‖ = {}",
        known(c.strong_convexity),
        number(c.smoothness),
        known(c.coordinate_lipschitz),
        known(c.lipschitz),
        number(c.diameter),
        number(c.start_distance)
    );
    let paper = c
        .absolute_skewness_paper
        .map_or(String::new(), |s| format!(" (the paper: {s})"));
    let _ = writeln!(
        text,
        "  V = {}, S = {}{paper}, v = {}",
        number(c.gradient_deviation),
        known(c.absolute_skewness),
        known(c.sub_exponential)
    );
}

fn rule(text: &mut String, name: &str, rule: &RuleReport) {
    let line = |text: &mut String, adversary: &str, error: &ErrorReport| {
        let mean = error
            .mean_error
            .map_or(String::new(), |mean| format!(", mean {}", number(mean)));
        let quantile = error
            .quantile_95
            .map_or(String::new(), |q| format!(", 95 % below {}", number(q)));
        let within = match error.relative_error {
            0.0 => String::new(),
            share => format!(", but for {} of it", number(share)),
        };
        let _ = writeln!(
            text,
            "  {name}, {adversary}: rms {}{within} (a coordinate: mean square {}{mean}{quantile})",
            number(error.rms_error),
            number(error.mean_squared_error)
        );
    };
    if let Some(error) = &rule.one_sided {
        line(text, "one-sided", error);
    }
    if let Some(error) = &rule.omniscient {
        line(text, "omniscient", error);
    }
    for unknown in &rule.unknown {
        let _ = writeln!(text, "  {name}: {unknown}");
    }
}

fn theorem(text: &mut String, theorem: &TheoremReport) {
    let _ = write!(text, "  {}: ", theorem.name);
    if let Some(silence) = &theorem.silence {
        let _ = writeln!(text, "silent: {silence}");
        return;
    }
    let _ = write!(
        text,
        "{} ≤ {}",
        theorem.bounds.as_deref().unwrap_or_default(),
        theorem.bound.map_or("-".to_owned(), number)
    );
    if let Some(improved) = theorem.improved_bound {
        let _ = write!(text, " (improved: {})", number(improved));
    }
    if let Some(probability) = theorem.failure_probability {
        let _ = write!(text, ", fails with probability at most {}", number(probability));
    }
    if let Some(rounds) = theorem.rounds {
        let _ = write!(text, ", from round {rounds} on");
    }
    text.push('\n');
    if theorem.skewness_matters {
        let bound = theorem.bound_with_paper_skewness.map_or("silent".to_owned(), number);
        let _ = writeln!(text, "      with the paper's S = 480, which is loose: {bound}");
    }
    if let (Some(epsilon), Some(price)) = (theorem.epsilon, theorem.c_epsilon) {
        let _ = writeln!(text, "      ε = {}, C_ε = {}", number(epsilon), number(price));
    }
    if let Some(deviation) = theorem.deviation {
        let _ = writeln!(
            text,
            "      deviation {} = Byzantine {} + chance {} + skewness {} + net {}",
            number(deviation.total),
            number(deviation.byzantine),
            number(deviation.chance),
            number(deviation.skewness),
            number(deviation.net)
        );
    }
    if let Some(ratio) = theorem.bound_over_predicted {
        let lower = theorem.bound_over_lower_bound.map_or(String::new(), |r| {
            format!(", {} times the lower bound for a fixed set", number(r))
        });
        let _ = writeln!(
            text,
            "      {} times the predicted one-sided error{lower}",
            number(ratio)
        );
    }
}

fn choice(text: &mut String, e: &Explanation) {
    match &e.choice {
        None => text.push_str("\nNo aggregator can be recommended: no law of its error is known here.\n"),
        Some(choice) => {
            let searched = match choice.searched {
                Some((low, high)) => format!("over every k from {low} to {high} and the median"),
                None => "of those whose law is known".to_owned(),
            };
            let under = |error: &dyn Fn(&ComparedReport) -> Option<f64>| {
                let all = choice.compared.iter();
                let all = all.filter_map(|rule| Some(with_error(rule, error(rule)?)));
                all.collect::<Vec<_>>().join(", ")
            };
            let one_sided = under(&|rule| Some(rule.one_sided));
            let omniscient = under(&|rule| rule.omniscient);
            let _ = writeln!(
                text,
                "\nUse the {}: the smallest predicted rms error {searched}, {} adversary, b = {} ({}).",
                with_count(choice.aggregator, choice.trimmed),
                choice.adversary,
                e.byzantine,
                if choice.omniscient.is_some() {
                    &omniscient
                } else {
                    &one_sided
                }
            );
            if e.byzantine > 0 {
                let other = match &choice.omniscient {
                    Some(_) => format!(
                        "Under the one-sided adversary it is the {} ({one_sided})",
                        with_count(choice.one_sided.aggregator, choice.one_sided.trimmed),
                    ),
                    None => "Under the omniscient adversary no law is known here".to_owned(),
                };
                let _ = writeln!(text, "{other}.");
            }
            if let (Some(m), Some(other)) = (choice.flips_at_m, choice.flips_to) {
                let _ = writeln!(
                    text,
                    "Of mean, median and trimmed mean at the same α and β, the {other} is the best from m = {m} on (one-sided)."
                );
            }
        }
    }
    if let Some(target) = &e.target {
        let _ = writeln!(
            text,
            "\nFor an rms error of {} under the {} adversary, ⌊αm⌋ workers Byzantine",
            number(target.rms_error),
            target.adversary
        );
        for need in &target.needs {
            let n = need
                .smallest_n
                .map_or("no n reaches it".to_owned(), |n| format!("n ≥ {n} at m = {}", e.m));
            let m = need.smallest_m.map_or("no m reaches it at this n".to_owned(), |m| {
                format!("m ≥ {m} at n = {}", e.n)
            });
            let _ = writeln!(text, "  {}: {n}, or {m}", need.aggregator);
        }
    }
}

/// An aggregator's name with its count k.
fn with_count(name: &str, trimmed: Option<usize>) -> String {
    trimmed.map_or(name.to_owned(), |trimmed| format!("{name} k={trimmed}"))
}

fn with_error(rule: &ComparedReport, error: f64) -> String {
    format!("{} {}", with_count(rule.aggregator, rule.trimmed), number(error))
}

/// A number with four significant digits.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || value == value.trunc() && size < 1e6 {
        return value.to_string();
    }
    if (1e-4..1e5).contains(&size) {
        let digits = (3.0 - libm::log10(size).floor()).max(0.0) as usize;
        return format!("{value:.digits$}");
    }
    format!("{value:.3e}")
}

fn known(value: Option<f64>) -> String {
    value.map_or("unknown".to_owned(), number)
}
