//! Waiting for a condition with a bound, so that no test sleeps for luck.

use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(20);

/// Waits until `condition` gives a value and returns it.
///
/// # Panics
/// When `bound` has passed without one; the message names `what` was waited for.
pub async fn wait_for<T>(bound: Duration, what: &str, mut condition: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = condition().await {
            return value;
        }
        assert!(start.elapsed() < bound, "waited {bound:?} in vain for {what}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Waits until `condition` holds.
///
/// # Panics
/// When it does not hold within `bound`; the message names `what` was waited for.
pub async fn wait_until(bound: Duration, what: &str, mut condition: impl AsyncFnMut() -> bool) {
    wait_for(bound, what, async || condition().await.then_some(())).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_value_that_comes_later_is_returned() {
        let mut calls = 0;
        let value = wait_for(Duration::from_secs(5), "the third call", async || {
            calls += 1;
            (calls == 3).then_some(calls)
        });
        assert_eq!(value.await, 3);
    }

    #[tokio::test]
    #[should_panic(expected = "in vain for the moon")]
    async fn the_bound_ends_the_wait_and_says_for_what() {
        wait_until(Duration::from_millis(30), "the moon", async || false).await;
    }
}
