use nalgebra::{DMatrix, DVector};
use rand_distr::Distribution;

use super::bartlett::bartlett;
use crate::sampling::StandardNormal;
use crate::stream::Stream;

/// The least-squares minimiser over the first p of n samples with Gaussian features, given what all n samples say: exact in law.
///
/// `gram` = XᵀX/n, `minimiser` = ŵ over all samples, `sigma` = σ of the noise, `sizes` = (n, p) with d ≤ p < n. `None` where XᵀX is
/// singular, which has probability 0.
///
/// With XᵀX = LLᵀ and L⁻¹X₁ᵀX₁L⁻ᵀ = U, U is independent of XᵀX and has the matrix beta law, which is that of T⁻¹W₁T⁻ᵀ with Wishart matrices
/// W₁ (p degrees of freedom) and W₂ (n − p) of covariance I, and TTᵀ = W₁ + W₂. Given X, y = L⁻¹X₁ᵀξ₁ has given s = L⁻¹Xᵀξ the law
/// N(Us, σ²(U − U²)): that of Us + σ(v₁ − U(v₁ + v₂)), where v₁ = T⁻¹z₁ and v₂ = T⁻¹z₂ with z₁ ~ N(0, W₁) and z₂ ~ N(0, W₂). Since
/// ŵ₁ − w* = L⁻ᵀU⁻¹y and ŵ − w* = L⁻ᵀs,
///
/// ŵ₁ = ŵ + σL⁻ᵀ(TᵀW₁⁻¹z₁ − T⁻¹(z₁ + z₂)).
pub(super) fn part_minimiser(
    gram: DMatrix<f64>,
    minimiser: DVector<f64>,
    sigma: f64,
    (samples, part): (usize, usize),
    stream: &mut Stream,
) -> Option<DVector<f64>> {
    let dim = gram.nrows();
    let [(first, first_standard), (rest, rest_standard)] = [part, samples - part].map(|count| {
        let factor = bartlett(count, dim, stream);
        let standard = DVector::from_fn(factor.ncols(), |_, _| StandardNormal.sample(stream));
        (factor, standard)
    });
    let sum = &first * first.transpose() + &rest * rest.transpose();
    let root = sum.cholesky()?.unpack();
    let noise = &first * &first_standard + rest * rest_standard;
    // W₁ = B₁B₁ᵀ and z₁ = B₁e₁: W₁⁻¹z₁ = B₁⁻ᵀe₁.
    let own = root.tr_mul(&first.tr_solve_lower_triangular(&first_standard)?);
    let step = own - root.solve_lower_triangular(&noise)?;
    let scale = sigma / (samples as f64).sqrt();
    let step = gram.cholesky()?.unpack().tr_solve_lower_triangular(&step)?;
    Some(minimiser + step * scale)
}

#[cfg(test)]
mod tests {
    use crate::aggregator::Messages;
    use crate::problem::{GaussianDesign, Problem, RegressionData, Subsample};
    use crate::stream::ReplicateStreams;

    const WORKERS: usize = 50_000;

    /// Per coordinate the means of ŵ₁², ŵ₁ŵ and (ŵ₁ − ŵ)² about w*, then the mean of (ŵ₁ − ŵ)_0·(ŵ₁ − ŵ)_1, each with its variance.
    fn moments(data: RegressionData, (samples, part): (usize, usize)) -> Vec<(f64, f64)> {
        let problem = GaussianDesign::new(2, 0.7, 4.0, None, data).expect("valid");
        let streams = ReplicateStreams::new(3, "parts of a Gaussian design", 0);
        let shards = problem.draw(samples, WORKERS, &streams);
        let mut all = Messages::zeros(WORKERS, 2);
        let mut parts = Messages::zeros(WORKERS, 2);
        shards.local_minimisers(&mut all);
        let subsample = Subsample {
            samples,
            part,
            streams: &streams,
        };
        assert!(shards.subsample_minimisers(subsample, &mut parts));
        let optimum = problem.optimum();
        let mut values: Vec<Vec<f64>> = vec![Vec::new(); 7];
        for (whole, part) in all.rows().zip(parts.rows()) {
            for k in 0..2 {
                let (whole, part) = (whole[k] - optimum[k], part[k] - optimum[k]);
                values[3 * k].push(part * part);
                values[3 * k + 1].push(part * whole);
                values[3 * k + 2].push((part - whole).powi(2));
            }
            values[6].push((part[0] - whole[0]) * (part[1] - whole[1]));
        }
        let summary = |values: Vec<f64>| {
            let mean = values.iter().sum::<f64>() / WORKERS as f64;
            let square = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
            (mean, square / (WORKERS * WORKERS) as f64)
        };
        values.into_iter().map(summary).collect()
    }

    /// Against samples that are drawn one by one: 21 means differ by less than 5 standard errors, which normal ones do with
    /// probability 1 − 1.2·10⁻⁵; the seed is fixed. With (12, 11), fewer samples than dimensions are left out.
    #[test]
    fn parts_have_the_law_of_raw_samples() {
        for sizes in [(20, 10), (16, 12), (12, 11)] {
            let raw = moments(RegressionData::Raw, sizes);
            let given = moments(RegressionData::Sufficient, sizes);
            for (index, ((raw, a), (given, b))) in raw.into_iter().zip(given).enumerate() {
                let error = (a + b).sqrt();
                assert!(
                    (raw - given).abs() < 5.0 * error,
                    "{sizes:?}, moment {index}: {raw} against {given} ± {error}"
                );
            }
        }
    }
}
