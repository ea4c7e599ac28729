//! Bundles of OPA: a set as one `.tar.gz` on disk, read in memory. What its `.manifest` says of roots is
//! held; its signatures are not looked at, because `stridelint.lock` pins what is loaded.

use super::source::{FILES, FOLDER};
use flate2::read::GzDecoder;
use serde_json::{Map, Value};
use std::io::Read;

/// Bytes of one block of an archive.
const BLOCK: usize = 512;

/// One file of a bundle: its path, and its bytes.
pub(super) type Entry = (String, Vec<u8>);

/// Whether a path is that of a bundle.
#[must_use]
pub(super) fn is_bundle(path: &str) -> bool {
    path.ends_with(".tar.gz") || path.ends_with(".tgz")
}

/// The files of a bundle, in its order.
///
/// # Errors
/// It is no such archive, holds a link, or is larger than a folder of policies may be.
pub(super) fn files(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let mut all = Vec::new();
    let most = FOLDER + FOLDER / 8;
    GzDecoder::new(bytes)
        .take(most + 1)
        .read_to_end(&mut all)
        .map_err(|error| format!("is not a .tar.gz archive: {error}"))?;
    if all.len() as u64 > most {
        return Err(format!("holds more than {} MiB", FOLDER >> 20));
    }
    let mut found: Vec<Entry> = Vec::new();
    let mut at = 0;
    let mut long: Option<String> = None;
    while let Some(header) = all.get(at..at + BLOCK) {
        if header.iter().all(|byte| *byte == 0) {
            break;
        }
        let size = octal(&header[124..136]).ok_or("has an entry without a size")?;
        let content = all.get(at + BLOCK..at + BLOCK + size).ok_or("ends within an entry")?;
        at += BLOCK + size.div_ceil(BLOCK) * BLOCK;
        match header[156] {
            // A name that is longer than the header has room for.
            b'L' => long = Some(text(content)),
            b'x' => long = pax(content).or(long),
            b'g' | b'5' => {}
            b'0' | 0 => {
                let own = format!("{}/{}", text(&header[345..500]), text(&header[..100]));
                let is_ustar = &header[257..262] == b"ustar";
                let name = if is_ustar { own } else { text(&header[..100]) };
                let name = plain(&long.take().unwrap_or(name))?;
                if found.len() >= FILES {
                    return Err(format!("has more than {FILES} files"));
                }
                found.push((name, content.to_vec()));
            }
            b'1' | b'2' => {
                return Err("holds a link, and nothing of a bundle may be one".to_owned());
            }
            _ => long = None,
        }
    }
    Ok(found)
}

fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

fn octal(bytes: &[u8]) -> Option<usize> {
    let digits = text(bytes);
    usize::from_str_radix(digits.trim(), 8).ok()
}

/// The path that an extended header gives.
fn pax(content: &[u8]) -> Option<String> {
    let content = String::from_utf8_lossy(content);
    content.lines().find_map(|line| Some(line.split_once(" path=")?.1.to_owned()))
}

/// A path below the bundle's root.
fn plain(name: &str) -> Result<String, String> {
    let parts: Vec<&str> =
        name.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.contains(&"..") {
        return Err(format!("has an entry that leads out of it: {name}"));
    }
    Ok(parts.join("/"))
}

/// The data of a file called `data.json` or `data.yaml` stands below the folders that it lies in; the text of
/// any other file is as it is.
pub(super) fn placed(name: &str, text: &str) -> Option<String> {
    let (folder, file) = name.rsplit_once('/')?;
    let value: Value = match file {
        "data.json" => serde_json::from_str(text).ok()?,
        "data.yaml" | "data.yml" => serde_yaml::from_str(text).ok()?,
        _ => return None,
    };
    let nested = folder
        .split('/')
        .rev()
        .fold(value, |inner, part| Value::Object(Map::from_iter([(part.to_owned(), inner)])));
    Some(nested.to_string())
}

/// The roots that a bundle owns, as names below `data`; none: everything.
///
/// # Errors
/// Its `.manifest` is none.
pub(super) fn roots(manifest: Option<&[u8]>) -> Result<Vec<String>, String> {
    let Some(text) = manifest else { return Ok(Vec::new()) };
    let value: Value =
        serde_json::from_slice(text).map_err(|error| format!(".manifest is not JSON: {error}"))?;
    let Some(roots) = value.get("roots") else { return Ok(Vec::new()) };
    let roots = roots.as_array().ok_or(".manifest: roots is not a list")?;
    let roots: Vec<String> =
        roots.iter().filter_map(Value::as_str).map(|root| root.replace('/', ".")).collect();
    Ok(if roots.iter().any(String::is_empty) { Vec::new() } else { roots })
}

/// Whether a name below `data` belongs to a bundle with these roots.
pub(super) fn owns(roots: &[String], name: &str) -> bool {
    let below = |root: &String| {
        name.strip_prefix(root.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    roots.is_empty() || roots.iter().any(below)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Write;

    /// An archive as `tar --format=ustar` writes it.
    pub(crate) fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let mut all = Vec::new();
        for (name, text) in files {
            all.extend(header(name, text.len(), b'0'));
            all.extend(text.as_bytes());
            all.resize(all.len().div_ceil(BLOCK) * BLOCK, 0);
        }
        all.extend([0; 2 * BLOCK]);
        packed(&all)
    }

    fn header(name: &str, size: usize, kind: u8) -> Vec<u8> {
        let mut header = vec![0; BLOCK];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
        header[156] = kind;
        header[257..263].copy_from_slice(b"ustar\0");
        header
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn an_archive_is_read_in_memory() {
        let all = files(&archive(&[("./a.rego", "package a\n"), ("/x/data.json", "{}")])).unwrap();
        let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a.rego", "x/data.json"]);
        assert_eq!(all[0].1, b"package a\n");
    }

    #[test]
    fn what_leads_out_is_refused() {
        let why = |bytes: Vec<u8>| files(&bytes).unwrap_err();
        assert!(why(archive(&[("../a.rego", "x")])).contains("leads out"));
        assert!(why(packed(&header("a.rego", 0, b'2'))).contains("link"));
        assert!(why(packed(&header("a.rego", 99, b'0'))).contains("ends within"));
        assert!(why(b"no archive".to_vec()).contains("is not a .tar.gz"));
        let bomb = packed(&vec![0; 40 << 20]);
        assert!(bomb.len() < 1 << 20 && why(bomb).contains("more than 32 MiB"));
    }

    #[test]
    fn roots_are_names_below_data() {
        let held = roots(Some(br#"{"revision": "1", "roots": ["acme/tags"]}"#)).unwrap();
        assert!(owns(&held, "acme.tags") && owns(&held, "acme.tags.x"));
        assert!(!owns(&held, "acme.tagsx") && !owns(&held, "acme"));
        assert!(owns(&roots(None).unwrap(), "anything"));
        assert!(owns(&roots(Some(br#"{"roots": [""]}"#)).unwrap(), "anything"));
    }

    #[test]
    fn data_stands_below_its_folders() {
        assert_eq!(placed("a/b/data.json", "[1]").unwrap(), r#"{"a":{"b":[1]}}"#);
        assert_eq!(placed("data.json", "{}"), None);
        assert_eq!(placed("a/names.json", "{}"), None);
    }
}
