//! Two states of a git repository, read from its object database, its index and its work tree:
//! nothing is checked out, no program is run.

mod index;
mod listing;
mod packages;
mod reftable;
mod renames;
mod revision;
mod store;
mod untracked;

use super::disk::{Place, Scope};
use super::{Folder, Homes, Limits, Tree};
use crate::path::{is_below, slashes};
use crate::source::{Loss, Problem};
use listing::{Files, Repositories};
use revision::Revisions;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use store::Missing;

/// A revision that a comparison starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// Its merge base with what is compared; on the merge commit that CI makes of a pull request,
    /// that commit's first parent.
    MergeBase(String),
    /// Its own tree.
    Exact(String),
}

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// The tracked files of the work tree, as they stand on disk.
    WorkTree,
    /// The index: what a commit will hold.
    Index,
    /// A commit; no work tree is needed.
    Commit(String),
}

/// A comparison of two states. Without a revision to start from, all of what is compared is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Where it starts; of several, a finding is old that any of them has.
    pub since: Vec<Since>,
    /// What is compared.
    pub head: Head,
}

impl Comparison {
    /// Whether the question is what the next commit adds: the work tree is compared with HEAD.
    /// Where something is staged, that is what the commit will hold.
    fn is_of_next_commit(&self) -> bool {
        let head = |since: &Since| matches!(since, Since::MergeBase(name) if matches!(name.as_str(), "HEAD" | "@"));
        self.head == Head::WorkTree && matches!(self.since.as_slice(), [since] if head(since))
    }
}

/// What the surroundings of a run say of a repository.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The merge commit that CI made of a pull request, where it says that it checked one out.
    pub merge_of_ci: Option<String>,
    /// The index that git hands to a hook in place of the repository's own (`GIT_INDEX_FILE`).
    pub index: Option<PathBuf>,
    /// Commits that a merge under way brings in and that git names to its hooks.
    pub merged: Vec<String>,
}

/// The base of a comparison.
pub struct Base {
    /// Its files. Those that are as they are on disk are read from there, so that what git converts
    /// (line endings, filters) is the same on both sides.
    pub tree: Tree,
    /// Files that differ, are new or are gone.
    pub changed: BTreeSet<String>,
    /// Files that were renamed: the name in the base by the present one.
    pub renamed: BTreeMap<String, String>,
    /// Files of the base that this clone does not have.
    pub missing: Arc<Missing>,
}

/// A scope of a comparison.
pub struct Compared {
    /// What is compared.
    pub scope: Scope,
    /// Where the comparison starts; empty when everything is asked for.
    pub bases: Vec<Base>,
    /// What of it could not be seen.
    pub problems: Vec<Problem>,
}

/// Why a comparison cannot be made: a sentence that names the cure.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct GitError(pub(super) String);

impl GitError {
    /// An object of the repository cannot be read.
    fn object(
        repo: &gix::Repository,
        id: gix::ObjectId,
        error: &dyn std::fmt::Display,
    ) -> GitError {
        let id = id.to_hex_with_len(12);
        if revision::is_partial(repo) {
            return GitError(format!(
                "{id} is not in this partial clone: fetch it with `git fetch --refetch --no-filter`, or clone without --filter"
            ));
        }
        if repo.is_shallow().unwrap_or(false) {
            return GitError(format!("{id} is not in this shallow clone: {}", revision::DEEPEN));
        }
        GitError(format!("{id} cannot be read from git: {error}; `git fsck` shows what is broken"))
    }

    /// A commit holds more than any repository does.
    fn too_large(entries: usize) -> GitError {
        GitError(format!(
            "a commit holds more than {entries} files and folders and is not compared"
        ))
    }
}

/// Opens both sides of a comparison. Installed modules (`.terraform`) are no part of a commit: both
/// sides read them from the folder, so that what is in them is never new by itself. `is_ours` says
/// by a file's name whether a unit may consist of it.
///
/// # Errors
/// A sentence that names the cure: no repository, an unknown revision, history that was not
/// fetched.
pub fn open(
    place: &Place,
    comparison: &Comparison,
    surroundings: &Surroundings,
    limits: Limits,
    is_ours: fn(&str) -> bool,
) -> Result<Compared, GitError> {
    let (top, folder) = (place.work_tree.clone(), place.folder());
    // A folder limits what is reported, not what is read.
    let label = if folder.is_empty() { place.label.clone() } else { String::new() };
    let root = top.clone().unwrap_or_else(|| place.root.clone());
    let place = &Place { root, label, ..place.clone() };
    let mut repo = of_place(place)?;
    if top.is_none() && !matches!(comparison.head, Head::Commit(_)) {
        let root = slashes(&place.root);
        return Err(GitError(format!("{root} has no work tree: compare two of its commits, A..B")));
    }
    // Trees are read again and again while history is walked.
    repo.object_cache_size_if_unset(4 << 20);
    let revisions = Revisions::new(&repo)?;
    let starts = revisions.starts(&comparison.since, &comparison.head, surroundings)?;
    let mut repositories = Repositories::new(&repo, top.clone());
    let index = match &comparison.head {
        Head::Commit(_) => None,
        Head::Index | Head::WorkTree => Some(index::open(&repo, surroundings)?),
    };
    let mut head = match (&comparison.head, &index) {
        (Head::Commit(name), _) => repositories.list(&repo, revisions.tree_of(name)?, None)?,
        (Head::Index, Some(index)) => index::staged(&mut repositories, &repo, index)?,
        (_, Some(index)) => index::on_disk(&mut repositories, &repo, index, &place.root, is_ours)?,
        (_, None) => Files::default(),
    };
    let mut recorded = comparison.head != Head::WorkTree;
    let mut lists = Vec::new();
    for start in starts {
        lists.push(match start {
            Some(tree) => repositories.list(&repo, tree, index.as_ref())?,
            None => Files::default(),
        });
    }
    if comparison.is_of_next_commit()
        && let [base] = lists.as_slice()
        && let Some(index) = &index
        && let Ok(staged) = index::staged(&mut repositories, &repo, index)
        && staged.differs(base, &folder)
    {
        (head, recorded) = (staged, true);
    }
    let problems = absent(&place.label, &folder, &mut head, &mut lists);
    let listed = match (&comparison.head, &top, recorded) {
        (Head::WorkTree, Some(_), false) => Some(super::listing::list(&place.root).files),
        _ => None,
    };
    let gaps = |listed| untracked::gaps(&place.root, listed, &head, is_ours);
    let mut gaps = listed.as_ref().map(gaps).unwrap_or_default();
    let named = |path: &str| place.only.as_ref().is_none_or(|only| only.contains(path));
    gaps.retain(|gap| is_below(&gap.path, &folder) && named(&gap.path));
    let known = lists.iter().chain([&head]).flat_map(|files| files.entries.keys().cloned());
    let known = known.collect();
    let packages = top.as_ref().map(|_| packages::list(&place.root, &known, listed.as_ref()));
    let packages = packages.unwrap_or_default();
    let repos = repositories.shared();
    let sides = Sides::new(place, &repo, repos, (known, packages), (limits, is_ours))?;
    let tree = sides.tree(&head, Arc::default());
    let bases = lists.into_iter().map(|files| sides.base(files, &head, &tree)).collect();
    let scope = Scope {
        tree,
        only: place.only.clone(),
        within: Some(folder).filter(|folder| !folder.is_empty()),
        gaps,
        root: place.root.clone(),
        work_tree: top,
        recorded,
    };
    Ok(Compared { scope, bases, problems })
}

/// What a hook of pre-commit is asked for: the refs between which a push or CI compares, else what
/// the commit under way adds. Where it hands over a file that is the same in the index and in HEAD
/// and no merge is under way, everything is asked for: that is how `--all-files` looks.
///
/// # Errors
/// As [`open`].
pub fn of_hook(
    place: &Place,
    handed: &[PathBuf],
    refs: Option<(String, String)>,
    surroundings: &Surroundings,
) -> Result<Comparison, GitError> {
    if let Some((from, to)) = refs {
        return Ok(Comparison { since: vec![Since::MergeBase(from)], head: Head::Commit(to) });
    }
    let repo = of_place(place)?;
    let revisions = Revisions::new(&repo)?;
    let head = revisions.head()?;
    let mut merged = surroundings.merged.clone();
    let heads = crate::tree::read_regular(&repo.git_dir().join("MERGE_HEAD"), 1 << 20);
    if let Some(text) = heads.ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
        merged.extend(text.split_whitespace().map(str::to_owned));
    }
    if merged.is_empty() && !handed.is_empty() {
        let index = index::open(&repo, surroundings)?;
        let tree = head.map(|_| revisions.tree_of("HEAD")).transpose()?;
        let top = place.work_tree.as_deref().unwrap_or(&place.root);
        let same = handed
            .iter()
            .filter_map(|file| within(top, file))
            .any(|path| index::is_as_committed(&repo, &index, tree, &path));
        if same {
            return Ok(Comparison { since: Vec::new(), head: Head::WorkTree });
        }
    }
    let since = std::iter::once("HEAD".to_owned()).chain(merged).map(Since::Exact).collect();
    Ok(Comparison { since, head: Head::Index })
}

/// The branch that the changes of a work tree's repository go to: the default branch of the remote
/// `origin` where its name fits, else the first of some names that is a branch. `None` where neither
/// is known.
pub fn main_branch(top: &Path, usual: &[&str], fits: impl Fn(&str) -> bool) -> Option<String> {
    let repo = repository(top).ok()?;
    let revisions = Revisions::new(&repo).ok()?;
    let there = || usual.iter().find(|name| revisions.has_branch(name)).map(ToString::to_string);
    revisions.default_branch().filter(|name| fits(name)).or_else(there)
}

/// The commit that a revision of a place's repository is.
///
/// # Errors
/// As [`open`].
pub fn commit(place: &Place, revision: &str) -> Result<String, GitError> {
    let repo = of_place(place)?;
    let id = Revisions::new(&repo)?.commit(revision)?;
    Ok(id.to_string())
}

/// The commit that a work tree's repository is at, and the address of its remote `origin`.
#[must_use]
pub fn head(top: &Path) -> Option<(String, String)> {
    let repo = repository(top).ok()?;
    let id = repo.head_id().ok()?.to_string();
    let url = repo.config_snapshot().string("remote.origin.url")?.to_string();
    Some((id, url))
}

/// The commit that a work tree's repository is at.
#[must_use]
pub fn commit_at(top: &Path) -> Option<String> {
    Some(repository(top).ok()?.head_id().ok()?.to_string())
}

/// The bytes of a file at a commit, where the repository of a work tree has both.
#[must_use]
pub fn bytes_at(top: &Path, commit: &str, file: &str) -> Option<Vec<u8>> {
    let repo = repository(top).ok()?;
    let id = gix::ObjectId::from_hex(commit.as_bytes()).ok()?;
    let tree = repo.find_object(id).ok()?.peel_to_tree().ok()?;
    let entry = tree.lookup_entry_by_path(file).ok()??;
    Some(entry.object().ok()?.detach().data)
}

/// A file below a work tree's root as git names it; a link is itself, not what it leads to.
fn within(top: &Path, file: &Path) -> Option<String> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
    let full = folder.join(file.file_name()?);
    full.strip_prefix(top).ok().map(slashes)
}

/// Opens a repository by its work tree or its git folder. Replacement objects are not honoured:
/// what is compared is what was committed.
fn repository(folder: &Path) -> Result<gix::Repository, String> {
    let options = gix::open::Options::isolated().config_overrides(["core.useReplaceRefs=false"]);
    regular(folder)?;
    gix::open_opts(folder, options).map_err(|error| error.to_string())
}

/// What git reads first of a repository is regular: a pipe in its place would never end.
fn regular(folder: &Path) -> Result<(), String> {
    const FILES: [&str; 9] = [
        "HEAD",
        "config",
        "index",
        "packed-refs",
        "commondir",
        "gitdir",
        "shallow",
        "objects/info/alternates",
        "info/grafts",
    ];
    let own = folder.join(".git");
    let home = if own.is_dir() { own } else { folder.to_path_buf() };
    let also = [folder.join(".git")];
    for file in FILES.iter().map(|name| home.join(name)).chain(also) {
        if let Ok(meta) = std::fs::metadata(&file)
            && !meta.is_file()
            && !meta.is_dir()
        {
            return Err(format!("{} is not a regular file", slashes(&file)));
        }
    }
    Ok(())
}

fn of_place(place: &Place) -> Result<gix::Repository, GitError> {
    let home = place.work_tree.as_ref().unwrap_or(&place.root);
    repository(home).map_err(|why| {
        let root = slashes(&place.root);
        GitError(match place.work_tree {
            Some(_) => format!("the repository at {} cannot be opened: {why}", slashes(home)),
            None => format!("not a git repository: {root}"),
        })
    })
}

/// Submodules that this clone has no objects of are left out on both sides; where their recorded
/// commits differ, that is told.
fn absent(label: &str, folder: &str, head: &mut Files, bases: &mut [Files]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let all: BTreeSet<String> =
        bases.iter().chain([&*head]).flat_map(|files| files.absent.keys().cloned()).collect();
    for path in all {
        let ids: BTreeSet<Option<gix::ObjectId>> =
            bases.iter().chain([&*head]).map(|files| files.absent.get(&path).copied()).collect();
        let concerned = is_below(&path, folder) || is_below(folder, &path);
        if concerned && ids.len() > 1 {
            problems.push(Problem::file(
                Loss::Warning,
                crate::path::joined(label, &path),
                "is a submodule whose recorded commits differ and are not in this clone, so its change is not seen. Fetch them with `git submodule update --init --recursive`, in CI with `submodules: recursive`",
            ));
        }
        let inside = format!("{path}/");
        for files in bases.iter_mut().chain([&mut *head]) {
            files.entries.retain(|name, _| !name.starts_with(&inside));
        }
    }
    problems
}

/// What both sides are made of.
struct Sides<'a> {
    place: &'a Place,
    repos: Arc<[gix::ThreadSafeRepository]>,
    disk: Option<Arc<Folder>>,
    known: Arc<BTreeSet<String>>,
    packages: BTreeSet<String>,
    partial: bool,
    limits: Limits,
    is_ours: fn(&str) -> bool,
}

impl<'a> Sides<'a> {
    fn new(
        place: &'a Place,
        repo: &gix::Repository,
        repos: Arc<[gix::ThreadSafeRepository]>,
        (known, packages): (BTreeSet<String>, BTreeSet<String>),
        (limits, is_ours): (Limits, fn(&str) -> bool),
    ) -> Result<Sides<'a>, GitError> {
        let folder = place.work_tree.as_ref().map(|_| Folder::new(&place.root)).transpose();
        let disk =
            folder.map_err(|error| GitError(format!("{}: {error}", slashes(&place.root))))?;
        Ok(Sides {
            place,
            repos,
            disk: disk.map(Arc::new),
            known: Arc::new(known),
            packages,
            partial: revision::is_partial(repo),
            limits,
            is_ours,
        })
    }

    fn tree(&self, files: &Files, missing: Arc<Missing>) -> Tree {
        let mut names: BTreeSet<String> = files.entries.keys().cloned().collect();
        names.extend(self.packages.iter().cloned());
        let store = store::Objects {
            repos: self.repos.clone(),
            entries: files.entries.clone(),
            disk: self.disk.clone(),
            known: self.known.clone(),
            missing,
            partial: self.partial,
        };
        Tree::new(self.place.label.clone(), Box::new(store), names, self.limits)
            .with_aliases(files.aliases.clone())
            .with_homes(Homes { own: self.place.repository.clone(), ..Homes::default() })
    }

    fn base(&self, mut files: Files, head: &Files, present: &Tree) -> Base {
        let wanted = |path: &str| self.place.only.as_ref().is_none_or(|only| only.contains(path));
        let mut changed = BTreeSet::new();
        let mut present_ones = head.entries.iter().peekable();
        for (path, entry) in &mut files.entries {
            while let Some((came, _)) = present_ones.next_if(|(came, _)| *came < path) {
                changed.extend(wanted(came).then(|| came.clone()));
            }
            match present_ones.next_if(|(same, _)| *same == path) {
                // What is as it is on disk is read from there: what git converts at a checkout is
                // then the same on both sides, and a partial clone needs no object for it.
                Some((_, other)) if other.id == entry.id => entry.at = other.at,
                _ => changed.extend(wanted(path).then(|| path.clone())),
            }
        }
        let came = present_ones.map(|(came, _)| came);
        changed.extend(came.filter(|came| wanted(came)).cloned());
        let missing = Arc::<Missing>::default();
        let tree = self.tree(&files, missing.clone());
        let only_in = |one: &Files, other: &Files| -> Vec<renames::Candidate> {
            one.entries
                .iter()
                .filter(|(path, _)| !other.entries.contains_key(*path) && (self.is_ours)(path))
                .map(|(path, entry)| renames::Candidate { path: path.clone(), id: entry.id })
                .collect()
        };
        let read = |path: &str, old: bool| {
            if old { tree.bytes(path).ok() } else { present.bytes(path).ok() }
        };
        let renamed = renames::find(only_in(&files, head), only_in(head, &files), read);
        Base { tree, changed, renamed, missing }
    }
}
