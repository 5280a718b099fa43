//! A report between its facts and its files: headings, tables and charts with all words in place, nothing escaped yet.

/// A part of a report, from top to bottom.
#[derive(Debug)]
pub(super) enum Block {
    /// The head of the report.
    Title {
        title: String,
        month: String,
        meta: String,
    },
    /// A chapter.
    Chapter(String),
    /// A section of a chapter.
    Section(String),
    Paragraph(String),
    /// Small print under what stands above.
    Small(String),
    /// Points of a list.
    List(Vec<String>),
    /// What a reader must know before he believes the figures.
    Notice {
        title: String,
        points: Vec<String>,
    },
    /// The figures of the first page.
    Tiles(Vec<Tile>),
    /// Names with their figures, side by side.
    Facts(Vec<(String, String)>),
    Table(Table),
    /// A picture; in Markdown the table stands for it.
    Chart {
        svg: String,
        table: Option<Table>,
    },
    Code {
        language: &'static str,
        text: String,
    },
    /// What stands apart: one statement.
    Card(Vec<Block>),
}

/// A figure of the first page.
#[derive(Debug)]
pub(super) struct Tile {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) detail: Option<(String, Tone)>,
}

#[derive(Debug)]
pub(super) struct Table {
    pub(super) columns: Vec<(String, Align)>,
    pub(super) rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
    /// Code, which takes the room that is left.
    Code,
}

/// What a reader should make of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tone {
    #[default]
    Plain,
    Worse,
    Better,
    Faint,
}

#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    /// Smaller, beneath.
    pub(super) detail: Option<String>,
    pub(super) tone: Tone,
    /// A bar behind the text, 0 to 1.
    pub(super) bar: Option<f64>,
}

impl<S: Into<String>> From<S> for Cell {
    fn from(text: S) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl Cell {
    pub(super) fn toned(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    pub(super) fn over(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    pub(super) fn with_bar(mut self, share: f64) -> Self {
        self.bar = share.is_finite().then_some(share.clamp(0.0, 1.0));
        self
    }
}

impl Table {
    pub(super) fn new(columns: impl IntoIterator<Item = (String, Align)>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }
}
