//! The characters of a figure as a font in its PDF file.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use subsetter::{GlyphRemapper, subset};

use super::compressed;
use crate::report::plot::error::PlotError;
use crate::report::plot::palette::fnv1a;
use crate::report::plot::text::{self, FONT, Metrics};

const SYSTEM: SystemInfo = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// The objects that make up a font.
pub(super) struct Refs {
    pub font: Ref,
    pub cid_font: Ref,
    pub descriptor: Ref,
    pub file: Ref,
    pub glyphs: Ref,
    pub unicode: Ref,
}

/// Some characters, which are numbered from 1 on. The numbers are those of characters and not of glyphs, so that what is copied or
/// searched for is the text, even where two characters have one glyph or one has none.
pub(super) struct Characters(Vec<char>);

impl Characters {
    /// Those of some texts.
    ///
    /// # Errors
    ///
    /// [`PlotError::Subset`] if they are more than can be numbered.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Result<Self, PlotError> {
        let mut characters: Vec<char> = texts.flat_map(str::chars).collect();
        characters.sort_unstable();
        characters.dedup();
        if characters.len() >= usize::from(u16::MAX) {
            return Err(PlotError::Subset);
        }
        Ok(Self(characters))
    }

    /// The two bytes of a character, by which a text names it; 0, the empty box, for one that is not among them.
    pub fn code(&self, c: char) -> [u8; 2] {
        let place = self.0.binary_search(&c).map_or(0, |place| place + 1);
        (place as u16).to_be_bytes()
    }

    /// Writes the font, of which only the glyphs of the characters are embedded.
    ///
    /// # Errors
    ///
    /// [`PlotError::Subset`].
    pub fn write(&self, pdf: &mut Pdf, refs: &Refs) -> Result<(), PlotError> {
        let mut remapper = GlyphRemapper::new();
        let glyphs: Vec<u16> = (self.0.iter())
            .map(|c| remapper.remap(text::glyph_number(*c)))
            .collect();
        let file = subset(FONT, 0, &remapper).map_err(|_| PlotError::Subset)?;
        let name = self.name();
        let name = Name(name.as_bytes());

        pdf.type0_font(refs.font)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(refs.cid_font)
            .to_unicode(refs.unicode);
        let mut font = pdf.cid_font(refs.cid_font);
        font.subtype(CidFontType::Type2)
            .base_font(name)
            .system_info(SYSTEM)
            .font_descriptor(refs.descriptor)
            .default_width(1000.0 * text::advance(text::NO_GLYPH) as f32)
            .cid_to_gid_map_stream(refs.glyphs);
        let widths = self.0.iter().map(|c| 1000.0 * text::advance(*c) as f32);
        font.widths().consecutive(1, widths);
        font.finish();

        let Metrics {
            ascent,
            descent,
            capital,
            bounds,
        } = text::metrics(&self.0);
        let [left, bottom, right, top] = bounds.map(|ems| 1000.0 * ems);
        pdf.font_descriptor(refs.descriptor)
            .name(name)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(left, bottom, right, top))
            .italic_angle(0.0)
            .ascent(1000.0 * ascent)
            .descent(1000.0 * descent)
            .cap_height(1000.0 * capital)
            .stem_v(80.0)
            .font_file2(refs.file);

        let packed = compressed(&file);
        let mut stream = pdf.stream(refs.file, &packed);
        stream.filter(Filter::FlateDecode);
        stream.pair(Name(b"Length1"), file.len() as i32);
        stream.finish();

        // Character 0 is glyph 0, the empty box.
        let map: Vec<u8> = std::iter::once(0).chain(glyphs).flat_map(u16::to_be_bytes).collect();
        pdf.stream(refs.glyphs, &compressed(&map)).filter(Filter::FlateDecode);

        let mut unicode = UnicodeCmap::<u16>::new(Name(b"Characters"), SYSTEM);
        for (number, c) in (1..).zip(&self.0) {
            unicode.pair(number, *c);
        }
        let packed = compressed(unicode.finish().as_slice());
        pdf.cmap(refs.unicode, &packed).filter(Filter::FlateDecode);
        Ok(())
    }

    /// The font's name, after six letters that differ between fonts of different characters, since programs that join documents take fonts of
    /// one name for one font.
    fn name(&self) -> String {
        let mut hash = fnv1a(&self.0.iter().collect::<String>());
        let mut letter = || {
            let letter = b'A' + (hash % 26) as u8;
            hash /= 26;
            char::from(letter)
        };
        let tag: String = (0..6).map(|_| letter()).collect();
        format!("{tag}+DejaVuSans")
    }
}
