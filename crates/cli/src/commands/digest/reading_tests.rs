//! Readings that do not come to their end: a thread panics while others wait for it, a signal comes, a stream breaks.

use std::io::Read;

use clap::Parser;

use super::*;
use crate::commands::digest::arguments::DigestArguments;
use crate::commands::digest::inputs::InputKind;

/// Gives an entry, then panics.
struct Treacherous(&'static [u8]);

impl Read for Treacherous {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        assert!(!self.0.is_empty(), "a reader that panics");
        self.0.read(into)
    }
}

/// The others would wait for ever for what the thread that panicked took upon itself.
#[test]
fn a_panic_in_a_thread_is_the_whole_readings() {
    let entry = b"# Query_time: 1.0  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1\nselect 1;\n";
    let stream = InputKind::Stream(Box::new(Treacherous(entry)));
    let input = Input { name: "it".into(), kind: stream, goes_on: false };
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        read(vec![input], DigestOptions::default(), 3, &Interrupt::default(), None);
    }));
    let panic = outcome.unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a reader that panics"));
}

/// Gives this, and then a signal or an error, and the end.
struct Broken(&'static [u8], Option<Interrupt>);

impl Read for Broken {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.0.is_empty() {
            return self.0.read(into);
        }
        match &self.1 {
            Some(interrupt) => {
                interrupt.request();
                Ok(0)
            }
            None => Err(io::Error::other("broken")),
        }
    }
}

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    arguments: DigestArguments,
}

const ENTRIES: &[u8] = b"# User@Host: a[a] @ web [10.0.0.1]  Id: 7\n\
    # Query_time: 1.0  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1\nSET timestamp=100;\nselect 1;\n\
    # User@Host: a[a] @ web [10.0.0.1]  Id: 7\n\
    # Query_time: 2.0  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1\nSET timestamp=101;\n\
    create procedure p() begin select 1;\n";

/// What an import of this came to.
fn imported(inputs: Vec<Input>, interrupt: &Interrupt) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let line = ["digest", "-", "--store", "--target", "shop", "--data", data];
    let options = DigestOptions::default();
    let importer = Importer::begin(
        crate::commands::digest::import(&Line::try_parse_from(line).unwrap().arguments).unwrap(),
        options.clone(),
    )
    .unwrap();
    let importer = Mutex::new(importer);
    read(inputs, options, 2, interrupt, Some(&importer));
    serde_json::to_value(importer.into_inner().unwrap().end().unwrap()).unwrap()
}

/// Each kept the beginning of the last entry as an execution of its own, since it ends in `;`.
#[test]
fn a_reading_that_breaks_off_leaves_its_last_entry_out() {
    let input = |kind, goes_on| Input { name: "it".into(), kind, goes_on };
    let streamed = |interrupt| InputKind::Stream(Box::new(Broken(ENTRIES, interrupt)));
    let interrupt = Interrupt::default();
    let interrupted = imported(vec![input(streamed(Some(interrupt.clone())), false)], &interrupt);
    let broken = imported(vec![input(streamed(None), false)], &Interrupt::default());
    // A file of a set, and the last one, that turned out shorter than they were.
    let mut file = tempfile::tempfile().unwrap();
    io::Write::write_all(&mut file, ENTRIES).unwrap();
    let shrunk = || InputKind::Plain(file.try_clone().unwrap(), ENTRIES.len() as u64 + 100);
    let shrunken = imported(vec![input(shrunk(), false)], &Interrupt::default());
    for store in [interrupted, broken, shrunken] {
        assert_eq!((&store["new"], &store["left_out"]["cut"]), (&1.into(), &1.into()), "{store}");
    }
    // In a set the files' last entries are others, though they say the same.
    let shrunken = vec![input(shrunk(), false), input(shrunk(), true)];
    let broken = vec![input(streamed(None), false), input(streamed(None), true)];
    for set in [shrunken, broken] {
        let store = imported(set, &Interrupt::default());
        assert_eq!((&store["new"], &store["left_out"]["cut"]), (&2.into(), &2.into()), "{store}");
    }
}
