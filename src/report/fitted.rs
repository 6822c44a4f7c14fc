use super::ledger::wrapped;

/// A text for people in lines of at most `width` characters: longer ones are broken where words end, and go on indented by two
/// more spaces.
#[must_use]
pub fn fitted(text: &str, width: u16) -> String {
    let width = usize::from(width);
    let mut fitted = String::new();
    for line in text.lines() {
        let indent = &line[..line.len() - line.trim_start_matches(' ').len()];
        if line.chars().count() <= width {
            fitted.push_str(line);
            fitted.push('\n');
            continue;
        }
        for part in wrapped(line.trim_start_matches(' '), width, indent, &format!("{indent}  ")) {
            fitted.push_str(&part);
            fitted.push('\n');
        }
    }
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_alone() {
        let text = "one two\n  three 3.14159 four\n\n";
        assert_eq!(fitted(text, 80), text);
        assert_eq!(fitted(text, 14), "one two\n  three\n    3.14159\n    four\n\n");
    }
}
