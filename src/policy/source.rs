//! Where policies come from: the program itself, or folders. The only part of this stage that opens
//! files.

use super::bundle;
use crate::path::{folder_of, is_below, slashes};
use crate::source::{Loss, Position, Problem};
use crate::tree::Tree;
use flate2::read::ZlibDecoder;
use std::collections::HashMap;
use std::io::Read;
use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// One file of a policy folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    /// How problems name it.
    pub path: String,
    /// Path below its policy folder, forward slashes: `tampering/container_image_tampering.rego`.
    pub name: String,
    /// Its text.
    pub text: Text,
    /// Part of the program.
    pub bundled: bool,
}

impl PolicyFile {
    /// Whether it is Rego.
    pub(crate) fn is_rego(&self) -> bool {
        self.name.ends_with(".rego")
    }

    /// Whether it is data.
    pub(crate) fn is_data(&self) -> bool {
        [".json", ".yaml", ".yml"].iter().any(|ending| self.name.ends_with(ending))
    }

    /// Whether it is the settings of a folder.
    pub(crate) fn is_settings(&self) -> bool {
        self.name == "settings.json" || self.name.ends_with("/settings.json")
    }

    /// Whether it has tests.
    pub(crate) fn is_test(&self) -> bool {
        self.name.ends_with("_test.rego")
    }

    /// Whether it tests one of the program's own policies; what tests share is in `lib` and is
    /// none.
    pub(crate) fn is_bundled_test(&self) -> bool {
        self.bundled && self.name.ends_with("_test.rego") && !self.name.starts_with("lib/")
    }
}

/// A policy file's text.
#[derive(Clone, Debug)]
pub enum Text {
    /// Of a folder, or of the program and read at every start.
    Own(Arc<str>),
    /// The Rego of the program with this number, of so many bytes. It is decompressed when somebody
    /// reads it: a scan with the program's own policies runs their bytecode.
    Bundled(usize, usize),
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Text::Own(text) => text,
            Text::Bundled(number, _) => REGO.get(*number).map_or("", String::as_str),
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        match (self, other) {
            (Text::Bundled(one, _), Text::Bundled(other, _)) => one == other,
            // Most are no copies: that is seen without reading any.
            (Text::Bundled(_, length), Text::Own(text))
            | (Text::Own(text), Text::Bundled(_, length))
                if text.len() != *length =>
            {
                false
            }
            _ => **self == **other,
        }
    }
}

impl Eq for Text {}

impl<T: Into<Arc<str>>> From<T> for Text {
    fn from(text: T) -> Text {
        Text::Own(text.into())
    }
}

/// Largest policy file that is read, in bytes: the engine's own limit.
const CAP: u64 = 1 << 20;

/// Most files that a folder may have, and bytes of them all.
pub(super) const FILES: usize = 2_000;
pub(super) const FOLDER: u64 = 32 << 20;

/// What a folder says of itself.
pub(crate) const SET: &str = "set.toml";

/// The policies' names, the texts of those that are no Rego, and the lengths of those that are.
static BUNDLED: &[(&str, Option<&str>, usize)] = include!(concat!(env!("OUT_DIR"), "/policies.rs"));

/// The texts of those that are, compressed, each ended by a zero.
static COMPRESSED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/policies.z"));

static REGO: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts = String::new();
    // What the build script wrote can be read; a test holds it.
    drop(ZlibDecoder::new(COMPRESSED).read_to_string(&mut texts));
    texts.split_terminator('\0').map(str::to_owned).collect()
});

/// The policies that are part of the program, tests included, sorted by name.
#[must_use]
pub fn bundled() -> Vec<PolicyFile> {
    let mut numbers = 0..;
    let file = |(name, text, length): &(&str, Option<&str>, usize)| PolicyFile {
        path: format!("policies/{name}"),
        name: (*name).to_owned(),
        text: match text {
            Some(text) => Text::from(*text),
            None => Text::Bundled(numbers.next().unwrap_or_default(), *length),
        },
        bundled: true,
    };
    BUNDLED.iter().map(file).collect()
}

/// A digest of policy files, which two copies of the same policies share: the SHA-256, in hex, of what
/// `sha256sum` prints for the files in the order of their names' bytes.
#[must_use]
pub fn digest(files: &[PolicyFile]) -> String {
    use sha2::{Digest, Sha256};
    let hex =
        |digest: &[u8]| -> String { digest.iter().map(|byte| format!("{byte:02x}")).collect() };
    let mut files: Vec<&PolicyFile> = files.iter().collect();
    files.sort_by(|one, other| one.name.as_bytes().cmp(other.name.as_bytes()));
    let mut all = Sha256::new();
    for file in files {
        all.update(hex(&Sha256::digest(file.text.as_bytes())));
        all.update(format!("  {}\n", file.name));
    }
    hex(&all.finalize())
}

/// Whether the program's own Rego is among the files, whole and as it was built.
pub(crate) fn complete(files: &[PolicyFile]) -> bool {
    let rego = |file: &&PolicyFile| file.bundled && file.is_rego();
    let own: HashMap<&str, &Text> =
        files.iter().filter(rego).map(|file| (file.name.as_str(), &file.text)).collect();
    let built = bundled();
    let mut all = built.iter().filter(rego);
    all.all(|file| own.get(file.name.as_str()) == Some(&&file.text))
        && own.len() == built.iter().filter(rego).count()
}

/// Reads the Rego, the data and the `set.toml` below a folder (or one file), sorted by name. A symbolic
/// link is refused.
#[must_use]
pub fn read(path: &Path) -> (Vec<PolicyFile>, Vec<Problem>) {
    let shown = path.to_string_lossy().replace('\\', "/");
    if bundle::is_bundle(&shown) && path.is_file() {
        let bytes = crate::tree::read_regular(path, FOLDER).map_err(|why| why.to_string());
        return of_bundle(&shown, bytes);
    }
    let mut files = Vec::new();
    let mut problems = Vec::new();
    let label = |path: &Path| path.to_string_lossy().replace('\\', "/");
    let lost = |path: &Path, why: String| Problem::file(Loss::Lost, label(path), why);
    let mut size = 0;
    for entry in walkdir::WalkDir::new(path).max_depth(32).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let missing = error
                    .io_error()
                    .is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound);
                let why = if missing {
                    "no such file or folder".to_owned()
                } else {
                    format!("cannot be read: {error}")
                };
                problems.push(lost(error.path().unwrap_or(path), why));
                continue;
            }
        };
        if entry.path_is_symlink() && entry.depth() > 0 {
            problems.push(lost(
                entry.path(),
                "is a symbolic link, and nothing below a folder of policies may be one".to_owned(),
            ));
            continue;
        }
        let name = match entry.path().strip_prefix(path) {
            Ok(below) if !below.as_os_str().is_empty() => label(below),
            _ => entry.file_name().to_string_lossy().into_owned(),
        };
        if !entry.file_type().is_file() || !is_known(&name) {
            continue;
        }
        if files.len() >= FILES || size > FOLDER {
            let why = format!("has more than {FILES} files of policies, or {} MiB", FOLDER >> 20);
            problems.push(lost(path, why));
            break;
        }
        if entry.metadata().is_ok_and(|meta| meta.len() > CAP) {
            problems.push(lost(
                entry.path(),
                format!("is larger than {} MiB and is not read", CAP >> 20),
            ));
            continue;
        }
        let bytes = match crate::tree::read_regular(entry.path(), CAP) {
            Ok(bytes) => bytes,
            Err(why) => {
                problems.push(lost(entry.path(), why.to_string()));
                continue;
            }
        };
        match crate::tree::decode(&bytes).map_err(|error| error.to_string()) {
            Ok(text) => {
                size += text.len() as u64;
                let text = text.into();
                files.push(PolicyFile { path: label(entry.path()), name, text, bundled: false })
            }
            Err(why) => problems.push(match not_utf8(&bytes) {
                Some(at) => Problem { at: Some(at), ..lost(entry.path(), "not UTF-8".to_owned()) },
                None => lost(entry.path(), why),
            }),
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    (files, problems)
}

/// The files of a bundle. Where it is not as its manifest says, none of it is read.
fn of_bundle(path: &str, bytes: Result<Vec<u8>, String>) -> (Vec<PolicyFile>, Vec<Problem>) {
    let lost = |why: String| (Vec::new(), vec![Problem::file(Loss::Lost, path, why)]);
    let read = bytes.and_then(|bytes| bundle::files(&bytes)).and_then(|entries| {
        let manifest = entries.iter().find(|(name, _)| name == ".manifest");
        let roots = bundle::roots(manifest.map(|(_, bytes)| bytes.as_slice()))?;
        Ok((entries, roots))
    });
    let (entries, roots) = match read {
        Ok(read) => read,
        Err(why) => return lost(why),
    };
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for (name, bytes) in
        entries.into_iter().filter(|(name, _)| is_known(name) && !name.starts_with('.'))
    {
        let shown = format!("{path}/{name}");
        let text = match (bytes.len() as u64 > CAP, crate::tree::decode(&bytes)) {
            (true, _) => Err(format!("is larger than {} MiB and is not read", CAP >> 20)),
            (_, read) => read.map_err(|error| error.to_string()),
        };
        match text {
            Ok(text) => {
                let text = bundle::placed(&name, &text).unwrap_or_else(|| text.to_string());
                files.push(PolicyFile { path: shown, name, text: text.into(), bundled: false });
            }
            Err(why) => problems.push(Problem::file(Loss::Lost, shown, why)),
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    for file in files.iter().filter(|file| !file.is_settings() && file.name != SET) {
        let names: Vec<String> = match file.is_rego() {
            true => super::engine::lint::read(&file.name, &file.text)
                .map(|read| vec![read.package])
                .unwrap_or_default(),
            false => super::check::data::table(file)
                .map(|table| below(&serde_json::Value::Object(table), ""))
                .unwrap_or_default(),
        };
        if let Some(name) = names.iter().find(|name| !bundle::owns(&roots, name)) {
            let why = format!(
                "P021 data.{name} is below no root of the bundle ({}), as its .manifest has them",
                roots.join(", ")
            );
            problems.push(Problem::file(Loss::Lost, file.path.as_str(), why));
        }
    }
    (files, problems)
}

/// The names of an object's values, those of objects in it with their own.
fn below(value: &serde_json::Value, above: &str) -> Vec<String> {
    let name = |key: &str| if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") };
    match value {
        serde_json::Value::Object(map) if !map.is_empty() => {
            map.iter().flat_map(|(key, inner)| below(inner, &name(key))).collect()
        }
        _ => vec![above.to_owned()],
    }
}

/// Whether a file of a folder is read: Rego, data, and what the folder says of itself. What is below
/// `fixtures` is what a check is tested with.
fn is_known(name: &str) -> bool {
    let ending = [".rego", ".json", ".yaml", ".yml"].iter().any(|ending| name.ends_with(ending));
    (ending || name == SET) && !name.starts_with("fixtures/")
}

/// The place of the first byte that is no UTF-8.
fn not_utf8(bytes: &[u8]) -> Option<Position> {
    let at = std::str::from_utf8(bytes).err()?.valid_up_to();
    let before = std::str::from_utf8(&bytes[..at]).unwrap_or_default();
    let line = before.matches('\n').count();
    let last = before.rsplit('\n').next().unwrap_or_default();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(Position {
        line: number(line) + 1,
        column: number(last.chars().count()) + 1,
        byte_column: number(last.len()) + 1,
    })
}

/// Whether a folder is an edition of the program's own policies: it has the shared Rego.
#[must_use]
pub fn is_edition(files: &[PolicyFile]) -> bool {
    files.iter().any(|file| {
        file.name.ends_with("lib/result.rego")
            && file.text.lines().any(|line| line.trim_end() == "package stride.result")
    })
}

/// As [`read`], from a tree whose root is, or would be, this folder on disk.
#[must_use]
pub fn read_in(tree: &Tree, path: &str, root: &Path) -> (Vec<PolicyFile>, Vec<Problem>) {
    if bundle::is_bundle(path) && tree.has_file(path) && !tree.is_alias(path) {
        let shown = slashes(&root.join(path));
        return of_bundle(&shown, tree.bytes(path).map_err(|problem| problem.message));
    }
    let mut files = Vec::new();
    let mut problems = Vec::new();
    let inside = tree.files().filter(|file| is_below(file, path) && !tree.is_alias(file));
    for file in inside {
        let below = if file == path { folder_of(file) } else { path };
        let name = file.strip_prefix(below).unwrap_or(file).trim_start_matches('/').to_owned();
        if !is_known(&name) {
            continue;
        }
        let shown = slashes(&root.join(file));
        let text = tree.bytes(file).map_err(|problem| problem.message).and_then(|bytes| {
            if bytes.len() as u64 > CAP {
                return Err(format!("is larger than {} MiB and is not read", CAP >> 20));
            }
            crate::tree::decode(&bytes).map_err(|error| error.to_string())
        });
        match text {
            Ok(text) => {
                let text = text.into();
                files.push(PolicyFile { path: shown, name, text, bundled: false });
            }
            Err(why) => problems.push(Problem::file(Loss::Lost, shown, why)),
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    (files, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is compressed is the text of `policies/`, whose files are as they were built.
    #[test]
    fn bundled_texts_are_those_of_their_files() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
        let (read, _) = read(&root);
        let bundled = bundled();
        assert!(bundled.len() == read.len() && bundled.len() > 50);
        for (own, file) in bundled.iter().zip(&read) {
            assert_eq!((&own.name, &own.text), (&file.name, &file.text));
            assert_eq!(own.is_rego(), matches!(own.text, Text::Bundled(..)));
        }
        assert!(complete(&bundled) && !complete(&bundled[1..]));
        let mut edited = bundled;
        let rego = edited.iter_mut().find(|file| file.is_rego()).unwrap();
        rego.text = format!("{}\n", &*rego.text).into();
        assert!(!complete(&edited));
    }

    #[test]
    fn a_folder_is_read_by_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("tampering")).unwrap();
        std::fs::write(folder.path().join("tampering/x.rego"), "package a\n").unwrap();
        std::fs::write(folder.path().join("notes.txt"), "no").unwrap();
        std::fs::write(folder.path().join("binary.rego"), b"a\0b").unwrap();
        let (files, problems) = read(folder.path());
        assert_eq!(
            files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
            ["tampering/x.rego"]
        );
        assert!(problems.len() == 1 && problems[0].path.ends_with("binary.rego"));
        let tree = Tree::of_bytes(&[
            ("p/tampering/x.rego", b"package a\n"),
            ("p/notes.txt", b"no"),
            ("p/binary.rego", b"a\0b"),
            ("pp/y.rego", b"package b\n"),
        ]);
        let mut all = read_in(&tree, "p", Path::new("/r"));
        assert_eq!(all.0.remove(0).name, "tampering/x.rego");
        assert!(all.0.is_empty() && all.1.len() == 1 && all.1[0].path == "/r/p/binary.rego");
        assert_eq!(read_in(&tree, "pp/y.rego", Path::new("/r")).0[0].name, "y.rego");
        assert!(!read(&folder.path().join("absent")).1.is_empty());
    }
}
