//! A convolution with a square kernel, then ReLU and 2 × 2 maximum pooling, for a chunk of images at a time.
//!
//! Channels lie innermost: (image, row, column, channel). With as few channels as here, gathering patches and packing them for a
//! general product of matrices takes longer than the product itself: sums run over the image as it lies. On the way back at most
//! one pixel of four has an error, the one that pooling chose, so that its patch alone is visited.

use super::Real;

/// Pooling chose none of its four pixels: ReLU cut them all.
const NONE: u32 = 4;

/// The shape of such a layer: `ROW` is the length of a row of a patch, kernel × inputs, `OUT` the number of channels out.
///
/// Sums are held in registers: forward those of `TOGETHER` convolved pixels, side by side; on the way back those of `LINES` rows
/// of a kernel, each with `WIDE` ≥ `ROW` values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Convolution<
    const ROW: usize,
    const OUT: usize,
    const TOGETHER: usize,
    const LINES: usize,
    const WIDE: usize,
> {
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
    chosen: Vec<u32>,
    /// Where the patch of the first of the four convolved pixels of every pooled one begins in the images in.
    corners: Vec<usize>,
    /// Where the patches that pooling chose begin, and their errors, of one channel.
    taken: Vec<(usize, T)>,
}

impl<const ROW: usize, const OUT: usize, const TOGETHER: usize, const LINES: usize, const WIDE: usize>
    Convolution<ROW, OUT, TOGETHER, LINES, WIDE>
{
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

    /// Values behind the images in that are read, but do not count.
    pub const fn beyond(&self) -> usize {
        WIDE - ROW
    }

    /// The parameters: the kernels (channel out, row, column, channel in), then a bias a channel out.
    pub const fn parameters(&self) -> usize {
        OUT * (self.weights() + 1)
    }

    /// Memory for `images` images.
    pub fn pass<T: Real>(&self, images: usize) -> Pass<T> {
        let pixels = images * self.convolved_side() * self.convolved_side();
        let half = self.pooled_side();
        Pass {
            convolved: vec![T::zero(); pixels * OUT],
            pooled: vec![T::zero(); images * self.pooled()],
            chosen: vec![NONE; images * self.pooled()],
            corners: (0..images * half * half)
                .map(|place| (place / (half * half), place / half % half, place % half))
                .map(|(image, y, x)| image * self.size() + self.corner(2 * y, 2 * x))
                .collect(),
            taken: vec![(0, T::zero()); images * half * half],
        }
    }

    /// Fills `pass` from the images in `input`.
    #[inline(always)]
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
            for (block, sums) in convolved
                .as_chunks_mut::<OUT>()
                .0
                .as_chunks_mut::<TOGETHER>()
                .0
                .iter_mut()
                .enumerate()
            {
                let (y, x) = (block * TOGETHER / side, block * TOGETHER % side);
                *sums = self.convolve(&weights, bias, &image[self.corner(y, x)..]);
            }
        }
        self.pool(pass);
    }

    /// The sums of pixels side by side; the patch of the first of them begins where `image` does.
    #[inline(always)]
    fn convolve<T: Real>(&self, weights: &[[T; OUT]], bias: [T; OUT], image: &[T]) -> [[T; OUT]; TOGETHER] {
        // No patch reaches beyond its image; this only spares the inner loop its checks.
        let nothing = [T::zero(); ROW];
        let mut sums = [bias; TOGETHER];
        let line = self.side * self.inputs;
        for (y, weights) in weights.as_chunks::<ROW>().0.iter().enumerate() {
            let patch = |pixel: usize| {
                image[y * line + pixel * self.inputs..]
                    .first_chunk::<ROW>()
                    .unwrap_or(&nothing)
            };
            let patches: [&[T; ROW]; TOGETHER] = std::array::from_fn(patch);
            for place in 0..ROW {
                let row = &weights[place];
                for (sums, patch) in sums.iter_mut().zip(&patches) {
                    let x = patch[place];
                    *sums = std::array::from_fn(|channel| sums[channel] + x * row[channel]);
                }
            }
        }
        sums
    }

    /// Where the patch of a convolved pixel begins in an image in.
    fn corner(&self, y: usize, x: usize) -> usize {
        (y * self.side + x) * self.inputs
    }

    /// How much further the patches of all four convolved pixels of a pooled one begin than that of the first; 0 for [`NONE`].
    fn steps(&self) -> [usize; 5] {
        [(0, 0), (0, 1), (1, 0), (1, 1), (0, 0)].map(|(y, x)| self.corner(y, x))
    }

    #[inline(always)]
    fn pool<T: Real>(&self, pass: &mut Pass<T>) {
        let (side, half) = (self.convolved_side(), self.pooled_side());
        let lines = pass.convolved.as_chunks::<OUT>().0.chunks_exact(2 * side);
        let pooled = pass.pooled.as_chunks_mut::<OUT>().0.chunks_exact_mut(half);
        let chosen = pass.chosen.as_chunks_mut::<OUT>().0.chunks_exact_mut(half);
        for (lines, (pooled, chosen)) in lines.zip(pooled.zip(chosen)) {
            let (upper, lower) = lines.split_at(side);
            let pairs = upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0);
            for ((upper, lower), (pooled, chosen)) in pairs.zip(pooled.iter_mut().zip(chosen)) {
                let (mut values, mut places) = ([T::zero(); OUT], [NONE; OUT]);
                for (place, pixel) in upper.iter().chain(lower).enumerate() {
                    for channel in 0..OUT {
                        let larger = pixel[channel] > values[channel];
                        values[channel] = if larger { pixel[channel] } else { values[channel] };
                        places[channel] = if larger { place as u32 } else { places[channel] };
                    }
                }
                (*pooled, *chosen) = (values, places);
            }
        }
    }

    /// Adds the gradient in the parameters to `gradient`, given the `errors` in the pooled values. `input` goes on for
    /// `WIDE` − `ROW` values that are not looked at.
    #[inline(always)]
    pub fn backward<T: Real>(&self, input: &[T], errors: &[T], pass: &mut Pass<T>, gradient: &mut [T]) {
        let line = self.side * self.inputs;
        let (kernels, biases) = gradient.split_at_mut(OUT * self.weights());
        let steps = self.steps();
        let Pass {
            chosen, corners, taken, ..
        } = pass;
        for (channel, kernel) in kernels.chunks_exact_mut(self.weights()).enumerate() {
            let (mut count, mut bias) = (0, biases[channel]);
            let pixels = errors.as_chunks::<OUT>().0.iter().zip(chosen.as_chunks::<OUT>().0);
            for ((errors, chosen), corner) in pixels.zip(corners.iter()) {
                let (error, which) = (errors[channel], chosen[channel]);
                // Without a branch, which would be as good as random.
                bias += if which == NONE { T::zero() } else { error };
                taken[count] = (corner + steps[which as usize], error);
                count += usize::from(which != NONE);
            }
            biases[channel] = bias;
            for (lines, kernel) in kernel.chunks_exact_mut(LINES * ROW).enumerate() {
                let mut sums = [[T::zero(); WIDE]; LINES];
                for (corner, error) in &taken[..count] {
                    let patch = &input[corner + lines * LINES * line..];
                    for (y, sums) in sums.iter_mut().enumerate() {
                        add(sums, *error, &patch[y * line..]);
                    }
                }
                for (to, from) in kernel.as_chunks_mut::<ROW>().0.iter_mut().zip(&sums) {
                    add(to, T::one(), from);
                }
            }
        }
    }

    /// Writes the errors in the images in to `out`, given the `errors` in the pooled values.
    #[inline(always)]
    pub fn errors<T: Real>(&self, parameters: &[T], errors: &[T], pass: &Pass<T>, out: &mut [T]) {
        let line = self.side * self.inputs;
        out.fill(T::zero());
        let pixels = errors.as_chunks::<OUT>().0.iter().zip(pass.chosen.as_chunks::<OUT>().0);
        let steps = self.steps();
        for ((errors, chosen), corner) in pixels.zip(&pass.corners) {
            for (which, step) in steps[..NONE as usize].iter().enumerate() {
                let (mut taken, mut count) = ([(0, T::zero()); OUT], 0);
                for channel in 0..OUT {
                    taken[count] = (channel, errors[channel]);
                    count += usize::from(chosen[channel] == which as u32);
                }
                if count == 0 {
                    continue;
                }
                for y in 0..self.kernel {
                    let mut sums = [T::zero(); ROW];
                    for (channel, error) in &taken[..count] {
                        add(&mut sums, *error, &parameters[channel * self.weights() + y * ROW..]);
                    }
                    if let Some(out) = out[corner + step + y * line..].first_chunk_mut::<ROW>() {
                        add(out, T::one(), &sums);
                    }
                }
            }
        }
    }
}

/// sums += factor·values, of which the first `ROW` count.
#[inline(always)]
fn add<T: Real, const ROW: usize>(sums: &mut [T; ROW], factor: T, values: &[T]) {
    let values = &values[..ROW];
    for place in 0..ROW {
        sums[place] += factor * values[place];
    }
}
