//! What lies below a folder of the disk: files, links that stay inside, repositories, and what is left out.

use super::links::Links;
use crate::gap::{Gap, GapKind};
use crate::path::slashes;
use crate::source::{Loss, Problem};
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Folders that never hold infrastructure code of their own: version control and installed
/// packages.
const SKIPPED: [&str; 7] =
    [".git", ".hg", ".svn", "node_modules", "__pycache__", ".tox", TERRAGRUNT];
/// What Terragrunt makes of the modules that it calls.
const TERRAGRUNT: &str = ".terragrunt-cache";

/// Entries of one tree that are listed; beyond this the scan says that it is incomplete.
const MAX_FILES: usize = 2_000_000;

/// Files and folders that are listed through links: folders that link to one another have as many
/// paths as there are ways through them.
const MAX_LINKED: usize = 10_000;

/// Files that may say that their folder is a cache.
const MARKERS: [&str; 2] = [CACHE, ENVIRONMENT];
const CACHE: &str = "CACHEDIR.TAG";
const ENVIRONMENT: &str = "pyvenv.cfg";

/// Bytes of a file that marks a folder which are looked at.
const MARKER: u64 = 4096;

/// What lies below a folder.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Files, below the folder, forward slashes.
    pub files: BTreeSet<String>,
    /// Folders and files that a symlink leads to: readable, but their content is found elsewhere.
    pub aliases: BTreeSet<String>,
    /// Those of the aliases that are files with the link's text.
    pub links: Links,
    /// Folders that hold a `.git`.
    pub repositories: BTreeSet<String>,
    /// Folders that cannot be read, links that lead nowhere or in a circle.
    pub problems: Vec<Problem>,
    /// Links that lead outside, caches that hold infrastructure.
    pub gaps: Vec<Gap>,
}

impl Listing {
    /// Adds what lies below one of its folders.
    pub(super) fn add(&mut self, other: Listing, folder: &str) {
        let below = |path: String| crate::path::joined(folder, &path);
        self.files.extend(other.files.into_iter().map(below));
        self.links.add(other.links, folder);
        self.aliases.extend(other.aliases.into_iter().map(below));
        self.problems.extend(
            other
                .problems
                .into_iter()
                .map(|problem| Problem { path: below(problem.path.clone()), ..problem }),
        );
        self.gaps.extend(other.gaps.into_iter().map(|gap| {
            let path = below(gap.path.clone());
            Gap { what: path.clone(), path, ..gap }
        }));
    }
}

/// Lists the files below a folder. Links are followed only to what lies below it.
#[must_use]
pub fn list(root: &Path) -> Listing {
    listed(root, false)
}

/// Lists the files below a folder that lie in no repository, and the repositories.
#[must_use]
pub fn list_beside_repositories(root: &Path) -> Listing {
    listed(root, true)
}

fn listed(root: &Path, beside: bool) -> Listing {
    let mut lister = Lister {
        root,
        beside,
        listing: Listing::default(),
        files: Vec::new(),
        links: Vec::new(),
        linked: 0,
    };
    lister.walk_own();
    for link in std::mem::take(&mut lister.links) {
        lister.link(&link);
    }
    let mut files: BTreeSet<String> = std::mem::take(&mut lister.files).into_iter().collect();
    let left = MAX_LINKED.saturating_sub(lister.linked);
    let (links, more) = Links::of(root, &mut files, &mut lister.listing.aliases, left);
    if more || lister.linked > MAX_LINKED {
        let message = format!(
            "links lead to more than {MAX_LINKED} files and folders: further ones are not followed"
        );
        // What a link leads to is in the tree, and is scanned where it stands.
        lister.listing.problems.push(Problem::file(Loss::Note, "", message));
    }
    Listing { files, links, ..lister.listing }
}

struct Lister<'a> {
    root: &'a Path,
    /// What lies in a repository below the root is another listing's.
    beside: bool,
    listing: Listing,
    /// The files, one that several links lead to several times: sorted at once they cost less than
    /// put in order one by one.
    files: Vec<String>,
    /// Links seen and not followed yet.
    links: Vec<PathBuf>,
    /// Entries that were reached through links.
    linked: usize,
}

impl Lister<'_> {
    /// Lists what lies below the root itself, and the links there. To follow them, every entry would
    /// have to be looked at; a folder says by itself which of its entries are links.
    fn walk_own(&mut self) {
        let mut open = vec![self.root.to_path_buf()];
        while let Some(folder) = open.pop() {
            let (mut folders, mut files, mut links) = (Vec::new(), Vec::new(), Vec::new());
            let (mut marked, mut repository, mut bare) = (false, false, [false; 3]);
            let entries = match std::fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    let problem = unlisted(self.below(&folder), &error);
                    self.listing.problems.push(problem);
                    continue;
                }
            };
            for entry in entries {
                let known = entry.and_then(|entry| Ok((entry.file_type()?, entry)));
                let (kind, entry) = match known {
                    Ok(known) => known,
                    Err(error) => {
                        let problem = unlisted(self.below(&folder), &error);
                        self.listing.problems.push(problem);
                        continue;
                    }
                };
                let name = entry.file_name();
                marked |= MARKERS.iter().any(|marker| name == *marker);
                let of_git = ["HEAD", "objects", "refs"].iter().position(|part| name == *part);
                if let Some(part) = of_git.filter(|_| self.beside) {
                    bare[part] = true;
                }
                if name == ".git" {
                    repository = true;
                } else if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_symlink() {
                    links.push(entry.path());
                } else if kind.is_file() {
                    files.push(entry.path());
                }
            }
            if folder != self.root && (has_skipped_name(&folder) || marked && is_cache(&folder)) {
                self.skip(&folder);
                continue;
            }
            // A repository without a work tree is one too: its folder holds git's own files alone.
            if repository || bare == [true; 3] && folder != self.root {
                let below = self.below(&folder);
                self.listing.repositories.insert(below);
                if self.beside && folder != self.root {
                    continue;
                }
            }
            let below: Vec<String> = files.iter().map(|path| self.below(path)).collect();
            self.files.extend(below);
            self.links.append(&mut links);
            // The stack gives the first of them first, whatever order the file system has them in.
            folders.sort_unstable_by(|one, two| two.cmp(one));
            for folder in folders {
                // What has such a name is not even opened: it may hold more than all the rest.
                if has_skipped_name(&folder) { self.skip(&folder) } else { open.push(folder) }
            }
            if self.are_too_many() {
                break;
            }
        }
        // Where links that lead to one another are broken off does not depend on the disk.
        self.links.sort();
    }

    /// Lists what a link leads to, which lies in the folder `above`, and follows further links.
    fn walk(&mut self, walk: walkdir::WalkDir, above: &Path) {
        let root = self.root;
        let mut outside: Vec<PathBuf> = Vec::new();
        let mut circles: Vec<PathBuf> = Vec::new();
        let mut skipped: Vec<PathBuf> = Vec::new();
        let mut repositories: Vec<PathBuf> = Vec::new();
        let entries =
            walk.follow_links(true).sort_by_file_name().into_iter().filter_entry(|entry| {
                if entry.depth() == 0 {
                    return true;
                }
                if entry.file_name() == ".git" {
                    repositories.extend(entry.path().parent().map(Path::to_path_buf));
                    return false;
                }
                if entry.file_type().is_dir() && is_skipped(entry.path()) {
                    skipped.push(entry.path().to_path_buf());
                    return false;
                }
                if !entry.path_is_symlink() {
                    return true;
                }
                match entry.path().canonicalize() {
                    Ok(ref real) if !may_follow(root, real) => {
                        outside.push(entry.path().to_path_buf())
                    }
                    // A link to a folder that it lies in has no end.
                    Ok(ref real) if above.starts_with(real) => {
                        circles.push(entry.path().to_path_buf())
                    }
                    _ => return true,
                }
                false
            });
        for entry in entries {
            self.linked += 1;
            if self.linked > MAX_LINKED {
                break;
            }
            match entry {
                Ok(entry) => {
                    let below = self.below(entry.path());
                    if entry.path_is_symlink() {
                        self.listing.aliases.insert(below.clone());
                    }
                    if entry.file_type().is_file() {
                        self.files.push(below);
                    }
                }
                Err(error) => {
                    let below = error.path().map(|path| self.below(path)).unwrap_or_default();
                    let circle = || Problem::file(Loss::Note, below.clone(), CIRCLE);
                    let problem = error.loop_ancestor().map(|_| circle());
                    let told = || unlisted(below.clone(), &error.into());
                    self.listing.problems.push(problem.unwrap_or_else(told));
                }
            }
            if self.are_too_many() {
                break;
            }
        }
        for path in repositories {
            let below = self.below(&path);
            self.listing.repositories.insert(below);
        }
        outside.iter().for_each(|path| self.leads_out(path));
        skipped.iter().for_each(|folder| self.skip(folder));
        circles.iter().for_each(|path| self.note(path, CIRCLE));
    }

    fn are_too_many(&mut self) -> bool {
        let too_many = self.files.len() >= MAX_FILES;
        if too_many {
            let message = format!("more than {MAX_FILES} files: the rest is not scanned");
            self.listing.problems.push(Problem::file(Loss::Lost, "", message));
        }
        too_many
    }

    /// A folder that is not listed; a cache that holds infrastructure is told.
    fn skip(&mut self, folder: &Path) {
        let below = self.below(folder);
        tracing::info!(
            folder = %below,
            "skipped: what tools install or make, no infrastructure code of its own"
        );
        let terragrunt = folder.ends_with(TERRAGRUNT);
        if !(terragrunt || is_cache(folder)) || !holds_infrastructure(folder) {
            return;
        }
        let (why, cure) = if terragrunt {
            ("the cache of Terragrunt", "name the folder in the scan")
        } else {
            (
                "a CACHEDIR.TAG or pyvenv.cfg says that it is made anew by a program",
                "remove that file, or name the folder in the scan",
            )
        };
        self.listing.gaps.push(Gap::file(GapKind::LeftOut, below, why, cure));
    }

    fn link(&mut self, path: &Path) {
        if self.linked > MAX_LINKED {
            return;
        }
        let Ok(real) = path.canonicalize() else {
            return self.walk(walkdir::WalkDir::new(path).max_depth(0), path);
        };
        let above = path.parent().and_then(|folder| folder.canonicalize().ok()).unwrap_or_default();
        if !may_follow(self.root, &real) {
            self.leads_out(path);
        } else if above.starts_with(&real) {
            self.note(path, CIRCLE);
        } else if self.leads_into_repository(&real) {
            self.leads_out(path);
        } else if !(real.is_dir() && is_skipped(path)) {
            self.walk(walkdir::WalkDir::new(path), &above);
        }
    }

    /// Whether a link's target is another listing's.
    fn leads_into_repository(&self, real: &Path) -> bool {
        let below = self.below(real);
        let inside = |repository: &String| crate::path::is_below(&below, repository);
        self.beside && self.listing.repositories.iter().any(inside)
    }

    fn below(&self, path: &Path) -> String {
        path.strip_prefix(self.root).map(slashes).unwrap_or_default()
    }

    /// A link that is not followed: told where its name says that it may be ours.
    fn leads_out(&mut self, path: &Path) {
        let below = self.below(path);
        let named =
            path.file_name().is_some_and(|name| SKIPPED.contains(&&*name.to_string_lossy()));
        if path.is_dir() && !named || may_be_ours(&below) {
            let cure = "scan a folder that holds both, or the link's target by its own path";
            self.listing.gaps.push(Gap::file(GapKind::FileNotRead, below, OUTSIDE, cure));
        }
    }

    fn note(&mut self, path: &Path, message: &str) {
        let problem = Problem::file(Loss::Note, self.below(path), message);
        self.listing.problems.push(problem);
    }
}

const OUTSIDE: &str = "a link that leads outside the tree that is read";
const CIRCLE: &str = "is a link to a folder that holds it (a circle) and is not followed";

/// Whether a folder never holds infrastructure code of its own: by its name, or because it is a
/// cache.
pub(super) fn is_skipped(folder: &Path) -> bool {
    has_skipped_name(folder) || is_cache(folder)
}

fn has_skipped_name(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| SKIPPED.iter().any(|skipped| name == *skipped))
}

/// Whether a link's target is part of the tree: below its root, and not git's own.
fn may_follow(root: &Path, real: &Path) -> bool {
    real.strip_prefix(root).is_ok_and(|below| !super::in_git(below))
}

/// Whether a folder says that it is made anew by a program: a virtual environment of Python, whose
/// file names its `home` (PEP 405), or a cache with the signature that the tag must have
/// (<https://bford.info/cachedir/>).
fn is_cache(folder: &Path) -> bool {
    const SIGNATURE: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55";
    let head = |name: &str| {
        let mut head = Vec::new();
        let file = super::open_regular(&folder.join(name)).ok()?;
        file.take(MARKER).read_to_end(&mut head).ok()?;
        Some(head)
    };
    let names_home = |text: &[u8]| {
        let text = String::from_utf8_lossy(text);
        let mut keys = text.lines().filter_map(|line| line.split_once('='));
        keys.any(|(key, value)| key.trim() == "home" && !value.trim().is_empty())
    };
    head(CACHE).is_some_and(|head| head.starts_with(SIGNATURE))
        || head(ENVIRONMENT).is_some_and(|head| names_home(&head))
}

/// Whether infrastructure code lies in a folder that is not listed. Only its first entries are
/// looked at: a cache may be large.
fn holds_infrastructure(folder: &Path) -> bool {
    const ENTRIES: usize = 2_000;
    walkdir::WalkDir::new(folder)
        .max_depth(6)
        .into_iter()
        .filter_map(Result::ok)
        .take(ENTRIES)
        .filter(|entry| entry.file_type().is_file())
        .any(|entry| {
            let name = entry.file_name().to_string_lossy();
            [".tf", ".tofu", ".template", ".json", ".yaml", ".yml"]
                .iter()
                .any(|ending| name.ends_with(ending))
        })
}

fn unlisted(path: String, error: &std::io::Error) -> Problem {
    match error.kind() {
        std::io::ErrorKind::NotFound if may_be_ours(&path) => {
            let cure = "bring its target back, or remove the link";
            Problem::unread(Loss::Note, path, "a link that leads nowhere", cure)
        }
        // A dangling link of another name means nothing that could be lost.
        std::io::ErrorKind::NotFound => {
            Problem::file(Loss::Note, path, "is a link that leads nowhere")
        }
        std::io::ErrorKind::PermissionDenied => {
            Problem::unread(Loss::Lost, path, "permission denied", "let the user who scans read it")
        }
        _ => Problem::unread(
            Loss::Lost,
            path,
            format!("it cannot be listed: {error}"),
            "let the user who scans list it",
        ),
    }
}

/// Whether a link's name is that of a file of our formats. What begins with a dot no tool reads:
/// editors mark files with such links.
fn may_be_ours(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ours = [".tf", ".tofu", ".json", ".yaml", ".yml", ".tfvars", ".template"];
    !name.starts_with('.') && ours.iter().any(|ending| name.ends_with(ending))
}
