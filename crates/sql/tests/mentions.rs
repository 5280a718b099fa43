//! The tables a statement names, and the tags in its comments.

use auroscope_sql::{SqlMode, tables, tags};

/// `r:t` is read, `w:t` written, `rw:t` both.
#[track_caller]
fn uses(sql: &str, expected: &str) {
    let found: Vec<String> = tables(sql.as_bytes(), SqlMode::default())
        .into_iter()
        .map(|table| {
            let schema = table.schema.map(|schema| format!("{schema}.")).unwrap_or_default();
            let (read, written) = (if table.read { "r" } else { "" }, if table.written { "w" } else { "" });
            format!("{read}{written}:{schema}{}", table.name)
        })
        .collect();
    assert_eq!(found.join(" "), expected, "{sql}");
}

#[test]
fn queries_read() {
    uses("select a from t", "r:t");
    uses("select a from db.t x, `u v` as y left join w on w.a = x.a, z where b = 1", "r:u v r:w r:z r:db.t");
    uses("select (select max(a) from u) from t where b in (select c from v) order by d, e", "r:t r:u r:v");
    uses("(select 1 from a) union (select 2 from b)", "r:a r:b");
    uses("select * from (select a from t) x join (u, v) on 1", "r:t r:u r:v");
    uses("select extract(day from a), trim(both 'x' from b), substring(c from 2) from t", "r:t");
    uses("select 1", "");
    uses("select 1 from dual", "");
    uses("table t", "r:t");
    uses("select a from 주문 as 손님", "r:주문");
    uses("select a from t use index (i), u for update", "r:t r:u");
    uses("show columns from t", "r:t");
    uses("show tables from db", "");
    uses("explain select a from t", "r:t");
}

#[test]
fn the_tables_of_with_are_none() {
    uses("with a as (select 1 from t), b (x) as (select 2 from a) select * from a join b join u", "r:t r:u");
    uses("with recursive a as (select 1 union all select n + 1 from a) select * from A, db.a", "r:db.a");
    uses("with a as (select 1 from t) update u join a on 1 set u.b = 2", "r:t w:u");
    uses("select a, count(*) from t group by a with rollup", "r:t");
}

#[test]
fn writes_write_their_target() {
    uses("insert into t (a, b) values (1, 2), (3, 4)", "w:t");
    uses("insert ignore db.t select a from u on duplicate key update a = 1", "r:u w:db.t");
    uses("replace into t set a = 1", "w:t");
    uses("update t set a = (select b from u) where c = 1", "w:t r:u");
    uses("update t as x join u y on x.a = y.a set x.b = y.b, x.c = 1", "w:t r:u");
    uses("update t, u set a = 1", "w:t w:u");
    uses("delete from t where a in (select b from u)", "w:t r:u");
    uses("delete x from t x join u on x.a = u.a", "w:t r:u");
    uses("delete from x using t as x join u", "w:t r:u");
    uses("load data infile 'x' into table t", "w:t");
    uses("insert into t select * from t", "rw:t");
}

#[test]
fn ddl_writes() {
    uses("create table if not exists t (a int)", "w:t");
    uses("create table t like u", "w:t r:u");
    uses("create table t as select a from u", "w:t r:u");
    uses("drop table if exists t, db.u", "w:t w:db.u");
    uses("alter table t add column a int", "w:t");
    uses("truncate t", "w:t");
    uses("truncate table t", "w:t");
    uses("rename table t to u", "w:t w:u");
    uses("create index i on t (a)", "w:t");
}

#[track_caller]
fn tagged(sql: &str, expected: &[(&str, &str)]) {
    let found: Vec<_> =
        tags(sql.as_bytes(), SqlMode::default()).into_iter().map(|tag| (tag.name, tag.value)).collect();
    let found: Vec<_> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(found, expected, "{sql}");
}

#[test]
fn tags_are_read_and_prose_is_not() {
    tagged("select 1 /*route='%2Fcart',app='shop'*/", &[("route", "/cart"), ("app", "shop")]);
    tagged("/* app='it\\'s', x='%EC%A3%BC' */ select 1", &[("app", "it's"), ("x", "주")]);
    tagged(
        "/*application:shop,controller:carts,line:/app/a.rb:12*/ select 1",
        &[("application", "shop"), ("controller", "carts"), ("line", "/app/a.rb:12")],
    );
    tagged("/* auroscope:live_sessions */ select 1", &[("auroscope", "live_sessions")]);
    tagged("/*a='1'*/ select 1 /*a='2',b='3'*/", &[("a", "1"), ("b", "3")]);
    for prose in [
        "/* note: this is slow */",
        "/* a = 1 */",
        "/* a='1' and more */",
        "/**/",
        "-- a='1'",
        "'/*a=\\'1\\'*/'",
        "/*a='1",
    ] {
        tagged(&format!("select 1 {prose}"), &[]);
    }
}
