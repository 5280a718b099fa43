//! The default store: one SQLite file in WAL mode, written by one thread and read by a few.
//!
//! Start at [`SqliteStore`], which is the contract `auroscope_store::Store` spelled out; `opening` opens it, `worker` owns the
//! threads, `schema` the tables and their migrations, `private` who may read the files, `rows` the way a record
//! becomes a row and back, `listing` and `ranking` the two big questions.

mod cloud;
mod errors;
mod listing;
mod opening;
mod plans;
mod private;
mod ranking;
mod rows;
mod schema;
mod sqlite_store;
mod targets;
mod worker;
mod writing;

pub use sqlite_store::SqliteStore;
