//! The program's own policies as the build script prepared them: bytecode, and METADATA as JSON. A
//! scan parses no Rego and no YAML.
//!
//! Where the build script could not read a policy, both are empty, and the text is read when the
//! program runs, with its problems.

use super::annotations::Annotations;
use super::engine::Program;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

static BYTECODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/policies.bin"));
static ANNOTATIONS: &str = include_str!(concat!(env!("OUT_DIR"), "/policies.json"));

/// What the build script read.
#[derive(Deserialize)]
pub(crate) struct Built {
    /// The checks that the bytecode has.
    pub(crate) checks: BTreeSet<String>,
    /// By file name, tests left out.
    pub(crate) files: HashMap<String, BuiltFile>,
}

/// One file of Rego.
#[derive(Deserialize)]
pub(crate) struct BuiltFile {
    /// Its package without `data.`.
    pub(crate) package: String,
    /// Its METADATA.
    pub(crate) annotations: Annotations,
}

/// Reads it; `None` where the build script wrote none.
pub(crate) fn read() -> Option<Built> {
    serde_json::from_str(ANNOTATIONS).ok()
}

/// The ids of the program's threats.
pub(crate) fn threats() -> BTreeSet<String> {
    let built = read();
    let files = built.iter().flat_map(|built| built.files.values());
    files
        .filter(|file| file.annotations.package.is_some())
        .map(|file| file.package.rsplit('.').next().unwrap_or_default().replace('_', "-"))
        .collect()
}

/// The bytecode of these checks.
pub(crate) fn program(checks: &BTreeSet<String>) -> Option<Program> {
    Program::read(BYTECODE, checks.clone())
}
