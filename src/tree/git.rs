//! A commit's tree, read from git's object database: nothing is checked out, no program is run.

use super::disk::Scope;
use super::{Folder, Limits, Store, Tree};
use crate::path::{folder_of, in_package, joined, slashes};
use gix::objs::tree::EntryKind;
use std::collections::{BTreeMap, BTreeSet};

/// Deepest folder that is listed.
const MAX_DEPTH: usize = 256;
/// Files above this size are compared only when their name is one of ours.
const COMPARED: u64 = 1 << 20;

/// The base of a comparison.
pub struct Base {
    /// The files of the commit below the scope's root.
    pub tree: Tree,
    /// Files that differ between the commit and the scope's folder, are new or are gone, below the
    /// scope's root.
    pub changed: BTreeSet<String>,
}

/// Opens a revision as the base for a scope. Installed modules (`.terraform`) are no part of a
/// commit: the base reads them from the folder, so that what is in them is never new.
/// `is_ours` says by a file's name whether a unit may consist of it: such a file is compared
/// whatever its size.
///
/// # Errors
/// A sentence: the scope lies in no git work tree, the repository cannot be opened, the revision
/// names no commit.
pub fn base(
    scope: &Scope,
    revision: &str,
    limits: Limits,
    is_ours: fn(&str) -> bool,
) -> Result<Base, String> {
    let Some(top) = &scope.work_tree else {
        return Err(format!("--diff-base: {} lies in no git work tree", slashes(&scope.root)));
    };
    let repo = gix::open(top).map_err(|error| {
        format!("--diff-base: the repository at {} cannot be opened: {error}", slashes(top))
    })?;
    let mut entries = BTreeMap::new();
    match commit_tree(&repo, revision) {
        Ok(Some(tree)) => list(&repo, tree, &scope.tree.label, &mut entries)?,
        // A repository without commits: everything is new.
        Ok(None) => {}
        Err(why) => return Err(format!("--diff-base {revision}: {why}")),
    }
    let changed = changed(&repo, scope, &entries, is_ours);
    let mut files: BTreeSet<String> = entries.keys().cloned().collect();
    files.extend(scope.tree.files().filter(|file| in_package(file)).map(str::to_owned));
    let disk = Folder::new(&scope.root).map_err(|error| format!("--diff-base: {error}"))?;
    let store = Objects { repo: repo.into_sync(), entries, disk };
    let tree = Tree::new(scope.tree.label.clone(), Box::new(store), files, limits);
    Ok(Base { tree, changed })
}

fn commit_tree(repo: &gix::Repository, revision: &str) -> Result<Option<gix::ObjectId>, String> {
    let unborn = || repo.head().is_ok_and(|head| head.is_unborn());
    match repo.rev_parse_single(revision) {
        Ok(id) => {
            let object = id.object().map_err(|error| error.to_string())?;
            let tree = object.peel_to_tree().map_err(|_| "is no commit".to_owned())?;
            Ok(Some(tree.id))
        }
        Err(_) if revision == "HEAD" && unborn() => Ok(None),
        Err(error) => Err(format!("is no revision of this repository ({error})")),
    }
}

/// The files of a tree below a folder, with their objects.
fn list(
    repo: &gix::Repository,
    tree: gix::ObjectId,
    folder: &str,
    entries: &mut BTreeMap<String, gix::ObjectId>,
) -> Result<(), String> {
    let mut open = vec![(String::new(), tree, 0)];
    let (mut links, mut found) = (Vec::new(), Vec::new());
    while let Some((path, id, depth)) = open.pop() {
        let tree = repo
            .find_tree(id)
            .map_err(|error| format!("a tree of the commit cannot be read: {error}"))?;
        for entry in tree.iter() {
            let entry =
                entry.map_err(|error| format!("a tree of the commit cannot be read: {error}"))?;
            let name = String::from_utf8_lossy(entry.filename()).into_owned();
            let full = joined(&path, &name);
            let wanted = folder.is_empty()
                || full == folder
                || full.starts_with(&format!("{folder}/"))
                || folder.starts_with(&format!("{full}/"));
            if !wanted {
                continue;
            }
            match entry.mode().kind() {
                EntryKind::Tree if depth < MAX_DEPTH => {
                    open.push((full, entry.object_id(), depth + 1))
                }
                EntryKind::Blob | EntryKind::BlobExecutable => {
                    found.push((full, entry.object_id()))
                }
                EntryKind::Link => links.push((full, entry.object_id())),
                _ => {}
            }
        }
    }
    let below = |path: &str| match folder {
        "" => Some(path.to_owned()),
        folder => {
            path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned)
        }
    };
    entries.extend(found.into_iter().filter_map(|(path, id)| Some((below(&path)?, id))));
    // A link to a file of the commit is that file.
    for (path, id) in links {
        let Some(path) = below(&path) else { continue };
        let target = repo
            .find_object(id)
            .ok()
            .and_then(|object| String::from_utf8(object.data.clone()).ok());
        let target = target.and_then(|target| Tree::join(folder_of(&path), &target));
        if let Some(object) = target.and_then(|target| entries.get(&target).copied()) {
            entries.insert(path, object);
        }
    }
    Ok(())
}

fn changed(
    repo: &gix::Repository,
    scope: &Scope,
    entries: &BTreeMap<String, gix::ObjectId>,
    is_ours: fn(&str) -> bool,
) -> BTreeSet<String> {
    let wanted = |path: &str| {
        scope.only.as_ref().is_none_or(|only| only.contains(path)) && !in_package(path)
    };
    let mut changed = BTreeSet::new();
    for path in scope.tree.files().filter(|path| wanted(path)) {
        let Some(id) = entries.get(path) else {
            changed.insert(path.to_owned());
            continue;
        };
        let small =
            std::fs::metadata(scope.root.join(path)).is_ok_and(|meta| meta.len() <= COMPARED);
        if !is_ours(path) && !small {
            continue;
        }
        let same = scope.tree.bytes_of_plan(path).ok().and_then(|bytes| {
            gix::objs::compute_hash(repo.object_hash(), gix::objs::Kind::Blob, &bytes).ok()
        });
        if same.as_ref() != Some(id) {
            changed.insert(path.to_owned());
        }
    }
    changed
        .extend(entries.keys().filter(|path| wanted(path) && !scope.tree.has_file(path)).cloned());
    changed
}

struct Objects {
    repo: gix::ThreadSafeRepository,
    entries: BTreeMap<String, gix::ObjectId>,
    disk: Folder,
}

impl Store for Objects {
    fn read(&self, path: &str, cap: u64) -> Result<Vec<u8>, String> {
        let Some(id) = self.entries.get(path) else {
            return if in_package(path) {
                self.disk.read(path, cap)
            } else {
                Err("no such file".to_owned())
            };
        };
        let repo = self.repo.to_thread_local();
        let header =
            repo.find_header(*id).map_err(|error| format!("cannot be read from git: {error}"))?;
        if header.size() > cap {
            return Err(format!("is larger than {} MiB and is not read", cap >> 20));
        }
        let mut object =
            repo.find_object(*id).map_err(|error| format!("cannot be read from git: {error}"))?;
        Ok(std::mem::take(&mut object.data))
    }
}
