//! How long to wait before the next try.

use std::time::Duration;

use auroscope_mysql::MysqlError;

const FIRST: Duration = Duration::from_millis(250);
/// A server that comes back must be watched again within five seconds, connecting included.
const LONGEST: Duration = Duration::from_secs(2);
/// What a person must mend first is not tried often.
const LONGEST_REFUSED: Duration = Duration::from_secs(60);

/// Waits that double up to a bound.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures_in_a_row: u32,
}

impl Backoff {
    /// Starts over after a success.
    pub(crate) fn reset(&mut self) {
        self.failures_in_a_row = 0;
    }

    /// The wait after one more failure.
    pub(crate) fn after(&mut self, error: &MysqlError) -> Duration {
        let longest = match error {
            // From the first time on: each try counts against the account (FAILED_LOGIN_ATTEMPTS), or against our
            // host, which the server shuts out for all its clients after max_connect_errors failed handshakes.
            MysqlError::AccessDenied { .. } | MysqlError::Tls { .. } | MysqlError::HostBlocked { .. } => {
                self.failures_in_a_row += 1;
                return LONGEST_REFUSED;
            }
            MysqlError::MissingGrant { .. }
            | MysqlError::NotSupported { .. }
            | MysqlError::ConsumerOff { .. } => LONGEST_REFUSED,
            _ => LONGEST,
        };
        let wait = FIRST.saturating_mul(1 << self.failures_in_a_row.min(16)).min(longest);
        self.failures_in_a_row += 1;
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Defect 10: errors looped at 1 Hz with no back-off.
    #[test]
    fn waits_double_up_to_their_bound() {
        let mut backoff = Backoff::default();
        let down = MysqlError::PerformanceSchemaOff;
        let waits: Vec<u128> = (0..40).map(|_| backoff.after(&down).as_millis()).collect();
        assert_eq!(waits[..5], [250, 500, 1_000, 2_000, 2_000]);
        assert_eq!(waits[39], 2_000);
        backoff.reset();
        let missing = MysqlError::MissingGrant { user: "u".into(), source: "no".into() };
        let waits: Vec<u128> = (0..40).map(|_| backoff.after(&missing).as_millis()).collect();
        assert_eq!((waits[0], waits[39]), (250, 60_000));
    }

    /// A TLS mistake, repeated every two seconds, had the server shut our whole host out within minutes.
    #[test]
    fn what_counts_against_account_or_host_is_rare_from_the_first_time() {
        let refused = MysqlError::AccessDenied { user: "u".into(), source: "no".into() };
        let tls = MysqlError::Tls { host: "db".into(), source: "no".into() };
        let blocked = MysqlError::HostBlocked { host: "db".into(), source: "no".into() };
        for error in [refused, tls, blocked] {
            assert_eq!(Backoff::default().after(&error), LONGEST_REFUSED, "{error}");
        }
    }
}
