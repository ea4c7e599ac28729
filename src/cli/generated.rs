//! Files that the program writes from what it knows, and that are kept in the repository: they are
//! written, or compared.

use super::{Failure, say};
use std::collections::BTreeMap;
use std::path::Path;

/// A set of generated files.
pub struct Generated<'a> {
    /// What they are, for a person: `the documentation`, `schemas`.
    pub what: &'a str,
    /// The command that writes them.
    pub command: &'a str,
    /// Paths below the folder, and texts.
    pub files: &'a BTreeMap<String, String>,
    /// Folders below the folder, and an ending: files anywhere in them that are not among the files
    /// are stale.
    pub owned: (&'a [&'a str], &'a str),
}

/// Writes what is stale and removes what is no more, or fails when anything is.
///
/// # Errors
/// Files that are stale, when `check` is set; files that cannot be written.
pub fn sync(generated: &Generated<'_>, folder: &Path, check: bool) -> Result<(), Failure> {
    let Generated { what, command, files, owned: (folders, ending) } = *generated;
    let mut stale: Vec<String> = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|old| old.replace("\r\n", "\n") == *text) {
            continue;
        }
        stale.push(path.display().to_string());
        if !check {
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&path, text)?;
        }
    }
    for below in folders {
        let entries = walkdir::WalkDir::new(folder.join(below)).sort_by_file_name();
        for entry in entries.into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
            let Ok(name) = entry.path().strip_prefix(folder) else { continue };
            let name = crate::path::slashes(name);
            if name.ends_with(ending) && !files.contains_key(&name) {
                stale.push(entry.path().display().to_string());
                if !check {
                    std::fs::remove_file(entry.path())?;
                }
            }
        }
    }
    stale.sort();
    if check && !stale.is_empty() {
        let list = stale.join(", ");
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
