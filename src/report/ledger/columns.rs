use std::cmp::Reverse;

use super::row::CELLS;

/// Space between columns, and before the first, so that headings stand out.
const GAP: usize = 2;

/// Columns that are set to the right.
const RIGHT: [bool; CELLS] = [false, false, true, true, false, false, false];

/// Columns whose text may be broken into lines: numbers and verdicts may not.
const BROKEN: [bool; CELLS] = [true, true, false, false, false, true, true];

/// The narrowest column of text.
const NARROWEST: usize = 8;

/// Columns of a page: as wide as their texts, or where the page is too narrow for that, with as few lines as may be.
pub(super) struct Columns {
    names: [&'static str; CELLS],
    widths: [usize; CELLS],
}

impl Columns {
    pub fn new(names: [&'static str; CELLS], rows: &[&[String; CELLS]], width: usize) -> Self {
        let mut widths = names.map(length);
        let mut words = names.map(longest_word);
        for row in rows {
            for (column, text) in row.iter().enumerate() {
                widths[column] = widths[column].max(length(text));
                words[column] = words[column].max(longest_word(text));
            }
        }
        let room = width.saturating_sub(GAP * CELLS);
        // Words are broken only where there is no room for all of them.
        for least in [words, [NARROWEST; CELLS]] {
            narrow(&mut widths, &least, room, rows);
        }
        Self { names, widths }
    }

    /// The names of the columns, with a rule below.
    pub fn header(&self) -> String {
        let width = self.widths.iter().sum::<usize>() + GAP * CELLS;
        format!("{}{}\n", self.row(&self.names.map(str::to_owned)), "─".repeat(width))
    }

    /// A row, in as many lines as its longest cell needs.
    pub fn row(&self, cells: &[String; CELLS]) -> String {
        let lines: Vec<Vec<String>> = cells
            .iter()
            .zip(&self.widths)
            .map(|(text, width)| broken(text, *width))
            .collect();
        let height = lines.iter().map(Vec::len).max().unwrap_or(0);
        let mut text = String::new();
        for index in 0..height {
            let mut line = String::new();
            for (column, lines) in lines.iter().enumerate() {
                let part = lines.get(index).map_or("", String::as_str);
                let space = " ".repeat(self.widths[column].saturating_sub(length(part)));
                line += &" ".repeat(GAP);
                line += &if RIGHT[column] {
                    format!("{space}{part}")
                } else {
                    format!("{part}{space}")
                };
            }
            text += line.trim_end();
            text.push('\n');
        }
        text
    }
}

/// Makes columns narrower until they fit into `room`, but none narrower than its `least`: always the one that costs the fewest
/// lines, and of several the widest.
fn narrow(widths: &mut [usize; CELLS], least: &[usize; CELLS], room: usize, rows: &[&[String; CELLS]]) {
    while widths.iter().sum::<usize>() > room {
        let cost = |column: usize| {
            let mut narrower = *widths;
            narrower[column] -= 1;
            (lines(rows, &narrower), Reverse(widths[column]))
        };
        let broken = (0..CELLS).filter(|&column| BROKEN[column] && widths[column] > least[column]);
        let Some(cheapest) = broken.min_by_key(|&column| cost(column)) else {
            return;
        };
        widths[cheapest] -= 1;
    }
}

/// How many lines some rows take in columns of these widths.
fn lines(rows: &[&[String; CELLS]], widths: &[usize; CELLS]) -> usize {
    let cells = |row: &&[String; CELLS]| {
        let heights = (0..CELLS)
            .filter(|&i| BROKEN[i])
            .map(|i| broken(&row[i], widths[i]).len());
        heights.max().unwrap_or(0)
    };
    rows.iter().map(cells).sum()
}

/// A text in lines of at most `width` characters, the first after `first`, the others after `other`.
pub(in crate::report) fn wrapped(text: &str, width: usize, first: &str, other: &str) -> Vec<String> {
    let indent = length(first).max(length(other));
    let lines = broken(text, width.saturating_sub(indent).max(NARROWEST));
    let indented = |(index, line): (usize, String)| {
        let indent = if index == 0 { first } else { other };
        format!("{indent}{line}")
    };
    lines.into_iter().enumerate().map(indented).collect()
}

/// Lines of at most `width` > 0 characters, broken after spaces and hyphens, and within a word only where it is longer.
fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.is_empty() && length(&line) + length(piece.trim_end()) > width {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line.push_str(piece);
        while length(line.trim_end()) > width {
            let at = line.char_indices().nth(width).map_or(line.len(), |(at, _)| at);
            let rest = line.split_off(at);
            lines.push(std::mem::replace(&mut line, rest));
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Words with the spaces behind them; a hyphen between letters ends one too, since names are long.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut before = ' ';
    let mut all = text.char_indices().peekable();
    while let Some((at, c)) = all.next() {
        let after = all.peek().map_or(' ', |(_, after)| *after);
        let between = c == '-' && before.is_alphabetic() && after.is_alphabetic();
        if between || (c == ' ' && after != ' ') {
            pieces.push(&text[from..at + 1]);
            from = at + 1;
        }
        before = c;
    }
    pieces.push(&text[from..]);
    pieces
}

/// The length of the longest piece that is not broken.
fn longest_word(text: &str) -> usize {
    let lengths = pieces(text).into_iter().map(|piece| length(piece.trim_end()));
    lengths.max().unwrap_or(0)
}

/// Characters; the texts of a ledger have none that is wider or narrower than one column.
fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_words_end() {
        assert_eq!(broken("exponent of rms in n", 12), ["exponent of", "rms in n"]);
        assert_eq!(broken("one-round-median, α=0", 10), ["one-round-", "median,", "α=0"]);
        assert_eq!(broken("α = -0.5", 5), ["α =", "-0.5"]);
        assert_eq!(broken("unbreakably long", 4), ["unbr", "eaka", "bly", "long"]);
        assert_eq!(broken("", 4), [""]);
    }

    #[test]
    fn indents_count() {
        let lines = wrapped("one two three", 12, "", "    ");
        assert_eq!(lines, ["one two", "    three"]);
    }
}
