//! Which new file was which old one: as git tells renames, by equal content first, then by at least
//! half of it.

use std::collections::{BTreeMap, HashMap};

/// Files of one side that are compared by content at most: beyond, only equal content tells.
const MAX_COMPARED: usize = 400;
/// Bytes of a file that are compared at most.
const MAX_BYTES: usize = 1 << 20;

/// A file that one side has and the other has not.
pub(super) struct Candidate {
    pub(super) path: String,
    pub(super) id: gix::ObjectId,
}

/// The old name by the new one, one to one.
pub(super) fn find(
    gone: Vec<Candidate>,
    came: Vec<Candidate>,
    read: impl Fn(&str, bool) -> Option<Vec<u8>>,
) -> BTreeMap<String, String> {
    let mut renamed = BTreeMap::new();
    let mut equal: HashMap<gix::ObjectId, Vec<Candidate>> = HashMap::new();
    for candidate in gone {
        equal.entry(candidate.id).or_default().push(candidate);
    }
    let mut rest = Vec::new();
    for new in came {
        let old = equal.get_mut(&new.id).and_then(|all| {
            // Of several equal files the one that keeps its name is meant.
            let same = all.iter().position(|old| base_name(&old.path) == base_name(&new.path));
            (!all.is_empty()).then(|| all.remove(same.unwrap_or(0)))
        });
        match old {
            Some(old) => {
                renamed.insert(new.path, old.path);
            }
            None => rest.push(new),
        }
    }
    let mut left: Vec<Candidate> = equal.into_values().flatten().collect();
    left.sort_by(|one, other| one.path.cmp(&other.path));
    if left.len() > MAX_COMPARED || rest.len() > MAX_COMPARED || left.is_empty() {
        return renamed;
    }
    let lines = |path: &str, old: bool| read(path, old).map(|bytes| Lines::of(&bytes));
    let old: Vec<(&Candidate, Lines)> =
        left.iter().filter_map(|one| Some((one, lines(&one.path, true)?))).collect();
    let mut scores: Vec<(u64, bool, &str, &str)> = Vec::new();
    for new in &rest {
        let Some(text) = lines(&new.path, false) else { continue };
        for (candidate, other) in &old {
            let score = text.common(other);
            if score >= 50 {
                let same = base_name(&candidate.path) == base_name(&new.path);
                scores.push((score, same, &new.path, &candidate.path));
            }
        }
    }
    scores.sort_by(|one, other| {
        (other.0, other.1)
            .cmp(&(one.0, one.1))
            .then_with(|| (one.2, one.3).cmp(&(other.2, other.3)))
    });
    let mut taken: Vec<&str> = Vec::new();
    for (_, _, new, old) in scores {
        if !renamed.contains_key(new) && !taken.contains(&old) {
            renamed.insert(new.to_owned(), old.to_owned());
            taken.push(old);
        }
    }
    renamed
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A text's lines without their order: bytes by line.
struct Lines {
    bytes: HashMap<Vec<u8>, u64>,
    size: u64,
}

impl Lines {
    fn of(text: &[u8]) -> Lines {
        let mut bytes: HashMap<Vec<u8>, u64> = HashMap::new();
        let mut size = 0;
        for line in text[..text.len().min(MAX_BYTES)].split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            // Empty lines say nothing of where a text came from.
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            size += line.len() as u64;
            *bytes.entry(line.to_vec()).or_default() += line.len() as u64;
        }
        Lines { bytes, size }
    }

    /// What both have of the larger one, in percent.
    fn common(&self, other: &Lines) -> u64 {
        let larger = self.size.max(other.size);
        if larger == 0 {
            return 0;
        }
        let both: u64 = self
            .bytes
            .iter()
            .filter_map(|(line, bytes)| other.bytes.get(line).map(|others| bytes.min(others)))
            .sum();
        both * 100 / larger
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(gone: &[(&str, &str)], came: &[(&str, &str)]) -> Vec<(String, String)> {
        let id = |text: &str| {
            gix::objs::compute_hash(gix::hash::Kind::Sha1, gix::objs::Kind::Blob, text.as_bytes())
                .unwrap()
        };
        let side = |files: &[(&str, &str)]| {
            files
                .iter()
                .map(|(path, text)| Candidate { path: (*path).to_owned(), id: id(text) })
                .collect()
        };
        let read = |path: &str, old: bool| {
            let files = if old { gone } else { came };
            files.iter().find(|(name, _)| *name == path).map(|(_, text)| text.as_bytes().to_vec())
        };
        find(side(gone), side(came), read).into_iter().collect()
    }

    #[test]
    fn equal_content_first_then_half_of_it_one_to_one() {
        let found = renamed(
            &[("a/x.tf", "one\ntwo\nthree\n"), ("a/y.tf", "alpha\nbeta\ngamma\n")],
            &[("b/x.tf", "one\ntwo\nthree\n"), ("b/z.tf", "alpha\nbeta\ndelta!\n")],
        );
        let pair = |new: &str, old: &str| (new.to_owned(), old.to_owned());
        assert_eq!(found, [pair("b/x.tf", "a/x.tf"), pair("b/z.tf", "a/y.tf")]);
        assert!(renamed(&[("a", "one\ntwo\n")], &[("b", "three\nfour\n")]).is_empty());
        let copies = renamed(&[("a", "one\n")], &[("b", "one\n"), ("c", "one\n")]);
        assert_eq!(copies, [pair("b", "a")], "one file is the other's old self once");
    }
}
