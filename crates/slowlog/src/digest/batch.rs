//! The figures of many executions side by side, so that each kind is added up in one go.

use super::attribute::{Kind, Slot};
use super::record::{Further, PLAIN, Record};

/// Figures of some executions of one block, kind by kind, in no order.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) plain: [Vec<u64>; PLAIN],
    /// Who ran them, by the block's numbers.
    pub(crate) origins: Vec<u16>,
    /// By the block's numbers.
    attributes: Vec<Vec<u64>>,
    has_attributes: bool,
    /// The digest's number of each of the block's attributes, and its kind; none where the digest has too many.
    numbers: Vec<Option<(Slot, Kind)>>,
}

impl Batch {
    /// Goes over to another block, and what its attributes are in the digest.
    pub(crate) fn begin_block(&mut self, numbers: Vec<Option<(Slot, Kind)>>) {
        self.numbers = numbers;
    }

    /// Takes these records, at most `most`, in place of what it holds.
    pub(crate) fn fill<'r>(
        &mut self,
        most: usize,
        mut records: impl Iterator<Item = &'r Record>,
        further: &Further,
    ) {
        self.clear();
        let rest = self.fill_columns(most, &mut records);
        for record in rest.into_iter().chain(records) {
            record.add_to(self, further);
            self.origins.push(record.origin);
        }
    }

    /// Takes records as long as they have all plain figures and nothing else; the first one that is otherwise.
    fn fill_columns<'r>(
        &mut self,
        most: usize,
        records: &mut impl Iterator<Item = &'r Record>,
    ) -> Option<&'r Record> {
        self.plain.iter_mut().for_each(|column| column.resize(most, 0));
        self.origins.resize(most, 0);
        let [times, locks, sent, examined, bytes] = &mut self.plain;
        let places = times.iter_mut().zip(locks).zip(sent).zip(examined).zip(bytes).zip(&mut self.origins);
        let (mut count, mut other) = (0, None);
        for (((((time, lock), sent), examined), bytes), origin) in places {
            let Some(record) = records.next() else { break };
            let Some(figures) = record.plain() else {
                other = Some(record);
                break;
            };
            [*time, *lock, *sent, *examined, *bytes] = figures.map(u64::from);
            *origin = record.origin;
            count += 1;
        }
        self.plain.iter_mut().for_each(|column| column.truncate(count));
        self.origins.truncate(count);
        other
    }

    fn clear(&mut self) {
        self.plain.iter_mut().for_each(Vec::clear);
        self.origins.clear();
        if self.has_attributes {
            self.attributes.iter_mut().for_each(Vec::clear);
            self.has_attributes = false;
        }
    }

    pub(crate) fn query_times_us(&self) -> &[u64] {
        &self.plain[0]
    }

    pub(crate) fn add_attribute(&mut self, slot: Slot, value: u64) {
        let at = usize::from(slot);
        if at >= self.attributes.len() {
            self.attributes.resize(at + 1, Vec::new());
        }
        self.has_attributes = true;
        self.attributes[at].push(value);
    }

    /// The attributes that there are: what they are in the digest, and their values.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (Slot, Kind, &[u64])> {
        let all = self.attributes.iter().zip(&self.numbers).filter(|_| self.has_attributes);
        let known = all.filter_map(|(values, number)| Some((*number, values)).filter(|_| !values.is_empty()));
        known.filter_map(|(number, values)| number.map(|(slot, kind)| (slot, kind, values.as_slice())))
    }

    #[cfg(test)]
    pub(crate) fn attribute(&self, slot: Slot) -> &[u64] {
        self.attributes.get(usize::from(slot)).map_or(&[], Vec::as_slice)
    }
}
