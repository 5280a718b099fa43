//! How an account stays within its limits: detail is summed together, step by step, and no execution is lost.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use auroscope_model::Fingerprint;

use super::dimensions::{Key, Named};
use super::sums::Sums;
use super::{Account, Names, moved};

impl Account {
    /// Where a statement is summed, now that so much more of it has come.
    pub(super) fn place_statement(&mut self, fingerprint: Fingerprint, more_us: u64) -> Named<Fingerprint> {
        if let Entry::Occupied(mut known) = self.statements.entry(fingerprint) {
            let total_us = known.get().saturating_add(more_us);
            known.insert(total_us);
            return Named::Is(fingerprint);
        }
        if self.limits.statements == 0 || (self.names_folded && self.statements_dropped) {
            self.statements_dropped = true;
            return Named::Other;
        }
        if self.statements.len() >= self.limits.statements {
            self.drop_statements();
        }
        self.statements.insert(fingerprint, more_us);
        if self.statements_dropped {
            self.partial.insert(fingerprint);
        }
        Named::Is(fingerprint)
    }

    pub(super) fn place_user(&mut self, user: Named<&str>) -> Named<u32> {
        let limit = if self.names_folded { 0 } else { self.limits.users };
        place(&mut self.users, user, limit)
    }

    pub(super) fn place_schema(&mut self, schema: Named<&str>) -> Named<u32> {
        let limit = if self.names_folded { 0 } else { self.limits.schemas };
        place(&mut self.schemas, schema, limit)
    }

    /// What another account does not know whole is not known whole in the merged one either.
    pub(super) fn merge_flags(&mut self, other: &Self) {
        if self.statements_dropped {
            let new = other.statements.keys().filter(|known| !self.statements.contains_key(known));
            self.partial.extend(new);
        }
        if other.statements_dropped {
            let new = self.statements.keys().filter(|known| !other.statements.contains_key(known));
            self.partial.extend(new);
        }
        self.partial.extend(&other.partial);
        self.statements_dropped |= other.statements_dropped;
    }

    pub(super) fn merge_cells(&mut self, other: &Self, targets: &[u32]) {
        for (key, sums) in &other.cells {
            let key = Key {
                day: key.day.filter(|_| !self.days_folded),
                target: moved(targets, key.target),
                user: self.place_user(other.users.named(key.user)),
                schema: self.place_schema(other.schemas.named(key.schema)),
                class: key.class,
                statement: match key.statement {
                    Named::Is(statement) if !self.statements.contains_key(&statement) => Named::Other,
                    statement => statement,
                },
            };
            self.cells.entry(key).or_default().merge(sums);
        }
    }

    pub(super) fn merge_examples(&mut self, other: &Self, targets: &[u32]) {
        while self.examples.halved < other.examples.halved {
            self.examples.halve(&self.limits);
        }
        for ((place, statement), examples) in &other.examples.of {
            if self.statements.contains_key(statement) {
                let at = (moved(targets, *place), *statement);
                examples.iter().for_each(|example| self.examples.insert(at, example.clone(), &self.limits));
            }
        }
        for ((place, statement), hosts) in &other.hosts {
            if self.statements.contains_key(statement) {
                self.hosts.entry((moved(targets, *place), *statement)).or_default().merge(hosts);
            }
        }
    }

    pub(super) fn drop_days_if(&mut self, drop: bool) {
        if drop && !self.days_folded {
            self.days_folded = true;
            self.rekey(|key| Key { day: None, ..key });
        }
    }

    pub(super) fn drop_names_if(&mut self, drop: bool) {
        if drop && !self.names_folded {
            self.names_folded = true;
            (self.users, self.schemas) = (Names::default(), Names::default());
            let folded = |name| if name == Named::Unknown { Named::Unknown } else { Named::Other };
            self.rekey(|key| Key { user: folded(key.user), schema: folded(key.schema), ..key });
        }
    }

    /// Days are given up first, since which are depends on nothing but how many cells there are: however executions
    /// were divided, the same is left. Then the statements with the least time, half of them at once.
    pub(super) fn stay_within_limits(&mut self) {
        if self.cells.len() <= self.limits.cells {
            return;
        }
        self.drop_days_if(true);
        while self.cells.len() > self.limits.cells && !self.statements.is_empty() {
            self.drop_statements();
        }
        self.drop_names_if(self.cells.len() > self.limits.cells);
    }

    /// Sums the half of the statements with the least time as "other".
    fn drop_statements(&mut self) {
        let mut ranked: Vec<(u64, Fingerprint)> =
            self.statements.iter().map(|(statement, us)| (*us, *statement)).collect();
        ranked.sort_unstable_by(|one, other| other.cmp(one));
        let dropped: HashSet<Fingerprint> =
            ranked.split_off(ranked.len() / 2).into_iter().map(|(_, statement)| statement).collect();
        self.statements.retain(|statement, _| !dropped.contains(statement));
        self.partial.retain(|statement| !dropped.contains(statement));
        self.statements_dropped = true;
        self.examples.retain(|statement| !dropped.contains(&statement));
        self.hosts.retain(|(_, statement), _| !dropped.contains(statement));
        self.rekey(|key| match key.statement {
            Named::Is(statement) if dropped.contains(&statement) => Key { statement: Named::Other, ..key },
            _ => key,
        });
    }

    fn rekey(&mut self, to: impl Fn(Key) -> Key) {
        let mut cells: HashMap<Key, Sums> = HashMap::with_capacity(self.cells.len() / 2);
        for (key, sums) in self.cells.drain() {
            match cells.entry(to(key)) {
                Entry::Occupied(mut there) => there.get_mut().merge(&sums),
                Entry::Vacant(room) => {
                    room.insert(sums);
                }
            }
        }
        self.cells = cells;
    }
}

fn place(names: &mut Names, name: Named<&str>, limit: usize) -> Named<u32> {
    match name {
        Named::Is(name) => names.place(name, limit),
        Named::Unknown => Named::Unknown,
        Named::Other => Named::Other,
    }
}
