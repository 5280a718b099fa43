//! The period that is read.

use auroscope_aws::LogPeriod;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::CollectArguments;
use crate::commands::digest::moment;

/// What the arguments say; a date as the end is the whole of its day.
pub(super) fn of(arguments: &CollectArguments, now_ms: i64) -> Result<LogPeriod, String> {
    if arguments.last_month {
        return last_month(now_ms)
            .ok_or_else(|| "the clock shows no date that has a month before it".to_owned());
    }
    let from_ms = arguments.from.as_deref().map_or(Ok(now_ms), |text| at(text, "--from"))?;
    let to_ms = match arguments.to.as_deref() {
        None => now_ms,
        Some(text) => match text.trim().parse::<Date>().ok().filter(|_| text.trim().len() == 10) {
            Some(date) => {
                let next = date.checked_add(1.day()).ok().and_then(midnight_ms);
                next.ok_or_else(|| format!("--to '{text}': there is no day after it"))?
            }
            None => at(text, "--to")?,
        },
    };
    if to_ms <= from_ms {
        return Err("--to is not after --from".to_owned());
    }
    // Of what has not come yet nothing is read, and nothing is missing.
    let to_ms = to_ms.min(now_ms);
    if to_ms <= from_ms {
        return Err("the period has not begun yet".to_owned());
    }
    Ok(LogPeriod { from_ms, to_ms: Some(to_ms) })
}

fn at(text: &str, flag: &str) -> Result<i64, String> {
    moment(text).map(|at| at.0.div_euclid(1_000)).map_err(|wrong| format!("{flag} '{text}': {wrong}"))
}

fn midnight_ms(date: Date) -> Option<i64> {
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_millisecond())
}

fn last_month(now_ms: i64) -> Option<LogPeriod> {
    let today = Timestamp::from_millisecond(now_ms).ok()?.to_zoned(TimeZone::UTC).date();
    let this = today.first_of_month();
    let before = this.checked_sub(1.month()).ok()?;
    Some(LogPeriod { from_ms: midnight_ms(before)?, to_ms: midnight_ms(this) })
}

/// `from 2026-10-01T00:00:00Z until before 2026-11-01T00:00:00Z`.
pub(super) fn in_words(period: LogPeriod) -> String {
    let shown =
        |ms: i64| Timestamp::from_millisecond(ms).map_or_else(|_| ms.to_string(), |at| at.to_string());
    match period.to_ms {
        Some(to_ms) => format!("from {} until before {}", shown(period.from_ms), shown(to_ms)),
        None => format!("from {} on", shown(period.from_ms)),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        collect: CollectArguments,
    }

    fn period(arguments: &[&str]) -> Result<String, String> {
        let line =
            Line::try_parse_from([&["collect"], arguments].concat()).map_err(|error| error.to_string())?;
        let now_ms = "2026-11-21T12:00:00Z".parse::<Timestamp>().unwrap().as_millisecond();
        of(&line.collect, now_ms).map(in_words)
    }

    #[test]
    fn a_date_is_the_whole_day_and_the_seeds_names_are_known() {
        let october = "from 2026-10-01T00:00:00Z until before 2026-11-01T00:00:00Z";
        for arguments in [
            vec!["--last-month"],
            vec!["--from", "2026-10-01", "--to", "2026-10-31"],
            vec!["--start-date", "2026-10-01", "--end-date", "2026-10-31"],
            vec!["--from", "2026-10-01T09:00:00+09:00", "--to", "2026-11-01T00:00:00Z"],
        ] {
            assert_eq!(period(&arguments).as_deref(), Ok(october), "{arguments:?}");
        }
        // What has not come yet is not asked for.
        let until_now = "from 2026-11-21T00:00:00Z until before 2026-11-21T12:00:00Z";
        assert_eq!(period(&["--from", "2026-11-21", "--to", "2026-11-30"]).as_deref(), Ok(until_now));
        assert_eq!(period(&["--from", "2026-11-21"]).as_deref(), Ok(until_now));
    }

    #[test]
    fn wrong_periods_are_said() {
        for (arguments, says) in [
            (vec!["--from", "2026-10-32"], "--from '2026-10-32'"),
            (vec!["--from", "2026-10-02", "--to", "2026-10-01"], "--to is not after --from"),
            (vec!["--from", "2026-12-01", "--to", "2026-12-31"], "has not begun"),
            (vec!["--last-month", "--from", "2026-10-01"], "cannot be used with"),
            (vec![], "required"),
        ] {
            let said = period(&arguments).unwrap_err();
            assert!(said.contains(says), "{arguments:?}: {said}");
        }
    }
}
