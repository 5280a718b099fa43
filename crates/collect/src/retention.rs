//! The collector that removes what is older than it is to be kept.

use std::sync::Arc;
use std::time::Duration;

use auroscope_model::UtcMicros;
use auroscope_store::Store;
use tokio_util::sync::CancellationToken;

/// How often old records are removed.
const PERIOD: Duration = Duration::from_secs(3_600);

/// Removes ended slow queries older than `keep`, now and each hour, until told to stop.
pub async fn keep_retention(store: Arc<dyn Store>, keep: Duration, stop: CancellationToken) {
    loop {
        let now = crate::fleet::wall_clock();
        let keep_us = u64::try_from(keep.as_micros()).unwrap_or(u64::MAX);
        sweep(&*store, now.saturating_sub_us(keep_us)).await;
        tokio::select! {
            () = tokio::time::sleep(PERIOD) => {}
            () = stop.cancelled() => return,
        }
    }
}

async fn sweep(store: &dyn Store, before: UtcMicros) {
    match store.retire(before).await {
        Ok(retired) if retired.slow_queries > 0 => {
            tracing::info!(
                slow_queries = retired.slow_queries,
                statements = retired.statements,
                "removed old records"
            );
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "old records could not be removed; trying again in an hour"),
    }
}
