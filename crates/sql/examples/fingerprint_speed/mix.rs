//! Statements as slow logs hold them: made from a seed, so that every run measures the same bytes.

use crate::maker::Maker;

/// Which statements a set holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// 80 to 4,000 bytes, of every kind, the popular ones more often.
    Mix,
    /// Queries and changes of about 500 bytes.
    FiveHundred,
    /// Of one kind each, to see what is dear.
    Queries,
    Inserts,
    Lists,
    LongTexts,
    /// The mix, but hardly any statement comes twice: nothing can be learnt.
    AllDifferent,
}

impl Shape {
    pub(crate) const ALL: [(&'static str, Self); 7] = [
        ("realistic mix", Self::Mix),
        ("500 bytes", Self::FiveHundred),
        ("queries", Self::Queries),
        ("multi-row inserts", Self::Inserts),
        ("in-lists", Self::Lists),
        ("long texts", Self::LongTexts),
        ("all different", Self::AllDifferent),
    ];
}

/// Many texts, one behind the other.
pub(crate) struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    pub(crate) fn new(shape: Shape, length: usize) -> Self {
        let mut maker = Maker::new(42);
        let (mut bytes, mut ends) = (Vec::with_capacity(length + 8_192), Vec::new());
        while bytes.len() < length {
            let text = maker.text(shape);
            bytes.extend_from_slice(text.as_bytes());
            ends.push(bytes.len());
        }
        Self { bytes, ends }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.bytes[start..end])
    }
}
