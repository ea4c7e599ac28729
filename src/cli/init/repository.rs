//! What a repository says of itself.

use crate::tree::git::main_branch;
use std::path::Path;

/// What the branch that changes go to is usually called; the first where there is no repository.
const USUAL: [&str; 3] = ["main", "master", "trunk"];

/// The branch that changes go to: the remote's, else the one of the usual names that is there.
pub fn branch(top: &Path) -> String {
    main_branch(top, &USUAL, plain).unwrap_or_else(|| USUAL[0].to_owned())
}

/// Whether a name means itself in YAML and in a pattern of branches.
fn plain(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(allowed)
}
