//! The whole of one month's report, word by word. `AUROSCOPE_GOLDEN=write` writes the files anew.

use auroscope_report::Language;

use super::scenarios::ordinary;

fn compare(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/golden").join(name);
    if std::env::var_os("AUROSCOPE_GOLDEN").is_some_and(|what| what == "write") {
        std::fs::write(&path, text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    let different = golden.lines().zip(text.lines()).position(|(one, other)| one != other);
    assert!(golden == text, "{name} differs from line {:?} on", different.map(|line| line + 1));
}

#[test]
fn the_report_is_what_it_was() {
    let scenario = ordinary();
    let (english, korean) = (scenario.report(Language::English), scenario.report(Language::Korean));
    compare("ordinary.en.md", &english.markdown());
    compare("ordinary.ko.md", &korean.markdown());
    compare("ordinary.ko.html", &korean.html());
    compare("ordinary.csv", &english.csv());
}
