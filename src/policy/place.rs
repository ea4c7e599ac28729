//! What a finding stands on, and in which runs that exists.

use super::worlds::Assignment;
use crate::document::{Node, Path, Segment};
use crate::unit::Presence;
use crate::value::{Condition, Data, Value, arm_of, arm_of_item};
use std::sync::Arc;

/// The object that a finding stands on.
pub(super) struct Ground {
    /// Bit per run: the object exists.
    pub(super) exists: u16,
    /// The conditions that it exists under, and whether each has to hold.
    conditions: Vec<(Arc<Condition>, bool)>,
    /// The call whose module makes it, where that is known without being there.
    modelled: Option<Arc<str>>,
    /// Conditions of values between the object and the finding.
    pub(super) open: Vec<Arc<Condition>>,
    /// The object: the resource (empty), or the innermost list item around the place that is an
    /// object.
    pub(super) object: Path,
}

/// Finds the object that `place` (with all its arms) stands on.
pub(super) fn ground(node: &Node, place: &Path, runs: &[Assignment]) -> Ground {
    let mut conditions = Vec::new();
    if let Presence::If(condition, wanted) = &node.presence {
        conditions.push((condition.clone(), *wanted));
    }
    let mut ground = Ground {
        exists: 0,
        conditions,
        modelled: node.modelled.clone(),
        open: Vec::new(),
        object: Path::default(),
    };
    let mut pending: Vec<(Arc<Condition>, bool)> = Vec::new();
    let mut at = Some(&node.values);
    let mut item = false;
    for (depth, segment) in place.0.iter().enumerate() {
        let Some(value) = at else { break };
        if let (Data::Either(either), Segment::Arm(arm)) = (&value.data, segment) {
            pending.push((either.condition.clone(), *arm == 0));
        } else {
            item = matches!(segment, Segment::Index(_));
        }
        at = step(value, segment);
        if item && at.is_some_and(|value| matches!(value.data, Data::Map(_))) {
            item = false;
            ground.conditions.append(&mut pending);
            ground.object = Path(place.0.iter().take(depth + 1).cloned().collect());
        }
    }
    ground.open = pending.into_iter().map(|(condition, _)| condition).collect();
    for (index, run) in runs.iter().enumerate() {
        let there = ground.conditions.iter().all(|(condition, wanted)| {
            run.holds(&condition.id).is_none_or(|holds| holds == *wanted)
        });
        if there {
            ground.exists |= 1 << index;
        }
    }
    ground
}

/// Whether a condition asks for the variable of a loop, which a reader of another file knows nothing of.
fn is_of_loop(text: &str) -> bool {
    const KNOWN: [&str; 10] =
        ["var", "local", "data", "module", "each", "count", "path", "self", "terraform", "AWS"];
    // What stands in quotation marks is text.
    let code = text.split('"').step_by(2);
    let names =
        code.flat_map(|code| code.split(|c: char| !(c.is_alphanumeric() || "_.-".contains(c))));
    let roots = names.filter_map(|name| name.split_once('.').map(|(root, _)| root));
    roots.into_iter().any(|root| {
        root.starts_with(|c: char| c.is_ascii_lowercase())
            && !root.contains('_')
            && !KNOWN.contains(&root)
    })
}

fn step<'v>(value: &'v Value, segment: &Segment) -> Option<&'v Value> {
    match (&value.data, segment) {
        (Data::Either(either), Segment::Arm(0)) => Some(&either.then),
        (Data::Either(either), Segment::Arm(_)) => Some(&either.otherwise),
        (Data::Map(map), Segment::Key(key)) => map.entries.get(key).map(|entry| &entry.value),
        (Data::List(list), Segment::Index(index)) => list.items.get(*index),
        _ => None,
    }
}

impl Ground {
    /// `when var.debug is true and var.x is false`; `None` when the object exists whatever
    /// holds.
    pub(super) fn condition(&self) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        let mut items: Vec<String> = Vec::new();
        for (condition, wanted) in &self.conditions {
            let of_loop = is_of_loop(&condition.text);
            let part = match &self.modelled {
                // It speaks of what nobody wrote.
                Some(call) if condition.text.contains(&format!("{call}.")) => {
                    format!("{call} makes it")
                }
                _ if of_loop => arm_of_item(&condition.text, *wanted),
                _ => arm_of(&condition.text, *wanted),
            };
            let told = if part.starts_with("for ") { &mut items } else { &mut parts };
            if !told.contains(&part) {
                told.push(part);
            }
        }
        let when = (!parts.is_empty()).then(|| format!("when {}", parts.join(" and ")));
        let items = (!items.is_empty()).then(|| items.join(" and "));
        match (when, items) {
            (Some(when), Some(items)) => Some(format!("{when}, {items}")),
            (when, items) => when.or(items),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_of_loop;

    #[test]
    fn the_variable_of_a_loop_is_told_as_one() {
        assert!(is_of_loop("pair.value != null"));
        assert!(is_of_loop("length(v.ports) > 0 && var.on"));
        for plain in [
            "var.dd_api_key != null",
            "each.value.public",
            "local.x == \"a.b\"",
            "aws_lb.web.internal",
            "module.base-network.vpc_id == 1.5",
            "length(data.aws_vpc.x.id) > 0",
        ] {
            assert!(!is_of_loop(plain), "{plain}");
        }
    }
}
