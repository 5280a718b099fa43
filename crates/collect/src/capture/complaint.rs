//! What is written to the log of a target that cannot be watched: each trouble once, then once a while that it lasts.

use std::time::Duration;

use auroscope_model::TargetId;
use tokio::time::Instant;

/// How often a trouble that lasts is told again.
const AGAIN: Duration = Duration::from_secs(60);

#[derive(Default)]
pub(crate) struct Complaint {
    told: Option<(String, Instant)>,
    untold: u64,
}

impl Complaint {
    /// Tells of a failure if it is another one than the last, or the last was told a while ago.
    pub(crate) fn say(&mut self, target: &TargetId, error: String, retry_in: Duration) {
        if !self.is_news(&error, Instant::now()) {
            self.untold += 1;
            return;
        }
        let more = std::mem::take(&mut self.untold);
        tracing::warn!(%target, error, ?retry_in, failures_since_last_told = more, "cannot watch; trying again");
        self.told = Some((error, Instant::now()));
    }

    fn is_news(&self, error: &str, now: Instant) -> bool {
        self.told.as_ref().is_none_or(|(told, at)| told != error || now.duration_since(*at) >= AGAIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 200 dead targets wrote 100 lines a second.
    #[test]
    fn a_trouble_that_lasts_is_told_once_a_minute() {
        let now = Instant::now();
        let complaint = Complaint { told: Some(("down".into(), now)), untold: 0 };
        assert!(!complaint.is_news("down", now + Duration::from_secs(59)));
        assert!(complaint.is_news("down", now + Duration::from_secs(60)));
        assert!(complaint.is_news("refused", now + Duration::from_secs(1)));
        assert!(Complaint::default().is_news("down", now));
    }
}
