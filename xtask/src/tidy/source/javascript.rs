//! JavaScript: comments, strings, regular expressions, and templates with code inside.

use super::{Masked, Masker};

/// Blanks out what is no code. The code in `${…}` of a template stays.
pub(in super::super) fn mask(source: &str) -> Masked {
    let mut masker = Masker::new(source);
    // For each `${` that is open: how many braces are open inside it.
    let mut templates: Vec<usize> = Vec::new();
    while let Some(character) = masker.peek() {
        match character {
            '/' if masker.looks_at("//") => masker.hide_line(),
            '/' if masker.looks_at("/*") => masker.hide_to(2, "*/"),
            '/' if regular_expression_may_begin(&masker) => hide_regular_expression(&mut masker),
            '"' | '\'' => masker.string(character),
            '`' => {
                masker.hide();
                hide_template(&mut masker, &mut templates);
            }
            '}' if templates.last() == Some(&0) => {
                templates.pop();
                masker.hide();
                hide_template(&mut masker, &mut templates);
            }
            '{' | '}' => {
                if let Some(open) = templates.last_mut() {
                    *open = if character == '{' { *open + 1 } else { open.saturating_sub(1) };
                }
                masker.keep();
            }
            _ => {
                masker.keep();
            }
        }
    }
    masker.masked
}

/// Blanks a template's text out, to its end or to the next `${`.
fn hide_template(masker: &mut Masker<'_>, templates: &mut Vec<usize>) {
    while let Some(character) = masker.peek() {
        if masker.looks_at("${") {
            masker.hide();
            masker.hide();
            templates.push(0);
            return;
        }
        masker.hide();
        match character {
            '`' => return,
            '\\' => {
                masker.hide();
            }
            _ => {}
        }
    }
}

/// A `/` divides after an operand and begins a regular expression elsewhere.
fn regular_expression_may_begin(masker: &Masker<'_>) -> bool {
    masker.before().is_none_or(|before| "(,=:[!&|?{};+-*%<>~^".contains(before))
        || masker.masked.code.trim_end().ends_with("return")
}

fn hide_regular_expression(masker: &mut Masker<'_>) {
    masker.hide();
    let mut in_class = false;
    while let Some(character) = masker.peek().filter(|character| *character != '\n') {
        masker.hide();
        match character {
            '\\' => {
                masker.hide();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn only_code_is_left() {
        let source = "const a = '{'; // {\nx = /[/{]/.test(y) / 2; f(`{ ${g(() => { return `}` })} }`); /* { */ b = c / d;";
        let code = mask(source).code;
        assert_eq!((code.matches('{').count(), code.matches('}').count()), (1, 1), "{code}");
        assert!(code.contains("c / d") && code.contains("/ 2"), "{code}");
    }
}
