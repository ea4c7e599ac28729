//! From the paths a person names to trees: where each tree's root is, and which files lie below it.

use super::{Folder, Limits, Tree};
use crate::source::{Loss, Problem};
use crate::unit::ParameterFile;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folders that never hold infrastructure code of their own: version control and installed packages.
const SKIPPED: [&str; 7] = [".git", ".hg", ".svn", "node_modules", "__pycache__", ".tox", ".terragrunt-cache"];

/// Entries of one tree that are listed; beyond this the scan says that it is incomplete.
const MAX_FILES: usize = 2_000_000;

/// A tree to scan, and what of it was asked for.
pub struct Scope {
    /// The files.
    pub tree: Tree,
    /// Files that were named one by one, below the tree's root: only what they can change is reported. `None`: everything.
    pub only: Option<BTreeSet<String>>,
    /// The tree's root on disk, canonical.
    pub root: PathBuf,
    /// The git work tree's root that holds the tree, canonical.
    pub work_tree: Option<PathBuf>,
}

impl Scope {
    /// A path on disk as the tree names it; `None` when it lies elsewhere or is not there.
    #[must_use]
    pub fn below(&self, path: &Path) -> Option<String> {
        path.canonicalize().ok()?.strip_prefix(&self.root).ok().map(slashes)
    }

    /// A parameter file that the user named: of the tree, or read from where it is.
    #[must_use]
    pub fn parameter_file(&self, path: &Path) -> ParameterFile {
        if let Some(below) = self.below(path) {
            return ParameterFile::Inside(below);
        }
        let read = || {
            let cap = self.tree.limits().file;
            let meta = std::fs::metadata(path).map_err(|error| super::plain(&error))?;
            if !meta.is_file() {
                return Err("is not a regular file".to_owned());
            }
            if meta.len() > cap {
                return Err(format!("is larger than {} MiB and is not read", cap >> 20));
            }
            super::decode(&std::fs::read(path).map_err(|error| super::plain(&error))?)
        };
        ParameterFile::Outside(slashes(path), read())
    }
}

/// Opens every path: a folder is a tree of its own, a file belongs to the tree of its git work tree (or of its folder, when it
/// lies in none). A path inside a folder that is named too is scanned once. Scopes are in the order of the paths.
#[must_use]
pub fn open(paths: &[PathBuf], limits: Limits) -> (Vec<Scope>, Vec<Problem>) {
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
        let root = work_tree(&real).or_else(|| real.parent().map(Path::to_path_buf)).unwrap_or_else(|| PathBuf::from("/"));
        if let Ok(below) = real.strip_prefix(&root) {
            files.entry(root.clone()).or_default().insert(slashes(below));
        }
    }
    let outer: Vec<PathBuf> = folders.clone();
    let mut kept: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let inside = outer.iter().any(|other| folder != *other && folder.starts_with(other));
        if !inside && !kept.contains(&folder) {
            kept.push(folder);
        }
    }
    let mut scopes: Vec<Scope> = Vec::new();
    for folder in &kept {
        scopes.extend(scope(folder, None, limits, &mut problems));
    }
    for (root, mut only) in files {
        only.retain(|file| !kept.iter().any(|folder| root.join(file).starts_with(folder)));
        if !only.is_empty() {
            scopes.extend(scope(&root, Some(only), limits, &mut problems));
        }
    }
    (scopes, problems)
}

fn scope(root: &Path, only: Option<BTreeSet<String>>, limits: Limits, problems: &mut Vec<Problem>) -> Option<Scope> {
    let work_tree = work_tree(root);
    let label = work_tree.as_ref().and_then(|top| root.strip_prefix(top).ok()).map(slashes).unwrap_or_default();
    let store = match Folder::new(root) {
        Ok(store) => store,
        Err(error) => {
            problems.push(Problem::file(Loss::Lost, slashes(root), super::plain(&error)));
            return None;
        }
    };
    let listing = list(root);
    problems.extend(listing.problems.into_iter().map(|mut problem| {
        problem.path = super::joined(&label, &problem.path);
        problem
    }));
    let tree = Tree::new(label, Box::new(store), listing.files, limits).with_aliases(listing.aliases);
    Some(Scope { tree, only, root: root.to_path_buf(), work_tree })
}

/// The nearest folder at or above `path` that holds a `.git` (a folder, or a file in a linked work tree or submodule).
#[must_use]
pub fn work_tree(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
}

/// What lies below a folder.
#[derive(Default)]
pub struct Listing {
    /// Files, below the folder, forward slashes.
    pub files: BTreeSet<String>,
    /// Folders and files that a symlink leads to: readable, but their content is found elsewhere.
    pub aliases: BTreeSet<String>,
    /// Folders that cannot be read, links that lead nowhere, outside or in a circle.
    pub problems: Vec<Problem>,
}

/// Lists the files below a folder. Links are followed only to what lies below it.
#[must_use]
pub fn list(root: &Path) -> Listing {
    let mut listing = Listing::default();
    let mut outside: Vec<PathBuf> = Vec::new();
    let walk = walkdir::WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        if entry.depth() > 0 && entry.file_type().is_dir() && (SKIPPED.contains(&&*name) || entry.path().join("pyvenv.cfg").exists()) {
            return false;
        }
        if !entry.path_is_symlink() || entry.depth() == 0 {
            return true;
        }
        let inside = entry.path().canonicalize().is_ok_and(|real| real.starts_with(root));
        if !inside {
            outside.push(entry.path().to_path_buf());
        }
        inside
    });
    for entry in walk {
        match entry {
            Ok(entry) => {
                let below = entry.path().strip_prefix(root).map(slashes).unwrap_or_default();
                if entry.path_is_symlink() && entry.depth() > 0 {
                    listing.aliases.insert(below.clone());
                }
                if entry.file_type().is_file() {
                    listing.files.insert(below);
                }
            }
            Err(error) => {
                let below = error.path().and_then(|path| path.strip_prefix(root).ok()).map(slashes).unwrap_or_default();
                listing.problems.push(unlisted(below, &error));
            }
        }
        if listing.files.len() >= MAX_FILES {
            listing.problems.push(Problem::file(Loss::Lost, "", format!("more than {MAX_FILES} files: the rest is not scanned")));
            break;
        }
    }
    for path in outside {
        let below = path.strip_prefix(root).map(slashes).unwrap_or_default();
        listing.problems.push(Problem::file(Loss::Note, below, "is a link that leads outside the scanned folder and is not followed"));
    }
    listing
}

fn unlisted(path: String, error: &walkdir::Error) -> Problem {
    if error.loop_ancestor().is_some() {
        return Problem::file(Loss::Note, path, "is a link to a folder that holds it (a circle) and is not followed");
    }
    let kind = error.io_error().map(std::io::Error::kind);
    match kind {
        // A dangling link names nothing that could be lost.
        Some(std::io::ErrorKind::NotFound) => Problem::file(Loss::Note, path, "is a link that leads nowhere"),
        Some(std::io::ErrorKind::PermissionDenied) => Problem::file(Loss::Lost, path, "permission denied: what lies below is not scanned"),
        _ => Problem::file(Loss::Lost, path, format!("cannot be listed: {error}")),
    }
}

/// A path with forward slashes.
#[must_use]
pub fn slashes(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/").replace("//", "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_brings_its_work_tree_and_folders_swallow_what_they_hold() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        for (path, text) in [("repo/.git/HEAD", ""), ("repo/infra/main.tf", ""), ("repo/other/x.tf", ""), ("plain/a.json", "")] {
            std::fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            std::fs::write(root.join(path), text).unwrap();
        }
        let (scopes, problems) = open(&[root.join("repo/infra/main.tf"), root.join("plain/a.json")], Limits::default());
        assert!(problems.is_empty(), "{problems:?}");
        let found: Vec<_> = scopes.iter().map(|scope| (scope.root.strip_prefix(&root).unwrap(), scope.only.clone().unwrap())).collect();
        assert_eq!(found[0].0, Path::new("plain"));
        assert_eq!(found[1].0, Path::new("repo"));
        assert!(found[1].1.contains("infra/main.tf"));
        let (scopes, _) = open(&[root.join("repo/infra"), root.join("repo/infra/main.tf")], Limits::default());
        assert_eq!(scopes.len(), 1);
        assert_eq!(scopes[0].tree.label, "infra");
        let (scopes, problems) = open(&[root.join("absent")], Limits::default());
        assert!(scopes.is_empty());
        assert_eq!(problems[0].loss, Loss::Lost);
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
        assert!(listing.files.contains("a/x.tf") && listing.files.contains("b/x.tf"), "{:?}", listing.files);
        assert!(!listing.files.iter().any(|file| file.contains("secret")));
        assert!(listing.aliases.contains("b"));
        let said: Vec<_> = listing.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert!(said.iter().any(|text| text.contains("circle")), "{said:?}");
        assert!(said.iter().any(|text| text.contains("outside")), "{said:?}");
    }
}
