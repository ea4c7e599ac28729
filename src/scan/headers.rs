//! Which satellite of a resource a place stands in.

use crate::document::{Document, Node};
use crate::source::{FileId, Span};
use std::collections::HashMap;

/// Where the resources of a document begin, by file and in order.
pub(super) struct Headers<'d>(HashMap<FileId, Vec<(u32, &'d str)>>);

impl<'d> Headers<'d> {
    /// Of a document; of one whose resources have no satellites nobody asks.
    pub(super) fn of(document: &'d Document) -> Headers<'d> {
        let mut headers: HashMap<FileId, Vec<(u32, &str)>> = HashMap::new();
        if document.resources.values().any(|node| !node.satellites.is_empty()) {
            for node in document.resources.values() {
                if let Some(at) = node.place.span {
                    headers.entry(at.file).or_default().push((at.start, &node.id));
                }
            }
        }
        headers.values_mut().for_each(|starts| starts.sort_by_key(|(start, _)| *start));
        Headers(headers)
    }

    /// The satellite of a resource in whose text a place stands.
    pub(super) fn satellite_at(&self, node: &Node, span: Span) -> Option<String> {
        if node.satellites.is_empty() {
            return None;
        }
        let starts = self.0.get(&span.file)?;
        let after = starts.partition_point(|(start, _)| *start <= span.start);
        let (_, nearest) = starts.get(after.checked_sub(1)?)?;
        node.satellites.iter().any(|id| id == nearest).then(|| (*nearest).to_owned())
    }
}
