//! What of a library module nobody outside it can name, so that what it lacks is a fact.
//!
//! Whoever calls a module may add to what it declares: a policy, a state of versioning. To do so it
//! has to name the thing: by an output, or by a name that it chose itself.

use crate::document::Node;
use crate::value::{Data, Marks, Piece, Value};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// Types whose companions name them by their name and nothing else: a function of the account or the
/// region adds nothing to them.
const BY_NAME: [&str; 1] = ["s3.bucket"];

/// The ids of a library's resources that no output gives out and whose names no caller chooses.
pub fn alone(given_out: &BTreeSet<String>, resources: &IndexMap<String, Node>) -> Vec<String> {
    let given: BTreeSet<&str> = given_out.iter().map(|id| block(id)).collect();
    resources
        .values()
        .filter(|node| BY_NAME.contains(&node.ty.as_str()) && !node.apart)
        .filter(|node| !given.contains(block(&node.id)))
        .filter(|node| node.values.get("name").is_none_or(|name| !is_chosen(name)))
        .map(|node| node.id.clone())
        .collect()
}

/// An address without the key of its last instance: an output may give out all of a block.
fn block(address: &str) -> &str {
    address.strip_suffix(']').and_then(|_| address.rfind('[')).map_or(address, |at| &address[..at])
}

/// Whether a caller has a say in a name.
fn is_chosen(name: &Value) -> bool {
    if name.marks.any(Marks::DEFAULT) {
        return true;
    }
    match &name.data {
        Data::String(text) => {
            let mut parts = text.parts.iter().flat_map(|parts| parts.iter());
            parts.any(|part| part.marks.any(Marks::DEFAULT))
        }
        Data::Unknown(unknown) => {
            unknown.reason.is_for_callers()
                || unknown.pieces.iter().any(|piece| match piece {
                    Piece::Known { marks, .. } => marks.any(Marks::DEFAULT),
                    Piece::Unknown(value) => is_chosen(value),
                })
        }
        Data::Either(either) => is_chosen(&either.then) || is_chosen(&either.otherwise),
        _ => false,
    }
}
