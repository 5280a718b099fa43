//! Rust: comments, strings with their escapes, raw strings, characters against lifetimes.

use super::{Masked, Masker, StringLiteral};

/// Blanks out what is no code.
pub(in super::super) fn mask(source: &str) -> Masked {
    let mut masker = Masker::new(source);
    while let Some(character) = masker.peek() {
        match character {
            '/' if masker.looks_at("//") => masker.hide_line(),
            '/' if masker.looks_at("/*") => hide_block_comment(&mut masker),
            '"' => masker.string('"'),
            'r' if raw_fence(&masker).is_some() => raw_string(&mut masker),
            '\'' => character_or_lifetime(&mut masker),
            _ => {
                masker.keep();
            }
        }
    }
    masker.masked
}

/// Rust's block comments nest.
fn hide_block_comment(masker: &mut Masker<'_>) {
    let mut depth = 0;
    loop {
        if masker.looks_at("/*") {
            depth += 1;
            masker.hide();
        } else if masker.looks_at("*/") {
            depth -= 1;
            masker.hide();
        }
        if masker.hide().is_none() || depth == 0 {
            return;
        }
    }
}

/// The number of `#` of a raw string that begins here.
fn raw_fence(masker: &Masker<'_>) -> Option<usize> {
    let joined = masker.masked.code.ends_with(|c: char| c.is_alphanumeric() && c != 'b' || c == '_');
    let fence = masker.rest.as_str()[1..].chars().take_while(|&c| c == '#').count();
    let quoted = masker.rest.as_str()[1 + fence..].starts_with('"');
    (quoted && !joined).then_some(fence)
}

fn raw_string(masker: &mut Masker<'_>) {
    let line = masker.line;
    let end = format!("\"{}", "#".repeat(raw_fence(masker).unwrap_or_default()));
    while masker.keep() != Some('"') {}
    let length = masker.rest.as_str().find(&end).unwrap_or(masker.rest.as_str().len());
    let text = masker.rest.as_str()[..length].to_owned();
    masker.hide_next(text.chars().count());
    for _ in 0..end.len() {
        masker.keep();
    }
    masker.masked.strings.push(StringLiteral { line, text });
}

/// `'a'` and `'\n'` are characters, `'a` is a lifetime.
fn character_or_lifetime(masker: &mut Masker<'_>) {
    let mut ahead = masker.rest.as_str().chars().skip(1);
    let is_character = match ahead.next() {
        Some('\\') => true,
        Some(_) => ahead.next() == Some('\''),
        None => false,
    };
    if !is_character {
        masker.keep();
        return;
    }
    masker.hide();
    if masker.hide() == Some('\\') {
        masker.hide();
    }
    while masker.hide().is_some_and(|character| character != '\'') {}
}

/// The lines of modules and functions that only tests compile, as (first, last), counted from 1.
pub(in super::super) fn test_lines(code: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (start, _) in code.match_indices("#[cfg(test)]") {
        let first = 1 + code[..start].matches('\n').count();
        let rest = &code[start..];
        let length = super::functions::block_end(rest, 0).map_or(rest.len(), |(end, _)| end);
        found.push((first, first + rest[..length].matches('\n').count()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{mask, test_lines};

    #[test]
    fn only_code_is_left() {
        let source =
            "let a = \"x{\\\"\"; // {\n/* { /* } */ */ let b = '{'; fn f<'a>() {} r#\"} \"{\"#; b'\\'';";
        let masked = mask(source);
        assert_eq!(masked.code.matches('{').count(), 1, "{}", masked.code);
        assert_eq!(masked.code.lines().count(), 2);
        let texts: Vec<_> = masked.strings.iter().map(|string| (string.line, string.text.as_str())).collect();
        assert_eq!(texts, [(1, "x{\\\""), (2, "} \"{")]);
    }

    #[test]
    fn modules_of_tests_are_known() {
        let code = "fn a() {\n}\n#[cfg(test)]\nmod tests {\n  fn b() {\n  }\n}\nfn c() {}\n#[cfg(test)]\nmod d;\nfn e() {}\n";
        assert_eq!(test_lines(code), [(3, 7), (9, 10)]);
    }
}
