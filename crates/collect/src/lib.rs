//! Collectors: background tasks that fill the store, and the board on which they show how they do.
//!
//! Every collector stands alone. It takes no input, runs on its period, backs off by itself and reports a
//! status; one dead target never delays another. Start at [`Fleet`], which starts and stops the collectors of
//! each target, then `capture`, the collector of slow queries. What is decided (is it slow, has it ended, how
//! long did it take) is decided in `capture::tracker` and `capture::closing`, which do no I/O.

mod backoff;
mod board;
mod capture;
mod fleet;
mod inventory;
mod plans;
mod retention;
mod settings;
mod spool;

pub use board::{Board, SpoolCounts};
pub use fleet::{Fleet, Watch};
pub use inventory::Inventory;
pub use plans::{Analyze, PlanAnswer, PlanSettings};
pub use retention::keep_retention;
pub use settings::{CaptureSettings, Exclusions, SettingsError};
pub use spool::Spool;
