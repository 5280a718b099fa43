//! Whether MD5, SHA and SHA1 are MySQL's own functions on this server, which may change while it runs.

use auroscope_sql::guard::{Dialect, Explainable, explainable};

use super::{Explainer, Skipped};
use crate::decode::Columns;
use crate::{MysqlError, statements};

/// From this version on a component brings them.
const BY_COMPONENT_SINCE: u16 = 9;

impl Explainer {
    /// Asks the server, where its version does not say it. One that does not tell is taken to say no.
    pub(super) async fn ask_for_hashing(&mut self) -> Result<(), MysqlError> {
        if self.version.major < BY_COMPONENT_SINCE || self.version.is_mariadb {
            return Ok(());
        }
        let rows = match self.guard.rows("explain_hashing", statements::explain::HASHING).await {
            Ok(rows) => rows,
            Err(error) if Skipped::of(&error).is_some() => Vec::new(),
            Err(error) => return Err(error),
        };
        self.version.has_classic_hashing = match rows.first() {
            Some(row) => Columns::new("explain_hashing", row).number()? == 1,
            None => false,
        };
        Ok(())
    }

    /// Judges a statement again if the component is gone meanwhile: then a stored function may have the name.
    pub(super) async fn check_hashing(
        &mut self,
        judged: &Explainable,
    ) -> Result<Result<(), Skipped>, MysqlError> {
        if judged.dialect().server.has_classic_hashing {
            self.ask_for_hashing().await?;
        }
        let dialect = Dialect { server: self.version, ..judged.dialect() };
        let still =
            dialect == judged.dialect() || explainable(judged.statement().as_bytes(), dialect).is_ok();
        Ok(if still { Ok(()) } else { Err(Skipped::TableGone) })
    }
}
