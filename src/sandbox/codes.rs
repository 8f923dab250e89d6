//! Code texts as a phone would find them: same shape and length as WhatsApp's, drawn from a seed.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use qrcode::{Color, EcLevel, QrCode};

/// Characters of a typed pairing code (Crockford's alphabet, as recorded from Evolution API).
const CROCKFORD: &[u8; 32] = b"123456789ABCDEFGHJKLMNPQRSTVWXYZ";
/// Pixels per module and modules of white border in the images.
const SCALE: usize = 4;
const BORDER: usize = 4;

/// SplitMix64: enough to make texts that differ, and the same text for the same seed.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.next() >> 32) as u8).collect()
    }
}

/// `ref,noiseKey,identityKey,advSecret`: the ref changes with every turn, the three keys stay for the session.
pub(super) fn qr_text(seed: u64, turn: u32) -> String {
    let mut reference = STANDARD_NO_PAD.encode(Draw(seed ^ (u64::from(turn) << 40) ^ 0x5151).bytes(76));
    reference.truncate(101);
    let mut keys = Draw(seed);
    let keys: Vec<String> = (0..3).map(|_| STANDARD.encode(keys.bytes(32))).collect();
    format!("2@{reference},{}", keys.join(","))
}

/// Eight characters to type on the phone; changes with every turn, like the code.
pub(super) fn pairing_code(seed: u64, turn: u32) -> String {
    let bytes = Draw(seed ^ (u64::from(turn) << 40) ^ 0xC0DE).bytes(8);
    bytes.iter().map(|byte| char::from(CROCKFORD[usize::from(byte % 32)])).collect()
}

/// The text as `data:image/png;base64,…`, the form that vendors document.
pub(super) fn data_uri(text: &str) -> String {
    png(text)
        .map(|bytes| format!("data:image/png;base64,{}", STANDARD.encode(bytes)))
        .unwrap_or_default()
}

/// Black on white, eight-bit grey.
pub(super) fn png(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (modules, colors) = (code.width(), code.to_colors());
    let side = (modules + 2 * BORDER) * SCALE;
    let mut pixels = vec![255_u8; side * side];
    for (index, color) in colors.iter().enumerate() {
        if *color == Color::Dark {
            let (left, top) = ((index % modules + BORDER) * SCALE, (index / modules + BORDER) * SCALE);
            for line in top..top + SCALE {
                pixels[line * side + left..line * side + left + SCALE].fill(0);
            }
        }
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side as u32, side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_the_shape_of_a_real_one() {
        let text = qr_text(7, 1);
        assert_eq!(text.len(), 238);
        assert_eq!(text.split(',').map(str::len).collect::<Vec<_>>(), [103, 44, 44, 44]);
        assert_ne!(text, qr_text(7, 2));
        assert_eq!(text[104..], qr_text(7, 2)[104..], "the keys stay");
        assert_eq!(pairing_code(7, 1).len(), 8);
        assert!(data_uri(&text).starts_with("data:image/png;base64,iVBORw0KGgo"));
    }
}
