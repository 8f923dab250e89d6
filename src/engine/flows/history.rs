//! The timeline of an instance, for its panel.

use crate::domain::ids::InstanceId;
use crate::engine::event::Event;
use crate::engine::shared::Core;
use std::sync::Arc;

/// Tells what is known of an instance's last days. What cannot be read now is told with the next change.
pub async fn read(core: &Core, instance: InstanceId) {
    if let Ok(history) = core.history(instance).await {
        core.emit(Event::HistoryTold(Arc::new(history))).await;
    }
}
