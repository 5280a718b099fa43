//! What slow executions come to, and the reports made of it: model in; Markdown, HTML, JSON and CSV out.
//! Pure: no I/O, no clock, no async; time zones and times are arguments.
//!
//! Start at [`Account`], the exact account of a period: fed execution by execution, merged in any order. The documents
//! that the old dashboards read are made of it by [`documents`], the report for people by [`MonthlyReport`].
//!
//! ```
//! use auroscope_report::{Account, Language, Limits, Month, MonthlyReport, Period, Zone};
//!
//! let month: Month = "2026-10".parse()?;
//! let mut october = Account::new(Zone::utc(), Limits::default());
//! // For each slow query that started within `month.bounds(october.zone())`:
//! //     october.add(&query, |query| Some(redacted(&query.sql)));
//! let report = MonthlyReport::new(month, Language::Korean, Period::Ended, &october, None);
//! assert!(report.markdown().contains("2026년 10월"));
//! # Ok::<(), auroscope_report::MonthError>(())
//! ```

mod calendar;
pub mod documents;
mod escape;
mod monthly;
mod statistics;

pub use calendar::{LocalTime, Month, MonthError, Zone};
pub use monthly::{
    CoverageNote, Language, MonthlyReport, Period, PlanNote, Remark, RemarkWeight, Thresholds,
};
pub use statistics::{
    Account, AccountError, Dimensions, Example, KeptAccount, Known, Limits, Named, RollUp, Spread, Sums,
};
