//! `stridelint policy lock`: the digests of the policies that a configuration names, and whether they
//! still are those.

use super::{Failure, Status, say};
use crate::config::Config;
use crate::policy::{OwnSet, set_digest};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The file beside stridelint.toml.
pub const FILE: &str = "stridelint.lock";

/// What of it is read at most, in bytes.
const CAP: u64 = 1 << 20;

/// What the file says.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Lock {
    #[serde(default)]
    set: Vec<Locked>,
}

#[derive(Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Locked {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    digest: String,
}

/// Writes or compares the lock of the configuration that holds here.
///
/// # Errors
/// A configuration or a lock that cannot be read; a lock that cannot be written.
pub fn run(check: bool) -> Result<Status, Failure> {
    let here = std::env::current_dir().unwrap_or_default();
    let Some(config) = crate::config::nearest(&here, None) else {
        return Err(Failure::Usage("there is no stridelint.toml here or above".to_owned()));
    };
    let config = crate::config::read(&config, None)?;
    let mut sets = Vec::new();
    for name in &config.policies {
        let path = config.folder.join(name);
        let (files, unread) = crate::policy::read(&path);
        if files.is_empty() {
            return Err(Failure::Policy(format!("no policies in {name}")));
        }
        sets.push(OwnSet { folder: name.clone(), files, unread });
    }
    let path = config.folder.join(FILE);
    if check {
        let faults = faults(&config.folder, &sets)?;
        faults.iter().for_each(|fault| say(&format!("error: {fault}")));
        return Ok(if faults.is_empty() { Status::Clean } else { Status::Findings });
    }
    let set: Vec<Locked> = sets.iter().map(locked).collect();
    let text = toml::to_string(&Lock { set })
        .map_err(|error| Failure::Output(format!("{FILE}: {error}")))?;
    let head = "# Written by `stridelint policy lock`: the policies that a scan may run.\n";
    std::fs::write(&path, format!("{head}{text}"))
        .map_err(|error| Failure::Output(format!("{}: {error}", path.display())))?;
    let count = if sets.len() == 1 { "1 set".to_owned() } else { format!("{} sets", sets.len()) };
    super::print(&format!("{FILE}: {count}\n"))?;
    Ok(Status::Clean)
}

fn locked(set: &OwnSet) -> Locked {
    let info = crate::policy::about(&set.files);
    Locked {
        path: set.folder.clone(),
        name: info.0,
        version: info.1,
        digest: set_digest(&set.files),
    }
}

/// What differs from the lock beside a configuration; nothing where there is none.
///
/// # Errors
/// The lock cannot be read.
pub fn held(config: &Config, sets: &[OwnSet]) -> Result<(), Failure> {
    match faults(&config.folder, sets)?.as_slice() {
        [] => Ok(()),
        faults => Err(Failure::Policy(faults.join("\n"))),
    }
}

fn faults(folder: &Path, sets: &[OwnSet]) -> Result<Vec<String>, Failure> {
    let path = folder.join(FILE);
    // A configuration that names no policies asks nothing of the lock.
    if sets.is_empty() || std::fs::symlink_metadata(&path).is_err() {
        return Ok(Vec::new());
    }
    let bytes = crate::tree::read_regular(&path, CAP)
        .map_err(|why| Failure::Policy(format!("{FILE}: {why}")))?;
    let lock: Lock = toml::from_slice(&bytes)
        .map_err(|error| Failure::Policy(format!("{FILE}: {}", error.message())))?;
    let mut faults = Vec::new();
    for set in sets {
        let own = set_digest(&set.files);
        let path = &set.folder;
        match lock.set.iter().find(|locked| locked.path == *path) {
            Some(locked) if locked.digest == own => {}
            Some(locked) => faults.push(format!(
                "{path}: is {own} but {FILE} says {}: run stridelint policy lock",
                locked.digest
            )),
            None => faults.push(format!("{path}: is not in {FILE}: run stridelint policy lock")),
        }
    }
    Ok(faults)
}
