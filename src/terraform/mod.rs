//! Terraform root modules and plans: parsing, evaluation, modules.

pub mod convert;
pub mod functions;

use crate::source::Problem;
use crate::tree::Tree;
use crate::unit::{Evaluated, Inputs, Unit};

/// Evaluates a root module with the modules it calls.
#[must_use]
pub fn evaluate(tree: &Tree, unit: &Unit, inputs: &Inputs) -> (Evaluated, Vec<Problem>) {
    let _ = (tree, unit, inputs);
    (Evaluated::default(), Vec::new())
}

/// The folders that the `module` blocks of one folder's files name by a local path (resolved below the root), for discovery.
/// Cheap: reads the files and looks at `module` blocks only; files that do not parse name nothing.
#[must_use]
pub fn local_module_calls(tree: &Tree, folder: &str) -> Vec<String> {
    let _ = (tree, folder);
    Vec::new()
}
