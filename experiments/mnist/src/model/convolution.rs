//! A convolution with a square kernel, then ReLU and 2 × 2 maximum pooling, for a chunk of images at a time.
//!
//! Channels lie innermost: (image, row, column, channel). With as few channels as here, gathering patches and packing them for a
//! general product of matrices takes longer than the product itself: sums run over the image as it lies. On the way back at most
//! one pixel of four has an error, the one that pooling chose, so that its patch alone is visited.

use super::Real;

/// Pooling chose none of its four pixels: ReLU cut them all.
const NONE: u8 = 4;

/// Convolved pixels, side by side, that are summed together.
const TOGETHER: usize = 2;

/// The shape of such a layer; `ROW` is the length of a row of a patch, kernel × inputs, and `OUT` the number of channels out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Convolution<const ROW: usize, const OUT: usize> {
    /// Channels in.
    pub inputs: usize,
    /// Pixels of an image in from side to side.
    pub side: usize,
    /// Pixels of the kernel from side to side.
    pub kernel: usize,
}

/// What a layer keeps between forward and backward.
#[derive(Debug)]
pub(super) struct Pass<T> {
    convolved: Vec<T>,
    /// The pooled values.
    pub pooled: Vec<T>,
    /// For every pooled value which of its four pixels was the largest, or [`NONE`].
    chosen: Vec<u8>,
}

impl<const ROW: usize, const OUT: usize> Convolution<ROW, OUT> {
    /// Pixels of a convolved image from side to side.
    const fn convolved_side(&self) -> usize {
        self.side - self.kernel + 1
    }

    /// Pixels of a pooled image from side to side.
    pub const fn pooled_side(&self) -> usize {
        self.convolved_side() / 2
    }

    /// Values of a pooled image.
    pub const fn pooled(&self) -> usize {
        self.pooled_side() * self.pooled_side() * OUT
    }

    /// Values of an image in.
    const fn size(&self) -> usize {
        self.side * self.side * self.inputs
    }

    /// Weights of the kernel of one channel out.
    pub const fn weights(&self) -> usize {
        self.kernel * ROW
    }

    /// The parameters: the kernels (channel out, row, column, channel in), then a bias a channel out.
    pub const fn parameters(&self) -> usize {
        OUT * (self.weights() + 1)
    }

    /// Memory for `images` images.
    pub fn pass<T: Real>(&self, images: usize) -> Pass<T> {
        let pixels = images * self.convolved_side() * self.convolved_side();
        Pass {
            convolved: vec![T::zero(); pixels * OUT],
            pooled: vec![T::zero(); images * self.pooled()],
            chosen: vec![NONE; images * self.pooled()],
        }
    }

    /// Fills `pass` from the images in `input`.
    pub fn forward<T: Real>(&self, parameters: &[T], input: &[T], pass: &mut Pass<T>) {
        let side = self.convolved_side();
        let (kernels, biases) = parameters.split_at(OUT * self.weights());
        let mut weights = vec![[T::zero(); OUT]; self.weights()];
        for (channel, kernel) in kernels.chunks_exact(self.weights()).enumerate() {
            for (weights, weight) in weights.iter_mut().zip(kernel) {
                weights[channel] = *weight;
            }
        }
        let bias: [T; OUT] = std::array::from_fn(|channel| biases[channel]);
        let images = input.chunks_exact(self.size());
        for (image, convolved) in images.zip(pass.convolved.chunks_exact_mut(side * side * OUT)) {
            for (block, sums) in convolved.chunks_exact_mut(TOGETHER * OUT).enumerate() {
                let (y, x) = (block * TOGETHER / side, block * TOGETHER % side);
                self.convolve(&weights, bias, image, self.corner(y, x), sums.as_chunks_mut().0);
            }
        }
        self.pool(pass);
    }

    /// The sums of two pixels side by side, the patch of the first of which begins at `corner`.
    fn convolve<T: Real>(
        &self,
        weights: &[[T; OUT]],
        bias: [T; OUT],
        image: &[T],
        corner: usize,
        out: &mut [[T; OUT]],
    ) {
        let (mut left, mut right) = (bias, bias);
        let line = self.side * self.inputs;
        for (y, weights) in weights.as_chunks::<ROW>().0.iter().enumerate() {
            let pixels = &image[corner + y * line..];
            let Some((first, second)) = pixels
                .first_chunk::<ROW>()
                .zip(pixels[self.inputs..].first_chunk::<ROW>())
            else {
                continue;
            };
            for ((weights, x), z) in weights.iter().zip(first).zip(second) {
                for channel in 0..OUT {
                    left[channel] += *x * weights[channel];
                    right[channel] += *z * weights[channel];
                }
            }
        }
        out[0] = left;
        out[1] = right;
    }

    /// Where the patch of a convolved pixel begins in an image in.
    fn corner(&self, y: usize, x: usize) -> usize {
        (y * self.side + x) * self.inputs
    }

    fn pool<T: Real>(&self, pass: &mut Pass<T>) {
        let (side, half) = (self.convolved_side(), self.pooled_side());
        let pooled = pass.pooled.chunks_exact_mut(OUT).zip(pass.chosen.chunks_exact_mut(OUT));
        for (place, (pooled, chosen)) in pooled.enumerate() {
            let (image, y, x) = (place / (half * half), place / half % half, place % half);
            pooled.fill(T::zero());
            chosen.fill(NONE);
            for which in 0..NONE {
                let (y, x) = (2 * y + usize::from(which / 2), 2 * x + usize::from(which % 2));
                let pixel = &pass.convolved[((image * side + y) * side + x) * OUT..][..OUT];
                for ((value, chosen), candidate) in pooled.iter_mut().zip(chosen.iter_mut()).zip(pixel) {
                    let larger = *candidate > *value;
                    *value = if larger { *candidate } else { *value };
                    *chosen = if larger { which } else { *chosen };
                }
            }
        }
    }

    /// Adds the gradient in the parameters to `gradient`, given the `errors` in the pooled values; writes those in the images in
    /// to `input_errors`, where they are asked for.
    pub fn backward<T: Real>(
        &self,
        parameters: &[T],
        input: &[T],
        errors: &[T],
        pass: &Pass<T>,
        gradient: &mut [T],
        mut input_errors: Option<&mut [T]>,
    ) {
        let half = self.pooled_side();
        let line = self.side * self.inputs;
        let (kernels_gradient, biases_gradient) = gradient.split_at_mut(OUT * self.weights());
        if let Some(errors) = &mut input_errors {
            errors.fill(T::zero());
        }
        let pixels = errors.chunks_exact(OUT).zip(pass.chosen.chunks_exact(OUT));
        for (place, (errors, chosen)) in pixels.enumerate() {
            let image = place / (half * half) * self.size();
            let (y, x) = (place / half % half, place % half);
            for channel in 0..OUT {
                let (error, which) = (errors[channel], chosen[channel]);
                if which == NONE {
                    continue;
                }
                let corner = image + self.corner(2 * y + usize::from(which / 2), 2 * x + usize::from(which % 2));
                biases_gradient[channel] += error;
                let weights = channel * self.weights()..(channel + 1) * self.weights();
                let sums = kernels_gradient[weights.clone()].as_chunks_mut::<ROW>().0;
                for (y, sums) in sums.iter_mut().enumerate() {
                    add::<T, ROW>(sums, error, &input[corner + y * line..]);
                }
                if let Some(input_errors) = &mut input_errors {
                    for (y, kernel) in parameters[weights].as_chunks::<ROW>().0.iter().enumerate() {
                        if let Some(sums) = input_errors[corner + y * line..].first_chunk_mut() {
                            add::<T, ROW>(sums, error, kernel);
                        }
                    }
                }
            }
        }
    }
}

/// sums += factor·values, of which the first `ROW` count.
#[inline]
fn add<T: Real, const ROW: usize>(sums: &mut [T; ROW], factor: T, values: &[T]) {
    if let Some(values) = values.first_chunk::<ROW>() {
        *sums = std::array::from_fn(|place| sums[place] + factor * values[place]);
    }
}
