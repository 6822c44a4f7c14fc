use super::Beta;

/// The point that Student's law with `degrees` = ν degrees of freedom exceeds with probability `tail`; +∞ without a degree.
///
/// P(|T| > t) is I_x(ν/2, ½) with x/(1 − x) = ν/t².
pub(crate) fn student_upper_quantile(tail: f64, degrees: f64) -> f64 {
    if degrees.is_nan() || degrees <= 0.0 {
        return f64::INFINITY;
    }
    if tail > 0.5 {
        return -student_upper_quantile(1.0 - tail, degrees);
    }
    if tail <= 0.0 {
        return f64::INFINITY;
    }
    if tail == 0.5 {
        return 0.0;
    }
    let log_odds = Beta::new(0.5 * degrees, 0.5).log_odds(2.0 * tail, 1.0 - 2.0 * tail);
    degrees.sqrt() * libm::exp(-0.5 * log_odds)
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{ContinuousCDF, StudentsT};

    use super::*;

    #[test]
    fn quantiles_of_one_and_two_degrees_are_exact() {
        for tail in [1e-9, 1e-3, 0.025, 0.2, 0.45, 0.499_999] {
            let turn = std::f64::consts::PI * if tail < 0.25 { tail } else { 0.5 - tail };
            let cauchy = if tail < 0.25 {
                libm::tan(turn).recip()
            } else {
                libm::tan(turn)
            };
            assert!(
                (student_upper_quantile(tail, 1.0) / cauchy - 1.0).abs() < 1e-12,
                "{tail}"
            );
            let two = (1.0 - 2.0 * tail) / (2.0 * tail * (1.0 - tail)).sqrt();
            assert!((student_upper_quantile(tail, 2.0) / two - 1.0).abs() < 1e-12, "{tail}");
        }
    }

    #[test]
    fn the_tail_above_the_quantile_is_the_one_asked_for() {
        for degrees in [0.5, 1.0, 3.0, 4.5, 49.0, 999.0, 1e5] {
            let law = StudentsT::new(0.0, 1.0, degrees).expect("valid");
            for tail in [1e-6, 0.005, 0.025, 0.3, 0.5, 0.6, 0.999] {
                let found = student_upper_quantile(tail, degrees);
                let above = law.sf(found);
                assert!((above / tail - 1.0).abs() < 1e-9, "{degrees} {tail}: {above}");
            }
        }
        assert_eq!(student_upper_quantile(0.1, 0.0), f64::INFINITY);
        assert_eq!(student_upper_quantile(0.0, 4.0), f64::INFINITY);
        // t(0.975) with 4 degrees of freedom.
        assert!((student_upper_quantile(0.025, 4.0) - 2.776_445_105_197_793_4).abs() < 1e-13);
    }
}
