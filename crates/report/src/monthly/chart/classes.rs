//! One bar that is divided among the classes of statements.

use super::super::content::ClassGroup;
use super::{WIDTH, block, label, picture};

/// The colour of a class.
fn class_color(class: ClassGroup) -> &'static str {
    match class {
        ClassGroup::Read => "#2f6fd0",
        ClassGroup::Write => "#d9821b",
        ClassGroup::Ddl => "#7a4fbf",
        ClassGroup::Tx => "#2a9353",
        ClassGroup::Other => "#8a94a3",
    }
}

/// The chart: rows of a name and what each class has of it.
pub(in crate::monthly) fn classes(
    name: &str,
    rows: &[(&str, Vec<(ClassGroup, f64)>)],
    tell: impl Fn(&str, ClassGroup, f64) -> String,
) -> String {
    const LEFT: f64 = 110.0;
    let mut body = String::new();
    for (place, (row, parts)) in rows.iter().enumerate() {
        let top = 4.0 + 28.0 * place as f64;
        body.push_str(&label((0.0, top + 14.0), super::Anchor::Start, row));
        let whole: f64 = parts.iter().map(|(_, value)| value).sum();
        let mut left = LEFT;
        for (class, value) in parts.iter().filter(|(_, value)| *value > 0.0) {
            let width = (WIDTH - LEFT) * value / whole;
            let title = tell(row, *class, value / whole);
            body.push_str(&block((left, top), (width, 20.0), class_color(*class), &title));
            if width > 60.0 {
                let text = label((left + width / 2.0, top + 14.0), super::Anchor::Middle, class.name());
                body.push_str(&text.replace("#57606a", "#ffffff"));
            }
            left += width;
        }
    }
    picture(4.0 + 28.0 * rows.len() as f64, name, &body)
}
