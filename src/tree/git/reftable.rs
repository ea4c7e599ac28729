//! References of repositories that keep them in tables (`git init --ref-format=reftable`), which
//! the git library does not read. Only the reference blocks are read; the format is
//! <https://git-scm.com/docs/reftable>.

use super::GitError;
use gix::ObjectId;
use std::collections::BTreeMap;

/// Largest table, in bytes.
const CAP: u64 = 256 << 20;
/// References that name one another.
const MAX_SYMBOLIC: usize = 8;

/// What a reference holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    /// A deletion in a later table.
    Gone,
    Id(ObjectId),
    Symbolic(String),
}

/// The references of a repository.
pub(super) struct Reftable {
    references: BTreeMap<String, Target>,
}

impl Reftable {
    /// The tables of a repository; `None` when it keeps its references in files.
    pub(super) fn of(repo: &gix::Repository) -> Result<Option<Reftable>, GitError> {
        let storage = repo.config_snapshot().string("extensions.refStorage");
        match storage.as_ref().map(ToString::to_string).as_deref() {
            None | Some("files") => return Ok(None),
            Some("reftable") => {}
            Some(other) => {
                return Err(GitError(format!(
                    "the repository keeps its references as `{other}`, which is not read: give commits by their full id, or convert it with `git refs migrate --ref-format=files`"
                )));
            }
        }
        let mut references = BTreeMap::new();
        // A linked work tree has its own HEAD in tables of its own.
        let mut folders = vec![repo.common_dir().join("reftable")];
        let own = repo.git_dir().join("reftable");
        if !folders.contains(&own) {
            folders.push(own);
        }
        for folder in folders {
            let list = crate::tree::read_regular(&folder.join("tables.list"), 1 << 20);
            let Some(list) = list.ok().and_then(|bytes| String::from_utf8(bytes).ok()) else {
                continue;
            };
            for name in list.lines().map(str::trim).filter(|name| !name.is_empty()) {
                let path = folder.join(name);
                let fits = std::fs::metadata(&path).is_ok_and(|meta| meta.len() <= CAP);
                let read =
                    fits.then(|| crate::tree::read_regular(&path, u64::MAX - 1).ok()).flatten();
                read.and_then(|bytes| table(&bytes, &mut references)).ok_or_else(|| {
                    GitError(format!(
                        "the reference table {name} cannot be read: `git refs migrate --ref-format=files` converts the references"
                    ))
                })?;
            }
        }
        Ok(Some(Reftable { references }))
    }

    /// The names of all references.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.references
            .iter()
            .filter(|(_, target)| **target != Target::Gone)
            .map(|(name, _)| name.as_str())
    }

    /// What a name resolves to, full or short, as git looks it up.
    pub(super) fn find(&self, name: &str) -> Option<ObjectId> {
        let name = if name == "@" { "HEAD" } else { name };
        let places = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];
        let full = places.iter().map(|place| format!("{place}{name}"));
        let full = full.chain([format!("refs/remotes/{name}/HEAD")]);
        full.into_iter().find_map(|name| self.resolve(&name))
    }

    fn resolve(&self, name: &str) -> Option<ObjectId> {
        let mut name = name.to_owned();
        for _ in 0..MAX_SYMBOLIC {
            match self.references.get(&name)? {
                Target::Gone => return None,
                Target::Id(id) => return Some(*id),
                Target::Symbolic(next) => name = next.clone(),
            }
        }
        None
    }

    /// The reference that another stands for, by their full names.
    pub(super) fn leads_to(&self, name: &str) -> Option<&str> {
        match self.references.get(name)? {
            Target::Symbolic(target) => Some(target),
            Target::Gone | Target::Id(_) => None,
        }
    }

    /// A revision with the reference it begins with replaced by its commit.
    pub(super) fn plain(&self, revision: &str) -> String {
        let ends = revision.char_indices().filter(|(_, c)| matches!(c, '~' | '^' | '@' | ':'));
        let ends = ends.map(|(at, _)| at).chain([revision.len()]);
        // The longest name that there is: a branch's name may hold an `@`.
        let mut known = ends.filter_map(|at| {
            let name = if at == 0 && revision.starts_with('@') { "@" } else { &revision[..at] };
            Some((at.max(name.len()), self.find(name)?))
        });
        match known.next_back() {
            Some((at, id)) => format!("{id}{}", &revision[at..]),
            None => revision.to_owned(),
        }
    }
}

/// Reads one table's references; a later table's stand over an earlier one's.
fn table(bytes: &[u8], references: &mut BTreeMap<String, Target>) -> Option<()> {
    if bytes.get(..4)? != b"REFT" {
        return None;
    }
    let version = *bytes.get(4)?;
    let block_size = number(bytes.get(5..8)?);
    let sha256 = version == 2 && bytes.get(24..28)? == b"s256";
    let (header, hash) = (if version == 1 { 24 } else { 28 }, if sha256 { 32 } else { 20 });
    let mut at = header;
    let mut start = 0;
    loop {
        // The first block shares its space with the table's header.
        if bytes.get(at) != Some(&b'r') {
            return Some(());
        }
        let length = number(bytes.get(at + 1..at + 4)?);
        let end = start + length;
        block(bytes.get(start..end)?, at - start, hash, references)?;
        start = if block_size > 0 { start + block_size } else { end };
        at = start;
    }
}

/// One block: records that share prefixes, up to the table of restarts at its end.
fn block(
    bytes: &[u8],
    header: usize,
    hash: usize,
    references: &mut BTreeMap<String, Target>,
) -> Option<()> {
    let restarts = number(bytes.get(bytes.len().checked_sub(2)?..)?);
    let end = bytes.len().checked_sub(2 + 3 * restarts)?;
    let mut at = header + 4;
    let mut name: Vec<u8> = Vec::new();
    while at < end {
        let shared = varint(bytes, &mut at)?;
        let rest = varint(bytes, &mut at)?;
        let (length, kind) = (rest >> 3, rest & 7);
        name.truncate(shared);
        name.extend_from_slice(take(bytes, &mut at, length)?);
        varint(bytes, &mut at)?;
        let target = match kind {
            0 => Target::Gone,
            1 | 2 => {
                let id = ObjectId::try_from(take(bytes, &mut at, hash)?).ok()?;
                if kind == 2 {
                    take(bytes, &mut at, hash)?;
                }
                Target::Id(id)
            }
            3 => {
                let length = varint(bytes, &mut at)?;
                let target = take(bytes, &mut at, length)?;
                Target::Symbolic(String::from_utf8(target.to_vec()).ok()?)
            }
            _ => return None,
        };
        references.insert(String::from_utf8_lossy(&name).into_owned(), target);
    }
    Some(())
}

fn take<'a>(bytes: &'a [u8], at: &mut usize, length: usize) -> Option<&'a [u8]> {
    let end = at.checked_add(length)?;
    let taken = bytes.get(*at..end)?;
    *at = end;
    Some(taken)
}

/// A big-endian number of two or three bytes.
fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| (number << 8) | usize::from(*byte))
}

/// A number of as many bytes as it needs, as pack files have them for offsets.
fn varint(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut byte = *bytes.get(*at)?;
    *at += 1;
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        byte = *bytes.get(*at)?;
        *at += 1;
        value = value.checked_add(1)?.checked_mul(128)? | usize::from(byte & 0x7f);
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(shared: u8, suffix: &str, kind: u8, value: &[u8]) -> Vec<u8> {
        let mut out = vec![shared, (u8::try_from(suffix.len()).unwrap() << 3) | kind];
        out.extend(suffix.as_bytes());
        out.push(0);
        out.extend(value);
        out
    }

    fn made(records: &[Vec<u8>]) -> Vec<u8> {
        let mut out = b"REFT\x01\0\x10\0".to_vec();
        out.extend([0; 16]);
        let start = out.len();
        out.push(b'r');
        out.extend([0, 0, 0]);
        records.iter().for_each(|record| out.extend(record));
        out.extend([0, 0, 28, 0, 1]);
        let length = out.len();
        out[start + 2] = u8::try_from(length >> 8).unwrap();
        out[start + 3] = u8::try_from(length & 255).unwrap();
        out
    }

    #[test]
    fn names_share_prefixes_and_later_tables_win() {
        let mut references = BTreeMap::new();
        let first = made(&[
            record(0, "HEAD", 3, b"\x0frefs/heads/main"),
            record(0, "refs/heads/a@b", 1, &[2; 20]),
            record(11, "main", 1, &[1; 20]),
        ]);
        table(&first, &mut references).unwrap();
        table(&made(&[record(0, "refs/heads/a@b", 0, &[])]), &mut references).unwrap();
        let table = Reftable { references };
        let one = "01".repeat(20);
        assert_eq!(table.plain("HEAD~1"), format!("{one}~1"));
        assert_eq!(table.plain("main"), one);
        assert_eq!(table.plain("@"), one);
        assert_eq!(table.plain("@~2"), format!("{one}~2"));
        assert_eq!(table.plain("a@b"), "a@b", "deleted");
        assert_eq!(table.names().collect::<Vec<_>>(), ["HEAD", "refs/heads/main"]);
    }

    #[test]
    fn broken_tables_are_told() {
        let good = made(&[record(0, "HEAD", 1, &[1; 20])]);
        for end in 0..good.len() - 1 {
            let _ = table(&good[..end], &mut BTreeMap::new());
        }
        assert!(table(b"nothing", &mut BTreeMap::new()).is_none());
        assert!(table(&good[..40], &mut BTreeMap::new()).is_none());
    }
}
