//! How statements look when they are laid out or redacted.

use auroscope_sql::{SqlMode, format, redact};

#[track_caller]
fn laid_out(sql: &str, lines: &[&str]) {
    assert_eq!(format(sql, SqlMode::default()), lines.join("\n"));
}

#[test]
fn clauses_begin_lines_and_conditions_hang() {
    laid_out(
        "select a, b from t where x = 1 and y between 2 and 3 or z in (select id from u where v = 4) limit 5",
        &[
            "select a, b",
            "from t",
            "where x = 1",
            "  and y between 2 and 3",
            "  or z in (",
            "    select id",
            "    from u",
            "    where v = 4",
            "  )",
            "limit 5",
        ],
    );
}

#[test]
fn joins_and_derived_tables_are_indented_as_people_write_them() {
    laid_out(
        "SELECT o.id FROM `orders` o LEFT JOIN customers c ON c.id = o.customer_id AND c.active = 1 \
         INNER JOIN (SELECT id, COUNT(*) n FROM lines GROUP BY id HAVING n > 3) l ON l.id = o.id \
         WHERE LEFT(c.name, 1) = '김' ORDER BY o.total DESC FOR UPDATE",
        &[
            "SELECT o.id",
            "FROM `orders` o",
            "LEFT JOIN customers c ON c.id = o.customer_id",
            "  AND c.active = 1",
            "INNER JOIN (",
            "  SELECT id, COUNT(*) n",
            "  FROM lines",
            "  GROUP BY id",
            "  HAVING n > 3",
            ") l ON l.id = o.id",
            "WHERE LEFT(c.name, 1) = '김'",
            "ORDER BY o.total DESC",
            "FOR UPDATE",
        ],
    );
}

#[test]
fn writes_are_laid_out_too() {
    laid_out(
        "insert into t (a,b) values (1,2),(3,4) on duplicate key update a=values(a), b = b+1",
        &["insert into t (a, b)", "values (1, 2), (3, 4)", "on duplicate key update a=values(a), b = b+1"],
    );
    laid_out("update db.t set a=1, b=2 where id=3", &["update db.t", "set a=1, b=2", "where id=3"]);
    laid_out("delete from t where id=1", &["delete from t", "where id=1"]);
}

#[test]
fn with_and_union_keep_their_queries_apart() {
    laid_out(
        "with a as (select 1), b as (select 2) select * from a union all select * from b",
        &[
            "with a as (",
            "  select 1",
            "), b as (",
            "  select 2",
            ")",
            "select *",
            "from a",
            "union all",
            "select *",
            "from b",
        ],
    );
}

#[test]
fn what_is_no_clause_stays_in_its_line() {
    laid_out(
        "select /*+ MAX_EXECUTION_TIME(1000) */ case when a = 1 and b = 2 then 3 end from t use index for order by (i)",
        &[
            "select /*+ MAX_EXECUTION_TIME(1000) */ case when a = 1 and b = 2 then 3 end",
            "from t use index for order by (i)",
        ],
    );
}

#[test]
fn a_line_comment_keeps_its_line_and_strings_keep_their_blanks() {
    laid_out(
        "select 'a   from  b' -- note\nfrom   t # end",
        &["select 'a   from  b' -- note", "from t # end"],
    );
}

/// Found by fuzzing: a line break behind `--` would make it a comment.
#[test]
fn no_line_is_broken_behind_dashes() {
    laid_out("(select 1--) a", &["(", "  select 1--) a"]);
}

#[test]
fn long_lists_are_wrapped() {
    let list = (0..40).map(|n| format!("{}", 1_000_000 + n)).collect::<Vec<_>>().join(",");
    let laid_out = format(&format!("select a from t where a in ({list})"), SqlMode::default());
    assert_eq!(laid_out.lines().count(), 6, "{laid_out}");
    assert!(laid_out.lines().all(|line| line.len() <= 115), "{laid_out}");
}

#[test]
fn redacting_masks_literals_and_comments_and_keeps_the_rest() {
    let redacted = |sql: &str| redact(sql.as_bytes(), SqlMode::default());
    assert_eq!(
        redacted("select  `a b`,\n 'x' from T where n = -5"),
        "select  `a b`,\n ? from T where n = -?"
    );
    assert_eq!(redacted("select a from t where a in (1, 2,3)"), "select a from t where a in (?, ...)");
    assert_eq!(
        redacted("select 1 /* kim */ from t -- kim\nwhere 'a' 'b' = 2"),
        "select ? /**/ from t -- \nwhere ? = ?"
    );
    assert_eq!(redacted("select /*+ SET_VAR(a='x') */ @'y', @z"), "select /*+ SET_VAR(a=?) */ @?, @z");
    assert_eq!(redacted("select 'cut off"), "select ?");
    // Found by fuzzing: what looks like a comment in a hint.
    assert_eq!(redacted("select /*+ A('x') /* 'y' */ 'z' */"), "select /*+ A(?)  */ ? */");
}
