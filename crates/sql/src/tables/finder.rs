//! Walks over a statement's items and stops wherever its grammar lets a table stand.

use std::collections::BTreeSet;

use super::Mention;
use super::scope::Scopes;
use crate::items::{Item, ItemKind};
use crate::keyword::{self, Capitals};
use crate::names;

pub(super) struct Finder<'a> {
    items: &'a [Item<'a>],
    position: usize,
    scopes: Scopes,
    verb: Capitals,
    /// The tables of WITH, in small letters.
    with_tables: BTreeSet<String>,
    mentions: Vec<Mention>,
    /// Where the mentions of the statement at hand begin.
    statement: usize,
    /// What a DELETE or UPDATE of several tables changes, by alias or name, in small letters.
    targets: BTreeSet<String>,
    /// The SET of an UPDATE was seen.
    assigns: bool,
}

impl<'a> Finder<'a> {
    pub(super) fn new(items: &'a [Item<'a>]) -> Self {
        Self {
            items,
            position: 0,
            scopes: Scopes::new(),
            verb: Capitals::NONE,
            with_tables: BTreeSet::new(),
            mentions: Vec::new(),
            statement: 0,
            targets: BTreeSet::new(),
            assigns: false,
        }
    }

    pub(super) fn run(mut self) -> Vec<Mention> {
        while let Some(item) = self.items.get(self.position) {
            match item.kind {
                ItemKind::Open => self.scopes.open(),
                ItemKind::Close => self.scopes.close(),
                ItemKind::Comma => {
                    let scope = self.scopes.now();
                    scope.expecting = scope.list;
                }
                ItemKind::Semicolon => {
                    self.settle_targets();
                    (self.verb, self.scopes) = (Capitals::NONE, Scopes::new());
                }
                ItemKind::Word if !self.is_qualifier() && self.keyword() => {}
                ItemKind::Word | ItemKind::Name => self.name(),
                _ => {}
            }
            self.position += 1;
        }
        self.settle_targets();
        self.mentions
    }

    fn word_at(&self, position: usize) -> Capitals {
        match self.items.get(position) {
            Some(Item { kind: ItemKind::Word, text }) => Capitals::of(text),
            _ => Capitals::NONE,
        }
    }

    fn kind_at(&self, position: usize) -> Option<ItemKind> {
        self.items.get(position).map(|item| item.kind)
    }

    /// The word here is followed by a `.`, so it is a name.
    fn is_qualifier(&self) -> bool {
        self.kind_at(self.position + 1) == Some(ItemKind::Dot)
    }

    /// Handles the word here if it is a keyword that matters.
    fn keyword(&mut self) -> bool {
        let capitals = self.word_at(self.position);
        let (word, verb) = (capitals.as_str(), self.verb);
        let outermost = self.scopes.outermost();
        let names_tables = word == "WITH" && self.with_names_tables();
        let scope = self.scopes.now();
        match word {
            "SELECT" | "VALUES" => {
                scope.end_list();
                (scope.query, scope.with) = (true, false);
            }
            "WITH" if names_tables => scope.with = true,
            "FROM" if scope.query => self.from(),
            "JOIN" | "STRAIGHT_JOIN" if scope.list || scope.query => scope.expecting = scope.list,
            "WHERE" | "GROUP" | "ORDER" | "HAVING" | "LIMIT" | "UNION" | "EXCEPT" | "INTERSECT"
            | "WINDOW" => {
                scope.end_list();
            }
            "SET" if outermost => self.set(),
            "UPDATE" if outermost && matches!(verb.as_str(), "" | "WITH" | "EXPLAIN") => {
                (scope.query, scope.with) = (true, false);
                scope.expect(false, true);
            }
            "INTO" if outermost && matches!(verb.as_str(), "INSERT" | "REPLACE" | "LOAD") => {
                scope.expect(true, false)
            }
            "INSERT" | "REPLACE" | "TRUNCATE" if outermost && verb == Capitals::NONE => {
                scope.expect(true, false)
            }
            "DELETE" if outermost => self.delete(),
            "TABLE" | "TABLES" if outermost => self.table_of_verb(),
            "ON" if outermost && matches!(verb.as_str(), "CREATE" | "DROP") && !scope.list => {
                scope.expect(true, false)
            }
            "LIKE" | "TO" if outermost && matches!(verb.as_str(), "CREATE" | "RENAME") => {
                scope.expect(word == "TO", false);
            }
            "USING" if outermost && verb.as_str() == "DELETE" => {
                let targets = self.mentions.drain(self.statement..);
                self.targets = targets.map(|mention| mention.name.to_lowercase()).collect();
                self.scopes.now().expect(false, true);
            }
            "DUAL" => scope.expecting = false,
            _ if !keyword::is_reserved(word) && !word.is_empty() && verb != Capitals::NONE => return false,
            _ if word.is_empty() => return false,
            _ => {}
        }
        if self.verb == Capitals::NONE
            || outermost && matches!(self.verb.as_str(), "WITH" | "EXPLAIN") && is_main_verb(word)
        {
            self.verb = capitals;
        }
        true
    }

    /// `WITH a AS (…)`, not `WITH ROLLUP`.
    fn with_names_tables(&self) -> bool {
        self.word_at(self.position + 1).as_str() == "RECURSIVE"
            || self.word_at(self.position + 2).as_str() == "AS"
            || self.kind_at(self.position + 2) == Some(ItemKind::Open)
    }

    fn from(&mut self) {
        let shown = self.word_at(self.position.saturating_sub(1));
        let of_table = matches!(shown.as_str(), "COLUMNS" | "FIELDS" | "INDEX" | "INDEXES" | "KEYS");
        if self.verb.as_str() == "SHOW" && !of_table {
            return;
        }
        let written = self.verb.as_str() == "DELETE" && self.scopes.outermost() && self.targets.is_empty();
        self.scopes.now().expect(written, true);
    }

    /// `DELETE a, b FROM …` names what it deletes from by alias or name; `DELETE FROM a` does it with FROM.
    fn delete(&mut self) {
        self.scopes.now().with = false;
        let mut position = self.position + 1;
        while matches!(self.word_at(position).as_str(), "LOW_PRIORITY" | "QUICK" | "IGNORE") {
            position += 1;
        }
        while let Some(item) = self.items.get(position).filter(|_| self.word_at(position).as_str() != "FROM")
        {
            let last = !matches!(self.kind_at(position + 1), Some(ItemKind::Dot));
            match item.kind {
                ItemKind::Word | ItemKind::Name if last => {
                    self.targets.insert(names::plain_name(item.text).to_lowercase());
                }
                ItemKind::Word | ItemKind::Name | ItemKind::Comma | ItemKind::Dot | ItemKind::Operator => {}
                _ => break,
            }
            position += 1;
        }
        self.position = position - 1;
    }

    fn table_of_verb(&mut self) {
        let written = !matches!(self.verb.as_str(), "" | "SHOW" | "ANALYZE" | "CHECK" | "CHECKSUM" | "LOCK");
        let list =
            matches!(self.verb.as_str(), "DROP" | "RENAME" | "ANALYZE" | "OPTIMIZE" | "REPAIR" | "CHECK");
        if !matches!(self.verb.as_str(), "SHOW" | "LOCK" | "UNLOCK" | "FLUSH") {
            self.scopes.now().expect(written, list);
        }
        // IF [NOT] EXISTS stands before the name.
        while matches!(self.word_at(self.position + 1).as_str(), "IF" | "NOT" | "EXISTS") {
            self.position += 1;
        }
    }

    /// UPDATE … SET: the qualifiers of what is assigned say which tables are written; without one, all may be.
    fn set(&mut self) {
        self.scopes.now().end_list();
        if self.verb.as_str() != "UPDATE" || std::mem::replace(&mut self.assigns, true) {
            return;
        }
        let mut depth = 0usize;
        let mut begins = true;
        let mut any_table = false;
        for position in self.position + 1..self.items.len() {
            let item = &self.items[position];
            match item.kind {
                ItemKind::Open => depth += 1,
                ItemKind::Close => depth = depth.saturating_sub(1),
                ItemKind::Semicolon => break,
                ItemKind::Word
                    if matches!(self.word_at(position).as_str(), "WHERE" | "ORDER" | "LIMIT")
                        && depth == 0 =>
                {
                    break;
                }
                ItemKind::Word | ItemKind::Name if begins => match self.assigned_table(position) {
                    Some(table) => drop(self.targets.insert(table)),
                    None => any_table = true,
                },
                _ => {}
            }
            begins = item.kind == ItemKind::Comma && depth == 0;
        }
        for mention in &mut self.mentions[self.statement..] {
            mention.written |= any_table && mention.outermost;
        }
    }

    /// The table of the column that is assigned here: `a.x` or `db.a.x`.
    fn assigned_table(&self, position: usize) -> Option<String> {
        let dot = |position: usize| self.kind_at(position) == Some(ItemKind::Dot);
        let qualifier = match (dot(position + 1), dot(position + 3)) {
            (true, true) => self.items.get(position + 2),
            (true, false) => self.items.get(position),
            _ => None,
        };
        qualifier.map(|item| names::plain_name(item.text).to_lowercase())
    }

    /// A name: of a table, when one is expected; of a table of WITH; else of anything.
    fn name(&mut self) {
        let before = self.word_at(self.position.wrapping_sub(1));
        let behind_with = matches!(before.as_str(), "WITH" | "RECURSIVE")
            || self.position > 0 && self.kind_at(self.position - 1) == Some(ItemKind::Comma);
        let name = names::plain_name(self.items[self.position].text);
        let scope = self.scopes.now();
        if scope.with && behind_with {
            self.with_tables.insert(name.to_lowercase());
        } else if scope.expecting {
            self.table(name);
        }
    }

    fn table(&mut self, first: String) {
        let (mut schema, mut name) = (None, first);
        if self.is_qualifier()
            && matches!(self.kind_at(self.position + 2), Some(ItemKind::Word | ItemKind::Name))
        {
            self.position += 2;
            schema = Some(std::mem::replace(&mut name, names::plain_name(self.items[self.position].text)));
        }
        let scope = self.scopes.now();
        scope.expecting = false;
        let written = scope.written;
        let alias = self.alias();
        if schema.is_some() || !self.with_tables.contains(&name.to_lowercase()) {
            let outermost = self.scopes.outermost();
            self.mentions.push(Mention { schema, name, alias, written, outermost });
        }
    }

    /// Moves over `[AS] alias`.
    fn alias(&mut self) -> Option<String> {
        let mut position = self.position + 1;
        if self.word_at(position).as_str() == "AS" {
            position += 1;
        }
        let item = self.items.get(position)?;
        let word = self.word_at(position);
        let is_name = item.kind == ItemKind::Name
            || item.kind == ItemKind::Word && !keyword::is_reserved(word.as_str());
        if !is_name || matches!(word.as_str(), "VALUE" | "PARTITION" | "OFFSET") {
            return None;
        }
        self.position = position;
        Some(names::plain_name(item.text))
    }

    /// Marks what DELETE and UPDATE of several tables change.
    fn settle_targets(&mut self) {
        let targets = std::mem::take(&mut self.targets);
        for mention in &mut self.mentions[self.statement..] {
            mention.written |= targets.contains(&mention.called());
        }
        self.statement = self.mentions.len();
        self.assigns = false;
    }
}

fn is_main_verb(word: &str) -> bool {
    matches!(word, "SELECT" | "TABLE" | "VALUES" | "INSERT" | "REPLACE" | "UPDATE" | "DELETE")
}
