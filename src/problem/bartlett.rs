use nalgebra::DMatrix;
use rand_distr::Distribution;

use crate::sampling::{ChiSquared, StandardNormal};
use crate::stream::Stream;

/// The factor L of Bartlett's decomposition ZᵀZ = LLᵀ of `count` = n standard normal rows in dimension `dim` = d: lower trapezoidal
/// (d × min{n, d}) with independent entries, L_jj ~ χ_{n−j} (j from 0) and N(0, 1) below.
pub(super) fn bartlett(count: usize, dim: usize, stream: &mut Stream) -> DMatrix<f64> {
    let mut factor = DMatrix::zeros(dim, count.min(dim));
    for j in 0..factor.ncols() {
        let chi_squared = ChiSquared::new((count - j) as f64).expect("j < n");
        factor[(j, j)] = chi_squared.sample(stream).sqrt();
        for i in j + 1..dim {
            factor[(i, j)] = StandardNormal.sample(stream);
        }
    }
    factor
}
