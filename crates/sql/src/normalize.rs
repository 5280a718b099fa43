//! One pass from text to normalised text: what each item becomes. How it is spaced and folded: `writer`.

use auroscope_model::StatementClass;

use crate::SqlMode;
use crate::classify::Classifier;
use crate::items::{Item, ItemKind, Items};
use crate::keyword::{self, Capitals, Context, contextual};
use crate::names;
use crate::writer::{Last, Writer};

/// The normalised text and the class of a text that is valid UTF-8.
pub(crate) fn run(sql: &str, mode: SqlMode) -> (String, StatementClass) {
    let mut normalizer = Normalizer::new(sql.len());
    let mut items = Items::new(sql.as_bytes(), mode);
    while let Some(item) = items.next() {
        normalizer.item(&item, &items);
    }
    let Normalizer { writer, classifier, .. } = normalizer;
    (writer.finish(), classifier.class())
}

struct Normalizer {
    writer: Writer,
    classifier: Classifier,
    /// The first keyword of the statement.
    verb: Capitals,
    /// The item before, when it was a keyword.
    before: Capitals,
    /// The keyword before was the NOT of IS NOT.
    after_is_not: bool,
    /// The last keyword, however far back.
    last_keyword: Capitals,
    open_cases: usize,
    /// The name here is a table's whose columns may follow in parentheses: no function, so a blank goes between.
    table_name: bool,
    after_dot: bool,
    /// A `;` that is written only when something follows it.
    at_semicolon: bool,
}

impl Normalizer {
    fn new(length: usize) -> Self {
        Self {
            writer: Writer::with_capacity(length),
            classifier: Classifier::default(),
            verb: Capitals::NONE,
            before: Capitals::NONE,
            after_is_not: false,
            last_keyword: Capitals::NONE,
            open_cases: 0,
            table_name: false,
            after_dot: false,
            at_semicolon: false,
        }
    }

    fn item(&mut self, item: &Item<'_>, rest: &Items<'_>) {
        if item.kind == ItemKind::Semicolon {
            self.at_semicolon = true;
            self.after_dot = false;
            return;
        }
        if std::mem::take(&mut self.at_semicolon) {
            self.begin_statement();
        }
        if item.kind == ItemKind::Word {
            self.word(item.text, rest);
        } else {
            self.other(item);
        }
        self.after_dot = item.kind == ItemKind::Dot;
    }

    /// Whatever is no word.
    fn other(&mut self, item: &Item<'_>) {
        let in_list = self.before.as_str() == "IN";
        let in_cast = matches!(self.before.as_str(), "CAST" | "CONVERT");
        let row = self.before.as_str() == "ROW";
        self.before = Capitals::NONE;
        let after_dot = self.writer.after_tight_dot();
        let name = self.name_kind(false);
        self.table_name &= matches!(item.kind, ItemKind::Name | ItemKind::Dot);
        match item.kind {
            ItemKind::Value => self.writer.value(),
            ItemKind::Ellipsis => self.writer.ellipsis(),
            ItemKind::Name if item.text[0] == b'`' || item.text[0] == b'"' => {
                self.writer.write(name, |out| names::push_quoted_name(out, item.text, after_dot));
            }
            ItemKind::Name => self.writer.write(name, |out| out.extend_from_slice(item.text)),
            ItemKind::UserVariable => {
                self.writer.write(Last::UserVariable, |out| names::push_user_variable(out, item.text));
            }
            ItemKind::SystemVariable => {
                self.writer.write(Last::Name, |out| names::push_system_variable(out, item.text));
            }
            ItemKind::Operator => self.writer.operator(item.text),
            ItemKind::Open => {
                self.classifier.open();
                self.writer.open(row, in_list, in_cast);
            }
            ItemKind::Close => {
                self.classifier.close();
                self.writer.close();
            }
            ItemKind::Comma => self.writer.comma(),
            ItemKind::Dot => self.writer.dot(),
            _ => self.writer.write(Last::Operator, |out| out.extend_from_slice(item.text)),
        }
    }

    fn begin_statement(&mut self) {
        if !self.writer.is_empty() {
            self.writer.semicolon();
        }
        self.classifier.begin_statement();
        (self.verb, self.before, self.last_keyword) = (Capitals::NONE, Capitals::NONE, Capitals::NONE);
        self.open_cases = 0;
    }

    /// A word: a value (NULL, TRUE, FALSE), a keyword or a name.
    fn word(&mut self, text: &[u8], rest: &Items<'_>) {
        let capitals = Capitals::of(text);
        let word = capitals.as_str();
        if !self.after_dot && !rest.dot_follows() {
            self.classifier.word(word);
        }
        if word.is_empty() || rest.dot_follows() || self.writer.after_tight_dot() {
            return self.name(text, false);
        }
        if self.is_value(word) {
            self.before = Capitals::NONE;
            self.table_name = false;
            return self.writer.value();
        }
        if keyword::is_called_directly(word) {
            if !rest.open_follows_directly() {
                return self.name(text, true);
            }
            self.before = capitals;
            self.table_name = false;
            return self.writer.write(Last::Function, |out| out.extend_from_slice(word.as_bytes()));
        }
        if keyword::is_reserved(word) || contextual(word, &self.context(rest)) {
            self.keyword(capitals);
        } else {
            self.name(text, false);
        }
    }

    /// The one rule for NULL, TRUE and FALSE: a value wherever an operand may begin, but for what belongs to
    /// IS [NOT], NOT NULL and SET NULL.
    fn is_value(&self, word: &str) -> bool {
        let wanted = match word {
            "NULL" => !matches!(self.before.as_str(), "NOT" | "SET"),
            "TRUE" | "FALSE" => !self.after_is_not,
            _ => false,
        };
        wanted && self.writer.operand_may_begin()
    }

    fn context<'a>(&'a self, rest: &Items<'_>) -> Context<'a> {
        Context {
            verb: self.verb.as_str(),
            before: self.before.as_str(),
            last_keyword: self.last_keyword.as_str(),
            after_operand: !self.writer.operand_may_begin(),
            after_comma: self.writer.after_comma(),
            before_value: rest.value_follows(),
            before_open: rest.open_follows(),
            before_row: rest.word_follows("ROW"),
            table_name: self.table_name,
            in_cast: self.writer.in_cast(),
            in_case: self.open_cases > 0,
        }
    }

    fn keyword(&mut self, capitals: Capitals) {
        let word = capitals.as_str();
        match word {
            "CASE" => self.open_cases += 1,
            "END" => self.open_cases = self.open_cases.saturating_sub(1),
            _ => {}
        }
        let last = match (keyword::opens_operand(word), keyword::hugs_parenthesis(word)) {
            _ if word == "ROW" => Last::Row,
            (true, false) => Last::OpeningKeyword,
            (true, true) => Last::Function,
            (false, true) => Last::ClosingFunction,
            (false, false) => Last::ClosingKeyword,
        };
        self.writer.write(last, |out| out.extend_from_slice(word.as_bytes()));
        self.after_is_not = word == "NOT" && self.before.as_str() == "IS";
        if self.verb == Capitals::NONE {
            self.verb = capitals;
        }
        self.before = capitals;
        self.last_keyword = capitals;
        self.table_name = matches!(word, "INTO" | "TABLE" | "EXISTS" | "INSERT" | "REPLACE" | "IGNORE");
    }

    fn name(&mut self, text: &[u8], loose: bool) {
        self.before = Capitals::NONE;
        self.writer.write(self.name_kind(loose), |out| out.extend_from_slice(text));
    }

    fn name_kind(&self, loose: bool) -> Last {
        if loose || self.table_name { Last::LooseName } else { Last::Name }
    }
}
