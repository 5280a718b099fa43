//! What each scrap of text is read as, and where MySQL's lexer differs from what one would guess.

use super::{Lexer, TokenKind, TokenKind::*, VersionGate, tokens};
use crate::SqlMode;

fn kinds(sql: &str) -> Vec<TokenKind> {
    tokens(sql.as_bytes(), SqlMode::default()).map(|token| token.kind).filter(|kind| *kind != Space).collect()
}

fn texts(sql: &str, mode: SqlMode) -> Vec<String> {
    tokens(sql.as_bytes(), mode).map(|token| String::from_utf8_lossy(token.text).into_owned()).collect()
}

#[test]
fn each_scrap_is_one_token() {
    let cases: &[(TokenKind, &[&str])] = &[
        (Word, &["a", "a1", "1a", "1st", "$a", "a$b", "0x", "0xg", "0b2", "0X1", "x", "N", "주문", "_foo"]),
        (
            Text,
            &[
                "'a'",
                "''",
                "'a''b'",
                "'a\\'b'",
                "\"a\"",
                "N'a'",
                "n'a'",
                "$$a$$",
                "$t$ 'a $ $$ $t$",
                "'a",
                "'\\",
            ],
        ),
        (Number, &["1", "1.", "1.5", ".5", "1e5", "1E+10", ".5e-3", "1.e-3", "007"]),
        (Bits, &["0xff", "x'ff'", "X'FF'", "0b01", "b'01'", "B'1'", "x'"]),
        (QuotedName, &["`a`", "`a``b`", "``", "`a b", "`"]),
        (Introducer, &["_utf8mb4", "_LATIN1", "_binary"]),
        (UserVariable, &["@a", "@a.b", "@`a b`", "@'a b'", "@\"a\"", "@?", "@주문"]),
        (SystemVariable, &["@@", "@@a", "@@`a`"]),
        (Comment, &["/**/", "/* a */", "/* a", "/*", "# a", "-- a", "--", "--\t", "/* /* */"]),
        (Hint, &["/*+ A(b) */", "/*+"]),
        (Operator, &["<=>", "->>", "->", ":=", "!=", "<>", ">=", "<<", "&&", "||", "=", "~", "{"]),
        (Unknown, &["@", "\\", "\0", "["]),
        (Ellipsis, &["..."]),
    ];
    for (kind, scraps) in cases {
        for scrap in *scraps {
            assert_eq!(kinds(scrap), [*kind], "{scrap:?}");
        }
    }
}

#[test]
fn dashes_are_a_comment_only_before_white_space() {
    assert_eq!(kinds("1--1"), [Number, Operator, Operator, Number]);
    assert_eq!(kinds("1-- 1"), [Number, Comment]);
    assert_eq!(kinds("1--\u{1}1"), [Number, Comment]);
    assert_eq!(kinds("a -- b\nc"), [Word, Comment, Word]);
}

#[test]
fn a_name_may_be_any_word_behind_a_dot_that_touches() {
    assert_eq!(kinds("t.select"), [Word, Dot, NameAfterDot]);
    assert_eq!(kinds("t.1"), [Word, Dot, NameAfterDot]);
    assert_eq!(kinds("`t`.1e5"), [QuotedName, Dot, NameAfterDot]);
    assert_eq!(kinds("t .1"), [Word, Number]);
    assert_eq!(kinds("t. 1"), [Word, Dot, Number]);
    assert_eq!(kinds("1.a"), [Number, Word]);
    assert_eq!(kinds("a..b"), [Word, Dot, Dot, Word]);
}

#[test]
fn a_number_ends_where_mysql_ends_it() {
    assert_eq!(kinds("1e5a"), [Number, Word]);
    assert_eq!(kinds("1ea"), [Word]);
    assert_eq!(kinds("1e+a"), [Word, Operator, Word]);
    assert_eq!(kinds("1.5.5"), [Number, Number]);
    assert_eq!(kinds("12..."), [Number, Ellipsis]);
}

#[test]
fn versioned_comments_are_code() {
    assert_eq!(kinds("a /*!80000 b */ c"), [Word, VersionedOpen, Word, VersionedClose, Word]);
    assert_eq!(kinds("/*!080036b*/"), [VersionedOpen, Word, VersionedClose]);
    assert_eq!(kinds("/*! b */"), [VersionedOpen, Word, VersionedClose]);
    assert_eq!(kinds("/*!80000 /* c */ b */"), [VersionedOpen, Comment, Word, VersionedClose]);
    assert_eq!(kinds("a */ b"), [Word, Operator, Operator, Word]);
}

/// Seen on 9.7.4: 80000 and 090704 are code, 800000 and 99999 are not.
#[test]
fn a_versioned_comment_for_a_newer_server_is_a_comment() {
    let code = |sql: &str, server: u32| {
        let lexer = Lexer::new(sql.as_bytes(), SqlMode::default(), VersionGate::Server(server));
        lexer.filter(|token| token.kind == Word).count() == 1
    };
    assert!(code("/*!80000 a */", 90_704));
    assert!(code("/*!090704 a */", 90_704));
    assert!(!code("/*!090705 a */", 90_704));
    assert!(!code("/*!800000 a */", 90_704));
    assert!(!code("/*!99999 /* b */ a */", 90_704));
    assert!(code("/*! a */", 50_000));
}

#[test]
fn the_mode_says_where_strings_end() {
    let plain = SqlMode { no_backslash_escapes: true, ansi_quotes: false };
    assert_eq!(texts(r"'a\'b", plain), [r"'a\'", "b"]);
    assert_eq!(texts(r"'a\'b", SqlMode::default()), [r"'a\'b"]);
    let ansi = SqlMode { ansi_quotes: true, no_backslash_escapes: false };
    let token = tokens(br#""a\""#, ansi).next().unwrap();
    assert_eq!((token.kind, token.text), (QuotedName, &br#""a\""#[..]));
}
