//! The idx format: a big-endian magic number, the extents, then unsigned bytes.

use super::source::File;
use super::{DataError, SIDE};

/// Unsigned bytes in three dimensions.
const IMAGES: u32 = 0x0803;
/// Unsigned bytes in one dimension.
const LABELS: u32 = 0x0801;

/// The images of a file: their number, and 28 × 28 bytes each, row by row.
///
/// # Errors
/// If the file has another magic number, another length than its header announces, or images of another size.
pub(super) fn images(file: &File) -> Result<(usize, Vec<u8>), DataError> {
    let (extents, pixels) = read(file, IMAGES, "images", 3)?;
    let (rows, columns) = (extents[1], extents[2]);
    if (rows as usize, columns as usize) != (SIDE, SIDE) {
        let path = file.path.clone();
        return Err(DataError::Shape { path, rows, columns });
    }
    if extents[0] == 0 {
        let path = file.path.clone();
        return Err(DataError::Empty { path });
    }
    Ok((extents[0] as usize, pixels))
}

/// The labels of a file, each a digit.
///
/// # Errors
/// If the file has another magic number, another length than its header announces, or a label above 9.
pub(super) fn labels(file: &File) -> Result<Vec<u8>, DataError> {
    let (_, labels) = read(file, LABELS, "labels", 1)?;
    match labels.iter().position(|label| *label > 9) {
        Some(place) => Err(DataError::Label {
            path: file.path.clone(),
            place,
            label: labels[place],
        }),
        None => Ok(labels),
    }
}

fn read(file: &File, expected: u32, what: &'static str, dimensions: usize) -> Result<(Vec<u32>, Vec<u8>), DataError> {
    let bytes = &file.bytes;
    let length = |expected: u64| DataError::Length {
        path: file.path.clone(),
        found: bytes.len() as u64,
        expected,
    };
    let mut numbers = bytes
        .chunks_exact(4)
        .map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]));
    let header = 4 * (1 + dimensions);
    let found = numbers.next().ok_or_else(|| length(header as u64))?;
    if found != expected {
        return Err(DataError::Magic {
            path: file.path.clone(),
            what,
            found,
            expected,
        });
    }
    let extents: Vec<u32> = numbers.take(dimensions).collect();
    if extents.len() < dimensions {
        return Err(length(header as u64));
    }
    let announced = extents
        .iter()
        .fold(1u64, |size, extent| size.saturating_mul(u64::from(*extent)));
    let whole = announced.saturating_add(header as u64);
    if whole != bytes.len() as u64 {
        return Err(length(whole));
    }
    Ok((extents, bytes[header..].to_vec()))
}
