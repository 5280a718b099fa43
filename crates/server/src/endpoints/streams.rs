//! Server-sent events from a broadcast: what this client asked for, a mark where it was too slow, and an end
//! when the process or the log-in ends.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt};
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use crate::App;

/// A stream of `first` and then of what comes, each told as `told` says, or not at all.
pub(crate) fn stream<T: Send + Sync + 'static>(
    first: Vec<Arc<T>>,
    receiver: Receiver<Arc<T>>,
    told: impl Fn(&T) -> Option<Event> + Send + Sync + 'static,
    app: App,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (access, shown) = (Arc::clone(&app.access), headers.clone());
    let gone = async move {
        tokio::select! {
            () = app.stop.cancelled() => {}
            () = app.access.expired(&headers) => {}
        }
    };
    let later = BroadcastStream::new(receiver);
    let events = futures_util::stream::iter(first.into_iter().map(Ok))
        .chain(later)
        // Nothing is told after the log-out, not even what was waiting to be told.
        .take_while(move |_| std::future::ready(access.is_authenticated(&shown)))
        .filter_map(move |item| {
            let event = match item {
                Ok(item) => told(&item),
                // The client was too slow for this many: it must know that there is a hole.
                Err(BroadcastStreamRecvError::Lagged(missed)) => Some(event("missed", &missed)),
            };
            std::future::ready(event.map(Ok))
        })
        .take_until(gone);
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

/// An event with its data as JSON.
pub(crate) fn event<T: Serialize>(name: &str, data: &T) -> Event {
    let event = Event::default().event(name);
    event.json_data(data).unwrap_or_else(|error| Event::default().event("error").data(error.to_string()))
}
