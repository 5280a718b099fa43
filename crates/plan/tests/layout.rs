//! The diagram of every plan of the corpus, and of plans of any form: nothing covers anything.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use auroscope_plan::{Layout, LayoutBox, Operation, Plan, Role, SvgTheme, layout, svg};
use proptest::prelude::*;

/// All documents of the corpus that are plans.
fn corpus() -> Vec<(String, Plan)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/plans");
    let mut plans = Vec::new();
    for server in ["mysql-9.7", "mariadb-10.11", "aurora-3", "bad"] {
        let mut folders = vec![root.join(server)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(plan) = Plan::parse(&fs::read(&path).unwrap()) {
                    plans.push((path.strip_prefix(&root).unwrap().display().to_string(), plan));
                }
            }
        }
    }
    assert!(plans.len() > 2000, "{}", plans.len());
    plans
}

fn right(place: &LayoutBox) -> u32 {
    place.x + place.width
}

fn lower(place: &LayoutBox) -> u32 {
    place.y + place.height
}

fn overlap(one: &LayoutBox, other: &LayoutBox) -> bool {
    one.x < right(other) && other.x < right(one) && one.y < lower(other) && other.y < lower(one)
}

/// Whether a line runs through a box, and not only along its side.
fn crosses(line: &[[u32; 2]], place: &LayoutBox) -> bool {
    let (left, far) = (line[0][0].min(line[1][0]), line[0][0].max(line[1][0]));
    let (top, low) = (line[0][1].min(line[1][1]), line[0][1].max(line[1][1]));
    left < right(place) && far > place.x && top < lower(place) && low > place.y
}

fn is_below(plan: &Plan, node: u32, above: u32) -> bool {
    let mut at = Some(node);
    while let Some(id) = at {
        if id == above {
            return true;
        }
        at = plan.node(id).and_then(|node| node.parent);
    }
    false
}

/// All that a layout promises; the error says what it breaks.
fn check(plan: &Plan, layout: &Layout) -> Result<(), String> {
    let boxes = &layout.boxes;
    if boxes.len() != plan.nodes.len() || layout.edges.len() + 1 != plan.nodes.len() {
        return Err("a step or a line is missing".into());
    }
    for (place, one) in boxes.iter().enumerate() {
        if one.node as usize != place || right(one) > layout.width || lower(one) > layout.height {
            return Err(format!("{one:?} is not in its place"));
        }
        if let Some(other) = boxes[..place].iter().find(|other| overlap(one, other)) {
            return Err(format!("{one:?} and {other:?} overlap"));
        }
    }
    for edge in &layout.edges {
        for line in edge.points.windows(2) {
            if line[0][0] != line[1][0] && line[0][1] != line[1][1] {
                return Err(format!("{edge:?} is not at right angles"));
            }
            if let Some(place) = boxes.iter().find(|place| crosses(line, place)) {
                return Err(format!("{edge:?} runs through {place:?}"));
            }
        }
        let (first, last) = (edge.points[0], edge.points[edge.points.len() - 1]);
        let touches = |[x, y]: [u32; 2], node: u32| {
            let place = &boxes[node as usize];
            (place.x..=right(place)).contains(&x) && (place.y..=lower(place)).contains(&y)
        };
        if !touches(first, edge.from) || !touches(last, edge.to) {
            return Err(format!("{edge:?} does not reach its steps"));
        }
    }
    for group in &layout.groups {
        for place in boxes {
            let inside = is_below(plan, place.node, group.node);
            let within = place.x > group.x
                && right(place) < right(group)
                && place.y > group.y
                && lower(place) < lower(group);
            if inside != within || !inside && overlap(group, place) {
                return Err(format!("{place:?} and the group {group:?}"));
            }
        }
    }
    Ok(())
}

#[test]
fn nothing_covers_anything_in_the_corpus() {
    for (name, plan) in corpus() {
        let layout = layout(&plan);
        check(&plan, &layout).unwrap_or_else(|problem| panic!("{name}: {problem}"));
    }
}

/// As a MySQL user knows it: what is read first stands left.
#[test]
fn a_join_reads_from_left_to_right() {
    let mut joins = 0;
    for (name, plan) in corpus() {
        let layout = layout(&plan);
        for join in plan.nodes.iter().filter(|node| node.operation == Operation::NestedLoop) {
            let inputs = plan.children(join).filter(|child| child.role == Role::Input);
            let starts: Vec<u32> = inputs.map(|input| layout.boxes[input.id as usize].x).collect();
            assert!(starts.is_sorted(), "{name}: {starts:?}");
            joins += 1;
        }
        let accesses = plan.accesses();
        let plain = plan
            .nodes
            .iter()
            .all(|node| matches!(node.role, Role::Root | Role::Input | Role::BuildSide | Role::ProbeSide));
        if plain {
            let starts: Vec<u32> = accesses.iter().map(|access| layout.boxes[access.id as usize].x).collect();
            assert!(starts.is_sorted(), "{name}: {starts:?}");
        }
    }
    assert!(joins > 300, "{joins}");
}

/// A join of many tables, each joined to what was joined before it.
fn chain(tables: usize, join: &str) -> Plan {
    let mut lines: Vec<(usize, String)> = vec![(0, "Table scan on t0".into())];
    for table in 1..tables {
        // What an inner hash join builds from is read first.
        let hash = join.starts_with("Inner hash");
        let step = if hash { 2 } else { 1 };
        lines.iter_mut().for_each(|(depth, _)| *depth += step);
        let own = (1, format!("Table scan on t{table}"));
        if hash {
            lines.splice(0..0, [(0, join.to_owned()), own, (1, "Hash".to_owned())]);
        } else {
            lines.insert(0, (0, join.to_owned()));
            if join.contains("hash") {
                lines.extend([(1, "Hash".to_owned()), (2, own.1)]);
            } else {
                lines.push(own);
            }
        }
    }
    let mut text = String::new();
    for (depth, line) in lines {
        let _ = writeln!(text, "{}-> {line}  (cost=1 rows=7)", "    ".repeat(depth));
    }
    Plan::parse(text.as_bytes()).unwrap()
}

#[test]
fn two_hundred_tables_stay_a_row() {
    let joins = [
        "Nested loop inner join",
        "Nested loop left join",
        "Inner hash join (t.a = u.a)",
        "Left hash join (t.a = u.a)",
    ];
    for join in joins {
        let plan = chain(200, join);
        let layout = layout(&plan);
        check(&plan, &layout).unwrap();
        assert!(layout.height < 1000 && layout.width < 60_000, "{join}: {}x{}", layout.width, layout.height);
    }
}

#[test]
fn a_picture_is_well_formed_and_harmless_whatever_the_names() {
    let hostile = "-> Nested loop inner join  (cost=9 rows=9)\n    \
        -> Table scan on `</text><script>alert(1)</script>\u{202e}\"'&\u{1b}\u{0}`  (cost=1 rows=1)\n    \
        -> Table scan on `]]><!--`  (cost=1 rows=123456)\n";
    let plans = corpus();
    let hostile = ("hostile".to_owned(), Plan::parse(hostile.as_bytes()).unwrap());
    for (name, plan) in plans.iter().chain([&hostile]) {
        let layout = layout(plan);
        for theme in [SvgTheme::Light, SvgTheme::Dark, SvgTheme::Auto] {
            let picture = svg(plan, &layout, theme);
            well_formed(&picture).unwrap_or_else(|problem| panic!("{name}: {problem}"));
            assert!(
                !picture.contains("<script") && !picture.contains("href") && !picture.contains("url("),
                "{name}"
            );
            assert_eq!(picture.contains("<style>"), theme == SvgTheme::Auto);
        }
    }
}

/// Tags that match, quoted attributes, escaped text, and no character that XML forbids.
fn well_formed(xml: &str) -> Result<(), String> {
    let allowed = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{7e}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if let Some(character) = xml.chars().find(|character| !allowed(*character)) {
        return Err(format!("{character:?}"));
    }
    let mut open: Vec<&str> = Vec::new();
    for piece in xml.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').ok_or("a tag without an end")?;
        if text.contains('>') && !text.starts_with("@media") {
            return Err(format!("{text:?}"));
        }
        for entity in text.split('&').skip(1) {
            let known = ["lt;", "gt;", "amp;", "quot;", "#39;"].iter().any(|known| entity.starts_with(known));
            known.then_some(()).ok_or(format!("&{entity}"))?;
        }
        if let Some(name) = tag.strip_prefix('/') {
            (open.pop() == Some(name)).then_some(()).ok_or(format!("</{name}>"))?;
        } else if tag.matches('"').count() % 2 != 0 {
            return Err(tag.to_owned());
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap_or_default());
        }
    }
    open.is_empty().then_some(()).ok_or(format!("open: {open:?}"))
}

/// Trees of any form, as TREE text: each line at most one level deeper than the one before.
fn any_tree() -> impl Strategy<Value = String> {
    let headings = prop::sample::select(vec![
        "Nested loop inner join",
        "Left hash join (a.x = b.x)",
        "Filter: (a > 1)",
        "Sort: a.b",
        "Table scan on t",
        "Index lookup on u using i (a = 1)",
        "Materialize",
        "Append",
        "Select #2 (subquery in condition; dependent)",
        "Hash",
    ]);
    prop::collection::vec((headings, 0_usize..4, 0_u32..1_000_000), 1..60).prop_map(|lines| {
        let mut text = String::new();
        let mut depth = 0_usize;
        for (place, (heading, up, rows)) in lines.into_iter().enumerate() {
            depth = if place == 0 { 0 } else { (depth + 1).saturating_sub(up).max(1) };
            // The names of subqueries and hash tables are no steps, so that none can be the first.
            let heading = if place == 0 { "Sort: a.b" } else { heading };
            let _ = writeln!(text, "{}-> {heading}  (cost=1.5 rows={rows})", "    ".repeat(depth));
        }
        text
    })
}

proptest! {
    #[test]
    fn nothing_covers_anything_in_any_plan(text in any_tree()) {
        let plan = Plan::parse(text.as_bytes()).unwrap();
        let layout = layout(&plan);
        prop_assert_eq!(check(&plan, &layout), Ok(()));
        prop_assert_eq!(well_formed(&svg(&plan, &layout, SvgTheme::Auto)), Ok(()));
    }
}
