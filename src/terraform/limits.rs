//! What one unit's evaluation may cost.

use crate::{budget, interrupt};
use std::cell::Cell;

/// Nested evaluations: expressions inside expressions, locals inside locals, modules inside
/// modules.
const MAX_DEPTH: u32 = 1_500;

/// Expressions evaluated in one unit.
const MAX_WORK: u64 = budget::STEPS;

/// Values that one unit may hold: the size of everything that locals, variables, outputs and
/// resources are made of.
pub(super) const MAX_NODES: u64 = budget::PARTS;

/// Items of one list or map.
pub(super) const MAX_ITEMS: usize = 100_000;

/// How deep a value may be nested.
pub(super) const MAX_VALUE_DEPTH: u32 = 200;

/// Module calls inside module calls.
pub(super) const MAX_MODULE_DEPTH: usize = 32;

/// Instances of modules in one unit.
pub(super) const MAX_MODULES: u32 = 10_000;

/// Runs of one string whose places are kept: a longer one has one place.
pub(super) const MAX_RUNS: usize = 20_000;

/// Instances of one resource or module.
pub(super) const MAX_INSTANCES: usize = 10_000;

/// Parts of all instances of one resource together, a part being a value or eight bytes of text:
/// what each instance has, it has as often as there are instances.
const MAX_PARTS: usize = 150_000;

/// The bytes of stack that evaluation within these limits needs, with a wide margin. Pages that are
/// never touched cost nothing.
pub(super) const STACK: usize = 256 << 20;

/// What has been spent.
#[derive(Default)]
pub(super) struct Limits {
    depth: Cell<u32>,
    work: Cell<u64>,
    nodes: Cell<u64>,
    modules: Cell<u32>,
}

impl Limits {
    /// One more evaluation begins.
    ///
    /// # Errors
    /// A sentence: which limit it is beyond.
    pub(super) fn enter(&self) -> Result<(), String> {
        let work = self.work.get() + 1;
        self.work.set(work);
        if interrupt::asked() {
            return Err("is not evaluated: the run was interrupted".to_owned());
        }
        if work > MAX_WORK {
            return Err(format!(
                "is not evaluated: this deployment takes more than {MAX_WORK} steps"
            ));
        }
        if self.depth.get() >= MAX_DEPTH {
            return Err(format!(
                "is not evaluated: expressions depend on one another through more than {MAX_DEPTH} levels"
            ));
        }
        self.depth.set(self.depth.get() + 1);
        Ok(())
    }

    /// Whether the steps are used up: loops end then.
    pub(super) fn exhausted(&self) -> bool {
        self.work.get() > MAX_WORK || interrupt::asked()
    }

    /// How many of so many module instances there is room for. Calls in a circle of counts multiply:
    /// all of a unit count together.
    pub(super) fn modules(&self, wanted: usize) -> usize {
        let room = MAX_MODULES.saturating_sub(self.modules.get());
        let taken = u32::try_from(wanted).unwrap_or(u32::MAX).min(room);
        self.modules.set(self.modules.get() + taken);
        taken as usize
    }

    /// How many instances of a resource are kept, by what one of them has.
    pub(super) fn instances(one: &crate::value::Value) -> usize {
        (MAX_PARTS / parts(one, 0).max(1)).max(1)
    }

    /// Whether there is room for any.
    pub(super) fn has_room(&self) -> bool {
        self.modules.get() < MAX_MODULES
    }

    /// It ends.
    pub(super) fn leave(&self) {
        self.depth.set(self.depth.get() - 1);
    }

    /// A value is kept.
    ///
    /// # Errors
    /// A sentence: the value, or the sum of all, is too large.
    pub(super) fn keep(&self, value: &crate::value::Value) -> Result<(), String> {
        let mut left = MAX_NODES.saturating_sub(self.nodes.get());
        let before = left;
        let fits = measure(value, &mut left, 0);
        // What is only referred to again counts a tenth: the same local in a thousand resources is
        // one value in memory.
        self.nodes.set(self.nodes.get() + (before - left) / 10);
        match fits {
            Ok(()) => Ok(()),
            Err(TooMuch::Nodes) => Err(format!(
                "is not kept: the deployment's values come to more than {MAX_NODES} parts"
            )),
            Err(TooMuch::Depth) => {
                Err(format!("is not kept: it is nested deeper than {MAX_VALUE_DEPTH} levels"))
            }
        }
    }
}

/// What a value has: values, and eight bytes of text as one.
fn parts(value: &crate::value::Value, depth: u32) -> usize {
    use crate::value::Data;
    if depth > MAX_VALUE_DEPTH {
        return 1;
    }
    match &value.data {
        Data::String(text) => 1 + text.text.len() / 8,
        Data::List(list) => 1 + list.items.iter().map(|item| parts(item, depth + 1)).sum::<usize>(),
        Data::Map(map) => {
            1 + map.entries.values().map(|entry| parts(&entry.value, depth + 1)).sum::<usize>()
        }
        Data::Either(either) => {
            parts(&either.then, depth + 1) + parts(&either.otherwise, depth + 1)
        }
        _ => 1,
    }
}

enum TooMuch {
    Nodes,
    Depth,
}

fn measure(value: &crate::value::Value, left: &mut u64, depth: u32) -> Result<(), TooMuch> {
    use crate::value::Data;
    if *left == 0 {
        return Err(TooMuch::Nodes);
    }
    if depth > MAX_VALUE_DEPTH {
        return Err(TooMuch::Depth);
    }
    *left -= 1;
    match &value.data {
        Data::List(list) => list.items.iter().try_for_each(|item| measure(item, left, depth + 1)),
        Data::Map(map) => {
            map.entries.values().try_for_each(|entry| measure(&entry.value, left, depth + 1))
        }
        Data::Either(either) => {
            measure(&either.then, left, depth + 1)?;
            measure(&either.otherwise, left, depth + 1)
        }
        _ => Ok(()),
    }
}
