//! What the fuzz targets share: bytes as the only file of a tree, and every stage on the units of
//! it.

use stridelint::scan::evaluate;
use stridelint::tree::Tree;
use stridelint::unit::Inputs;
use stridelint::{discover, normalize};

/// Discovers, evaluates and normalizes a tree that holds `data` under `path`, without the scan's
/// guard against panics.
pub fn stages(path: &str, data: &[u8]) {
    let tree = Tree::of_bytes(&[(path, data)]);
    let (units, _) = discover::discover(&tree);
    for unit in &units {
        let (evaluated, _) = evaluate(&tree, unit, &Inputs::default());
        let _ = normalize::normalize(&tree, unit, evaluated, "2026-11-22");
    }
}
