//! PDF files, read as a reader of PDF does.

use std::collections::BTreeMap;

use miniz_oxide::inflate::decompress_to_vec_zlib;

use super::pages::pages;
use super::samples::{all, maps, rates};
use super::scene_of;
use crate::report::plot::{Figure, Layout};

/// What is in the streams of a file, unpacked, in their order: the page, the font, the numbers of its glyphs, its characters.
fn streams(file: &[u8]) -> Vec<Vec<u8>> {
    let find = |from: usize, what: &[u8]| {
        let at = file[from..].windows(what.len()).position(|part| part == what)?;
        Some(from + at)
    };
    let mut streams = Vec::new();
    let mut at = 0;
    while let Some(start) = find(at, b"\nstream\n") {
        let start = start + 8;
        let end = find(start, b"\nendstream").expect("it ends");
        streams.push(decompress_to_vec_zlib(&file[start..end]).expect("a zlib stream"));
        at = end;
    }
    streams
}

/// The characters by their codes.
fn characters(map: &[u8]) -> BTreeMap<u16, char> {
    let text = std::str::from_utf8(map).expect("ASCII");
    let pairs = text
        .lines()
        .filter_map(|line| line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <"));
    let hex = |digits: &str| u16::from_str_radix(digits, 16).expect("hexadecimal");
    // The first pair is the range of all codes.
    pairs
        .filter(|pair| *pair != ("0000", "FFFF"))
        .map(|(code, c)| {
            let units: Vec<u16> = (0..c.len() / 4).map(|i| hex(&c[4 * i..4 * i + 4])).collect();
            (
                hex(code),
                String::from_utf16(&units).expect("UTF-16").chars().next().expect("one"),
            )
        })
        .collect()
}

/// The bytes of the strings of a page, one list a text.
fn shown(page: &[u8]) -> Vec<Vec<u8>> {
    let mut texts = Vec::new();
    let mut text = Vec::new();
    let mut bytes = page.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'[' => text.clear(),
            b']' => texts.push(std::mem::take(&mut text)),
            b'<' => {
                let digits: Vec<u8> = bytes.by_ref().take_while(|byte| *byte != b'>').collect();
                let pair =
                    |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hex");
                text.extend(digits.chunks(2).map(pair));
            }
            b'(' => {
                let mut depth = 1;
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'\\' => match bytes.next().expect("an escape") {
                            b'n' => text.push(b'\n'),
                            b'r' => text.push(b'\r'),
                            b't' => text.push(b'\t'),
                            b'b' => text.push(8),
                            b'f' => text.push(12),
                            digit @ b'0'..=b'7' => {
                                let rest = [bytes.next(), bytes.next()].map(|digit| digit.expect("octal") - b'0');
                                text.push(64 * (digit - b'0') + 8 * rest[0] + rest[1]);
                            }
                            other => text.push(other),
                        },
                        b'(' => {
                            depth += 1;
                            text.push(byte);
                        }
                        b')' => {
                            depth -= 1;
                            if depth == 0 {
                                break;
                            }
                            text.push(byte);
                        }
                        _ => text.push(byte),
                    }
                }
            }
            _ => {}
        }
    }
    texts
}

/// The texts of a file, as a reader of PDF searches them.
fn texts(file: &[u8]) -> Vec<String> {
    let streams = streams(file);
    let characters = characters(&streams[3]);
    let decoded = |codes: Vec<u8>| {
        let code = |pair: &[u8]| characters[&u16::from_be_bytes([pair[0], pair[1]])];
        codes.chunks(2).map(code).collect()
    };
    shown(&streams[0]).into_iter().map(decoded).collect()
}

#[test]
fn the_texts_of_a_file_are_those_of_the_scene() {
    for (name, figure) in all() {
        for layout in pages() {
            let scene = scene_of(&figure, layout).expect(name);
            let written: Vec<&str> = scene.texts().map(|text| text.content.as_str()).collect();
            let file = figure.lay_out(layout).and_then(|drawing| drawing.to_pdf()).expect(name);
            assert_eq!(texts(&file), written, "{name}");
        }
    }
}

/// No date, no identifier, and no glyph that is not used: the whole font has 760 kB.
#[test]
fn the_same_figure_gives_the_same_small_file() {
    for (name, figure) in all() {
        let file = figure.to_pdf().expect(name);
        assert_eq!(file, figure.clone().to_pdf().expect(name));
        let contains = |what: &[u8]| file.windows(what.len()).any(|part| part == what);
        assert!(file.starts_with(b"%PDF-1.7\n") && file.ends_with(b"%%EOF"), "{name}");
        assert!(!contains(b"Date") && !contains(b"/ID"), "{name}");
        assert!(contains(b"+DejaVuSans") && contains(b"/CIDFontType2"), "{name}");
        assert!(file.len() < 60_000, "{name}: {} bytes", file.len());
    }
}

/// PDF has no exponents.
#[test]
fn numbers_are_written_as_decimals() {
    for (name, figure) in all() {
        let page = streams(&figure.to_pdf().expect(name)).swap_remove(0);
        for line in page.split(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"[")) {
            for word in line
                .split(|byte| *byte == b' ')
                .filter(|word| word.iter().any(u8::is_ascii_digit))
            {
                let digits = |byte: &u8| byte.is_ascii_digit() || *byte == b'.' || *byte == b'-';
                assert!(word.iter().all(digits), "{name}: {:?}", String::from_utf8_lossy(word));
            }
        }
    }
}

#[test]
fn a_character_without_a_glyph_is_named_and_can_be_searched() {
    let figure = Figure {
        title: "誤差 falls".to_owned(),
        ..rates()
    };
    let drawing = figure.lay_out(Layout::default()).expect("a drawing");
    assert_eq!(drawing.missing_glyphs(), ['差', '誤']);
    assert!(texts(&drawing.to_pdf().expect("a file")).contains(&"誤差 falls".to_owned()));
    assert!(
        rates()
            .lay_out(Layout::default())
            .expect("a drawing")
            .missing_glyphs()
            .is_empty()
    );
}

/// Between neighbours of one colour that are filled one by one, readers show a seam.
#[test]
fn tiles_of_a_colour_are_one_path() {
    let page = streams(&maps().to_pdf().expect("a file")).swap_remove(0);
    let page = String::from_utf8_lossy(&page);
    let filled = page.lines().filter(|line| *line == "f").count();
    let rectangles = page.lines().filter(|line| line.ends_with(" re")).count();
    assert!(rectangles > 100, "{rectangles}");
    let longest = page
        .split("\nf\n")
        .map(|path| path.lines().filter(|line| line.ends_with(" re")).count());
    assert!(longest.max() >= Some(20), "{filled} fills");
}
