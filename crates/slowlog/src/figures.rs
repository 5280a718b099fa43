//! The figures that only some varieties write, as one optional whole.

use crate::cursor::Cursor;
use crate::event::Event;

/// What `log_slow_extra`, Percona Server and MariaDB add. All are per execution; `None` is "not written".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the log and of the server's status variables")]
pub struct MoreFigures {
    pub rows_affected: Option<u64>,
    pub bytes_sent: Option<u64>,
    pub bytes_received: Option<u64>,
    pub error_number: Option<u64>,
    pub killed: Option<u64>,
    pub tmp_tables: Option<u64>,
    pub tmp_disk_tables: Option<u64>,
    pub tmp_table_bytes: Option<u64>,
    pub read_first: Option<u64>,
    pub read_last: Option<u64>,
    pub read_key: Option<u64>,
    pub read_next: Option<u64>,
    pub read_prev: Option<u64>,
    pub read_rnd: Option<u64>,
    pub read_rnd_next: Option<u64>,
    pub sort_merge_passes: Option<u64>,
    pub sort_range_count: Option<u64>,
    pub sort_rows: Option<u64>,
    pub sort_scan_count: Option<u64>,
    pub full_scan: Option<bool>,
    pub full_join: Option<bool>,
    pub filesort: Option<bool>,
    pub filesort_on_disk: Option<bool>,
    pub query_cache_hit: Option<bool>,
    /// One of so many was logged (Percona, MariaDB): each stands for that many executions.
    pub log_rate_limit: Option<u64>,
}

impl Event<'_> {
    /// The figures beyond the four that all varieties write. Reads them anew at each call.
    #[must_use]
    pub fn more_figures(&self) -> MoreFigures {
        let mut figures = MoreFigures::default();
        for (name, value) in self.attributes() {
            figures.take(name, value);
        }
        figures
    }
}

impl MoreFigures {
    fn take(&mut self, name: &[u8], value: &[u8]) {
        let number = |slot: &mut Option<u64>| *slot = Cursor::new(value).number();
        let truth = |slot: &mut Option<bool>| {
            *slot = match value {
                b"Yes" => Some(true),
                b"No" => Some(false),
                _ => None,
            }
        };
        match name {
            b"Rows_affected" => number(&mut self.rows_affected),
            b"Bytes_sent" => number(&mut self.bytes_sent),
            b"Bytes_received" => number(&mut self.bytes_received),
            b"Errno" | b"Last_errno" => number(&mut self.error_number),
            b"Killed" => number(&mut self.killed),
            b"Created_tmp_tables" | b"Tmp_tables" => number(&mut self.tmp_tables),
            b"Created_tmp_disk_tables" | b"Tmp_disk_tables" => number(&mut self.tmp_disk_tables),
            b"Tmp_table_sizes" => number(&mut self.tmp_table_bytes),
            b"Read_first" => number(&mut self.read_first),
            b"Read_last" => number(&mut self.read_last),
            b"Read_key" => number(&mut self.read_key),
            b"Read_next" => number(&mut self.read_next),
            b"Read_prev" => number(&mut self.read_prev),
            b"Read_rnd" => number(&mut self.read_rnd),
            b"Read_rnd_next" => number(&mut self.read_rnd_next),
            b"Sort_merge_passes" | b"Merge_passes" => number(&mut self.sort_merge_passes),
            b"Sort_range_count" => number(&mut self.sort_range_count),
            b"Sort_rows" => number(&mut self.sort_rows),
            b"Sort_scan_count" => number(&mut self.sort_scan_count),
            b"Full_scan" => truth(&mut self.full_scan),
            b"Full_join" => truth(&mut self.full_join),
            b"Filesort" => truth(&mut self.filesort),
            b"Filesort_on_disk" => truth(&mut self.filesort_on_disk),
            b"QC_hit" | b"QC_Hit" => truth(&mut self.query_cache_hit),
            b"Log_slow_rate_limit" => number(&mut self.log_rate_limit),
            _ => {}
        }
    }
}
