//! Which conditions decide what a check sees: in two runs that agree on them it sees the same.

use super::super::metadata::Check;
use super::{Assignment, Survey};
use crate::document::Document;
use crate::normalize::{EDGES, has_facts};
use crate::value::{Data, Value};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Conditions; `None`: any may be among them.
type Conditions = Option<BTreeSet<Arc<str>>>;

/// By type the conditions that its resources, with their facts, depend on.
pub(crate) struct Reach<'d>(HashMap<&'d str, Conditions>);

impl<'d> Reach<'d> {
    /// Looks through a document.
    pub(crate) fn of(document: &'d Document, survey: &Survey) -> Reach<'d> {
        let mut reach = Reach(HashMap::new());
        let mut with_facts: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, (id, node)) in document.resources.iter().enumerate() {
            reach.add(&node.ty, survey, id);
            if has_facts(&node.ty) {
                with_facts.entry(&node.ty).or_default().push(at);
            }
        }
        if with_facts.is_empty() {
            return reach;
        }
        // By number: the document's resources, then what else is named.
        let mut others: HashMap<&str, usize> = HashMap::new();
        let mut ends: Vec<Vec<usize>> = vec![Vec::new(); document.resources.len()];
        for (from, node) in document.resources.values().enumerate() {
            named(&node.values, &mut |to| {
                let to = document.resources.get_index_of(to).unwrap_or_else(|| {
                    *others.entry(to).or_insert_with(|| {
                        ends.push(Vec::new());
                        ends.len() - 1
                    })
                });
                if !ends[from].contains(&to) {
                    ends[from].push(to);
                    ends[to].push(from);
                }
            });
        }
        for (ty, mut last) in with_facts {
            let mut near = vec![false; ends.len()];
            last.iter().for_each(|at| near[*at] = true);
            for _ in 0..EDGES {
                let mut further = Vec::new();
                for at in last.iter().flat_map(|at| &ends[*at]) {
                    if !std::mem::replace(&mut near[*at], true) {
                        further.push(*at);
                    }
                }
                last = further;
            }
            let near = near.iter().enumerate().filter(|(_, is)| **is);
            let ids = near.filter_map(|(at, _)| document.resources.get_index(at));
            ids.for_each(|(id, _)| reach.add(ty, survey, id));
        }
        reach
    }

    /// A type depends on what a resource depends on.
    fn add(&mut self, ty: &'d str, survey: &Survey, id: &str) {
        let known = self.0.entry(ty).or_insert_with(|| Some(BTreeSet::new()));
        if survey.varies(id) {
            match survey.conditions_of(id) {
                Some(conditions) => {
                    known.iter_mut().for_each(|known| known.extend(conditions.iter().cloned()));
                }
                None => *known = None,
            }
        }
    }

    /// What a run says of the conditions that decide what a check sees.
    pub(crate) fn within(&self, check: &Check, run: &Assignment) -> Assignment {
        let mut all: Vec<Arc<str>> = Vec::new();
        for conditions in check.reads.keys().filter_map(|ty| self.0.get(ty.as_str())) {
            let Some(conditions) = conditions else { return run.clone() };
            all.extend(conditions.iter().cloned());
        }
        run.within(Some(&all))
    }
}

/// The resources that a value, or any part of it in any arm, refers to.
fn named<'d>(value: &'d Value, told: &mut impl FnMut(&'d str)) {
    value.references().iter().for_each(|reference| told(&reference.to));
    match &value.data {
        Data::List(list) => list.items.iter().for_each(|item| named(item, told)),
        Data::Map(map) => map.entries.values().for_each(|entry| named(&entry.value, told)),
        Data::Either(either) => {
            named(&either.then, told);
            named(&either.otherwise, told);
        }
        _ => {}
    }
}
