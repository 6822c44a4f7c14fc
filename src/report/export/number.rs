use std::io::Write;

/// Numbers from here on, and below the other, are written with an exponent: 1e-300 has three hundred zeros otherwise.
const LARGE: f64 = 1e16;
const SMALL: f64 = 1e-5;

/// The shortest digits that are read as the same number; `inf` and `-inf`, and nothing for NaN.
pub(in crate::report) fn write_number(text: &mut Vec<u8>, value: f64) {
    if value.is_nan() {
        return;
    }
    let size = value.abs();
    let plain = value == 0.0 || size.is_infinite() || (SMALL..LARGE).contains(&size);
    // Nothing fails that is written to memory.
    let _ = if plain {
        write!(text, "{value}")
    } else {
        write!(text, "{value:e}")
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_bit_for_bit_in_few_digits() {
        for value in [
            0.0,
            -0.0,
            0.1 + 0.2,
            1e-5,
            9.999e-6,
            -5e-324,
            f64::MAX,
            1e16,
            -123.0,
            f64::INFINITY,
            f64::NEG_INFINITY,
        ] {
            let mut text = Vec::new();
            write_number(&mut text, value);
            let text = String::from_utf8(text).expect("digits");
            assert_eq!(
                text.parse::<f64>().expect("a number").to_bits(),
                value.to_bits(),
                "{text}"
            );
            assert!(text.len() <= 24, "{text}");
        }
        let mut text = Vec::new();
        write_number(&mut text, f64::NAN);
        assert!(text.is_empty());
    }
}
