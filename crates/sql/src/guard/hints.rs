//! Optimiser hints: those that shape the plan stay, those that do something else go.

use super::Refusal;

/// Hints that end up in no plan: one sets a time limit that is ours to set, the other moves the session's thread
/// into another group of processors.
const DROPPED: &[&str] = &["MAX_EXECUTION_TIME", "RESOURCE_GROUP"];

/// Variables whose setting is left out: they are about what a statement writes, or how its answer looks.
const WITHOUT_PLAN: &[&str] = &[
    "auto_increment_increment",
    "auto_increment_offset",
    "bulk_insert_buffer_size",
    "end_markers_in_json",
    "foreign_key_checks",
    "insert_id",
    "max_error_count",
    "max_execution_time",
    "select_into_buffer_size",
    "select_into_disk_sync",
    "select_into_disk_sync_delay",
    "unique_checks",
    "updatable_views_with_check_option",
];

/// Variables that a statement may set for itself because they shape the plan; of others (`sql_mode`, `time_zone`,
/// `transaction_read_only`…) a statement is refused.
const SETTABLE: &[&str] = &[
    "cte_max_recursion_depth",
    "eq_range_index_dive_limit",
    "group_concat_max_len",
    "internal_tmp_mem_storage_engine",
    "join_buffer_size",
    "max_heap_table_size",
    "max_length_for_sort_data",
    "max_seeks_for_key",
    "max_sort_length",
    "optimizer_prune_level",
    "optimizer_search_depth",
    "optimizer_switch",
    "range_alloc_block_size",
    "range_optimizer_max_mem_size",
    "read_buffer_size",
    "read_rnd_buffer_size",
    "sort_buffer_size",
    "sql_big_selects",
    "tmp_table_size",
    "windowing_use_high_precision",
];

/// The hints of `/*+ … */` that may stay, as a comment of hints; empty when none is left.
pub(super) fn harmless(comment: &str) -> Result<String, Refusal> {
    let inside = comment.strip_prefix("/*+").and_then(|rest| rest.strip_suffix("*/")).ok_or(Refusal::Hint)?;
    // A comment inside would end elsewhere than it seems to.
    if inside.contains("/*") || inside.contains("*/") {
        return Err(Refusal::Hint);
    }
    let mut kept = String::new();
    let mut rest = inside.trim_ascii();
    while !rest.is_empty() {
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let (name, behind) = rest.split_at_checked(length).ok_or(Refusal::Hint)?;
        let arguments = behind.trim_ascii_start().strip_prefix('(').ok_or(Refusal::Hint)?;
        let (arguments, behind) = arguments.split_at_checked(closing(arguments)?).ok_or(Refusal::Hint)?;
        if name.is_empty() {
            return Err(Refusal::Hint);
        }
        let capitals = name.to_ascii_uppercase();
        let is_kept = match capitals.as_str() {
            "SET_VAR" => shapes_the_plan(arguments)?,
            name => !DROPPED.contains(&name),
        };
        if is_kept {
            kept.push_str(if kept.is_empty() { "/*+ " } else { " " });
            kept.extend([name, "(", arguments, ")"]);
        }
        rest = behind.get(1..).unwrap_or_default().trim_ascii();
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_ascii_start();
    }
    if !kept.is_empty() {
        kept.push_str(" */");
    }
    Ok(kept)
}

/// Where the parenthesis closes that is open before `text`. Quotes keep what is between them together; a quote that
/// is escaped in any way is not looked into.
fn closing(text: &str) -> Result<usize, Refusal> {
    let (mut depth, mut quote) = (0usize, None);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (_, b'\\' | b'\n' | b'\r') => return Err(Refusal::Hint),
            (Some(open), byte) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"' | b'`') => quote = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') if depth == 0 => return Ok(at),
            (None, b')') => depth -= 1,
            (None, b';') => return Err(Refusal::Hint),
            _ => {}
        }
    }
    Err(Refusal::Hint)
}

/// `optimizer_switch = 'mrr=on'`: a name, an equals sign and one value. Whether it stays.
fn shapes_the_plan(assignment: &str) -> Result<bool, Refusal> {
    let (name, value) = assignment.split_once('=').ok_or(Refusal::Hint)?;
    let (name, value) = (name.trim_ascii().to_ascii_lowercase(), value.trim_ascii());
    let inside = match value.as_bytes() {
        [quote @ (b'\'' | b'"'), .., last] if quote == last && value.len() >= 2 => {
            value.get(1..value.len() - 1)
        }
        _ => Some(value),
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_=,.-+ ".contains(&byte);
    let is_kept = SETTABLE.contains(&name.as_str());
    let is_known = is_kept || WITHOUT_PLAN.contains(&name.as_str());
    if is_known && inside.is_some_and(|value| value.bytes().all(plain)) {
        Ok(is_kept)
    } else {
        Err(Refusal::Hint)
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_shapes_the_plan_stays() {
        for (written, kept) in [
            ("/*+ BKA(t1) NO_BKA(`a b`) */", "/*+ BKA(t1) NO_BKA(`a b`) */"),
            ("/*+ JOIN_ORDER( t1, t2@qb ) */", "/*+ JOIN_ORDER( t1, t2@qb ) */"),
            (
                "/*+SET_VAR(optimizer_switch = 'mrr_cost_based=off')*/",
                "/*+ SET_VAR(optimizer_switch = 'mrr_cost_based=off') */",
            ),
            ("/*+ MAX_EXECUTION_TIME(1000) INDEX(t a) */", "/*+ INDEX(t a) */"),
            ("/*+ resource_group(x) */", ""),
            ("/*+ SET_VAR(foreign_key_checks=OFF) */", ""),
            ("/*+ SET_VAR(Unique_Checks = 0) BKA(t) SET_VAR(max_execution_time=0)*/", "/*+ BKA(t) */"),
            ("/*+ SET_VAR(cte_max_recursion_depth = 1M) */", "/*+ SET_VAR(cte_max_recursion_depth = 1M) */"),
            ("/*+ */", ""),
        ] {
            assert_eq!(harmless(written).as_deref(), Ok(kept), "{written}");
        }
    }

    #[test]
    fn what_sets_more_is_refused() {
        for written in [
            "/*+ SET_VAR(sql_mode='ANSI_QUOTES') */",
            "/*+ SET_VAR(sql_log_bin=0) */",
            "/*+ SET_VAR(foreign_key_checks=@@x) */",
            "/*+ SET_VAR(foreign_key_checks) */",
            "/*+ SET_VAR(foreign_key_checks=0 sql_mode='') */",
            "/*+ BKA(t) SET_VAR ( `sql_mode` = '' ) */",
            "/*+ SET_VAR(sort_buffer_size=@@x) */",
            "/*+ SET_VAR(optimizer_switch='a'') SET_VAR(sql_mode='') */",
            "/*+ garbage */",
            "/*+ A(b",
            "/*+ A('\\') */",
            "/*+ A(b); */",
        ] {
            assert!(harmless(written).is_err(), "{written}");
        }
    }
}
