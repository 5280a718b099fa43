//! The fields of an execution that a filter may ask about, as a table.

use std::fmt;

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    QueryTime,
    LockTime,
    RowsSent,
    RowsExamined,
    RowsAffected,
    BytesSent,
    TextBytes,
    TmpTables,
    TmpDiskTables,
    SortRows,
    ErrorNumber,
    ConnectionId,
    FullScan,
    FullJoin,
    User,
    Host,
    Schema,
    Table,
    Text,
    Class,
    Fingerprint,
    Tag(String),
}

/// What values a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Domain {
    Time,
    Number,
    Truth,
    Text,
    Class,
    Fingerprint,
}

/// What has to be found out to know a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Nothing,
    Facts,
    MoreFigures,
    Schema,
    Tags,
}

const FIELDS: [(&str, Field, Domain, Need); 21] = [
    ("query_time", Field::QueryTime, Domain::Time, Need::Nothing),
    ("lock_time", Field::LockTime, Domain::Time, Need::Nothing),
    ("rows_sent", Field::RowsSent, Domain::Number, Need::Nothing),
    ("rows_examined", Field::RowsExamined, Domain::Number, Need::Nothing),
    ("rows_affected", Field::RowsAffected, Domain::Number, Need::MoreFigures),
    ("bytes_sent", Field::BytesSent, Domain::Number, Need::MoreFigures),
    ("text_bytes", Field::TextBytes, Domain::Number, Need::Nothing),
    ("tmp_tables", Field::TmpTables, Domain::Number, Need::MoreFigures),
    ("tmp_disk_tables", Field::TmpDiskTables, Domain::Number, Need::MoreFigures),
    ("sort_rows", Field::SortRows, Domain::Number, Need::MoreFigures),
    ("errno", Field::ErrorNumber, Domain::Number, Need::MoreFigures),
    ("connection_id", Field::ConnectionId, Domain::Number, Need::Nothing),
    ("full_scan", Field::FullScan, Domain::Truth, Need::MoreFigures),
    ("full_join", Field::FullJoin, Domain::Truth, Need::MoreFigures),
    ("user", Field::User, Domain::Text, Need::Nothing),
    ("host", Field::Host, Domain::Text, Need::Nothing),
    ("schema", Field::Schema, Domain::Text, Need::Schema),
    ("table", Field::Table, Domain::Text, Need::Facts),
    ("text", Field::Text, Domain::Text, Need::Nothing),
    ("class", Field::Class, Domain::Class, Need::Facts),
    ("fingerprint", Field::Fingerprint, Domain::Fingerprint, Need::Nothing),
];

impl Field {
    /// The field of this name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        if let Some(tag) = name.strip_prefix("tag:") {
            return (!tag.is_empty()).then(|| Self::Tag(tag.to_owned()));
        }
        FIELDS.into_iter().find(|(known, ..)| *known == name).map(|(_, field, ..)| field)
    }

    /// All names, for a message.
    pub(super) fn names() -> String {
        let names: Vec<_> = FIELDS.iter().map(|(name, ..)| *name).chain(["tag:NAME"]).collect();
        names.join(", ")
    }

    pub(super) fn domain(&self) -> Domain {
        self.row().map_or(Domain::Text, |(_, domain, _)| domain)
    }

    pub(super) fn need(&self) -> Need {
        self.row().map_or(Need::Tags, |(_, _, need)| need)
    }

    fn row(&self) -> Option<(&'static str, Domain, Need)> {
        let found = FIELDS.iter().find(|(_, field, ..)| field == self);
        found.map(|(name, _, domain, need)| (*name, *domain, *need))
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(name) => write!(f, "tag:{name}"),
            _ => f.write_str(self.row().map_or("", |(name, ..)| name)),
        }
    }
}
