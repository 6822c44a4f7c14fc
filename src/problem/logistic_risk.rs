//! The logistic risk of data on {−1, 1}ᵈ, by the patterns that z = yx can take.
//!
//! z and −z share a pattern x̃, the one of the two whose last coordinate is 1: pattern i of 2^{d−1} has x̃_k = −1 where bit k of i
//! is set. With N_i samples of pattern i, C_i of them z = x̃_i and the others −x̃_i, and margins t_i = x̃_iᵀw,
//!
//! F(w) = (1/n)·Σ_z c_z·log(1 + e^{−zᵀw}) = Σ_i s_i·2·log(2·cosh(t_i/2)) − pᵀw, s_i = N_i/(2n), p = (1/2n)·Σ_i (2C_i − N_i)·x̃_i,
//! ∇F(w) = Σ_i s_i·tanh(t_i/2)·x̃_i − p.
//!
//! So the shares s and the pull p are sufficient, and of the shares those that are not zero.

use nalgebra::DMatrix;

use super::sign_patterns::{Merging, Patterns};

/// F, of one worker or of the population.
#[derive(Clone, Copy)]
pub(super) struct LogisticRisk<'a> {
    /// The patterns that have a share.
    pub patterns: Patterns<'a>,
    /// s.
    pub shares: &'a [f64],
    /// p (length d).
    pub pull: &'a [f64],
}

/// Memory that is kept between gradients.
#[derive(Default)]
pub(super) struct Scratch {
    values: Vec<f64>,
    merging: Merging,
}

impl LogisticRisk<'_> {
    /// F(w) at the point with `margins` t.
    pub fn value(&self, w: &[f64], margins: &[f64]) -> f64 {
        // 2·log(2·cosh(t/2)) = |t| + 2·log(1 + e^{−|t|}).
        let curved = |t: f64| t.abs() + 2.0 * libm::log1p(libm::exp(-t.abs()));
        let sum: f64 = (self.shares.iter().zip(margins))
            .map(|(share, t)| share * curved(*t))
            .sum();
        sum - self.pull.iter().zip(w).map(|(pull, w)| pull * w).sum::<f64>()
    }

    /// Writes ∇F to `out` (length d), from tanh(t_i/2) of every pattern.
    #[inline(always)]
    pub fn gradient(&self, tanh: &[f64], scratch: &mut Scratch, out: &mut [f64]) {
        let Scratch { values, merging } = scratch;
        values.resize(self.shares.len(), 0.0);
        for ((value, share), tanh) in values.iter_mut().zip(self.shares).zip(tanh) {
            *value = share * tanh;
        }
        self.patterns.sum(values, merging, out);
        for (out, pull) in out.iter_mut().zip(self.pull) {
            *out -= pull;
        }
    }

    /// ∇²F = Σ_i s_i·½sech²(t_i/2)·x̃_ix̃_iᵀ at the point with `margins` t.
    pub fn hessian(&self, margins: &[f64]) -> DMatrix<f64> {
        let bend = |t: f64| {
            let small = libm::exp(-t.abs());
            2.0 * small / (1.0 + small).powi(2)
        };
        let mut weights: Vec<f64> = (self.shares.iter().zip(margins))
            .map(|(share, t)| share * bend(*t))
            .collect();
        self.patterns.sum_of_squares(&mut weights, self.pull.len())
    }
}

/// Writes tanh(t/2) of every margin to `tanh`.
pub(super) fn half_tanh(margins: &[f64], tanh: &mut Vec<f64>) {
    tanh.clear();
    tanh.extend(margins.iter().map(|t| libm::tanh(0.5 * t)));
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
            Patterns::All.sum(&mut pulls, &mut Merging::default(), &mut pull);
            let w: Vec<f64> = (0..dim).map(|k| 0.9 - 0.5 * k as f64).collect();
            let in_sum = LogisticRisk {
                patterns: Patterns::All,
                shares: &shares,
                pull: &pull,
            };
            let (mut margins, mut tanh) = (Vec::new(), Vec::new());
            in_sum.patterns.margins(&w, &mut margins);
            half_tanh(&margins, &mut tanh);
            let mut found = vec![0.0; dim];
            in_sum.gradient(&tanh, &mut Scratch::default(), &mut found);
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
            assert!((in_sum.value(&w, &margins) - risk).abs() < 1e-14);
            assert!(found.iter().zip(&slope).all(|(a, b)| (a - b).abs() < 1e-14));
            assert!((in_sum.hessian(&margins) - curvature).abs().max() < 1e-14);
        }
    }
}
