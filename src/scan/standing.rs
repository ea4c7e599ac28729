//! What stands in a unit besides its findings, so that a comparison can tell what is gone, what
//! came, and what was renamed.

use crate::document::{Document, Node};
use crate::tree::Tree;
use crate::unit::Move;
use crate::value::{Data, Piece, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What stands in one unit, or in one variant of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    /// The unit's id as reported, without a variant's name.
    pub(super) unit: String,
    /// Its resources by address.
    pub(super) resources: BTreeMap<String, Body>,
    /// What became of addresses that it had before.
    pub(super) moves: Vec<Move>,
    /// Addresses of modules and stacks that could not be read.
    pub(super) opaque: Vec<String>,
}

/// What a resource consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Body {
    /// The file of its block below its repository's root.
    pub(super) file: String,
    /// The block there: its type and name.
    pub(super) block: (String, String),
    /// Its normalized values, whatever its name.
    pub(super) digest: [u8; 32],
}

impl Standing {
    pub(super) fn of(tree: &Tree, document: &Document, unit: &str) -> Standing {
        let body = |node: &Node| {
            let mut hash = Sha256::new();
            digest(&node.values, &mut hash);
            Body {
                file: node
                    .place
                    .span
                    .map(|span| tree.home(&tree.file(span.file).path).1)
                    .unwrap_or_default(),
                block: (node.source_type.clone(), node.name.clone()),
                digest: hash.finalize().into(),
            }
        };
        Standing {
            unit: unit.to_owned(),
            resources: document
                .resources
                .iter()
                .map(|(address, node)| (address.clone(), body(node)))
                .collect(),
            moves: document.moves.clone(),
            opaque: document.opaque.iter().map(|opaque| opaque.address.clone()).collect(),
        }
    }
}

/// Adds a value without its places. What is not known counts by its reason alone.
fn digest(value: &Value, hash: &mut Sha256) {
    let mut put = |kind: u8, text: &[u8]| {
        hash.update([kind]);
        hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text);
    };
    match &value.data {
        Data::Null => put(0, &[]),
        Data::Bool(value) => put(1, &[u8::from(*value)]),
        Data::Number(number) => put(2, number.to_string().as_bytes()),
        Data::String(text) => put(3, text.text.as_bytes()),
        Data::List(list) => {
            put(4, &list.items.len().to_be_bytes());
            list.items.iter().for_each(|item| digest(item, hash));
        }
        Data::Map(map) => {
            put(5, &map.entries.len().to_be_bytes());
            // The order in which attributes are written says nothing.
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_by(|one, other| one.0.cmp(other.0));
            for (key, entry) in entries {
                hash.update(key.as_bytes());
                hash.update([0]);
                digest(&entry.value, hash);
            }
        }
        Data::Unknown(unknown) => {
            let mut reason = DefaultHasher::new();
            unknown.reason.hash(&mut reason);
            put(6, &reason.finish().to_be_bytes());
            for piece in &unknown.pieces {
                match piece {
                    Piece::Known { text, .. } => {
                        hash.update(text.as_bytes());
                        hash.update([0]);
                    }
                    Piece::Unknown(value) => digest(value, hash),
                }
            }
        }
        Data::Either(either) => {
            put(7, &[]);
            digest(&either.then, hash);
            digest(&either.otherwise, hash);
        }
    }
}
