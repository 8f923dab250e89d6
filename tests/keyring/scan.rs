//! Looks for secrets in files, in the shapes that a careless program would give them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;
use std::fmt::Write;
use std::path::Path;

/// Files below a folder that hold one of the secrets. Says where, and how the secret begins.
pub fn leaks(dir: &Path, secrets: &[String]) -> Vec<String> {
    assert!(!secrets.is_empty());
    let mut found = Vec::new();
    for file in std::fs::read_dir(dir).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets {
            if shapes(secret).iter().any(|shape| memmem::find(&bytes, shape).is_some()) {
                found.push(format!("{}: {}…", path.display(), secret.chars().take(6).collect::<String>()));
            }
        }
    }
    found
}

/// Plain, UTF-16, hexadecimal, as JSON escapes it, and base64 at each of the three alignments.
fn shapes(secret: &str) -> Vec<Vec<u8>> {
    let raw = secret.as_bytes();
    let hex = raw.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let escaped: String = secret.chars().flat_map(char::escape_unicode).collect();
    let mut shapes = vec![
        raw.to_vec(),
        secret.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        escaped.into_bytes(),
    ];
    for shift in 0..3 {
        let whole = STANDARD.encode([vec![0; shift], raw.to_vec()].concat());
        // The first and last characters also hold bits of the neighbours.
        let inner = whole.as_bytes()[[0, 2, 3][shift]..(shift + raw.len()) / 3 * 4].to_vec();
        shapes.push(
            inner
                .iter()
                .map(|byte| match byte {
                    b'+' => b'-',
                    b'/' => b'_',
                    other => *other,
                })
                .collect(),
        );
        shapes.push(inner);
    }
    shapes
}

#[test]
fn every_shape_is_found() {
    let dir = std::env::temp_dir().join(format!("pairdesk-scan-{}", uuid::Uuid::new_v4().simple()));
    std::fs::create_dir(&dir).unwrap();
    let secret = "CANARY-0123456789-abc".to_owned();
    let file = dir.join("file");
    std::fs::write(&file, "nothing of the kind").unwrap();
    assert!(leaks(&dir, std::slice::from_ref(&secret)).is_empty());
    for shift in 0..3 {
        std::fs::write(&file, STANDARD.encode(format!("{}{secret} and more", "x".repeat(shift)))).unwrap();
        assert_eq!(leaks(&dir, std::slice::from_ref(&secret)).len(), 1, "base64 shifted by {shift}");
    }
    std::fs::write(&file, format!("before {secret} after")).unwrap();
    assert_eq!(leaks(&dir, &[secret]).len(), 1);
    std::fs::remove_dir_all(&dir).unwrap();
}
