//! Text or image bytes → module matrix, with strict limits. What is no QR is not shown.

pub mod picture;

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::pairing_code::PairingText;
use std::fmt;
use std::io::Cursor;

/// Largest image side in pixels.
const MAX_SIDE: u32 = 1024;
/// Largest image file in bytes.
const MAX_BYTES: usize = 256 * 1024;

/// Modules of white around a code: fewer, and phones do not see it.
pub const QUIET: usize = 4;

/// The modules of a code, row by row, without quiet zone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Matrix {
    /// Modules per side; 0 for no code.
    pub side: usize,
    /// `true` is dark.
    pub dark: Vec<bool>,
}

impl fmt::Debug for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Matrix({0} × {0})", self.side)
    }
}

/// Draws a pairing code as a QR; nothing else can be drawn. Low error correction gives the largest modules, and a clean screen needs no repair.
///
/// # Errors
/// `Unreadable` when it is longer than a QR can hold.
///
/// ```compile_fail
/// let _ = pairdesk::qr::draw("https://acme.example");
/// ```
///
/// ```compile_fail
/// let _ = pairdesk::domain::pairing_code::PairingText("https://acme.example".to_owned());
/// ```
pub fn draw(code: &PairingText) -> Result<Matrix, Failure> {
    let code = qrcode::QrCode::with_error_correction_level(code.as_str().as_bytes(), qrcode::EcLevel::L)
        .map_err(|_| Failure::new(FailureKind::Unreadable))?;
    let dark = code.to_colors().into_iter().map(|color| color == qrcode::Color::Dark).collect();
    Ok(Matrix { side: code.width(), dark })
}

/// Reads the text of a QR from the bytes of a PNG.
///
/// # Errors
/// `Unreadable` when the bytes are no PNG, exceed the limits or hold no QR.
pub fn read_png(bytes: &[u8]) -> Result<String, Failure> {
    let unreadable = || Failure::new(FailureKind::Unreadable);
    if bytes.len() > MAX_BYTES {
        return Err(FailureKind::TooLarge.into());
    }
    let (width, height, luma) = decode_luma(bytes).ok_or_else(unreadable)?;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        luma.get(y * width + x).copied().unwrap_or(255)
    });
    let grids = image.detect_grids();
    let (_, text) = grids.first().ok_or_else(unreadable)?.decode().map_err(|_| unreadable())?;
    Ok(text)
}

fn decode_luma(bytes: &[u8]) -> Option<(usize, usize, Vec<u8>)> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: 8 * 1024 * 1024 });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.ignore_checksums(false);
    let header = decoder.read_header_info().ok()?;
    if header.width > MAX_SIDE || header.height > MAX_SIDE {
        return None;
    }
    let mut reader = decoder.read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    let step = frame.color_type.samples();
    let luma = pixels.chunks_exact(step).map(luma_of).collect();
    Some((frame.width as usize, frame.height as usize, luma))
}

/// Brightness of a pixel over white; transparent is white.
fn luma_of(pixel: &[u8]) -> u8 {
    let over_white = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)
    };
    match *pixel {
        [grey] => grey,
        [grey, alpha] => over_white(grey, alpha),
        [r, g, b] => mean(r, g, b),
        [r, g, b, alpha] => over_white(mean(r, g, b), alpha),
        _ => 255,
    }
}

fn mean(r: u8, g: u8, b: u8) -> u8 {
    u8::try_from((u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000).unwrap_or(255)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "2@abcdefghijklmnopqrstuvwxyz0123456789,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn png_of(matrix: &Matrix, scale: usize) -> Vec<u8> {
        let side = (matrix.side + 8) * scale;
        let mut pixels = vec![255u8; side * side];
        for y in 0..matrix.side * scale {
            for x in 0..matrix.side * scale {
                if matrix.dark[(y / scale) * matrix.side + x / scale] {
                    pixels[(y + 4 * scale) * side + x + 4 * scale] = 0;
                }
            }
        }
        let mut bytes = Vec::new();
        let side = u32::try_from(side).unwrap();
        let mut encoder = png::Encoder::new(&mut bytes, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        bytes
    }

    #[test]
    fn what_is_drawn_reads_back() {
        let matrix = draw(&PairingText::check(TEXT).unwrap()).unwrap();
        assert_eq!(read_png(&png_of(&matrix, 4)).unwrap(), TEXT);
    }

    #[test]
    fn refuses_what_is_no_code() {
        assert!(read_png(b"<svg/>").is_err());
        let white = Matrix { side: 21, dark: vec![false; 441] };
        assert!(read_png(&png_of(&white, 4)).is_err());
        let large = Matrix { side: 300, dark: vec![false; 90000] };
        assert!(read_png(&png_of(&large, 4)).is_err());
    }
}
