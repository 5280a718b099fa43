//! The way to a watched MySQL server: connect, send statements of the listed families, turn rows into values.
//!
//! Nothing outside [`statements`] holds SQL for a target. Every statement is tagged `/* auroscope:name */`, runs
//! read-only, with time limits, and leaves no transaction open. Start at [`Connection`].

mod capability;
mod connection;
mod decode;
mod endpoint;
mod error;
pub mod explain;
mod looking;
mod observed;
mod performance;
mod server;
pub mod statements;

pub use capability::capabilities;
pub use connection::{Connection, Limits};
pub use endpoint::{Endpoint, EndpointError, parse_tls};
pub use error::MysqlError;
pub use looking::SUMS_AT_ONCE;
pub use observed::{
    Asked, DigestKey, Ended, FullText, Look, LookedAt, OwnUse, Poll, Running, Sums, ThreadSums,
};
pub use server::ServerIdentity;
