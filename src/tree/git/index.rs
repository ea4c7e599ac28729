//! The index: which files are tracked, what a commit will hold, and which files on disk are as it
//! says.

use super::listing::{At, Entry, Files, Found, Repositories, resolve, walk};
use super::{GitError, Surroundings};
use gix::index::entry::{Flags, Mode, Stage, Stat};
use std::collections::BTreeMap;
use std::path::Path;

/// Files above this size whose stat data differ are looked into only when their name is one of
/// ours.
const COMPARED: u64 = 1 << 20;

/// The repository's index, or the one that git hands to a hook: `git commit FILE` and `git commit
/// -a` make their commit from an index of their own.
pub(super) fn open(
    repo: &gix::Repository,
    surroundings: &Surroundings,
) -> Result<gix::index::File, GitError> {
    let own = |path: &&std::path::PathBuf| {
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        folder.is_some() && folder == repo.git_dir().canonicalize().ok() && path.exists()
    };
    let path = surroundings.index.as_ref().filter(own).cloned();
    let path = path.unwrap_or_else(|| repo.index_path());
    if !path.exists() {
        let empty = gix::index::State::new(repo.object_hash());
        return Ok(gix::index::File::from_state(empty, path));
    }
    let options = gix::index::decode::Options::default();
    gix::index::File::at(path, repo.object_hash(), false, options)
        .map_err(|error| GitError(format!("the index cannot be read: {error}")))
}

/// Whether the index and the tree of HEAD hold the same under a path.
pub(super) fn is_as_committed(
    repo: &gix::Repository,
    index: &gix::index::File,
    head: Option<gix::ObjectId>,
    path: &str,
) -> bool {
    let staged = index.entry_by_path(path.into()).map(|entry| entry.id);
    let committed = head
        .and_then(|tree| repo.find_tree(tree).ok()?.lookup_entry_by_path(path).ok()?)
        .map(|entry| entry.object_id());
    staged == committed
}

/// What a commit of the index will hold.
pub(super) fn staged(
    repositories: &mut Repositories,
    repo: &gix::Repository,
    index: &gix::index::File,
) -> Result<Files, GitError> {
    let mut found = Found::default();
    for entry in index.entries() {
        let path = String::from_utf8_lossy(entry.path(index)).into_owned();
        if entry.flags.contains(Flags::INTENT_TO_ADD) {
            continue;
        }
        if entry.stage() != Stage::Unconflicted {
            return Err(GitError(format!(
                "{path} has a merge conflict in the index: resolve it and `git add` it first"
            )));
        }
        sort(repo, entry, path, &mut found)?;
    }
    let (mut files, mut links) = (Files::default(), BTreeMap::new());
    repositories.take(repo, 0, found, 0, &mut files, &mut links)?;
    resolve(&mut files, &links);
    Ok(files)
}

/// The tracked files as they stand on disk. What a sparse checkout leaves out and what submodules
/// record is read from the object database.
pub(super) fn on_disk(
    repositories: &mut Repositories,
    repo: &gix::Repository,
    index: &gix::index::File,
    root: &Path,
    is_ours: fn(&str) -> bool,
) -> Result<Files, GitError> {
    let options = repo.stat_options().unwrap_or_default();
    let (mut files, mut links) = (Files::default(), BTreeMap::new());
    let mut found = Found::default();
    for entry in index.entries() {
        let path = String::from_utf8_lossy(entry.path(index)).into_owned();
        if matches!(entry.mode, Mode::COMMIT | Mode::DIR) {
            sort(repo, entry, path, &mut found)?;
            continue;
        }
        let full = root.join(&path);
        let Ok(meta) = gix::index::fs::Metadata::from_path_no_follow(&full) else {
            if entry.flags.contains(Flags::SKIP_WORKTREE) {
                sort(repo, entry, path, &mut found)?;
            }
            continue;
        };
        if meta.is_symlink() {
            if let Ok(target) = std::fs::read_link(&full) {
                links.insert(path, crate::path::slashes(&target));
            }
            continue;
        }
        if !meta.is_file() {
            continue;
        }
        let untouched = entry.stage() == Stage::Unconflicted
            && !entry.flags.contains(Flags::INTENT_TO_ADD)
            && Stat::from_fs(&meta).is_ok_and(|stat| stat.matches(&entry.stat, options))
            && !entry.stat.is_racy(index.timestamp(), options);
        let id = if untouched {
            entry.id
        } else {
            content(repo, &full, is_ours(&path), meta.len(), entry.id)
        };
        files.entries.insert(path, Entry { id, at: At::Disk });
    }
    repositories.take(repo, 0, found, 0, &mut files, &mut links)?;
    resolve(&mut files, &links);
    Ok(files)
}

/// What git would call a file's content. A file that differs from what is tracked by line endings
/// alone was converted at the checkout.
fn content(
    repo: &gix::Repository,
    full: &Path,
    ours: bool,
    size: u64,
    tracked: gix::ObjectId,
) -> gix::ObjectId {
    let kind = repo.object_hash();
    let limit = if ours { crate::tree::Limits::default().plan } else { COMPARED };
    let id = |bytes: &[u8]| {
        gix::objs::compute_hash(kind, gix::objs::Kind::Blob, bytes).unwrap_or_else(|_| kind.null())
    };
    let Some(bytes) =
        (size <= limit).then(|| crate::tree::read_regular(full, limit).ok()).flatten()
    else {
        return kind.null();
    };
    let raw = id(&bytes);
    if raw == tracked || memchr::memmem::find(&bytes, b"\r\n").is_none() {
        return raw;
    }
    let mut plain = Vec::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            plain.push(*byte);
        }
    }
    if id(&plain) == tracked { tracked } else { raw }
}

fn sort(
    repo: &gix::Repository,
    entry: &gix::index::Entry,
    path: String,
    found: &mut Found,
) -> Result<(), GitError> {
    match entry.mode {
        Mode::FILE | Mode::FILE_EXECUTABLE => found.files.push((path, entry.id)),
        Mode::SYMLINK => found.links.push((path, entry.id)),
        Mode::COMMIT => found.submodules.push((path, entry.id)),
        // A sparse index holds the folders outside the cone as they are committed.
        Mode::DIR => walk(repo, entry.id, path.trim_end_matches('/'), None, found)?,
        _ => {}
    }
    Ok(())
}
