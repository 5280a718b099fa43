//! Bounds, following, messages: what a log may do to its reader.

use auroscope_slowlog::{Event, Item, Limits, Messages, Parser, ProblemKind, SqlTextEnd, TextEnd};

const HEAD: &str = "# Time: 2026-01-01T00:00:00.000000Z\n# User@Host: a[a] @ web [10.0.0.1]  Id:    42\n\
    # Query_time: 1.000000  Lock_time: 0.000001 Rows_sent: 1  Rows_examined: 1\nSET timestamp=1767225599;\n";

#[test]
fn a_huge_statement_is_kept_to_its_bound_in_bounded_memory() {
    let mut parser = Parser::default();
    let mut judge = SqlTextEnd::default();
    parser.feed(HEAD.as_bytes());
    parser.feed(b"select '");
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..200 {
        parser.feed(&piece);
        assert!(parser.next(&mut judge).is_none());
        assert!(parser.space(1).len() < 8 << 20, "the buffer does not grow with the statement");
    }
    parser.feed(b"';\n");
    parser.feed(HEAD.as_bytes());
    parser.feed(b"select 2;\n");
    parser.finish();
    let Some(Item::Event(event)) = parser.next(&mut judge) else { panic!("an event") };
    assert_eq!((event.text.len(), event.text_bytes, event.is_cut), (1 << 20, 9 + (200 << 20), true));
    let Some(Item::Problem(problem)) = parser.next(&mut judge) else { panic!("a note") };
    assert_eq!(problem.kind, ProblemKind::StatementLong);
    let Some(Item::Event(event)) = parser.next(&mut judge) else { panic!("the next event") };
    assert_eq!(event.text, b"select 2");
}

#[test]
fn zeros_are_one_stretch_of_nothing_in_bounded_memory() {
    let mut parser = Parser::default();
    let mut judge = SqlTextEnd::default();
    for _ in 0..100 {
        parser.feed(&vec![0; 1 << 20]);
        assert!(parser.next(&mut judge).is_none());
        assert!(parser.space(1).len() < 8 << 20);
    }
    parser.finish();
    let Some(Item::Problem(problem)) = parser.next(&mut judge) else { panic!("a problem") };
    assert_eq!((problem.kind, problem.length), (ProblemKind::CutStart, 100 << 20));
    assert!(parser.next(&mut judge).is_none());
}

#[test]
fn a_string_that_never_closes_ends_at_its_first_head() {
    let log = format!("{HEAD}select 'open;\n{}", format!("{HEAD}select 1;\n").repeat(20));
    let mut parser = Parser::default();
    parser.feed(log.as_bytes());
    parser.finish();
    let mut judge = SqlTextEnd::default();
    let Some(Item::Event(event)) = parser.next(&mut judge) else { panic!("an event") };
    assert_eq!((event.text, event.is_cut), (&b"select 'open"[..], true));
    let Some(Item::Problem(problem)) = parser.next(&mut judge) else { panic!("a note") };
    assert_eq!(problem.kind, ProblemKind::StatementOpen);
    let rest = std::iter::from_fn(|| parser.next(&mut judge).map(|item| matches!(item, Item::Event(_))));
    assert_eq!(rest.collect::<Vec<_>>(), [true; 20]);
}

/// Keeps the last text it was asked about.
#[derive(Default)]
struct Keeper(Vec<u8>, SqlTextEnd);

impl TextEnd for Keeper {
    fn ends_open(&mut self, text: &[u8]) -> bool {
        self.0 = text.to_vec();
        self.1.ends_open(text)
    }
}

#[test]
fn the_last_text_asked_about_is_the_events() {
    for path in crate::varieties::logs() {
        let log = std::fs::read(path).unwrap();
        for limits in [Limits::default(), Limits { text_bytes: 100, heads_in_text: 1 }] {
            let mut parser = Parser::new(limits);
            parser.feed(&log);
            parser.finish();
            let mut judge = Keeper::default();
            while let Some(item) = parser.next(&mut judge) {
                let Item::Event(event) = item else { continue };
                if event.administrator_command.is_none() {
                    assert_eq!(event.text.to_vec(), judge.0);
                }
            }
        }
    }
}

#[test]
fn a_quiet_log_gives_its_last_statement() {
    let mut parser = Parser::default();
    let mut judge = SqlTextEnd::default();
    parser.feed(format!("{HEAD}select 'a;\nb").as_bytes());
    assert!(parser.next(&mut judge).is_none() && parser.next_when_quiet(&mut judge).is_none());
    parser.feed(b"';\n");
    assert!(parser.next(&mut judge).is_none());
    let Some(Item::Event(event)) = parser.next_when_quiet(&mut judge) else { panic!("an event") };
    assert_eq!(event.text, b"select 'a;\nb'");
    assert!(parser.next_when_quiet(&mut judge).is_none());
    parser.feed(format!("{HEAD}select 2;\n").as_bytes());
    parser.finish();
    let Some(Item::Event(event)) = parser.next(&mut judge) else { panic!("the next") };
    assert_eq!(event.text, b"select 2");
    assert!(parser.next(&mut judge).is_none());
}

#[test]
fn messages_are_whole_in_themselves_but_for_the_schema() {
    let mut messages = Messages::default();
    let mut texts = Vec::new();
    let mut read = |message: &str| {
        let mut take = |event: &Event<'_>| {
            let schema = event.schema.map(|schema| String::from_utf8_lossy(schema).into_owned());
            texts.push((String::from_utf8_lossy(event.text).into_owned(), schema, event.is_cut));
        };
        messages.read(message.as_bytes(), &mut SqlTextEnd::default(), |item| {
            if let Item::Event(event) = item {
                take(&event);
            }
        });
    };
    read(&format!("{}select 1;", HEAD.replace("SET", "use shop;\nSET")));
    read(&format!("{HEAD}select 2;\n"));
    read(&format!("{HEAD}select 3;\n{HEAD}select 4;"));
    read(&format!("{HEAD}select 'cut by the limit of a mess"));
    read(&format!("{HEAD}select 6;"));
    let shop = Some("shop".to_owned());
    let whole = |text: &str| (text.to_owned(), shop.clone(), false);
    let cut = ("select 'cut by the limit of a mess".to_owned(), shop.clone(), true);
    let expected =
        [whole("select 1"), whole("select 2"), whole("select 3"), whole("select 4"), cut, whole("select 6")];
    assert_eq!(texts, expected);
}

/// Each of these once more makes the log longer, not the work per byte greater.
#[test]
fn no_log_is_slow_to_read() {
    let time = "# Time: 2026-01-01T00:00:00.000000Z\n";
    let patterns = [
        time.to_owned(),
        format!("x\n{time}# a\n"),
        format!("x\n{time}{}", "# a\n".repeat(5_000)),
        format!("# a;\n{time}"),
        "x;\n# User@Host: a[a] @ b [c]\n".to_owned(),
        format!("{HEAD}select 'open;\n"),
        format!("{HEAD}use a;\nuse b;\n"),
        "Tcp port: 1\nTime Id Command Argument\n".to_owned(),
        "\n# ".to_owned(),
        "\0".to_owned(),
    ];
    for pattern in patterns {
        let log = pattern.repeat((1 << 20) / pattern.len());
        let begin = std::time::Instant::now();
        for limits in [Limits::default(), Limits { text_bytes: 1_000, heads_in_text: 3 }] {
            for size in [16_384, log.len()] {
                crate::shown::fed(log.as_bytes(), &[size], limits);
            }
        }
        assert!(begin.elapsed().as_secs() < 20, "{pattern:.80}");
    }
}
