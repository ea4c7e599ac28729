//! Which Terraform folders are roots: who calls whom.

use std::collections::{BTreeMap, BTreeSet};

/// Whether a file is Terraform or OpenTofu configuration.
#[must_use]
pub fn is_terraform(path: &str) -> bool {
    [".tf", ".tf.json", ".tofu", ".tofu.json"].iter().any(|ending| path.ends_with(ending))
}

/// The folders with configuration, and the folders that each of them calls.
#[derive(Clone, Debug, Default)]
pub struct Modules {
    calls: BTreeMap<String, Vec<String>>,
    /// Those of them that are examples.
    examples: BTreeSet<String>,
}

impl Modules {
    /// From the folders with configuration to the folders that each calls by a local path, and which
    /// of them are examples.
    #[must_use]
    pub fn new(
        calls: BTreeMap<String, Vec<String>>,
        examples: impl IntoIterator<Item = String>,
    ) -> Modules {
        Modules { calls, examples: examples.into_iter().collect() }
    }

    /// The folders that are units of their own, sorted, and whether another folder calls them all
    /// the same: those that nobody calls, and of those that only call one another in a circle the
    /// first. A call from an example counts only for examples: a library whose examples call it
    /// stays a unit.
    #[must_use]
    pub fn roots(&self) -> Vec<(String, bool)> {
        let mut called: BTreeSet<&str> = BTreeSet::new();
        for (folder, targets) in &self.calls {
            for target in targets {
                if target != folder
                    && (!self.examples.contains(folder) || self.examples.contains(target))
                {
                    called.insert(target);
                }
            }
        }
        let mut roots: Vec<(String, bool)> = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let (first, later): (Vec<&str>, Vec<&str>) =
            self.calls.keys().map(String::as_str).partition(|folder| !called.contains(folder));
        for folder in first.into_iter().chain(later) {
            if called.contains(folder) && seen.contains(folder) {
                continue;
            }
            roots.push((folder.to_owned(), called.contains(folder)));
            self.reach(folder, &mut seen);
        }
        roots.sort();
        roots
    }

    /// The folders that are examples.
    pub fn examples(&self) -> impl Iterator<Item = &str> {
        self.examples.iter().map(String::as_str)
    }

    /// The folders with configuration, sorted.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.calls.keys().map(String::as_str)
    }

    /// The folders that a folder calls; `None` when it holds no configuration.
    #[must_use]
    pub fn calls_of(&self, folder: &str) -> Option<&[String]> {
        self.calls.get(folder).map(Vec::as_slice)
    }

    /// Whether the folder holds configuration.
    #[must_use]
    pub fn has(&self, folder: &str) -> bool {
        self.calls.contains_key(folder)
    }

    /// The folders that a root consists of: itself and all it calls, at any depth, sorted.
    #[must_use]
    pub fn of_root(&self, root: &str) -> Vec<String> {
        let mut seen = BTreeSet::new();
        self.reach(root, &mut seen);
        seen.into_iter().map(str::to_owned).collect()
    }

    fn reach<'a>(&'a self, folder: &str, seen: &mut BTreeSet<&'a str>) {
        let mut open: Vec<&str> =
            self.calls.get_key_value(folder).map(|(key, _)| key.as_str()).into_iter().collect();
        while let Some(folder) = open.pop() {
            if let Some((folder, targets)) = self.calls.get_key_value(folder)
                && seen.insert(folder)
            {
                open.extend(targets.iter().map(String::as_str));
            }
        }
    }
}
