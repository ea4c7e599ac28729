//! The repository's own files, as they are when the tests run: a changed policy or fixture needs no
//! new build of the tests.

use std::path::PathBuf;
use stridelint::policy::PolicySet;
use stridelint::policy::source::{self, PolicyFile};

/// The repository's root. Cargo names it to the tests it runs; a test program started by hand may
/// be told another one.
pub fn root() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
}

/// The files of `policies/`, as the program bundles them.
pub fn policy_files() -> Vec<PolicyFile> {
    let (files, problems) = source::read(&root().join("policies"));
    assert!(problems.is_empty(), "{problems:?}");
    files
        .into_iter()
        .map(|file| PolicyFile { path: format!("policies/{}", file.name), bundled: true, ..file })
        .collect()
}

/// The policies of `policies/`.
pub fn policies() -> PolicySet {
    match PolicySet::load(&policy_files(), &serde_json::Map::new()) {
        Ok((set, _)) => set,
        Err(problems) => panic!("{problems:#?}"),
    }
}
