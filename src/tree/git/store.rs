//! Reading the files of one side.

use super::listing::{At, Entry};
use crate::tree::{Content, Folder, ReadError, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Files that are recorded and that this clone does not have.
#[derive(Default)]
pub struct Missing(Mutex<BTreeSet<String>>);

impl Missing {
    /// Whether a file was asked for and not there.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(path)
    }
}

/// One side's files: on disk, or in an object database.
pub(super) struct Objects {
    pub(super) repos: Arc<[gix::ThreadSafeRepository]>,
    pub(super) entries: BTreeMap<String, Entry>,
    pub(super) disk: Option<Arc<Folder>>,
    /// All that either side has.
    pub(super) known: Arc<BTreeSet<String>>,
    pub(super) missing: Arc<Missing>,
    /// Objects are fetched when git asks for them.
    pub(super) partial: bool,
}

impl Store for Objects {
    fn content(&self, path: &str) -> Content {
        match self.entries.get(path) {
            Some(Entry { at: At::Object(_), id }) => Content::Named(id.to_string()),
            _ => Content::Bytes,
        }
    }

    fn read(&self, path: &str, cap: u64) -> Result<Vec<u8>, ReadError> {
        let (number, id) = match self.entries.get(path).map(|entry| (entry.at, entry.id)) {
            Some((At::Object(number), id)) => (number, id),
            // What no side holds (an installed module, a variable file that a person names) is the
            // same for both.
            None if self.known.contains(path) => return Err(ReadError::Absent),
            Some((At::Disk, _)) | None => {
                let disk = self.disk.as_ref().ok_or(ReadError::Absent)?;
                return disk.read(path, cap);
            }
        };
        let Some(repo) = self.repos.get(number) else { return Err(ReadError::Absent) };
        let repo = repo.to_thread_local();
        let broken = |error: &dyn std::fmt::Display| {
            ReadError::Git(format!("cannot be read from git: {error}"))
        };
        let size = match repo.try_find_header(id) {
            Ok(Some(header)) => header.size(),
            Ok(None) => {
                self.missing
                    .0
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(path.to_owned());
                return Err(ReadError::Git(self.absent(id)));
            }
            Err(error) => return Err(broken(&error)),
        };
        if size > cap {
            return Err(ReadError::TooLarge(cap));
        }
        let mut object = repo.find_object(id).map_err(|error| broken(&error))?;
        Ok(std::mem::take(&mut object.data))
    }
}

impl Objects {
    fn absent(&self, id: gix::ObjectId) -> String {
        if self.partial {
            format!(
                "is not in this partial clone (blob {}), so it could not be compared. Fetch it with `git fetch --refetch --no-filter` or `git cat-file -e {id}`, or clone without --filter",
                id.to_hex_with_len(12)
            )
        } else {
            format!(
                "is not in this clone (blob {}), so it could not be compared: `git fsck` shows what else is missing, `git fetch --refetch` fetches it again",
                id.to_hex_with_len(12)
            )
        }
    }
}
