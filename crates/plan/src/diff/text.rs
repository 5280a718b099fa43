//! A comparison as it is read: lines for a terminal, and Markdown.

use crate::escape::text as escaped;
use crate::tree_table::{TreeTableStyle, clean, fitted, label, width_of};

use super::{DiffKind, DiffRow, PlanDiff};

const LEAST_WIDTH: usize = 60;
/// Deeper steps are not indented further.
const DRAWN_LEVELS: u32 = 20;

impl PlanDiff<'_> {
    /// The sentences, then a line for each step that no line is wider than `width` columns.
    #[must_use]
    pub fn lines(&self, width: usize, style: TreeTableStyle) -> Vec<String> {
        let width = width.max(LEAST_WIDTH);
        let arrow = if style.ascii { "->" } else { "→" };
        let sentences = self.summary.iter().map(|sentence| sentence.replace('→', arrow));
        let mut lines: Vec<String> = sentences.flat_map(|sentence| wrapped(&sentence, width)).collect();
        lines.push(String::new());
        let steps: Vec<String> = self.rows.iter().map(|row| self.step(row)).collect();
        let widest = steps.iter().map(|step| width_of(step)).max().unwrap_or(0);
        let step_width = widest.min(width / 2);
        for (row, step) in self.rows.iter().zip(&steps) {
            let packed = packed(&changes(row, arrow), width - step_width - 4);
            for place in 0..packed.len().max(1) {
                let (mark, step) = if place == 0 { (sign(row.kind), step.as_str()) } else { (' ', "") };
                let change = packed.get(place).map_or("", String::as_str);
                let line = format!("{mark} {}  {change}", fitted(step, step_width));
                let line = line.trim_end();
                lines.push(match (style.color, color(row.kind)) {
                    (true, Some(color)) => format!("\u{1b}[{color}m{line}\u{1b}[0m"),
                    _ => line.to_owned(),
                });
            }
        }
        lines
    }

    /// The sentences as a list, the steps as a table of GitHub's Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut markdown = String::from("# Two plans compared\n\n");
        for sentence in &self.summary {
            markdown.push_str(&format!("- {}\n", escaped(sentence)));
        }
        markdown.push_str("\n| | step | what differs |\n| --- | --- | --- |\n");
        for row in &self.rows {
            let step = self.step(row);
            let step = step.trim_start();
            let indent = "&nbsp;".repeat(3 * row.depth.min(DRAWN_LEVELS) as usize);
            markdown.push_str(&format!(
                "| {} | {indent}{} | {} |\n",
                word(row.kind),
                escaped(step),
                escaped(&changes(row, "→").join("; "))
            ));
        }
        markdown
    }

    fn step(&self, row: &DiffRow) -> String {
        let node = match (row.b, row.a) {
            (Some(b), _) => self.b.node(b),
            (None, Some(a)) => self.a.node(a),
            (None, None) => None,
        };
        let mut step = "  ".repeat(row.depth.min(DRAWN_LEVELS) as usize);
        step.push_str(&node.map(label).unwrap_or_default());
        step
    }
}

fn sign(kind: DiffKind) -> char {
    match kind {
        DiffKind::Same => ' ',
        DiffKind::Changed => '~',
        DiffKind::Moved => '>',
        DiffKind::Added => '+',
        DiffKind::Removed => '-',
    }
}

fn word(kind: DiffKind) -> &'static str {
    match kind {
        DiffKind::Same => "",
        DiffKind::Changed => "changed",
        DiffKind::Moved => "moved",
        DiffKind::Added => "added",
        DiffKind::Removed => "removed",
    }
}

fn color(kind: DiffKind) -> Option<u8> {
    match kind {
        DiffKind::Same => None,
        DiffKind::Changed => Some(33),
        DiffKind::Moved => Some(36),
        DiffKind::Added => Some(32),
        DiffKind::Removed => Some(31),
    }
}

fn changes(row: &DiffRow, arrow: &str) -> Vec<String> {
    let texts = row.changes.iter().map(|change| {
        let name = match change.field {
            "index_parts" => "index columns",
            "actual_rows" => "rows found",
            "filtered_percent" => "filtered %",
            "cost" => "own cost",
            "time_ms" => "own ms",
            field => field,
        };
        match (&change.before, &change.after) {
            (Some(before), Some(after)) => format!("{name} {} {arrow} {}", clean(before), clean(after)),
            (Some(before), None) => format!("{name} {} {arrow} none", clean(before)),
            (None, Some(after)) => format!("{name} none {arrow} {}", clean(after)),
            (None, None) => name.to_owned(),
        }
    });
    texts.collect()
}

/// Changes as lines of at most so many columns: as many in one as there is room for.
fn packed(changes: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for change in changes {
        let change = if width_of(change) > width { fitted(change, width) } else { change.clone() };
        match lines.last_mut() {
            Some(line) if width_of(line) + 2 + width_of(&change) <= width => {
                line.push_str("; ");
                line.push_str(&change);
            }
            _ => lines.push(change),
        }
    }
    lines
}

/// A sentence as lines, cut between words where there are any.
fn wrapped(sentence: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in sentence.split(' ') {
        if !line.is_empty() && width_of(&line) + 1 + width_of(word) > width {
            lines.push(std::mem::replace(&mut line, String::from(" ")));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if width_of(&line) > width {
            line = fitted(&line, width).trim_end().to_owned();
        }
    }
    lines.push(line);
    lines
}
