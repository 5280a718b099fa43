//! Query parameters: repeated names are lists, unknown names are refused, and what is wrong is said by name.

use std::str::FromStr;

use auroscope_model::{SlowQueryFilter, SlowQueryState, TargetId, UtcMicros};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::Problem;

/// Most bytes of a query string.
const MOST_BYTES: usize = 16 * 1024;

/// The parameters of a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        if query.len() > MOST_BYTES {
            return Err(Problem::bad_request(format!("the parameters are longer than {MOST_BYTES} bytes")));
        }
        Ok(Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

impl Parameters {
    /// Refuses names that the endpoint does not know: a misspelt filter must not look like one that matched all.
    pub(crate) fn only(self, known: &[&str]) -> Result<Self, Problem> {
        match self.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(Problem::bad_request(format!(
                "there is no parameter '{}'; known are {}",
                name.chars().take(40).collect::<String>(),
                known.join(", ")
            ))),
            None => Ok(self),
        }
    }

    /// All values of a name that are not empty.
    pub(crate) fn all<T: FromStr<Err: std::fmt::Display>>(&self, name: &str) -> Result<Vec<T>, Problem> {
        self.0
            .iter()
            .filter(|(n, value)| n == name && !value.is_empty())
            .map(|(_, value)| parse(name, value))
            .collect()
    }

    /// The only value of a name; an empty one counts as absent.
    pub(crate) fn one<T: FromStr<Err: std::fmt::Display>>(&self, name: &str) -> Result<Option<T>, Problem> {
        self.text(name)?.filter(|value| !value.is_empty()).map(|value| parse(name, value)).transpose()
    }

    /// The only value of a name, which may be empty.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut values = self.0.iter().filter(|(n, _)| n == name);
        let first = values.next().map(|(_, value)| value.as_str());
        if values.next().is_some() {
            return Err(Problem::bad_request(format!("'{name}' can be given once only")));
        }
        Ok(first)
    }

    /// The only value of a name, as one of the words an enumeration serialises to.
    pub(crate) fn word<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Problem> {
        self.text(name)?.filter(|value| !value.is_empty()).map(|value| word(name, value)).transpose()
    }

    /// How many items a page has: `limit`, between 1 and `most`.
    pub(crate) fn limit(&self, most: usize) -> Result<usize, Problem> {
        let limit = self.one::<usize>("limit")?.unwrap_or(50);
        if (1..=most).contains(&limit) {
            Ok(limit)
        } else {
            Err(Problem::bad_request(format!("'limit' must be from 1 to {most}")))
        }
    }

    /// Which targets a stream tells of: those named as `target`, or all when none is.
    pub(crate) fn wanted_targets(&self) -> Result<impl Fn(&TargetId) -> bool + use<>, Problem> {
        let targets: Vec<TargetId> = self.all("target")?;
        Ok(move |target: &TargetId| targets.is_empty() || targets.contains(target))
    }

    /// The filter over slow queries.
    pub(crate) fn filter(&self) -> Result<SlowQueryFilter, Problem> {
        let states: Vec<String> = self.all("state")?;
        let states: Vec<SlowQueryState> =
            states.iter().map(|state| word("state", state)).collect::<Result<_, _>>()?;
        Ok(SlowQueryFilter {
            targets: self.all("target")?,
            from: self.one::<UtcMicros>("from")?,
            to: self.one::<UtcMicros>("to")?,
            // Given but empty asks for "no default schema"; the word says so too, for those who type.
            schema: self
                .text("schema")?
                .map(|schema| if schema == "(none)" { "" } else { schema }.to_owned()),
            user: self.one("user")?,
            fingerprint: self.one("fingerprint")?,
            min_duration_us: self.one("min_duration_us")?,
            states,
            text: self.one("text")?,
        })
    }
}

/// The names [`Parameters::filter`] reads.
pub(crate) const FILTER_NAMES: [&str; 9] =
    ["target", "from", "to", "schema", "user", "fingerprint", "min_duration_us", "state", "text"];

fn parse<T: FromStr<Err: std::fmt::Display>>(name: &str, value: &str) -> Result<T, Problem> {
    value.parse().map_err(|error| Problem::bad_request(format!("'{name}': {error}")))
}

fn word<T: DeserializeOwned>(name: &str, value: &str) -> Result<T, Problem> {
    serde_json::from_value(serde_json::Value::String(value.to_owned()))
        .map_err(|error| Problem::bad_request(format!("'{name}': {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use auroscope_model::SlowQuerySort;

    fn parameters(query: &str) -> Parameters {
        Parameters(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    #[test]
    fn a_filter_is_read() {
        let filter =
            parameters("target=a&target=b&from=1795236814&state=running&schema=&text=%25").filter().unwrap();
        assert_eq!(filter.targets.len(), 2);
        assert_eq!(filter.from, Some(UtcMicros(1_795_236_814_000_000)));
        assert_eq!(filter.states, [SlowQueryState::Running]);
        assert_eq!(filter.schema.as_deref(), Some(""));
        assert_eq!(filter.text.as_deref(), Some("%"));
        assert_eq!(parameters("").filter().unwrap(), SlowQueryFilter::default());
        assert_eq!(parameters("user=&fingerprint=&from=").filter().unwrap(), SlowQueryFilter::default());
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (query, says) in [
            ("target=a%20b", "'target'"),
            ("from=yesterday", "'from'"),
            ("state=gone", "'state'"),
            ("fingerprint=xyz", "'fingerprint'"),
            ("min_duration_us=-1", "'min_duration_us'"),
            ("user=a&user=b", "'user' can be given once only"),
        ] {
            assert!(parameters(query).filter().unwrap_err().detail.contains(says), "{query}");
        }
        assert!(parameters("form=1").only(&FILTER_NAMES).unwrap_err().detail.contains("no parameter 'form'"));
        assert!(parameters("limit=0").limit(500).is_err());
        assert!(parameters("limit=501").limit(500).is_err());
        assert_eq!(parameters("sort=duration_us").word("sort").unwrap(), Some(SlowQuerySort::DurationUs));
    }
}
