//! The HTTP edge: routes, log-in, streams and the embedded pages. No SQL and no decisions about databases.
//!
//! Start at `routes`, which lists every route; each endpoint is a file under `endpoints`.

mod access;
mod app;
mod assets;
mod discovery;
mod endpoints;
mod guesses;
mod login;
mod new_target;
mod parameters;
mod problem;
mod routes;
mod target_book;

pub use access::{Access, AccessError};
pub use app::{App, Settings};
pub use discovery::{Discovery, Login};
pub use new_target::NewTarget;
pub use problem::Problem;
pub use routes::{openapi, router, serve};
pub use target_book::{KnownTarget, TargetBook, TargetBookError, check as check_server};
