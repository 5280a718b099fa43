//! Sentences of the summary and of the explanations.

use super::{Words, words};

pub(in crate::monthly) const META: Words = words(
    "{from} to {to} ({zone}) · {instances} instances",
    "대상 기간 {from} ~ {to} ({zone} 기준) · 인스턴스 {instances}대",
);
pub(in crate::monthly) const MADE_AT: Words = words(" · made on {at}", " · 작성 {at}");
pub(in crate::monthly) const SAID_NOTHING: Words =
    words("There was no slow query in this period.", "이 기간에 집계된 slow query가 없습니다.");
pub(in crate::monthly) const SAID_ALL: Words = words(
    "{n} slow queries on {instances} instances took {time} in all, {mean} on average.",
    "인스턴스 {instances}대에서 slow query {n}건이 발생했고, 총 수행 시간은 {time}(평균 {mean})입니다.",
);
pub(in crate::monthly) const SAID_CHANGE: Words = words(
    "Compared with the month before, executions are {executions} and total time is {time}.",
    "전월 대비 건수 {executions}, 총 수행 시간 {time}.",
);
pub(in crate::monthly) const SAID_DAILY_CHANGE: Words = words(
    "By daily average, compared with the month before, executions are {executions} and total time is {time}.",
    "일평균 기준 전월 대비 건수 {executions}, 총 수행 시간 {time}.",
);
pub(in crate::monthly) const SAID_INSTANCE: Words = words(
    "The most time went to {instance}: {share} of the total.",
    "총 수행 시간이 가장 많은 인스턴스는 {instance}(전체의 {share})입니다.",
);
pub(in crate::monthly) const SAID_TOP: Words = words(
    "The first {n} statements take {share} of the total time.",
    "상위 SQL {n}개가 총 수행 시간의 {share}를 차지합니다.",
);
pub(in crate::monthly) const SAID_VERDICTS: Words = words(
    "Statements per instance: {new} new, {slower} slower, {faster} faster, {gone} gone.",
    "인스턴스별 SQL 기준으로 신규 {new}개, 느려진 SQL {slower}개, 빨라진 SQL {faster}개, 사라진 SQL {gone}개입니다.",
);
pub(in crate::monthly) const SAID_VERDICTS_SO_FAR: Words = words(
    "Statements per instance so far: {new} new, {slower} slower, {faster} faster.",
    "현재까지 인스턴스별 SQL 기준으로 신규 {new}개, 느려진 SQL {slower}개, 빨라진 SQL {faster}개입니다.",
);
pub(in crate::monthly) const SAID_BUSIEST: Words =
    words("The busiest day was {day}, with {time}.", "총 수행 시간이 가장 많았던 날은 {day}({time})입니다.");
pub(in crate::monthly) const SAID_HOUR: Words = words(
    "The busiest hour of the week was on {weekday}, {from} to {to}, with {time} in all.",
    "{weekday} {from}~{to}에 시작된 slow query의 수행 시간이 가장 많습니다(합계 {time}).",
);
pub(in crate::monthly) const QUIET: Words =
    words("Without a slow query: {targets}.", "Slow query가 없었던 인스턴스: {targets}");
pub(in crate::monthly) const SHOWN_OF: Words = words(
    "The first {shown} of {all}; the CSV and JSON forms have all.",
    "전체 {all}개 중 상위 {shown}개입니다. 전체 목록은 CSV와 JSON 형식에 있습니다.",
);
pub(in crate::monthly) const NOT_COMPARED: Words = words(
    "There is nothing of it in the month before to compare with.",
    "전월 기록이 없어 비교하지 않았습니다.",
);
pub(in crate::monthly) const NO_CHANGES: Words = words(
    "No statement is new, gone, slower or faster.",
    "신규, 사라짐, 느려짐, 빨라짐에 해당하는 SQL이 없습니다.",
);
pub(in crate::monthly) const PARTIAL: Words =
    words("A part of this statement is summed as “others”.", "이 SQL의 일부는 “기타”에 합산되어 있습니다.");

pub(in crate::monthly) const TERM_SLOW: Words = words(
    "An execution counts for the day and hour in which it began. Total time is the sum of all executions' durations, the mean is total time divided by executions.",
    "수행은 시작 시각을 기준으로 일자와 시간대에 집계합니다. 총 수행 시간은 모든 수행 시간의 합이고, 평균은 총 수행 시간을 수행 횟수로 나눈 값입니다.",
);
pub(in crate::monthly) const TERM_STATEMENT: Words = words(
    "A statement is a text without its values: executions that differ in values only are one statement.",
    "SQL은 값을 제외한 텍스트가 같은 것을 하나로 묶어 집계합니다.",
);
pub(in crate::monthly) const TERM_PERCENTILE: Words = words(
    "Of all executions, 95% ran for p95 or shorter. Percentiles of more than 64 executions are exact to within 1%.",
    "p95는 전체 수행의 95%가 그 시간 이하로 끝났다는 뜻입니다. 64건을 넘으면 백분위의 오차는 1% 이내입니다.",
);
pub(in crate::monthly) const TERM_CHANGE: Words = words(
    "Slower and faster: the mean changed by a factor of {ratio} or more and by {difference} or more, with at least {executions} executions in each month. New: not slow in the month before; gone: slow only then. Each is judged per instance.",
    "느려짐·빨라짐: 두 달 모두 {executions}건 이상 수행되었고 평균이 {ratio}배 이상, {difference} 이상 차이 나는 SQL입니다. 신규는 전월에 없던 SQL, 사라짐은 전월에만 있던 SQL이며, 인스턴스별로 판단합니다.",
);
pub(in crate::monthly) const TERM_CLASS: Words = words(
    "READ: SELECT, SHOW…; WRITE: INSERT, UPDATE, DELETE…; DDL: CREATE, ALTER, DROP…; TX: BEGIN, COMMIT, ROLLBACK…; OTHER: all else. Executions are counted.",
    "READ는 SELECT, SHOW 등, WRITE는 INSERT, UPDATE, DELETE 등, DDL은 CREATE, ALTER, DROP 등, TX는 BEGIN, COMMIT, ROLLBACK 등이며 나머지는 OTHER입니다. 모두 수행 횟수로 셉니다.",
);
pub(in crate::monthly) const TERM_MARKS: Words = words(
    "“≥” is a lower bound: the true figure is at least this. “–” is unknown, which is not zero.",
    "“≥”는 하한값으로, 실제 값은 그 이상입니다. “–”는 알 수 없는 값이며 0이 아닙니다.",
);
pub(in crate::monthly) const TERM_LOCK: Words = words(
    "Lock time is waiting for table locks as MySQL counts it; waiting for InnoDB's row locks may not be in it.",
    "Lock time은 MySQL이 기록한 table lock 대기 시간이며, InnoDB row lock 대기는 포함되지 않을 수 있습니다.",
);
