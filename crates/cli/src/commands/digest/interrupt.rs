//! Ctrl-C and SIGTERM: the first one stops the reading, and what was read is reported; the second one ends all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tokio::signal::unix::{SignalKind, signal};

/// Whether to stop.
#[derive(Debug, Clone, Default)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on. Where that cannot be done, a signal ends the program, as it does by default.
    pub(super) fn listen() -> Self {
        let interrupt = Self::default();
        let told = interrupt.clone();
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else {
            return interrupt;
        };
        thread::spawn(move || {
            runtime.block_on(async {
                let (Ok(mut interrupted), Ok(mut terminated)) =
                    (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
                else {
                    return;
                };
                let mut next =
                    async || tokio::select! { _ = interrupted.recv() => {}, _ = terminated.recv() => {} };
                next().await;
                told.0.store(true, Ordering::Relaxed);
                next().await;
                std::process::exit(130);
            });
        });
        interrupt
    }

    /// As a signal does.
    #[cfg(test)]
    pub(super) fn request(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
