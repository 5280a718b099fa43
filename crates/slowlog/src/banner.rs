//! The three lines that a server writes when it opens its log; RDS repeats them in mid-file.

use memchr::{memchr, memmem, memrchr};

/// A line of a banner is shorter than this.
const LINE_LIMIT: usize = 1024;

/// How far banners are followed backwards. What lies before is not needed to find an entry's end.
pub(crate) const WALK_LIMIT: usize = 64 * 1024;

/// A server's version, as its banner has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// `8` of 8.0.36.
    pub major: u32,
    /// `0` of 8.0.36.
    pub minor: u32,
    /// `36` of 8.0.36.
    pub patch: u32,
    /// It calls itself MariaDB.
    pub mariadb: bool,
}

impl Version {
    /// Whether `SET timestamp` is the statement's start, as it is since MySQL 8.0.14; else it is its end.
    #[must_use]
    pub fn timestamp_is_start(self) -> bool {
        !self.mariadb && (self.major, self.minor, self.patch) >= (8, 0, 14)
    }

    /// Reads it from a banner's first line.
    fn of_line(line: &[u8]) -> Option<Self> {
        let text = &line[memmem::find(line, b", Version: ")? + 11..];
        let mut parts = text.splitn(3, |&byte| byte == b'.').map(leading_number);
        let mut part = || parts.next().flatten();
        let (major, minor, patch) = (part()?, part()?, part()?);
        Some(Self { major, minor, patch, mariadb: memmem::find(text, b"MariaDB").is_some() })
    }
}

fn leading_number(text: &[u8]) -> Option<u32> {
    let digits = text.iter().take(6).take_while(|byte| byte.is_ascii_digit());
    digits.fold(None, |sum, digit| Some(sum.unwrap_or(0) * 10 + u32::from(digit - b'0')))
}

/// The lines that a server writes when it opens its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Banner {
    /// Where in the stream.
    pub offset: u64,
    /// How many bytes.
    pub length: u64,
    /// The server's version.
    pub version: Option<Version>,
}

/// What stands at the window's start.
pub(crate) enum Read {
    /// A banner of this length.
    Banner(usize, Option<Version>),
    /// The window ends before that can be told.
    More,
    /// No banner.
    No,
}

/// Reads the banner at the window's start. The end may cut it off behind any of its lines.
pub(crate) fn read(window: &[u8], is_end: bool) -> Read {
    let mut at = 0;
    let mut version = None;
    for is_line in [is_first as fn(&[u8]) -> bool, is_second, is_third] {
        let rest = &window[at..];
        let Some(length) = memchr(b'\n', &rest[..rest.len().min(LINE_LIMIT)]) else {
            if !is_end && rest.len() < LINE_LIMIT {
                return Read::More;
            }
            break;
        };
        if !is_line(&rest[..length]) {
            break;
        }
        if at == 0 {
            version = Version::of_line(&rest[..length]);
        }
        at += length + 1;
    }
    if at == 0 { Read::No } else { Read::Banner(at, version) }
}

/// Where the banners begin that end right before `end`; `end` itself when there are none.
pub(crate) fn start_of_those_before(window: &[u8], lowest: usize, end: usize) -> usize {
    let lowest = lowest.max(end.saturating_sub(WALK_LIMIT));
    let mut start = end;
    loop {
        let mut at = start;
        for is_line in [is_third as fn(&[u8]) -> bool, is_second, is_first] {
            match line_before(window, lowest, at) {
                Some(line_start) if is_line(&window[line_start..at - 1]) => at = line_start,
                _ => return start,
            }
        }
        start = at;
    }
}

/// Where the line begins that ends with the line feed right before `end`.
fn line_before(window: &[u8], lowest: usize, end: usize) -> Option<usize> {
    if end <= lowest || window.get(end - 1) != Some(&b'\n') {
        return None;
    }
    let from = lowest.max((end - 1).saturating_sub(LINE_LIMIT));
    match memrchr(b'\n', &window[from..end - 1]) {
        Some(at) => Some(from + at + 1),
        None => (from == lowest).then_some(lowest),
    }
}

fn is_first(line: &[u8]) -> bool {
    // A path stands before the version, behind the rest of a line that broke off perhaps, but no string.
    let is_path = |path: &[u8]| !path.iter().any(|byte| b"'\"`".contains(byte));
    line.trim_ascii_end().ends_with(b"started with:")
        && memmem::find(line, b", Version: ").is_some_and(|end| is_path(&line[..end]))
}

fn is_second(line: &[u8]) -> bool {
    line.starts_with(b"Tcp port: ") || line.starts_with(b"TCP Port: ")
}

fn is_third(line: &[u8]) -> bool {
    // With blanks in MySQL, with tabs in MariaDB.
    let rest = line.strip_prefix(b"Time").unwrap_or_default().trim_ascii();
    rest.starts_with(b"Id Command") && rest.ends_with(b"Argument")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BANNER: &[u8] =
        b"/rdsdbbin/oscar/bin/mysqld, Version: 8.0.28 (Source distribution). started with:\n\
        Tcp port: 3306  Unix socket: /tmp/mysql.sock\nTime                 Id Command    Argument\n";

    #[test]
    fn a_banner_tells_the_version() {
        let Read::Banner(length, Some(version)) = read(BANNER, false) else { panic!("no banner") };
        assert_eq!(length, BANNER.len());
        assert_eq!(version, Version { major: 8, minor: 0, patch: 28, mariadb: false });
        assert!(version.timestamp_is_start());
        let maria = Version::of_line(b"/usr/sbin/mariadbd, Version: 10.11.6-MariaDB-log (x). started with:");
        assert!(maria.is_some_and(|version| version.mariadb && !version.timestamp_is_start()));
        assert!(
            Version::of_line(b"mysqld, Version: 8.0.13-4 (x). started with:")
                .is_some_and(|version| !version.timestamp_is_start())
        );
    }

    /// Found by fuzzing: only the first line tells, whatever follows.
    #[test]
    fn what_follows_a_banner_is_not_asked() {
        let text = [BANNER, b"# Time: MariaDB"].concat();
        assert!(matches!(read(&text, true), Read::Banner(_, Some(version)) if !version.mariadb));
    }

    #[test]
    fn banners_are_followed_backwards() {
        let text = [b"select 1;\n", BANNER, BANNER].concat();
        assert_eq!(start_of_those_before(&text, 0, text.len()), 10);
        assert_eq!(start_of_those_before(&text, 0, 10), 10);
        assert_eq!(start_of_those_before(BANNER, 0, BANNER.len()), 0);
    }
}
