//! What a clause says, gathered while it is read.

use crate::builder::Step;
use crate::json::Value;
use crate::model::{
    Actuals, Badge, ConditionKind, Estimates, Extra, Measured, Node, Operation, QueryBlock, Role,
};
use crate::model::{Condition, TableAccess};

/// What a clause says.
#[derive(Default)]
pub(super) struct Content {
    /// What rows come from, in join order.
    pub(super) inputs: Vec<Step>,
    pub(super) subqueries: Vec<(Step, Role)>,
    /// The tables that are written to, and how.
    pub(super) changes: Vec<(Operation, TableAccess)>,
    pub(super) windows: Vec<Window>,
    pub(super) message: Option<String>,
    pub(super) expressions: Vec<String>,
    pub(super) block: Option<QueryBlock>,
    pub(super) temporary: Option<bool>,
    pub(super) filesort: Option<bool>,
    pub(super) join_type: Option<String>,
    pub(super) table_name: Option<String>,
    /// What MariaDB says of the queries of a set: all stand in a `union_result`.
    pub(super) set_operation: Option<String>,
    pub(super) in_join: bool,
    pub(super) estimates: Estimates,
    pub(super) times: Times,
    pub(super) conditions: Vec<Condition>,
    pub(super) extras: Vec<Extra>,
}

/// One window of `windowing`.
#[derive(Default)]
pub(super) struct Window {
    pub(super) functions: Vec<String>,
    pub(super) sort_keys: Vec<String>,
    pub(super) filesort: bool,
    pub(super) temporary: bool,
    pub(super) buffered: bool,
}

/// MariaDB's measured figures: times are of all runs together.
#[derive(Default)]
pub(super) struct Times {
    measured: Measured,
    total_ms: Option<f64>,
    said: bool,
}

impl Times {
    /// Takes a key, if it is one of these.
    pub(super) fn take(&mut self, key: &str, value: Value<'_>) -> bool {
        match key {
            "r_loops" => self.measured.loops = value.number(),
            "r_rows" => self.measured.rows = value.number(),
            "r_filtered" => self.measured.filtered_percent = value.number(),
            "r_total_time_ms" | "r_table_time_ms" | "r_other_time_ms" => {
                if let Some(time) = value.number() {
                    self.total_ms = Some(self.total_ms.unwrap_or(0.0) + time);
                }
            }
            _ => return false,
        }
        self.said = true;
        true
    }

    pub(super) fn actuals(&self) -> Option<Actuals> {
        if !self.said {
            return None;
        }
        if self.measured.loops == Some(0.0) {
            return Some(Actuals::NeverExecuted);
        }
        let mut measured = self.measured;
        if let (Some(total), Some(loops)) = (self.total_ms, measured.loops) {
            measured.last_row_ms = Some(total / loops);
        }
        Some(Actuals::Executed(measured))
    }
}

impl Content {
    /// What the clause says of itself.
    pub(super) fn fact(&mut self, key: &str, value: Value<'_>) -> bool {
        match key {
            "select_id" => self.block.get_or_insert_default().select_id = value.count(),
            "dependent" => self.block.get_or_insert_default().dependent = value.flag(),
            "cacheable" => self.block.get_or_insert_default().cacheable = value.flag(),
            "using_temporary_table" => self.temporary = value.flag(),
            "using_filesort" => self.filesort = value.flag(),
            "message" => self.message = value.string(),
            "table_name" => self.table_name = value.string(),
            "cost_info" => {
                for (key, value) in value.members() {
                    match key {
                        "query_cost" => self.estimates.total_cost = value.number(),
                        "sort_cost" => self.estimates.sort_cost = value.number(),
                        _ => self.extras.push(crate::v2::extra(key, value)),
                    }
                }
            }
            "windows" => {
                self.windows = value.elements().map(|window| window_of(window, &mut self.extras)).collect()
            }
            "sorts" => self.windows = value.elements().map(sort_of).collect(),
            "filesort_key" | "sort_key" => self.expressions = value.texts(),
            "having_condition" => self.condition(ConditionKind::Having, value),
            "operation" => {}
            "const_condition" | "attached_condition" => self.condition(ConditionKind::Attached, value),
            _ => return false,
        }
        true
    }

    /// What MariaDB adds.
    pub(super) fn measure(&mut self, key: &str, value: Value<'_>, is_mariadb: &mut bool) -> bool {
        match key {
            "cost" => self.estimates.total_cost = value.number(),
            "join_type" => self.join_type = value.string(),
            _ => {
                let taken = self.times.take(key, value);
                *is_mariadb |= taken;
                return taken;
            }
        }
        true
    }

    fn condition(&mut self, kind: ConditionKind, value: Value<'_>) {
        if let Some(text) = value.string() {
            self.conditions.push(Condition { kind, text });
        }
    }

    /// Puts what is left on the step that the clause became.
    pub(super) fn leave(self, node: &mut Node) {
        if let Some(block) = self.block {
            let kept = node.block_mut();
            kept.select_id = kept.select_id.or(block.select_id);
            kept.dependent = block.dependent.or(kept.dependent);
            kept.cacheable = block.cacheable.or(kept.cacheable);
        }
        node.estimates.total_cost = self.estimates.total_cost.or(node.estimates.total_cost);
        node.estimates.sort_cost = self.estimates.sort_cost.or(node.estimates.sort_cost);
        if self.temporary == Some(true) && !node.badges.contains(&Badge::Temporary) {
            node.badges.push(Badge::Temporary);
        }
        if !self.expressions.is_empty() {
            node.expressions = self.expressions;
        }
        for condition in self.conditions {
            node.add_condition(condition.kind, condition.text);
        }
        if node.actuals.is_none() {
            node.actuals = self.times.actuals();
        }
        if let Some(message) = self.message {
            node.add_extra("message", message);
        }
        node.extras.extend(self.extras);
    }
}

fn window_of(value: Value<'_>, extras: &mut Vec<Extra>) -> Window {
    let mut window = Window::default();
    for (key, value) in value.members() {
        match key {
            "functions" => window.functions = value.texts(),
            "filesort_key" => window.sort_keys = value.texts(),
            "using_filesort" => window.filesort = value.flag() == Some(true),
            "using_temporary_table" => window.temporary = value.flag() == Some(true),
            "frame_buffer" => window.buffered = true,
            "name" | "definition_position" | "last_executed_window" => {}
            _ => extras.push(crate::v2::extra(key, value)),
        }
    }
    window
}

/// MariaDB says of windows what it sorts for them.
fn sort_of(value: Value<'_>) -> Window {
    let sort_keys = value.get("filesort").and_then(|sort| sort.get("sort_key")).map(Value::texts);
    Window { sort_keys: sort_keys.unwrap_or_default(), filesort: true, ..Window::default() }
}
