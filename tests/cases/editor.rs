//! `stridelint lsp` with the client library that Visual Studio Code's is made of. `tests/editor/session.cjs` says what
//! is tried; what editors ask besides is in `tests/it/lsp.rs`.

use crate::Case;
use crate::oracle::{LANGUAGE_CLIENT, NODE};
use crate::support::{editor, repository};
use std::process::Command;

/// Edits of one session.
const EDITS: &str = "60";

pub fn cases() -> Vec<Case> {
    vec![
        Case::new("editor::a-session-with-a-client-library", session).needs(&LANGUAGE_CLIENT),
        Case::new("editor::the-extension-asks-for-what-it-should", extension).needs(&NODE),
    ]
}

/// The extension with a stand-in for the editor: whether a real one loads it is not looked at here.
fn extension() -> Vec<String> {
    let output = Command::new("node")
        .args(["--test", "test.js"])
        .current_dir(repository::root().join("editors/vscode"))
        .output()
        .unwrap();
    if output.status.success() {
        return Vec::new();
    }
    vec![String::from_utf8_lossy(&output.stdout).into_owned()]
}

fn session() -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let files = editor::unit(200);
    for (name, text) in &files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let root = folder.path().canonicalize().unwrap();
    let output = Command::new("node")
        .arg(repository::root().join("tests/editor/session.cjs"))
        .args([env!("CARGO_BIN_EXE_stridelint"), root.to_str().unwrap(), &files[2].0, EDITS])
        .output()
        .unwrap();
    if output.status.success() {
        return Vec::new();
    }
    vec![String::from_utf8_lossy(&output.stdout).into_owned()]
}
