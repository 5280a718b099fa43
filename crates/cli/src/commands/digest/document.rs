//! A report as parts that have a meaning, so that terminal, Markdown and HTML show the same: what is said is composed
//! once, how it looks is each printer's.

/// One part.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// The document's title.
    Title(String),
    /// A section about one group: its rank, its name and a remark.
    Section {
        /// What links lead to.
        anchor: String,
        title: String,
        remark: String,
    },
    /// What the next part is about.
    Label(String),
    /// Names and values, a few of them.
    Facts(Vec<(String, String)>),
    Table(Grid),
    /// How often what came, as bars.
    Bars(Vec<Bar>),
    /// A statement, or statements to paste.
    Sql(String),
    /// A sentence.
    Note(String),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Grid {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) title: &'static str,
    pub(super) shape: Shape,
}

/// How a column is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Text, from the left.
    Text,
    /// A number, to the right.
    Number,
    /// A statement: from the left, and cut to the room that there is.
    Statement,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) tone: Tone,
    /// The anchor it leads to.
    pub(super) link: Option<String>,
}

/// What a cell means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tone {
    #[default]
    Plain,
    /// What matters in the row.
    Strong,
    /// What matters less.
    Faint,
    Good,
    Bad,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) count: u64,
    /// Of the longest bar's length, 0 to 1.
    pub(super) length: f64,
}

impl Grid {
    pub(super) fn new(columns: &[(&'static str, Shape)]) -> Self {
        let columns = columns.iter().map(|&(title, shape)| Column { title, shape }).collect();
        Self { columns, rows: Vec::new() }
    }
}

impl Cell {
    pub(super) fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone, link: None }
    }

    pub(super) fn linked(mut self, anchor: &str) -> Self {
        self.link = Some(anchor.to_owned());
        self
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}
