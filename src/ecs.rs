//! ECS task definitions (and services, clusters) on their own, as JSON or YAML.

use crate::source::Problem;
use crate::tree::Tree;
use crate::unit::{Evaluated, Inputs, Unit};

/// Evaluates one file.
#[must_use]
pub fn evaluate(tree: &Tree, unit: &Unit, inputs: &Inputs) -> (Evaluated, Vec<Problem>) {
    let _ = (tree, unit, inputs);
    (Evaluated::default(), Vec::new())
}
