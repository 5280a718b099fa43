//! What was not seen, and what a figure does not say.

use super::{Words, words};

pub(in crate::monthly) const NOT_ENDED: Words = words(
    "The month is not over: this is what was accounted for until {at}. Changes compare daily averages.",
    "아직 끝나지 않은 달입니다. {at}까지 집계한 값이며, 전월과는 일평균으로 비교합니다.",
);
pub(in crate::monthly) const NO_MONTH_BEFORE: Words = words(
    "There is no account of the month before, so nothing is compared.",
    "전월 집계가 없어 비교하지 않았습니다.",
);
pub(in crate::monthly) const LOWER_BOUNDS: Words = words(
    "Of {n} executions ({share}) only a lower bound of the duration is known; figures that hold them are marked “≥”.",
    "{n}건({share})은 수행 시간의 하한값만 알 수 있습니다. 이 수행이 포함된 값에는 “≥”를 붙였습니다.",
);
pub(in crate::monthly) const FIGURES_UNKNOWN: Words = words(
    "{figures}: unknown of {n} executions ({share}); sums hold only those that are known.",
    "{figures}: {n}건({share})은 값을 알 수 없어, 확인된 수행만 합산했습니다.",
);
pub(in crate::monthly) const TRUNCATED: Words = words(
    "Of {n} executions ({share}) the text was cut by the server; they may be counted as another statement.",
    "{n}건({share})은 서버가 SQL을 잘라서 제공했습니다. 같은 SQL이 다른 SQL로 집계되었을 수 있습니다.",
);
pub(in crate::monthly) const STATEMENTS_BEYOND: Words = words(
    "There were more distinct statements than are told apart: {n} executions ({time}) are summed as “others”.",
    "SQL 종류가 구분 한도를 넘어 {n}건({time})을 “기타”로 합산했습니다.",
);
pub(in crate::monthly) const NAMES_BEYOND: Words = words(
    "There were more users or schemas than are told apart; the rest is summed as “others”.",
    "사용자 또는 스키마 수가 구분 한도를 넘어 나머지를 “기타”로 합산했습니다.",
);
pub(in crate::monthly) const GAP: Words = words(
    "{target} was not watched from {from} to {to} ({time}){reason}.",
    "{target}: {from} ~ {to} ({time}) 동안 수집하지 못했습니다{reason}.",
);
pub(in crate::monthly) const MORE_GAPS: Words =
    words("And {n} more gaps, {time} in all.", "그 밖에 {n}개 구간(합계 {time})을 수집하지 못했습니다.");
pub(in crate::monthly) const MISSING_DAYS: Words =
    words("Nothing was read of {target} for {days}.", "{target}: {days} 데이터를 수집하지 못했습니다.");
pub(in crate::monthly) const ALL_INSTANCES: Words = words("all instances", "전체 인스턴스");
pub(in crate::monthly) const GROUP_MISSING: Words = words(
    "No log group exists, so nothing was read: {targets}.",
    "CloudWatch 로그 그룹이 없어 수집하지 못했습니다: {targets}",
);
pub(in crate::monthly) const EXPORT_OFF: Words = words(
    "The slow log is not exported, so nothing was read: {targets}.",
    "slow log 내보내기(export)가 꺼져 있어 수집하지 못했습니다: {targets}",
);
pub(in crate::monthly) const EXPIRED: Words = words(
    "What {target} logged before {at} had been deleted by the log's retention.",
    "{target}: {at} 이전 로그는 보존 기간이 지나 삭제되어 수집하지 못했습니다.",
);
pub(in crate::monthly) const SKIPPED: Words = words(
    "{n} entries of {target} could not be read: {reason}.",
    "{target}: 로그 {n}건을 해석하지 못했습니다({reason}).",
);
pub(in crate::monthly) const MORE_NOTES: Words = words(
    "And {n} more notes; the JSON form has them all.",
    "그 밖에 {n}건이 더 있으며, JSON 형식에 모두 있습니다.",
);
pub(in crate::monthly) const THRESHOLD: Words = words(
    "Slow is what ran for {time} or longer: {targets}.",
    "{time} 이상 수행된 SQL을 slow query로 집계했습니다: {targets}",
);
pub(in crate::monthly) const ALL_SEEN: Words = words(
    "Nothing is known to be missing: no gap, no lower bound, no cut text.",
    "확인된 누락이 없습니다. 미수집 구간, 하한값, 잘린 SQL이 없습니다.",
);
