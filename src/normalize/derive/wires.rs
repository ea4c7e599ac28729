//! Which resources name which: what may have other facts where one of them changes.

use super::facts::{EDGES, facts_of, has_facts};
use super::world::{edges, type_of};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};

/// The edges between resources, both ways.
#[derive(Debug, Default)]
pub struct Wires {
    /// The number of each resource that is there or is named.
    numbers: HashMap<String, usize>,
    ends: Vec<Ends>,
}

/// The edges of one resource.
#[derive(Debug, Default)]
struct Ends {
    id: String,
    to: Vec<usize>,
    from: Vec<usize>,
}

impl Wires {
    /// A resource has these edges now, and no others. `None`: it is not there.
    pub fn set(&mut self, id: &str, resource: Option<&Value>) {
        let own = self.number(id);
        for to in std::mem::take(&mut self.ends[own].to) {
            self.ends[to].from.retain(|from| *from != own);
        }
        for (_, to) in resource.into_iter().flat_map(edges) {
            let to = self.number(to);
            if !self.ends[own].to.contains(&to) {
                self.ends[own].to.push(to);
                self.ends[to].from.push(own);
            }
        }
    }

    /// Adds the resources that facts of these look at, or that look at them.
    pub fn near(&self, ids: &mut BTreeSet<String>) {
        let mut last: Vec<usize> =
            ids.iter().filter_map(|id| self.numbers.get(id).copied()).collect();
        for _ in 0..EDGES {
            let mut further = Vec::new();
            for number in last {
                let ends = &self.ends[number];
                for at in ends.to.iter().chain(&ends.from) {
                    if ids.insert(self.ends[*at].id.clone()) {
                        further.push(*at);
                    }
                }
            }
            last = further;
        }
    }

    /// Facts of these resources, as [`super::derive`] has them.
    #[must_use]
    pub fn facts(
        &self,
        resources: &Map<String, Value>,
        ids: &BTreeSet<String>,
    ) -> Map<String, Value> {
        let with_facts: Vec<(&String, &Value)> = ids
            .iter()
            .filter_map(|id| resources.get_key_value(id))
            .filter(|(_, resource)| has_facts(type_of(resource)))
            .collect();
        // Whoever names them.
        let ends = with_facts.iter().filter_map(|(id, _)| self.numbers.get(*id));
        let named: BTreeSet<usize> =
            ends.flat_map(|at| self.ends[*at].from.iter().copied()).collect();
        let around = named.into_iter().filter_map(|at| resources.get_key_value(&self.ends[at].id));
        facts_of(resources, around, with_facts.into_iter())
    }

    fn number(&mut self, id: &str) -> usize {
        if let Some(known) = self.numbers.get(id) {
            return *known;
        }
        let number = self.ends.len();
        self.numbers.insert(id.to_owned(), number);
        self.ends.push(Ends { id: id.to_owned(), ..Ends::default() });
        number
    }
}
