//! Where functions begin and end, in code without strings and comments.

/// A function, its first line and its last, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Function {
    pub(in super::super) name: String,
    pub(in super::super) first: usize,
    pub(in super::super) last: usize,
}

impl Function {
    pub(in super::super) fn lines(&self) -> usize {
        self.last - self.first + 1
    }
}

/// The functions of a Rust source: `fn name(…) … { … }`, wherever they stand.
pub(in super::super) fn of_rust(code: &str) -> Vec<Function> {
    let named = words(code).filter(|(_, word)| *word == "fn").filter_map(|(start, word)| {
        let name = code[start + word.len()..].trim_start();
        let length = name.find(|c: char| !is_word(c)).unwrap_or(name.len());
        (length > 0).then(|| (start, &name[..length]))
    });
    named.filter_map(|(start, name)| function(code, start, start, name)).collect()
}

/// The functions of a JavaScript source that have a name: `function name`, `name = (…) => {`, `name(…) {`.
pub(in super::super) fn of_javascript(code: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for (start, word) in words(code) {
        let before = code[..start].trim_end();
        let after = code[start + word.len()..].trim_start();
        let declared = before.ends_with("function") || before.ends_with("function*");
        let method = after.starts_with('(') && !is_statement(word) && block_follows_parameters(after);
        let arrow = after.strip_prefix('=').is_some_and(arrow_with_block);
        if declared || method || arrow {
            let body = if arrow { start + code[start..].find("=>").unwrap_or_default() } else { start };
            found.extend(function(code, start, body, word));
        }
    }
    found
}

/// Words that stand before parentheses and a block, and name no function.
fn is_statement(word: &str) -> bool {
    matches!(word, "if" | "for" | "while" | "switch" | "catch" | "with" | "function")
}

fn block_follows_parameters(after: &str) -> bool {
    closing(after).is_some_and(|end| after[end + 1..].trim_start().starts_with('{'))
}

/// `(…) => {`, `name => {`, `async (…) => {` behind a `=`.
fn arrow_with_block(value: &str) -> bool {
    let value = value.trim_start();
    let value = value.strip_prefix("async").unwrap_or(value).trim_start();
    let rest = match closing(value) {
        Some(end) => &value[end + 1..],
        None => value.trim_start_matches(is_word),
    };
    rest.trim_start().strip_prefix("=>").is_some_and(|rest| rest.trim_start().starts_with('{'))
}

/// Where the parenthesis at the start of a text closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (index, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            _ if depth == 0 => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(index);
        }
    }
    None
}

fn function(code: &str, start: usize, body: usize, name: &str) -> Option<Function> {
    let (end, has_block) = block_end(code, body)?;
    let line = |offset: usize| 1 + code[..offset].matches('\n').count();
    has_block.then(|| Function { name: name.to_owned(), first: line(start), last: line(end) })
}

/// Where the first block after `start` ends, or the `;` that stands in its place; and whether it was a block.
pub(in super::super) fn block_end(code: &str, start: usize) -> Option<(usize, bool)> {
    let (mut braces, mut brackets) = (0usize, 0usize);
    for (index, character) in code[start..].char_indices() {
        match character {
            '(' | '[' if braces == 0 => brackets += 1,
            ')' | ']' if braces == 0 => brackets = brackets.saturating_sub(1),
            // Braces among the parameters are a pattern or a const expression.
            _ if brackets > 0 && braces == 0 => {}
            '{' => braces += 1,
            '}' if braces == 1 => return Some((start + index, true)),
            '}' => braces = braces.checked_sub(1)?,
            ';' if braces == 0 => return Some((start + index, false)),
            _ => {}
        }
    }
    None
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

/// Every word with its offset.
fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let begin = start + code[start..].find(is_word)?;
        let end = code[begin..].find(|c: char| !is_word(c)).map_or(code.len(), |length| begin + length);
        start = end;
        Some((begin, &code[begin..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::{of_javascript, of_rust};

    fn spans(functions: Vec<super::Function>) -> Vec<(String, usize)> {
        functions.into_iter().map(|function| (function.name.clone(), function.lines())).collect()
    }

    #[test]
    fn rust_functions_end_at_their_brace() {
        let code = "trait A {\n fn a();\n fn b(x: [u8; 3]) -> u8 {\n  if y {\n  }\n }\n}\nfn c<F: Fn()>(f: F)\nwhere\n F: D,\n{ }\nlet g: fn(u8);";
        assert_eq!(spans(of_rust(code)), [("b".to_owned(), 4), ("c".to_owned(), 4)]);
    }

    #[test]
    fn javascript_functions_of_each_kind_are_found() {
        let code = "export function a({ x }, y) {\n if (x) {\n }\n}\nconst b = (z) => {\n};\nconst c = async w => {\n\n};\n\
                    const d = (z) => z;\nclass E {\n f(x) {\n }\n}\nif (g(1)) {\n}\nh(1, () => {\n});";
        let found = spans(of_javascript(code));
        let expected = [("a", 4), ("b", 2), ("c", 3), ("f", 2)].map(|(name, lines)| (name.to_owned(), lines));
        assert_eq!(found, expected);
    }
}
