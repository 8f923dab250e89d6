//! Pictures instead of codes: only what reads back as a QR is shown, and then as we draw it.

use crate::good::{CODE, PROVIDERS};
use crate::promise;
use crate::rig::{Rig, is_well_told, lab};
use crate::server::{Ask, Place, Step, json_answer};
use base64::Engine as _;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::pairing::Phase;
use pairdesk::domain::pairing_code::{NotACode, PairingText};
use pairdesk::qr::{self, Matrix};
use png::{BitDepth, ColorType};
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;

/// A text that stands where a code should, and whether a code must be shown for it.
pub struct Picture {
    pub name: &'static str,
    pub text: String,
    shown: bool,
    /// What it is said to be instead.
    said: Option<NotACode>,
}

fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn called(kind: &str, bytes: &[u8]) -> String {
    format!("data:{kind};base64,{}", base64(bytes))
}

/// The pixels of a matrix with a quiet zone, `scale` pixels to a module; and the side.
fn pixels(matrix: &Matrix, scale: usize) -> (Vec<u8>, usize) {
    let side = (matrix.side + 8) * scale;
    let dark = |x: usize, y: usize| {
        let (x, y) = ((x / scale).checked_sub(4)?, (y / scale).checked_sub(4)?);
        (x < matrix.side && y < matrix.side).then(|| matrix.dark[y * matrix.side + x])
    };
    let value = |at: usize| if dark(at % side, at / side) == Some(true) { 0 } else { 255 };
    ((0..side * side).map(value).collect(), side)
}

fn encoded(
    pixels: &[u8],
    side: usize,
    depth: BitDepth,
    more: impl FnOnce(&mut png::Encoder<'_, &mut Vec<u8>>),
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let side = u32::try_from(side).unwrap();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(depth);
    more(&mut encoder);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(pixels).unwrap();
    drop(writer);
    bytes
}

fn drawn() -> Matrix {
    qr::draw(&PairingText::check(CODE).unwrap()).unwrap()
}

fn code(scale: usize) -> Vec<u8> {
    let (pixels, side) = pixels(&drawn(), scale);
    encoded(&pixels, side, BitDepth::Eight, |_| {})
}

/// A code of another text, as others draw them.
fn picture_of(text: &str) -> Vec<u8> {
    let code = qrcode::QrCode::new(text).unwrap();
    let dark = code.to_colors().into_iter().map(|color| color == qrcode::Color::Dark).collect();
    let (pixels, side) = pixels(&Matrix { side: code.width(), dark }, 4);
    encoded(&pixels, side, BitDepth::Eight, |_| {})
}

/// A code with twice the bits that anybody needs.
fn deep_code() -> Vec<u8> {
    let (pixels, side) = pixels(&drawn(), 4);
    let twice: Vec<u8> = pixels.iter().flat_map(|value| [*value, *value]).collect();
    encoded(&twice, side, BitDepth::Sixteen, |_| {})
}

/// A picture of something else.
fn chequered(side: usize) -> Vec<u8> {
    let pixels: Vec<u8> = (0..side * side)
        .map(|at| if (at % side / 16 + at / side / 16).is_multiple_of(2) { 30 } else { 220 })
        .collect();
    encoded(&pixels, side, BitDepth::Eight, |_| {})
}

/// A film whose first picture is none of a code, and whose second one is.
fn film() -> Vec<u8> {
    let (code, side) = pixels(&drawn(), 4);
    let mut bytes = Vec::new();
    let length = u32::try_from(side).unwrap();
    let mut encoder = png::Encoder::new(&mut bytes, length, length);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![255; side * side]).unwrap();
    writer.write_image_data(&code).unwrap();
    writer.finish().unwrap();
    bytes
}

fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(kind);
    sum.update(data);
    let length = u32::try_from(data.len()).unwrap();
    [&length.to_be_bytes(), kind, data, &sum.sum().to_be_bytes()].concat()
}

/// The start of a PNG that claims these sides, 16 bits of four colours each.
fn claiming(side: u32) -> Vec<u8> {
    let header = [side.to_be_bytes().as_slice(), &side.to_be_bytes(), &[16, 6, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".as_slice(), &chunk(b"IHDR", &header)].concat()
}

/// Puts a chunk behind the header.
fn with_chunk(picture: &[u8], chunk: &[u8]) -> Vec<u8> {
    let (head, rest) = picture.split_at(33);
    [head, chunk, rest].concat()
}

/// A text of 64 MiB, packed, in a picture of something else.
fn text_bomb() -> Vec<u8> {
    let mut packer = ZlibEncoder::new(b"Comment\0\0".to_vec(), Compression::fast());
    let blanks = vec![b' '; 1024 * 1024];
    (0..64).for_each(|_| packer.write_all(&blanks).unwrap());
    with_chunk(&chequered(256), &chunk(b"zTXt", &packer.finish().unwrap()))
}

pub fn all() -> Vec<Picture> {
    let refused = |name, text| Picture { name, text, shown: false, said: None };
    let shown = |name, text| Picture { name, text, shown: true, said: None };
    let other = |name, kind, text| Picture { name, text, shown: false, said: Some(kind) };
    let png = |bytes: &[u8]| called("image/png", bytes);
    let huge = [claiming(i32::MAX as u32), b"\x7f\xff\xff\xffIDAT".to_vec()].concat();
    assert_eq!(huge.len(), 41);
    vec![
        shown("a code", png(&code(4))),
        shown("a code called by another name", called("IMAGE/X-ANY", &code(4))),
        shown("a code without a name", base64(&code(4))),
        shown("16 bits", png(&deep_code())),
        other("a link", NotACode::Link, "https://wa.me/5511988771200".to_owned()),
        other("a Wi-Fi", NotACode::Wifi, "WIFI:T:WPA;S:loja;P:segredo;;".to_owned()),
        other("a payment", NotACode::Payment, "00020126580014br.gov.bcb.pix0136".to_owned()),
        other("half a pairing code", NotACode::Cut, CODE[..90].to_owned()),
        other("a picture of a link", NotACode::Link, png(&picture_of("https://acme.example/login"))),
        other("a picture of a Wi-Fi", NotACode::Wifi, png(&picture_of("WIFI:T:WPA;S:loja;P:segredo;;"))),
        other("a picture of a payment", NotACode::Payment, png(&picture_of("00020126580014br.gov.bcb.pix0136"))),
        other("a picture of half a pairing code", NotACode::Cut, png(&picture_of(&CODE[..90]))),
        refused("no base64", "data:image/png;base64,@@@@ not at all @@@@".to_owned()),
        refused("wrong type", called("text/html", &code(4))),
        refused("SVG", called("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")),
        refused("GIF", png(b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")),
        refused("JPEG", png(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9")),
        refused("one pixel", png(&chequered(1))),
        refused("65,535 pixels", png(&claiming(65_535))),
        refused("41 bytes that claim the world", png(&huge)),
        refused("a code of more than 1,024 pixels", png(&code(26))),
        refused("a code of 300 KB", png(&with_chunk(&code(4), &chunk(b"tEXt", &[b"Comment\0".to_vec(), vec![b'x'; 300_000]].concat())))),
        refused("packed text of 64 MiB", png(&text_bomb())),
        refused("film", png(&film())),
        refused("no code", png(&chequered(512))),
        refused("white", png(&encoded(&vec![255; 1024 * 1024], 1024, BitDepth::Eight, |_| {}))),
        refused("half a code", png(&code(4)[..600])),
        refused("torn sum", png(&{
            let mut bytes = code(4);
            bytes[30] ^= 1;
            bytes
        })),
    ]
}

/// The answer that brings this text in the place of a code.
pub fn answer(place: Place, text: &str) -> Vec<Step> {
    let text = serde_json::Value::from(text);
    let body = match place.provider {
        "evolution" => format!(r#"{{"pairingCode":null,"base64":{text},"count":1}}"#),
        "zapi" => format!(r#"{{"value":{text}}}"#),
        _ => format!(r#"{{"success":true,"data":{{"qrCode":{text}}}}}"#),
    };
    vec![Step::Read, Step::Send(json_answer(200, &body))]
}

#[test]
fn what_is_no_code_is_not_shown() {
    let all = all();
    let names: BTreeSet<&str> = all.iter().map(|picture| picture.name).collect();
    assert_eq!(names.len(), all.len());
    promise::cases("what_is_no_code_is_not_shown", all.len() * PROVIDERS.len());
    std::thread::scope(|scope| {
        for provider in PROVIDERS {
            let all = &all;
            scope.spawn(move || {
                let mut lab = lab();
                let mut rig = Rig::new(&mut lab, provider, provider);
                for picture in all {
                    one(&mut rig, picture);
                }
            });
        }
    });
}

fn one(rig: &mut Rig<'_>, picture: &Picture) {
    let text = picture.text.clone();
    rig.server.arm(Ask::Qr, Arc::new(move |place| answer(place, &text)));
    let pairing = rig.pair().unwrap_or_else(|| panic!("{}: nothing is said", picture.name));
    let drawn = pairing.code.and_then(|code| code.qr);
    assert_eq!(drawn.as_ref().map(PairingText::as_str), picture.shown.then_some(CODE), "{}", picture.name);
    let said = if let Phase::NotACode(kind) = pairing.phase { Some(kind) } else { None };
    assert_eq!(said, picture.said, "{}", picture.name);
    if let Phase::Failed(failure) = pairing.phase {
        let kinds = [FailureKind::Unreadable, FailureKind::TooLarge];
        assert!(!picture.shown && kinds.contains(&failure.kind), "{}: {failure:?}", picture.name);
        is_well_told(&failure, &rig.server).unwrap();
    }
}
