//! The place as Linux desktops have it: a `StatusNotifierItem`, whose watcher and host may come, go and come again.

use crate::desktop::APP_ID;
use crate::desktop::press::Press;
use crate::desktop::tray::face::{Face, Pressed, Shared};
use crate::desktop::tray::picture::pictures;
use egui::IconData;
use ksni::menu::StandardItem;
use ksni::{Icon, MenuItem, Status, ToolTip, TrayMethods};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_util::sync::CancellationToken;
use zbus::export::futures_core::Stream;
use zbus::proxy::CacheProperties;

/// Who knows of all places and of who shows them.
const WATCHER: &str = "org.kde.StatusNotifierWatcher";
/// A panel that is started anew is back by then.
const RESTART: Duration = Duration::from_secs(4);

/// The thread that holds the place.
pub struct Place {
    stop: CancellationToken,
    faces: UnboundedSender<Face>,
}

impl Place {
    pub fn take(face: Face, shared: &Arc<Shared>, wake: impl Fn() + Clone + Send + Sync + 'static) -> Self {
        let stop = CancellationToken::new();
        let (faces, next) = unbounded_channel();
        let (stopped, shared) = (stop.clone(), Arc::clone(shared));
        let hold = move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            let hosts = {
                let (shared, wake) = (Arc::clone(&shared), wake.clone());
                async move { drop(follow_hosts(&shared, &wake).await) }
            };
            let item = Item { face, shared, wake };
            runtime.block_on(async {
                tokio::join!(stopped.run_until_cancelled(hosts), hold(item, next, &stopped));
            });
        };
        drop(std::thread::Builder::new().name("tray".to_owned()).spawn(hold));
        Self { stop, faces }
    }

    pub fn show(&self, face: Face) {
        // Nobody is there without a bus; then there is no tray either.
        let _ = self.faces.send(face);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Stands there until it is stopped. A panel that comes later, or once more, shows it too.
async fn hold<W>(item: Item<W>, mut faces: UnboundedReceiver<Face>, stopped: &CancellationToken)
where
    W: Fn() + Send + Sync + 'static,
{
    // Without a bus nobody is told: the window says what happens instead.
    let Ok(handle) = item.assume_sni_available(true).spawn().await else { return };
    while let Some(Some(face)) = stopped.run_until_cancelled(faces.recv()).await {
        handle.update(|item: &mut Item<W>| item.face = face).await;
    }
    handle.shutdown().await;
}

/// Keeps up with whether anybody shows places. A watcher alone does not.
async fn follow_hosts(shared: &Shared, wake: &impl Fn()) -> zbus::Result<()> {
    let bus = zbus::Connection::session().await?;
    let watcher = zbus::proxy::Builder::<zbus::Proxy<'_>>::new(&bus)
        .destination(WATCHER)?
        .path("/StatusNotifierWatcher")?
        .interface(WATCHER)?
        .cache_properties(CacheProperties::No)
        .build()
        .await?;
    let mut owners = watcher.receive_owner_changed().await?;
    let mut signals = watcher.receive_all_signals().await?;
    let is_shown = async || watcher.get_property::<bool>("IsStatusNotifierHostRegistered").await.unwrap_or(false);
    loop {
        let mut is_there = is_shown().await;
        if !is_there && shared.is_there.load(Ordering::Relaxed) {
            tokio::time::sleep(RESTART).await;
            is_there = is_shown().await;
        }
        if shared.is_there.swap(is_there, Ordering::Relaxed) != is_there {
            wake();
        }
        tokio::select! {
            _ = next(&mut owners) => {}
            _ = next(&mut signals) => {}
        }
    }
}

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

fn icon(picture: &IconData) -> Icon {
    let (pixels, _) = picture.rgba.as_chunks::<4>();
    let data = pixels.iter().flat_map(|[red, green, blue, alpha]| [*alpha, *red, *green, *blue]).collect();
    Icon { width: picture.width.cast_signed(), height: picture.height.cast_signed(), data }
}

struct Item<W> {
    face: Face,
    shared: Arc<Shared>,
    wake: W,
}

impl<W: Fn() + Send + Sync + 'static> Item<W> {
    fn press(&self, what: Pressed) {
        self.shared.presses.push(Press { what, token: ksni::current_xdg_activation_token() });
        (self.wake)();
    }

    fn line(text: &str, what: Pressed) -> MenuItem<Self> {
        // An underscore would mark the letter after it.
        let label = text.replace('_', "__");
        StandardItem { label, activate: Box::new(move |it: &mut Self| it.press(what)), ..StandardItem::default() }
            .into()
    }
}

/// The picture goes by its points alone: what a theme makes of the name has no dot, and most have nothing of that name.
impl<W: Fn() + Send + Sync + 'static> ksni::Tray for Item<W> {
    fn id(&self) -> String {
        APP_ID.to_owned()
    }

    fn title(&self) -> String {
        "Pairdesk".to_owned()
    }

    fn status(&self) -> Status {
        if self.face.is_alarmed { Status::NeedsAttention } else { Status::Active }
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        pictures(self.face.is_alarmed).map(|picture| icon(&picture)).collect()
    }

    fn attention_icon_pixmap(&self) -> Vec<Icon> {
        pictures(self.face.is_alarmed).map(|picture| icon(&picture)).collect()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip { title: self.title(), description: self.face.told.clone(), ..ToolTip::default() }
    }

    fn activate(&mut self, _: i32, _: i32) {
        self.press(Pressed::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let mut lines = vec![Self::line(&self.face.open, Pressed::Open)];
        lines.extend(self.face.alerts.as_deref().map(|text| Self::line(text, Pressed::Alerts)));
        lines.push(Self::line(&self.face.pause, Pressed::Pause));
        lines.push(MenuItem::Separator);
        lines.push(Self::line(&self.face.quit, Pressed::Quit));
        lines
    }
}
