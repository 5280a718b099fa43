//! Which documents of two plans to compare, where each has several.

use crate::model::{Format, Plan};

/// Of each side one plan: the first that say the same things, else the first. None when a side has none.
#[must_use]
pub fn alike(before: Vec<Plan>, after: Vec<Plan>) -> Option<(Plan, Plan)> {
    // TREE and JSON version 2 are written of the same steps.
    let family = |format| if format == Format::JsonV2 { Format::Tree } else { format };
    let pair = before.iter().enumerate().find_map(|(a, before)| {
        let same = after.iter().position(|after| family(before.format) == family(after.format));
        same.map(|b| (a, b))
    });
    let (a, b) = pair.unwrap_or_default();
    Some((before.into_iter().nth(a)?, after.into_iter().nth(b)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(document: &str) -> Plan {
        Plan::parse(document.as_bytes()).unwrap()
    }

    #[test]
    fn documents_that_say_the_same_are_compared() {
        let json = || {
            plan(r#"{"query_block": {"select_id": 1, "table": {"table_name": "t", "access_type": "ALL"}}}"#)
        };
        let tree = || plan("-> Table scan on t\n");
        let formats = |before, after| alike(before, after).map(|(a, b)| (a.format, b.format));
        assert_eq!(formats(vec![json(), tree()], vec![tree()]), Some((Format::Tree, Format::Tree)));
        assert_eq!(
            formats(vec![json(), tree()], vec![tree(), json()]),
            Some((Format::JsonV1, Format::JsonV1))
        );
        assert_eq!(formats(vec![json()], vec![tree()]), Some((Format::JsonV1, Format::Tree)));
        assert_eq!(formats(vec![], vec![tree()]), None);
    }
}
