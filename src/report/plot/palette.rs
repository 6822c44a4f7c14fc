//! Colours and marker shapes.

use super::figure::Marker;

/// A colour, as sRGB bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

/// The named colours are those of Okabe and Ito, *Color Universal Design* (2008), and greys.
impl Colour {
    /// Black.
    pub const BLACK: Self = Self::hex(0x00_00_00);
    /// Orange, #E69F00.
    pub const ORANGE: Self = Self::hex(0xE6_9F_00);
    /// Sky blue, #56B4E9.
    pub const SKY_BLUE: Self = Self::hex(0x56_B4_E9);
    /// Bluish green, #009E73.
    pub const GREEN: Self = Self::hex(0x00_9E_73);
    /// Yellow, #F0E442.
    pub const YELLOW: Self = Self::hex(0xF0_E4_42);
    /// Blue, #0072B2.
    pub const BLUE: Self = Self::hex(0x00_72_B2);
    /// Vermillion, #D55E00.
    pub const VERMILLION: Self = Self::hex(0xD5_5E_00);
    /// Reddish purple, #CC79A7.
    pub const PURPLE: Self = Self::hex(0xCC_79_A7);
    /// Dark grey, #555555.
    pub const GREY: Self = Self::hex(0x55_55_55);
    /// White.
    pub const WHITE: Self = Self::hex(0xFF_FF_FF);

    /// The colour `0xRRGGBB`.
    pub const fn hex(rgb: u32) -> Self {
        let [_, r, g, b] = rgb.to_be_bytes();
        Self { r, g, b }
    }

    /// A lighter shade, for areas: `percent` of the colour in white.
    pub const fn tint(self, percent: u8) -> Self {
        const fn lighter(byte: u8, percent: u8) -> u8 {
            let percent = if percent < 100 { percent as u32 } else { 100 };
            (255 - (255 - byte as u32) * percent / 100) as u8
        }
        Self {
            r: lighter(self.r, percent),
            g: lighter(self.g, percent),
            b: lighter(self.b, percent),
        }
    }

    /// One of the shades that tell series of one colour apart: itself for 0, then in turn a darker and a lighter one.
    pub fn shade(self, index: usize) -> Self {
        const STEP: usize = 64;
        let weight = (STEP * index.div_ceil(2)).min(192) as u32;
        self.mixed(if index % 2 == 1 { Self::BLACK } else { Self::WHITE }, weight)
    }

    /// A thousand times the lightness (ITU-R BT.601 luma), from 0 to 255.
    fn luma(self) -> u32 {
        299 * u32::from(self.r) + 587 * u32::from(self.g) + 114 * u32::from(self.b)
    }

    /// Whether black text is easier to read on it than white text.
    pub(super) fn is_light(self) -> bool {
        self.luma() > 140_000
    }

    /// `self` with the share `weight` (in 256ths) of `other` mixed in.
    pub(super) fn mixed(self, other: Self, weight: u32) -> Self {
        let mix = |a: u8, b: u8| ((u32::from(a) * (256 - weight) + u32::from(b) * weight) / 256) as u8;
        Self {
            r: mix(self.r, other.r),
            g: mix(self.g, other.g),
            b: mix(self.b, other.b),
        }
    }

    /// A shade dark enough to be read as text on white.
    pub(super) fn for_text(self) -> Self {
        let mut shade = self;
        while shade.luma() > 115_000 {
            shade = shade.mixed(Self::BLACK, 26);
        }
        shade
    }
}

/// Looks of the aggregators that come with the crate.
const KNOWN: [(&str, Colour, Marker); 22] = [
    ("mean", Colour::GREY, Marker::Diamond),
    ("median", Colour::BLUE, Marker::Circle),
    ("trimmed-mean", Colour::VERMILLION, Marker::Square),
    ("geometric-median", Colour::SKY_BLUE, Marker::Triangle),
    ("group-geometric-median", Colour::SKY_BLUE, Marker::Square),
    ("centred-clipping", Colour::GREEN, Marker::Circle),
    ("vrmom", Colour::GREEN, Marker::Diamond),
    ("meamed", Colour::GREEN, Marker::Square),
    ("phocas", Colour::GREEN, Marker::Triangle),
    ("krum", Colour::PURPLE, Marker::Cross),
    ("multi-krum", Colour::PURPLE, Marker::Diamond),
    ("bulyan", Colour::PURPLE, Marker::Square),
    ("mda", Colour::PURPLE, Marker::Triangle),
    ("caf", Colour::ORANGE, Marker::Diamond),
    ("filter", Colour::ORANGE, Marker::Triangle),
    ("smea", Colour::ORANGE, Marker::Square),
    ("spectral", Colour::ORANGE, Marker::Circle),
    ("trimmed-midrange", Colour::BLACK, Marker::Diamond),
    ("cge", Colour::BLACK, Marker::Cross),
    ("monna", Colour::BLACK, Marker::Triangle),
    ("aksel", Colour::BLACK, Marker::Square),
    ("nnm then median", Colour::BLUE, Marker::Triangle),
];

/// Colours for aggregators of other crates.
const SPARE: [Colour; 5] = [
    Colour::GREEN,
    Colour::PURPLE,
    Colour::ORANGE,
    Colour::SKY_BLUE,
    Colour::BLACK,
];

/// Markers for aggregators of other crates.
const SPARE_MARKERS: [Marker; 3] = [Marker::Triangle, Marker::Cross, Marker::Diamond];

/// The colour of an aggregator, the same in every figure: a function of its name alone.
///
/// An aggregator that is not built in gets one of five colours by a hash of its name, so that two of them may share one;
/// their markers then mostly differ.
pub fn aggregator_colour(name: &str) -> Colour {
    let known = KNOWN
        .iter()
        .find(|(known, ..)| *known == name)
        .map(|(_, colour, _)| *colour);
    known.unwrap_or_else(|| SPARE[(fnv1a(name) % SPARE.len() as u64) as usize])
}

/// The marker of an aggregator, the same in every figure: a function of its name alone.
pub fn aggregator_marker(name: &str) -> Marker {
    let known = KNOWN
        .iter()
        .find(|(known, ..)| *known == name)
        .map(|(.., marker)| *marker);
    known.unwrap_or_else(|| SPARE_MARKERS[(fnv1a(name) / SPARE.len() as u64 % SPARE_MARKERS.len() as u64) as usize])
}

/// The 64-bit FNV-1a hash: fixed for ever, unlike the standard library's.
pub(super) fn fnv1a(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_three_aggregators_of_the_paper_keep_their_colours() {
        assert_eq!(aggregator_colour("mean"), Colour::hex(0x555555));
        assert_eq!(aggregator_colour("median"), Colour::hex(0x0072B2));
        assert_eq!(aggregator_colour("trimmed-mean"), Colour::hex(0xD55E00));
    }

    #[test]
    fn known_aggregators_never_share_a_look() {
        let looks = KNOWN
            .iter()
            .map(|(name, ..)| (aggregator_colour(name), aggregator_marker(name)));
        assert_eq!(looks.collect::<HashSet<(Colour, Marker)>>().len(), KNOWN.len());
        let paper: HashSet<Colour> = KNOWN.iter().take(3).map(|(_, colour, _)| *colour).collect();
        assert_eq!(paper.len(), 3, "those of the paper differ by colour alone");
    }

    #[test]
    fn an_unknown_name_always_gets_the_same_look() {
        assert_eq!(fnv1a("a"), 0xaf63_dc4c_8601_ec8c);
        assert!(SPARE.contains(&aggregator_colour("my-rule")));
        assert_eq!(aggregator_marker("my-rule"), aggregator_marker("my-rule"));
    }

    #[test]
    fn tints_go_to_white() {
        assert_eq!(Colour::BLUE.tint(100), Colour::BLUE);
        assert_eq!(Colour::BLUE.tint(0), Colour::WHITE);
        assert_eq!(Colour::BLACK.tint(20), Colour::hex(0xCCCCCC));
        assert!(Colour::BLUE.tint(30).is_light() && !Colour::BLUE.is_light());
    }

    #[test]
    fn shades_differ() {
        assert_eq!(Colour::VERMILLION.shade(0), Colour::VERMILLION);
        let shades: HashSet<Colour> = (0..5).map(|index| Colour::VERMILLION.shade(index)).collect();
        assert_eq!(shades.len(), 5);
    }

    #[test]
    fn text_shades_are_dark() {
        for (_, colour, _) in KNOWN {
            // Black is black.
            let shade = colour.for_text();
            assert!(
                u32::from(shade.r) + u32::from(shade.g) + u32::from(shade.b) < 450,
                "{shade:?}"
            );
        }
        assert_eq!(Colour::BLUE.for_text(), Colour::BLUE);
    }
}
