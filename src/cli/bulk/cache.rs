//! What was found in equal trees, kept on disk (`--cache`).
//!
//! An entry is found by a digest of all that its rows depend on: each file that a scan can read and its name,
//! the program itself, the policies, the options, the date. What depends on more (policies or settings from
//! outside the tree) is not kept, nor is what was not read to its end. The repository is called by a word
//! that no file of the tree can hold while it is scanned for the cache, so that equal trees of other names
//! have the same entry.

use super::super::Failure;
use crate::bulk::report;
use crate::bulk::v1::{Of, Row, Run};
use crate::finding::Report;
use crate::path::slashes;
use crate::policy::PolicySet;
use crate::tree::read_regular;
use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;
use tracing::info;

/// How an entry begins.
const MAGIC: &str = "stridelint-cache/1";

/// Largest entry that is read, and largest text in one.
const ENTRY: u64 = 256 << 20;

/// Largest program that is part of keys.
const PROGRAM: u64 = 1 << 30;

/// A digest of all that rows depend on.
pub type Key = [u8; 32];

/// A folder of entries.
pub struct Cache {
    folder: PathBuf,
    /// Most bytes of it.
    most: u64,
    /// What all keys of the run have in common.
    base: Key,
    /// Bytes written since it was looked at how many there are.
    written: AtomicU64,
    /// Entries begun by this process.
    begun: AtomicU64,
}

fn digest(parts: &[&[u8]]) -> Key {
    let mut all = Sha256::new();
    for part in parts {
        all.update((part.len() as u64).to_le_bytes());
        all.update(part);
    }
    all.finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a tree is called while it is scanned for the cache: letters made of its digest, which no file of it
/// holds, because the file would be part of the digest.
#[must_use]
pub fn stand_in(tree: &Key) -> String {
    let letter = |half: u8| char::from(b'a' + half);
    let pairs: Vec<String> = digest(&[b"a name", tree])
        .iter()
        .map(|byte| [byte >> 4, byte & 15].map(letter).iter().collect())
        .collect();
    format!("repository-{}", pairs.concat())
}

impl Cache {
    /// Opens a cache for a run. `given`: files outside of all trees that the run reads, by content.
    ///
    /// # Errors
    /// The folder cannot be made, the program not be read.
    pub fn new(folder: &Path, most: u32, run: &Run, given: &[Vec<u8>]) -> Result<Cache, Failure> {
        let told = |error: &dyn std::fmt::Display| {
            Failure::Output(format!("--cache {}: {error}", slashes(folder)))
        };
        let mut make = fs::DirBuilder::new();
        make.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut make, 0o700);
        make.create(folder).map_err(|error| told(&error))?;
        let program = std::env::current_exe().and_then(|file| file.canonicalize());
        let program = program.map_err(|error| told(&error))?;
        let program = read_regular(&program, PROGRAM).map_err(|error| told(&error))?;
        let Run { schema, version, policies, options, today } = run;
        let given = format!("{:?}", given.iter().map(|file| digest(&[file])).collect::<Vec<_>>());
        let words = [schema, version, policies, options, today, &given];
        let words = words.map(|word| word.as_bytes());
        let base = digest(&[&digest(&[&program]), &digest(&words)]);
        let (written, begun) = (AtomicU64::new(0), AtomicU64::new(0));
        Ok(Cache {
            folder: folder.to_path_buf(),
            most: u64::from(most) << 20,
            base,
            written,
            begun,
        })
    }

    /// The key of a tree; `beside`: what else is known of it before it is scanned.
    #[must_use]
    pub fn key(&self, tree: &Key, beside: &str) -> Key {
        digest(&[&self.base, tree, beside.as_bytes()])
    }

    fn file(&self, key: &Key) -> PathBuf {
        let name = hex(key);
        self.folder.join(&name[..2]).join(name)
    }

    /// What was found. What is damaged is not there.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<String> {
        let file = self.file(key);
        let bytes = read_regular(&file, ENTRY).ok()?;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (head, packed) = (bytes.get(..end)?, bytes.get(end + 1..)?);
        if head != self.head(key, packed).as_bytes() {
            info!(file = %slashes(&file), "skipped: it is damaged");
            return None;
        }
        let mut text = String::new();
        GzDecoder::new(packed).take(ENTRY).read_to_string(&mut text).ok()?;
        // What is used stays. Where that cannot be noted it goes sooner.
        let _ = File::options()
            .write(true)
            .open(&file)
            .and_then(|open| open.set_modified(crate::date::now()));
        info!(file = %slashes(&file), "known");
        Some(text)
    }

    fn head(&self, key: &Key, packed: &[u8]) -> String {
        format!("{MAGIC} {} {}", hex(key), hex(&digest(&[packed])))
    }

    /// Keeps what was found. A cache that cannot be written costs time, and no result.
    pub fn put(&self, key: &Key, text: &str) {
        let mut packed = Vec::new();
        if GzEncoder::new(text.as_bytes(), Compression::fast()).read_to_end(&mut packed).is_err() {
            return;
        }
        let file = self.file(key);
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        let beside = file.with_extension(format!("{}.{number}.tmp", std::process::id()));
        let folder = file.parent().unwrap_or(&self.folder);
        let written = fs::create_dir_all(folder).and_then(|()| {
            let mut open = File::create_new(&beside)?;
            open.write_all(format!("{}\n", self.head(key, &packed)).as_bytes())?;
            open.write_all(&packed)
        });
        match written.and_then(|()| fs::rename(&beside, &file)) {
            Ok(()) => {
                let length = packed.len() as u64;
                let written = self.written.fetch_add(length, Ordering::Relaxed) + length;
                if written > self.most / 8 {
                    self.written.store(0, Ordering::Relaxed);
                    self.evict();
                }
            }
            Err(error) => {
                info!(file = %slashes(&file), "cannot be kept: {error}");
                // It may not be there.
                let _ = fs::remove_file(&beside);
            }
        }
    }

    /// The entries, and what was begun and not ended: when each was used, its size, its file.
    fn entries(&self) -> Vec<(SystemTime, u64, PathBuf)> {
        let of_two =
            |name: &str| name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        let folders = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let folders = folders.filter(|folder| folder.file_name().to_str().is_some_and(of_two));
        let files = folders.flat_map(|folder| fs::read_dir(folder.path()).into_iter().flatten());
        let ours = |name: &str| {
            let own = name.split('.').next().unwrap_or_default();
            own.len() == 64 && own.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        files
            .flatten()
            .filter(|file| file.file_name().to_str().is_some_and(ours))
            .filter_map(|file| {
                let meta = file.metadata().ok().filter(fs::Metadata::is_file)?;
                Some((meta.modified().ok()?, meta.len(), file.path()))
            })
            .collect()
    }

    /// Takes away what was not used longest, where there is more than there may be.
    pub fn evict(&self) {
        let mut entries = self.entries();
        let mut size: u64 = entries.iter().map(|(_, length, _)| length).sum();
        if size <= self.most {
            return;
        }
        entries.sort();
        for (_, length, file) in entries {
            if size <= self.most / 4 * 3 {
                break;
            }
            // Another process may have taken it away.
            let _ = fs::remove_file(file);
            size = size.saturating_sub(length);
        }
    }
}

/// What is kept of a repository with a stand-in for its name.
#[must_use]
pub fn text(stand_in: &str, found: &Report, set: &PolicySet) -> String {
    let of = Of { repository: stand_in.to_owned(), ..Of::default() };
    of.rows(found, set).iter().map(Row::line).collect()
}

/// What was found in a repository of this name. `None`: the text is none of those that are kept.
#[must_use]
pub fn report_of(text: &str, stand_in: &str, repository: &str) -> Option<Report> {
    let name = serde_json::to_string(repository).ok()?;
    let name = name.strip_prefix('"')?.strip_suffix('"')?;
    let text = text.replace(stand_in, name);
    let rows = text.lines().map(serde_json::from_str).collect::<Result<Vec<Row>, _>>().ok()?;
    report(&rows).ok().map(|(_, found)| found)
}
