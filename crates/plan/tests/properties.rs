//! Whatever comes: no panic, a bound on depth and size, and the document is kept.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use auroscope_plan::{Plan, PlanError, SIZE_LIMIT_BYTES, TreeTableStyle, tree_table};
use proptest::prelude::*;

/// Some documents of each format.
fn samples() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/plans");
    let mut samples = Vec::new();
    for server in ["mysql-9.7", "mariadb-10.11"] {
        let mut cases: Vec<_> =
            fs::read_dir(folder.join(server)).unwrap().map(|entry| entry.unwrap().path()).collect();
        cases.sort();
        for case in cases.iter().filter(|path| path.is_dir()).step_by(9) {
            for file in fs::read_dir(case).unwrap() {
                let bytes = fs::read(file.unwrap().path()).unwrap();
                if bytes.len() < 20_000 {
                    samples.push(bytes);
                }
            }
        }
    }
    assert!(samples.len() > 100);
    samples
}

/// Everything that is made of a plan.
fn use_all(document: &[u8]) {
    if let Ok(plan) = Plan::parse(document) {
        assert_eq!(plan.raw, String::from_utf8_lossy(document));
        assert!(!plan.nodes.is_empty());
        let _ = plan.shape();
        let _ = plan.accesses();
        for style in [TreeTableStyle::default(), TreeTableStyle { ascii: true, color: true }] {
            assert_eq!(tree_table(&plan, 100, style).len(), plan.nodes.len() + 1);
        }
        assert!(serde_json::to_string(&plan).is_ok());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        use_all(&bytes);
    }

    #[test]
    fn any_tree(lines in proptest::collection::vec("( {0,12}-> )?[-A-Za-z :()<>,#.=0-9'\"|\\\\]{0,60}", 0..12)) {
        use_all(format!("-> {}", lines.join("\n")).as_bytes());
    }

    #[test]
    fn mutated_documents(
        seed in any::<prop::sample::Index>(),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..6),
    ) {
        let samples = SAMPLES.get_or_init(samples);
        let mut document = seed.get(samples).clone();
        for (place, byte, what) in cuts {
            if document.is_empty() {
                break;
            }
            let place = place.index(document.len());
            match what {
                0 => document[place] = byte,
                1 => document.truncate(place),
                2 => document.insert(place, byte),
                _ => {
                    let end = (place + byte as usize).min(document.len());
                    document.drain(place..end);
                }
            }
        }
        use_all(&document);
    }
}

static SAMPLES: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();

#[test]
fn every_cut_of_a_document_is_a_clear_error_or_a_plan() {
    for document in SAMPLES.get_or_init(samples).iter().filter(|document| document.len() < 4_000) {
        for end in (0..document.len()).step_by(7) {
            if let Err(error) = Plan::parse(&document[..end]) {
                assert!(!error.to_string().is_empty());
            }
        }
    }
}

#[test]
fn a_cut_json_says_where() {
    let document = br#"{"query_block": {"select_id": 1, "nested_loop": [{"table": {"table_name": "a"}}, {"table": {"tab"#;
    let error = Plan::parse(document).unwrap_err();
    let PlanError::Json { place, .. } = &error else { panic!("{error}") };
    assert_eq!(place.path, "query_block.nested_loop[1].table");
    assert_eq!((place.line, place.column), (1, 93));
}

#[test]
fn nothing_overflows_the_stack() {
    let nested = |open: &str, close: &str, count: usize| {
        let mut text = String::new();
        for _ in 0..count {
            text.push_str(open);
        }
        for _ in 0..count {
            text.push_str(close);
        }
        text
    };
    for count in [50, 120, 170, 250, 100_000] {
        for (open, close) in [
            (r#"{"query_block":"#, "}"),
            (r#"{"query_block":{"table":{"table_name":"t","materialized_from_subquery":"#, "}}}"),
            (r#"{"operation":"Filter: x","inputs":["#, "]}"),
            (r#"{"query_block":{"nested_loop":["#, "]}}"),
        ] {
            use_all(nested(open, close, count).as_bytes());
        }
    }
    let deep = nested("[", "]", 100_000);
    assert!(matches!(
        Plan::parse(format!("{{\"query_block\":{deep}}}").as_bytes()),
        Err(PlanError::TooDeep { .. })
    ));
    let mut tree = String::new();
    for level in 0..2_000 {
        let _ = writeln!(tree, "{}-> Nested loop inner join", " ".repeat(level));
    }
    assert!(matches!(Plan::parse(tree.as_bytes()), Err(PlanError::TooDeep { .. })));
}

#[test]
fn size_has_a_bound_and_time_is_linear() {
    assert!(matches!(Plan::parse(&vec![b' '; SIZE_LIMIT_BYTES + 1]), Err(PlanError::TooLarge { .. })));
    let time = |document: String| {
        let begin = std::time::Instant::now();
        use_all(document.as_bytes());
        begin.elapsed().as_secs_f64()
    };
    let documents: [fn(usize) -> String; 7] = [
        |size| {
            format!("{{\"query_block\":{{\"nested_loop\":[{}{{}}]}}}}", "{\"table\":{}},".repeat(size / 13))
        },
        |size| format!("{{\"query_block\":{{\"a\":\"{}", "\" \"".repeat(size / 3)),
        |size| format!("-> {}", "Filter: x\n    -> ".repeat(size / 17)),
        |size| format!("-> {}", "(cost=".repeat(size / 6)),
        |size| format!("id\tselect_type\ttable\n{}", "1\tSIMPLE\tt\n".repeat(size / 11)),
        |size| {
            let rows: String =
                (0..size / 20).map(|id| format!("{id}\tUNION RESULT\t<union{id},{}>\n", id + 1)).collect();
            format!("id\tselect_type\ttable\n{rows}")
        },
        |size| format!("-> a\n{}", "x\n".repeat(size / 2)),
    ];
    for (place, document) in documents.iter().enumerate() {
        let (small, large) = (time(document(50_000)), time(document(800_000)));
        assert!(large < small.max(0.002) * 100.0, "{place}: {small} s, sixteen times as much {large} s");
    }
}
