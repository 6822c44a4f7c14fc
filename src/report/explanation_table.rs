use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, presets};

use super::explanation::number;
use super::ledger::wrapped;
use crate::theory::explanation::{Explanation, RuleReport};

/// What theory says of several settings: a row each, or where the page is too narrow for all columns a paragraph each.
#[must_use]
pub fn explanation_table(explanations: &[Explanation], width: u16) -> String {
    // A theorem that is silent everywhere gets a line below instead of a column.
    let speaks = |index: usize| {
        explanations
            .iter()
            .any(|e| e.theorems.get(index).is_some_and(|theorem| theorem.speaks))
    };
    let theorems = explanations.first().map_or(&[][..], |first| &first.theorems);
    let (shown, silent): (Vec<usize>, Vec<usize>) = (0..theorems.len()).partition(|&index| speaks(index));
    let mut header = [
        "n",
        "m",
        "d",
        "α",
        "b",
        "k",
        "median ↑",
        "median ±",
        "trimmed ↑",
        "trimmed ±",
        "no estimator",
        "use",
    ]
    .map(str::to_owned)
    .to_vec();
    header.extend(
        shown
            .iter()
            .map(|&index| theorems[index].name.replace("Theorem", "Thm")),
    );
    let mut rows: Vec<Vec<String>> = Vec::new();
    for e in explanations {
        let rms = |rule: &RuleReport| short(rule.one_sided.as_ref().map(|error| error.rms_error));
        let mut row: Vec<String> = [e.n, e.m, e.dim].iter().map(ToString::to_string).collect();
        row.push(number(e.alpha));
        row.extend([e.byzantine, e.trimmed].iter().map(ToString::to_string));
        let worst = |rule: &RuleReport| short(rule.omniscient.as_ref().map(|error| error.rms_error));
        for rule in [&e.median, &e.trimmed_mean] {
            row.extend([rms(rule), worst(rule)]);
        }
        row.push(short(e.lower_bound.as_ref().map(|bounds| bounds.fixed_set.rms_error)));
        row.push(e.choice.as_ref().map_or("-".to_owned(), |choice| {
            let count = choice.trimmed.map_or(String::new(), |trimmed| format!(" k={trimmed}"));
            let against = if choice.omniscient.is_some() { "±" } else { "↑" };
            format!(
                "{}{count} {against}",
                choice.aggregator.replace("trimmed-mean", "trimmed")
            )
        }));
        row.extend(shown.iter().map(|&index| {
            let theorem = &e.theorems[index];
            match (theorem.bound, theorem.smallest_m) {
                (Some(bound), _) => short(Some(bound)),
                (None, Some(m)) => format!("m ≥ {m}"),
                (None, None) => "silent".to_owned(),
            }
        }));
        rows.push(row);
    }
    let silent: Vec<&str> = silent.iter().map(|&index| theorems[index].name).collect();
    let silent = if silent.is_empty() {
        String::new()
    } else {
        format!(
            "Silent in all of them: {}; ask for one setting to see why.\n",
            silent.join(", ")
        )
    };
    let shown = columns(&header, &rows);
    let shown = if shown.lines().all(|line| line.chars().count() <= width.into()) {
        shown
    } else {
        paragraphs(&header, &rows, width)
    };
    let below = format!(
        "Predicted rms errors with b workers Byzantine, a fixed number: ↑ one-sided (all at +∞), ± omniscient; the lower bound for a \
         fixed set; the best of every k and the median, ± where its law is known; and what each theorem guarantees or needs.\n{silent}"
    );
    format!("{shown}\n\n{below}")
}

/// The settings as rows of a table, however wide.
fn columns(header: &[String], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()))
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header);
    let right = |text: &String| Cell::new(text).set_alignment(CellAlignment::Right);
    for row in rows {
        table.add_row(row.iter().map(right));
    }
    table.trim_fmt()
}

/// How many of the columns say which setting it is.
const SETTING: usize = 6;

/// The settings as paragraphs, broken where words end.
fn paragraphs(header: &[String], rows: &[Vec<String>], width: u16) -> String {
    let named = |(name, value): (&String, &String)| format!("{name} {value}");
    let setting = |(name, value): (&String, &String)| format!("{name} = {value}");
    let paragraph = |row: &Vec<String>| {
        let cells = || header.iter().zip(row);
        let first: Vec<String> = cells().take(SETTING).map(setting).collect();
        let rest: Vec<String> = cells().skip(SETTING).map(named).collect();
        let lines = [(first.join(", "), ""), (rest.join(", "), "  ")];
        let lines = lines
            .iter()
            .flat_map(|(line, indent)| wrapped(line, width.into(), indent, "    "));
        lines.collect::<Vec<_>>().join("\n")
    };
    rows.iter().map(paragraph).collect::<Vec<_>>().join("\n\n")
}

/// A number with three significant digits, for tables.
fn short(value: Option<f64>) -> String {
    value.map_or("unknown".to_owned(), |value| {
        let digits = (2.0 - libm::log10(value.abs()).floor()).clamp(0.0, 8.0) as usize;
        if value != 0.0 && value.abs() < 1e-6 {
            format!("{value:.2e}")
        } else {
            format!("{value:.digits$}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Catalog, GridPoint};
    use crate::spec::Document;
    use crate::theory::explanation::Question;

    fn explanations() -> Vec<Explanation> {
        let document = Document::new("test", "name = \"gaussian-mean\"".to_owned());
        let section = document.read().expect("a section");
        let explanation = |(samples, workers): (usize, usize)| {
            let point = GridPoint {
                samples,
                workers,
                alpha: 0.1,
                dim: 1,
                random: false,
            };
            let problem = Catalog::default().problem(&point, &section).expect("a problem");
            let question = Question {
                problem: &*problem,
                samples,
                workers,
                alpha: 0.1,
                beta: None,
                target: None,
            };
            Explanation::new(&question).expect("allowed")
        };
        [(100, 21), (1_000, 101), (1_000_000, 2001)].map(explanation).to_vec()
    }

    /// The words of a text, a name that was broken after a hyphen put together.
    fn words(text: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match words.last_mut() {
                Some(last) if last.ends_with('-') && last.len() > 1 => last.push_str(word),
                _ => words.push(word.to_owned()),
            }
        }
        words
    }

    #[test]
    fn no_page_is_so_narrow_that_a_number_or_a_word_breaks() {
        let explanations = explanations();
        let table = |width| explanation_table(&explanations, width);
        let settings = |text: &str| text.split("\n\nPredicted").next().unwrap_or_default().to_owned();
        assert!(table(400).contains('─'), "{}", table(400));
        let narrow = settings(&table(24));
        assert!(narrow.starts_with("n = 100, m = 21,"), "{narrow}");
        for width in 24..130 {
            let text = settings(&table(width));
            assert!(
                text.lines().all(|line| line.chars().count() <= width.into()),
                "{width}: {text}"
            );
            if !text.contains('─') {
                assert_eq!(words(&text), words(&narrow), "{width}");
            }
        }
    }
}
