//! The picture's colours, light and dark. They stand as attributes, which no policy of a page forbids; where the
//! viewer's own theme decides, a style sheet turns the light ones into the dark ones.

use crate::model::{AccessType, Node};

use super::SvgTheme;

/// Tables of fewer rows are read whole without harm.
const SMALL_ROWS: f64 = 1000.0;

/// What is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Ground,
    Box,
    Frame,
    Text,
    Faint,
    Line,
    Best,
    Good,
    Fair,
    Bad,
    BadButSmall,
    Unknown,
}

/// Name, light and dark.
const COLORS: [(Paint, &str, &str, &str); 12] = [
    (Paint::Ground, "g", "#ffffff", "#14171c"),
    (Paint::Box, "b", "#f6f8fa", "#22272f"),
    (Paint::Frame, "f", "#8a94a3", "#6b7684"),
    (Paint::Text, "t", "#1c2128", "#e6e9ee"),
    (Paint::Faint, "n", "#57606a", "#a3adba"),
    (Paint::Line, "l", "#8a94a3", "#6b7684"),
    (Paint::Best, "a1", "#2f6fd0", "#5b9bf5"),
    (Paint::Good, "a2", "#2a9353", "#4cc27a"),
    (Paint::Fair, "a3", "#d9821b", "#f0a545"),
    (Paint::Bad, "a4", "#d13438", "#f2686b"),
    (Paint::BadButSmall, "a5", "#e6a5a7", "#9c5a5c"),
    (Paint::Unknown, "a6", "#8a94a3", "#6b7684"),
];

impl Paint {
    /// Its class and its colour, as attributes.
    pub(super) fn attributes(self, attribute: &str, theme: SvgTheme) -> String {
        let (_, class, light, dark) = COLORS[self as usize];
        let color = if theme == SvgTheme::Dark { dark } else { light };
        // A class says of which attribute it is, since a line is not filled.
        let class = if attribute == "stroke" { format!("{class}s") } else { class.to_owned() };
        format!("class=\"{class}\" {attribute}=\"{color}\"")
    }
}

/// What turns a light picture dark.
pub(super) fn style() -> String {
    let rules: String = COLORS
        .iter()
        .map(|(_, class, _, dark)| format!(".{class}{{fill:{dark}}}.{class}s{{stroke:{dark}}}"))
        .collect();
    format!("<style>@media (prefers-color-scheme: dark){{{rules}}}</style>\n")
}

/// The colour of a table's access.
pub(super) fn of_access(node: &Node) -> Paint {
    let Some(table) = node.table.as_deref() else { return Paint::Unknown };
    match &table.access {
        Some(AccessType::System | AccessType::Const | AccessType::CountRows) => Paint::Best,
        Some(
            AccessType::EqRef
            | AccessType::Ref
            | AccessType::RefOrNull
            | AccessType::Fulltext
            | AccessType::UniqueSubquery
            | AccessType::IndexSubquery,
        ) => Paint::Good,
        Some(
            AccessType::Range
            | AccessType::IndexMerge
            | AccessType::SkipScan
            | AccessType::GroupSkipScan
            | AccessType::RangeChecked,
        ) => Paint::Fair,
        Some(AccessType::Index | AccessType::All) => {
            let rows = node.estimates.rows_examined_per_scan.or(node.estimates.rows_produced);
            let rows = node.actuals.and_then(|actuals| actuals.measured()?.rows).or(rows);
            if rows.is_some_and(|rows| rows < SMALL_ROWS) { Paint::BadButSmall } else { Paint::Bad }
        }
        Some(AccessType::Other(_)) | None => Paint::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::COLORS;

    #[test]
    fn each_paint_has_its_own_place() {
        for (place, (paint, ..)) in COLORS.iter().enumerate() {
            assert_eq!(*paint as usize, place);
        }
    }
}
