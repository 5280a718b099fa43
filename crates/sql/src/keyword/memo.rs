//! What `contextual` said last about a word in a context: most words stand in few contexts, again and again.

use super::{Context, Keyword, contextual};

const PLACES: usize = 256;

/// Answers by a hash of the question. One that falls on a taken place takes it over.
#[derive(Debug)]
pub(crate) struct Memo {
    /// The question and, lowest, the answer; 0 where there is none yet.
    answers: [u64; PLACES],
}

impl Default for Memo {
    fn default() -> Self {
        Self { answers: [0; PLACES] }
    }
}

impl Memo {
    /// Whether the word is a keyword here.
    #[inline]
    pub(crate) fn contextual(&mut self, word: Keyword, context: &Context) -> bool {
        let question = word.bits() << 40 | context.bits();
        let place = (question.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize;
        let Some(answer) = self.answers.get_mut(place) else { return contextual(word.as_str(), context) };
        if *answer >> 1 != question {
            *answer = question << 1 | u64::from(contextual(word.as_str(), context));
        }
        *answer & 1 == 1
    }
}
