//! A NumPy file as a matrix of messages.

use std::cmp::Ordering;

use super::error::excerpt;
use super::npy_entries::{EntryType, inexact};
use super::npy_error::NpyError;
use super::npy_header::{self, Header};
use crate::aggregator::Messages;

/// Reads a file that begins with the magic string of NumPy. The shape is held against the bytes present before
/// anything is allocated.
pub(super) fn parse(bytes: &[u8]) -> Result<Messages, NpyError> {
    let (text, data) = npy_header::split(bytes)?;
    let header = Header::parse(text)?;
    let entry = EntryType::of(header.descr).ok_or_else(|| NpyError::DataType {
        descr: excerpt(header.descr),
    })?;
    let width = entry.width;
    let (rows, columns) = match header.shape[..] {
        [] => return Err(NpyError::NoAxis),
        [0] => return Err(NpyError::NoRows { columns: 1 }),
        [0, columns] => return Err(NpyError::NoRows { columns }),
        [rows, 0] => return Err(NpyError::NoColumns { rows }),
        [rows] => (rows, 1),
        [rows, columns] => (rows, columns),
        _ => {
            return Err(NpyError::TooManyAxes {
                axes: header.shape.len(),
            });
        }
    };
    let declared = rows
        .checked_mul(columns)
        .and_then(|entries| entries.checked_mul(width))
        .ok_or(NpyError::SizeOverflow { rows, columns, width })?;
    let present = data.len();
    match declared.cmp(&present) {
        Ordering::Equal => {}
        Ordering::Greater => {
            return Err(NpyError::DataCutShort {
                rows,
                columns,
                declared,
                present,
            });
        }
        Ordering::Less => {
            return Err(NpyError::TrailingBytes {
                rows,
                columns,
                declared,
                present,
            });
        }
    }
    // Where one axis has length 1, both orders are one.
    let by_columns = header.fortran_order && rows > 1 && columns > 1;
    let mut messages = Messages::zeros(rows, columns);
    let read = entry.read(data, messages.values_mut());
    read.map_err(|(index, value)| {
        let (row, column) = if by_columns {
            (index % rows, index / rows)
        } else {
            (index / columns, index % columns)
        };
        inexact(row, column, value)
    })?;
    Ok(if by_columns { transposed(&messages) } else { messages })
}

/// The rows × columns matrix whose columns stand one after the other in `stored`.
fn transposed(stored: &Messages) -> Messages {
    let (rows, columns) = (stored.workers(), stored.dim());
    let values = stored.values();
    let mut messages = Messages::zeros(rows, columns);
    for row in 0..rows {
        for (column, value) in messages.row_mut(row).iter_mut().enumerate() {
            *value = values[column * rows + row];
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::import::npy_header::MAGIC;
    use crate::import::numpy_files::*;

    /// A file with the given dictionary, in format 1.0.
    fn file(dictionary: &str, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(dictionary.len()).unwrap().to_le_bytes();
        [MAGIC, &[1, 0], &length, dictionary.as_bytes(), data].concat()
    }

    fn shaped(shape: &str, data: &[u8]) -> Vec<u8> {
        let dictionary = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}");
        file(&dictionary, data)
    }

    fn bits(values: &[f64]) -> Vec<u64> {
        values.iter().map(|x| x.to_bits()).collect()
    }

    #[test]
    fn files_of_numpy_are_read_bit_for_bit() {
        let nasty = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308, -0.0, 5e-324];
        let tenth = f64::from(0.1_f32);
        // 1e-45 rounds to the least subnormal float32, 2^-149.
        let least = 2_f64.powi(-149);
        let cases: [(&[u8], usize, usize, &[f64]); 11] = [
            (F8, 2, 3, &nasty),
            (F8_BIG_ENDIAN, 1, 2, &[1.5, -1e308]),
            (F4, 2, 2, &[tenth, f64::INFINITY, f64::NAN, least]),
            (F4_BIG_ENDIAN, 2, 1, &[tenth, -3.0]),
            (ONE_AXIS, 3, 1, &[1.0, 2.0, 3.0]),
            (VERSION_2, 1, 1, &[7.0]),
            (VERSION_3, 1, 1, &[7.0]),
            (FORTRAN, 2, 2, &[1.0; 4]),
            (INTEGER, 1, 1, &[1.0]),
            (HALF, 1, 1, &[1.0]),
            (BOOLEAN, 1, 1, &[1.0]),
        ];
        for (bytes, rows, columns, values) in cases {
            let messages = parse(bytes).unwrap();
            assert_eq!((messages.workers(), messages.dim()), (rows, columns));
            assert_eq!(bits(messages.values()), bits(values));
        }
    }

    #[test]
    fn files_of_numpy_that_are_no_matrix_of_floats_are_refused() {
        let data_type = |descr: &str| NpyError::DataType { descr: descr.into() };
        for (bytes, fault) in [
            (NO_AXIS, NpyError::NoAxis),
            (THREE_AXES, NpyError::TooManyAxes { axes: 3 }),
            (NO_ROWS, NpyError::NoRows { columns: 3 }),
            (NO_COLUMNS, NpyError::NoColumns { rows: 3 }),
            (COMPLEX, data_type("<c16")),
            (OBJECT, data_type("|O")),
            (STRUCTURED, data_type(r#"[("a]'b", '<f8'), ('n', '<i4', (2,))]"#)),
        ] {
            assert_eq!(parse(bytes), Err(fault));
        }
    }

    #[test]
    fn every_truncation_of_a_file_is_refused() {
        for whole in [F8, VERSION_2] {
            for length in MAGIC.len()..whole.len() {
                let fault = parse(&whole[..length]).unwrap_err();
                let preamble = if whole == F8 { 10 } else { 12 };
                let expected = match &fault {
                    // Without the version, the shorter preamble is the one that is surely missing.
                    NpyError::PreambleCutShort { needed, .. } => length < *needed && *needed <= preamble,
                    NpyError::HeaderCutShort { present, .. } => *present == length - preamble,
                    NpyError::DataCutShort { present, .. } => *present == length - 128,
                    _ => false,
                };
                assert!(expected, "{length} bytes: {fault}");
            }
        }
    }

    #[test]
    fn corrupt_files_are_refused() {
        let huge = usize::MAX;
        for (bytes, fault) in [
            (
                [MAGIC, b"\x01\x01\x00\x00"].concat(),
                NpyError::Version { major: 1, minor: 1 },
            ),
            (
                [MAGIC, b"\x04\x00\x00\x00\x00\x00"].concat(),
                NpyError::Version { major: 4, minor: 0 },
            ),
            (
                [MAGIC, b"\x02\x00\xff\xff\xff\xff{}"].concat(),
                NpyError::HeaderCutShort {
                    declared: 0xffff_ffff,
                    present: 2,
                },
            ),
            (
                [MAGIC, b"\x01\x00\x03\x00{\xe9}"].concat(),
                NpyError::HeaderNotUtf8 { offset: 1 },
            ),
            (shaped("(0,)", b""), NpyError::NoRows { columns: 1 }),
            (shaped("(0, 0)", b""), NpyError::NoRows { columns: 0 }),
            (shaped("(0, 1, 2)", b""), NpyError::TooManyAxes { axes: 3 }),
            (
                shaped(&format!("({huge}, 2)"), b""),
                NpyError::SizeOverflow {
                    rows: huge,
                    columns: 2,
                    width: 8,
                },
            ),
            (
                shaped(&format!("({huge},)"), b""),
                NpyError::SizeOverflow {
                    rows: huge,
                    columns: 1,
                    width: 8,
                },
            ),
            (
                // 2^58 entries: the bytes of it fit a size, but no memory.
                shaped("(536870912, 536870912)", &[0; 8]),
                NpyError::DataCutShort {
                    rows: 1 << 29,
                    columns: 1 << 29,
                    declared: 1 << 61,
                    present: 8,
                },
            ),
            (
                shaped("(1, 1)", &[0; 9]),
                NpyError::TrailingBytes {
                    rows: 1,
                    columns: 1,
                    declared: 8,
                    present: 9,
                },
            ),
        ] {
            assert_eq!(parse(&bytes), Err(fault));
        }
    }

    #[test]
    fn columns_that_stand_one_after_the_other_are_turned_into_rows() {
        let fortran = |descr: &str, shape: &str, data: &[u8]| {
            file(
                &format!("{{'descr': '{descr}', 'fortran_order': True, 'shape': {shape}}}"),
                data,
            )
        };
        let messages = parse(&fortran("|i1", "(2, 3)", &[1, 4, 2, 5, 3, 6])).unwrap();
        assert_eq!((messages.workers(), messages.dim()), (2, 3));
        assert_eq!(messages.values(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        // Where an axis has length 1, order means nothing.
        for shape in ["(3,)", "(3, 1)", "(1, 3)"] {
            let messages = parse(&fortran("|i1", shape, &[1, 2, 3])).unwrap();
            assert_eq!(messages.values(), [1.0, 2.0, 3.0]);
        }
        let large = [0_i64, 0, 0, (1 << 53) + 1, 0, 0].map(i64::to_le_bytes).concat();
        let place = |row, column| NpyError::Inexact {
            row,
            column,
            value: (1 << 53) + 1,
        };
        assert_eq!(parse(&fortran("<i8", "(2, 3)", &large)), Err(place(1, 1)));
        let rows = large.as_slice();
        let dictionary = "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 3)}";
        assert_eq!(parse(&file(dictionary, rows)), Err(place(1, 0)));
        assert!(place(1, 0).to_string().contains("x[1, 0] is 9007199254740993"));
    }

    #[test]
    fn messages_say_what_to_do() {
        let of = |descr: &str| NpyError::DataType { descr: descr.into() };
        for (fault, part) in [
            (
                of("[('a', '<f8')]"),
                "structured_to_unstructured(x, dtype=numpy.float64)",
            ),
            (of("<c16"), "numpy.column_stack([x.real, x.imag])"),
            (of("|O"), "numpy.array(x.tolist(), dtype=numpy.float64)"),
            (of("<U5"), "x.astype(numpy.float64)"),
            (of("|S1"), "x.astype(numpy.float64)"),
            (of("<f16"), "x.astype(numpy.float64)"),
            (of("<M8[s]"), "x.astype(numpy.int64)"),
            (NpyError::TooManyAxes { axes: 3 }, "x.reshape(len(x), -1)"),
        ] {
            assert!(fault.to_string().contains(part), "{fault}");
        }
    }

    /// Whatever is accepted has the shape it claims and is no larger than the file.
    fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
        if let Ok(messages) = parse(bytes) {
            prop_assert!(messages.workers() > 0 && messages.dim() > 0);
            prop_assert_eq!(
                messages.workers().checked_mul(messages.dim()),
                Some(messages.values().len())
            );
            prop_assert!(messages.values().len() <= bytes.len());
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            check(&bytes)?;
            check(&[MAGIC, &bytes].concat())?;
        }

        #[test]
        fn arbitrary_dictionaries_never_panic(
            tokens in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "(", ")", "[", "]", ",", ":", " ", "'", "\"", "\\", "\0", "é", "'descr'", "'<f8'",
                    "'shape'", "'fortran_order'", "False", "True", "(1,)", "9", "18446744073709551615", "L", "-",
                ]),
                0..40,
            ),
            data in prop::collection::vec(any::<u8>(), 0..20),
        ) {
            check(&file(&tokens.concat(), &data))?;
            check(&file(&format!("{{{}}}", tokens.concat()), &data))?;
            check(&file(&format!("{{'descr': {}", tokens.concat()), &data))?;
        }

        #[test]
        fn mutated_files_never_panic(
            whole in prop::sample::select(vec![F8, F4, VERSION_2, STRUCTURED]),
            edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..8),
        ) {
            let mut bytes = whole.to_vec();
            for (place, byte, kind) in edits {
                let place = place.index(bytes.len());
                match kind {
                    0 => bytes[place] = byte,
                    1 => bytes.insert(place, byte),
                    _ => drop(bytes.remove(place)),
                }
            }
            check(&bytes)?;
        }

        #[test]
        fn shapes_are_believed_only_if_the_data_bear_them_out(
            rows in prop_oneof![4 => 0..6_usize, 1 => any::<usize>()],
            columns in prop_oneof![4 => 0..6_usize, 1 => any::<usize>()],
            entries in 0..26_usize,
            extra in prop_oneof![2 => Just(0_usize), 1 => 0..8_usize],
        ) {
            let bytes = shaped(&format!("({rows}, {columns})"), &vec![0; 8 * entries + extra]);
            let right = entries > 0 && extra == 0 && rows as u128 * columns as u128 == entries as u128;
            prop_assert_eq!(parse(&bytes).is_ok(), right);
            check(&bytes)?;
        }

        #[test]
        fn entries_keep_their_bits(patterns in prop::collection::vec(any::<u64>(), 1..20)) {
            let data: Vec<u8> = patterns.iter().flat_map(|p| p.to_le_bytes()).collect();
            let messages = parse(&shaped(&format!("({},)", patterns.len()), &data)).unwrap();
            prop_assert_eq!(bits(messages.values()), patterns);
        }
    }
}
