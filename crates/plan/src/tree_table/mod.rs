//! A plan as lines for a terminal: the tree at the left, figures and conditions beside it.

mod cell;

use crate::model::{Actuals, Badge, ConditionKind, Node, Operation, Plan, Role};

pub(crate) use self::cell::{clean, fitted, number, width_of};

/// How the table is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TreeTableStyle {
    /// Only ASCII: no box drawing, blocks or arrows. Names keep their letters.
    pub ascii: bool,
    /// With colours of the terminal.
    pub color: bool,
}

/// The narrowest table that is drawn.
const LEAST_WIDTH: usize = 60;
const BAR_WIDTH: usize = 8;

/// The plan's steps, one line each below a heading; no line is wider than `width` columns.
#[must_use]
pub fn tree_table(plan: &Plan, width: usize, style: TreeTableStyle) -> Vec<String> {
    let width = width.max(LEAST_WIDTH);
    let rows: Vec<Row> = rows(plan, width, style);
    let longest = |cell: fn(&Row) -> &String, title: &str| {
        rows.iter().map(|row| width_of(cell(row))).max().unwrap_or(0).max(width_of(title))
    };
    let titles = Row::titles(plan, style);
    let rows_width = longest(|row| &row.rows, &titles.rows).min(24);
    let loops_width = longest(|row| &row.loops, &titles.loops).min(10);
    let key_width = longest(|row| &row.key, &titles.key).min(24);
    let share_width = BAR_WIDTH + 5;
    let mut left = width.saturating_sub(share_width + rows_width + key_width + 8);
    if loops_width > 0 {
        left = left.saturating_sub(loops_width + 2);
    }
    let tree_width = longest(|row| &row.tree, &titles.tree).min((left * 3 / 4).max(24).min(left));
    let note_width = left.saturating_sub(tree_width);
    let line = |row: &Row| {
        let mut line = fitted(&row.tree, tree_width);
        for (cell, cell_width) in
            [(&row.share, share_width), (&row.rows, rows_width), (&row.loops, loops_width)]
        {
            if cell_width > 0 {
                line.push_str("  ");
                line.push_str(&fitted(cell, cell_width));
            }
        }
        line.push_str("  ");
        line.push_str(&fitted(&row.key, key_width));
        if note_width > 4 {
            line.push_str("  ");
            line.push_str(&fitted(&row.note, note_width));
        }
        let line = line.trim_end();
        if style.color && row.is_hot { format!("\u{1b}[31m{line}\u{1b}[0m") } else { line.to_owned() }
    };
    std::iter::once(&titles).chain(&rows).map(line).collect()
}

/// The cells of a line.
#[derive(Default)]
struct Row {
    tree: String,
    share: String,
    rows: String,
    loops: String,
    key: String,
    note: String,
    is_hot: bool,
}

impl Row {
    fn titles(plan: &Plan, style: TreeTableStyle) -> Self {
        let arrow = if style.ascii { "->" } else { "→" };
        Self {
            tree: "step".to_owned(),
            share: if by_time(plan) { "own time" } else { "own cost" }.to_owned(),
            rows: if plan.is_analyze { format!("rows est {arrow} actual") } else { "rows est".to_owned() },
            loops: if plan.is_analyze { "loops" } else { "" }.to_owned(),
            key: "key".to_owned(),
            note: "conditions".to_owned(),
            is_hot: false,
        }
    }
}

fn by_time(plan: &Plan) -> bool {
    plan.nodes.iter().any(|node| node.self_time_ms.is_some_and(|time| time > 0.0))
}

fn rows(plan: &Plan, width: usize, style: TreeTableStyle) -> Vec<Row> {
    let drawn_levels = (width / 12).min(20);
    let by_time = by_time(plan);
    let own = |node: &Node| if by_time { node.self_time_ms } else { node.self_cost };
    let total: f64 = plan.nodes.iter().filter_map(own).sum();
    let mut rows = Vec::with_capacity(plan.nodes.len());
    // Whether a step of that depth on the way to the present one has siblings below it.
    let mut more: Vec<bool> = Vec::new();
    for node in &plan.nodes {
        more.truncate(node.depth as usize);
        let siblings =
            node.parent.and_then(|parent| plan.node(parent)).map(|parent| parent.children.as_slice());
        more.push(siblings.is_some_and(|siblings| siblings.last() != Some(&node.id)));
        let share = own(node).filter(|_| total > 0.0).map(|own| own / total);
        rows.push(Row {
            tree: format!("{}{}", indent(&more, drawn_levels, style), label(node)),
            share: share.map(|share| bar(share, style)).unwrap_or_default(),
            rows: row_counts(node, style),
            loops: node.actuals.and_then(|actuals| actuals.measured()?.loops).map(number).unwrap_or_default(),
            key: node.table.as_ref().and_then(|table| table.index.as_deref()).map(clean).unwrap_or_default(),
            note: conditions(node),
            is_hot: share.is_some_and(|share| share >= 0.5) && plan.nodes.len() > 1,
        });
    }
    rows
}

/// Only so many of the innermost levels are drawn; deeper steps say how many are not.
fn indent(more: &[bool], drawn_levels: usize, style: TreeTableStyle) -> String {
    let [way @ .., last] = more else { return String::new() };
    let Some((_, way)) = way.split_first() else { return String::new() };
    let (pass, blank, fork, end) =
        if style.ascii { ("|  ", "   ", "|- ", "`- ") } else { ("│  ", "   ", "├─ ", "└─ ") };
    let mut text = String::new();
    let hidden = way.len().saturating_sub(drawn_levels);
    if hidden > 0 {
        text.push_str(&format!("+{hidden} "));
    }
    for more in &way[hidden..] {
        text.push_str(if *more { pass } else { blank });
    }
    text.push_str(if *last { fork } else { end });
    text
}

pub(crate) fn label(node: &Node) -> String {
    let mut label = String::new();
    if let Some(role) = role_label(node) {
        label.push_str(role);
        label.push_str(": ");
    }
    match (node.operation, &node.table) {
        (Operation::TableAccess, Some(table)) => label.push_str(&clean(&crate::v1::heading(table))),
        (Operation::Filter, _) => label.push_str("Filter"),
        _ => label.push_str(&clean(&node.heading)),
    }
    if let Some(kind) = node.join
        && node.operation != Operation::HashJoin
    {
        label.push_str(match kind {
            crate::JoinKind::Inner => "",
            crate::JoinKind::Left => " (left)",
            crate::JoinKind::Semi => " (semi)",
            crate::JoinKind::Anti => " (anti)",
        });
    }
    let badges: Vec<&str> = node.badges.iter().filter_map(|badge| badge_label(*badge)).collect();
    if !badges.is_empty() {
        label.push_str(" [");
        label.push_str(&badges.join(", "));
        label.push(']');
    }
    label
}

fn role_label(node: &Node) -> Option<&'static str> {
    Some(match node.role {
        Role::Root | Role::Input | Role::SetMember => return None,
        Role::BuildSide => "build",
        Role::ProbeSide => "probe",
        Role::MaterializedFrom => "from",
        Role::Recursive => "repeat",
        Role::IndexMergePart => "part",
        Role::SelectListSubquery => "subquery in select list",
        Role::ConditionSubquery => "subquery in condition",
        Role::HavingSubquery => "subquery in having",
        Role::OrderBySubquery => "subquery in order by",
        Role::GroupBySubquery => "subquery in group by",
        Role::UpdateValueSubquery => "subquery of a value",
        Role::OptimizedAwaySubquery => "subquery optimized away",
        Role::Subquery => "subquery",
    })
}

/// What the words of the step do not say already.
fn badge_label(badge: Badge) -> Option<&'static str> {
    Some(match badge {
        Badge::FullScan => "full scan",
        Badge::FullIndexScan => "full index scan",
        Badge::Covering | Badge::Reverse => return None,
        Badge::IndexCondition => "index condition",
        Badge::Temporary => "temporary",
        Badge::Filesort => "filesort",
        Badge::JoinBuffer => "join buffer",
        Badge::MultiRangeRead => "MRR",
        Badge::Dependent => "dependent",
        Badge::Uncacheable => "uncacheable",
        Badge::FirstMatch => "first match",
        Badge::LooseScan => "loose scan",
        Badge::Weedout => "weedout",
        Badge::ParallelQuery => "parallel query",
        Badge::NeverExecuted => "never executed",
    })
}

fn bar(share: f64, style: TreeTableStyle) -> String {
    let full = (share * BAR_WIDTH as f64).round().clamp(0.0, BAR_WIDTH as f64) as usize;
    let (on, off) = if style.ascii { ("#", ".") } else { ("█", "░") };
    format!("{}{} {:>3.0}%", on.repeat(full), off.repeat(BAR_WIDTH - full), share * 100.0)
}

fn row_counts(node: &Node, style: TreeTableStyle) -> String {
    let estimates = &node.estimates;
    let estimated = estimates.rows_examined_per_scan.or(estimates.rows_produced).map(number);
    let actual = match node.actuals {
        Some(Actuals::Executed(measured)) => measured.rows.map(number),
        Some(Actuals::NeverExecuted) => Some("never".to_owned()),
        None => None,
    };
    let arrow = if style.ascii { "->" } else { "→" };
    match (estimated, actual) {
        (Some(estimated), Some(actual)) => format!("{estimated} {arrow} {actual}"),
        (Some(estimated), None) => estimated,
        (None, Some(actual)) => format!("? {arrow} {actual}"),
        (None, None) => String::new(),
    }
}

fn conditions(node: &Node) -> String {
    let texts: Vec<String> = node
        .conditions
        .iter()
        .map(|condition| match condition.kind {
            ConditionKind::PushedToIndex => format!("in index: {}", clean(&condition.text)),
            ConditionKind::PushedToEngine => format!("in engine: {}", clean(&condition.text)),
            ConditionKind::Having => format!("having {}", clean(&condition.text)),
            _ => clean(&condition.text),
        })
        .collect();
    texts.join("; ")
}

#[cfg(test)]
mod tests;
