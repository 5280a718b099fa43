//! The line that nearly every entry begins with, read at once.

use auroscope_model::UtcMicros;

use crate::cursor::epoch_s;

/// `# Time: …` as servers since 5.7 write it, with its end; a 0 stands for any digit.
const FORM: &[u8; LENGTH] = b"# Time: 0000-00-00T00:00:00.000000Z\n";
pub(super) const LENGTH: usize = 36;

/// How far above the form's byte a byte may be.
static SPANS: [u8; LENGTH] = {
    let mut spans = [0; LENGTH];
    let mut at = 0;
    while at < LENGTH {
        if FORM[at] == b'0' {
            spans[at] = 9;
        }
        at += 1;
    }
    spans
};

/// The time of the line at the window's start, if it has just this form. Whatever else may be well formed, too.
#[inline(always)]
pub(super) fn time(window: &[u8]) -> Option<UtcMicros> {
    let line = window.first_chunk::<LENGTH>()?;
    let misfits = line.iter().zip(FORM).zip(&SPANS);
    // Without a way out of the loop it is done for many bytes at once.
    let misfits = misfits.fold(false, |any, ((byte, form), span)| any | (byte.wrapping_sub(*form) > *span));
    if misfits {
        return None;
    }
    let two = |at: usize| i64::from(line[at] - b'0') * 10 + i64::from(line[at + 1] - b'0');
    let seconds = epoch_s([two(8) * 100 + two(10), two(13), two(16), two(19), two(22), two(25)])?;
    Some(UtcMicros(seconds * 1_000_000 + two(28) * 10_000 + two(30) * 100 + two(32)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cursor::Cursor;

    #[test]
    fn it_reads_what_the_usual_way_reads() {
        for (time_text, is_form) in [
            ("2026-11-21T06:16:23.052470Z", true),
            ("2000-02-29T23:59:60.999999Z", true),
            ("2026-13-21T06:16:23.052470Z", false),
            ("2026-11-21T24:16:23.052470Z", false),
            ("2026-11-21 06:16:23.052470Z", false),
            ("2026-11-21T06:16:23.05247:Z", false),
            ("2026-11-21T06:16:23.052470+", false),
        ] {
            let line = format!("# Time: {time_text}\n# User@Host: ");
            let wanted = is_form.then(|| Cursor::new(time_text.as_bytes()).rfc3339()).flatten();
            assert_eq!((time(line.as_bytes()), is_form), (wanted, wanted.is_some()), "{line}");
            assert_eq!(time(&line.as_bytes()[..LENGTH - 1]), None);
        }
    }
}
