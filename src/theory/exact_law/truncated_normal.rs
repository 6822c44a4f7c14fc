//! Mean and variance of N(0, 1) restricted to an interval.

use crate::stat::normal::{density, hazard, interval_probability};

/// Where half-width · max(1, |centre|) is below this, the Taylor series replaces the differences of densities.
const SERIES_BELOW: f64 = 0.75;

/// Mean λ(u) and variance 1 + uλ(u) − λ(u)² of N(0, 1) given that it exceeds `u`, λ the hazard rate.
pub(super) fn above(u: f64) -> (f64, f64) {
    let rate = hazard(u);
    (rate, 1.0 - rate * (rate - u))
}

/// Mean and variance of N(0, 1) given that it lies between `u` and `v`, u < v.
///
/// With Z = Φ(v) − Φ(u): mean (φ(u) − φ(v))/Z, variance 1 + (uφ(u) − vφ(v))/Z − mean².
pub(super) fn between(u: f64, v: f64) -> (f64, f64) {
    let (centre, radius) = (0.5 * (u + v), 0.5 * (v - u));
    if radius * centre.abs().max(1.0) < SERIES_BELOW {
        return between_series(centre, radius);
    }
    let probability = interval_probability(u, v);
    let (at_u, at_v) = (density(u) / probability, density(v) / probability);
    let mean = at_u - at_v;
    (mean, 1.0 + u * at_u - v * at_v - mean * mean)
}

/// The same from the moments J_n = ∫_{−r}^{r} tⁿ φ(c + t)/φ(c) dt, n = 0, 1, 2, about the centre c, where
/// φ(c + t)/φ(c) = Σ_j (−t)^j He_j(c)/j!.
fn between_series(centre: f64, radius: f64) -> (f64, f64) {
    let (mut previous, mut hermite) = (0.0, 1.0);
    let mut power = 1.0;
    // J_n / (2 r^(n+1)).
    let mut moments = [0.0; 3];
    for j in 0..24 {
        let order = f64::from(j);
        let term = power * hermite;
        if j % 2 == 0 {
            moments[0] += term / (order + 1.0);
            moments[2] += term / (order + 3.0);
        } else {
            moments[1] -= term / (order + 2.0);
        }
        (previous, hermite) = (hermite, centre * hermite - order * previous);
        power *= radius / (order + 1.0);
    }
    let shift = moments[1] / moments[0];
    (
        centre + radius * shift,
        radius * radius * (moments[2] / moments[0] - shift * shift),
    )
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::excessive_precision,
        reason = "references stand as computed, beyond double precision"
    )]

    use super::*;

    #[test]
    fn series_meets_the_closed_form_where_they_change_over() {
        for centre in [0.0f64, 0.7, -1.3, 3.0, -6.0] {
            let radius = SERIES_BELOW / centre.abs().max(1.0);
            let (mean, variance) = between_series(centre, radius);
            let (closed_mean, closed_variance) =
                between(centre - radius * 1.000_000_01, centre + radius * 1.000_000_01);
            assert!(
                (mean - closed_mean).abs() < 1e-7 * radius,
                "{centre}: {mean} against {closed_mean}"
            );
            assert!(
                (variance / closed_variance - 1.0).abs() < 1e-7,
                "{centre}: {variance} against {closed_variance}"
            );
        }
    }

    #[test]
    fn values_match_30_digit_references() {
        for (u, v, mean, variance) in REFERENCES {
            let (got_mean, got_variance) = between(u, v);
            assert!(
                (got_mean - mean).abs() < 4e-15 * mean.abs().max(v - u),
                "({u}, {v}): {got_mean} against {mean}"
            );
            assert!(
                (got_variance / variance - 1.0).abs() < 1e-11,
                "({u}, {v}): {got_variance} against {variance}"
            );
        }
    }

    #[test]
    fn an_endpoint_far_out_is_no_endpoint() {
        for u in [-3.0, 0.0, 2.0, 6.0] {
            let ((mean, variance), (one_sided_mean, one_sided_variance)) = (between(u, 40.0), above(u));
            assert!((mean / one_sided_mean - 1.0).abs() < 1e-13, "{u}");
            assert!((variance / one_sided_variance - 1.0).abs() < 1e-11, "{u}");
        }
    }

    const REFERENCES: [(f64, f64, f64, f64); 7] = [
        (-1.0, 2.0, 0.229637179091328969, 0.519762539211533936),
        (0.3, 0.3001, 0.300049999749958317, 8.33333333017859498e-10),
        (-0.5, 0.5, 0.0, 0.0805891546008116984),
        (2.0, 2.1, 2.04829343025509961, 0.000831309125478438221),
        (4.7, 4.9, 4.78426090839032129, 0.00318128450798808978),
        (-9.0, 9.0, 0.0, 0.999999999999999981),
        (1.0, 8.0, 1.52513527616095534, 0.19909766557017891),
    ];
}
