//! A folder on disk as a store of files.

use super::{ReadError, Store, in_git, regular};
use std::collections::HashMap;
use std::path::{Path as FsPath, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A folder on disk. Symlinks are followed only to what lies below the root.
pub struct Folder {
    root: PathBuf,
    /// Where each folder that was read from really is: asked once, not for each of its files.
    folders: Mutex<HashMap<PathBuf, PathBuf>>,
}

impl Folder {
    /// A folder by its canonical path.
    ///
    /// # Errors
    /// The folder cannot be resolved.
    pub fn new(root: &FsPath) -> std::io::Result<Folder> {
        Ok(Folder { root: root.canonicalize()?, folders: Mutex::default() })
    }

    /// Where a file really is.
    fn resolve(&self, full: &FsPath) -> std::io::Result<PathBuf> {
        let (Some(folder), Some(name)) = (full.parent(), full.file_name()) else {
            return full.canonicalize();
        };
        if std::fs::symlink_metadata(full)?.file_type().is_symlink() {
            return full.canonicalize();
        }
        let known =
            self.folders.lock().unwrap_or_else(PoisonError::into_inner).get(folder).cloned();
        let real = match known {
            Some(real) => real,
            None => {
                let real = folder.canonicalize()?;
                self.folders
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(folder.to_path_buf(), real.clone());
                real
            }
        };
        Ok(real.join(name))
    }
}

impl Store for Folder {
    fn read(&self, path: &str, cap: u64) -> Result<Vec<u8>, ReadError> {
        let full = self.root.join(path);
        let real = self.resolve(&full)?;
        let Ok(below) = real.strip_prefix(&self.root) else { return Err(ReadError::Outside) };
        if in_git(below) {
            return Err(ReadError::OfGit);
        }
        // Links were resolved: the last name is none, unless it was put there since.
        regular::read(&real, cap)
    }
}
