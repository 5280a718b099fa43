//! Every form of every month: whole, harmless, and true to the account.

use auroscope_report::{CoverageNote, Language, Month};

use super::scenarios::{Scenario, all};

const LANGUAGES: [(Language, &str); 2] = [(Language::English, "en"), (Language::Korean, "ko")];

/// Where to put the pages, for people who want to look at them.
fn keep(name: &str, language: &str, form: &str, text: &str) {
    if let Some(folder) = std::env::var_os("AUROSCOPE_REPORT_SAMPLES") {
        let path = std::path::Path::new(&folder).join(format!("{name}.{language}.{form}"));
        std::fs::write(path, text).unwrap();
    }
}

#[test]
fn pages_are_whole_and_need_nothing() {
    for scenario in all() {
        for (language, code) in LANGUAGES {
            let page = scenario.report(language).html();
            keep(scenario.name, code, "html", &page);
            check_elements(scenario.name, &page);
            assert!(page.len() < 2_000_000, "{}: {} bytes", scenario.name, page.len());
            for part in ["<script", "<link", "<img", "<iframe", "src=", "url(", "@import", "NaN", "inf"] {
                let found =
                    page.match_indices(part).map(|(at, _)| &page[at..]).find(|rest| !is_text(rest, part));
                assert!(found.is_none(), "{}: {part} in {:.80}", scenario.name, found.unwrap_or_default());
            }
        }
    }
}

/// `src=` and the like stand in hostile texts as well, where what opens a tag is escaped; "info" begins as "inf" does.
fn is_text(rest: &str, part: &str) -> bool {
    rest.starts_with("src=x onerror") || (part == "inf" && rest.starts_with("info"))
}

/// Every element that is opened is closed, in order, and none but those we write is there.
fn check_elements(name: &str, page: &str) {
    const ALONE: [&str; 4] = ["!doctype", "meta", "line", "br"];
    const KNOWN: [&str; 38] = [
        "html", "head", "title", "style", "body", "main", "header", "section", "article", "h1", "h2", "h3",
        "p", "ul", "li", "dl", "dt", "dd", "div", "span", "table", "thead", "tbody", "tr", "th", "td", "i",
        "small", "pre", "figure", "svg", "rect", "text", "line", "meta", "!doctype", "br", "ol",
    ];
    let mut open = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').expect("a tag ends") + start;
        let tag = &rest[start + 1..end];
        let word = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        assert!(KNOWN.contains(&word), "{name}: <{tag}>");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(word), "{name}");
        } else if !ALONE.contains(&word) && !tag.ends_with('/') {
            open.push(word);
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{name}: {open:?}");
}

#[test]
fn markdown_holds_no_html_of_data_and_its_tables_are_even() {
    for scenario in all() {
        for (language, code) in LANGUAGES {
            let text = scenario.report(language).markdown();
            keep(scenario.name, code, "md", &text);
            let mut fence: Option<String> = None;
            let mut columns = 0;
            for line in text.lines() {
                let ticks: String = line.chars().take_while(|c| *c == '`').collect();
                match &fence {
                    Some(open) if line == open => fence = None,
                    Some(_) => {}
                    None if ticks.len() >= 3 => fence = Some(ticks),
                    None => {
                        assert!(!line.replace("<br>", "").contains('<'), "{}: {line}", scenario.name);
                        let bars = line.matches('|').count();
                        assert!(bars == 0 || columns == 0 || bars == columns, "{}: {line}", scenario.name);
                        columns = bars;
                    }
                }
            }
            assert_eq!(fence, None, "{}", scenario.name);
        }
    }
}

#[test]
fn json_and_csv_have_every_execution() {
    for scenario in all() {
        let report = scenario.report(Language::English);
        let (json, csv) = (report.json(), report.csv());
        keep(scenario.name, "en", "json", &format!("{json:#}"));
        keep(scenario.name, "en", "csv", &csv);
        let executions = scenario.now.total().executions;
        let sum = |list: &serde_json::Value| -> u64 {
            list.as_array().unwrap().iter().filter_map(|of| of["sums"]["executions"].as_u64()).sum()
        };
        let others = json["coverage"]["others"]["executions"].as_u64().unwrap();
        assert_eq!(json["total"]["executions"], executions);
        for list in ["days", "classes", "instances", "users", "schemas"] {
            assert_eq!(sum(&json[list]), executions, "{}: {list}", scenario.name);
        }
        assert_eq!(sum(&json["statements"]) + others, executions);
        let hours = json["hours"].as_array().unwrap().iter().map(|of| of["executions"].as_u64().unwrap());
        assert_eq!(hours.sum::<u64>(), executions);
        assert!(csv.lines().all(|line| !line.starts_with('=')), "{}", scenario.name);
        assert_eq!(csv.matches("\r\n").count(), lines_of(&scenario));
    }
}

fn lines_of(scenario: &Scenario) -> usize {
    scenario.now.roll_up(|of| Some((of.target, of.statement.known()?))).len() + 1
}

#[test]
fn what_was_not_seen_is_said() {
    let text = |name: &str| {
        let scenario = all().into_iter().find(|scenario| scenario.name == name).unwrap();
        scenario.report(Language::English).markdown()
    };
    assert!(text("empty").contains("There was no slow query in this period."));
    assert!(text("single").contains("≥ 93.5 s"));
    assert!(text("single").contains("Lock time, Rows examined, Rows sent: unknown of 1 executions (100.0%)"));
    assert!(text("no_month_before").contains("There is no account of the month before"));
    assert!(text("in_progress").contains("The month is not over"));
    assert!(!text("in_progress").contains("| Gone |"));
    let limited = text("limited");
    for said in ["are summed as “others”", "Distinct statements: **≥ ", " / – |"] {
        assert!(limited.contains(said), "{said}");
    }
    assert!(!limited.contains(" gone."), "what is not told apart is not called gone");
    assert!(text("fleet").contains("and 48 more"));
    let ordinary = text("ordinary");
    for said in [
        "was not watched from 2026-10-05 10:00:00",
        "is not exported",
        "Without a slow query: quiet-01, quiet-02",
    ] {
        assert!(ordinary.contains(said), "{said}");
    }
}

/// What could not be read is neither quiet nor gone.
#[test]
fn an_instance_that_was_not_read_is_not_called_quiet() {
    let mut scenario = all().into_iter().find(|scenario| scenario.name == "empty_after_busy").unwrap();
    let changes = |scenario: &Scenario| {
        let json = scenario.report(Language::English).json();
        let instances = json["instances"].as_array().unwrap().clone();
        let one = instances.into_iter().find(|instance| instance["name"] == "shop-01").unwrap();
        one["changes"].as_array().map(Vec::len)
    };
    assert!(changes(&scenario).is_some_and(|gone| gone > 0));
    assert!(
        scenario.report(Language::English).markdown().contains("Without a slow query: shop-00, shop-01,")
    );
    scenario.notes = vec![CoverageNote::ExportOff { target: "shop-01".into() }];
    assert_eq!(changes(&scenario), None);
    assert!(
        scenario.report(Language::English).markdown().contains("Without a slow query: shop-00, shop-02,")
    );
}

#[test]
fn both_languages_tell_the_same_figures() {
    let scenario = super::scenarios::ordinary();
    // Times too: "1 h 2 min" is "1시간 2분".
    let digits = |text: String| -> Vec<String> {
        let cells = text.lines().filter(|line| line.starts_with('|'));
        let numbers =
            cells.flat_map(|line| line.split(|c: char| !c.is_ascii_digit() && c != ',' && c != '.'));
        numbers.filter(|number| number.contains(|c: char| c.is_ascii_digit())).map(str::to_owned).collect()
    };
    let english = digits(scenario.report(Language::English).markdown());
    assert!(english.len() > 500);
    assert_eq!(english, digits(scenario.report(Language::Korean).markdown()));
}

#[test]
fn what_a_caller_has_to_look_up_is_what_is_shown() {
    let scenario = super::scenarios::ordinary();
    let shown = scenario.report(Language::English).shown_statements();
    let mut all = scenario.report(Language::English);
    all = all.texts(scenario.texts.iter().filter(|(known, _)| shown.contains(known)).cloned());
    assert_eq!(all.markdown(), scenario.report(Language::English).markdown());
    assert!("2026-10".parse::<Month>().is_ok());
}
