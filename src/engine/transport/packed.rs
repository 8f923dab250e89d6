//! Answers that come compressed although that was not asked for: gzip is undone, and what comes out keeps to the limits
//! of any answer.

use crate::domain::failure::FailureKind;
use crate::providers::reader::Intake;
use crate::providers::rows::{Flow, TooLarge};
use flate2::write::GzDecoder;
use std::io::Write;

/// With what a body in gzip begins, and no other that we read.
const GZIP: u8 = 0x1f;
/// So much is undone at a time. A thousand times as much can come out of it.
const PIECE: usize = 1024;

/// Hands a body on, undone where it is in gzip.
#[derive(Default)]
pub struct Unpacker {
    has_begun: bool,
    gzip: Option<GzDecoder<Vec<u8>>>,
}

impl Unpacker {
    /// Takes the next bytes of an answer.
    ///
    /// # Errors
    /// `TooLarge`, or `Compressed` for what is in no order.
    pub async fn take(&mut self, status: u16, bytes: &[u8], body: &mut dyn Intake) -> Result<Flow, FailureKind> {
        let has_begun = std::mem::replace(&mut self.has_begun, true);
        if !has_begun && bytes.first() == Some(&GZIP) {
            self.gzip = Some(GzDecoder::new(Vec::new()));
        }
        let Some(gzip) = &mut self.gzip else { return body.take(status, bytes).map_err(too_large) };
        for piece in bytes.chunks(PIECE) {
            gzip.write_all(piece).map_err(|_| FailureKind::Compressed)?;
            let undone = std::mem::take(gzip.get_mut());
            match body.take(status, &undone).map_err(too_large)? {
                Flow::More => tokio::task::yield_now().await,
                Flow::Enough => return Ok(Flow::Enough),
            }
        }
        Ok(Flow::More)
    }

    /// Hands on what is left, once all has come. Whether something was undone.
    ///
    /// # Errors
    /// The same, and `ConnectionLost` for what is not whole.
    pub fn end(self, status: u16, body: &mut dyn Intake) -> Result<bool, FailureKind> {
        let Some(gzip) = self.gzip else { return Ok(false) };
        let undone = gzip.finish().map_err(|_| FailureKind::ConnectionLost)?;
        body.take(status, &undone).map_err(too_large)?;
        Ok(true)
    }
}

fn too_large(_: TooLarge) -> FailureKind {
    FailureKind::TooLarge
}
