//! PNG output.

use plotters::backend::BitMapBackend;

use super::drawing::{Drawing, Layout};
use super::error::PlotError;
use super::figure::Figure;
use super::paint::{Device, paint};
use super::scene::Scene;
use super::svg::on_white;

/// Dots of the image per pixel of the layout.
const DENSITY: u32 = 2;

/// The page is drawn this many times larger than the image, and averaged, which smooths its edges.
const OVERSAMPLING: u32 = 3;

const DEVICE: Device = Device {
    scale: (DENSITY * OVERSAMPLING) as f64,
    vector: false,
};

/// Dots per metre of an image whose pixels of the layout are so many CSS pixels, which are 1/96 inch.
fn dots_per_metre(scale: f64) -> u32 {
    (96.0 * f64::from(DENSITY) / scale / 0.0254 + 0.5) as u32
}

impl Figure {
    /// The figure as a PNG file, 2160 dots wide.
    ///
    /// # Errors
    ///
    /// Any [`PlotError`] but `Subset`.
    pub fn to_png(&self) -> Result<Vec<u8>, PlotError> {
        self.lay_out(Layout::default())?.to_png()
    }
}

impl Drawing {
    /// The drawing as a PNG file, which says how large its dots are: 192 of them in an inch on a page for screens, 307 on one of a journal.
    ///
    /// # Errors
    ///
    /// [`PlotError::Backend`] and [`PlotError::Png`].
    pub fn to_png(&self) -> Result<Vec<u8>, PlotError> {
        render(&self.scene)
    }
}

fn render(scene: &Scene) -> Result<Vec<u8>, PlotError> {
    let (width, height) = (
        scene.width.round() as u32 * DENSITY,
        scene.height.round() as u32 * DENSITY,
    );
    let large = (width * OVERSAMPLING, height * OVERSAMPLING);
    let mut canvas = vec![255; large.0 as usize * large.1 as usize * 3];
    let mut backend = BitMapBackend::with_buffer(&mut canvas, large);
    paint(&on_white(scene), &mut backend, DEVICE)?;
    drop(backend);
    let image = averaged(&canvas, width as usize, height as usize);
    encode(&image, (width, height), dots_per_metre(scene.scale))
}

/// The mean of each block of the canvas, rounded. The rows of a block are added first, dot by dot, which vectors do.
fn averaged(canvas: &[u8], width: usize, height: usize) -> Vec<u8> {
    const FACTOR: usize = OVERSAMPLING as usize;
    const AREA: u16 = (FACTOR * FACTOR) as u16;
    let mut image = vec![0; width * height * 3];
    let mut sums = vec![0_u16; width * FACTOR * 3];
    let blocks = canvas.chunks_exact(width * FACTOR * 3 * FACTOR);
    for (block, line) in blocks.zip(image.chunks_exact_mut(width * 3)) {
        sums.fill(0);
        for row in block.chunks_exact(width * FACTOR * 3) {
            for (sum, dot) in sums.iter_mut().zip(row) {
                *sum += u16::from(*dot);
            }
        }
        for (dots, mean) in sums
            .as_chunks::<{ 3 * FACTOR }>()
            .0
            .iter()
            .zip(line.as_chunks_mut::<3>().0)
        {
            for (colour, mean) in mean.iter_mut().enumerate() {
                let sum: u16 = (0..FACTOR).map(|dot| dots[3 * dot + colour]).sum();
                *mean = ((sum + AREA / 2) / AREA) as u8;
            }
        }
    }
    image
}

fn encode(image: &[u8], (width, height): (u32, u32), dots_per_metre: u32) -> Result<Vec<u8>, PlotError> {
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, width, height);
    encoder.set_color(::png::ColorType::Rgb);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_compression(::png::Compression::Balanced);
    // Lines and areas of one colour compress better as they are than as differences, and sooner.
    encoder.set_filter(::png::Filter::NoFilter);
    encoder.set_pixel_dims(Some(::png::PixelDimensions {
        xppu: dots_per_metre,
        yppu: dots_per_metre,
        unit: ::png::Unit::Meter,
    }));
    let failed = |error: ::png::EncodingError| PlotError::Png(error.into());
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(image).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each dot of the image is the rounded mean of its nine, colour by colour, and of no other's.
    #[test]
    fn dots_are_means_of_their_blocks() {
        let (width, height) = (5, 2);
        let factor = OVERSAMPLING as usize;
        let value = |row: usize, column: usize, colour: usize| (row * 89 + column * 37 + colour * 101) % 256;
        let place = |place: usize| value(place / 3 / (width * factor), place / 3 % (width * factor), place % 3) as u8;
        let canvas: Vec<u8> = (0..width * height * factor * factor * 3).map(place).collect();
        let image = averaged(&canvas, width, height);
        assert_eq!(image.len(), width * height * 3);
        for (place, found) in image.iter().enumerate() {
            let (row, column, colour) = (place / 3 / width, place / 3 % width, place % 3);
            let rows = factor * row..factor * (row + 1);
            let all = rows
                .flat_map(|row| (factor * column..factor * (column + 1)).map(move |column| value(row, column, colour)));
            let mean = (all.sum::<usize>() as f64 / 9.0).round();
            assert_eq!(f64::from(*found), mean, "row {row}, column {column}, colour {colour}");
        }
        assert_eq!(averaged(&[255; 27], 1, 1), [255; 3]);
    }
}
