//! Derived facts of one world.

use serde_json::{Map, Value};

/// Facts of one world, per resource id: `launch`, `os`, ... A pure function of the world's plain document
/// (`{"resources": {id: {id, type, values, refs, ...}}, "by_type": {...}, "unit": {...}}`): recomputed in every world.
#[must_use]
pub fn derive(world: &Value) -> Map<String, Value> {
    let _ = world;
    Map::new()
}
