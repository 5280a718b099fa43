//! Our partition of statements into equal and unequal against a real server's, recorded from MySQL 9.7.4.
//!
//! `testdata/server_digests.txt` has a line for each statement: the server's digest text, a tab, the statement, as
//! the `mysql` client prints them. To record it anew (the server needs a default schema):
//! `cargo run -p auroscope-sql --example questions | mysql -NB --force SCHEMA`

use std::collections::{BTreeMap, BTreeSet};

use auroscope_sql::{SqlMode, normalize};

const RECORDED: &str = include_str!("../../testdata/server_digests.txt");

#[test]
fn statements_are_equal_where_the_server_says_so_but_for_the_listed_differences() {
    let mut ours_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut theirs_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let recorded = std::env::var("RECORDED").map(|path| std::fs::read_to_string(path).unwrap());
    for line in recorded.as_deref().unwrap_or(RECORDED).lines() {
        let (theirs, statement) = line.split_once('\t').unwrap();
        let ours = normalize(unescaped(statement).as_bytes(), SqlMode::default());
        let theirs = without_listed_differences(theirs);
        ours_of.entry(theirs.clone()).or_default().insert(ours.clone());
        theirs_of.entry(ours).or_default().insert(theirs);
    }
    assert!(ours_of.len() > 700, "only {} statements are told apart", ours_of.len());
    let finer: Vec<_> = ours_of.iter().filter(|(_, ours)| ours.len() > 1).collect();
    let coarser: Vec<_> = theirs_of.iter().filter(|(_, theirs)| theirs.len() > 1).collect();
    assert!(finer.is_empty(), "equal for the server, not for us: {finer:#?}");
    assert!(coarser.is_empty(), "equal for us, not for the server: {coarser:#?}");
}

/// A digest text as it would be if the server folded rows as we do; see docs/fingerprints.md.
fn without_listed_differences(digest_text: &str) -> String {
    // Token by token; of each open parenthesis where it stands, and the group before it that it may repeat.
    let mut out: Vec<&str> = Vec::new();
    let mut open: Vec<(usize, Option<(usize, usize)>)> = Vec::new();
    let mut last_group: Option<(usize, usize)> = None;
    let text = digest_text.replace(" /* , ... */", "").replace("(...)", "( ?, ... )").replace("(?)", "( ? )");
    for token in text.split(' ') {
        match token {
            "(" => {
                let start = if out.last() == Some(&"ROW") { out.len() - 1 } else { out.len() };
                let comma = start > 0 && out[start - 1] == ",";
                open.push((start, last_group.filter(|(_, end)| comma && *end == start - 1)));
                out.push(token);
            }
            ")" => {
                out.push(token);
                let (start, before) = open.pop().unwrap_or((0, None));
                let mut group = (start, out.len());
                if let Some((first, end)) = before
                    && out[first..end] == out[start..]
                {
                    out.truncate(end);
                    group = (first, end);
                }
                last_group = Some(group);
            }
            _ => out.push(token),
        }
    }
    out.join(" ")
}

/// What the client's batch mode escapes.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let next = if character == '\\' { characters.next() } else { Some(character) };
        out.push(match (character, next) {
            ('\\', Some('n')) => '\n',
            ('\\', Some('t')) => '\t',
            (_, other) => other.unwrap_or('\\'),
        });
    }
    out
}
