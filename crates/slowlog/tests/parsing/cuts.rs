//! Properties of made logs and of any bytes: what is written is read, however the stream is cut.

use auroscope_slowlog::{Item, Limits, SchemaOrigin, SliceParser, SqlTextEnd};
use proptest::prelude::*;

use crate::made::{Kind, Made, entries, finished_us, written};
use crate::shown::{fed, parsed};

/// Small bounds, so that they are met.
const SMALL: Limits = Limits { text_bytes: 300, heads_in_text: 2 };

proptest! {
    #[test]
    fn a_made_log_gives_its_truth(entries in entries(), is_windows in any::<bool>()) {
        let ends = |text: &str| if is_windows { text.replace('\n', "\r\n") } else { text.to_owned() };
        let log = ends(&written(&entries));
        let mut parser = SliceParser::new(log.as_bytes(), Limits::default());
        let mut judge = SqlTextEnd::default();
        let mut expected = entries.iter();
        let mut last_schema = None;
        while let Some(item) = parser.next(&mut judge) {
            match item {
                Item::Event(event) => check(&event, expected.next().unwrap(), &ends, &mut last_schema),
                Item::Banner(_) => last_schema = None,
                Item::Problem(problem) => prop_assert!(false, "{problem:?}"),
            }
        }
        prop_assert!(expected.next().is_none());
    }

    #[test]
    fn no_cutting_changes_a_made_log(entries in entries(), sizes in prop::collection::vec(1_usize..400, 1..6)) {
        let log = written(&entries);
        for limits in [Limits::default(), SMALL] {
            prop_assert_eq!(fed(log.as_bytes(), &sizes, limits), parsed(log.as_bytes(), limits));
        }
    }

    #[test]
    fn no_cutting_changes_a_damaged_log(
        entries in entries(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..200), 1..5),
        sizes in prop::collection::vec(1_usize..400, 1..6),
    ) {
        let mut log = written(&entries).into_bytes();
        for (place, length) in damage {
            let from = place.index(log.len() + 1);
            log.drain(from..(from + length).min(log.len()));
        }
        for limits in [Limits::default(), SMALL] {
            prop_assert_eq!(fed(&log, &sizes, limits), parsed(&log, limits));
        }
    }

    #[test]
    fn scraps_of_a_log_in_any_order_are_covered(
        scraps in prop::collection::vec(prop::sample::select(SCRAPS), 0..40),
        sizes in prop::collection::vec(1_usize..60, 1..4),
    ) {
        let log = scraps.concat();
        for limits in [Limits::default(), SMALL] {
            prop_assert_eq!(fed(log.as_bytes(), &sizes, limits), parsed(log.as_bytes(), limits));
        }
    }

    #[test]
    fn any_bytes_are_covered(log in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(fed(&log, &[1], SMALL), parsed(&log, SMALL));
    }
}

/// Parts of logs, whole and broken.
const SCRAPS: &[&str] = &[
    "# Time: 2026-01-01T00:00:00.000000Z\n",
    "# Time: 260101  1:02:03\n",
    "# Time: 2026-01-01T00:00",
    "# User@Host: a[a] @ web [10.0.0.1]  Id:    42\n",
    "# User@Host: a[a",
    "# Query_time: 1.000000  Lock_time: 0.000001 Rows_sent: 1  Rows_examined: 1\n",
    "# Query_time: x\n",
    "# Schema: shop  Last_errno: 0\n",
    "#\n",
    "# administrator command: Quit;\n",
    "use shop;\n",
    "use a;\nb;\n",
    "SET timestamp=1767225600;\n",
    "SET insert_id=5,timestamp=1767225600;\r\n",
    "select 1;\n",
    "select 'open;\n",
    "/* open;\n",
    "'",
    ";",
    "\n",
    "\r\n",
    "/usr/sbin/mysqld, Version: 8.0.36 (x). started with:\n",
    "Tcp port: 3306  Unix socket: /tmp/mysql.sock\n",
    "Time                 Id Command    Argument\n",
    "throttle: 5 'index not used' warning(s) suppressed.;\n",
];

fn check(
    event: &auroscope_slowlog::Event<'_>,
    made: &Made,
    ends: &impl Fn(&str) -> String,
    last_schema: &mut Option<String>,
) {
    if let Some(schema) = &made.schema {
        *last_schema = Some(ends(schema));
    }
    let text = String::from_utf8_lossy(event.text);
    if made.kind == Kind::Administrator {
        assert_eq!((event.administrator_command, &*text), (Some(&b"Quit"[..]), ""));
    } else {
        assert_eq!(text, ends(&made.text));
    }
    assert!(!event.is_cut);
    assert_eq!(event.user, Some(made.user.as_bytes()));
    assert_eq!((event.host, event.address), (Some(&b"web"[..]), Some(&b"10.0.0.1"[..])));
    assert_eq!(event.connection_id, Some(42));
    assert_eq!(event.query_time_us, made.query_time_us);
    assert_eq!(event.rows_examined, Some(made.rows_examined));
    assert_eq!(event.finished_at.map(|at| at.0), Some(finished_us(made)));
    let (schema, origin) = match (made.kind, &made.schema, &last_schema) {
        (Kind::Percona, ..) => (Some("percona's".to_owned()), SchemaOrigin::Written),
        (_, Some(schema), _) => (Some(ends(schema)), SchemaOrigin::Written),
        (_, None, Some(schema)) => (Some(schema.clone()), SchemaOrigin::Inferred),
        (_, None, None) => (None, SchemaOrigin::Unknown),
    };
    assert_eq!(event.schema, schema.as_deref().map(str::as_bytes));
    assert_eq!(event.schema_origin, origin);
}
