//! Dense layers with `OUT` units. Their parameters are a row of `OUT` weights for every input, then the biases.

use super::Real;

/// The rows of weights of a layer, and its biases.
#[inline(always)]
fn rows<T: Real, const OUT: usize>(layer: &[T]) -> (&[[T; OUT]], [T; OUT]) {
    let rows = layer.as_chunks().0;
    rows.split_last()
        .map_or((&[], [T::zero(); OUT]), |(biases, weights)| (weights, *biases))
}

/// out ← Wᵀ·input + c, image by image.
#[inline(always)]
pub(super) fn affine<T: Real, const OUT: usize>(layer: &[T], input: &[T], out: &mut [T]) {
    let (weights, biases) = rows::<T, OUT>(layer);
    for (out, input) in out.chunks_exact_mut(OUT).zip(input.chunks_exact(weights.len())) {
        let mut sums = biases;
        for (row, x) in weights.iter().zip(input) {
            sums = std::array::from_fn(|unit| sums[unit] + *x * row[unit]);
        }
        out.copy_from_slice(&sums);
    }
}

/// Adds the gradient in the parameters to `gradient`, given the `errors` in what came out.
#[inline(always)]
pub(super) fn affine_gradient<T: Real, const OUT: usize>(errors: &[T], input: &[T], gradient: &mut [T]) {
    let Some((biases, weights)) = gradient.as_chunks_mut::<OUT>().0.split_last_mut() else {
        return;
    };
    for (errors, input) in errors
        .as_chunks::<OUT>()
        .0
        .iter()
        .zip(input.chunks_exact(weights.len()))
    {
        for (row, x) in weights.iter_mut().zip(input) {
            *row = std::array::from_fn(|unit| row[unit] + *x * errors[unit]);
        }
        for (sum, error) in biases.iter_mut().zip(errors) {
            *sum += *error;
        }
    }
}

/// out ← W·errors, image by image: the errors in what came in.
#[inline(always)]
pub(super) fn affine_errors<T: Real, const OUT: usize>(layer: &[T], errors: &[T], out: &mut [T]) {
    let (weights, _) = rows::<T, OUT>(layer);
    for (errors, out) in errors
        .as_chunks::<OUT>()
        .0
        .iter()
        .zip(out.chunks_exact_mut(weights.len()))
    {
        for (out, row) in out.iter_mut().zip(weights) {
            *out = product(row, errors);
        }
    }
}

/// a·b, in eight sums side by side.
#[inline(always)]
fn product<T: Real>(a: &[T], b: &[T]) -> T {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [T::zero(); 8];
    for (a, b) in a.iter().zip(b) {
        sums = std::array::from_fn(|place| sums[place] + a[place] * b[place]);
    }
    for (sum, (a, b)) in sums.iter_mut().zip(a_rest.iter().zip(b_rest)) {
        *sum += *a * *b;
    }
    let four: [T; 4] = std::array::from_fn(|place| sums[place] + sums[place + 4]);
    (four[0] + four[2]) + (four[1] + four[3])
}
