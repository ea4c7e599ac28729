//! Links of a checkout that cannot have any: git writes each as a file whose text is the link's
//! target (`core.symlinks = false`, as on Windows), and whoever copies such a checkout copies files.
//!
//! No file of ours means anything with such a text: to HCL and JSON it is an error, to YAML a
//! string.

use super::{Tree, regular};
use crate::path::any_below;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Bytes of a link's text at most: longer relative paths stand in no checkout we have seen, and
/// every short file with one of the names is read for this.
const MAX_TEXT: u64 = 256;
/// Links that lead to links.
const MAX_STEPS: usize = 8;
/// Files that stand for others of the same folder tree, with where they lead.
#[derive(Clone, Debug, Default)]
pub struct Links(BTreeMap<String, String>);

impl Links {
    /// Finds the links among the files below a folder, and puts what a link to a folder leads to in
    /// its place, `most` files in all. The aliases get the links. Gives also whether there were more.
    pub(super) fn of(
        root: &Path,
        files: &mut BTreeSet<String>,
        aliases: &mut BTreeSet<String>,
        most: usize,
    ) -> (Links, bool) {
        let is_folder = |path: &str| !path.is_empty() && any_below(files, path);
        let named = files.iter().filter(|path| may_stand_for_another(path));
        let texts: BTreeMap<String, String> = named
            .filter_map(|path| {
                let target = leads_to(path, &text_of(&root.join(path))?)?;
                let target = target.trim_end_matches('/').to_owned();
                (target != *path && (files.contains(&target) || is_folder(&target)))
                    .then(|| (path.clone(), target))
            })
            .collect();
        let mut links = Links::default();
        let mut linked = 0;
        for path in texts.keys() {
            let Some(target) = end(&texts, path) else { continue };
            if files.contains(&target) {
                if ending(&target) != ending(path) {
                    continue;
                }
            } else {
                // What a folder's link leads to stands under the link's path too; a circle has no
                // end.
                if crate::path::is_below(path, &target) || target.is_empty() {
                    continue;
                }
                let prefix = format!("{target}/");
                let inner =
                    files.range(prefix.clone()..).take_while(|file| file.starts_with(&prefix));
                let inner: Vec<String> =
                    inner.map(|file| format!("{path}/{}", &file[prefix.len()..])).collect();
                linked += inner.len();
                if linked > most {
                    return (links, true);
                }
                files.remove(path);
                files.extend(inner);
            }
            aliases.insert(path.clone());
            links.0.insert(path.clone(), target);
        }
        (links, false)
    }

    /// Links of one folder, seen from another one above it.
    pub(super) fn add(&mut self, other: Links, folder: &str) {
        let below = |path: String| crate::path::joined(folder, &path);
        self.0.extend(other.0.into_iter().map(|(path, target)| (below(path), below(target))));
    }

    /// Where a path really is.
    pub(super) fn resolve(&self, path: &str) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let mut at = self.step(path)?;
        // What lies behind a folder's link may be a link too.
        for _ in 0..MAX_STEPS {
            match self.step(&at) {
                Some(next) => at = next,
                None => break,
            }
        }
        Some(at)
    }

    fn step(&self, path: &str) -> Option<String> {
        if let Some(target) = self.0.get(path) {
            return Some(target.clone());
        }
        let mut folders = path.match_indices('/').map(|(at, _)| at);
        folders.find_map(|at| Some(format!("{}{}", self.0.get(&path[..at])?, &path[at..])))
    }
}

/// Whether a file may be a link by its name: what we read, and what may be a folder's name.
fn may_stand_for_another(path: &str) -> bool {
    const OURS: [&str; 9] =
        ["tf", "tofu", "tfvars", "hcl", "json", "yaml", "yml", "template", "tpl"];
    ending(path).is_none_or(|ending| OURS.contains(&ending))
}

fn ending(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map(|(_, ending)| ending)
}

/// The text of a file that is short enough for a link's.
fn text_of(path: &Path) -> Option<String> {
    let seen = std::fs::symlink_metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    if seen.len() == 0 || seen.len() > MAX_TEXT {
        return None;
    }
    String::from_utf8(regular::read_seen(path, &seen, MAX_TEXT).ok()?).ok()
}

/// Where a link's text leads, below the root: a relative path of one line and nothing else.
fn leads_to(path: &str, text: &str) -> Option<String> {
    let is_path = text.chars().all(|c| c.is_alphanumeric() || "/._-+@~".contains(c));
    // A word alone may be anything; a name with an ending is a file's.
    (is_path && (text.contains('/') || text.contains('.')))
        .then(|| Tree::join(crate::path::folder_of(path), text))?
}

/// The end of a chain of links; `None`: it leads in a circle.
fn end(texts: &BTreeMap<String, String>, path: &str) -> Option<String> {
    let mut at = texts.get(path)?;
    for _ in 0..MAX_STEPS {
        match texts.get(at) {
            Some(next) => at = next,
            None => return Some(at.clone()),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(written: &[(&str, &str)]) -> (Links, Vec<String>, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in written {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut files = written.iter().map(|(path, _)| (*path).to_owned()).collect();
        let mut aliases = BTreeSet::new();
        let (links, _) = Links::of(dir.path(), &mut files, &mut aliases, 100);
        (links, files.into_iter().collect(), aliases.into_iter().collect())
    }

    #[test]
    fn files_that_are_links_lead_to_files_and_folders() {
        let (links, files, aliases) = found(&[
            ("live/a.tf", "../shared/a.tf"),
            ("live/net", "../shared/net"),
            ("live/b.tf", "a.tf"),
            ("shared/a.tf", "variable \"x\" {}\n"),
            ("shared/net/main.tf", ""),
            ("shared/net/a.tf", "../a.tf"),
        ]);
        assert_eq!(links.resolve("live/a.tf").as_deref(), Some("shared/a.tf"));
        assert_eq!(links.resolve("live/b.tf").as_deref(), Some("shared/a.tf"));
        assert_eq!(links.resolve("live/net/main.tf").as_deref(), Some("shared/net/main.tf"));
        assert_eq!(links.resolve("live/net/a.tf").as_deref(), Some("shared/a.tf"));
        assert_eq!(links.resolve("shared/a.tf"), None);
        assert_eq!(aliases, ["live/a.tf", "live/b.tf", "live/net", "shared/net/a.tf"]);
        assert!(files.contains(&"live/net/main.tf".to_owned()));
        assert!(!files.contains(&"live/net".to_owned()));
    }

    #[test]
    fn other_short_texts_are_what_they_are() {
        let (links, ..) = found(&[
            // Out of the root, absent, another kind of file, more than one line, itself.
            ("a/1.tf", "../../etc/x.tf"),
            ("a/2.tf", "../b/none.tf"),
            ("a/3.tf", "../b/x.json"),
            ("a/4.tf", "../b/x.tf\n../b/x.tf"),
            ("a/5.tf", "5.tf"),
            ("a/6.tf", "7.tf"),
            ("a/7.tf", "6.tf"),
            ("a/up", "../a"),
            ("a/VERSION", "b"),
            ("a/b/main.tf", ""),
            ("b/x.tf", "locals {}\n"),
            ("b/x.json", "{}"),
        ]);
        assert!(links.0.is_empty(), "{links:?}");
    }
}
