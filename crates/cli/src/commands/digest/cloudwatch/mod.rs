//! Events of CloudWatch in the forms that its own tools give them: each event's message is an entry of a slow log, or
//! several. Which form it is shows in the first bytes; names say nothing.

mod form;
mod json;
mod lines;
mod pieces;
mod window;

use std::io::{self, Read};

pub(super) use self::form::Form;
use self::pieces::Sink;
pub(super) use self::pieces::{Mark, PIECE_BYTES, Piece};
use self::window::Window;

/// So many bytes tell what it is.
pub(super) const BEGINNING_BYTES: usize = 8 * 1024;

/// The form of a source that begins like this. None: more of it has to be seen.
pub(super) fn form(beginning: &[u8], is_all: bool) -> Option<Option<Form>> {
    form::of(beginning, is_all || beginning.len() >= BEGINNING_BYTES)
}

/// Reads events to their end. Pieces are handed out through `send`, which gives memory to use again, or nothing when
/// nobody wants more.
pub(super) fn decode(
    form: Form,
    stream: impl Read,
    send: impl FnMut(Piece) -> Option<Vec<u8>>,
) -> io::Result<()> {
    let mut window = Window::new(stream);
    let mut sink = Sink::new(form, send);
    let outcome = match form {
        Form::Json => json::read(&mut window, &mut sink),
        Form::Export | Form::Tail => lines::read(&mut window, &mut sink, form == Form::Tail),
    };
    // What was read before it broke counts.
    sink.end(window.offset())?;
    outcome
}
