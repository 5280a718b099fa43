//! Logs made from a known truth, with statements that try to break out of their entries.

use proptest::prelude::*;

/// One entry of a made log.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    pub(crate) user: String,
    pub(crate) schema: Option<String>,
    pub(crate) second: u32,
    pub(crate) micros: u32,
    pub(crate) query_time_us: u64,
    pub(crate) rows_examined: u64,
    pub(crate) banner_before: bool,
}

/// How an entry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Old,
    Plain,
    Extra,
    Percona,
    Administrator,
}

const BANNER: &str = "/usr/sbin/mysqld, Version: 8.0.36 (Source distribution). started with:\n\
    Tcp port: 3306  Unix socket: /tmp/mysql.sock\nTime                 Id Command    Argument\n";

/// What looks like the next entry, for strings and comments.
const FAKE: &str = ";\n# Time: 2026-01-01T00:00:00.000000Z\n# User@Host: evil[evil] @ nowhere [6.6.6.6]  Id:   666\n\
    # Query_time: 99999.000000  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1\n\
    SET timestamp=1767225600;\ndrop table users;\n";

/// A closed piece of SQL.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("select 1".to_owned()),
        Just("주문 = '김철수'".to_owned()),
        Just("'it''s'".to_owned()),
        Just(r"'back\'slash\\'".to_owned()),
        Just("-- it's\n".to_owned()),
        Just("# Time: of day\n".to_owned()),
        Just("/* it's */".to_owned()),
        Just("`odd``name;\n# `".to_owned()),
        Just(";\n".to_owned()),
        Just("\n# Timely\n".to_owned()),
        Just("'\0'".to_owned()),
        Just(format!("'{FAKE}'")),
        Just(format!("\"{FAKE}\"")),
        Just(format!("/* {FAKE} */")),
        Just(format!("'{BANNER}# Time: 2026-01-01T00:00:00.000000Z\n'")),
        "[a-z0-9(),=<> \n]{0,30}",
    ]
}

fn made() -> impl Strategy<Value = Made> {
    let kind = prop_oneof![
        Just(Kind::Old),
        Just(Kind::Plain),
        Just(Kind::Plain),
        Just(Kind::Extra),
        Just(Kind::Percona),
        Just(Kind::Administrator)
    ];
    let text =
        prop::collection::vec(piece(), 1..4).prop_map(|pieces| format!("select {} x", pieces.join(" ")));
    let schema =
        prop::option::weighted(0.4, prop_oneof![Just("shop"), Just("a`b"), Just("a\nb;c"), Just("a;\nb")]);
    let numbers = (0_u32..86_400, 0_u32..1_000_000, 0_u64..90_000_000, any::<u32>());
    (kind, text, "[a-z]{1,8}", schema, numbers, prop::bool::weighted(0.1)).prop_map(
        |(kind, text, user, schema, (second, micros, query_time_us, rows_examined), banner_before)| Made {
            kind,
            text,
            user,
            schema: schema.map(str::to_owned),
            second,
            micros,
            query_time_us,
            rows_examined: rows_examined.into(),
            banner_before,
        },
    )
}

/// Some entries of one log.
pub(crate) fn entries() -> impl Strategy<Value = Vec<Made>> {
    prop::collection::vec(made(), 1..12)
}

/// The moment of an entry's end in microseconds; without a zone it is known to the second.
pub(crate) fn finished_us(made: &Made) -> i64 {
    let second = (1_767_225_600 + i64::from(made.second)) * 1_000_000;
    if made.kind == Kind::Old { second } else { second + i64::from(made.micros) }
}

/// The log as a server would write it.
pub(crate) fn written(entries: &[Made]) -> String {
    entries.iter().map(entry).collect()
}

fn entry(made: &Made) -> String {
    let (hour, minute, second) = (made.second / 3_600, made.second / 60 % 60, made.second % 60);
    let mut out = String::new();
    if made.banner_before {
        out.push_str(BANNER);
    }
    match made.kind {
        Kind::Old => out.push_str(&format!("# Time: 260101 {hour:2}:{minute:02}:{second:02}\n")),
        _ => {
            let micros = made.micros;
            out.push_str(&format!("# Time: 2026-01-01T{hour:02}:{minute:02}:{second:02}.{micros:06}Z\n"));
        }
    }
    let user = &made.user;
    out.push_str(&format!("# User@Host: {user}[{user}] @ web [10.0.0.1]  Id:    42\n"));
    if made.kind == Kind::Percona {
        out.push_str("# Schema: percona's  Last_errno: 0  Killed: 0\n");
    }
    let (whole, fraction) = (made.query_time_us / 1_000_000, made.query_time_us % 1_000_000);
    let rows = made.rows_examined;
    out.push_str(&format!(
        "# Query_time: {whole}.{fraction:06}  Lock_time: 0.000001 Rows_sent: 1  Rows_examined: {rows}"
    ));
    if made.kind == Kind::Extra {
        out.push_str(" Thread_id: 42 Errno: 0 Killed: 0 Bytes_received: 0 Bytes_sent: 0");
    }
    out.push('\n');
    if let Some(schema) = &made.schema {
        out.push_str(&format!("use {schema};\n"));
    }
    out.push_str(&format!("SET timestamp={};\n", 1_767_225_600 + i64::from(made.second)));
    match made.kind {
        Kind::Administrator => out.push_str("# administrator command: Quit;\n"),
        _ => out.push_str(&format!("{};\n", made.text)),
    }
    out
}
