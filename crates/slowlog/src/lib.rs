//! MySQL's slow log as events and problems: all varieties, any cutting of the stream, nothing passed over.
//! Pure: bytes in, borrowed [`Event`]s out; no file is opened here and nothing panics.
//!
//! Start at [`Parser`] (a stream in pieces) or [`SliceParser`] (one in memory). Both ask a [`TextEnd`] whether a
//! statement's text is whole, since a string may hold what looks like the next entry. What a whole log comes to is
//! found by [`digest`].

mod attributes;
mod banner;
mod boundary;
mod carry;
mod chunk;
mod cursor;
pub mod digest;
mod event;
mod figures;
mod head;
mod machine;
mod messages;
mod near;
mod parser;
mod part_start;
mod problem;
mod slice;
mod state;
mod text_end;

pub use attributes::Attributes;
pub use banner::{Banner, Version};
pub use carry::{CarriedSchema, Carry};
pub use chunk::{ChunkParser, Seam, Verdict};
pub use event::{Event, SchemaOrigin, TimeOrigin};
pub use figures::MoreFigures;
pub use machine::Limits;
pub use messages::Messages;
pub use parser::{Item, Parser, PartStart};
pub use problem::{Problem, ProblemKind};
pub use slice::SliceParser;
pub use text_end::{SqlTextEnd, TextEnd};
