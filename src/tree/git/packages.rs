//! The files of installed packages beside what a repository has: no part of a commit, and the same for
//! every side.

use crate::path::{PACKAGES, folder_of, in_package, joined};
use crate::tree::listing;
use std::collections::{BTreeSet, HashSet};
use std::path::Path;

/// The files of the packages that are installed in folders of `known` files and above. `listed`: what
/// lies below the root, where that is known.
pub(super) fn list(
    root: &Path,
    known: &BTreeSet<String>,
    listed: Option<&BTreeSet<String>>,
) -> BTreeSet<String> {
    let mut folders: HashSet<&str> = HashSet::from([""]);
    for path in known {
        let mut folder = folder_of(path);
        while folders.insert(folder) {
            folder = folder_of(folder);
        }
    }
    let mut files = BTreeSet::new();
    let mut met: HashSet<&str> = HashSet::new();
    for path in listed.into_iter().flatten() {
        if met.insert(folder_of(path)) {
            let mut above = folder_of(folder_of(path));
            while met.insert(above) {
                above = folder_of(above);
            }
        }
        if home(path).is_some_and(|home| folders.contains(home)) {
            files.insert(path.clone());
        }
    }
    // A listing passes over caches.
    for folder in folders.difference(&met).filter(|folder| !in_package(folder)) {
        for name in PACKAGES {
            let path = joined(folder, name);
            let full = root.join(&path);
            if full.is_dir() {
                let found = listing::list(&full).files.into_iter();
                files.extend(found.map(|file| joined(&path, &file)));
            }
        }
    }
    files.retain(|file| !known.contains(file));
    files
}

/// The folder that the package of a file is installed in.
fn home(path: &str) -> Option<&str> {
    let mut start = 0;
    for part in path.split('/') {
        if PACKAGES.contains(&part) {
            return Some(path[..start].trim_end_matches('/'));
        }
        start += part.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_found_listed_or_not() {
        let dir = tempfile::tempdir().unwrap();
        let files = [
            "a/main.tf",
            "a/.terraform/modules/m/x.tf",
            "a/.terraform/modules/m/.terraform/y.tf",
            "other/.terraform/z.tf",
            "cache/CACHEDIR.TAG",
            "cache/b/main.tf",
            "cache/b/.aws-sam/build/t.yaml",
        ];
        for file in files {
            let full = dir.path().join(file);
            std::fs::create_dir_all(full.parent().unwrap()).unwrap();
            let tag = "Signature: 8a477f597d28d172789f06886806bc55";
            std::fs::write(full, tag).unwrap();
        }
        let known = ["a/main.tf", "cache/b/main.tf"].map(str::to_owned).into();
        let listed = listing::list(dir.path()).files;
        assert!(!listed.iter().any(|file| file.starts_with("cache/")));
        let found = list(dir.path(), &known, Some(&listed));
        assert_eq!(found, list(dir.path(), &known, None));
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(found, [files[2], files[1], files[6]]);
    }
}
