//! Bytes as text, and why a file's are none, or are not read at all.

use crate::source::{Loss, Position, Problem};

/// Why a file's bytes are not read. As text it completes a sentence that begins with the path.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The store does not have it.
    #[error("no such file")]
    Absent,
    /// Larger than the cap, in bytes.
    #[error("is larger than {} MiB", .0 >> 20)]
    TooLarge(u64),
    /// A link out of the root.
    #[error("leads outside the scanned folder and is not read")]
    Outside,
    /// In a repository's own folder.
    #[error("belongs to git itself and is not read")]
    OfGit,
    /// A folder, a device, a pipe.
    #[error("is not a regular file")]
    Irregular,
    /// The disk refuses.
    #[error("{}", plain(.0))]
    Disk(#[from] std::io::Error),
    /// Git does not give it: a sentence with the cure.
    #[error("{0}")]
    Git(String),
}

impl ReadError {
    /// A file that is not read, as reports tell it.
    pub(super) fn problem(&self, path: &str) -> Problem {
        let cure = match self {
            // What is not there is no file.
            ReadError::Absent => return Problem::file(Loss::Lost, path, self.to_string()),
            ReadError::TooLarge(_) => "split it, or leave it out with `exclude`",
            ReadError::Outside => "scan a folder that holds both, or the link's target by itself",
            ReadError::OfGit => "name a file of the tree",
            ReadError::Irregular => {
                "put a regular file in its place, or leave it out with `exclude`"
            }
            ReadError::Disk(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Problem::file(Loss::Lost, path, self.to_string());
            }
            ReadError::Disk(_) => "let the user who scans read it",
            ReadError::Git(_) => "fetch what is missing, then scan again",
        };
        Problem::unread(Loss::Lost, path, self.to_string(), cure)
    }
}

/// A text that stands for another: what it is and what would put the other in its place.
#[must_use]
pub fn stands_for_another(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Some(("a pointer of Git LFS", "run `git lfs pull`, then scan again"));
    }
    if bytes.starts_with(b"\0GITCRYPT\0") {
        return Some(("encrypted by git-crypt", "run `git-crypt unlock`, then scan again"));
    }
    None
}

/// What would let a file be read that is no text.
pub const AS_TEXT: &str = "save it as UTF-8, then scan again";

/// Why bytes are no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// It has zero bytes.
    #[error("is binary, not text")]
    Binary,
    /// A byte, from 1, that UTF-8 does not allow.
    #[error("is not UTF-8 (byte {byte} of it)")]
    NotUtf8 {
        /// Its number.
        byte: usize,
    },
    /// Its byte order mark names an encoding that it does not follow.
    #[error("is not valid {encoding}")]
    Invalid {
        /// The encoding's name.
        encoding: &'static str,
    },
}

impl DecodeError {
    /// What the bytes are, without the place in them: the same words for all files that are so.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            DecodeError::Binary => "binary, not text".to_owned(),
            DecodeError::NotUtf8 { .. } => "not UTF-8".to_owned(),
            DecodeError::Invalid { encoding } => format!("not valid {encoding}"),
        }
    }

    /// Where in the bytes, counting them for columns.
    #[must_use]
    pub fn at(&self, bytes: &[u8]) -> Option<Position> {
        let DecodeError::NotUtf8 { byte } = self else { return None };
        let before = bytes.get(..byte.saturating_sub(1))?;
        let line = memchr::memchr_iter(b'\n', before).count();
        let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let number = |count: usize| u32::try_from(count + 1).unwrap_or(u32::MAX);
        let column = number(before.len() - start);
        Some(Position { line: number(line), column, byte_column: column })
    }
}

/// Text from bytes: UTF-8, or UTF-16 by its byte order mark or by its zero bytes; a mark is
/// dropped.
///
/// # Errors
/// Binary content, or bytes that are no text.
pub fn decode(bytes: &[u8]) -> Result<String, DecodeError> {
    let (encoding, skip) = match encoding_rs::Encoding::for_bom(bytes) {
        Some(found) => found,
        None if bytes.len() >= 4 && bytes[0] != 0 && bytes[1] == 0 && bytes[3] == 0 => {
            (encoding_rs::UTF_16LE, 0)
        }
        None if bytes.len() >= 4 && bytes[0] == 0 && bytes[1] != 0 && bytes[2] == 0 => {
            (encoding_rs::UTF_16BE, 0)
        }
        None => (encoding_rs::UTF_8, 0),
    };
    let bytes = &bytes[skip..];
    if encoding == encoding_rs::UTF_8 {
        if memchr::memchr(0, &bytes[..bytes.len().min(8192)]).is_some() {
            return Err(DecodeError::Binary);
        }
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(DecodeError::NotUtf8 { byte: error.valid_up_to() + 1 }),
        };
    }
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
        .ok_or(DecodeError::Invalid { encoding: encoding.name() })
}

/// An IO error in words that do not depend on the platform's numbering.
pub(super) fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_and_marks_are_transcoded() {
        assert_eq!(decode(b"\xef\xbb\xbfab").unwrap(), "ab");
        assert_eq!(decode(b"\xff\xfea\0b\0").unwrap(), "ab");
        assert_eq!(decode(b"a\0b\0").unwrap(), "ab");
        assert!(decode(b"ab\0\x01").is_err());
    }
}
