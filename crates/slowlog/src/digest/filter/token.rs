//! A filter's text as tokens.

use super::error::FilterError;

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) position: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A name, a number, a keyword.
    Word(String),
    /// A text in quotes.
    Quoted(String),
    /// An operator, a parenthesis or a comma.
    Sign(&'static str),
    End,
}

/// The longer ones first.
const SIGNS: [&str; 11] = ["!=", "!~", "<=", ">=", "<>", "=", "<", ">", "~", "(", ")"];

impl Kind {
    /// How a message calls it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Word(text) | Self::Quoted(text) => {
                let short: String = text.chars().take(40).collect();
                format!("'{short}'")
            }
            Self::Sign(sign) => format!("'{sign}'"),
            Self::End => "the end".to_owned(),
        }
    }
}

/// Cuts the text; the last token is [`Kind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, FilterError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let position = at;
        let kind = if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        } else if matches!(first, '\'' | '"') {
            let (quoted, length) = quoted(&text[at..], first)
                .ok_or_else(|| FilterError::new(position, format!("the quote {first} is not closed")))?;
            at += length;
            Kind::Quoted(quoted)
        } else if let Some(sign) = sign(&text[at..]) {
            at += sign.len();
            Kind::Sign(if sign == "<>" { "!=" } else { sign })
        } else {
            let rest = &text[at..];
            let length = rest.find(|c: char| !is_of_word(c)).unwrap_or(rest.len());
            if length == 0 {
                let message = format!("'{first}' means nothing here; put texts with signs in quotes");
                return Err(FilterError::new(position, message));
            }
            at += length;
            Kind::Word(rest[..length].to_owned())
        };
        tokens.push(Token { position, kind });
    }
    tokens.push(Token { position: text.len(), kind: Kind::End });
    Ok(tokens)
}

/// What needs no quotes.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || "_.:-*%$@/".contains(c)
}

fn sign(text: &str) -> Option<&'static str> {
    if text.starts_with(',') {
        return Some(",");
    }
    SIGNS.into_iter().find(|sign| text.starts_with(sign))
}

/// The text in quotes at the start, where a doubled quote is one, and its length with them.
fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let mut inside = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if c != quote {
            inside.push(c);
        } else if characters.next_if(|(_, next)| *next == quote).is_some() {
            inside.push(quote);
        } else {
            return Some((inside, at + 1));
        }
    }
    None
}
