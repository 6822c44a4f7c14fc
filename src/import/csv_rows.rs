//! Text cut into rows of fields.

use csv::{ByteRecord, Position, Reader, ReaderBuilder, Trim};

use super::csv_error::CsvError;
use super::field;

/// What stands between two fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    Comma,
    Tab,
    /// Any number of spaces and tabs.
    Space,
}

impl Separator {
    /// The one of a text: a comma if the first row has one, else a tab; spaces if both rows that come first are cut by them
    /// and the second into numbers, as `numpy.savetxt` writes; else the comma that a single column does not need.
    pub fn of(bytes: &[u8]) -> Self {
        let mut lines = bytes
            .split(is_end)
            .map(<[u8]>::trim_ascii)
            .filter(|line| !line.is_empty());
        let Some(first) = lines.next() else {
            return Self::Comma;
        };
        if first.contains(&b',') {
            return Self::Comma;
        }
        if first.contains(&b'\t') {
            return Self::Tab;
        }
        let second = lines.next().unwrap_or(first);
        let words = |line: &[u8]| words(line).count();
        let numbers = words(second) > 1 && self::words(second).all(|word| field::value(word).is_some());
        if words(first) > 1 && numbers && !first.contains(&b'"') {
            Self::Space
        } else {
            Self::Comma
        }
    }
}

/// The rows of a text, one after the other; blank lines are none.
pub(super) struct Rows<'a> {
    bytes: &'a [u8],
    cut: Cut<'a>,
}

enum Cut<'a> {
    Csv(Box<Reader<&'a [u8]>>),
    /// Where the next line begins.
    Lines(usize),
}

impl<'a> Rows<'a> {
    pub fn new(bytes: &'a [u8], separator: Separator) -> Self {
        let delimiter = match separator {
            Separator::Comma => b',',
            Separator::Tab => b'\t',
            Separator::Space => {
                return Self {
                    bytes,
                    cut: Cut::Lines(0),
                };
            }
        };
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            // Rows of another length are refused with a message that counts lines as an editor does.
            .flexible(true)
            .trim(Trim::All)
            .from_reader(bytes);
        Self {
            bytes,
            cut: Cut::Csv(Box::new(reader)),
        }
    }

    /// Reads the next row, if there is one.
    pub fn read(&mut self, record: &mut ByteRecord) -> Result<bool, CsvError> {
        loop {
            let found = match &mut self.cut {
                Cut::Csv(reader) => reader
                    .read_byte_record(record)
                    .map_err(|error| CsvError::Malformed(error.into()))?,
                Cut::Lines(next) => read_line(self.bytes, next, record),
            };
            if !found || !self.is_blank(record) {
                return Ok(found);
            }
        }
    }

    /// A line of spaces only: an empty message of one coordinate is written `""`.
    fn is_blank(&self, record: &ByteRecord) -> bool {
        record.len() == 1 && record[0].is_empty() && {
            let line = self.bytes[self.start(record)..].split(is_end).next();
            line.is_none_or(|line| line.trim_ascii().is_empty())
        }
    }

    /// Where a row begins. The position that the reader keeps is taken before it skips the blank lines, and the second half of
    /// a line ending, that precede the row.
    fn start(&self, record: &ByteRecord) -> usize {
        let start = record.position().map_or(0, Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX).min(self.bytes.len());
        start + self.bytes[start..].iter().take_while(|byte| is_end(byte)).count()
    }

    /// The number of the line on which a row begins.
    pub fn line(&self, record: &ByteRecord) -> usize {
        let before = &self.bytes[..self.start(record)];
        let pairs = before.windows(2).filter(|pair| pair == b"\r\n").count();
        1 + before.iter().filter(|byte| is_end(byte)).count() - pairs
    }
}

/// Reads the next line that is not blank, cut by spaces.
fn read_line(bytes: &[u8], next: &mut usize, record: &mut ByteRecord) -> bool {
    while let Some(line) = bytes.get(*next..).and_then(|rest| rest.split(is_end).next()) {
        let start = *next;
        *next += line.len() + 1;
        if words(line).next().is_none() {
            continue;
        }
        *record = words(line).collect();
        let mut position = Position::new();
        position.set_byte(start as u64);
        record.set_position(Some(position));
        return true;
    }
    false
}

fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|byte| matches!(byte, b' ' | b'\t'))
        .filter(|word| !word.is_empty())
}

fn is_end(byte: &u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rows_tell_the_separator() {
        for (text, expected) in [
            ("1,2\n", Separator::Comma),
            ("  1 ,\t2 \n", Separator::Comma),
            ("\n\n1\t2\n", Separator::Tab),
            ("x\ty\n1\t2\n", Separator::Tab),
            ("1.0e+00 2.0e+00\n", Separator::Space),
            (" w0  w1\n 1   nan\n", Separator::Space),
            ("my gradient\n7\n", Separator::Comma),
            ("1\n1 2\n", Separator::Comma),
            ("1;2\n", Separator::Comma),
            ("", Separator::Comma),
        ] {
            assert_eq!(Separator::of(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_are_counted_however_rows_are_cut() {
        for (text, separator) in [
            ("1,2\r\n\r\n  \r\n3,4", Separator::Comma),
            ("1 2\n\n  \n 3\t4\n\n", Separator::Space),
        ] {
            let mut rows = Rows::new(text.as_bytes(), separator);
            let mut record = ByteRecord::new();
            let mut found = Vec::new();
            while rows.read(&mut record).unwrap() {
                found.push((
                    rows.line(&record),
                    record.iter().map(<[u8]>::to_vec).collect::<Vec<_>>(),
                ));
            }
            let expected = vec![
                (1, vec![b"1".to_vec(), b"2".to_vec()]),
                (4, vec![b"3".to_vec(), b"4".to_vec()]),
            ];
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
