use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};

use formats::conversation::Usage;

use super::record::Record;

/// How many ended requests are kept.
const KEPT: usize = 500;

/// The next number of this process, for requests and changes alike.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// The records: open ones by id, ended ones in the order of their ends.
#[derive(Debug, Default)]
pub(super) struct Book {
    seq: u64,
    open: BTreeMap<u64, Kept>,
    ended: VecDeque<Kept>,
}

/// A record, and what its later changes need.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) record: Record,
    /// What the provider has counted so far.
    pub(super) usage: Usage,
    changed: u64,
}

impl Book {
    /// Takes in a new record; says its id, and the number of this change.
    pub(super) fn open(&mut self, record: Record) -> (u64, u64) {
        let id = self.tick();
        let kept = Kept {
            record: Record { id, ..record },
            usage: Usage::default(),
            changed: id,
        };
        self.open.insert(id, kept);
        (id, id)
    }

    /// Changes an open record; says the number of this change.
    pub(super) fn change(&mut self, id: u64, change: impl FnOnce(&mut Kept)) -> Option<u64> {
        let kept = self.open.get_mut(&id)?;
        change(kept);
        let seq = NEXT.fetch_add(1, Ordering::Relaxed);
        kept.changed = seq;
        self.seq = seq;
        Some(seq)
    }

    /// The same, and the last change.
    pub(super) fn end(&mut self, id: u64, change: impl FnOnce(&mut Kept)) -> Option<u64> {
        let mut kept = self.open.remove(&id)?;
        change(&mut kept);
        kept.changed = self.tick();
        if self.ended.len() == KEPT {
            self.ended.pop_front();
        }
        self.ended.push_back(kept);
        Some(self.seq)
    }

    pub(super) fn since(&self, seq: u64) -> (Vec<Record>, u64) {
        let kept = self.ended.iter().chain(self.open.values());
        let mut records: Vec<Record> = kept
            .filter(|kept| kept.changed > seq)
            .map(|kept| kept.record.clone())
            .collect();
        records.sort_unstable_by_key(|record| record.id);
        (records, self.seq)
    }

    pub(super) fn live(&self) -> usize {
        self.open.len()
    }

    fn tick(&mut self) -> u64 {
        self.seq = NEXT.fetch_add(1, Ordering::Relaxed);
        self.seq
    }
}
