//! The files of a commit, with those of the submodules it records.

use super::GitError;
use crate::path::{is_below, joined};
use crate::tree::Tree;
use gix::objs::tree::EntryKind;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// Deepest folder that is listed, submodules included.
const MAX_DEPTH: usize = 256;
/// Submodules within submodules that are followed.
const MAX_SUBMODULES: usize = 16;
/// Links that lead to links.
const MAX_LINKS: usize = 8;

/// Where a file's bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// In the work tree.
    Disk,
    /// In the object database of the repository with this number.
    Object(usize),
}

/// A file of one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its content as git names it.
    pub(super) id: gix::ObjectId,
    /// Where it is read from.
    pub(super) at: At,
}

/// The files of one side.
#[derive(Default)]
pub(super) struct Files {
    /// By their path below the repository's root; what a link leads to stands under the link's path too.
    pub(super) entries: BTreeMap<String, Entry>,
    /// Paths that are links.
    pub(super) aliases: BTreeSet<String>,
    /// Submodules that this clone has no objects of, with the commit that is recorded.
    pub(super) absent: BTreeMap<String, gix::ObjectId>,
}

impl Files {
    /// Whether another side holds something else below a folder.
    pub(super) fn differs(&self, other: &Files, folder: &str) -> bool {
        let inside = |path: &String| is_below(path, folder);
        let same = |all: &Files| {
            let mine = self.entries.iter().filter(|(path, _)| inside(path));
            let theirs = all.entries.iter().filter(|(path, _)| inside(path));
            mine.map(|(path, entry)| (path, entry.id))
                .eq(theirs.map(|(path, entry)| (path, entry.id)))
        };
        let absent = |all: &Files| {
            all.absent
                .iter()
                .filter(|(path, _)| inside(path))
                .map(|(path, id)| (path.clone(), *id))
                .collect::<Vec<_>>()
        };
        !same(other) || absent(self) != absent(other)
    }
}

/// A repository and the submodules that were opened.
pub(super) struct Repositories {
    all: Vec<gix::ThreadSafeRepository>,
    top: Option<PathBuf>,
    by_path: BTreeMap<String, Option<usize>>,
}

/// What a tree of one repository holds, paths below the outermost repository's root.
#[derive(Default)]
pub(super) struct Found {
    pub(super) files: Vec<(String, gix::ObjectId)>,
    pub(super) links: Vec<(String, gix::ObjectId)>,
    pub(super) submodules: Vec<(String, gix::ObjectId)>,
}

impl Repositories {
    pub(super) fn new(repo: &gix::Repository, top: Option<PathBuf>) -> Repositories {
        Repositories { all: vec![repo.clone().into_sync()], top, by_path: BTreeMap::new() }
    }

    pub(super) fn shared(self) -> Arc<[gix::ThreadSafeRepository]> {
        self.all.into()
    }

    /// The files of a tree. What an index of the repository has of it need not be read.
    pub(super) fn list(
        &mut self,
        repo: &gix::Repository,
        tree: gix::ObjectId,
        index: Option<&gix::index::File>,
    ) -> Result<Files, GitError> {
        let mut found = Found::default();
        walk(repo, tree, "", index, &mut found)?;
        let mut files = Files::default();
        let mut links = BTreeMap::new();
        self.take(repo, 0, found, 0, &mut files, &mut links)?;
        resolve(&mut files, &links);
        Ok(files)
    }

    /// Takes what was found in the repository with this number, and what its submodules record.
    pub(super) fn take(
        &mut self,
        repo: &gix::Repository,
        number: usize,
        found: Found,
        depth: usize,
        files: &mut Files,
        links: &mut BTreeMap<String, String>,
    ) -> Result<(), GitError> {
        for (path, id) in found.files {
            files.entries.insert(path, Entry { id, at: At::Object(number) });
        }
        for (path, id) in found.links {
            let target = repo.find_object(id).ok();
            let target = target.and_then(|object| String::from_utf8(object.data.clone()).ok());
            if let Some(target) = target {
                links.insert(path, target);
            }
        }
        for (path, commit) in found.submodules {
            self.submodule(repo, &path, commit, depth, files, links)?;
        }
        Ok(())
    }

    fn submodule(
        &mut self,
        parent: &gix::Repository,
        path: &str,
        commit: gix::ObjectId,
        depth: usize,
        files: &mut Files,
        links: &mut BTreeMap<String, String>,
    ) -> Result<(), GitError> {
        let number = self.opened(parent, path).filter(|_| depth < MAX_SUBMODULES);
        let Some(number) = number else {
            files.absent.insert(path.to_owned(), commit);
            return Ok(());
        };
        let repo = self.all[number].to_thread_local();
        let tree =
            repo.find_commit(commit).ok().and_then(|commit| Some(commit.tree_id().ok()?.detach()));
        let Some(tree) = tree else {
            // The submodule is there, and what is recorded of it was not fetched.
            files.absent.insert(path.to_owned(), commit);
            return Ok(());
        };
        let mut found = Found::default();
        walk(&repo, tree, path, None, &mut found)?;
        self.take(&repo, number, found, depth + 1, files, links)
    }

    /// The number of the repository of a submodule: the one checked out at its path, else the one
    /// that git keeps for it.
    fn opened(&mut self, parent: &gix::Repository, path: &str) -> Option<usize> {
        if let Some(known) = self.by_path.get(path) {
            return *known;
        }
        let checked_out = self.top.as_ref().map(|top| top.join(path));
        let checked_out = checked_out.filter(|folder| folder.join(".git").exists());
        let kept = || {
            let within = parent
                .workdir()
                .zip(self.top.as_ref())
                .and_then(|(dir, top)| Some(top.join(path).strip_prefix(dir).ok()?.to_path_buf()));
            let folder = parent.common_dir().join("modules");
            let name = within.unwrap_or_else(|| PathBuf::from(path));
            Some(folder.join(name)).filter(|folder| folder.join("HEAD").exists())
        };
        let opened = checked_out.or_else(kept).and_then(|folder| super::repository(&folder).ok());
        let number = opened.map(|repo| {
            self.all.push(repo.into_sync());
            self.all.len() - 1
        });
        self.by_path.insert(path.to_owned(), number);
        number
    }
}

/// Entries of one commit's trees that are read.
const MAX_ENTRIES: usize = 1_000_000;

/// What a tree holds that stands at `at`. A tree that an `index` was made from, or made into, is not
/// read: its entries stand there.
pub(super) fn walk(
    repo: &gix::Repository,
    tree: gix::ObjectId,
    at: &str,
    index: Option<&gix::index::File>,
    found: &mut Found,
) -> Result<(), GitError> {
    let known = index.and_then(|index| index.tree());
    let mut open = vec![(at.to_owned(), tree, 0, known)];
    // A small tree may name another ten times, and that one the next.
    let mut entries = 0_usize;
    while let Some((path, id, depth, known)) = open.pop() {
        if let (Some(known), Some(index)) = (known, index)
            && known.id == id
            && indexed(index, known, &path, found)
        {
            continue;
        }
        let tree = repo.find_tree(id).map_err(|error| GitError::object(repo, id, &error))?;
        for entry in tree.iter() {
            let entry = entry.map_err(|error| GitError::object(repo, id, &error))?;
            entries += 1;
            if entries > MAX_ENTRIES {
                return Err(GitError::too_large(MAX_ENTRIES));
            }
            let full = joined(&path, &String::from_utf8_lossy(entry.filename()));
            match entry.mode().kind() {
                EntryKind::Tree if depth < MAX_DEPTH => {
                    let below = known.and_then(|known| {
                        known.children.iter().find(|child| *child.name == **entry.filename())
                    });
                    open.push((full, entry.object_id(), depth + 1, below));
                }
                EntryKind::Tree => {}
                EntryKind::Blob | EntryKind::BlobExecutable => {
                    found.files.push((full, entry.object_id()));
                }
                EntryKind::Link => found.links.push((full, entry.object_id())),
                EntryKind::Commit => found.submodules.push((full, entry.object_id())),
            }
        }
    }
    Ok(())
}

/// Takes the entries of a tree from the index that knows it, if all of them stand there.
fn indexed(
    index: &gix::index::File,
    known: &gix::index::extension::Tree,
    path: &str,
    found: &mut Found,
) -> bool {
    use gix::index::entry::{Flags, Mode, Stage};
    let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
    let entries = index.prefixed_entries(prefix.as_str().into()).unwrap_or_default();
    let plain = |entry: &gix::index::Entry| {
        let kinds = [Mode::FILE, Mode::FILE_EXECUTABLE, Mode::SYMLINK, Mode::COMMIT];
        entry.stage() == Stage::Unconflicted
            && !entry.flags.contains(Flags::INTENT_TO_ADD)
            && kinds.contains(&entry.mode)
            && std::str::from_utf8(entry.path(index)).is_ok()
    };
    if known.num_entries.is_none_or(|count| count as usize != entries.len())
        || !entries.iter().all(plain)
    {
        return false;
    }
    for entry in entries {
        let name = String::from_utf8_lossy(entry.path(index)).into_owned();
        match entry.mode {
            Mode::SYMLINK => found.links.push((name, entry.id)),
            Mode::COMMIT => found.submodules.push((name, entry.id)),
            _ => found.files.push((name, entry.id)),
        }
    }
    true
}

/// Puts what links lead to under the links' own paths: a file, or all that lies below a folder.
pub(super) fn resolve(files: &mut Files, links: &BTreeMap<String, String>) {
    for _ in 0..MAX_LINKS {
        let mut more: Vec<(String, Entry)> = Vec::new();
        for (path, target) in links {
            let Some(target) = Tree::join(crate::path::folder_of(path), target) else {
                continue;
            };
            // A link to a folder that holds it is a circle.
            if target.is_empty() || path.starts_with(&format!("{target}/")) {
                continue;
            }
            let put = |rest: &str| format!("{path}{rest}");
            if let Some(entry) = files.entries.get(&target) {
                more.push((put(""), *entry));
            }
            let inside = format!("{target}/");
            more.extend(
                files
                    .entries
                    .range::<String, _>(inside.clone()..)
                    .take_while(|(name, _)| name.starts_with(&inside))
                    .map(|(name, entry)| (put(&name[target.len()..]), *entry)),
            );
        }
        let before = files.entries.len();
        for (path, entry) in more.into_iter().take(MAX_ENTRIES.saturating_sub(before)) {
            files.entries.entry(path).or_insert(entry);
        }
        if files.entries.len() == before {
            break;
        }
    }
    files.aliases.extend(links.keys().cloned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_files_and_folders_and_circles_end() {
        let entry = Entry { id: gix::hash::Kind::Sha1.null(), at: At::Disk };
        let mut files = Files::default();
        for path in ["a/x.tf", "a/deep/y.tf"] {
            files.entries.insert(path.to_owned(), entry);
        }
        let links = [("b", "a"), ("c.tf", "b/x.tf"), ("a/up", ".."), ("out", "../../elsewhere")];
        let links = links.map(|(from, to)| (from.to_owned(), to.to_owned())).into();
        resolve(&mut files, &links);
        let names: Vec<&str> = files.entries.keys().map(String::as_str).collect();
        assert_eq!(names, ["a/deep/y.tf", "a/x.tf", "b/deep/y.tf", "b/x.tf", "c.tf"]);
        assert!(files.aliases.contains("b"));
    }
}
