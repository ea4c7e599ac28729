//! Regular files, and nothing else: what is opened is looked at first, because a pipe or a device may
//! wait or go on for ever.

use super::ReadError;
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::Path;

/// Opens a regular file. A link is not followed.
///
/// # Errors
/// It is none, or cannot be opened.
pub fn open(path: &Path) -> Result<File, ReadError> {
    Ok(open_seen(path, &std::fs::symlink_metadata(path)?)?.0)
}

/// Opens a regular file that was looked at; with its length.
fn open_seen(path: &Path, seen: &Metadata) -> Result<(File, u64), ReadError> {
    if !seen.is_file() {
        return Err(ReadError::Irregular);
    }
    let file = File::open(path)?;
    let opened = file.metadata()?;
    if !opened.is_file() || !same(seen, &opened) {
        return Err(ReadError::Irregular);
    }
    Ok((file, opened.len()))
}

/// The bytes of a regular file, at most `cap`. A link is not followed.
///
/// # Errors
/// It is none, cannot be read, or is larger.
pub fn read(path: &Path, cap: u64) -> Result<Vec<u8>, ReadError> {
    read_seen(path, &std::fs::symlink_metadata(path)?, cap)
}

/// As [`read`], of a file that was looked at without following a link.
///
/// # Errors
/// As [`read`].
pub fn read_seen(path: &Path, seen: &Metadata, cap: u64) -> Result<Vec<u8>, ReadError> {
    let (mut file, length) = open_seen(path, seen)?;
    if length > cap {
        return Err(ReadError::TooLarge(cap));
    }
    // One more than there is: a file that grew is read on.
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(0).saturating_add(1)];
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
        if filled as u64 == length {
            break;
        }
    }
    let grew = filled as u64 > length;
    bytes.truncate(filled);
    if grew {
        file.take(cap).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > cap { Err(ReadError::TooLarge(cap)) } else { Ok(bytes) }
}

/// Whether two looks saw one file.
#[cfg(unix)]
fn same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Whether two looks saw one file; where a file has no number, both saw a file.
#[cfg(not(unix))]
fn same(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        std::fs::write(&file, "text").unwrap();
        assert_eq!(read(&file, 10).unwrap(), b"text");
        assert!(read(&file, 3).unwrap_err().to_string().contains("larger"));
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let pipe = dir.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for path in [link, pipe, dir.path().to_owned(), "/dev/zero".into()] {
            assert_eq!(
                read(&path, 10).unwrap_err().to_string(),
                "is not a regular file",
                "{path:?}"
            );
        }
    }
}
