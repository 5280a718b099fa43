//! All figures of a set of executions.

use super::batch::{Batch, count_in};
use super::metric::Metric;
use super::record::{FURTHER, PLAIN};

/// The figures of executions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Metrics {
    pub(crate) query_time_us: Metric,
    pub(crate) lock_time_us: Metric,
    pub(crate) rows_sent: Metric,
    pub(crate) rows_examined: Metric,
    pub(crate) text_bytes: Metric,
    pub(crate) more: Option<Box<MoreMetrics>>,
}

/// The figures that only some logs have.
#[derive(Debug, Clone, Default)]
pub(crate) struct MoreMetrics {
    pub(crate) rows_affected: Metric,
    pub(crate) bytes_sent: Metric,
    pub(crate) tmp_tables: Metric,
    pub(crate) tmp_disk_tables: Metric,
    pub(crate) sort_rows: Metric,
    /// Executions with a full scan, a full join, an error; none where the log does not tell.
    pub(crate) full_scans: Option<u64>,
    pub(crate) full_joins: Option<u64>,
    pub(crate) errors: Option<u64>,
}

impl Metrics {
    /// Adds executions.
    pub(crate) fn add_all(&mut self, batch: &Batch) {
        for (metric, values) in self.plain().into_iter().zip(&batch.plain) {
            metric.add_all(values);
        }
        if batch.has_more {
            let more = self.more.get_or_insert_default();
            more.figures()
                .into_iter()
                .zip(&batch.further)
                .for_each(|(metric, values)| metric.add_all(values));
            count_in(&mut more.full_scans, batch.full_scans);
            count_in(&mut more.full_joins, batch.full_joins);
            count_in(&mut more.errors, batch.errors);
        }
    }

    fn plain(&mut self) -> [&mut Metric; PLAIN] {
        [
            &mut self.query_time_us,
            &mut self.lock_time_us,
            &mut self.rows_sent,
            &mut self.rows_examined,
            &mut self.text_bytes,
        ]
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.query_time_us.merge(&other.query_time_us);
        self.lock_time_us.merge(&other.lock_time_us);
        self.rows_sent.merge(&other.rows_sent);
        self.rows_examined.merge(&other.rows_examined);
        self.text_bytes.merge(&other.text_bytes);
        if let Some(more) = &other.more {
            self.more.get_or_insert_default().merge(more);
        }
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        let few =
            [&self.query_time_us, &self.lock_time_us, &self.rows_sent, &self.rows_examined, &self.text_bytes];
        let more = self.more.as_ref().map_or(0, |more| more.weight());
        few.into_iter().map(Metric::weight).sum::<usize>() + more
    }
}

impl MoreMetrics {
    fn figures(&mut self) -> [&mut Metric; FURTHER] {
        [
            &mut self.rows_affected,
            &mut self.bytes_sent,
            &mut self.tmp_tables,
            &mut self.tmp_disk_tables,
            &mut self.sort_rows,
        ]
    }

    fn merge(&mut self, other: &Self) {
        self.rows_affected.merge(&other.rows_affected);
        self.bytes_sent.merge(&other.bytes_sent);
        self.tmp_tables.merge(&other.tmp_tables);
        self.tmp_disk_tables.merge(&other.tmp_disk_tables);
        self.sort_rows.merge(&other.sort_rows);
        count_in(&mut self.full_scans, other.full_scans);
        count_in(&mut self.full_joins, other.full_joins);
        count_in(&mut self.errors, other.errors);
    }

    fn weight(&self) -> usize {
        let all =
            [&self.rows_affected, &self.bytes_sent, &self.tmp_tables, &self.tmp_disk_tables, &self.sort_rows];
        size_of::<Self>() + all.into_iter().map(Metric::weight).sum::<usize>()
    }
}
