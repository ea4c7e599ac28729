//! From a format's resources to the canonical document. Past this point nothing knows which format it came from.

use crate::document::Document;
use crate::source::Problem;
use crate::tree::Tree;
use crate::unit::{Evaluated, Unit};

/// Normalizes what a unit evaluated to. `tree` serves only to find the place of a part of a string.
#[must_use]
pub fn normalize(tree: &Tree, unit: &Unit, evaluated: Evaluated, today: &str) -> (Document, Vec<Problem>) {
    let _ = tree;
    let document = Document {
        unit: unit.id.clone(),
        format: unit.format,
        root: unit.root.clone(),
        example: unit.example,
        files: evaluated.files,
        deployable: evaluated.deployable,
        opaque: evaluated.opaque,
        today: today.to_owned(),
        resources: indexmap::IndexMap::new(),
        conditions: evaluated.conditions,
    };
    (document, Vec::new())
}

/// A table row as the policy engine needs it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attribute {
    /// The type its known values have.
    pub ty: AttributeType,
    /// The value that keeps every check quiet, as JSON text (`false`, `"awsvpc"`, `[]`); `None`: an opaque non-empty value of the type.
    pub good: Option<&'static str>,
}

/// The type of a canonical attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeType {
    /// A string.
    String,
    /// A number.
    Number,
    /// A boolean.
    Bool,
    /// A list; items are described under `path[]`.
    List,
    /// An object with known keys, described under `path.key`.
    Object,
    /// A map whose keys are the user's own; values are strings.
    FreeMap,
    /// An image reference: `{raw, registry, registry_kind, account, region, path, tag, digest}`.
    Image,
    /// Anything: not described.
    Any,
}

/// The row of a canonical type's attribute. The pattern spells list items `[]`: `containers[].log_configuration.options`.
#[must_use]
pub fn attribute(ty: &str, pattern: &str) -> Option<Attribute> {
    let _ = (ty, pattern);
    None
}

/// Facts of one world, per resource id: `launch`, `os`, ... A pure function of the world's plain document
/// (`{"resources": {id: {id, type, values, refs, ...}}, "by_type": {...}, "unit": {...}}`): recomputed in every world.
#[must_use]
pub fn derive(world: &serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
    let _ = world;
    serde_json::Map::new()
}
