//! The entries of a NumPy file as f64, each exactly.

use super::npy_error::NpyError;

/// Bytes of the widest entry.
const WIDEST: usize = 8;

/// A type whose entries are numbers of their own, as `descr` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EntryType {
    kind: Kind,
    /// Bytes of an entry.
    pub width: usize,
    big_endian: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Float,
    Signed,
    Unsigned,
    Boolean,
}

impl EntryType {
    /// The type that `descr` names: `<f8`, `>i2`, `|u1`, `|b1` and their like.
    pub fn of(descr: &str) -> Option<Self> {
        let &[order, kind, width] = descr.as_bytes() else {
            return None;
        };
        let kind = match kind {
            b'f' => Kind::Float,
            b'i' => Kind::Signed,
            b'u' => Kind::Unsigned,
            b'b' => Kind::Boolean,
            _ => return None,
        };
        let width = usize::from(width.checked_sub(b'0')?);
        let known = match kind {
            Kind::Float => matches!(width, 2 | 4 | 8),
            Kind::Signed | Kind::Unsigned => matches!(width, 1 | 2 | 4 | 8),
            Kind::Boolean => width == 1,
        };
        // Only one byte has no order.
        let ordered = matches!(order, b'<' | b'>') || (width == 1 && matches!(order, b'|' | b'='));
        (known && ordered).then_some(Self {
            kind,
            width,
            big_endian: order == b'>',
        })
    }

    /// Reads all entries into `values`, which are as many.
    ///
    /// # Errors
    /// The number of the first entry, from 0, that no f64 is equal to, with its value.
    pub fn read(self, data: &[u8], values: &mut [f64]) -> Result<(), (usize, i128)> {
        let entries = data.chunks_exact(self.width).zip(values).enumerate();
        for (index, (bytes, value)) in entries {
            // The order is that of the least byte first from here on.
            let mut own = [0; WIDEST];
            own[..self.width].copy_from_slice(bytes);
            if self.big_endian {
                own[..self.width].reverse();
            }
            let whole = u64::from_le_bytes(own);
            *value = match self.kind {
                Kind::Float => float(whole, self.width),
                Kind::Boolean => f64::from(u8::from(whole != 0)),
                Kind::Unsigned => exact(i128::from(whole)).ok_or((index, i128::from(whole)))?,
                Kind::Signed => {
                    let unused = 8 * (WIDEST - self.width);
                    let signed = i128::from((whole << unused).cast_signed() >> unused);
                    exact(signed).ok_or((index, signed))?
                }
            };
        }
        Ok(())
    }
}

fn exact(whole: i128) -> Option<f64> {
    let value = whole as f64;
    (value as i128 == whole).then_some(value)
}

fn float(bits: u64, width: usize) -> f64 {
    match width {
        2 => half(bits as u16),
        4 => f32::from_bits(bits as u32).into(),
        _ => f64::from_bits(bits),
    }
}

/// The value of a float16 (IEEE 754 binary16): sign, five bits of exponent, ten of fraction.
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = ((bits >> 10) & 0x1f, f64::from(bits & 0x3ff));
    let size = match exponent {
        0 => fraction * SUBNORMAL,
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        _ => (1024.0 + fraction) * SUBNORMAL * f64::from(1_u32 << (exponent - 1)),
    };
    if bits >> 15 == 1 { -size } else { size }
}

/// 2⁻²⁴, the least positive float16.
const SUBNORMAL: f64 = 1.0 / 16_777_216.0;

/// What an entry that is too large for f64 is refused with.
pub(super) fn inexact(row: usize, column: usize, value: i128) -> NpyError {
    NpyError::Inexact { row, column, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(descr: &str, data: &[u8]) -> Result<Vec<f64>, (usize, i128)> {
        let entry = EntryType::of(descr).expect("a type that is read");
        let mut values = vec![0.0; data.len() / entry.width];
        entry.read(data, &mut values)?;
        Ok(values)
    }

    #[test]
    fn integers_and_truths_are_read_exactly() {
        assert_eq!(read("|b1", &[0, 1, 255]), Ok(vec![0.0, 1.0, 1.0]));
        assert_eq!(read("|i1", &[0x80, 0x7f, 0xff]), Ok(vec![-128.0, 127.0, -1.0]));
        assert_eq!(read("|u1", &[0x80, 0xff]), Ok(vec![128.0, 255.0]));
        assert_eq!(read("<i2", &[0, 0x80, 2, 1]), Ok(vec![-32768.0, 258.0]));
        assert_eq!(read(">u2", &[0x80, 0, 1, 2]), Ok(vec![32768.0, 258.0]));
        assert_eq!(read(">i4", &[0xff, 0xff, 0xff, 0xfe]), Ok(vec![-2.0]));
        assert_eq!(read("<u4", &[0xff; 4]), Ok(vec![4_294_967_295.0]));
        assert_eq!(
            read("<i8", &(-(1_i64 << 53)).to_le_bytes()),
            Ok(vec![-9_007_199_254_740_992.0])
        );
        assert_eq!(
            read(">u8", &(1_u64 << 63).to_be_bytes()),
            Ok(vec![9_223_372_036_854_775_808.0])
        );
    }

    #[test]
    fn whole_numbers_that_no_float_is_equal_to_are_named() {
        let two = [5_i64, (1 << 53) + 1].map(i64::to_le_bytes).concat();
        assert_eq!(read("<i8", &two), Err((1, 9_007_199_254_740_993)));
        assert_eq!(read("<i8", &i64::MAX.to_le_bytes()), Err((0, i64::MAX.into())));
        assert_eq!(
            read("<i8", &(i64::MIN + 1).to_le_bytes()),
            Err((0, i128::from(i64::MIN) + 1))
        );
        assert_eq!(
            read("<i8", &i64::MIN.to_le_bytes()),
            Ok(vec![-9_223_372_036_854_775_808.0])
        );
        assert_eq!(read("<u8", &u64::MAX.to_le_bytes()), Err((0, u64::MAX.into())));
    }

    #[test]
    fn half_precision_is_that_of_the_standard() {
        for (bits, expected) in [
            (0x3c00_u16, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, SUBNORMAL),
            (0x03ff, 1023.0 * SUBNORMAL),
            (0x0400, 1024.0 * SUBNORMAL),
            (0x3555, 0.333_251_953_125),
            (0x7c00, f64::INFINITY),
            (0xfc00, f64::NEG_INFINITY),
            (0x0000, 0.0),
        ] {
            assert_eq!(read("<f2", &bits.to_le_bytes()), Ok(vec![expected]), "{bits:04x}");
            assert_eq!(read(">f2", &bits.to_be_bytes()), Ok(vec![expected]), "{bits:04x}");
        }
        assert!(read("<f2", &0x8000_u16.to_le_bytes()).is_ok_and(|zero| zero[0].is_sign_negative()));
        assert!(read("<f2", &0xfe00_u16.to_le_bytes()).is_ok_and(|nan| nan[0].is_nan()));
    }

    #[test]
    fn other_types_are_none() {
        for descr in [
            "",
            "f8",
            "<f",
            "<f1",
            "<f16",
            "<i3",
            "|f8",
            "<c8",
            "<c16",
            "|O",
            "<U5",
            "|S1",
            "|V2",
            "<M8[s]",
            "|b2",
            "<f/",
            "<f:",
            "<f\u{e9}",
            "[('a', '<f8')]",
        ] {
            assert_eq!(EntryType::of(descr), None, "{descr}");
        }
    }
}
