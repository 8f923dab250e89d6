//! A code as a file for others to open: pixels or shapes, with its quiet zone.

use crate::domain::failure::{Failure, FailureKind};
use crate::qr::{Matrix, QUIET};
use std::fmt::Write as _;

/// Pixels per module.
pub const SCALE: usize = 8;

/// The kind of a picture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Png,
    Svg,
}

impl Format {
    /// How its files' names end.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }
}

/// The bytes of a picture file.
///
/// # Errors
/// `Unreadable` for a code that has no modules.
pub fn bytes(matrix: &Matrix, format: Format) -> Result<Vec<u8>, Failure> {
    if matrix.side == 0 {
        return Err(FailureKind::Unreadable.into());
    }
    match format {
        Format::Png => png(matrix).map_err(|_| FailureKind::Unreadable.into()),
        Format::Svg => Ok(svg(matrix).into_bytes()),
    }
}

/// Brightness of every pixel, row by row: 0 is dark.
#[must_use]
pub fn luma(matrix: &Matrix) -> (usize, Vec<u8>) {
    let side = (matrix.side + 2 * QUIET) * SCALE;
    let mut pixels = vec![255; side * side];
    for (at, _) in matrix.dark.iter().enumerate().filter(|(_, dark)| **dark) {
        let (x, y) = ((at % matrix.side + QUIET) * SCALE, (at / matrix.side + QUIET) * SCALE);
        for row in y..y + SCALE {
            pixels[row * side + x..row * side + x + SCALE].fill(0);
        }
    }
    (side, pixels)
}

fn png(matrix: &Matrix) -> Result<Vec<u8>, png::EncodingError> {
    let (side, pixels) = luma(matrix);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side as u32, side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(bytes)
}

fn svg(matrix: &Matrix) -> String {
    let side = matrix.side + 2 * QUIET;
    let mut path = String::new();
    for (at, _) in matrix.dark.iter().enumerate().filter(|(_, dark)| **dark) {
        let (x, y) = (at % matrix.side + QUIET, at / matrix.side + QUIET);
        // Writing to a text cannot fail.
        let _ = write!(path, "M{x} {y}h1v1h-1z");
    }
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/><path d="{path}"/></svg>"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pairing_code::PairingText;
    use crate::qr;

    const TEXT: &str = "2@abcdefghijklmnopqrstuvwxyz,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    #[test]
    fn a_png_reads_back() {
        let png = bytes(&qr::draw(&PairingText::check(TEXT).unwrap()).unwrap(), Format::Png).unwrap();
        assert_eq!(qr::read_png(&png).unwrap(), TEXT);
    }

    #[test]
    fn an_svg_has_every_dark_module_once() {
        let matrix = qr::draw(&PairingText::check(TEXT).unwrap()).unwrap();
        let svg = String::from_utf8(bytes(&matrix, Format::Svg).unwrap()).unwrap();
        let dark = matrix.dark.iter().filter(|dark| **dark).count();
        assert_eq!(svg.matches('M').count(), dark);
        assert!(svg.contains(&format!("M{QUIET} {QUIET}h1")), "the first finder begins after the quiet zone");
    }

    #[test]
    fn no_code_is_no_picture() {
        assert!(bytes(&Matrix::default(), Format::Png).is_err());
    }
}
