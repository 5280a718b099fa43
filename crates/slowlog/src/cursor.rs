//! Reading fixed forms from a line of bytes: words, whole numbers, decimals as microseconds, times.

use auroscope_model::UtcMicros;

/// A place in a line. What cannot be read leaves it where it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    #[inline]
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Moves over `word` if it stands here.
    #[inline]
    pub(crate) fn eat(&mut self, word: &[u8]) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// Moves over blanks and then `word`, or nowhere.
    #[inline]
    pub(crate) fn eat_after_blanks(&mut self, word: &[u8]) -> bool {
        let before = self.at;
        self.skip_blanks();
        let found = self.eat(word);
        if !found {
            self.at = before;
        }
        found
    }

    #[inline]
    pub(crate) fn skip_blanks(&mut self) {
        while self.peek() == b' ' {
            self.at += 1;
        }
    }

    /// A whole number; none when there is no digit or it is beyond 64 bits.
    #[inline(always)]
    pub(crate) fn number(&mut self) -> Option<u64> {
        let rest = self.rest();
        // Many are of one digit.
        if let [digit @ b'0'..=b'9', next, ..] = rest
            && !next.is_ascii_digit()
        {
            self.at += 1;
            return Some(u64::from(digit - b'0'));
        }
        let (mut value, mut digits) = eight_digits(rest);
        if digits == 8 {
            const SCALE: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
            let (more, count) = eight_digits(&rest[8..]);
            let Some(scale) = SCALE.get(count) else { return self.long_number() };
            (value, digits) = (value * scale + more, 8 + count);
        }
        self.at += digits;
        (digits > 0).then_some(value)
    }

    /// The same, digit by digit.
    #[inline(never)]
    fn long_number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        let digits = self.rest().iter().map(|byte| byte.wrapping_sub(b'0')).take_while(|digit| *digit <= 9);
        let mut length = 0;
        for digit in digits {
            value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
            length += 1;
        }
        self.at += length;
        (length > 0).then_some(value)
    }

    /// `1`, `1.5`, `0.000123` as microseconds, exactly; digits beyond the sixth are dropped.
    #[inline]
    pub(crate) fn decimal_us(&mut self) -> Option<u64> {
        let start = self.at;
        let whole = self.number()?.checked_mul(1_000_000);
        let fraction = if self.eat(b".") { self.fraction_us() } else { 0 };
        let value = whole.and_then(|whole| whole.checked_add(fraction));
        if value.is_none() {
            self.at = start;
        }
        value
    }

    /// The digits behind a point, as millionths.
    #[inline(always)]
    fn fraction_us(&mut self) -> u64 {
        const SCALE: [u64; 7] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
        if let (value, digits @ ..=6) = eight_digits(self.rest()) {
            self.at += digits;
            return value * SCALE[digits];
        }
        let (mut value, mut digits) = (0_u64, 0);
        while let Some(digit) = self.bytes.get(self.at).map(|byte| byte.wrapping_sub(b'0'))
            && digit <= 9
        {
            if digits < 6 {
                value = value * 10 + u64::from(digit);
                digits += 1;
            }
            self.at += 1;
        }
        value * SCALE[digits]
    }

    /// Exactly two digits.
    #[inline]
    fn two_digits(&mut self) -> Option<i64> {
        let pair = self.rest().first_chunk::<2>()?;
        let (tens, ones) = (pair[0].wrapping_sub(b'0'), pair[1].wrapping_sub(b'0'));
        if tens > 9 || ones > 9 {
            return None;
        }
        self.at += 2;
        Some(i64::from(tens * 10 + ones))
    }

    /// `2026-11-21T06:16:23.052470Z`, or with `+09:00`, `-02:30`.
    #[inline]
    pub(crate) fn rfc3339(&mut self) -> Option<UtcMicros> {
        let form = self.rest().first_chunk::<19>()?;
        let is_form = form[4] == b'-'
            && form[7] == b'-'
            && matches!(form[10], b'T' | b' ')
            && form[13] == b':'
            && form[16] == b':';
        if !is_form {
            return None;
        }
        let mut highest = 0;
        let mut digit = |at: usize| {
            let digit = form[at].wrapping_sub(b'0');
            highest = highest.max(digit);
            i64::from(digit)
        };
        let mut two = |at: usize| digit(at) * 10 + digit(at + 1);
        let fields = [two(0) * 100 + two(2), two(5), two(8), two(11), two(14), two(17)];
        if highest > 9 {
            return None;
        }
        let mut here = Self { bytes: self.bytes, at: self.at + 19 };
        let fraction = if here.eat(b".") { here.fraction_us() } else { 0 };
        let seconds = epoch_s(fields)? - here.zone_s()?;
        *self = here;
        Some(UtcMicros(seconds * 1_000_000 + fraction as i64))
    }

    fn zone_s(&mut self) -> Option<i64> {
        if self.eat(b"Z") {
            return Some(0);
        }
        let sign = if self.eat(b"+") {
            1
        } else if self.eat(b"-") {
            -1
        } else {
            return None;
        };
        let hours = self.two_digits()?;
        let minutes = self.eat(b":").then(|| self.two_digits())??;
        Some(sign * (hours * 3_600 + minutes * 60))
    }

    /// `071015 21:43:52` and `071015  1:03:52`: the server's local time, whose zone nobody wrote down.
    pub(crate) fn old_time(&mut self) -> Option<UtcMicros> {
        let mut here = *self;
        let (year, month, day) = (here.two_digits()?, here.two_digits()?, here.two_digits()?);
        here.skip_blanks();
        let hour = i64::try_from(here.number()?).ok()?;
        let minute = here.eat(b":").then(|| here.two_digits())??;
        let second = here.eat(b":").then(|| here.two_digits())??;
        let fraction = if here.eat(b".") { here.fraction_us() } else { 0 };
        // Two digits of a year, as MySQL reads them.
        let century = if year < 70 { 2_000 } else { 1_900 };
        let seconds = epoch_s([century + year, month, day, hour, minute, second])?;
        *self = here;
        Some(UtcMicros(seconds * 1_000_000 + fraction as i64))
    }
}

/// The number that the first eight bytes begin with, and how many digits it has.
///
/// All digits are added up at once: digits in pairs, pairs in fours, fours in one.
#[inline(always)]
fn eight_digits(text: &[u8]) -> (u64, usize) {
    let Some(first) = text.first_chunk::<8>() else { return few_digits(text) };
    let digits = u64::from_le_bytes(*first) ^ 0x3030_3030_3030_3030;
    // The high bit of each byte that is no digit; what is above the lowest of them does not count.
    let others = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
    let length = others.trailing_zeros() as usize / 8;
    if length == 0 {
        return (0, 0);
    }
    let digits = digits << (64 - 8 * length);
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    const PAIRS: u64 = 0x0000_00FF_0000_00FF;
    let high = (pairs & PAIRS).wrapping_mul(0x000F_4240_0000_0064);
    let low = (pairs >> 16 & PAIRS).wrapping_mul(0x0000_2710_0000_0001);
    (high.wrapping_add(low) >> 32, length)
}

/// The same of fewer bytes than eight.
fn few_digits(text: &[u8]) -> (u64, usize) {
    let digits = text.iter().map(|byte| byte.wrapping_sub(b'0')).take_while(|digit| *digit <= 9);
    digits.fold((0, 0), |(value, length), digit| (value * 10 + u64::from(digit), length + 1))
}

/// Seconds since 1970 of a moment in UTC, if there is such a moment.
#[inline(always)]
pub(crate) fn epoch_s([year, month, day, hour, minute, second]: [i64; 6]) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let number = |field: i64| u32::try_from(field).ok();
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    // Years that begin in March have their odd day last, which makes the count of days a formula; four centuries
    // more keep the year 0 above it.
    let year = year + 400 - u32::from(month <= 2);
    let days_before = year * 365 + year / 4 - year / 100 + year / 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = i64::from(days_before + day_of_year) - (719_468 + 146_097);
    Some(days * 86_400 + hour * 3_600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_microseconds() {
        let read = |text: &str| Cursor::new(text.as_bytes()).decimal_us();
        assert_eq!(read("0.600417 x"), Some(600_417));
        assert_eq!(read("3"), Some(3_000_000));
        assert_eq!(read("1.5"), Some(1_500_000));
        assert_eq!(read("0.0000019"), Some(1));
        assert_eq!(read("18446744073709.551615"), Some(u64::MAX));
        assert_eq!(read("18446744073709.551616"), None);
        assert_eq!(read(".5"), None);
    }

    #[test]
    fn whole_numbers_of_any_length() {
        let mut digits = String::new();
        for length in 0..25_usize {
            let text = format!("{digits}x1234567");
            let mut cursor = Cursor::new(text.as_bytes());
            let wanted = digits.parse::<u64>().ok();
            assert_eq!((cursor.number(), cursor.at), (wanted, wanted.map_or(0, |_| length)), "{text}");
            assert_eq!(Cursor::new(digits.as_bytes()).number(), wanted);
            digits.push(char::from(b'1' + (length * 7 % 9) as u8));
        }
        assert_eq!(Cursor::new("\u{e1}\u{b9}12".as_bytes()).number(), None);
    }

    #[test]
    fn times_agree_with_the_models() {
        for text in [
            "2026-11-21T06:16:23.052470Z",
            "2000-02-29T23:59:59.999999Z",
            "1970-01-01T00:00:00.000000Z",
            "2026-01-01T00:30:00.5+09:00",
            "0004-02-29T00:00:00.000000Z",
            "9999-12-30T21:59:59.999999Z",
            "2100-03-01T12:00:00-02:30",
        ] {
            assert_eq!(Cursor::new(text.as_bytes()).rfc3339(), Some(text.parse().unwrap()), "{text}");
        }
        for text in ["2026-13-01T00:00:00Z", "2026-11-21T06:16:23", "2026-11-21", "071015 21:43:52"] {
            assert_eq!(Cursor::new(text.as_bytes()).rfc3339(), None, "{text}");
        }
    }

    #[test]
    fn the_old_form_pads_the_hour_with_a_blank() {
        let read = |text: &str| Cursor::new(text.as_bytes()).old_time().map(|at| at.to_string());
        assert_eq!(read("071015 21:43:52").as_deref(), Some("2007-10-15T21:43:52.000000Z"));
        assert_eq!(read("071015  1:03:52").as_deref(), Some("2007-10-15T01:03:52.000000Z"));
        assert_eq!(read("2026-11-21T06:16:23Z"), None);
    }
}
