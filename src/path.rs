//! Paths as the whole program writes them: text with forward slashes, below a root, without a
//! slash at either end. The empty path is the root.

use std::collections::BTreeSet;
use std::path::Component;

/// Folders that tools install packages into.
pub const PACKAGES: [&str; 3] = [".terraform", ".external_modules", ".aws-sam"];

/// The folder of a file; empty for the root.
#[must_use]
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a path lies in a folder that a tool installed: read when something names it, never a
/// unit of its own.
#[must_use]
pub fn in_package(path: &str) -> bool {
    path.split('/').any(|part| PACKAGES.contains(&part))
}

/// Whether a path is a folder or lies below it.
#[must_use]
pub fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether any of the paths lies below a folder.
#[must_use]
pub fn any_below(paths: &BTreeSet<String>, folder: &str) -> bool {
    if folder.is_empty() {
        return !paths.is_empty();
    }
    let prefix = format!("{folder}/");
    paths.range(prefix.clone()..).next().is_some_and(|path| path.starts_with(&prefix))
}

/// Two parts of a path; either may be empty.
#[must_use]
pub fn joined(folder: &str, path: &str) -> String {
    match (folder.is_empty(), path.is_empty() || path == ".") {
        (true, _) => path.to_owned(),
        (false, true) => folder.to_owned(),
        (false, false) => format!("{folder}/{path}"),
    }
}

/// The operating system's path with forward slashes.
#[must_use]
pub fn slashes(path: &std::path::Path) -> String {
    let mut out = String::with_capacity(path.as_os_str().len());
    for part in path.components() {
        if !out.is_empty() && !out.ends_with('/') {
            out.push('/');
        }
        match part {
            Component::RootDir if out.ends_with('/') => {}
            Component::RootDir => out.push('/'),
            part => out.push_str(&part.as_os_str().to_string_lossy()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_holds_what_lies_below_it() {
        let paths = BTreeSet::from(["a-b/x".to_owned(), "a/b/c.tf".to_owned(), "a0".to_owned()]);
        for (folder, holds) in [
            ("", true),
            ("a", true),
            ("a/b", true),
            ("a/b/c.tf", false),
            ("a0", false),
            ("b", false),
        ] {
            assert_eq!(any_below(&paths, folder), holds, "{folder}");
        }
        assert!(!any_below(&BTreeSet::new(), ""));
    }

    #[test]
    fn the_root_is_the_empty_path() {
        assert_eq!(folder_of("a/b/c.tf"), "a/b");
        assert_eq!(folder_of("c.tf"), "");
        assert_eq!(joined("", "c.tf"), "c.tf");
        assert_eq!(joined("a/b", "c.tf"), "a/b/c.tf");
        assert_eq!(joined("a/b", "."), "a/b");
    }

    #[test]
    fn paths_of_the_system_have_slashes() {
        for (path, text) in [
            ("/", "/"),
            ("/a//b/", "/a/b"),
            ("a/./b", "a/b"),
            ("./a", "./a"),
            ("../a", "../a"),
            ("", ""),
        ] {
            assert_eq!(slashes(std::path::Path::new(path)), text, "{path}");
        }
    }

    #[test]
    fn installed_folders_count_at_any_depth_and_only_as_whole_names() {
        assert!(in_package(".terraform/modules/x/main.tf"));
        assert!(in_package("a/.aws-sam/build/template.yaml"));
        assert!(!in_package("a/.terraformrc/main.tf"));
    }
}
