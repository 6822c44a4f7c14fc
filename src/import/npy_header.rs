//! The header of a NumPy file: magic string, version, length, and a Python dictionary that tells type, order and shape.

use super::error::excerpt;
use super::npy_error::NpyError;

/// The first bytes of every NumPy file.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";

/// What the dictionary of the header says, unjudged.
#[derive(Debug, PartialEq)]
pub(super) struct Header<'a> {
    /// The text of a quoted type, such as `<f8`, or the source of a record type, such as `[('a', '<f8')]`.
    pub descr: &'a str,
    /// Whether the array is stored column by column.
    pub fortran_order: bool,
    /// The sizes of the axes.
    pub shape: Vec<usize>,
}

/// Splits a file that begins with [`MAGIC`] into the text of its header and its data.
pub(super) fn split(bytes: &[u8]) -> Result<(&str, &[u8]), NpyError> {
    let cut_short = |needed| NpyError::PreambleCutShort {
        length: bytes.len(),
        needed,
    };
    let (&[major, minor], rest) = bytes
        .get(MAGIC.len()..)
        .and_then(<[u8]>::split_first_chunk)
        .ok_or(cut_short(10))?;
    let (declared, rest) = match (major, minor) {
        (1, 0) => rest
            .split_first_chunk()
            .map(|(length, rest)| (usize::from(u16::from_le_bytes(*length)), rest))
            .ok_or(cut_short(10))?,
        (2 | 3, 0) => rest
            .split_first_chunk()
            .map(|(length, rest)| (u32::from_le_bytes(*length) as usize, rest))
            .ok_or(cut_short(12))?,
        _ => return Err(NpyError::Version { major, minor }),
    };
    let (text, data) = rest.split_at_checked(declared).ok_or(NpyError::HeaderCutShort {
        declared,
        present: rest.len(),
    })?;
    let text = str::from_utf8(text).map_err(|e| NpyError::HeaderNotUtf8 {
        offset: e.valid_up_to(),
    })?;
    Ok((text, data))
}

impl<'a> Header<'a> {
    /// Reads the dictionary: the three keys once each and in any order, with any space between tokens and after the
    /// end, and with or without a comma after the last value.
    pub fn parse(text: &'a str) -> Result<Self, NpyError> {
        let (mut descr, mut fortran_order, mut shape) = (None, None, None);
        let mut cursor = Cursor { text, at: 0 };
        cursor.expect("{", "'{'")?;
        while !cursor.eat("}") {
            let key = cursor.string("a quoted key or '}'")?;
            cursor.expect(":", "':' after the key")?;
            match key {
                "descr" => set(&mut descr, "descr", cursor.descr()?)?,
                "fortran_order" => set(&mut fortran_order, "fortran_order", cursor.boolean()?)?,
                "shape" => set(&mut shape, "shape", cursor.shape()?)?,
                _ => return Err(NpyError::UnknownKey { key: excerpt(key) }),
            }
            if !cursor.eat(",") {
                cursor.expect("}", "',' or '}' after the value")?;
                break;
            }
        }
        cursor.skip_space();
        if !cursor.rest().is_empty() {
            return Err(cursor.error("only space after the dictionary"));
        }
        let missing = |key| NpyError::MissingKey { key };
        Ok(Self {
            descr: descr.ok_or(missing("descr"))?,
            fortran_order: fortran_order.ok_or(missing("fortran_order"))?,
            shape: shape.ok_or(missing("shape"))?,
        })
    }
}

fn set<T>(slot: &mut Option<T>, key: &'static str, value: T) -> Result<(), NpyError> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(NpyError::RepeatedKey { key }),
    }
}

/// A place in the text of a header. `at` is on a character boundary.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn error(&self, expected: &'static str) -> NpyError {
        NpyError::HeaderSyntax {
            offset: self.at,
            expected,
            found: excerpt(self.rest()),
        }
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_ascii_start().len();
    }

    /// Skips space, and the token if it comes next.
    fn eat(&mut self, token: &str) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn expect(&mut self, token: &str, expected: &'static str) -> Result<(), NpyError> {
        if self.eat(token) {
            Ok(())
        } else {
            Err(self.error(expected))
        }
    }

    /// The text between two quotes, its escapes left as they are.
    fn string(&mut self, expected: &'static str) -> Result<&'a str, NpyError> {
        self.skip_space();
        let length = quoted_length(self.rest()).ok_or_else(|| self.error(expected))?;
        let inner = &self.rest()[1..length - 1];
        self.at += length;
        Ok(inner)
    }

    fn boolean(&mut self) -> Result<bool, NpyError> {
        if self.eat("True") {
            Ok(true)
        } else {
            self.expect("False", "True or False").map(|()| false)
        }
    }

    /// A quoted type, or the source of a list or a tuple up to the bracket that closes it.
    fn descr(&mut self) -> Result<&'a str, NpyError> {
        self.skip_space();
        let source = self.rest();
        if !source.starts_with(['[', '(']) {
            return self.string("a data type");
        }
        // Brackets are counted, not matched by recursion: a header may nest them as deep as it is long.
        let (mut depth, mut length) = (0_usize, 0);
        while let Some(next) = source[length..].chars().next() {
            match next {
                '\'' | '"' => {
                    length +=
                        quoted_length(&source[length..]).ok_or_else(|| self.error("a data type whose strings end"))?;
                    continue;
                }
                '[' | '(' => depth += 1,
                ']' | ')' => depth -= 1,
                _ => {}
            }
            length += next.len_utf8();
            if depth == 0 {
                self.at += length;
                return Ok(&source[..length]);
            }
        }
        Err(self.error("a data type whose brackets close"))
    }

    /// A tuple of sizes. Python 2 wrote an `L` after long ones.
    fn shape(&mut self) -> Result<Vec<usize>, NpyError> {
        const TUPLE: &str = "a tuple of sizes such as (3, 2) or (3,)";
        self.expect("(", TUPLE)?;
        let length = self.rest().find(')').ok_or_else(|| self.error(TUPLE))?;
        let inner = self.rest()[..length].trim_ascii();
        let entries = inner.strip_suffix(',').unwrap_or(inner);
        if inner.is_empty() {
            self.at += length + 1;
            return Ok(Vec::new());
        }
        // In Python, (3) is a number and no tuple.
        if !inner.contains(',') {
            return Err(self.error(TUPLE));
        }
        self.at += length + 1;
        entries
            .split(',')
            .map(|entry| {
                let entry = entry.trim_ascii();
                let digits = entry.strip_suffix('L').unwrap_or(entry);
                digits
                    .parse()
                    .map_err(|_| NpyError::ShapeEntry { entry: excerpt(entry) })
            })
            .collect()
    }
}

/// The length of the Python string that `source` begins with, both quotes included.
fn quoted_length(source: &str) -> Option<usize> {
    let quote = source.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut escaped = false;
    for (offset, next) in source.char_indices().skip(1) {
        match next {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if next == quote => return Some(offset + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_dictionary() {
        let expected = Header {
            descr: "<f8",
            fortran_order: false,
            shape: vec![3, 2],
        };
        for text in [
            "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }   \n",
            "{'shape':(3,2),'fortran_order':False,'descr':'<f8'}",
            "\n{ \"fortran_order\" :\tFalse , 'descr' :\n \"<f8\", 'shape' : ( 3 , 2 , ) } \r\n",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (3L, 2L), }\n",
        ] {
            assert_eq!(Header::parse(text).as_ref(), Ok(&expected), "{text}");
        }
    }

    #[test]
    fn descr_may_be_a_list_of_fields() {
        for descr in [
            r#"[("a]'b", '<f8'), ('n', '<i4', (2,))]"#,
            r"[('it\'s)', '<f8')]",
            "('<f8', (2,))",
        ] {
            let text = format!("{{'descr': {descr}, 'fortran_order': True, 'shape': ()}}");
            let header = Header::parse(&text).unwrap();
            assert_eq!((header.descr, header.fortran_order), (descr, true));
            assert!(header.shape.is_empty());
        }
    }

    #[test]
    fn bad_syntax_is_located() {
        for (text, offset, expected) in [
            ("", 0, "'{'"),
            ("\0", 0, "'{'"),
            ("[]", 0, "'{'"),
            ("{", 1, "a quoted key or '}'"),
            ("{,}", 1, "a quoted key or '}'"),
            ("{descr: 1}", 1, "a quoted key or '}'"),
            ("{'descr", 1, "a quoted key or '}'"),
            ("{'descr' '<f8'}", 9, "':' after the key"),
            ("{'descr': 8}", 10, "a data type"),
            ("{'descr': '<f8}", 10, "a data type"),
            ("{'descr': [('a', '<f8'}", 10, "a data type whose brackets close"),
            ("{'descr': [('a}", 10, "a data type whose strings end"),
            ("{'descr': '<f8' 'shape'", 16, "',' or '}' after the value"),
            ("{'fortran_order': 0}", 18, "True or False"),
            ("{'shape': 3}", 10, "a tuple of sizes such as (3, 2) or (3,)"),
            ("{'shape': (3)}", 11, "a tuple of sizes such as (3, 2) or (3,)"),
            ("{'shape': (3, 2", 11, "a tuple of sizes such as (3, 2) or (3,)"),
            ("{} x", 3, "only space after the dictionary"),
            ("{}\0", 2, "only space after the dictionary"),
        ] {
            let fault = NpyError::HeaderSyntax {
                offset,
                expected,
                found: text[offset..].to_owned(),
            };
            assert_eq!(Header::parse(text), Err(fault), "{text:?}");
        }
    }

    #[test]
    fn keys_are_those_of_the_format_once_each() {
        let missing = |key| NpyError::MissingKey { key };
        for (text, fault) in [
            ("{}", missing("descr")),
            ("{'descr': '<f8'}", missing("fortran_order")),
            ("{'descr': '<f8', 'fortran_order': True}", missing("shape")),
            ("{'descr': '', 'descr': ''}", NpyError::RepeatedKey { key: "descr" }),
            ("{'Shape': ()}", NpyError::UnknownKey { key: "Shape".into() }),
        ] {
            assert_eq!(Header::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn sizes_are_whole_numbers() {
        for entry in ["-1", "2.0", "", "x", "18446744073709551616", "(2"] {
            let text = format!("{{'shape': (3, {entry}, 4)}}");
            let fault = NpyError::ShapeEntry { entry: entry.into() };
            assert_eq!(Header::parse(&text), Err(fault), "{text}");
        }
    }

    #[test]
    fn excerpts_and_nesting_are_bounded() {
        let key = "k".repeat(1 << 20);
        let fault = Header::parse(&format!("{{'{key}': 1}}")).unwrap_err();
        assert_eq!(fault, NpyError::UnknownKey { key: "k".repeat(40) });
        let brackets = "[".repeat(1 << 20);
        let fault = Header::parse(&format!("{{'descr': {brackets}")).unwrap_err();
        assert!(matches!(fault, NpyError::HeaderSyntax { offset: 10, .. }));
    }
}
