//! From the paths a person names to trees: where each tree's root is, and which files lie below it.

use super::listing::{Listing, list, list_beside_repositories};
use super::{Folder, Homes, Limits, Tree};
use crate::gap::Gap;
use crate::path::{any_below, is_below, slashes};
use crate::source::{Loss, Problem};
use crate::unit::ParameterFile;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A tree to scan, and what of it was asked for.
pub struct Scope {
    /// The files.
    pub tree: Tree,
    /// Files that were named one by one, below the tree's root: only what they can change is
    /// reported. `None`: everything.
    pub only: Option<BTreeSet<String>>,
    /// The folder that was named, below the tree's root: units elsewhere are read where something
    /// names them, and not scanned. `None`: the root itself, or files were named.
    pub within: Option<String>,
    /// What lies in the tree and is not looked at.
    pub gaps: Vec<Gap>,
    /// The tree's root on disk, canonical: the git work tree's where there is one, so that what a
    /// folder of it names elsewhere in it can be read.
    pub root: PathBuf,
    /// The git work tree's root that holds the tree, canonical.
    pub work_tree: Option<PathBuf>,
    /// Whether the files are what git records (the index, a commit): something else may stand on
    /// disk.
    pub recorded: bool,
}

impl Scope {
    /// The folder that was named, on disk; the root where files were.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.within.as_ref().map_or_else(|| self.root.clone(), |within| self.root.join(within))
    }

    /// The folder on disk that the names of files in reports begin in.
    #[must_use]
    pub fn base(&self) -> PathBuf {
        let parts = self.tree.label.split('/').filter(|part| !part.is_empty()).count();
        self.root.ancestors().nth(parts).unwrap_or(&self.root).to_path_buf()
    }

    /// Files on disk as the tree names them, without those that lie elsewhere.
    pub fn named_in<'a>(&self, files: impl Iterator<Item = &'a PathBuf>) -> BTreeSet<String> {
        files.filter_map(|file| file.strip_prefix(&self.root).ok()).map(slashes).collect()
    }

    /// Puts texts in place of what stands in files on disk, those of the tree.
    pub fn replace(&mut self, texts: &BTreeMap<PathBuf, String>) {
        let own = texts.iter().filter_map(|(path, text)| {
            Some((slashes(path.strip_prefix(&self.root).ok()?), text.clone()))
        });
        self.tree.replace(own.collect());
    }

    /// Whether a path of the tree is in the folder that was named.
    #[must_use]
    pub fn asks_for(&self, path: &str) -> bool {
        self.within.as_deref().is_none_or(|within| crate::path::is_below(path, within))
    }

    /// A path on disk as the tree names it; `None` when it lies elsewhere or is not there. What git
    /// records need not stand on disk.
    #[must_use]
    pub fn below(&self, path: &Path) -> Option<String> {
        if let Ok(real) = path.canonicalize() {
            return real.strip_prefix(&self.root).ok().map(slashes);
        }
        let below = path.strip_prefix(&self.root).ok().filter(|_| self.recorded)?;
        let below = Tree::join("", &slashes(below))?;
        (self.tree.has_file(&below) || self.tree.has_folder(&below)).then_some(below)
    }

    /// A parameter file that the user named: of the tree, or read from where it is.
    #[must_use]
    pub fn parameter_file(&self, path: &Path) -> ParameterFile {
        if let Some(below) = self.below(path) {
            return ParameterFile::Inside(below);
        }
        let read = || {
            // A person named it: where it is a link, it is meant.
            let real = path.canonicalize().map_err(|error| super::plain(&error))?;
            let bytes = super::read_regular(&real, self.tree.limits().file)
                .map_err(|why| why.to_string())?;
            super::decode(&bytes).map_err(|error| error.to_string())
        };
        ParameterFile::Outside(slashes(path), read())
    }
}

/// A folder to scan, before anything in it is listed.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder, canonical.
    pub root: PathBuf,
    /// How reports name it: its path below the work tree's root.
    pub label: String,
    /// The repository's name, where it is one of several.
    pub repository: String,
    /// As [`Scope::only`].
    pub only: Option<BTreeSet<String>>,
    /// As [`Scope::work_tree`].
    pub work_tree: Option<PathBuf>,
    /// Whether the tree is the whole work tree around the folder: a folder limits what is
    /// reported, not what is read.
    pub beyond: bool,
    /// What lies in the folder, where it was listed.
    pub(super) listed: Option<Arc<Listing>>,
}

impl Place {
    fn new(root: &Path, only: Option<BTreeSet<String>>) -> Place {
        let work_tree = work_tree(root);
        let label = work_tree
            .as_ref()
            .and_then(|top| root.strip_prefix(top).ok())
            .map(slashes)
            .unwrap_or_default();
        let repository = String::new();
        let root = root.to_path_buf();
        Place { root, label, repository, only, work_tree, beyond: false, listed: None }
    }

    /// The place's path below the work tree's root.
    #[must_use]
    pub fn folder(&self) -> String {
        let top = self.work_tree.as_deref();
        let below = top.and_then(|top| self.root.strip_prefix(top).ok());
        below.map(slashes).unwrap_or_default()
    }

    /// The whole work tree that the place lies in.
    #[must_use]
    pub fn whole(self) -> Place {
        match &self.work_tree {
            Some(top) => Place::new(top, None),
            None => self,
        }
    }

    /// The repositories below a folder that lies in none, each a place of its own that is named by
    /// its path below the folder; the place itself where it lies in a repository or holds none.
    #[must_use]
    pub fn repositories(self) -> Vec<Place> {
        let (found, rest) = self.apart();
        if found.is_empty() { vec![rest] } else { found }
    }

    /// As [`Place::repositories`], with what lies in none of them as the last place: nothing that is
    /// read in one repository says anything of another.
    #[must_use]
    pub fn worlds(self) -> Vec<Place> {
        let (mut found, rest) = self.apart();
        let left = rest.listed.as_ref().is_none_or(|listed| {
            !(listed.files.is_empty() && listed.problems.is_empty() && listed.gaps.is_empty())
        });
        if found.is_empty() || left {
            found.push(rest);
        }
        found
    }

    /// The repositories below a folder that lies in none, and the folder without them.
    fn apart(mut self) -> (Vec<Place>, Place) {
        if self.work_tree.is_some() || self.only.is_some() || self.is_bare() {
            return (Vec::new(), self);
        }
        let listing = list_beside_repositories(&self.root);
        let found = listing.repositories.iter().map(|label| self.repository_at(label)).collect();
        self.listed = Some(Arc::new(listing));
        (found, self)
    }

    /// A repository below the folder, named by its path there.
    fn repository_at(&self, label: &str) -> Place {
        let root = self.root.join(label);
        let own = label.to_owned();
        Place::of_repository(root, own)
    }

    /// A folder that is a repository of this name: a world of its own, whatever lies around it.
    #[must_use]
    pub fn of_repository(root: PathBuf, name: String) -> Place {
        let place = Place {
            work_tree: Some(root.clone()),
            root,
            label: name.clone(),
            repository: name,
            only: None,
            beyond: false,
            listed: None,
        };
        let work_tree = place.work_tree.clone().filter(|_| !place.is_bare());
        Place { work_tree, ..place }
    }

    /// Whether the folder is a repository without a work tree.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        let there = |name: &str| self.root.join(name).exists();
        there("HEAD") && there("objects") && there("refs") && !there(".git")
    }

    /// The same folder, with the work tree around it to read.
    #[must_use]
    pub fn reading_beyond(&self) -> Place {
        Place { beyond: true, ..self.clone() }
    }

    /// The folder as a tree of all its files; `None` when it cannot be opened.
    pub fn open(&self, limits: Limits, problems: &mut Vec<Problem>) -> Option<Scope> {
        let within = Some(self.folder()).filter(|folder| self.beyond && !folder.is_empty());
        let top = self.work_tree.as_ref().filter(|_| within.is_some());
        let root = top.unwrap_or(&self.root).clone();
        let label = if within.is_some() { String::new() } else { self.label.clone() };
        let store = match Folder::new(&root) {
            Ok(store) => store,
            Err(error) => {
                problems.push(Problem::file(Loss::Lost, slashes(&root), super::plain(&error)));
                return None;
            }
        };
        let listed = self.listed.as_deref().filter(|_| within.is_none());
        let mut listing = listed.cloned().unwrap_or_else(|| list(&root));
        if let Some(within) = &within
            && !any_below(&listing.files, within)
        {
            // A folder that is named is looked at, though the listing of the tree passes it over (a
            // cache, an installed package).
            listing.add(list(&self.root), within);
        }
        let asked = |path: &str| within.as_deref().is_none_or(|within| is_below(path, within));
        let listed = listing.problems.into_iter().filter(|problem| asked(&problem.path));
        problems.extend(listed.map(|mut problem| {
            problem.path = crate::path::joined(&label, &problem.path);
            problem
        }));
        let gaps = listing.gaps.into_iter().filter(|gap| asked(&gap.path)).collect();
        let alone = self.work_tree.is_none();
        let homes = Homes {
            own: self.repository.clone(),
            apart: alone
                && listing.repositories.is_empty()
                && listing.files.iter().all(|file| is_in_a_repository(file)),
            below: if alone { listing.repositories } else { BTreeSet::new() },
        };
        let tree = Tree::new(label, Box::new(store), listing.files, limits)
            .with_aliases(listing.aliases)
            .with_links(listing.links)
            .with_homes(homes)
            .reading_what_is_listed();
        Some(Scope {
            tree,
            only: self.only.clone(),
            within,
            gaps,
            root,
            work_tree: self.work_tree.clone(),
            recorded: false,
        })
    }
}

/// Whether a file lies in a folder that may be a repository of its own among others: it lies in one, and
/// that is not called as a part of a repository is. A repository whose root holds folders alone is one
/// all the same, and what its tests and examples are does not depend on where a scan begins.
fn is_in_a_repository(file: &str) -> bool {
    const PARTS: [&str; 22] = [
        "cfn",
        "cloudformation",
        "deploy",
        "deployment",
        "deployments",
        "doc",
        "docs",
        "env",
        "environments",
        "envs",
        "example",
        "examples",
        "infra",
        "infrastructure",
        "live",
        "modules",
        "src",
        "stacks",
        "templates",
        "terraform",
        "test",
        "tests",
    ];
    file.split_once('/').is_some_and(|(first, _)| {
        let name = first.to_ascii_lowercase();
        !PARTS.contains(&name.as_str()) && !name.ends_with("_tests") && !name.ends_with("-tests")
    })
}

/// Opens every path: a folder is a tree of its own, a file belongs to the tree of its git work tree
/// (or of its folder, when it lies in none). A path inside a folder that is named too is scanned
/// once. Scopes are in the order of the paths.
#[must_use]
pub fn open(paths: &[PathBuf], limits: Limits) -> (Vec<Scope>, Vec<Problem>) {
    let (places, mut problems) = places(paths);
    let scopes = places.iter().filter_map(|place| place.open(limits, &mut problems)).collect();
    (scopes, problems)
}

/// As [`open`], each folder with the work tree around it to read.
#[must_use]
pub fn open_reading_beyond(paths: &[PathBuf], limits: Limits) -> (Vec<Scope>, Vec<Problem>) {
    let (places, mut problems) = places(paths);
    let open = |place: &Place| place.reading_beyond().open(limits, &mut problems);
    let scopes = places.iter().filter_map(open).collect();
    (scopes, problems)
}

/// The folders that the paths name, as [`open`] has them.
#[must_use]
pub fn places(paths: &[PathBuf]) -> (Vec<Place>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut files: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
    for path in paths {
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) => {
                problems.push(Problem::file(Loss::Lost, slashes(path), super::plain(&error)));
                continue;
            }
        };
        if real.is_dir() {
            folders.push(real);
            continue;
        }
        let root = work_tree(&real)
            .or_else(|| real.parent().map(Path::to_path_buf))
            .unwrap_or_else(|| PathBuf::from("/"));
        if let Ok(below) = real.strip_prefix(&root) {
            files.entry(root.clone()).or_default().insert(slashes(below));
        }
    }
    // A folder inside another that is named too would be scanned twice.
    let outer: Vec<PathBuf> = folders.clone();
    let mut kept: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let inside = outer.iter().any(|other| folder != *other && folder.starts_with(other));
        if !inside && !kept.contains(&folder) {
            kept.push(folder);
        }
    }
    let mut found: Vec<Place> = kept.iter().map(|folder| Place::new(folder, None)).collect();
    for (root, mut only) in files {
        only.retain(|file| !kept.iter().any(|folder| root.join(file).starts_with(folder)));
        if !only.is_empty() {
            found.push(Place::new(&root, Some(only)));
        }
    }
    (found, problems)
}

/// The nearest folder at or above `path` that holds a `.git` (a folder, or a file in a linked work
/// tree or submodule).
#[must_use]
pub fn work_tree(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_brings_its_work_tree_and_folders_swallow_what_they_hold() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        for (path, text) in [
            ("repo/.git/HEAD", ""),
            ("repo/infra/main.tf", ""),
            ("repo/other/x.tf", ""),
            ("plain/a.json", ""),
        ] {
            std::fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            std::fs::write(root.join(path), text).unwrap();
        }
        let (scopes, problems) =
            open(&[root.join("repo/infra/main.tf"), root.join("plain/a.json")], Limits::default());
        assert!(problems.is_empty(), "{problems:?}");
        let found: Vec<_> = scopes
            .iter()
            .map(|scope| (scope.root.strip_prefix(&root).unwrap(), scope.only.clone().unwrap()))
            .collect();
        assert_eq!(found[0].0, Path::new("plain"));
        assert_eq!(found[1].0, Path::new("repo"));
        assert!(found[1].1.contains("infra/main.tf"));
        let (scopes, _) =
            open(&[root.join("repo/infra"), root.join("repo/infra/main.tf")], Limits::default());
        assert_eq!(scopes.len(), 1);
        assert_eq!(scopes[0].tree.label, "infra");
        let (places, mut problems) = places(&[root.join("repo/infra")]);
        let beyond = places[0].reading_beyond().open(Limits::default(), &mut problems).unwrap();
        assert_eq!((beyond.within.as_deref(), beyond.root), (Some("infra"), root.join("repo")));
        let (scopes, problems) = open(&[root.join("absent")], Limits::default());
        assert!(scopes.is_empty());
        assert_eq!(problems[0].loss, Loss::Lost);
    }

    #[test]
    fn a_repository_of_folders_alone_is_no_folder_of_repositories() {
        let dir = tempfile::tempdir().unwrap();
        for path in ["one/docs/x.yaml", "one/tests/main.tf", "two/app/main.tf", "two/db/main.tf"] {
            let file = dir.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "").unwrap();
        }
        let apart = |name: &str| {
            let (scopes, _) = open(&[dir.path().join(name)], Limits::default());
            scopes[0].tree.holds_repositories()
        };
        assert!(!apart("one"), "its folders are called as parts of a repository are");
        assert!(apart("two"));
        assert!(apart(""));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_only_and_circles_end() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("in/a")).unwrap();
        std::fs::create_dir_all(root.join("out")).unwrap();
        std::fs::write(root.join("in/a/x.tf"), "").unwrap();
        std::fs::write(root.join("out/secret.tf"), "").unwrap();
        std::os::unix::fs::symlink(root.join("in"), root.join("in/a/up")).unwrap();
        std::os::unix::fs::symlink(root.join("out"), root.join("in/away")).unwrap();
        std::os::unix::fs::symlink(root.join("in/a"), root.join("in/b")).unwrap();
        let listing = list(&root.join("in"));
        assert!(
            listing.files.contains("a/x.tf") && listing.files.contains("b/x.tf"),
            "{:?}",
            listing.files
        );
        assert!(!listing.files.iter().any(|file| file.contains("secret")));
        assert!(listing.aliases.contains("b"));
        let said: Vec<_> =
            listing.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert!(said.iter().any(|text| text.contains("circle")), "{said:?}");
        assert!(listing.gaps.iter().any(|gap| gap.path == "away"), "{:?}", listing.gaps);
        std::fs::create_dir_all(root.join("two/a")).unwrap();
        std::fs::create_dir_all(root.join("two/b/node_modules")).unwrap();
        std::fs::create_dir_all(root.join("two/cache")).unwrap();
        for file in [
            "two/a/x.tf",
            "two/b/y.tf",
            "two/b/node_modules/z.tf",
            "two/cache/CACHEDIR.TAG",
            "two/cache/z.tf",
        ] {
            let tag = "Signature: 8a477f597d28d172789f06886806bc55";
            std::fs::write(root.join(file), if file.ends_with("TAG") { tag } else { "" }).unwrap();
        }
        std::os::unix::fs::symlink(root.join("two/b"), root.join("two/a/l")).unwrap();
        std::os::unix::fs::symlink(root.join("two/a"), root.join("two/b/m")).unwrap();
        std::os::unix::fs::symlink(root.join("two/b/y.tf"), root.join("two/a/file.tf")).unwrap();
        std::os::unix::fs::symlink(root.join("absent"), root.join("two/gone")).unwrap();
        let listing = list(&root.join("two"));
        let files: Vec<&str> = listing.files.iter().map(String::as_str).collect();
        assert_eq!(files, ["a/file.tf", "a/l/y.tf", "a/x.tf", "b/m/file.tf", "b/m/x.tf", "b/y.tf"]);
        assert!(
            ["a/file.tf", "a/l", "b/m"].iter().all(|link| listing.aliases.contains(*link)),
            "{:?}",
            listing.aliases
        );
        let said: Vec<_> = listing
            .problems
            .iter()
            .map(|problem| (problem.path.as_str(), problem.message.as_str()))
            .collect();
        assert!(said.contains(&("gone", "is a link that leads nowhere")), "{said:?}");
        assert!(
            said.iter().any(|(path, text)| *path == "a/l/m" && text.contains("circle")),
            "{said:?}"
        );
    }
}
