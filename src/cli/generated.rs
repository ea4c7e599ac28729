//! Files that the program writes from what it knows, and that are kept in the repository: they are
//! written, or compared.

use super::{Failure, say};
use crate::path::slashes;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A set of generated files.
pub struct Generated<'a> {
    /// What they are, for a person: `the documentation`, `schemas`.
    pub what: &'a str,
    /// The command that writes them.
    pub command: &'a str,
    /// Paths below the folder, and texts.
    pub files: &'a BTreeMap<String, String>,
    /// Folders below the folder, and an ending: files in them that are ours and not among the files
    /// are stale. Of the folder itself (`""`) only what lies directly in it.
    pub owned: (&'a [&'a str], &'a str),
    /// Whether a text is one that this command wrote. What is not is neither removed nor written over.
    pub ours: fn(&str) -> bool,
}

/// Writes what is stale and removes what is no more, or fails when anything is.
///
/// # Errors
/// Files that are stale, when `check` is set; files that cannot be written, or that somebody else
/// wrote: then nothing is changed.
pub fn sync(generated: &Generated<'_>, folder: &Path, check: bool) -> Result<(), Failure> {
    let Generated { what, command, files, ours, .. } = *generated;
    let mut stale: Vec<PathBuf> = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        let old = match std::fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).replace("\r\n", "\n"),
            Err(_) => String::new(),
        };
        if old == *text {
            continue;
        }
        if !check && !old.trim().is_empty() && !ours(&old) {
            return Err(Failure::Output(format!(
                "{} is there and was not written by stridelint; nothing is changed",
                slashes(&path)
            )));
        }
        stale.push(path);
    }
    let gone = gone(generated, folder);
    if !check {
        for (name, text) in files.iter().filter(|(name, _)| stale.contains(&folder.join(name))) {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&path, text)?;
        }
        gone.iter().try_for_each(std::fs::remove_file)?;
    }
    stale.extend(gone);
    stale.sort();
    if check && !stale.is_empty() {
        let list = stale.iter().map(|path| slashes(path)).collect::<Vec<_>>().join(", ");
        return Err(Failure::Stale(format!("{what} is stale: {list}; `{command}` writes it")));
    }
    say(&format!(
        "{} files, {} {}",
        files.len(),
        stale.len(),
        if check { "stale" } else { "written" }
    ));
    Ok(())
}

/// The files that this command wrote once and writes no more.
fn gone(generated: &Generated<'_>, folder: &Path) -> Vec<PathBuf> {
    let (folders, ending) = generated.owned;
    let mut gone = Vec::new();
    for below in folders {
        let depth = if below.is_empty() { 1 } else { usize::MAX };
        let entries = walkdir::WalkDir::new(folder.join(below)).max_depth(depth);
        for entry in entries.into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
            let Ok(name) = entry.path().strip_prefix(folder).map(slashes) else { continue };
            let left = name.ends_with(ending) && !generated.files.contains_key(&name);
            if left
                && std::fs::read_to_string(entry.path()).is_ok_and(|text| (generated.ours)(&text))
            {
                gone.push(entry.into_path());
            }
        }
    }
    gone
}
