//! The calls of modules and stacks around a resource, and which of them is text that its owner can
//! change.

use crate::document::address::{block, ends_of_modules};
use crate::document::{Document, Located, Node};
use crate::finding::RelatedKind;
use crate::source::Span;
use crate::tree::Tree;
use crate::unit::Format;

/// The calls of the modules and stacks that a resource stands in, the innermost first: what calls a
/// module brings about what the module declares.
pub(super) fn called(document: &Document, address: &str) -> Vec<(Span, RelatedKind, String)> {
    let ends = match document.format {
        Format::CloudFormation => address.match_indices('/').map(|(at, _)| at).collect(),
        Format::Terraform | Format::Plan => ends_of_modules(address),
        Format::Ecs => Vec::new(),
    };
    ends.into_iter()
        .rev()
        .filter_map(|end| {
            // An instance's key is no part of the call's address.
            let call = &address[..end];
            let call = if call.ends_with(']') {
                call.rfind('[').map_or(call, |at| &call[..at])
            } else {
                call
            };
            let header = document.resources.get(call)?.place.span?;
            Some((header, RelatedKind::Call, format!("{call} is called here")))
        })
        .collect()
}

/// Whether a file is part of what is committed: installed modules are not.
pub(super) fn is_committed(tree: &Tree, span: Span) -> bool {
    !crate::path::in_package(&tree.file(span.file).path)
}

/// The span to report: the place's own when it is committed, else the nearest caller's in the
/// chain, else the call of the module that holds the resource; where it moved, the name of what it
/// moved to.
pub(super) fn committed(
    tree: &Tree,
    document: &Document,
    node: &Node,
    place: &Located<'_>,
) -> (Option<Span>, Option<String>) {
    let Some(span) = place.span else { return (node.place.span, None) };
    if is_committed(tree, span) {
        return (Some(span), None);
    }
    // The steps come nearest to the resource first; the caller nearest to the value is the last
    // one.
    let caller = place.chain.iter().rev().find_map(|step| {
        let span = step.span.filter(|span| is_committed(tree, *span))?;
        Some((span, step.name.to_string()))
    });
    let call = || {
        let around = ends_of_modules(&node.id).into_iter().rev().map(|end| &node.id[..end]);
        // With its key, and without: a call's block has none.
        let mut calls = around.flat_map(|call| [call.to_owned(), block(call)]);
        calls.find_map(|call| {
            let span = document.resources.get(&call)?.place.span?;
            is_committed(tree, span).then_some((span, call))
        })
    };
    match caller.or_else(call) {
        Some((moved, name)) => (Some(moved), Some(name)),
        None => (Some(span), None),
    }
}
