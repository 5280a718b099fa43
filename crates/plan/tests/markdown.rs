//! The Markdown document of a plan: what stands in it, and that no text gets out of its place.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use auroscope_plan::{Facts, Plan, PlanDocument, findings, markdown};

const TREE: &str = "\
-> Nested loop inner join  (cost=150 rows=33.3) (actual time=1..2 rows=3 loops=1)
    -> Table scan on orders  (cost=9.25 rows=4000000) (actual time=1..2 rows=3 loops=1)
    -> Filter: (`a|b`.x = '```\\n# no heading\\n|')  (cost=2 rows=1) (never executed)
        -> Index lookup on `a|b` using `</details>` (x = orders.x)  (cost=2 rows=1) (never executed)
";

#[test]
fn the_document_says_all_that_is_known() {
    let plan = Plan::parse(TREE.as_bytes()).unwrap();
    let found = findings(&plan, &Facts::default());
    let document = PlanDocument {
        instance: Some("orders-1"),
        schema: Some("shop"),
        connection_id: Some(77),
        user: Some("app"),
        time: Some("2026-11-21 09:00:00 UTC"),
        method: Some("EXPLAIN"),
        sql: Some("SELECT '```'\nFROM orders"),
        plan: Some(&plan),
        findings: &found,
        tree: Some(TREE),
        json: Some("{\"query_block\": \"</details>\"}"),
        ..PlanDocument::default()
    };
    let text = markdown(&document);
    for expected in [
        "# Execution plan\n",
        "- **Instance:** `orders-1`\n",
        "- **Schema:** `shop`\n",
        "- **Connection:** `77`\n",
        "- **User:** `app`\n",
        "- **Time:** `2026-11-21 09:00:00 UTC`\n",
        "\n## Statement\n\n````sql\nSELECT '```'\nFROM orders\n````\n",
        "\n## Steps\n\n| step | own time | rows est → actual | loops | key | conditions |\n",
        "\n## TREE\n\n````text\n-> Nested loop",
        "\n## JSON\n\n<details>\n",
        "4M → 3",
        "1 → never",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
    let titles: Vec<&str> = text.lines().filter(|line| line.starts_with("### ")).collect();
    assert_eq!(titles.len(), found.len());
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).collect();
    assert_eq!(rows.len(), plan.nodes.len() + 2);
    assert!(rows.iter().all(|row| row.matches('|').count() == 7), "{rows:#?}");
}

#[test]
fn without_a_plan_it_says_why() {
    let document = PlanDocument {
        schema: Some("shop"),
        sql: Some("select f(1)"),
        skipped: Some(("stored_function", "The statement calls `f`, which could write.")),
        ..PlanDocument::default()
    };
    let text = markdown(&document);
    assert!(text.contains(
        "> **There is no plan** (`stored_function`): The statement calls \\`f\\`, which could write.\n"
    ));
    assert!(text.contains("```sql\nselect f(1)\n```\n"));
    assert!(!text.contains("## Steps") && !text.contains("## JSON"));
    let plan = Plan::parse(TREE.as_bytes()).unwrap();
    let partly = markdown(&PlanDocument { plan: Some(&plan), ..document });
    assert!(
        partly.contains("> **A part of the plan is missing** (`stored_function`)")
            && partly.contains("## Steps")
    );
    assert!(markdown(&PlanDocument::default()).contains("There is no plan"));
}

/// Whatever a document holds: lines outside of its blocks of code are ours.
#[test]
fn no_text_gets_out_of_its_block() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/plans/mysql-9.7");
    let mut seen = 0;
    for entry in fs::read_dir(root).unwrap() {
        let folder = entry.unwrap().path();
        let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
        let (Some(tree), Some(json)) = (read("tree.txt"), read("v1.json")) else { continue };
        let sql = read("statement.sql").unwrap();
        let Ok(plan) = Plan::parse(json.as_bytes()) else { continue };
        let found = findings(&plan, &Facts { statement: Some(&sql), ..Facts::default() });
        let text = markdown(&PlanDocument {
            sql: Some(&sql),
            plan: Some(&plan),
            findings: &found,
            tree: Some(&tree),
            json: Some(&json),
            ..PlanDocument::default()
        });
        let mut fence: Option<String> = None;
        let mut sections = Vec::new();
        for line in text.lines() {
            let ticks: String = line.chars().take_while(|character| *character == '`').collect();
            match &fence {
                Some(open) if ticks.len() >= open.len() && line.trim() == ticks => fence = None,
                Some(_) => {}
                None if ticks.len() >= 3 => fence = Some(ticks),
                None => {
                    let is_ours = line.is_empty()
                        || ["# ", "## ", "### ", "- ", "| ", "> ", "<details>", "</details>", "<summary>"]
                            .iter()
                            .any(|start| line.starts_with(start))
                        || found.iter().any(|finding| !finding.candidates.is_empty());
                    assert!(is_ours, "{}: {line}", folder.display());
                    if line.starts_with("## ") {
                        sections.push(line.to_owned());
                    }
                }
            }
        }
        assert_eq!(fence, None, "{}", folder.display());
        sections.retain(|section| section != "## Findings");
        assert_eq!(sections, ["## Statement", "## Steps", "## TREE", "## JSON"], "{}", folder.display());
        seen += 1;
    }
    assert!(seen > 200, "{seen}");
}
