//! Months and zones: which day, hour and weekday a moment belongs to, and when a month begins and ends.

use std::fmt;
use std::str::FromStr;

use auroscope_model::UtcMicros;
use jiff::civil::{Date, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _, Zoned};
use serde::{Serialize, Serializer};

/// A time zone with the name it is shown by. Accounts of two zones do not mix, since their days differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// A moment as a wall clock of a zone shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    /// The day.
    pub date: Date,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The day of the week.
    pub weekday: Weekday,
}

impl Zone {
    /// The zone of that name, whose rules the caller has read.
    #[must_use]
    pub fn new(name: impl Into<String>, rules: TimeZone) -> Self {
        Self { name: name.into(), rules }
    }

    /// UTC.
    #[must_use]
    pub fn utc() -> Self {
        Self::new("UTC", TimeZone::UTC)
    }

    /// A zone that is always so many hours ahead of UTC; hours out of range are taken for the nearest in it.
    #[must_use]
    pub fn ahead_of_utc(hours: i8) -> Self {
        let offset = Offset::from_hours(hours.clamp(-25, 25)).unwrap_or(Offset::UTC);
        Self::new(format!("UTC{hours:+03}:00"), offset.to_time_zone())
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its wall clock shows.
    #[must_use]
    pub fn local(&self, at: UtcMicros) -> LocalTime {
        let zoned = self.zoned(at);
        LocalTime { date: zoned.date(), hour: zoned.hour().unsigned_abs(), weekday: zoned.weekday() }
    }

    /// A moment to the second, such as `2026-10-05 14:03:00`.
    #[must_use]
    pub fn text(&self, at: UtcMicros) -> String {
        self.zoned(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    fn zoned(&self, at: UtcMicros) -> Zoned {
        let nearest = if at.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Timestamp::from_microsecond(at.0).unwrap_or(nearest).to_zoned(self.rules.clone())
    }

    /// The first moment of a day.
    fn start(&self, date: Date) -> UtcMicros {
        let start = date.to_zoned(self.rules.clone()).map(|zoned| zoned.timestamp().as_microsecond());
        UtcMicros(start.unwrap_or(i64::MAX))
    }
}

/// A month of a year, written `2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: Date,
}

/// Why a text is not a month.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is not a month: give four digits of the year and two of the month, such as 2026-10")]
pub struct MonthError(String);

impl Month {
    /// The month that a day is in.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self { first: date.first_of_month() }
    }

    /// The month that a moment is in, in that zone.
    #[must_use]
    pub fn at(at: UtcMicros, zone: &Zone) -> Self {
        Self::of(zone.local(at).date)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.first.year()
    }

    /// The month of the year, 1 to 12.
    #[must_use]
    pub fn number(self) -> i8 {
        self.first.month()
    }

    /// The month before; the first month there is has none before it but itself.
    #[must_use]
    pub fn previous(self) -> Self {
        Self { first: self.first.saturating_sub(1.month()) }
    }

    /// The month after; the last month there is has none after it but itself.
    #[must_use]
    pub fn next(self) -> Self {
        Self { first: self.first.saturating_add(1.month()).first_of_month() }
    }

    /// Its days, in order.
    pub fn days(self) -> impl DoubleEndedIterator<Item = Date> {
        (0..self.first.days_in_month()).map(move |day| self.first.saturating_add(day.days()))
    }

    /// Its first moment and the first after it, in that zone.
    #[must_use]
    pub fn bounds(self, zone: &Zone) -> (UtcMicros, UtcMicros) {
        (zone.start(self.first), zone.start(self.first.last_of_month().saturating_add(1.day())))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year(), self.number())
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        let refuse = || MonthError(text.chars().take(32).collect());
        let (year, month) = text.split_once('-').ok_or_else(refuse)?;
        let digits = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(refuse());
        }
        let (year, month) = (year.parse().map_err(|_| refuse())?, month.parse().map_err(|_| refuse())?);
        Date::new(year, month, 1).map(|first| Self { first }).map_err(|_| refuse())
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_strictly() {
        for text in ["2026-10", "0001-01", "9999-12"] {
            assert_eq!(text.parse::<Month>().unwrap().to_string(), text);
        }
        for text in ["", "2026", "2026-13", "2026-00", "2026-1", "2026-10-01", ".*", "+026-10", "２０２６-10"]
        {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }

    #[test]
    fn neighbours_and_days() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        assert_eq!(month("2026-01").previous(), month("2025-12"));
        assert_eq!(month("2026-03").previous(), month("2026-02"));
        assert_eq!(month("2026-12").next(), month("2027-01"));
        assert_eq!(month("2028-02").days().count(), 29);
        for end in ["0001-01", "9999-12"] {
            let _ = (month(end).previous(), month(end).next(), month(end).bounds(&Zone::utc()));
        }
    }

    #[test]
    fn a_month_begins_at_midnight_of_its_zone() {
        let seoul = Zone::ahead_of_utc(9);
        let month: Month = "2026-10".parse().unwrap();
        let (from, to) = month.bounds(&seoul);
        assert_eq!(from.to_string(), "2026-09-30T15:00:00.000000Z");
        assert_eq!(to.to_string(), "2026-10-31T15:00:00.000000Z");
        assert_eq!((Month::at(from, &seoul), Month::at(from + -1, &seoul)), (month, month.previous()));
        let local = seoul.local(from);
        assert_eq!((local.hour, local.weekday), (0, Weekday::Thursday));
        assert_eq!(seoul.text(to), "2026-11-01 00:00:00");
        assert_eq!(seoul.name(), "UTC+09:00");
        let _ = (seoul.local(UtcMicros(i64::MAX)), seoul.local(UtcMicros(i64::MIN)));
    }

    #[test]
    fn a_day_may_have_23_hours() {
        let rules = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
        let zone = Zone::new("America/New_York", rules);
        let (from, to) = "2026-03".parse::<Month>().unwrap().bounds(&zone);
        assert_eq!(to - from, (31 * 24 - 1) * 3_600_000_000);
    }
}
