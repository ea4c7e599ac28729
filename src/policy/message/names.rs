//! What sentences call the objects that a place stands in.

use super::prefix;
use super::values::shown;
use crate::document::{Node, Path, Segment};
use crate::value::{Data, Value};

/// The name of the object that a finding stands on, for grouping: the container's, else the
/// innermost named list item's.
pub(in crate::policy) fn subject(node: &Node, place: &Path) -> Option<String> {
    container(node, place).or_else(|| named(node, place, 1))
}

/// The name of the innermost object around a place that has one, else of what has the place.
pub(super) fn name(node: &Node, place: &Path) -> String {
    named(node, place, 1)
        .or_else(|| container(node, place))
        .or_else(|| named_here(node, &Path::default()))
        .or_else(|| node.display.clone())
        .unwrap_or_else(|| node.id.clone())
}

/// The name of the innermost enclosing object with one, not above `least` segments.
fn named(node: &Node, place: &Path, least: usize) -> Option<String> {
    (least..=place.0.len()).rev().find_map(|length| named_here(node, &prefix(place, length)))
}

pub(super) fn named_here(node: &Node, path: &Path) -> Option<String> {
    let object = node.get(path)?;
    let name = ["name", "sid", "family"]
        .into_iter()
        .find_map(|key| object.get(key))
        .filter(|value| !value.is_null())?;
    // A name that nobody knows says less than that of what is around it, or the address.
    (!is_nameless(name)).then(|| shown(Some(name)))
}

/// The name of the innermost list item around a place; `None` for a container where the item is a part of it.
pub(super) fn item_name(node: &Node, place: &Path, in_container: bool) -> Option<String> {
    let item = innermost(node, place);
    let is_container = || {
        let is_index = |segment: &&Segment| matches!(segment, Segment::Index(_));
        item.0.iter().filter(is_index).count() == 1
            && matches!(item.0.first(), Some(Segment::Key(key)) if key.as_ref() == "containers")
    };
    if item.0.is_empty() || (in_container && is_container()) {
        return None;
    }
    named_here(node, &item)
}

/// Whether nothing is known of a name.
pub(super) fn is_nameless(name: &Value) -> bool {
    matches!(&name.data, Data::Unknown(unknown) if unknown.pieces.is_empty())
}

/// The container's name, its number where nobody knows the name.
pub(super) fn container(node: &Node, place: &Path) -> Option<String> {
    let list = place
        .0
        .iter()
        .position(|segment| matches!(segment, Segment::Key(key) if key.as_ref() == "containers"))?;
    let item =
        place.0.iter().skip(list).position(|segment| matches!(segment, Segment::Index(_)))?
            + list
            + 1;
    let arms =
        place.0.iter().skip(item).take_while(|segment| matches!(segment, Segment::Arm(_))).count();
    let name = node.get(&prefix(place, item + arms)).and_then(|own| own.get("name"));
    match (place.0.get(item - 1), name) {
        (_, Some(name)) if !is_nameless(name) && !name.is_null() => Some(shown(Some(name))),
        (Some(Segment::Index(index)), _) => Some(format!("#{}", index + 1)),
        _ => Some(shown(Some(name?))),
    }
}

/// The innermost list item around the place that is an object; the resource when there is none.
pub(super) fn innermost(node: &Node, place: &Path) -> Path {
    let is_item = |length: usize| {
        place
            .0
            .iter()
            .take(length)
            .rev()
            .find(|segment| !matches!(segment, Segment::Arm(_)))
            .is_some_and(|segment| matches!(segment, Segment::Index(_)))
    };
    (1..=place.0.len())
        .rev()
        .filter(|length| is_item(*length))
        .map(|length| prefix(place, length))
        .find(|path| node.get(path).is_some_and(|value| matches!(value.data, Data::Map(_))))
        .unwrap_or_default()
}
