//! All paths that checks read, by type: found once for each set of checks, not for each unit.

use super::metadata::Check;
use super::pattern::Pattern;
use super::worlds::Union;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// So many sets of checks are kept: all checks, and those that are asked of what defaults leave out.
const SETS: usize = 16;

/// What sets of checks read.
#[derive(Default)]
pub struct Unions(Mutex<HashMap<String, ByType>>);

/// What the checks of one set read.
type ByType = HashMap<String, Arc<[Pattern]>>;

impl Unions {
    /// The paths that any of these checks reads, of these types, in the order of the checks.
    pub(crate) fn of<'t>(&self, checks: &[&Check], types: impl Iterator<Item = &'t str>) -> Union {
        let mut name = String::new();
        for check in checks {
            name.push_str(&check.id);
            name.push(' ');
        }
        let mut sets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sets.len() >= SETS && !sets.contains_key(&name) {
            sets.clear();
        }
        let known = sets.entry(name).or_default();
        let mut union = BTreeMap::new();
        for ty in types {
            let paths = known.get(ty).cloned().unwrap_or_else(|| {
                let mut named: HashSet<&Pattern> = HashSet::new();
                let all = checks.iter().filter_map(|check| check.reads.get(ty));
                let all = all.flat_map(|paths| paths.keys());
                // Many checks read the same.
                let paths: Arc<[Pattern]> =
                    all.filter(|pattern| named.insert(pattern)).cloned().collect();
                known.insert(ty.to_owned(), paths.clone());
                paths
            });
            union.insert(ty.to_owned(), paths);
        }
        union
    }
}
