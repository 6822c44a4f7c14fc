//! Comma-separated text as a matrix of messages.

use csv::{ByteRecord, ReaderBuilder, Trim};

use super::error::{CsvError, excerpt};
use crate::aggregator::Messages;

/// Reads rows of numbers. The first row is skipped if it holds text and no number.
pub(super) fn parse(bytes: &[u8]) -> Result<Messages, CsvError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        // Rows of another length reach the check below, whose message counts lines as an editor does.
        .flexible(true)
        .trim(Trim::All)
        .from_reader(bytes);
    let line_of = |record: &ByteRecord| {
        let start = record.position().map_or(0, |position| position.byte());
        line(bytes, usize::try_from(start).unwrap_or(bytes.len()))
    };

    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record).map_err(malformed)? {
        return Err(CsvError::Empty);
    }
    let columns = record.len();
    if is_header(&record) {
        let line = line_of(&record);
        if !reader.read_byte_record(&mut record).map_err(malformed)? {
            return Err(CsvError::HeaderOnly { line });
        }
    }
    let mut values = Vec::new();
    loop {
        if record.len() != columns {
            return Err(CsvError::RaggedRow {
                line: line_of(&record),
                expected: columns,
                found: record.len(),
            });
        }
        for (index, field) in record.iter().enumerate() {
            values.push(number(field).ok_or_else(|| refuse(field, line_of(&record), index + 1))?);
        }
        if !reader.read_byte_record(&mut record).map_err(malformed)? {
            break;
        }
    }
    let mut messages = Messages::zeros(values.len() / columns, columns);
    messages.values_mut().copy_from_slice(&values);
    Ok(messages)
}

fn malformed(error: csv::Error) -> CsvError {
    CsvError::Malformed(error.into())
}

/// A row of which no field is a number and some field is not empty.
fn is_header(record: &ByteRecord) -> bool {
    record.iter().all(|field| number(field).is_none()) && record.iter().any(|field| !field.is_empty())
}

fn number(field: &[u8]) -> Option<f64> {
    str::from_utf8(field).ok()?.parse().ok()
}

fn refuse(field: &[u8], line: usize, column: usize) -> CsvError {
    if field.is_empty() {
        CsvError::EmptyField { line, column }
    } else {
        CsvError::NotANumber {
            line,
            column,
            text: excerpt(&String::from_utf8_lossy(field)),
        }
    }
}

/// The number of the line on which the row read from `start` begins. The position that the reader keeps is taken
/// before it skips the blank lines, and the second half of a line ending, that precede the row.
fn line(bytes: &[u8], start: usize) -> usize {
    let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let skipped = bytes[start..].iter().take_while(|byte| is_end(byte)).count();
    let before = &bytes[..start + skipped];
    let pairs = before.windows(2).filter(|pair| pair == b"\r\n").count();
    1 + before.iter().filter(|byte| is_end(byte)).count() - pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAN: f64 = f64::NAN;
    const INF: f64 = f64::INFINITY;

    #[test]
    fn well_formed_text() {
        let cases: [(&str, usize, usize, &[f64]); 20] = [
            ("1,2\n3,4\n", 2, 2, &[1.0, 2.0, 3.0, 4.0]),
            ("1,2\n3,4", 2, 2, &[1.0, 2.0, 3.0, 4.0]),
            ("1,2\r\n3,4\r\n", 2, 2, &[1.0, 2.0, 3.0, 4.0]),
            ("1,2\r3,4\r", 2, 2, &[1.0, 2.0, 3.0, 4.0]),
            ("\u{feff}1,2\n", 1, 2, &[1.0, 2.0]),
            ("\u{feff}x,y\r\n1,2\r\n", 1, 2, &[1.0, 2.0]),
            ("  1 ,\t2 \n", 1, 2, &[1.0, 2.0]),
            ("\n\n1,2\n\n3,4\n\n", 2, 2, &[1.0, 2.0, 3.0, 4.0]),
            ("\"1\",\"2\"\n", 1, 2, &[1.0, 2.0]),
            ("7", 1, 1, &[7.0]),
            ("x\n7\n8\n", 2, 1, &[7.0, 8.0]),
            (",a\n1,2\n", 1, 2, &[1.0, 2.0]),
            ("\"one\ntwo\",b\n1,2\n", 1, 2, &[1.0, 2.0]),
            ("nan,NaN,NAN,-nan\n", 1, 4, &[NAN, NAN, NAN, -NAN]),
            ("inf,-inf,+inf,Infinity,-INF\n", 1, 5, &[INF, -INF, INF, INF, -INF]),
            ("1e308,-1E+308,1e999,-1e999\n", 1, 4, &[1e308, -1e308, INF, -INF]),
            ("+1,-0,.5,5.,1e-999\n", 1, 5, &[1.0, -0.0, 0.5, 5.0, 0.0]),
            ("5e-324,0.1\n", 1, 2, &[5e-324, 0.1]),
            // A first row with one number among text is a row of data, and so is one of nan and inf.
            ("nan\n1\n", 2, 1, &[NAN, 1.0]),
            ("inf,inf\n1,2\n", 2, 2, &[INF, INF, 1.0, 2.0]),
        ];
        for (text, rows, columns, values) in cases {
            let messages = parse(text.as_bytes()).unwrap();
            assert_eq!((messages.workers(), messages.dim()), (rows, columns), "{text:?}");
            let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(messages.values()), bits(values), "{text:?}");
        }
    }

    #[test]
    fn faults_are_located() {
        let cases: [(&[u8], &str); 26] = [
            (b"", "the file is empty"),
            (b"\n\r\n\n", "the file is empty"),
            (b"\xef\xbb\xbf", "the file is empty"),
            (b"x,y\n", "the only row, on line 1, has no number"),
            (b"\r\n\r\nx,y", "the only row, on line 3, has no number"),
            (b"\"1,2\n3,4\n", "the only row, on line 1, has no number"),
            (b"1,2\n3\n", "line 2 has 1 fields, but the first row has 2"),
            (b"1,2\n3,4,5\n", "line 2 has 3 fields, but the first row has 2"),
            (b"x,y,z\n1,2\n", "line 2 has 2 fields, but the first row has 3"),
            (b"1,2\r\n\r\n\r\n3\r\n", "line 4 has 1 fields"),
            (b"1,2\r\r3\r", "line 3 has 1 fields"),
            (b"1,2\n3,\n", "line 2, column 2 is empty"),
            (b",\n1,2\n", "line 1, column 1 is empty"),
            (b"1\n  \n2\n", "line 2, column 1 is empty"),
            (b"1,2\n3,\"\"\n", "line 2, column 2 is empty"),
            (b"1,x\n", "line 1, column 2 is \"x\", not a number"),
            (b"x,y\na,b\n1,2\n", "line 2, column 1 is \"a\", not a number"),
            (b"\"x\ny\"\n1\nz\n", "line 4, column 1 is \"z\", not a number"),
            (b"1\n# note\n", "line 2, column 1 is \"# note\", not a number"),
            (b"1\n1.0 2.0\n", "line 2, column 1 is \"1.0 2.0\", not a number"),
            (b"1\n1;2\n", "line 2, column 1 is \"1;2\", not a number"),
            (b"1\n0x10\n", "line 2, column 1 is \"0x10\", not a number"),
            (b"1\n1_000\n", "line 2, column 1 is \"1_000\", not a number"),
            (b"1\n1\0\n", "line 2, column 1 is \"1\\0\", not a number"),
            (b"1\n\xff\n", "line 2, column 1 is \"\u{fffd}\", not a number"),
            // UTF-16.
            (
                b"\xff\xfe1\0\n\x002\0\n\0",
                "line 2, column 1 is \"\\02\\0\", not a number",
            ),
        ];
        for (bytes, part) in cases {
            let message = parse(bytes).unwrap_err().to_string();
            assert!(message.contains(part), "{bytes:?}: {message}");
        }
    }

    #[test]
    fn long_text_is_shortened() {
        let text = format!("1\n{}\n", "z".repeat(1 << 20));
        let message = parse(text.as_bytes()).unwrap_err().to_string();
        assert!(message.contains(&format!("{:?}", "z".repeat(40))), "{message}");
        assert!(message.len() < 250, "{message}");
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(
            bytes in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..200),
                prop::collection::vec(prop::sample::select(b"01.e-+,\"\n\r \tnaif\xef\xbb\xbf".to_vec()), 0..60),
            ],
        ) {
            if let Ok(messages) = parse(&bytes) {
                prop_assert!(messages.workers() > 0 && messages.dim() > 0);
                prop_assert_eq!(messages.workers() * messages.dim(), messages.values().len());
                prop_assert!(messages.values().len() <= bytes.len());
            }
        }

        #[test]
        fn printed_numbers_are_read_back(
            columns in 1..4_usize,
            rows in 1..5_usize,
            pool in prop::collection::vec(any::<u64>().prop_map(f64::from_bits), 12),
            ending in prop::sample::select(vec!["\n", "\r\n"]),
        ) {
            let values = &pool[..(rows * columns).min(12) / columns * columns];
            let text: Vec<String> = values
                .chunks(columns)
                .map(|row| row.iter().map(f64::to_string).collect::<Vec<_>>().join(","))
                .collect();
            let messages = parse(text.join(ending).as_bytes()).unwrap();
            prop_assert_eq!(messages.dim(), columns);
            prop_assert_eq!(messages.values().len(), values.len());
            for (read, written) in messages.values().iter().zip(values) {
                prop_assert!(read.to_bits() == written.to_bits() || read.is_nan() && written.is_nan());
            }
        }
    }
}
