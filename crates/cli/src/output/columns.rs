//! A listing as columns for people. Names and ids must stay whole, so that they can be copied: where columns have no room
//! for that, each row becomes lines of its own.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::UnicodeWidthStr;

use super::{Destination, Listing, printable};

/// A longer word may be broken: it is a text and no id.
const MOST_WORD: usize = 40;
/// Blanks beside a column.
const BESIDE: usize = 2;

/// The listing, within the terminal's width where it goes to one.
pub(super) fn table(listing: &Listing, to: Destination) -> String {
    let rows: Vec<Vec<String>> =
        listing.rows.iter().map(|row| row.iter().map(|cell| printable(cell)).collect()).collect();
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(listing.columns.clone());
    if let Destination::Terminal { width } = to {
        let least: Vec<usize> = listing
            .columns
            .iter()
            .enumerate()
            .map(|(place, title)| least_width(title, rows.iter().filter_map(|row| row.get(place))))
            .collect();
        if least.iter().map(|least| least + BESIDE).sum::<usize>() > width {
            return one_below_another(&listing.columns, &rows);
        }
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        let constraint = |least: usize| {
            ColumnConstraint::LowerBoundary(Width::Fixed(u16::try_from(least + BESIDE).unwrap_or(u16::MAX)))
        };
        table.set_constraints(least.into_iter().map(constraint));
    }
    table.add_rows(rows);
    format!("{}\n", table.trim_fmt())
}

/// What a column needs so that no word of it is broken.
fn least_width<'a>(title: &str, cells: impl Iterator<Item = &'a String>) -> usize {
    let words = cells.flat_map(|cell| cell.split(' '));
    words.map(UnicodeWidthStr::width).chain([title.width()]).max().unwrap_or(0).min(MOST_WORD)
}

/// Each row as lines of names and values; what is unknown has none. Rows of a name and a value are such lines already.
fn one_below_another(columns: &[&str], rows: &[Vec<String>]) -> String {
    if let [_, _] = columns {
        let pairs = rows.iter().filter_map(|row| Some((row.first()?.as_str(), row.get(1)?.as_str())));
        return lines(&pairs.collect::<Vec<_>>());
    }
    let pairs = |row: &Vec<String>| {
        let known = columns.iter().zip(row).filter(|(_, value)| !value.is_empty());
        lines(&known.map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
    };
    rows.iter().map(pairs).collect::<Vec<_>>().join("\n")
}

/// A line for each name with its value.
fn lines(pairs: &[(&str, &str)]) -> String {
    let widest = pairs.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let line = |(name, value): &(&str, &str)| {
        let line = format!("{name}{}  {value}", " ".repeat(widest - name.width()));
        line.trim_end().to_owned() + "\n"
    };
    pairs.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing() -> Listing {
        let row = [
            "2026-11-21T00:00:00.000000Z",
            "",
            "0123456789abcdef0123456789abcdef",
            "select a, 한국어 from t where b = 1",
        ];
        Listing {
            columns: vec!["started_at", "schema", "id", "sql"],
            rows: vec![row.map(String::from).to_vec(); 2],
            json: serde_json::Value::Null,
        }
    }

    #[test]
    fn no_id_is_broken_however_narrow_the_terminal_is() {
        for width in 10..160 {
            let text = table(&listing(), Destination::Terminal { width });
            assert_eq!(text.matches("0123456789abcdef0123456789abcdef").count(), 2, "{width}\n{text}");
            assert!(text.contains("2026-11-21T00:00:00.000000Z"), "{width}\n{text}");
            if width >= 90 {
                assert!(text.lines().all(|line| line.width() <= width), "{width}\n{text}");
            }
        }
    }

    #[test]
    fn what_has_no_room_stands_one_below_another() {
        let text = table(&listing(), Destination::Terminal { width: 60 });
        let first = "started_at  2026-11-21T00:00:00.000000Z\nid          0123456789abcdef0123456789abcdef\n\
                     sql         select a, 한국어 from t where b = 1\n";
        assert_eq!(text, format!("{first}\n{first}"));
        // A file has room for all.
        assert_eq!(table(&listing(), Destination::Elsewhere).lines().count(), 3);
    }

    #[test]
    fn a_name_beside_its_value_stays_so() {
        let row = |name: &str, value: &str| vec![name.to_owned(), value.to_owned()];
        let mut listing = listing();
        listing.columns = vec!["field", "value"];
        listing.rows = vec![row("plan_id", "0123456789abcdef0123456789abcdef"), row("code", "")];
        let text = table(&listing, Destination::Terminal { width: 30 });
        assert_eq!(text, "plan_id  0123456789abcdef0123456789abcdef\ncode\n");
        assert!(table(&listing, Destination::Terminal { width: 60 }).contains("field    value"));
    }

    #[test]
    fn long_texts_are_broken_between_words() {
        let mut listing = listing();
        listing.rows[0][3] = format!("{} {}", "word ".repeat(40), "x".repeat(300));
        let text = table(&listing, Destination::Terminal { width: 130 });
        assert!(text.lines().all(|line| line.width() <= 130) && text.lines().count() > 8, "{text}");
        assert!(!text.contains("wor\n") && text.contains("started_at"), "{text}");
    }
}
