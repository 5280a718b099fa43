//! Slow logs of all varieties, made and real: what comes out, however they are cut.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod chunks;
mod cuts;
mod hostile;
mod made;
mod parts;
mod shown;
mod varieties;
