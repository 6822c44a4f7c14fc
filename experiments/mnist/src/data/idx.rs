//! The idx format: a big-endian magic number, the extents, then unsigned bytes.

use std::fs;
use std::path::Path;

use super::{DataError, SIDE};

/// Unsigned bytes in three dimensions.
const IMAGES: u32 = 0x0803;
/// Unsigned bytes in one dimension.
const LABELS: u32 = 0x0801;

/// Reads the images of a file: their number, and 28 × 28 bytes each, row by row.
///
/// # Errors
/// If the file cannot be read, has another magic number, another length than its header announces, or images of another size.
pub(super) fn read_images(path: &Path) -> Result<(usize, Vec<u8>), DataError> {
    let (extents, pixels) = read(path, IMAGES, "images", 3)?;
    let (rows, columns) = (extents[1], extents[2]);
    if (rows as usize, columns as usize) != (SIDE, SIDE) {
        let path = path.to_owned();
        return Err(DataError::Shape { path, rows, columns });
    }
    if extents[0] == 0 {
        return Err(DataError::Empty { path: path.to_owned() });
    }
    Ok((extents[0] as usize, pixels))
}

/// Reads the labels of a file, each a digit.
///
/// # Errors
/// If the file cannot be read, has another magic number, another length than its header announces, or a label above 9.
pub(super) fn read_labels(path: &Path) -> Result<Vec<u8>, DataError> {
    let (_, labels) = read(path, LABELS, "labels", 1)?;
    match labels.iter().position(|label| *label > 9) {
        Some(place) => Err(DataError::Label {
            path: path.to_owned(),
            place,
            label: labels[place],
        }),
        None => Ok(labels),
    }
}

fn read(path: &Path, expected: u32, what: &'static str, dimensions: usize) -> Result<(Vec<u32>, Vec<u8>), DataError> {
    let bytes = fs::read(path).map_err(|source| DataError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let length = |expected: u64| DataError::Length {
        path: path.to_owned(),
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
            path: path.to_owned(),
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
