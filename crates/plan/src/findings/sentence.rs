//! What is told of a plan: English for documents and the command line, and for pages each sentence's code with its
//! parameters, by which they say it in another language. The pages' tests read the codes and texts from these sources.

use std::fmt;
use std::ops::Deref;

use serde::Serialize;

use super::finding::{Evidence, EvidenceValue};
use super::wording::{count, percent, time};

/// Some sentences in English, each with its code and parameters beside it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    text: String,
    sentences: Vec<Sentence>,
}

/// One sentence as a page finds it in its own language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sentence {
    /// Its name, such as `full_scan.why.kept`.
    pub code: &'static str,
    /// What fills its places.
    pub parameters: Evidence,
}

/// A sentence that is being made.
#[derive(Debug)]
pub(super) struct Saying {
    english: &'static str,
    sentence: Sentence,
}

/// A sentence of that code; its places are `{names}` of parameters.
pub(super) fn say(code: &'static str, english: &'static str) -> Saying {
    Saying { english, sentence: Sentence { code, parameters: Evidence::default() } }
}

impl Saying {
    /// A figure; its unit is the end of its name, as in `kept_percent` and `p95_after_us`.
    pub(super) fn number(mut self, name: &'static str, value: f64) -> Self {
        self.sentence.parameters = self.sentence.parameters.number(name, value);
        self
    }

    /// A name or an expression.
    pub(super) fn text(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.sentence.parameters = self.sentence.parameters.text(name, value);
        self
    }

    /// Filled at once, so that what a name holds is never taken for a place.
    fn english(&self) -> String {
        let mut filled = String::with_capacity(self.english.len() + 32);
        let mut rest = self.english;
        while let Some((before, name, after)) = next_place(rest) {
            filled.push_str(before);
            match self.sentence.parameters.get(name) {
                Some(value) => filled.push_str(&shown(name, value)),
                None => filled.push_str(name),
            }
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

fn shown(name: &str, value: &EvidenceValue) -> String {
    match value {
        EvidenceValue::Text(text) => text.clone(),
        EvidenceValue::Number(number) if name.ends_with("_percent") => percent(number / 100.0),
        EvidenceValue::Number(number) if name.ends_with("_us") => time(*number),
        EvidenceValue::Number(number) => count(*number),
    }
}

impl Said {
    /// One sentence more.
    pub(super) fn and(mut self, saying: Saying) -> Self {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(&saying.english());
        self.sentences.push(saying.sentence);
        self
    }

    /// One sentence more, if it holds.
    pub(super) fn and_if(self, holds: bool, saying: impl FnOnce() -> Saying) -> Self {
        if holds { self.and(saying()) } else { self }
    }

    /// Its sentences, in order.
    #[must_use]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }
}

impl From<Saying> for Said {
    fn from(saying: Saying) -> Self {
        Self::default().and(saying)
    }
}

impl Deref for Said {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Said {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_with_what_is_there_and_with_nothing_else() {
        let saying = say("c", "{rows} rows of {table}, {kept_percent} kept after {p95_after_us}, {unknown}");
        let saying =
            saying.number("rows", 12_000.0).text("table", "{kept_percent}").number("kept_percent", 12.0);
        let said = Said::from(saying.number("p95_after_us", 2_500.0)).and(say("d", "More {."));
        assert_eq!(&*said, "12,000 rows of {kept_percent}, 12 % kept after 2.5 ms, unknown More {.");
        let codes: Vec<&str> = said.sentences().iter().map(|sentence| sentence.code).collect();
        assert_eq!(codes, ["c", "d"]);
    }
}
