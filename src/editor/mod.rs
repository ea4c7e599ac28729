//! What an editor shows: diagnostics, hover, actions, links and completions, made of a report and of the texts
//! that are open. The types are those of the Language Server Protocol; nothing here reads a file, knows a
//! process or waits for one.

pub mod actions;
pub mod diagnostics;
pub mod hover;
pub mod links;
pub mod rego;
pub mod text;
pub mod uri;

use crate::finding::Location;
use crate::source;
use lsp_types::{Range, Uri};
use std::sync::Arc;
use text::{Encoding, Lines, Shift};

/// The name under which editors show what this program says.
pub const SOURCE: &str = "stridelint";

/// One file as an editor has it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// How the editor names it.
    pub uri: Uri,
    /// The text that reports speak of.
    pub lines: Arc<Lines>,
    /// The text that is open now, and the way to it, where it is another one.
    pub now: Option<(Shift, Arc<Lines>)>,
}

impl Shown {
    /// A range of the reported text as the editor counts.
    #[must_use]
    pub fn range(&self, start: source::Position, end: source::Position, by: Encoding) -> Range {
        let (start, end) = (self.lines.of_place(start), self.lines.of_place(end));
        match &self.now {
            Some((shift, now)) => {
                let (start, end) = (shift.moved(start), shift.moved(end));
                now.range(start, end.max(start), by)
            }
            None => self.lines.range(start, end.max(start), by),
        }
    }
}

/// Where files are, and how the editor counts columns.
pub struct View<'a> {
    /// How columns are counted.
    pub encoding: Encoding,
    /// A file of a report, by the name that the report has for it.
    pub file: &'a dyn Fn(&str) -> Option<Shown>,
}

impl View<'_> {
    /// A place of a report as the editor names it.
    #[must_use]
    pub fn location(&self, place: &Location) -> Option<lsp_types::Location> {
        let shown = (self.file)(&place.file)?;
        let range = shown.range(place.start, place.end, self.encoding);
        Some(lsp_types::Location { uri: shown.uri, range })
    }
}
