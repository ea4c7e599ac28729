//! A folder on disk as a store of files.

use super::{ReadError, Stamp, Store, in_git, regular};
use std::collections::HashMap;
use std::fs::Metadata;
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

    /// Where a file really is, and what it is where no link leads to it.
    fn resolve(&self, full: &FsPath) -> std::io::Result<(PathBuf, Option<Metadata>)> {
        let (Some(folder), Some(name)) = (full.parent(), full.file_name()) else {
            return Ok((full.canonicalize()?, None));
        };
        let seen = std::fs::symlink_metadata(full)?;
        if seen.file_type().is_symlink() {
            return Ok((full.canonicalize()?, None));
        }
        Ok((self.real(folder)?.join(name), Some(seen)))
    }

    /// Where a folder really is. Only its own name has to be looked at once the folder above is
    /// known.
    fn real(&self, folder: &FsPath) -> std::io::Result<PathBuf> {
        let folders = || self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(real) = folders().get(folder) {
            return Ok(real.clone());
        }
        let real = match (folder.parent(), folder.file_name()) {
            (Some(above), Some(name)) if above.starts_with(&self.root) => {
                let real = self.real(above)?.join(name);
                match std::fs::symlink_metadata(&real)?.file_type() {
                    kind if kind.is_dir() => real,
                    _ => folder.canonicalize()?,
                }
            }
            _ => folder.canonicalize()?,
        };
        folders().insert(folder.to_path_buf(), real.clone());
        Ok(real)
    }
}

impl Store for Folder {
    fn read(&self, path: &str, cap: u64) -> Result<Vec<u8>, ReadError> {
        let full = self.root.join(path);
        let (real, seen) = self.resolve(&full)?;
        let Ok(below) = real.strip_prefix(&self.root) else { return Err(ReadError::Outside) };
        if in_git(below) {
            return Err(ReadError::OfGit);
        }
        // Links were resolved: the last name is none, unless it was put there since.
        match seen {
            Some(seen) => regular::read_seen(&real, &seen, cap),
            None => regular::read(&real, cap),
        }
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        let seen = std::fs::metadata(self.root.join(path)).ok()?;
        Some(Stamp { modified: seen.modified().ok(), length: seen.len() })
    }

    fn refresh(&self) {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
