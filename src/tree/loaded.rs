//! The texts that were read of a tree: held while somebody uses them, and as long as there is room.

use crate::source::{File, FileId, Problem};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes of texts that are held besides those that are in use. Two threads use less of them at a time.
const ROOM: usize = 16 << 20;

/// The files that were read.
pub(super) struct Loaded {
    slots: Vec<Slot>,
    by_path: HashMap<Arc<str>, Result<FileId, Problem>>,
    /// Bytes of the texts that are here.
    held: usize,
    /// As many of them make it look for those that nobody uses.
    room: usize,
}

/// A file that was read.
struct Slot {
    path: Arc<str>,
    /// Its text; `None`: it was let go of, and is read again where it is asked for.
    file: Option<File>,
    /// It was asked for since it was looked at last.
    asked: AtomicBool,
}

impl Default for Loaded {
    fn default() -> Self {
        Loaded { slots: Vec::new(), by_path: HashMap::new(), held: 0, room: ROOM }
    }
}

impl Loaded {
    /// A file that is here, or why it cannot be read; `None`: nobody knows, or its text was let go of.
    pub(super) fn known(&self, path: &str) -> Option<Result<(FileId, File), Problem>> {
        match self.by_path.get(path)? {
            Ok(id) => self.file(*id).ok().map(|file| Ok((*id, file))),
            Err(problem) => Some(Err(problem.clone())),
        }
    }

    /// The file of an id; its path where its text was let go of.
    ///
    /// # Panics
    /// The id came from another tree: a bug.
    pub(super) fn file(&self, id: FileId) -> Result<File, Arc<str>> {
        let slot = &self.slots[id.0 as usize];
        slot.asked.store(true, Ordering::Relaxed);
        slot.file.clone().ok_or_else(|| slot.path.clone())
    }

    /// Keeps a file's text under its path; gives its id, which is what it was before the text was let
    /// go of.
    pub(super) fn keep(&mut self, path: &str, file: File) -> FileId {
        self.held += file.text.len();
        if let Some(Ok(id)) = self.by_path.get(path).cloned()
            && let Some(slot) = self.slots.get_mut(id.0 as usize)
        {
            slot.file = Some(file);
            return id;
        }
        let id = FileId(self.slots.len() as u32);
        let path: Arc<str> = path.into();
        self.slots.push(Slot {
            path: path.clone(),
            file: Some(file),
            asked: AtomicBool::new(true),
        });
        self.by_path.insert(path, Ok(id));
        id
    }

    /// Keeps why a file cannot be read.
    pub(super) fn keep_problem(&mut self, path: &str, problem: Problem) {
        self.by_path.entry(path.into()).or_insert(Err(problem));
    }

    /// Lets go of texts that nobody has asked for lately, where there are many: what a large tree holds
    /// does not grow with it.
    pub(super) fn make_room(&mut self) {
        if self.held < self.room {
            return;
        }
        let mut left = 0;
        for slot in &mut self.slots {
            let Some(file) = &slot.file else { continue };
            let asked = std::mem::take(slot.asked.get_mut());
            if asked || Arc::strong_count(file) > 1 {
                left += file.text.len();
            } else {
                slot.file = None;
            }
        }
        self.held = left;
        // What is asked for again and again would be looked through each time.
        self.room = ROOM.max(left + ROOM / 2);
    }

    /// Lets go of all texts.
    pub(super) fn release(&mut self) {
        self.slots.iter_mut().for_each(|slot| slot.file = None);
        self.held = 0;
    }

    /// The files whose texts are here, by their paths.
    pub(super) fn into_texts(self) -> impl Iterator<Item = (Arc<str>, File)> {
        self.slots.into_iter().filter_map(|slot| slot.file.map(|file| (slot.path, file)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn of_many_texts_those_stay_that_are_used() {
        let mut loaded = Loaded::default();
        let text = |at: usize| Arc::new(SourceFile::new(format!("{at}"), "x".repeat(1 << 20)));
        let used = text(0);
        loaded.keep("0", used.clone());
        for at in 1..200 {
            loaded.make_room();
            loaded.keep(&format!("{at}"), text(at));
            // What is asked for stays, in use or not.
            assert!(loaded.file(FileId(1)).is_ok() || at == 1);
            let here = loaded.slots.iter().filter(|slot| slot.file.is_some()).count();
            assert!(here <= (3 * ROOM) >> 20, "{here} MiB after {at}");
        }
        assert!(loaded.file(FileId(0)).is_ok() && loaded.file(FileId(1)).is_ok());
        assert_eq!(loaded.file(FileId(2)).unwrap_err().as_ref(), "2");
        assert_eq!(loaded.keep("2", text(2)), FileId(2), "its id stays");
        assert_eq!(used.path, "0");
    }
}
