//! Contents that are not known: a list of containers, the statements of a policy, a list of rules
//! that a value decides which nobody gave. A check that reads them finds nothing to object to, so
//! this has to be said.

use super::map::schema::{Field, Rule};
use crate::document::Node;
use crate::gap::{Gap, GapKind};
use crate::tree::Tree;
use crate::value::{Cause, Data, Type, Unknown, Value};

/// Lists in lists are looked at this far below a resource.
const MAX_DEPTH: usize = 4;

/// The gaps of a resource: each list or document of its table that checks read and that is not known,
/// the outermost only.
#[must_use]
pub fn unknown(tree: &Tree, fields: &[Field], node: &Node) -> Vec<Gap> {
    let mut search = Search { tree, node, gaps: Vec::new() };
    search.object(fields, &node.values, 0);
    search.gaps
}

struct Search<'a> {
    tree: &'a Tree,
    node: &'a Node,
    gaps: Vec<Gap>,
}

impl Search<'_> {
    fn object(&mut self, fields: &[Field], value: &Value, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match &value.data {
            Data::Map(map) => {
                for field in fields.iter().filter(|field| !field.unread) {
                    if let Some(entry) = map.entries.get(field.name) {
                        self.field(field, &entry.value, depth);
                    }
                }
            }
            Data::Either(either) => {
                self.object(fields, &either.then, depth + 1);
                self.object(fields, &either.otherwise, depth + 1);
            }
            _ => {}
        }
    }

    fn field(&mut self, field: &Field, value: &Value, depth: usize) {
        let holds_objects = matches!(
            field.rule,
            Rule::Containers(_)
                | Rule::Objects(_)
                | Rule::Pairs(_)
                | Rule::Environment(_)
                | Rule::Policy
                | Rule::Statements
        );
        match &value.data {
            Data::Either(either) => {
                self.field(field, &either.then, depth);
                self.field(field, &either.otherwise, depth);
            }
            Data::Unknown(unknown) if holds_objects && is_list(field, unknown) => {
                self.note(field, value, &unknown.reason)
            }
            Data::List(list) if holds_objects => {
                for item in &list.items {
                    match &item.data {
                        Data::Unknown(unknown) if is_list(field, unknown) => {
                            self.note(field, item, &unknown.reason)
                        }
                        _ => self.object(field.children(), item, depth + 1),
                    }
                }
            }
            _ if matches!(field.rule, Rule::Policy | Rule::Object(_)) => {
                self.object(field.children(), value, depth + 1)
            }
            _ => {}
        }
    }

    /// What a module that is not read makes of what it is handed is part of the gap of its call.
    fn is_told_of_the_call(&self, cause: &Cause) -> bool {
        let own = |module: &str| self.node.id.strip_prefix(module).is_some();
        matches!(cause, Cause::Module(module) if self.node.modelled.is_some() && own(&module.address))
    }

    fn note(&mut self, field: &Field, value: &Value, cause: &Cause) {
        if !is_missing(cause) || self.is_told_of_the_call(cause) {
            return;
        }
        let what = format!("{} of {}", field.name.replace('_', " "), self.node.id);
        let cure = cause.cure().unwrap_or_default();
        let span = value.place.span.or(self.node.place.span);
        let gap = match span {
            Some(span) => Gap::at(
                GapKind::ContentsUnknown,
                &self.tree.file(span.file),
                span.start,
                what,
                cause.to_string(),
                cure,
            ),
            None => {
                Gap { what, ..Gap::file(GapKind::ContentsUnknown, "", cause.to_string(), cure) }
            }
        };
        if !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
    }
}

/// Whether what is not known may be a whole list. One principal of a policy is a scalar: its type
/// says so, or that no variable gives it.
fn is_list(field: &Field, unknown: &Unknown) -> bool {
    let scalar = !unknown.rest && matches!(unknown.ty, Type::String | Type::Number | Type::Bool);
    let given = matches!(unknown.reason, Cause::NoDefault { .. } | Cause::NotGiven { .. });
    !field.name.ends_with("principals") || given && !scalar
}

/// Whether contents with this cause are written somewhere and are missing here. What stands in
/// another resource, or depends on a condition, is judged there or both ways.
fn is_missing(cause: &Cause) -> bool {
    !matches!(
        cause,
        Cause::Outside(_)
            | Cause::MayBelong { .. }
            | Cause::Part(_)
            | Cause::Condition(_)
            | Cause::ContainersOnly
            | Cause::WouldFail(_)
    )
}
