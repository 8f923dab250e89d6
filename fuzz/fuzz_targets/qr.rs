//! Pictures and texts of codes. The first byte chooses: the bytes of a PNG, or a code drawn from a text and then
//! disturbed, so that the reader gets past the picture's frame.
//!
//! What holds: no panic; a matrix has a side that QR codes have; what is read from a picture can be drawn again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pairdesk::domain::pairing_code::PairingText;
use pairdesk::qr::{self, Matrix};
use pairdesk_fuzz::{Input, timed};

/// Most bytes that a QR can hold.
const MOST: usize = 2953;

fuzz_target!(|data: &[u8]| timed(|| run(data)));

fn run(data: &[u8]) {
    let mut input = Input(data);
    match input.byte() % 3 {
        0 => {
            if let Ok(text) = qr::read_png(input.0) {
                drawn(&text);
            }
        }
        1 => drop(drawn(&String::from_utf8_lossy(input.0))),
        _ => disturbed(&mut input),
    }
}

/// Draws a text and looks at the matrix.
fn drawn(text: &str) -> Option<Matrix> {
    // A text of any kind, made into the first part of a code.
    let word: String = text.chars().filter(char::is_ascii_alphanumeric).take(500).collect();
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let whole = format!("2@{word},{key},{key},{key}");
    let code = PairingText::check(text).or_else(|_| PairingText::check(&whole)).ok()?;
    let matrix = qr::draw(&code).unwrap();
    assert!((21..=177).contains(&matrix.side) && (matrix.side - 17) % 4 == 0, "side {}", matrix.side);
    assert_eq!(matrix.dark.len(), matrix.side * matrix.side);
    Some(matrix)
}

/// A good code with some modules turned, as a picture.
fn disturbed(input: &mut Input<'_>) {
    let scale = usize::from(input.byte() % 3) + 2;
    let turned: Vec<usize> = (0..input.byte() % 16)
        .map(|_| usize::from(input.byte()) << 8 | usize::from(input.byte()))
        .collect();
    let text = String::from_utf8_lossy(&input.0[..input.0.len().min(200)]).into_owned();
    let Some(mut matrix) = drawn(&text) else { return };
    for at in &turned {
        let at = at % matrix.dark.len();
        matrix.dark[at] = !matrix.dark[at];
    }
    let read = qr::read_png(&png_of(&matrix, scale));
    if let Ok(read) = &read {
        assert!(read.len() <= MOST, "{} bytes", read.len());
    }
}

fn png_of(matrix: &Matrix, scale: usize) -> Vec<u8> {
    let side = (matrix.side + 8) * scale;
    let mut pixels = vec![255_u8; side * side];
    for y in 0..matrix.side * scale {
        for x in 0..matrix.side * scale {
            if matrix.dark[(y / scale) * matrix.side + x / scale] {
                pixels[(y + 4 * scale) * side + x + 4 * scale] = 0;
            }
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side as u32, side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}
