//! What kind of statement a text is, by grammar: which verb counts behind WITH, EXPLAIN ANALYZE and `(`.

use auroscope_model::StatementClass;

use crate::SqlMode;
use crate::items::{ItemKind, Items};
use crate::keyword::Capitals;

/// The class of a text, without normalising it.
pub(crate) fn run(sql: &str, mode: SqlMode) -> StatementClass {
    let mut classifier = Classifier::default();
    let mut items = Items::new(sql.as_bytes(), mode);
    let mut after_dot = false;
    while let Some(item) = items.next() {
        match item.kind {
            ItemKind::Word if !after_dot && !items.dot_follows() => {
                classifier.word(Capitals::of(item.text).as_str());
            }
            ItemKind::Open => classifier.open(),
            ItemKind::Close => classifier.close(),
            ItemKind::Semicolon => classifier.begin_statement(),
            _ => {}
        }
        after_dot = item.kind == ItemKind::Dot;
    }
    classifier.class()
}

/// How far the classifier has understood the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// Before the verb.
    #[default]
    Start,
    /// Behind a WITH at this depth: the verb stands at the same depth, behind the tables that WITH names.
    With(usize),
    /// Behind EXPLAIN: only what ANALYZE runs counts.
    Explain,
    ExplainAnalyze,
    /// In a query, which may yet write a file.
    Query,
    /// Behind a query's INTO.
    Into,
    /// Behind a verb whose class the next words decide.
    Verb(Verb),
    /// Nothing can change it any more.
    Done,
}

/// The verbs that need another word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Ddl,
    Set,
    Start,
    Lock,
    Load,
}

/// Fed with the words and parentheses of a text, in order.
#[derive(Debug, Default)]
pub(crate) struct Classifier {
    state: State,
    depth: usize,
    class: StatementClass,
    /// The class of the statements before a `;`.
    before: Option<StatementClass>,
}

impl Classifier {
    pub(crate) fn open(&mut self) {
        self.depth += 1;
    }

    pub(crate) fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Behind a `;`. Of several statements the first that is not a mere read gives the class.
    pub(crate) fn begin_statement(&mut self) {
        if self.state != State::Start {
            self.before = Some(self.class());
        }
        (self.state, self.depth, self.class) = (State::Start, 0, StatementClass::Other);
    }

    pub(crate) fn class(&self) -> StatementClass {
        match self.before {
            Some(before) if before != StatementClass::Read || self.class == StatementClass::Other => before,
            _ => self.class,
        }
    }

    /// An unquoted word in capitals; empty for one that cannot be a keyword.
    pub(crate) fn word(&mut self, word: &str) {
        match self.state {
            State::Done => {}
            State::Start => self.verb(word),
            State::With(depth) => {
                if depth == self.depth && is_main_verb(word) {
                    self.verb(word);
                }
            }
            State::Explain => match word {
                "ANALYZE" => self.state = State::ExplainAnalyze,
                // The word of `EXPLAIN table` or of `EXPLAIN FORMAT = …`: nothing is run.
                _ => self.state = State::Done,
            },
            State::ExplainAnalyze => {
                if is_main_verb(word) || word == "WITH" {
                    self.verb(word);
                }
            }
            State::Query => {
                if word == "INTO" {
                    self.state = State::Into;
                }
            }
            State::Into => match word {
                "OUTFILE" | "DUMPFILE" => self.settle(StatementClass::Write),
                _ => self.state = State::Query,
            },
            State::Verb(verb) => self.second_word(verb, word),
        }
    }

    fn settle(&mut self, class: StatementClass) {
        (self.class, self.state) = (class, State::Done);
    }

    fn verb(&mut self, word: &str) {
        use StatementClass as Class;
        let (class, state) = match word {
            "SELECT" | "TABLE" | "VALUES" => (Class::Read, State::Query),
            "WITH" => (Class::Read, State::With(self.depth)),
            "EXPLAIN" | "DESCRIBE" | "DESC" => (Class::Read, State::Explain),
            "SHOW" | "HELP" | "HANDLER" | "DO" => (Class::Read, State::Done),
            "INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "IMPORT" => (Class::Write, State::Done),
            "LOAD" => (Class::Write, State::Verb(Verb::Load)),
            "CREATE" | "ALTER" | "DROP" | "RENAME" => (Class::Ddl, State::Verb(Verb::Ddl)),
            "TRUNCATE" => (Class::Ddl, State::Done),
            "BEGIN" | "COMMIT" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" | "XA" => (Class::Tx, State::Done),
            "START" => (Class::Admin, State::Verb(Verb::Start)),
            "LOCK" | "UNLOCK" => (Class::Tx, State::Verb(Verb::Lock)),
            "GRANT" | "REVOKE" => (Class::Dcl, State::Done),
            "SET" => (Class::Admin, State::Verb(Verb::Set)),
            "CALL" => (Class::Call, State::Done),
            "USE" | "KILL" | "FLUSH" | "RESET" | "ANALYZE" | "CHECK" | "CHECKSUM" | "OPTIMIZE" | "REPAIR"
            | "CACHE" | "INSTALL" | "UNINSTALL" | "SHUTDOWN" | "RESTART" | "CLONE" | "PURGE" | "CHANGE"
            | "STOP" | "BINLOG" => (Class::Admin, State::Done),
            _ => (Class::Other, State::Done),
        };
        (self.class, self.state) = (class, state);
    }

    fn second_word(&mut self, verb: Verb, word: &str) {
        use StatementClass as Class;
        let class = match (verb, word) {
            (Verb::Ddl, "USER" | "ROLE") => Class::Dcl,
            (Verb::Ddl, "INSTANCE") => Class::Admin,
            (Verb::Ddl, _) => Class::Ddl,
            // The scope stands between SET and TRANSACTION.
            (Verb::Set, "GLOBAL" | "SESSION" | "LOCAL") => return,
            (Verb::Set, "TRANSACTION") => Class::Tx,
            (Verb::Set, "PASSWORD" | "ROLE" | "DEFAULT") => Class::Dcl,
            (Verb::Start, "TRANSACTION") => Class::Tx,
            (Verb::Lock, "INSTANCE") | (Verb::Set | Verb::Start, _) => Class::Admin,
            (Verb::Lock, _) => Class::Tx,
            (Verb::Load, "INDEX") => Class::Admin,
            (Verb::Load, _) => Class::Write,
        };
        self.settle(class);
    }
}

/// A verb that may follow WITH or EXPLAIN ANALYZE.
fn is_main_verb(word: &str) -> bool {
    matches!(word, "SELECT" | "TABLE" | "VALUES" | "INSERT" | "REPLACE" | "UPDATE" | "DELETE")
}
