//! The embedded font: measuring, wrapping, and the outlines of glyphs.

use std::sync::OnceLock;

use ab_glyph::{Font, FontRef, GlyphId, OutlinedGlyph, PxScale, point};

use super::error::PlotError;

/// Name of the font. It goes into the SVG as it is, hence the fallbacks for readers without DejaVu Sans: Verdana has
/// almost the same widths, most others are narrower.
pub(super) const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// Distance of two baselines, in ems.
pub(super) const LINE: f64 = 1.3;

/// Half the height of a digit, in ems: from the baseline to the middle of the text.
pub(super) const HALF_DIGIT: f64 = 0.365;

pub(super) static FONT: &[u8] = include_bytes!("../../../assets/DejaVuSans.ttf");

/// The font, read once.
fn font() -> Option<&'static FontRef<'static>> {
    static READ: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
    READ.get_or_init(|| FontRef::try_from_slice(FONT).ok()).as_ref()
}

/// Fails if the font cannot be read; the other functions then find every text empty.
pub(super) fn check_font() -> Result<(), PlotError> {
    font().map(|_| ()).ok_or(PlotError::Font)
}

/// A character that no font has a glyph for.
pub(super) const NO_GLYPH: char = '\u{ffff}';

/// The number of a character's glyph in the font; 0, the empty box, where it has none.
pub(super) fn glyph_number(c: char) -> u16 {
    font().map_or(0, |font| font.glyph_id(c).0)
}

/// How far a character moves on, in ems.
pub(super) fn advance(c: char) -> f64 {
    width(&c.to_string(), 1.0)
}

/// How much farther apart two characters are than their widths say, in ems.
pub(super) fn kern(a: char, b: char) -> f64 {
    let em = f64::from(font().and_then(Font::units_per_em).unwrap_or(2048.0));
    font().map_or(0.0, |font| {
        f64::from(font.kern_unscaled(font.glyph_id(a), font.glyph_id(b))) / em
    })
}

/// Measures of a font, in ems.
pub(super) struct Metrics {
    pub ascent: f32,
    /// Below the baseline: negative.
    pub descent: f32,
    /// Height of capitals.
    pub capital: f32,
    /// Left, bottom, right and top of what all glyphs cover.
    pub bounds: [f32; 4],
}

/// The measures of the font, as far as some characters need it.
pub(super) fn metrics(characters: &[char]) -> Metrics {
    let Some(font) = font() else {
        return Metrics {
            ascent: 0.0,
            descent: 0.0,
            capital: 0.0,
            bounds: [0.0; 4],
        };
    };
    let em = font.units_per_em().unwrap_or(2048.0);
    // The upper corner comes first.
    let bounds = |c: char| {
        let bounds = font.outline(font.glyph_id(c))?.bounds;
        let (low, high) = (bounds.max.y, bounds.min.y);
        Some([bounds.min.x, low, bounds.max.x, high].map(|units| units / em))
    };
    let join = |[a, b, c, d]: [f32; 4], [e, f, g, h]: [f32; 4]| [a.min(e), b.min(f), c.max(g), d.max(h)];
    Metrics {
        ascent: font.ascent_unscaled() / em,
        descent: font.descent_unscaled() / em,
        capital: bounds('H').map_or(0.0, |[.., top]| top),
        bounds: characters
            .iter()
            .copied()
            .chain([NO_GLYPH])
            .filter_map(bounds)
            .reduce(join)
            .unwrap_or_default(),
    }
}

/// Whether the font can show a character; for others it has an empty box.
pub(super) fn has_glyph(c: char) -> bool {
    glyph_number(c) != 0
}

/// Width of `text` with an em of `size`.
pub(super) fn width(text: &str, size: f64) -> f64 {
    font().map_or(0.0, |font| set(font, text).1 * size)
}

/// The glyphs of `text` with their places on the baseline, and where the text ends; in ems.
fn set(font: &FontRef, text: &str) -> (Vec<(GlyphId, f64)>, f64) {
    let em = f64::from(font.units_per_em().unwrap_or(2048.0));
    let mut glyphs: Vec<(GlyphId, f64)> = Vec::new();
    let mut x = 0.0;
    for c in text.chars() {
        let glyph = font.glyph_id(c);
        if let Some((previous, _)) = glyphs.last() {
            x += f64::from(font.kern_unscaled(*previous, glyph)) / em;
        }
        glyphs.push((glyph, x));
        x += f64::from(font.h_advance_unscaled(glyph)) / em;
    }
    (glyphs, x)
}

/// Outlines of the glyphs of `text` with an em of `size`, the first one starting at (`x`, 0) on the baseline.
///
/// The drawing library's own bitmap text leaves out the space at the left of each glyph, so that words look uneven.
pub(super) fn outlines(text: &str, size: f64, x: f64) -> Vec<OutlinedGlyph> {
    let Some(font) = font() else {
        return Vec::new();
    };
    let em = font.units_per_em().unwrap_or(2048.0);
    // The font library counts sizes from ascent to descent.
    let scale = PxScale::from(size as f32 * font.height_unscaled() / em);
    let outline = |(glyph, at): (GlyphId, f64)| {
        font.outline_glyph(glyph.with_scale_and_position(scale, point((x + at * size) as f32, 0.0)))
    };
    set(font, text).0.into_iter().filter_map(outline).collect()
}

/// The widest of several texts.
pub(super) fn widest<'a>(texts: impl IntoIterator<Item = &'a String>, size: f64) -> f64 {
    texts.into_iter().map(|text| width(text, size)).fold(0.0, f64::max)
}

/// `text` without characters that neither XML nor a font can show.
pub(super) fn printable(text: &str) -> String {
    let shown = |c: char| match c {
        c if c.is_whitespace() && c != '\u{202f}' && c != '\u{a0}' => ' ',
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.chars().map(shown).collect()
}

/// Breaks `text` at spaces, and after hyphens if `at_hyphens`, into lines no wider than `limit`; inside a word only if
/// the word alone is too wide. Blank text has no line.
pub(super) fn wrap(text: &str, size: f64, limit: f64, at_hyphens: bool) -> Vec<String> {
    let text = printable(text);
    let mut lines = Vec::new();
    let mut line = String::new();
    let fits = |line: &str| width(line.trim_end(), size) <= limit;
    for word in pieces(&text, at_hyphens) {
        if fits(&format!("{line}{word}")) {
            line.push_str(word);
            continue;
        }
        if !line.trim().is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line.clear();
        for c in word.trim_start().chars() {
            line.push(c);
            if !fits(&line) && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(c);
            }
        }
    }
    lines.push(line);
    lines
        .into_iter()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

/// As [`wrap`], at spaces, with lines of about the same length.
pub(super) fn wrap_evenly(text: &str, size: f64, limit: f64) -> Vec<String> {
    let mut best = wrap(text, size, limit, false);
    for step in 1..20 {
        let narrower = wrap(text, size, limit * (1.0 - 0.025 * f64::from(step)), false);
        if narrower.len() > best.len() {
            break;
        }
        best = narrower;
    }
    best
}

/// Splits after every space, and after every hyphen if `at_hyphens`.
fn pieces(text: &str, at_hyphens: bool) -> impl Iterator<Item = &str> {
    text.split_inclusive(move |c| c == ' ' || (at_hyphens && (c == '-' || c == '_')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_em_dash_is_one_em_wide() {
        assert!((width("—", 20.0) - 20.0).abs() < 0.05);
    }

    #[test]
    fn the_font_has_every_sign_the_figures_use() {
        let signs = "μαβδεσλκθ√∞−×±≤≥‖ŵ½¼⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᐟᵐⁿ₂·…–∇∈∑→\u{202f}";
        for sign in signs.chars() {
            assert_ne!(
                font().unwrap().glyph_id(sign),
                GlyphId(0),
                "{sign} U+{:04X}",
                u32::from(sign)
            );
        }
    }

    /// What a PDF file sets glyph by glyph is as wide as what was measured.
    #[test]
    fn a_text_is_as_wide_as_its_advances_and_kerns() {
        let text: Vec<char> = "AVAILABLE ‖ŵ − w*‖₂ To fT".chars().collect();
        let advances: f64 = text.iter().map(|c| advance(*c)).sum();
        let kerns: Vec<f64> = text.windows(2).map(|pair| kern(pair[0], pair[1])).collect();
        let sum = advances + kerns.iter().sum::<f64>();
        assert!((sum - width(&text.iter().collect::<String>(), 1.0)).abs() < 1e-9);
        assert!(kerns.iter().any(|kern| *kern != 0.0));
    }

    #[test]
    fn wrapped_lines_fit_and_lose_no_word() {
        let text = "the error of the coordinate-wise median falls as one over the square root of n";
        for limit in [60.0, 100.0, 240.0] {
            let lines = wrap(text, 16.0, limit, true);
            assert!(lines.iter().all(|line| width(line, 16.0) <= limit), "{lines:?}");
            let joined: String = lines.concat();
            assert_eq!(joined.replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn one_long_word_is_broken() {
        let lines = wrap(&"x".repeat(300), 16.0, 100.0, false);
        assert!(lines.len() > 10 && lines.iter().all(|line| width(line, 16.0) <= 100.0));
        assert_eq!(wrap("xyz", 16.0, 0.0, false), ["x", "y", "z"]);
    }

    #[test]
    fn control_characters_do_not_reach_the_page() {
        assert_eq!(printable("a\nb\tc\u{0}d\u{1b}"), "a b c\u{fffd}d\u{fffd}");
        assert!(wrap(" \n ", 16.0, 100.0, false).is_empty());
    }
}
