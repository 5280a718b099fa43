//! Any two documents as plans before and after: every step of both stands once in the comparison, and a plan is the same
//! as itself.
#![no_main]

use auroscope_plan::{DiffKind, Plan, PlanDiff, TreeTableStyle, diff};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // A NUL byte stands between them, which no format has.
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let (before, after) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let plans = [Plan::parse(before), Plan::parse(after)];
    for plan in plans.iter().flatten() {
        let itself = diff(plan, plan);
        assert!(itself.same_shape);
        for row in &itself.rows {
            assert!(row.kind == DiffKind::Same && row.a == row.b && row.changes.is_empty(), "{row:?}");
        }
        check(&itself);
    }
    if let [Ok(before), Ok(after)] = &plans {
        let there = diff(before, after);
        assert_eq!(there, diff(before, after));
        check(&there);
        let back = diff(after, before);
        check(&back);
        assert_eq!(there.same_shape, back.same_shape);
    }
});

fn check(compared: &PlanDiff<'_>) {
    stands_once(compared.a, compared, compared.rows.iter().filter_map(|row| row.a).collect());
    stands_once(compared.b, compared, compared.rows.iter().filter_map(|row| row.b).collect());
    for row in &compared.rows {
        let (has_before, has_after) = match row.kind {
            DiffKind::Same | DiffKind::Changed | DiffKind::Moved => (true, true),
            DiffKind::Added => (false, true),
            DiffKind::Removed => (true, false),
        };
        assert_eq!((row.a.is_some(), row.b.is_some()), (has_before, has_after), "{row:?}");
        assert!(row.kind != DiffKind::Same || row.changes.is_empty(), "{row:?}");
        assert!(row.kind != DiffKind::Changed || !row.changes.is_empty(), "{row:?}");
    }
    for width in [0, 80, 300] {
        for ascii in [false, true] {
            let lines = compared.lines(width, TreeTableStyle { ascii, color: ascii });
            assert!(lines.len() > compared.rows.len());
        }
    }
    assert!(compared.markdown().lines().count() > compared.rows.len());
}

/// Of plans in different formats, steps that only one of them draws are left out.
fn stands_once(plan: &Plan, compared: &PlanDiff<'_>, mut steps: Vec<u32>) {
    steps.sort_unstable();
    let count = steps.len();
    steps.dedup();
    assert_eq!(steps.len(), count);
    assert!(steps.iter().all(|step| plan.node(*step).is_some()));
    assert!(compared.a.format != compared.b.format || count == plan.nodes.len());
}
