//! What is known of tables, asked for once in a while: it decides which findings a plan has.

use std::collections::HashMap;
use std::time::Duration;

use auroscope_mysql::MysqlError;
use auroscope_mysql::explain::Explainer;
use auroscope_plan::TableFacts;
use auroscope_sql::guard::TableName;
use tokio::time::Instant;

/// After this it is asked for again.
const FRESH: Duration = Duration::from_secs(3_600);
/// Tables that are remembered; of more all are forgotten.
const MOST_TABLES: usize = 2_000;

/// A table's schema and name.
type FullName = (String, String);

/// What is known of the tables of one target.
#[derive(Debug, Default)]
pub(super) struct KnownTables(HashMap<FullName, Known>);

#[derive(Debug)]
struct Known {
    at: Instant,
    /// None of what is no table: a view, or gone.
    facts: Option<TableFacts>,
}

impl KnownTables {
    /// The facts of these tables, as JSON; none when nothing is known of any.
    pub(super) async fn of(
        &mut self,
        explainer: &mut Explainer,
        tables: &[TableName],
        schema: Option<&str>,
    ) -> Result<Option<String>, MysqlError> {
        let named = tables.iter().filter_map(|table| {
            let schema = table.schema.as_deref().or(schema)?;
            Some((schema.to_owned(), table.name.clone()))
        });
        let names: Vec<FullName> = named.collect();
        let now = Instant::now();
        let is_fresh = |known: &Known| now.duration_since(known.at) < FRESH;
        let unknown: Vec<FullName> =
            names.iter().filter(|name| !self.0.get(*name).is_some_and(is_fresh)).cloned().collect();
        if !unknown.is_empty() {
            if self.0.len() + unknown.len() > MOST_TABLES {
                self.0.clear();
            }
            let mut found: HashMap<FullName, TableFacts> = explainer
                .table_facts(&unknown)
                .await?
                .into_iter()
                .map(|facts| ((facts.schema.clone(), facts.name.clone()), facts))
                .collect();
            for name in unknown {
                let facts = found.remove(&name);
                self.0.insert(name, Known { at: now, facts });
            }
        }
        let facts: Vec<&TableFacts> =
            names.iter().filter_map(|name| self.0.get(name)?.facts.as_ref()).collect();
        // What cannot be written as JSON is not known; these types always can.
        Ok(if facts.is_empty() { None } else { serde_json::to_string(&facts).ok() })
    }
}
