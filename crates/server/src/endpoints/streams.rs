//! Server-sent events from a broadcast: what this client asked for, a mark where it was too slow, and an end
//! when the process ends.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt};
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;
use tokio_util::sync::CancellationToken;

/// A stream of `first` and then of what comes, as events called `name`.
pub(crate) fn stream<T>(
    name: &'static str,
    first: Vec<Arc<T>>,
    receiver: Receiver<Arc<T>>,
    wanted: impl Fn(&T) -> bool + Send + Sync + 'static,
    stop: CancellationToken,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>>
where
    T: Serialize + Send + Sync + 'static,
{
    let later = BroadcastStream::new(receiver);
    let events = futures_util::stream::iter(first.into_iter().map(Ok))
        .chain(later)
        .filter_map(move |item| {
            let event = match item {
                Ok(item) => wanted(&item).then(|| event(name, &*item)),
                // The client was too slow for this many: it must know that there is a hole.
                Err(BroadcastStreamRecvError::Lagged(missed)) => Some(event("missed", &missed)),
            };
            std::future::ready(event.map(Ok))
        })
        .take_until(async move { stop.cancelled().await });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

fn event<T: Serialize>(name: &str, data: &T) -> Event {
    let event = Event::default().event(name);
    event.json_data(data).unwrap_or_else(|error| Event::default().event("error").data(error.to_string()))
}
