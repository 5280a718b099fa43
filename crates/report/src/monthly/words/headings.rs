//! Titles of the report, its chapters and its columns.

use super::{Words, words};

pub(in crate::monthly) const TITLE: Words =
    words("MySQL slow queries: monthly report", "MySQL Slow Query 월간 보고서");
pub(in crate::monthly) const MONTH: Words = words("{name} {year}", "{year}년 {month}월");
pub(in crate::monthly) const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
pub(in crate::monthly) const WEEKDAYS: [Words; 7] = [
    words("Mon", "월"),
    words("Tue", "화"),
    words("Wed", "수"),
    words("Thu", "목"),
    words("Fri", "금"),
    words("Sat", "토"),
    words("Sun", "일"),
];

pub(in crate::monthly) const WEEKDAYS_LONG: [Words; 7] = [
    words("Mondays", "월요일"),
    words("Tuesdays", "화요일"),
    words("Wednesdays", "수요일"),
    words("Thursdays", "목요일"),
    words("Fridays", "금요일"),
    words("Saturdays", "토요일"),
    words("Sundays", "일요일"),
];

pub(in crate::monthly) const SUMMARY: Words = words("Summary", "요약");
pub(in crate::monthly) const COVERAGE: Words = words("What these figures leave out", "수집 범위와 한계");
pub(in crate::monthly) const DAYS: Words = words("Day by day", "일별 추이");
pub(in crate::monthly) const HOURS: Words = words("Weekdays and hours", "요일·시간대별 분포");
pub(in crate::monthly) const CLASSES: Words = words("Kinds of statements", "SQL 종류별 현황");
pub(in crate::monthly) const INSTANCES: Words = words("Instances", "인스턴스별 현황");
pub(in crate::monthly) const CHANGES: Words = words("Changes since the month before", "전월 대비 주요 변화");
pub(in crate::monthly) const TOP: Words =
    words("Statements that took the most time", "총 수행 시간 상위 SQL");
pub(in crate::monthly) const TOP_DETAIL: Words = words("These statements in detail", "상위 SQL 상세");
pub(in crate::monthly) const INSTANCE_DETAIL: Words = words("Instances in detail", "인스턴스별 상세");
pub(in crate::monthly) const USERS: Words = words("Users", "사용자별 현황");
pub(in crate::monthly) const SCHEMAS: Words = words("Schemas", "스키마별 현황");
pub(in crate::monthly) const TERMS: Words = words("How to read this report", "용어와 집계 기준");

pub(in crate::monthly) const INSTANCE: Words = words("Instance", "인스턴스");
pub(in crate::monthly) const INSTANCE_COUNT: Words = words("Instances", "인스턴스 수");
pub(in crate::monthly) const SEVERITY: Words = words("Severity", "중요도");
pub(in crate::monthly) const USER: Words = words("User", "사용자");
pub(in crate::monthly) const SCHEMA: Words = words("Schema", "스키마");
pub(in crate::monthly) const CLASS: Words = words("Kind", "종류");
pub(in crate::monthly) const STATEMENT: Words = words("Statement", "SQL");
pub(in crate::monthly) const STATEMENTS: Words = words("Statements", "SQL 수");
pub(in crate::monthly) const EXECUTIONS: Words = words("Executions", "수행 횟수");
pub(in crate::monthly) const TOTAL_TIME: Words = words("Total time", "총 수행 시간");
pub(in crate::monthly) const SHARE: Words = words("Share", "비율");
pub(in crate::monthly) const MEAN: Words = words("Mean", "평균");
pub(in crate::monthly) const MAX: Words = words("Longest", "최대");
pub(in crate::monthly) const LOCK: Words = words("Lock time", "Lock time");
pub(in crate::monthly) const ROWS_EXAMINED: Words = words("Rows examined", "Rows examined");
pub(in crate::monthly) const ROWS_SENT: Words = words("Rows sent", "Rows sent");
pub(in crate::monthly) const VERSUS_BEFORE: Words = words("vs. month before", "전월 대비");
pub(in crate::monthly) const DAY: Words = words("Day", "일자");
pub(in crate::monthly) const FIRST_SEEN: Words = words("First", "최초 수행");
pub(in crate::monthly) const LAST_SEEN: Words = words("Last", "최근 수행");
pub(in crate::monthly) const CHANGE: Words = words("Change", "변화");
pub(in crate::monthly) const MEAN_CHANGE: Words = words("Mean, before → now", "평균 (전월 → 이번 달)");
pub(in crate::monthly) const MIX: Words =
    words("READ / WRITE / DDL / TX / OTHER", "READ / WRITE / DDL / TX / OTHER");
pub(in crate::monthly) const CHANGE_COUNTS: Words =
    words("New / slower / faster / gone", "신규 / 느려짐 / 빨라짐 / 사라짐");
