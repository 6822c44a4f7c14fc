//! The logistic risk of data on {−1, 1}ᵈ, by the patterns that z = yx can take.
//!
//! z and −z share a pattern x̃, the one of the two whose last coordinate is 1: pattern i of 2^{d−1} has x̃_k = −1 where bit k of i
//! is set. With N_i samples of pattern i, C_i of them z = x̃_i and the others −x̃_i, and margins t_i = x̃_iᵀw,
//!
//! F(w) = (1/n)·Σ_z c_z·log(1 + e^{−zᵀw}) = Σ_i s_i·2·log(2·cosh(t_i/2)) − pᵀw, s_i = N_i/(2n), p = (1/2n)·Σ_i (2C_i − N_i)·x̃_i,
//! ∇F(w) = Σ_i s_i·tanh(t_i/2)·x̃_i − p.
//!
//! So the shares s and the pull p are sufficient.

use nalgebra::DMatrix;

/// x̃_iᵀw for every pattern i.
pub(super) fn margins(w: &[f64]) -> Vec<f64> {
    let (last, others) = w.split_last().expect("d is at least 1");
    let mut margins = Vec::with_capacity(1 << others.len());
    margins.push(*last);
    for weight in others {
        for i in 0..margins.len() {
            let margin = margins[i];
            margins[i] = margin + weight;
            margins.push(margin - weight);
        }
    }
    margins
}

/// Writes Σ_i v_i·x̃_i to `out` (length d); the `values` v are used up.
pub(super) fn sum_of_patterns(mut values: &mut [f64], out: &mut [f64]) {
    let (last, others) = out.split_last_mut().expect("d is at least 1");
    for out in others.iter_mut().rev() {
        let (plus, minus) = values.split_at_mut(values.len() / 2);
        *out = 0.0;
        for (plus, minus) in plus.iter_mut().zip(minus) {
            *out += *plus - *minus;
            *plus += *minus;
        }
        values = plus;
    }
    *last = values[0];
}

/// F(w) at the point with `margins` t: shares s, pull p.
pub(super) fn value(shares: &[f64], pull: &[f64], w: &[f64], margins: &[f64]) -> f64 {
    // 2·log(2·cosh(t/2)) = |t| + 2·log(1 + e^{−|t|}).
    let curved = |t: f64| t.abs() + 2.0 * libm::log1p(libm::exp(-t.abs()));
    let sum: f64 = shares.iter().zip(margins).map(|(share, t)| share * curved(*t)).sum();
    sum - pull.iter().zip(w).map(|(pull, w)| pull * w).sum::<f64>()
}

/// Writes ∇F to `out` (length d), from tanh(t_i/2) of every pattern; `scratch` has a place for each.
pub(super) fn gradient(shares: &[f64], pull: &[f64], tanh: &[f64], scratch: &mut [f64], out: &mut [f64]) {
    for ((value, share), tanh) in scratch.iter_mut().zip(shares).zip(tanh) {
        *value = share * tanh;
    }
    sum_of_patterns(scratch, out);
    for (out, pull) in out.iter_mut().zip(pull) {
        *out -= pull;
    }
}

/// tanh(t/2) of every margin.
pub(super) fn half_tanh(margins: &[f64]) -> Vec<f64> {
    margins.iter().map(|t| libm::tanh(0.5 * t)).collect()
}

/// ∇²F = Σ_i s_i·½sech²(t_i/2)·x̃_ix̃_iᵀ at the point with `margins` t.
///
/// Its entry (j, k) is the Walsh coefficient of the weights at the set {j, k}, where the last coordinate, always 1, counts for
/// nothing: a fast Walsh transform gives all.
pub(super) fn hessian(shares: &[f64], margins: &[f64], dim: usize) -> DMatrix<f64> {
    let bend = |t: f64| {
        let small = libm::exp(-t.abs());
        2.0 * small / (1.0 + small).powi(2)
    };
    let mut weights: Vec<f64> = shares.iter().zip(margins).map(|(share, t)| share * bend(*t)).collect();
    let mut half = 1;
    while half < weights.len() {
        for block in weights.chunks_exact_mut(2 * half) {
            let (plus, minus) = block.split_at_mut(half);
            for (plus, minus) in plus.iter_mut().zip(minus) {
                (*plus, *minus) = (*plus + *minus, *plus - *minus);
            }
        }
        half *= 2;
    }
    let bit = |k: usize| if k + 1 < dim { 1 << k } else { 0 };
    DMatrix::from_fn(dim, dim, |j, k| weights[bit(j) ^ bit(k)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pattern i as a vector.
    fn pattern(i: usize, dim: usize) -> Vec<f64> {
        let sign = |k: usize| if i >> k & 1 == 1 { -1.0 } else { 1.0 };
        (0..dim).map(|k| if k + 1 < dim { sign(k) } else { 1.0 }).collect()
    }

    fn dot(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    /// Against sums over single samples, for arbitrary counts of the 2ᵈ values of z.
    #[test]
    fn risk_and_its_derivatives_are_those_of_the_samples() {
        for dim in [1, 2, 5] {
            let patterns = 1 << (dim - 1);
            let counts: Vec<[f64; 2]> = (0..patterns)
                .map(|i| [(i * i % 7) as f64, ((3 * i + 1) % 5) as f64])
                .collect();
            let n: f64 = counts.iter().flatten().sum();
            let shares: Vec<f64> = counts.iter().map(|[same, other]| (same + other) / (2.0 * n)).collect();
            let mut pulls: Vec<f64> = counts.iter().map(|[same, other]| (same - other) / (2.0 * n)).collect();
            let mut pull = vec![0.0; dim];
            sum_of_patterns(&mut pulls, &mut pull);
            let w: Vec<f64> = (0..dim).map(|k| 0.9 - 0.5 * k as f64).collect();
            let margins = margins(&w);
            let tanh = half_tanh(&margins);
            let (mut found, mut scratch) = (vec![0.0; dim], vec![0.0; patterns]);
            gradient(&shares, &pull, &tanh, &mut scratch, &mut found);
            let (mut risk, mut slope, mut curvature) = (0.0, vec![0.0; dim], DMatrix::zeros(dim, dim));
            for (i, count) in counts.iter().enumerate() {
                let x = pattern(i, dim);
                assert!((dot(&x, &w) - margins[i]).abs() < 1e-14);
                for (sign, count) in [1.0, -1.0].into_iter().zip(count) {
                    let (weight, margin) = (count / n, sign * dot(&x, &w));
                    let wrong = 1.0 / (1.0 + libm::exp(margin));
                    risk += weight * libm::log1p(libm::exp(-margin));
                    for j in 0..dim {
                        slope[j] -= weight * wrong * sign * x[j];
                        for k in 0..dim {
                            curvature[(j, k)] += weight * wrong * (1.0 - wrong) * x[j] * x[k];
                        }
                    }
                }
            }
            assert!((value(&shares, &pull, &w, &margins) - risk).abs() < 1e-14);
            assert!(found.iter().zip(&slope).all(|(a, b)| (a - b).abs() < 1e-14));
            assert!((hessian(&shares, &margins, dim) - curvature).abs().max() < 1e-14);
        }
    }
}
