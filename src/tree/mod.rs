//! A tree of files: the only way a scan reads anything. Nothing outside its root can be named.

mod content;
pub mod disk;
mod folder;
pub mod git;
mod links;
mod listing;
mod loaded;
mod regular;
mod renewed;
mod text;

pub use content::Content;
pub use text::{AS_TEXT, DecodeError, ReadError, decode, stands_for_another};

use crate::path::{any_below, joined};
use crate::source::{File, FileId, Loss, Problem, SourceFile};
use links::Links;
use loaded::Loaded;
use std::any::{Any, TypeId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path as FsPath;
use std::sync::{Arc, Mutex, OnceLock, RwLock};
use text::plain;

pub use folder::Folder;
pub use regular::{open as open_regular, read as read_regular};
pub use renewed::Stamp;

/// Caps on what is read, each with its own message.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one file (16 MiB).
    pub file: u64,
    /// Bytes of one plan (256 MiB).
    pub plan: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { file: 16 << 20, plan: 256 << 20 }
    }
}

/// Where a tree's bytes come from.
pub trait Store: Send + Sync {
    /// The bytes of a file below the root, at most `cap` of them.
    ///
    /// # Errors
    /// Not there, not readable, larger than `cap`, outside the root.
    fn read(&self, path: &str, cap: u64) -> Result<Vec<u8>, ReadError>;

    /// What stands for a file's content in a digest.
    fn content(&self, _path: &str) -> Content {
        Content::Bytes
    }

    /// What tells a file's present text from an earlier one; `None`: the store does not know.
    fn stamp(&self, _path: &str) -> Option<Stamp> {
        None
    }

    /// Forgets what it knows of folders: they may be others by now.
    fn refresh(&self) {}
}

/// A folder (or a commit's tree), its file names, and the files read so far.
pub struct Tree {
    /// How a report names the root: prefixed to every path it prints, with `/` behind it unless
    /// empty.
    pub label: String,
    store: Box<dyn Store>,
    files: BTreeSet<String>,
    aliases: BTreeSet<String>,
    links: Links,
    homes: Homes,
    installed: BTreeMap<(String, String), Option<String>>,
    /// Texts that stand in place of what the store has.
    replaced: BTreeMap<String, String>,
    /// Only files that are listed are read.
    listed_only: bool,
    limits: Limits,
    loaded: RwLock<Loaded>,
    kept: Mutex<HashMap<TypeId, Box<dyn Any + Send + Sync>>>,
    /// Of the files read so far what tells their texts from later ones; `None`: the tree is read once.
    stamps: Option<Mutex<HashMap<String, Option<Stamp>>>>,
}

/// The repositories of a tree.
#[derive(Clone, Debug, Default)]
pub struct Homes {
    /// The name of the one that the tree is, where it is one of several.
    pub own: String,
    /// The folders of those below the tree's root.
    pub below: BTreeSet<String>,
    /// There is none, and the root holds folders alone.
    pub apart: bool,
}

impl Tree {
    /// A tree over a store with a list of its files (relative paths, forward slashes).
    #[must_use]
    pub fn new(
        label: String,
        store: Box<dyn Store>,
        files: BTreeSet<String>,
        limits: Limits,
    ) -> Tree {
        Tree {
            label,
            store,
            files,
            aliases: BTreeSet::new(),
            links: Links::default(),
            homes: Homes::default(),
            installed: BTreeMap::new(),
            replaced: BTreeMap::new(),
            listed_only: false,
            limits,
            loaded: RwLock::default(),
            kept: Mutex::default(),
            stamps: None,
        }
    }

    /// The same tree, knowing which of its files and folders only links lead to.
    #[must_use]
    pub fn with_aliases(mut self, aliases: BTreeSet<String>) -> Tree {
        self.aliases = aliases;
        self
    }

    /// The same tree, knowing which of its files are links that a checkout wrote as texts.
    #[must_use]
    fn with_links(mut self, links: Links) -> Tree {
        self.links = links;
        self
    }

    /// The same tree, of which no file is read that is not listed: what the listing passes over (a
    /// repository's own folder, installed packages) cannot be named. A file that is named by an
    /// absolute path is a person's choice.
    #[must_use]
    pub fn reading_what_is_listed(mut self) -> Tree {
        self.listed_only = true;
        self
    }

    /// Puts other texts in place of those of some files: what a scan would find once they are
    /// written. Nothing may have been read yet.
    pub fn replace(&mut self, texts: BTreeMap<String, String>) {
        self.replaced = texts;
    }

    fn read(&self, path: &str, cap: u64) -> Result<Vec<u8>, ReadError> {
        if let Some(text) = self.replaced.get(path) {
            let fits = text.len() as u64 <= cap;
            return fits.then(|| text.clone().into_bytes()).ok_or(ReadError::TooLarge(cap));
        }
        if self.listed_only && !FsPath::new(path).is_absolute() && !self.files.contains(path) {
            return Err(ReadError::Absent);
        }
        match self.links.resolve(path) {
            Some(real) => self.store.read(&real, cap),
            None => self.store.read(path, cap),
        }
    }

    /// The same tree, knowing of the repositories in it.
    #[must_use]
    pub fn with_homes(mut self, homes: Homes) -> Tree {
        self.homes = homes;
        self
    }

    /// The repository that a path stands in and the path below its root: what a thing is called
    /// wherever a scan starts. The repository's name is empty where the tree lies in one.
    #[must_use]
    pub fn home(&self, path: &str) -> (&str, String) {
        let homes = &self.homes;
        if !homes.own.is_empty() {
            return (&homes.own, path.to_owned());
        }
        let mut at = path;
        while !homes.below.is_empty() && !at.is_empty() {
            if let Some(home) = homes.below.get(at) {
                let rest = path[at.len()..].trim_start_matches('/');
                return (home, rest.to_owned());
            }
            at = at.rsplit_once('/').map_or("", |(folder, _)| folder);
        }
        ("", self.reported(path))
    }

    /// Whether the folders at the root are taken for repositories: it holds nothing else and lies in
    /// none.
    #[must_use]
    pub fn holds_repositories(&self) -> bool {
        self.homes.apart
    }

    /// A path below the root of the repository that it stands in, for identities. A folder that
    /// holds nothing but folders and lies in no repository is taken for a folder of repositories.
    #[must_use]
    pub fn identified(&self, path: &str) -> String {
        let (repository, below) = self.home(path);
        match below.split_once('/') {
            Some((_, rest)) if repository.is_empty() && self.homes.apart => rest.to_owned(),
            _ => below,
        }
    }

    /// Names module calls (folder and name) whose installed copy is another call's, or is not
    /// there: the copies on disk are those of another state of the files.
    pub fn set_installed(&mut self, installed: BTreeMap<(String, String), Option<String>>) {
        self.installed = installed;
    }

    /// The call whose installed copy a module call has: its own, as a rule.
    #[must_use]
    pub fn installed_as<'a>(&'a self, folder: &str, name: &'a str) -> Option<&'a str> {
        if self.installed.is_empty() {
            return Some(name);
        }
        match self.installed.get(&(folder.to_owned(), name.to_owned())) {
            Some(other) => other.as_deref(),
            None => Some(name),
        }
    }

    /// Whether the file is reached through a link: readable here, but its content stands elsewhere
    /// in the tree.
    #[must_use]
    pub fn is_alias(&self, path: &str) -> bool {
        !self.aliases.is_empty()
            && (self.aliases.contains(path)
                || path.match_indices('/').any(|(at, _)| self.aliases.contains(&path[..at])))
    }

    /// A file as reports name it: below the git work tree's root where there is one.
    #[must_use]
    pub fn reported(&self, path: &str) -> String {
        joined(&self.label, path)
    }

    /// A tree of texts held in memory: for tests and documentation.
    #[must_use]
    pub fn of_texts(texts: &[(&str, &str)]) -> Tree {
        Tree::of_bytes(
            &texts.iter().map(|(path, text)| (*path, text.as_bytes())).collect::<Vec<_>>(),
        )
    }

    /// A tree of files held in memory.
    #[must_use]
    pub fn of_bytes(texts: &[(&str, &[u8])]) -> Tree {
        struct Memory(HashMap<String, Vec<u8>>);
        impl Store for Memory {
            fn read(&self, path: &str, _: u64) -> Result<Vec<u8>, ReadError> {
                self.0.get(path).cloned().ok_or(ReadError::Absent)
            }
        }
        let files = texts.iter().map(|(path, _)| (*path).to_owned()).collect();
        let bytes = texts.iter().map(|(path, text)| ((*path).to_owned(), text.to_vec())).collect();
        Tree::new(String::new(), Box::new(Memory(bytes)), files, Limits::default())
    }

    /// What is read at most.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// All files, sorted.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// The files directly in a folder (`""` is the root), sorted.
    pub fn files_in<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let from = prefix.clone();
        self.files
            .range::<String, _>(from..)
            .take_while(move |path| path.starts_with(&prefix))
            .map(String::as_str)
            .filter(move |path| {
                !path[if folder.is_empty() { 0 } else { folder.len() + 1 }..].contains('/')
            })
    }

    /// Whether the file is there.
    #[must_use]
    pub fn has_file(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Whether any file lies below the folder.
    #[must_use]
    pub fn has_folder(&self, folder: &str) -> bool {
        folder.is_empty() || any_below(&self.files, folder)
    }

    /// A file's raw bytes, not kept: for hashes and `filebase64`, and for a cheap look at what a
    /// file is.
    ///
    /// # Errors
    /// The file is not there, not readable or too large; the problem names it.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, Problem> {
        self.read(path, self.limits.file).map_err(|why| why.problem(path))
    }

    /// As [`Tree::bytes`], with the cap for plans: to tell what a large file is.
    ///
    /// # Errors
    /// As [`Tree::bytes`].
    pub fn bytes_of_plan(&self, path: &str) -> Result<Vec<u8>, Problem> {
        self.read(path, self.limits.plan).map_err(|why| why.problem(path))
    }

    /// A file's decoded text, read once.
    ///
    /// # Errors
    /// The file is not there, not readable, too large or no text; the problem names it. The same
    /// problem is given every time.
    pub fn load(&self, path: &str) -> Result<(FileId, File), Problem> {
        self.load_up_to(path, self.limits.file)
    }

    /// As [`Tree::load`], with the cap for plans.
    ///
    /// # Errors
    /// As [`Tree::load`].
    pub fn load_plan(&self, path: &str) -> Result<(FileId, File), Problem> {
        self.load_up_to(path, self.limits.plan)
    }

    fn load_up_to(&self, path: &str, cap: u64) -> Result<(FileId, File), Problem> {
        {
            let loaded = self.loaded.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some(known) = loaded.known(path) {
                return known;
            }
        }
        self.stamp(path);
        let text = self.text(path, cap);
        let mut loaded = self.loaded.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = loaded.known(path) {
            return known;
        }
        // A tree whose files change is read once: a text says which state of it was looked at.
        if self.stamps.is_none() {
            loaded.make_room();
        }
        let result = text.map(|text| Arc::new(SourceFile::new(path.to_owned(), text)));
        match result {
            Ok(file) => Ok((loaded.keep(path, file.clone()), file)),
            Err(problem) => {
                loaded.keep_problem(path, problem.clone());
                Err(problem)
            }
        }
    }

    /// Lets go of the texts that were loaded: whoever asks for one again has it read again. What is under
    /// way keeps its own.
    pub fn release(&self) {
        self.loaded.write().unwrap_or_else(std::sync::PoisonError::into_inner).release();
    }

    fn text(&self, path: &str, cap: u64) -> Result<String, Problem> {
        let bytes = self.read(path, cap).map_err(|why| why.problem(path))?;
        if let Some((why, cure)) = stands_for_another(&bytes) {
            return Err(Problem::unread(Loss::Note, path, why, cure));
        }
        decode(&bytes).map_err(|why| Problem {
            at: why.at(&bytes),
            ..Problem::unread(Loss::Lost, path, why.what(), AS_TEXT)
        })
    }

    /// What a stage derives from the whole tree, derived once and shared by all units. `make` must
    /// not ask for the same type.
    pub fn kept<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Arc<T> {
        type Cell<T> = Arc<OnceLock<Arc<T>>>;
        let cell: Cell<T> = {
            let mut kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let cell =
                kept.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(Cell::<T>::default()));
            cell.downcast_ref::<Cell<T>>().cloned().unwrap_or_default()
        };
        cell.get_or_init(|| Arc::new(make())).clone()
    }

    /// A file that was loaded before: the one a span names.
    ///
    /// # Panics
    /// The id came from another tree: a bug.
    #[must_use]
    pub fn file(&self, id: FileId) -> File {
        let slot = {
            let loaded = self.loaded.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            loaded.file(id)
        };
        match slot {
            Ok(file) => file,
            Err(path) => {
                let again = self.load_up_to(&path, self.limits.plan);
                // It is gone from the disk meanwhile: nothing of it can be shown.
                again.map_or_else(
                    |_| Arc::new(SourceFile::new(path.to_string(), String::new())),
                    |(_, file)| file,
                )
            }
        }
    }

    /// A path below the root from a folder of the tree and a relative path as source text has it
    /// (`./x`, `../y`). `None` when it would leave the root or is absolute.
    #[must_use]
    pub fn join(folder: &str, relative: &str) -> Option<String> {
        if relative.starts_with('/') || relative.contains('\0') {
            return None;
        }
        let mut parts: Vec<&str> =
            folder.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        for part in relative.split(['/', '\\']) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }
}

/// Whether a path leads into a repository's own folder, which holds a checkout's credentials.
fn in_git(below: &FsPath) -> bool {
    below.iter().any(|name| name.to_string_lossy().eq_ignore_ascii_case(".git"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn join_stays_inside() {
        assert_eq!(Tree::join("a/b", "../c.json").as_deref(), Some("a/c.json"));
        assert_eq!(Tree::join("", "./x").as_deref(), Some("x"));
        assert_eq!(Tree::join("a", "../../etc/passwd"), None);
        assert_eq!(Tree::join("a", "/etc/passwd"), None);
    }

    #[test]
    fn a_text_that_was_let_go_of_is_read_again() {
        let tree = Tree::of_texts(&[("a.tf", "one"), ("b.tf", "two")]);
        let (id, _) = tree.load("a.tf").unwrap();
        assert!(tree.load("c.tf").is_err());
        tree.release();
        assert_eq!(tree.file(id).text, "one");
        tree.release();
        let again = tree.load("a.tf").unwrap();
        assert_eq!((again.0, again.1.text.as_str()), (id, "one"));
        assert_eq!(tree.load("b.tf").unwrap().0, FileId(1));
        assert!(tree.load("c.tf").is_err());
    }

    #[test]
    fn files_in_lists_one_folder() {
        let tree =
            Tree::of_texts(&[("a/x.tf", ""), ("a/b/y.tf", ""), ("a-b/z.tf", ""), ("r.tf", "")]);
        assert_eq!(tree.files_in("a").collect::<Vec<_>>(), ["a/x.tf"]);
        assert_eq!(tree.files_in("").collect::<Vec<_>>(), ["r.tf"]);
        assert!(tree.has_folder("a/b") && !tree.has_folder("a/x"));
    }
}
