/// A .npy file of version 1.0 with any header and data.
pub fn npy_with(descr: &str, fortran: bool, shape: &str, data: &[u8]) -> Vec<u8> {
    let fortran = if fortran { "True" } else { "False" };
    let header = format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
    let length = u16::try_from(header.len()).expect("a short header");
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend(length.to_le_bytes());
    file.extend(header.as_bytes());
    file.extend(data);
    file
}

/// The rows as a float64 matrix.
pub fn npy_f64(rows: &[Vec<f64>]) -> Vec<u8> {
    let data: Vec<u8> = rows.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    npy_with("<f8", false, &format!("({}, {})", rows.len(), rows[0].len()), &data)
}

/// The rows as a float32 matrix; values beyond its range become infinite.
pub fn npy_f32(rows: &[Vec<f64>]) -> Vec<u8> {
    let values = rows.iter().flatten();
    let data: Vec<u8> = values.flat_map(|value| (*value as f32).to_le_bytes()).collect();
    npy_with("<f4", false, &format!("({}, {})", rows.len(), rows[0].len()), &data)
}
