//! UNION, INTERSECT and EXCEPT in rows: a row of the result names its members; UNION ALL has none.

use crate::builder::Step;
use crate::model::{Node, Operation, Role, SetKind, TableAccess};

use super::Reader;

impl Reader {
    /// Puts the members of each set below one step.
    pub(super) fn sets(&mut self) {
        for result in 0..self.blocks.len() {
            if self.blocks[result].select_type.ends_with("RESULT") {
                self.named(result);
            }
        }
        let mut first = 0;
        while first < self.blocks.len() {
            let is_member = |place: &usize| {
                let block = &self.blocks[*place];
                block.owner.is_none() && !block.used && set_kind(&block.select_type).is_some()
            };
            let members: Vec<usize> = (first + 1..self.blocks.len()).take_while(is_member).collect();
            let next = first + members.len() + 1;
            if let Some(&second) = members.first() {
                let set = set_kind(&self.blocks[second].select_type).unwrap_or(SetKind::Union);
                let steps: Vec<Step> = std::iter::once(&first)
                    .chain(&members)
                    .filter_map(|place| self.blocks[*place].step)
                    .collect();
                let step = self.set(set, None, &steps);
                self.blocks[first].step = Some(step);
                for member in members {
                    self.blocks[member].used = true;
                    self.blocks[member].within = Some(first);
                }
            }
            first = next;
        }
    }

    /// The step that stands for a query: that of the set it is a member of.
    pub(super) fn outermost(&self, place: usize) -> usize {
        let mut place = place;
        while let Some(owner) = self.blocks[place].owner {
            place = owner;
        }
        place
    }

    /// Notes that a query fills a table; false when the table is a part of that very query, which no server says, or
    /// when it is the outermost.
    pub(super) fn goes_into(&mut self, place: usize, table: Step) -> bool {
        let query = self.outermost(place);
        let home = self.homes.get(&table).copied();
        if query == self.outermost(0) {
            return false;
        }
        let mut at = home;
        while let Some(around) = at {
            if around == query {
                return false;
            }
            at = self.blocks[around].owner.or(self.blocks[around].within);
        }
        self.blocks[query].within = home;
        true
    }

    fn named(&mut self, result: usize) {
        let Some(step) = self.blocks[result].step else { return };
        let Some(table) = self.result_table(step) else { return };
        let ids = member_ids(&table.alias);
        let mut members: Vec<usize> = Vec::new();
        for id in ids {
            let place = self.places.get(&id).copied();
            if let Some(place) = place.filter(|place| *place != result && self.blocks[*place].owner.is_none())
                && self.outermost(result) != place
            {
                self.blocks[place].owner = Some(result);
                members.push(place);
            }
        }
        if members.is_empty() {
            return;
        }
        let set = set_kind(&self.blocks[result].select_type).unwrap_or(SetKind::Union);
        let steps: Vec<Step> = members.iter().filter_map(|place| self.blocks[*place].step).collect();
        let mut top = self.set(set, Some(table), &steps);
        if self.blocks[result].of_query.filesort {
            top = self
                .builder
                .wrap(top, Node::new(Operation::Sort { deduplicated: false, limit: None }, "Sort"));
        }
        for member in members {
            self.blocks[member].used = true;
        }
        self.blocks[result].step = Some(top);
        self.blocks[result].used = true;
    }

    fn set(&mut self, set: SetKind, table: Option<Box<TableAccess>>, members: &[Step]) -> Step {
        let temporary = table.is_some();
        let deduplicated = if temporary { None } else { Some(false) };
        let words = match set {
            SetKind::Union if !temporary => "Union all",
            SetKind::Union => "Union through a temporary table",
            SetKind::Intersect => "Intersect",
            SetKind::Except => "Except",
            SetKind::Unary => "Query with its own order or limit",
        };
        let mut node = Node::new(Operation::SetOperation { set, temporary, deduplicated }, words);
        node.table = table;
        let step = self.builder.add(node);
        for &member in members {
            self.builder.attach(step, member, Role::SetMember);
        }
        step
    }

    /// The table that a row of a result names, below its sort.
    fn result_table(&mut self, step: Step) -> Option<Box<TableAccess>> {
        let mut at = step;
        while self.builder.node(at).table.is_none() {
            at = *self.builder.children(at).first()?;
        }
        let alias = self.builder.node(at).alias()?.to_owned();
        Some(Box::new(TableAccess::of(alias)))
    }
}

/// The most members of one set that are looked for.
const MEMBERS_LIMIT: u64 = 4096;

/// The ids in `<union1,2>`; the server shortens many to `<union1,2,...,20>`.
fn member_ids(alias: &str) -> Vec<u64> {
    let inside = alias.trim_matches(['<', '>']);
    let numbers = inside.trim_start_matches(|character: char| character.is_ascii_alphabetic());
    let mut ids: Vec<u64> = Vec::new();
    let mut range = false;
    for part in numbers.split(',') {
        match part.trim().parse::<u64>() {
            Ok(id) => {
                if range && let Some(&last) = ids.last() {
                    ids.extend((last.saturating_add(1)..id).take(MEMBERS_LIMIT as usize));
                }
                range = false;
                ids.push(id);
            }
            Err(_) => range = true,
        }
    }
    ids.truncate(MEMBERS_LIMIT as usize);
    ids
}

fn set_kind(select_type: &str) -> Option<SetKind> {
    match select_type {
        _ if select_type.contains("UNION") => Some(SetKind::Union),
        _ if select_type.contains("INTERSECT") => Some(SetKind::Intersect),
        _ if select_type.contains("EXCEPT") => Some(SetKind::Except),
        _ if select_type.contains("UNARY") => Some(SetKind::Unary),
        _ => None,
    }
}
