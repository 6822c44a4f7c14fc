//! Tests of text as messages.

use proptest::prelude::*;

use super::*;

fn read(text: &[u8], rule: HeaderRule) -> Result<Imported, CsvError> {
    parse(text, rule, false)
}

fn auto(text: &[u8]) -> Result<Messages, CsvError> {
    read(text, HeaderRule::Auto).map(|imported| imported.messages)
}

const NAN: f64 = f64::NAN;
const INF: f64 = f64::INFINITY;

#[test]
fn well_formed_text() {
    let cases: [(&str, usize, usize, &[f64]); 27] = [
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
        ("1,2\n  \n3,\n", 2, 2, &[1.0, 2.0, 3.0, NAN]),
        ("\"one\ntwo\",b\n1,2\n", 1, 2, &[1.0, 2.0]),
        ("nan,NaN,NAN,-nan\n", 1, 4, &[NAN, NAN, NAN, -NAN]),
        ("inf,-inf,+inf,Infinity,-INF\n", 1, 5, &[INF, -INF, INF, INF, -INF]),
        ("1e308,-1E+308,1e999,-1e999\n", 1, 4, &[1e308, -1e308, INF, -INF]),
        ("+1,-0,.5,5.,1e-999\n", 1, 5, &[1.0, -0.0, 0.5, 5.0, 0.0]),
        ("5e-324,0.1\n", 1, 2, &[5e-324, 0.1]),
        // A first row with one number among text is a row of data, and so is one of nan and inf.
        ("nan\n1\n", 2, 1, &[NAN, 1.0]),
        ("inf,inf\n1,2\n", 2, 2, &[INF, INF, 1.0, 2.0]),
        ("-nan(ind),-nan(ind)\n1,10\n", 2, 2, &[NAN, NAN, 1.0, 10.0]),
        ("NA,NULL\n1,10\n", 2, 2, &[NAN, NAN, 1.0, 10.0]),
        (",\n1,2\n", 2, 2, &[NAN, NAN, 1.0, 2.0]),
        ("1\n  \n2\n", 2, 1, &[1.0, 2.0]),
        ("1\n\"\"\n2\n", 3, 1, &[1.0, NAN, 2.0]),
        (" 1.0e+00  nan\n-2 1.5D+02\n", 2, 2, &[1.0, NAN, -2.0, 150.0]),
        ("x\ty\n1\t\n3\t4\n", 2, 2, &[1.0, NAN, 3.0, 4.0]),
    ];
    for (text, rows, columns, values) in cases {
        let messages = auto(text.as_bytes()).unwrap();
        assert_eq!((messages.workers(), messages.dim()), (rows, columns), "{text:?}");
        let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(messages.values()), bits(values), "{text:?}");
    }
}

#[test]
fn faults_are_located() {
    let cases: [(&[u8], &str); 36] = [
        (b"", "the file is empty"),
        (b"\n\r\n\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"  \n\t\n", "the file is empty"),
        (b"x,y\n", "the only row, on line 1, has no number"),
        (b"\r\n\r\nx,y", "the only row, on line 3, has no number"),
        (b"\"1,2\n3,4\n", "line 1, column 1 is \"1,2\\n3,4\", not a number"),
        (b"1,2\n3\n", "line 2 has 1 fields, but the first row has 2"),
        (b"1,2\n3,4,5\n", "line 2 has 3 fields, but the first row has 2"),
        (
            b"x,y,z\n1,2\n",
            "line 2 has 2 fields, but the row of column names has 3",
        ),
        (b"x,y\n1,2,\n", "a comma at the end of each row is one too many"),
        (b"1,2\r\n\r\n\r\n3\r\n", "line 4 has 1 fields"),
        (b"1,2\r\r3\r", "line 3 has 1 fields"),
        (
            b"1,2,\n3,4,\n",
            "every row ends with a comma, so that column 3 is empty",
        ),
        (b"1,x\n", "line 1, column 2 is \"x\", not a number, but other fields"),
        (
            b",a\n1,2\n",
            "line 1, column 2 is \"a\", not a number, but other fields",
        ),
        (b"a,nan\n1,2\n", "say whether they are column names, header = yes"),
        (b"x,y\na,b\n1,2\n", "line 2, column 1 is \"a\", not a number"),
        (b"x,y\n1,2\nx,y\n3,4\n", "line 3 repeats the column names"),
        (b"x,y\nx,y\n3,4\n", "line 2 repeats the column names"),
        (b"\"x\ny\"\n1\nz\n", "line 4, column 1 is \"z\", not a number"),
        (b"1\n# note\n", "comments are not read: remove the line"),
        (b"1\n1.0 2.0\n", "line 2, column 1 is \"1.0 2.0\", not a number"),
        (b"1;2\n3;4\n", "line 1 holds \"1;2\", with a semicolon"),
        (b"x;y\n1,5;2,5\n", "with a semicolon"),
        (b"1,5;2,5\n", "line 1 holds \"5;2\", with a semicolon"),
        (b"\"1,5\",\"2,5\"\n", "decimals begin with a point"),
        (b"0x10\n1\n", "hexadecimal numbers are not read"),
        (
            b"1\n0x1.8p+1\n",
            "line 2, column 1 is \"0x1.8p+1\", not a number; hexadecimal",
        ),
        (b"1_000\n2\n", "without underscores"),
        (b"****\n2\n", "a field of Fortran too narrow"),
        (b"1\n1\0\n", "line 2, column 1 is \"1\\0\", not a number"),
        (b"1\n\xff\n", "line 2, column 1 is \"\u{fffd}\", not a number"),
        (b"\xff\xfe1\0\n\0", "UTF-16"),
        (b"\xfe\xff\x001\x00\n", "iconv -f UTF-16"),
        (b"1,2\nx\n", "line 2 has 1 fields"),
    ];
    for (bytes, part) in cases {
        let message = auto(bytes).unwrap_err().to_string();
        assert!(message.contains(part), "{bytes:?}: {message}");
    }
}

#[test]
fn long_text_is_shortened() {
    let text = format!("1\n{}\n", "z".repeat(1 << 20));
    let message = auto(text.as_bytes()).unwrap_err().to_string();
    assert!(message.contains(&format!("{:?}", "z".repeat(40))), "{message}");
    assert!(message.len() < 250, "{message}");
}

#[test]
fn a_header_is_what_the_caller_says_it_is() {
    let table = |text: &str, rule| {
        let imported = read(text.as_bytes(), rule).unwrap();
        let names = imported.header.map(|header| (header.line, header.names.join("|")));
        (imported.messages.workers(), names, imported.warnings)
    };
    let named = |line, names: &str| Some((line, names.to_owned()));
    let numbered = |columns| vec![ImportWarning::NumberedColumns { columns }];
    let none = Vec::new;
    for (text, rule, expected) in [
        ("w0,w1\n1,2\n", HeaderRule::Auto, (1, named(1, "w0|w1"), none())),
        ("\n# w0 , w1\n1,2\n", HeaderRule::Auto, (1, named(2, "# w0|w1"), none())),
        ("a,nan\n1,2\n", HeaderRule::Yes, (1, named(1, "a|nan"), none())),
        ("0,1\n5,6\n7,8\n", HeaderRule::Auto, (3, None, numbered(2))),
        ("0\n5\n", HeaderRule::Auto, (2, None, numbered(1))),
        ("0,1\n5,6\n7,8\n", HeaderRule::Yes, (2, named(1, "0|1"), none())),
        ("0,1\n5,6\n7,8\n", HeaderRule::No, (3, None, none())),
        // Nothing follows that it could name, and no program writes column numbers so.
        ("0,1\n", HeaderRule::Auto, (1, None, none())),
        ("0.0,1.0\n5,6\n", HeaderRule::Auto, (2, None, none())),
        (
            "1,5\n2,6\n3,9\n",
            HeaderRule::Auto,
            (3, None, vec![ImportWarning::NumberedRows { rows: 3 }]),
        ),
        (
            "i,w\n0,5\n1,6\n2,9\n",
            HeaderRule::Auto,
            (3, named(1, "i|w"), vec![ImportWarning::NumberedRows { rows: 3 }]),
        ),
        ("0\n1\n2\n", HeaderRule::No, (3, None, none())),
    ] {
        assert_eq!(table(text, rule), expected, "{text:?}, {rule:?}");
    }
    let error = read(b"x,y\n1,2\n", HeaderRule::No).unwrap_err().to_string();
    assert!(error.contains("line 1, column 1 is \"x\", not a number"), "{error}");
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            prop::collection::vec(prop::sample::select(b"01.e-+,\"\n\r \tnaif\xef\xbb\xbf".to_vec()), 0..60),
        ],
    ) {
        if let Ok(messages) = auto(&bytes) {
            prop_assert!(messages.workers() > 0 && messages.dim() > 0);
            prop_assert_eq!(messages.workers() * messages.dim(), messages.values().len());
            prop_assert!(messages.values().len() <= bytes.len() + 1);
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
        let messages = auto(text.join(ending).as_bytes()).unwrap();
        prop_assert_eq!(messages.dim(), columns);
        prop_assert_eq!(messages.values().len(), values.len());
        for (read, written) in messages.values().iter().zip(values) {
            prop_assert!(read.to_bits() == written.to_bits() || read.is_nan() && written.is_nan());
        }
    }
}
