use std::ops::Range;

/// Pixels of an image.
pub const PIXELS: usize = 28 * 28;
/// Classes: the digits.
pub const CLASSES: usize = 10;

/// Labelled images. Pixels are in [0, 1]: bytes over 255.
///
/// Four pixels of five are black, so that the others are kept a second time with their places, for models that are linear in
/// the pixels.
#[derive(Clone, Debug)]
pub struct Samples {
    pixels: Vec<u8>,
    labels: Vec<u8>,
    starts: Vec<u32>,
    places: Vec<u16>,
    values: Vec<u8>,
}

impl Samples {
    /// Images of [`PIXELS`] bytes each with their labels, of which there are as many.
    #[must_use]
    pub fn new(pixels: Vec<u8>, labels: Vec<u8>) -> Self {
        let mut starts = vec![0];
        let mut places = Vec::new();
        let mut values = Vec::new();
        for image in pixels.chunks_exact(PIXELS) {
            for (place, value) in image.iter().enumerate().filter(|(_, value)| **value > 0) {
                places.push(place as u16);
                values.push(*value);
            }
            starts.push(places.len() as u32);
        }
        Self {
            pixels,
            labels,
            starts,
            places,
            values,
        }
    }

    /// Some of them, in this order, one behind the other in memory: what a worker holds.
    #[must_use]
    pub fn chosen(&self, samples: impl IntoIterator<Item = usize>) -> Self {
        let (mut pixels, mut labels) = (Vec::new(), Vec::new());
        for sample in samples {
            pixels.extend_from_slice(self.image(sample));
            labels.push(self.label(sample));
        }
        Self::new(pixels, labels)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The label of a sample.
    #[must_use]
    pub fn label(&self, sample: usize) -> u8 {
        self.labels[sample]
    }

    /// The bytes of a sample's image, row by row.
    #[must_use]
    pub fn image(&self, sample: usize) -> &[u8] {
        &self.pixels[sample * PIXELS..][..PIXELS]
    }

    /// The pixels of a sample that are not black: their places, ascending, and their bytes.
    #[must_use]
    pub fn bright(&self, sample: usize) -> (&[u16], &[u8]) {
        let range: Range<usize> = self.starts[sample] as usize..self.starts[sample + 1] as usize;
        (&self.places[range.clone()], &self.values[range])
    }
}
