//! A report with the tokens of its instances, which no other file than a sealed one holds.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::JobId;
use crate::domain::secret::Secret;
use crate::engine::command::Report;
use crate::engine::event::Done;
use crate::engine::flows::backup::{line, token_of};
use crate::engine::flows::progress::Progress;
use crate::engine::flows::sealed;
use crate::engine::shared::Core;
use crate::form::table::Writer;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Writes it with a column of tokens, sealed. A row whose instance has none here has an empty cell.
///
/// # Errors
/// A keyring failure: then nothing is written; `FileNotWritten`.
pub async fn seal(
    core: &Core,
    job: JobId,
    report: Report,
    to: Option<PathBuf>,
    passphrase: Secret,
) -> Result<Done, Failure> {
    let mut progress = Progress::new(core, job, report.rows.len());
    let mut tokens = Vec::with_capacity(report.rows.len());
    for (_, id) in &report.rows {
        let row = id.and_then(|id| core.instance(id).ok());
        tokens.push(match row {
            Some(row) => token_of(core, &row).await?,
            None => None,
        });
        progress.step().await;
    }
    progress.end().await;
    let with_token = tokens.iter().flatten().count();
    let path = tokio::task::spawn_blocking(move || {
        let text = Zeroizing::new(text(&report, &tokens).into_bytes());
        sealed::put(to.as_deref(), &report.name, &text, &passphrase)
    });
    let path = path.await.unwrap_or_else(|_| Err(FailureKind::Cancelled.into()))?;
    core.log_activity(line("activity-report-sealed", &path)).await;
    Ok(Done::ReportSealed { path: path.display().to_string(), tokens: with_token })
}

fn text(report: &Report, tokens: &[Option<Secret>]) -> String {
    let mut table = Writer::new(report.separator);
    table.row(&report.titles);
    for ((cells, _), token) in report.rows.iter().zip(tokens) {
        table.row(cells.iter().map(String::as_str).chain([token.as_ref().map_or("", Secret::expose)]));
    }
    table.finish()
}
