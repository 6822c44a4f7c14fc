//! A small set of images in the format of the real ones.

#![allow(dead_code, reason = "every test program uses a part")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// The four files, images before labels, training before test.
pub const NAMES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// Bytes of an idx file.
pub fn idx(magic: u32, extents: &[u32], body: &[u8]) -> Vec<u8> {
    let numbers = [magic]
        .into_iter()
        .chain(extents.iter().copied())
        .flat_map(u32::to_be_bytes);
    numbers.chain(body.iter().copied()).collect()
}

/// Images of ten classes: a bright bar whose place is the class, and noise that a multiplicative generator makes.
fn images(count: u32, mut state: u32) -> (Vec<u8>, Vec<u8>) {
    let mut pixels = Vec::new();
    let mut labels = Vec::new();
    for image in 0..count {
        let class = image % 10;
        labels.push(class as u8);
        for pixel in 0..784u32 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (state >> 24) as u8;
            let row = pixel / 28;
            let bar = (2 * class + 3..2 * class + 6).contains(&row);
            pixels.push(if bar {
                128 + noise / 2
            } else if noise > 220 {
                noise / 2
            } else {
                0
            });
        }
    }
    (pixels, labels)
}

/// Writes `train` and `test` images with their labels into `folder`.
pub fn write_digits(folder: &Path, train: u32, test: u32) {
    fs::create_dir_all(folder).expect("a folder");
    for (names, count, seed) in [(&NAMES[..2], train, 1), (&NAMES[2..], test, 2)] {
        let (pixels, labels) = images(count, seed);
        fs::write(folder.join(names[0]), idx(0x803, &[count, 28, 28], &pixels)).expect("images");
        fs::write(folder.join(names[1]), idx(0x801, &[count], &labels)).expect("labels");
    }
}

/// The program.
pub fn mnist() -> Command {
    Command::cargo_bin("mnist").expect("the program is built")
}

/// Standard error of a failing command with this exit code.
pub fn failure(command: &mut Command, code: i32) -> String {
    let output = command.assert().failure().code(code).get_output().clone();
    String::from_utf8(output.stderr).expect("text")
}
