//! Names with how often they were seen, the most frequent first.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// So many names are told.
pub const MOST_NAMES: usize = 20;

/// The most frequent names and their counts; in JSON an object in that order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tops {
    names: Vec<(String, u64)>,
}

impl Tops {
    /// The most frequent of these, which may hold a name several times, and the sum of the counts of the rest.
    pub(crate) fn of(mut all: Vec<(String, u64)>) -> (Self, u64) {
        all.sort_unstable();
        let mut names: Vec<(String, u64)> = Vec::new();
        for (name, count) in all {
            match names.last_mut() {
                Some(last) if last.0 == name => last.1 += count,
                _ => names.push((name, count)),
            }
        }
        names.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        let rest = names.iter().skip(MOST_NAMES).map(|(_, count)| count).sum();
        names.truncate(MOST_NAMES);
        (Self { names }, rest)
    }

    /// Each name with its count, the most frequent first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.names.iter().map(|(name, count)| (name.as_str(), *count))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

impl Serialize for Tops {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Tops {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Tops;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of names and counts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tops, A::Error> {
                let mut names = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    names.push(entry);
                }
                Ok(Tops { names })
            }
        }
        deserializer.deserialize_map(Names)
    }
}
