//! Addresses of files: `file:///folder/a%20b.tf`. What is no file on this machine has no path.

use lsp_types::Uri;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::path::{Component, Path, PathBuf, Prefix};
use std::str::FromStr;

/// What a path's part may not hold as it is.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The file that an address means; `None`: it is no file of this machine, or no absolute path.
#[must_use]
pub fn path_of(uri: &str) -> Option<PathBuf> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let path = match rest.strip_prefix("//") {
        Some(rest) => {
            let (host, path) = rest.split_at(rest.find('/')?);
            if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
                return None;
            }
            path
        }
        None => rest,
    };
    let path = percent_decode_str(path).decode_utf8().ok()?;
    if path.contains('\0') {
        return None;
    }
    let bytes = path.as_bytes();
    // `/C:/folder` is a path of Windows.
    let drive = bytes.first() == Some(&b'/')
        && bytes.get(1).is_some_and(u8::is_ascii_alphabetic)
        && bytes.get(2) == Some(&b':');
    let path = PathBuf::from(if cfg!(windows) && drive { &path[1..] } else { &path[..] });
    let plain = !path.components().any(|part| part == Component::ParentDir);
    (path.is_absolute() && plain).then_some(path)
}

/// The address of a file; `None`: the path is not absolute, or is no text.
#[must_use]
pub fn of_path(path: &Path) -> Option<Uri> {
    let mut out = "file://".to_owned();
    for part in path.components() {
        match part {
            Component::Prefix(prefix) => match prefix.kind() {
                Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => {
                    out.push('/');
                    out.push(char::from(letter));
                    out.push(':');
                }
                _ => return None,
            },
            Component::RootDir => {}
            Component::Normal(name) => {
                out.push('/');
                out.extend(utf8_percent_encode(name.to_str()?, ESCAPED));
            }
            Component::CurDir | Component::ParentDir => return None,
        }
    }
    path.is_absolute().then(|| Uri::from_str(&out).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn paths_come_back_from_their_addresses() {
        for path in ["/a/b.tf", "/a b/ü%20#?[x]/😀.yaml", "/a\\b/c:d^|`{}\".tf"] {
            let uri = of_path(Path::new(path)).unwrap();
            assert_eq!(path_of(uri.as_str()).as_deref(), Some(Path::new(path)), "{uri:?}");
        }
        assert_eq!(of_path(Path::new("relative")), None);
        assert_eq!(path_of("file://localhost/a"), Some(PathBuf::from("/a")));
        assert_eq!(path_of("FILE:/a?query#part"), Some(PathBuf::from("/a")));
    }

    #[test]
    fn what_is_no_file_has_no_path() {
        for uri in [
            "",
            "untitled:Untitled-1",
            "https://example.com/a.tf",
            "git:/a.tf",
            "file://server/share/a.tf",
            "file:relative.tf",
            "file://",
            "file:///a/../../etc/passwd",
            "file:///a%2f..%2f..%2fetc/passwd",
            "file:///a%00b",
            "file:///%ff%fe",
        ] {
            assert_eq!(path_of(uri), None, "{uri}");
        }
    }
}
