//! The picture in the tray, in the sizes that panels have, with a dot where something is wrong.

use crate::desktop::icon::from_png;
use egui::IconData;

/// Panels choose the one that fits; none of them is scaled up.
#[cfg(any(target_os = "linux", test))]
static SIZES: [&[u8]; 4] = [
    include_bytes!("../../../assets/app/png/pairdesk-24.png"),
    MIDDLE,
    include_bytes!("../../../assets/app/png/pairdesk-48.png"),
    include_bytes!("../../../assets/app/png/pairdesk-64.png"),
];
static MIDDLE: &[u8] = include_bytes!("../../../assets/app/png/pairdesk-32.png");
/// The dot, and the ring that parts it from the picture, on a dark panel too.
const DOT: [u8; 3] = [0xE5, 0x3E, 0x43];
const RING: [u8; 3] = [0xFF, 0xFF, 0xFF];

/// All sizes.
#[cfg(any(target_os = "linux", test))]
pub fn pictures(has_dot: bool) -> impl Iterator<Item = IconData> {
    SIZES.iter().map(move |png| picture(png, has_dot))
}

/// The one size that Windows takes, and makes smaller where it is not the one that it shows.
#[cfg(windows)]
pub fn one(has_dot: bool) -> IconData {
    picture(MIDDLE, has_dot)
}

fn picture(png: &[u8], has_dot: bool) -> IconData {
    let mut picture = from_png(png);
    if has_dot {
        dot(picture.width, &mut picture.rgba);
    }
    picture
}

/// Puts the dot into the lower right corner of a square.
fn dot(size: u32, rgba: &mut [u8]) {
    #[expect(clippy::cast_precision_loss, reason = "sizes of pictures")]
    let (edge, outer) = (size as f32, size as f32 * 0.25);
    let (center, inner) = (edge - outer, outer - (edge / 16.0));
    let (pixels, _) = rgba.as_chunks_mut::<4>();
    for (at, pixel) in (0_u32..).zip(pixels) {
        #[expect(clippy::cast_precision_loss, reason = "sizes of pictures")]
        let (x, y) = ((at % size) as f32 + 0.5, (at / size) as f32 + 0.5);
        let away = (x - center).hypot(y - center);
        lay(pixel, RING, (outer + 0.5 - away).clamp(0.0, 1.0));
        lay(pixel, DOT, (inner + 0.5 - away).clamp(0.0, 1.0));
    }
}

/// Lays a colour over a pixel, as far as it covers it.
fn lay(pixel: &mut [u8; 4], color: [u8; 3], cover: f32) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
    let mix = |below: u8, above: u8| (f32::from(below) + (f32::from(above) - f32::from(below)) * cover).round() as u8;
    let [red, green, blue, alpha] = pixel;
    (*red, *green, *blue) = (mix(*red, color[0]), mix(*green, color[1]), mix(*blue, color[2]));
    *alpha = mix(*alpha, u8::MAX);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_stands_in_the_corner_of_every_size_and_nowhere_else() {
        for (plain, dotted) in pictures(false).zip(pictures(true)) {
            let size = usize::try_from(plain.width).unwrap();
            assert_eq!((plain.rgba.len(), dotted.rgba.len()), (size * size * 4, size * size * 4));
            let pixel = |icon: &IconData, x: usize, y: usize| icon.rgba[(y * size + x) * 4..][..4].to_vec();
            let middle = size - size / 4;
            assert_eq!(pixel(&dotted, middle, middle), [DOT[0], DOT[1], DOT[2], 0xFF]);
            let upper = size * size * 2;
            assert_eq!(plain.rgba[..upper], dotted.rgba[..upper], "the upper half stays");
        }
    }
}
