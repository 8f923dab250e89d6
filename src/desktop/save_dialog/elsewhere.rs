//! The dialogs of Windows and macOS. They have to be made by the thread of the window; who waits for them is another.

use super::Chosen;

/// Asks where to save a file.
pub fn begin(title: String, name: String, extension: &'static str, done: impl Fn(Chosen) + Send + 'static) {
    let dialog = rfd::AsyncFileDialog::new().set_title(title).set_file_name(name);
    wait_for(dialog.add_filter(extension.to_uppercase(), &[extension]).save_file(), done);
}

/// Asks for a file that is there.
pub fn begin_choosing(title: String, kinds: &'static [&'static str], done: impl Fn(Chosen) + Send + 'static) {
    let dialog = rfd::AsyncFileDialog::new().set_title(title).add_filter(kinds.join(", "), kinds);
    wait_for(dialog.pick_file(), done);
}

fn wait_for(
    answer: impl Future<Output = Option<rfd::FileHandle>> + Send + 'static,
    done: impl Fn(Chosen) + Send + 'static,
) {
    let work = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else {
            return done(Chosen::NoDialog);
        };
        let file = runtime.block_on(answer);
        done(file.map_or(Chosen::Cancelled, |file| Chosen::Path(file.path().to_owned())));
    };
    drop(std::thread::Builder::new().name("dialog".to_owned()).spawn(work));
}
