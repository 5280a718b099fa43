//! The traditional format: rows of tables, which say by id and name how queries hang together.

mod extra;
mod rows;
mod sets;

use std::collections::HashMap;

use crate::PlanError;
use crate::builder::{Builder, Step};
use crate::json_number as number;
use crate::model::{
    AccessType, Actuals, Badge, Extra, MaterializeReason, Measured, Node, Operation, Role, TableAccess,
};

use self::extra::OfQuery;
use self::rows::Row;

pub(crate) use self::rows::is_table;

/// What a table holds.
pub(crate) struct Read {
    pub(crate) builder: Builder,
    pub(crate) root: Step,
    /// It has measured rows, which is MariaDB's ANALYZE.
    pub(crate) is_analyze: bool,
}

/// The rows of one id.
struct Block {
    id: Option<u64>,
    select_type: String,
    inputs: Vec<Step>,
    changes: Vec<(Operation, TableAccess)>,
    of_query: OfQuery,
    /// Its step, once it is known.
    step: Option<Step>,
    /// The row of the result that it is a member of.
    owner: Option<usize>,
    used: bool,
    /// The query that it is a part of.
    within: Option<usize>,
}

/// Reads rows in any of the client's forms.
pub(crate) fn read(text: &str) -> Result<Read, PlanError> {
    let rows = rows::read(text)?;
    let mut reader = Reader {
        builder: Builder::with_capacity(rows.len() + 4),
        blocks: Vec::new(),
        places: HashMap::new(),
        homes: HashMap::new(),
        is_analyze: false,
    };
    for row in &rows {
        reader.row(row)?;
    }
    if reader.blocks.is_empty() {
        return Err(PlanError::Tabular { line: 1, problem: "it has no rows" });
    }
    let root = reader.assemble();
    Ok(Read { builder: reader.builder, root, is_analyze: reader.is_analyze })
}

struct Reader {
    builder: Builder,
    blocks: Vec<Block>,
    /// Where the rows of an id are.
    places: HashMap<u64, usize>,
    /// The query that a table is read by.
    homes: HashMap<Step, usize>,
    is_analyze: bool,
}

impl Reader {
    fn row(&mut self, row: &Row) -> Result<(), PlanError> {
        let select_type = row.get("select_type").unwrap_or_default();
        let id = match row.get("id") {
            Some(text) => {
                let problem = "its id is no number";
                Some(text.parse().map_err(|_| PlanError::Tabular { line: row.line, problem })?)
            }
            None => None,
        };
        let place = match id.and_then(|id| self.places.get(&id).copied()) {
            Some(place) => place,
            None => {
                self.blocks.push(Block {
                    id,
                    select_type: select_type.to_owned(),
                    inputs: Vec::new(),
                    changes: Vec::new(),
                    of_query: OfQuery::default(),
                    step: None,
                    owner: None,
                    used: false,
                    within: None,
                });
                let place = self.blocks.len() - 1;
                if let Some(id) = id {
                    self.places.insert(id, place);
                }
                place
            }
        };
        self.is_analyze |= row.is_measured;
        let (node, of_query) = node_of(row);
        let block = &mut self.blocks[place];
        block.of_query.temporary |= of_query.temporary;
        block.of_query.filesort |= of_query.filesort;
        let change = match select_type {
            "INSERT" => Some(Operation::Insert),
            "REPLACE" => Some(Operation::Replace),
            "UPDATE" => Some(Operation::Update),
            "DELETE" => Some(Operation::Delete),
            _ => None,
        };
        if let Some(change) = change {
            block.changes.push((change, TableAccess::of(node.alias().unwrap_or_default())));
            if matches!(change, Operation::Insert | Operation::Replace) {
                return Ok(());
            }
        }
        let step = self.builder.add(node);
        block.inputs.push(step);
        self.homes.insert(step, place);
        Ok(())
    }

    /// Joins the rows of each query, and hangs each query where it belongs.
    fn assemble(&mut self) -> Step {
        for place in 0..self.blocks.len() {
            let step = self.query(place);
            self.blocks[place].step = Some(step);
        }
        self.sets();
        let tables = self.builder.numbered_tables();
        for place in 0..self.blocks.len() {
            self.fill(place, &tables);
        }
        let outermost = self.outermost(0);
        self.blocks[0].used = true;
        let root = self.blocks[outermost].step.unwrap_or_else(|| self.builder.add(Node::default()));
        for place in 1..self.blocks.len() {
            let block = &self.blocks[place];
            if let (false, Some(step)) = (block.used, block.step) {
                let dependent = block.select_type.starts_with("DEPENDENT");
                let uncacheable = block.select_type.starts_with("UNCACHEABLE");
                let node = self.builder.node(step);
                let facts = node.block_mut();
                facts.dependent = Some(dependent);
                facts.cacheable = if uncacheable || dependent { Some(false) } else { None };
                self.builder.attach(root, step, Role::Subquery);
            }
        }
        root
    }

    fn query(&mut self, place: usize) -> Step {
        let block = &mut self.blocks[place];
        let inputs = std::mem::take(&mut block.inputs);
        let changes = std::mem::take(&mut block.changes);
        let (id, of_query) = (block.id, block.of_query);
        let is_result = block.select_type.ends_with("RESULT");
        let mut step = match self.builder.nested_loop(&inputs) {
            Some(step) => step,
            None => self.builder.add(Node::new(Operation::Constant, "Values")),
        };
        if of_query.temporary && !is_result {
            let reason = MaterializeReason::Temporary;
            let operation = Operation::Materialize { reason, deduplicated: false, shared: false };
            step = self.builder.wrap(step, Node::new(operation, "Temporary table"));
        }
        if of_query.filesort {
            step = self
                .builder
                .wrap(step, Node::new(Operation::Sort { deduplicated: false, limit: None }, "Sort"));
        }
        if !changes.is_empty() {
            step = self.builder.wrap(step, crate::v1::change(changes));
        }
        self.builder.node(step).block_mut().select_id = id;
        step
    }

    /// `<derived2>` and `<subquery2>` are filled by query 2.
    fn fill(&mut self, place: usize, tables: &HashMap<String, Vec<Step>>) {
        let Some(id) = self.blocks[place].id else { return };
        let Some(step) = self.blocks[self.outermost(place)].step else { return };
        let names = [(format!("<derived{id}>"), false), (format!("<subquery{id}>"), true)];
        for (name, is_subquery) in names {
            let Some((&table, others)) = tables.get(&name).and_then(|tables| tables.split_first()) else {
                continue;
            };
            if !self.goes_into(place, table) {
                continue;
            }
            let reason = if is_subquery { MaterializeReason::Subquery } else { MaterializeReason::Derived };
            let operation = Operation::Materialize { reason, deduplicated: is_subquery, shared: false };
            let words = if is_subquery { "Materialize with deduplication" } else { "Materialize" };
            let above = self.builder.wrap(step, Node::new(operation, words));
            self.builder.attach(table, above, Role::MaterializedFrom);
            for &other in others {
                let operation = Operation::Materialize { reason, deduplicated: is_subquery, shared: true };
                let shared =
                    self.builder.add(Node::new(operation, format!("{words} (query plan printed elsewhere)")));
                self.builder.attach(other, shared, Role::MaterializedFrom);
            }
            self.blocks[place].used = true;
            return;
        }
    }
}

/// The step that a row is: an access to a table, or a message in place of one.
fn node_of(row: &Row) -> (Node, OfQuery) {
    let remarks = row.get("extra").unwrap_or_default();
    let Some(alias) = row.get("table") else {
        return (Node::new(crate::v1::message_operation(remarks), remarks), OfQuery::default());
    };
    let list = |column: &str| {
        let cell = row.get(column).filter(|cell| !cell.is_empty());
        cell.map(|cell| cell.split(',').map(str::to_owned).collect::<Vec<String>>())
    };
    let mut node = Node::new(Operation::TableAccess, "");
    node.table = Some(Box::new(TableAccess {
        alias: alias.to_owned(),
        partitions: list("partitions").unwrap_or_default(),
        access: row.get("type").map(AccessType::of),
        index: row.get("key").map(str::to_owned),
        key_length: row.get("key_len").map(str::to_owned),
        reference: list("ref").unwrap_or_default(),
        possible_indexes: list("possible_keys"),
        ..TableAccess::default()
    }));
    // A row id filter adds its own in parentheses: `2 (0%)`.
    let cell =
        |column: &str| row.get(column).and_then(|cell| number(cell.split(' ').next().unwrap_or_default()));
    node.estimates.rows_examined_per_scan = cell("rows");
    node.estimates.filtered_percent = cell("filtered");
    if let (Some(rows), Some(filtered)) = (cell("rows"), cell("filtered")) {
        node.estimates.rows_produced = Some(rows * filtered / 100.0);
    }
    let read_before = matches!(row.get("type"), Some("const" | "system"));
    if row.is_measured && row.get("r_rows").is_none() && !read_before {
        node.actuals = Some(Actuals::NeverExecuted);
    } else if row.is_measured && !read_before {
        let measured =
            Measured { rows: cell("r_rows"), filtered_percent: cell("r_filtered"), ..Measured::default() };
        node.actuals = Some(Actuals::Executed(measured));
    }
    for (column, text) in row.cells() {
        let known = [
            "id",
            "select_type",
            "table",
            "partitions",
            "type",
            "possible_keys",
            "key",
            "key_len",
            "ref",
            "rows",
            "filtered",
            "extra",
            "r_rows",
            "r_filtered",
        ];
        if !known.contains(&column) {
            node.add_extra(column, text);
        }
    }
    let of_query = extra::read(remarks, &mut node);
    if of_query.temporary {
        node.badges.push(Badge::Temporary);
    }
    if let Some(table) = &mut node.table {
        without_filter(table, &mut node.extras);
    }
    node.heading = node.table.as_deref().map(crate::v1::heading).unwrap_or_default();
    (node, of_query)
}

/// MariaDB writes the index of a row id filter behind the index: `ref|filter`, `customer|total`.
fn without_filter(table: &mut TableAccess, extras: &mut Vec<Extra>) {
    let Some(AccessType::Other(access)) = &table.access else { return };
    let Some(access) = access.strip_suffix("|filter") else { return };
    table.access = Some(AccessType::of(access));
    if let Some((index, filter)) = table.index.as_deref().and_then(|index| index.split_once('|')) {
        extras.push(Extra { name: "rowid_filter".to_owned(), value: filter.to_owned() });
        table.index = Some(index.to_owned());
    }
    if let Some((length, _)) = table.key_length.as_deref().and_then(|length| length.split_once('|')) {
        table.key_length = Some(length.to_owned());
    }
}

#[cfg(test)]
mod tests;
