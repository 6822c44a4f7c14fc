use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, presets};

use super::explanation::number;
use crate::theory::explanation::{Explanation, RuleReport};

/// What theory says of several settings, a row each.
#[must_use]
pub fn explanation_table(explanations: &[Explanation], width: u16) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width);
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
        "no estimator",
        "use ↑",
    ]
    .map(str::to_owned)
    .to_vec();
    header.extend(
        shown
            .iter()
            .map(|&index| theorems[index].name.replace("Theorem", "Thm")),
    );
    table.set_header(header);
    for e in explanations {
        let rms = |rule: &RuleReport| short(rule.one_sided.as_ref().map(|error| error.rms_error));
        let mut row: Vec<String> = [e.n, e.m, e.dim].iter().map(ToString::to_string).collect();
        row.push(number(e.alpha));
        row.extend([e.byzantine, e.trimmed].iter().map(ToString::to_string));
        let omniscient = e.median.omniscient.as_ref().map(|error| error.rms_error);
        row.extend([rms(&e.median), short(omniscient), rms(&e.trimmed_mean)]);
        row.push(short(e.lower_bound.as_ref().map(|bounds| bounds.fixed_set.rms_error)));
        row.push(e.choice.as_ref().map_or("-".to_owned(), |choice| {
            let count = choice.trimmed.map_or(String::new(), |trimmed| format!(" k={trimmed}"));
            format!("{}{count}", choice.aggregator.replace("trimmed-mean", "trimmed"))
        }));
        row.extend(shown.iter().map(|&index| {
            let theorem = &e.theorems[index];
            match (theorem.bound, theorem.smallest_m) {
                (Some(bound), _) => short(Some(bound)),
                (None, Some(m)) => format!("m ≥ {m}"),
                (None, None) => "silent".to_owned(),
            }
        }));
        let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
        table.add_row(row.into_iter().map(right));
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
    format!(
        "{}\n\nPredicted rms errors with b workers Byzantine, a fixed number: ↑ one-sided (all at +∞), ± omniscient; the lower bound for a \
         fixed set; the best of every k and the median; and what each theorem guarantees or needs.\n{silent}",
        table.trim_fmt()
    )
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
