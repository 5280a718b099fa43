//! Links within the repository lead somewhere, and the two READMEs say the same.

use anyhow::Result;

use super::fault::Fault;
use super::tree::{File, Tree};

const ENGLISH: &str = "README.md";
const KOREAN: &str = "README.ko.md";

pub(super) fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for file in tree.files.iter().filter(|file| file.has_extension("md")) {
        check_links(tree, file, &mut faults);
    }
    if let (Some(english), Some(korean)) = (tree.file(ENGLISH), tree.file(KOREAN)) {
        compare(english, korean, &mut faults);
    }
    Ok(faults)
}

fn check_links(tree: &Tree, file: &File, faults: &mut Vec<Fault>) {
    let page = Page::read(&file.text);
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    for (line, link) in &page.links {
        let target = link.split(['#', '?']).next().unwrap_or_default();
        let elsewhere = link.contains("://") || link.starts_with("mailto:") || target.is_empty();
        if elsewhere {
            continue;
        }
        let path = match target.strip_prefix('/') {
            Some(from_root) => tree.root.join(from_root),
            None => tree.root.join(folder).join(target),
        };
        if !path.exists() {
            faults.push(Fault::at(&file.path, *line, format!("the link to `{link}` leads nowhere")));
        }
    }
}

/// The translation has the same headings, in number and level, and the same commands to paste.
fn compare(english: &File, korean: &File, faults: &mut Vec<Fault>) {
    let (first, second) = (Page::read(&english.text), Page::read(&korean.text));
    if first.headings != second.headings {
        let what = format!(
            "its headings have the levels {:?}, those of {ENGLISH} {:?}",
            second.headings, first.headings
        );
        faults.push(Fault::in_file(KOREAN, what));
    }
    if first.code.len() != second.code.len() {
        let what = format!("it has {} code blocks, {ENGLISH} {}", second.code.len(), first.code.len());
        faults.push(Fault::in_file(KOREAN, what));
    }
    for ((_, wanted), (line, found)) in first.code.iter().zip(&second.code) {
        if wanted != found {
            faults.push(Fault::at(KOREAN, *line, format!("this code block is not that of {ENGLISH}")));
        }
    }
}

/// What a page is made of, as far as it is checked.
#[derive(Debug, Default)]
struct Page {
    /// The level of each heading.
    headings: Vec<usize>,
    /// Fenced blocks without their comments, which are translated, and the line each begins on.
    code: Vec<(usize, String)>,
    /// Targets of links, and their lines.
    links: Vec<(usize, String)>,
}

impl Page {
    fn read(text: &str) -> Self {
        let mut page = Self::default();
        let mut fence: Option<String> = None;
        for (index, line) in text.lines().enumerate() {
            let trimmed = line.trim_start();
            let marks: String = trimmed.chars().take_while(|&c| c == '`' || c == '~').collect();
            match &fence {
                Some(open) if marks.starts_with(open.as_str()) => fence = None,
                Some(_) => {
                    if let Some((_, block)) = page.code.last_mut() {
                        block.push_str(without_comment(line).trim_end());
                        block.push('\n');
                    }
                }
                None if marks.len() >= 3 => {
                    fence = Some(marks);
                    page.code.push((index + 1, String::new()));
                }
                None => page.line(index + 1, trimmed),
            }
        }
        page
    }

    fn line(&mut self, number: usize, line: &str) {
        let level = line.chars().take_while(|&c| c == '#').count();
        if level > 0 && line[level..].starts_with(' ') {
            self.headings.push(level);
        }
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("``");
        for (start, _) in prose.match_indices("](") {
            let target = prose[start + 2..].split(')').next().unwrap_or_default();
            let target = target.trim_start_matches('<').split(['>', ' ']).next().unwrap_or_default();
            if !target.is_empty() {
                self.links.push((number, target.to_owned()));
            }
        }
    }
}

/// A shell comment behind a command may be translated.
fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with('#') {
        return "#";
    }
    line.split(" #").next().unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::super::tree_for_tests::faults;
    use super::check;

    #[test]
    fn a_link_to_nothing_is_found() {
        let text =
            "[a](docs/b.md#x) [c](https://x.y/z) [d](#e) `[f](g)`\n\n```\n[h](i)\n```\n[j](k.md \"title\")\n";
        let found =
            faults(check, &[("README.md", text), ("docs/b.md", "[up](../README.md) [no](../docs/c.md)\n")]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0], "README.md:6: the link to `k.md` leads nowhere");
        assert!(found[1].starts_with("docs/b.md:1:"));
    }

    #[test]
    fn a_translation_that_says_something_else_is_found() {
        let english = "# A\n## B\n```\nrun it # now\n```\n```\nrun that\n```\n";
        let same = "# 가\n## 나\n```\nrun it # 지금\n```\n```\nrun that\n```\n";
        let other = "# 가\n```\nrun it\n```\n```\nrun those\n```\n";
        assert!(faults(check, &[("README.md", english), ("README.ko.md", same)]).is_empty());
        let found = faults(check, &[("README.md", english), ("README.ko.md", other)]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("levels") && found[1].starts_with("README.ko.md:5:"), "{found:?}");
    }
}
