//! A tree that is scanned again and again while its files change: what did not change is read once.

use super::{Loaded, Tree};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// What tells a file's text from an earlier one: when it was written, and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When it was written, where the file system says.
    pub modified: Option<SystemTime>,
    /// Its bytes.
    pub length: u64,
}

impl Tree {
    /// Makes it the tree as it is now: with these texts in place of those of some files, and without
    /// the files that were written since they were read. What was derived of all of it is dropped, and
    /// spans and ids of before mean nothing any more.
    pub fn renew(&mut self, texts: &BTreeMap<String, Arc<str>>) {
        self.store.refresh();
        self.replaced.retain(|path, _| texts.contains_key(path));
        for (path, text) in texts {
            if self.replaced.get(path).is_none_or(|known| **known != **text) {
                self.replaced.insert(path.clone(), text.to_string());
            }
            // What is open and not saved yet is a file all the same.
            self.files.insert(path.clone());
        }
        self.kept.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        let stamps = self.stamps.take().map(Mutex::into_inner);
        let mut stamps = stamps.map(|known| known.unwrap_or_else(PoisonError::into_inner));
        let loaded = self.loaded.get_mut().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::take(loaded);
        let mut now = Loaded::default();
        let mut kept = HashMap::new();
        for (path, file) in before.into_texts() {
            let stamp = stamps.as_mut().and_then(|stamps| stamps.remove(&*path)).flatten();
            let same = match self.replaced.get(&*path) {
                Some(text) => *text == file.text,
                None => stamp.is_some() && self.store.stamp(&path) == stamp,
            };
            if same {
                now.keep(&path, file.clone());
                kept.insert(path.to_string(), stamp);
            }
        }
        *self.loaded.get_mut().unwrap_or_else(PoisonError::into_inner) = now;
        self.stamps = Some(Mutex::new(kept));
    }

    /// Forgets that files are there which are not: they were open only.
    pub fn forget_files(&mut self, gone: impl IntoIterator<Item = String>) {
        for path in gone {
            self.files.remove(&path);
        }
    }

    /// Notes what tells a file's text from later ones, before it is read.
    pub(super) fn stamp(&self, path: &str) {
        let Some(stamps) = &self.stamps else { return };
        // What stands in place of a file says nothing of the file.
        let own = !self.replaced.contains_key(path);
        let stamp = if own { self.store.stamp(path) } else { None };
        stamps.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), stamp);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Folder, Limits};

    #[test]
    fn what_did_not_change_is_read_once_and_what_did_again() {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in [("a.tf", "a"), ("b.tf", "b"), ("c.tf", "c")] {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        let files = ["a.tf", "b.tf", "c.tf"].map(str::to_owned).into();
        let store = Box::new(Folder::new(dir.path()).unwrap());
        let mut tree = Tree::new(String::new(), store, files, Limits::default());
        let open = |pairs: &[(&str, &str)]| -> BTreeMap<String, Arc<str>> {
            pairs.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(*text))).collect()
        };
        tree.renew(&open(&[]));
        let texts = |tree: &Tree| ["a.tf", "b.tf", "c.tf"].map(|path| tree.load(path).unwrap().1);
        let first = texts(&tree);
        std::fs::write(dir.path().join("b.tf"), "longer").unwrap();
        tree.renew(&open(&[("c.tf", "typed"), ("new.tf", "new")]));
        let second = texts(&tree);
        assert!(Arc::ptr_eq(&first[0], &second[0]), "it did not change");
        assert_eq!([&*second[1].text, &*second[2].text], ["longer", "typed"]);
        assert!(tree.has_file("new.tf") && tree.load("new.tf").is_ok());
        // What is closed without being saved is on disk what it was.
        tree.renew(&open(&[]));
        tree.forget_files(["new.tf".to_owned()]);
        assert_eq!(&*texts(&tree)[2].text, "c");
        assert!(!tree.has_file("new.tf"));
        // What is read through an id is what was loaded under its path.
        let (id, file) = tree.load("b.tf").unwrap();
        assert!(Arc::ptr_eq(&tree.file(id), &file));
    }

    #[test]
    fn a_text_that_is_too_large_is_not_read_from_a_buffer_either() {
        let limits = Limits { file: 3, plan: 3 };
        let mut tree = Tree { limits, ..Tree::of_texts(&[("a.tf", "")]) };
        tree.renew(&BTreeMap::from([("a.tf".to_owned(), Arc::from("four"))]));
        assert!(tree.load("a.tf").is_err());
    }
}
