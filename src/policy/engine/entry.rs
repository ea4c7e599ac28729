//! The generated module through which checks are evaluated. The build script writes it too: this
//! file names nothing of the crate.

use std::fmt::Write as _;

/// The package of the generated rules.
pub(crate) const ENTRY: &str = "stridelint_entry";

/// The rule of all checks.
pub(crate) const ALL: &str = "data.stridelint_entry.all";

/// The module's head.
pub(crate) fn head() -> String {
    format!("package {ENTRY}\n\nready := true\n")
}

/// Adds a check to the entry rule `rule`. `input.run` says which checks are wanted. Each reference
/// stands behind its own condition: a check that is not wanted costs nothing.
pub(crate) fn add(text: &mut String, rule: &str, id: &str, path: &str) {
    let _ = write!(
        text,
        "\n{rule} contains hit if {{\n\tinput.run[\"{id}\"]\n\tfound := {path}\n\thit := {{\"check\": \"{id}\", \"found\": found}}\n}}\n",
    );
}
