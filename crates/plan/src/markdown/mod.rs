//! A plan as a Markdown document for an issue, a wiki or a mail: whose it is, its statement, its steps, what
//! stands out, and the documents as the server wrote them. It renders right on GitHub whatever the texts hold.

mod found;
mod steps;

use crate::escape::{code, fenced, text};
use crate::findings::Finding;
use crate::model::Plan;

/// What is told of a plan. What is unknown is left out; only the statement or the plan must be there to tell much.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlanDocument<'a> {
    /// The server it was taken from.
    pub instance: Option<&'a str>,
    /// That server's version.
    pub server_version: Option<&'a str>,
    /// The default schema.
    pub schema: Option<&'a str>,
    /// The connection that ran the statement.
    pub connection_id: Option<u64>,
    /// Its user.
    pub user: Option<&'a str>,
    /// Its client host.
    pub host: Option<&'a str>,
    /// When it was taken, as it is to be read.
    pub time: Option<&'a str>,
    /// How it was taken, as it is to be read.
    pub method: Option<&'a str>,
    /// The statement's name.
    pub fingerprint: Option<&'a str>,
    /// The statement, laid out for reading.
    pub sql: Option<&'a str>,
    /// What stood behind EXPLAIN, where that is another text.
    pub explained_sql: Option<&'a str>,
    /// The plan; none where there is none.
    pub plan: Option<&'a Plan>,
    /// What stands out of it.
    pub findings: &'a [Finding],
    /// Why there is no plan, or a part of it is missing: the reason's word, and a sentence.
    pub skipped: Option<(&'a str, &'a str)>,
    /// The documents as the server wrote them.
    pub tree: Option<&'a str>,
    /// The same as JSON.
    pub json: Option<&'a str>,
    /// The document, where it is neither.
    pub rows: Option<&'a str>,
}

/// Writes the document.
#[must_use]
pub fn markdown(document: &PlanDocument<'_>) -> String {
    let mut markdown = String::from("# Execution plan\n\n");
    facts(document, &mut markdown);
    if let Some((reason, sentence)) = document.skipped {
        let what = if document.plan.is_some() { "A part of the plan is missing" } else { "There is no plan" };
        markdown.push_str(&format!("\n> **{what}** ({}): {}\n", code(reason), text(sentence)));
    } else if document.plan.is_none() {
        markdown.push_str("\n> **There is no plan.**\n");
    }
    if let Some(sql) = document.sql {
        section("Statement", &mut markdown);
        markdown.push_str(&fenced("sql", sql));
    }
    if let Some(explained) = document.explained_sql {
        section("Explained instead", &mut markdown);
        markdown.push_str(&fenced("sql", explained));
    }
    if let Some(plan) = document.plan {
        if !document.findings.is_empty() {
            section("Findings", &mut markdown);
            found::findings(plan, document.findings, &mut markdown);
        }
        section("Steps", &mut markdown);
        steps::steps(plan, &mut markdown);
    }
    if let Some(tree) = document.tree {
        section("TREE", &mut markdown);
        markdown.push_str(&fenced("text", tree));
    }
    if let Some(rows) = document.rows {
        section("Document", &mut markdown);
        markdown.push_str(&fenced("text", rows));
    }
    if let Some(json) = document.json {
        section("JSON", &mut markdown);
        // Long, and rarely what is looked for.
        markdown.push_str("<details>\n<summary>EXPLAIN FORMAT=JSON</summary>\n\n");
        markdown.push_str(&fenced("json", json));
        markdown.push_str("\n</details>\n");
    }
    markdown
}

fn section(title: &str, markdown: &mut String) {
    markdown.push_str(&format!("\n## {title}\n\n"));
}

fn facts(document: &PlanDocument<'_>, markdown: &mut String) {
    let connection = document.connection_id.map(|id| id.to_string());
    let cost = document.plan.and_then(|plan| plan.total_cost).map(crate::tree_table::number);
    let time = document.plan.and_then(|plan| plan.total_time_ms);
    let time = time.map(|time| format!("{} ms", crate::tree_table::number(time)));
    let shape = document.plan.map(|plan| plan.shape().to_string());
    for (name, value) in [
        ("Instance", document.instance),
        ("Server version", document.server_version),
        ("Schema", document.schema),
        ("Connection", connection.as_deref()),
        ("User", document.user),
        ("Host", document.host),
        ("Time", document.time),
        ("Taken by", document.method),
        ("Statement", document.fingerprint),
        ("Plan shape", shape.as_deref()),
        ("Cost", cost.as_deref()),
        ("Measured time", time.as_deref()),
    ] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            markdown.push_str(&format!("- **{name}:** {}\n", code(value)));
        }
    }
}
