//! Every word of a report, in each language beside the others: a text without its translation does not compile.

mod coverage;
mod figures;
mod headings;
mod sentences;

pub(super) use coverage::*;
pub(super) use figures::*;
pub(super) use headings::*;
pub(super) use sentences::*;

use super::Language;

/// A text in each language; its places are `{names}`.
pub(super) struct Words {
    english: &'static str,
    korean: &'static str,
}

const fn words(english: &'static str, korean: &'static str) -> Words {
    Words { english, korean }
}

impl Words {
    /// The text in a language.
    pub(super) fn in_(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Korean => self.korean,
        }
    }

    /// The text with its places filled, at once, so that what fills one is never taken for another.
    pub(super) fn fill(&self, language: Language, parts: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        let mut rest = self.in_(language);
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            filled.push_str(before);
            filled.push_str(parts.iter().find(|(known, _)| *known == name).map_or(name, |(_, part)| part));
            rest = after;
        }
        filled + rest
    }
}
