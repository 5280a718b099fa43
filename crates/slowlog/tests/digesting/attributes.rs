//! The attributes that only some logs write, against an independent sum over what the parser gives.

use std::collections::BTreeMap;

use auroscope_slowlog::digest::{DigestOptions, Figures, Report};
use auroscope_slowlog::{Item, Parser, SqlTextEnd};

use crate::reading::{IN_ONE_GO, Way, report};

/// What is said elsewhere, and what is no figure.
const ELSEWHERE: [&str; 25] = [
    "Query_time",
    "Lock_time",
    "Rows_sent",
    "Rows_examined",
    "Rows_affected",
    "Bytes_sent",
    "Created_tmp_tables",
    "Tmp_tables",
    "Created_tmp_disk_tables",
    "Tmp_disk_tables",
    "Sort_rows",
    "Full_scan",
    "Full_join",
    "Thread_id",
    "Id",
    "Schema",
    "Start",
    "End",
    "InnoDB_trx_id",
    "Log_slow_rate_type",
    "Log_slow_rate_limit",
    "explain",
    "Errno",
    "Last_errno",
    "Killed",
];

/// Of each attribute how often it was said, and what that adds up to: microseconds, numbers, yes.
type Sums = BTreeMap<String, (u64, u64)>;

fn value(text: &str) -> Option<u64> {
    match (text, text.split_once('.')) {
        ("Yes", _) => Some(1),
        ("No", _) => Some(0),
        (_, Some((whole, part))) => {
            Some(whole.parse::<u64>().ok()? * 1_000_000 + format!("{part:0<6}").parse::<u64>().ok()?)
        }
        _ => text.parse().ok(),
    }
}

/// By adding up what each event says.
fn independent(log: &[u8]) -> Sums {
    let mut parser = Parser::default();
    parser.feed(log);
    parser.finish();
    let mut sums = Sums::new();
    while let Some(item) = parser.next(&mut SqlTextEnd::default()) {
        let Item::Event(event) = item else { continue };
        if event.administrator_command.is_some() {
            continue;
        }
        for (name, text) in event.attributes() {
            let (name, text) = (String::from_utf8_lossy(name), String::from_utf8_lossy(text));
            if let Some(value) = value(&text).filter(|_| !ELSEWHERE.contains(&&*name)) {
                let sum = sums.entry(name.into_owned()).or_default();
                *sum = (sum.0 + 1, sum.1 + value);
            }
        }
    }
    sums
}

fn add(sums: &mut Sums, figures: &Figures) {
    let attributes = &figures.attributes;
    let times = attributes
        .times
        .iter()
        .map(|(name, time)| (name, count(time.sum_us as f64, time.mean_us), time.sum_us));
    let numbers = attributes.numbers.iter().map(|(name, of)| (name, count(of.sum as f64, of.mean), of.sum));
    let truths = attributes.truths.iter().map(|(name, truth)| (name, Some(truth.told), truth.yes));
    for (name, count, sum) in times.chain(numbers).chain(truths) {
        let mine = sums.entry(name.clone()).or_default();
        *mine = (mine.0 + count.unwrap_or(0), mine.1 + sum);
    }
}

/// How many values there were, as far as sum and mean tell.
fn count(sum: f64, mean: f64) -> Option<u64> {
    (mean > 0.0).then(|| (sum / mean).round() as u64)
}

fn real_log(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../testdata/slowlog/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn digested(log: &[u8], block_bytes: u64, way: Way) -> Report {
    report(&[log.to_vec()], DigestOptions { block_bytes, ..DigestOptions::default() }, way)
}

#[test]
fn sums_of_real_logs_are_those_of_their_events() {
    let mut names = 0;
    for name in [
        "mysql-9.7-extra.log",
        "percona-5.6.log",
        "percona-8.0.log",
        "mariadb-10.11.log",
        "aurora-3.log",
        "crlf.log",
    ] {
        let log = real_log(name);
        let truth = independent(&log);
        let plain = digested(&log, 1 << 20, IN_ONE_GO);
        let mut of_groups = Sums::new();
        plain.classes.iter().for_each(|class| add(&mut of_groups, &class.figures));
        let mut overall = Sums::new();
        add(&mut overall, &plain.overall);
        for (attribute, (said, sum)) in &truth {
            assert_eq!(of_groups[attribute].1, *sum, "{name} {attribute}");
            assert_eq!(overall[attribute].1, *sum, "{name} {attribute}");
            // Of zeros alone the mean does not tell how many there were.
            assert!(*sum == 0 || overall[attribute].0 == *said, "{name} {attribute}");
        }
        assert_eq!(overall.len(), truth.len(), "{name}");
        names += truth.len();
        for (block_bytes, threads) in [(700, 1), (2_000, 3)] {
            let way = Way { threads, piece: 300, is_streamed: false };
            assert!(digested(&log, block_bytes, way) == plain, "{name}");
        }
        let parsed: Report = serde_json::from_str(&serde_json::to_string(&plain).unwrap()).unwrap();
        for (parsed, class) in parsed.classes.iter().zip(&plain.classes) {
            let (parsed, made) = (&parsed.figures.attributes, &class.figures.attributes);
            assert_eq!((&parsed.codes, &parsed.truths), (&made.codes, &made.truths), "{name}");
            assert!(parsed.numbers.keys().eq(made.numbers.keys()), "{name}");
        }
    }
    assert!(names > 40, "{names}");
}

/// An entry with these attributes.
fn entry(attributes: &str) -> String {
    format!("# Query_time: 1.0  Lock_time: 0.0 Rows_sent: 0  Rows_examined: 0 {attributes}\nselect 1;\n")
}

#[test]
fn what_kinds_of_attribute_mean() {
    let log = [
        entry("Errno: 1062 Killed: 0 Gadget: 7 Lid: Yes InnoDB_rec_lock_wait: 0.250000 Ratio: 0.5 Word: x7"),
        entry("Errno: 1062 Killed: 1317 Gadget: 18446744073709551615 Lid: No InnoDB_rec_lock_wait: 1.000001"),
        entry("Errno: 0 Gadget: 7 Gadget: 9 Lid: 3"),
    ];
    let plain = digested(log.concat().as_bytes(), 1 << 20, IN_ONE_GO);
    let figures = &plain.classes[0].figures;
    assert_eq!(figures.errors, Some(2));
    let attributes = &figures.attributes;
    assert_eq!(attributes.codes["Errno"].counts, [("1062".to_owned(), 2)].into());
    assert_eq!(attributes.codes["Killed"].counts, [("1317".to_owned(), 1)].into());
    let wait = attributes.times["InnoDB_rec_lock_wait"];
    assert_eq!((wait.sum_us, wait.min_us, wait.max_us), (1_250_001, 250_000, 1_000_001));
    // Of a name that comes twice the last counts, as for all other figures.
    let gadget = attributes.numbers["Gadget"];
    assert_eq!((gadget.min, gadget.median, gadget.max), (7, 9, u64::MAX));
    let lid = attributes.truths["Lid"];
    assert_eq!((lid.yes, lid.told, attributes.numbers["Lid"].sum), (1, 2, 3));
    assert_eq!((attributes.times.len(), attributes.numbers.len(), attributes.truths.len()), (1, 2, 1));
}

/// Names and error numbers beyond the bounds are counted, and each way of reading leaves the same out.
#[test]
fn more_names_than_are_told_apart() {
    let log: String = (0..200)
        .map(|at| entry(&format!("Common: 5 Name_{}: {at} Errno: {}", at % 90, 1_000 + at % 40)))
        .collect();
    let plain = digested(log.as_bytes(), 1 << 20, IN_ONE_GO);
    let attributes = &plain.overall.attributes;
    assert_eq!(attributes.numbers.len() + attributes.codes.len(), 64);
    assert_eq!(attributes.numbers["Common"].sum, 1_000);
    let (left_out, errors) = (plain.summary.attribute_values_left_out, &attributes.codes["Errno"]);
    let told: u64 = attributes.numbers.values().filter_map(|of| count(of.sum as f64, of.mean)).sum();
    // Of the 62 names that found room one has nothing but zero in its first entry.
    assert_eq!(told + left_out, 400);
    assert_eq!((errors.counts.len(), errors.counts.values().sum::<u64>() + errors.other), (32, 200));
    for (block_bytes, threads) in [(1_000, 1), (3_000, 4)] {
        let way = Way { threads, piece: 500, is_streamed: true };
        assert!(digested(log.as_bytes(), block_bytes, way) == plain);
    }
}
