//! A network that a test plays.

use crate::domain::failure::FailureKind;
use crate::engine::transport::clocks::Clocks;
use crate::engine::transport::proxies::Proxies;
use crate::engine::transport::{Deadlines, SendFailure, Transport};
use crate::providers::http::{Request, Response};
use crate::providers::reader::Intake;
use crate::providers::rows::TooLarge;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// How a request ends.
pub type Ending = Pin<Box<dyn Future<Output = Result<Response, SendFailure>> + Send>>;

/// Takes each request and lets it end.
pub type Network = Arc<dyn Fn(Request) -> Ending + Send + Sync>;

impl Transport {
    /// Hands every request to a test.
    pub fn behind(network: Network, deadlines: Deadlines) -> Self {
        Self {
            network: super::Network::Played(network),
            proxies: Arc::new(Proxies::default()),
            deadlines,
            clocks: Clocks::default(),
        }
    }
}

/// Waits for the end no longer than a real client does.
pub async fn send(
    network: &Network,
    request: &Request,
    deadline: Duration,
    body: &mut dyn Intake,
) -> Result<Response, SendFailure> {
    let late = |_| SendFailure { failure: FailureKind::Timeout.into(), maybe_sent: true };
    let mut response = tokio::time::timeout(deadline, network(request.clone())).await.map_err(late)??;
    let whole = std::mem::take(&mut response.body);
    let too_large = |TooLarge| SendFailure { failure: FailureKind::TooLarge.into(), maybe_sent: true };
    body.take(response.status, &whole).map_err(too_large)?;
    Ok(response)
}
