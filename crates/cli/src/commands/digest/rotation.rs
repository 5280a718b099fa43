//! The files of a rotated log in the order in which they were written, however a shell listed them.
//!
//! They are one stream: `copytruncate` may cut an entry in two, and a server that was not told to open its log anew
//! writes no `use` for a schema that the file before has.

use std::path::{Path, PathBuf};

/// The rotated sets that the files make up, each oldest first, where the set's first file stands.
///
/// `slow.log.2.gz`, `slow.log.1`, `slow.log`: logrotate's numbers fall. `slow.log-20261121`, `….log.2026-11-21.05`:
/// dates rise. A file of another name, or one that is named twice, is a set of its own.
pub(super) fn sets(files: Vec<PathBuf>) -> Vec<Vec<PathBuf>> {
    let mut sets: Vec<(PathBuf, Vec<(Age, PathBuf)>)> = Vec::new();
    for file in files {
        let (base, age) = age(&file);
        match sets.iter_mut().find(|(of, set)| *of == base && set.iter().all(|(other, _)| *other != age)) {
            Some((_, set)) => set.push((age, file)),
            None => sets.push((base, vec![(age, file)])),
        }
    }
    sets.iter_mut().for_each(|(_, set)| set.sort_by(|(one, _), (other, _)| one.cmp(other)));
    sets.into_iter().map(|(_, set)| set.into_iter().map(|(_, file)| file).collect()).collect()
}

/// Where a file stands in its set; what is compared first is older.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Age {
    Dated(String),
    Numbered(std::cmp::Reverse<u32>),
    Current,
}

/// The log that a file is a part of, and which.
fn age(file: &Path) -> (PathBuf, Age) {
    let whole = || (file.to_path_buf(), Age::Current);
    let Some(name) = file.file_name().and_then(|name| name.to_str()) else { return whole() };
    let plain = [".gz", ".zst"].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
    let of_date = |c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | '_');
    let base = plain.trim_end_matches(of_date);
    let suffix = &plain[base.len()..];
    let digits = suffix.trim_start_matches(['.', '-', '_']);
    if base.is_empty() || digits.len() == suffix.len() && !digits.is_empty() {
        return whole();
    }
    let age = match digits.parse() {
        _ if digits.is_empty() => Age::Current,
        // `db-1` and `db-2` are two servers rather.
        Ok(number) if digits.len() <= 4 && suffix.starts_with('.') => {
            Age::Numbered(std::cmp::Reverse(number))
        }
        _ if digits.bytes().filter(u8::is_ascii_digit).count() >= 6 => Age::Dated(digits.to_owned()),
        _ => return whole(),
    };
    (file.with_file_name(base), age)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(files: &[&str]) -> Vec<String> {
        let shown = |set: Vec<PathBuf>| set.iter().map(|file| file.display().to_string()).collect::<Vec<_>>();
        sets(files.iter().map(PathBuf::from).collect()).into_iter().map(|set| shown(set).join(" ")).collect()
    }

    #[test]
    fn a_rotated_set_is_put_in_order() {
        let listed = ["l/slow.log", "l/slow.log.1", "l/slow.log.10.gz", "l/slow.log.2.zst"];
        assert_eq!(ordered(&listed), ["l/slow.log.10.gz l/slow.log.2.zst l/slow.log.1 l/slow.log"]);
        let listed = ["s.log", "s.log-20261121.gz", "s.log-20261120.gz"];
        assert_eq!(ordered(&listed), ["s.log-20261120.gz s.log-20261121.gz s.log"]);
        let listed = ["m.log", "m.log.2026-11-21.05", "m.log.2026-11-20.23"];
        assert_eq!(ordered(&listed), ["m.log.2026-11-20.23 m.log.2026-11-21.05 m.log"]);
        assert_eq!(ordered(&["a.log.1", "b.log", "a.log"]), ["a.log.1 a.log", "b.log"]);
    }

    #[test]
    fn files_of_different_logs_stay_as_given() {
        let given = [
            &["b.log", "a.log"][..],
            &["-", "x"],
            &["db2", "db1"],
            &["db-2", "db-1"],
            &["x/slow.log", "a/slow.log"],
        ];
        for listed in given.into_iter().chain([&["a.log", "a.log"][..]]) {
            assert_eq!(ordered(listed), listed);
        }
    }
}
