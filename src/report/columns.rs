use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, presets};

use super::ledger::wrapped;

/// A table of texts, the first column and the last to the left and the others to the right; where the page of `width` columns is too
/// narrow a paragraph a row, broken where words end.
#[must_use]
pub fn columns(header: &[&str], rows: &[Vec<String>], width: u16) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()))
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header);
    let last = header.len().saturating_sub(1);
    for row in rows {
        let cells = row.iter().enumerate().map(|(place, text)| {
            let outside = place == 0 || place == last && header.len() > 2;
            let alignment = if outside {
                CellAlignment::Left
            } else {
                CellAlignment::Right
            };
            Cell::new(text).set_alignment(alignment)
        });
        table.add_row(cells);
    }
    let shown = table.trim_fmt();
    if shown.lines().all(|line| line.chars().count() <= width.into()) {
        return format!("{shown}\n");
    }
    let mut text = String::new();
    for row in rows {
        let named: Vec<String> = (header.iter().zip(row))
            .map(|(name, value)| format!("{name} {value}").trim().to_owned())
            .collect();
        for line in wrapped(&named.join(", "), width.into(), "", "    ") {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}
