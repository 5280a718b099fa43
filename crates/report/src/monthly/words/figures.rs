//! Short texts in tables, tiles and charts.

use super::{Words, words};

pub(in crate::monthly) const NEW_AND_SLOWER: Words = words("Statements new / slower", "신규 / 느려진 SQL");
pub(in crate::monthly) const NEW: Words = words("New", "신규");
pub(in crate::monthly) const SLOWER: Words = words("Slower", "느려짐");
pub(in crate::monthly) const FASTER: Words = words("Faster", "빨라짐");
pub(in crate::monthly) const GONE: Words = words("Gone", "사라짐");
pub(in crate::monthly) const SLOW_QUERIES: Words = words("Slow queries", "Slow query");
pub(in crate::monthly) const TIMES: Words = words("{n}", "{n}건");
pub(in crate::monthly) const PIECES: Words = words("{n}", "{n}개");
pub(in crate::monthly) const MACHINES: Words = words("{n}", "{n}대");
pub(in crate::monthly) const INSTANCES_WITH: Words =
    words("Instances with slow queries", "Slow query 발생 인스턴스");
pub(in crate::monthly) const OF_ALL: Words = words("of {n}", "전체 {n}대 중");
pub(in crate::monthly) const DISTINCT_STATEMENTS: Words = words("Distinct statements", "SQL 종류");
pub(in crate::monthly) const P95: Words = words("p95", "p95");
pub(in crate::monthly) const P50_P99: Words = words("p50 {p50} · p99 {p99}", "p50 {p50} · p99 {p99}");
pub(in crate::monthly) const PERCENTILES: Words = words("p50 / p95 / p99", "p50 / p95 / p99");
pub(in crate::monthly) const BEFORE_WAS: Words =
    words("{change} vs. {before}", "전월 {before} 대비 {change}");
pub(in crate::monthly) const DAILY_BEFORE: Words =
    words("{change} a day vs. month before", "일평균 기준 전월 대비 {change}");
pub(in crate::monthly) const NO_NAME: Words = words("(unknown)", "(알 수 없음)");
pub(in crate::monthly) const NO_SCHEMA: Words = words("(none or unknown)", "(없음 또는 알 수 없음)");
pub(in crate::monthly) const OTHER: Words = words("(others)", "(기타)");
pub(in crate::monthly) const AND_MORE: Words = words("and {n} more", "외 {n}개");
pub(in crate::monthly) const NO_TEXT: Words =
    words("(the text is not kept any more)", "(보관 중인 SQL 텍스트 없음)");
pub(in crate::monthly) const CUT_TEXT: Words =
    words("The first {shown} of {all} characters.", "전체 {all}자 중 앞 {shown}자만 표시했습니다.");
pub(in crate::monthly) const NOTHING: Words = words("No slow query.", "Slow query가 없습니다.");
pub(in crate::monthly) const AXIS_TOTAL: Words = words("total time a day", "일별 총 수행 시간");
pub(in crate::monthly) const LEGEND_THIS: Words = words("this month", "이번 달");
pub(in crate::monthly) const LEGEND_BEFORE: Words = words("same day of the month before", "전월 같은 날짜");
pub(in crate::monthly) const LEGEND_MISSING: Words = words("not collected", "미수집");
pub(in crate::monthly) const LESS: Words = words("less", "적음");
pub(in crate::monthly) const MORE: Words = words("more", "많음");
pub(in crate::monthly) const EXAMPLE: Words = words("The slowest execution", "가장 오래 걸린 수행");
pub(in crate::monthly) const PLAN: Words = words("Plan", "실행 계획");
pub(in crate::monthly) const PLAN_TAKEN: Words = words("Plan of {at}", "실행 계획 ({at} 수집)");
pub(in crate::monthly) const FINDINGS: Words = words("What stands out of the plan", "실행 계획 진단");
pub(in crate::monthly) const TRY: Words = words("Try: {text}", "개선 방안: {text}");
pub(in crate::monthly) const WARNING: Words = words("Warning", "경고");
pub(in crate::monthly) const NOTICE: Words = words("Notice", "주의");
pub(in crate::monthly) const INFO: Words = words("Info", "참고");
