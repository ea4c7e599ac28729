//! A script's text with the place of each part, and what of it must not be printed.

use crate::normalize::map::remade::unknown_like;
use crate::normalize::map::template::Template;
use crate::tree::Tree;
use crate::value::{Data, Entry, Map, MapKind, Marks, Part, Place, Text, Value};
use indexmap::IndexMap;
use std::ops::Range;
use std::sync::Arc;

/// A text with the place of each part.
pub struct Source<'a> {
    /// For the places of its parts.
    pub tree: &'a Tree,
    /// The text, what is not known as holes.
    pub template: &'a Template<'a>,
    /// Where everything stands, when the text was written in an encoding.
    pub whole: Option<&'a Place>,
    /// What must not be printed.
    pub secrets: Vec<Range<usize>>,
}

impl Source<'_> {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.template.text
    }

    /// A part as a value. What must not be printed of it is marked.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Value {
        let mut value = self.template.value(self.tree, range.clone());
        let hidden = |at: &Range<usize>| {
            self.secrets.iter().any(|secret| secret.start <= at.start && at.end <= secret.end)
        };
        if let Data::String(known) = &value.data
            && self
                .secrets
                .iter()
                .any(|secret| secret.start < range.end && range.start < secret.end)
        {
            let mut cuts: Vec<usize> =
                self.secrets.iter().flat_map(|secret| [secret.start, secret.end]).collect();
            let runs = known
                .parts
                .iter()
                .flat_map(|parts| parts.iter())
                .map(|part| part.start as usize + range.start);
            cuts.extend(runs.chain([range.start]));
            cuts.retain(|at| range.contains(at));
            cuts.sort_unstable();
            cuts.dedup();
            let ends = cuts.iter().skip(1).copied().chain([range.end]);
            let parts: Vec<Part> = cuts
                .iter()
                .zip(ends)
                .map(|(start, end)| {
                    let marks = if hidden(&(*start..end)) {
                        value.marks.with(Marks::HIDDEN)
                    } else {
                        value.marks
                    };
                    let place = self.template.place(self.tree, &(*start..end));
                    Part {
                        start: u32::try_from(start - range.start).unwrap_or(u32::MAX),
                        place,
                        marks,
                        encoded: None,
                    }
                })
                .collect();
            value.data =
                Data::String(Text { text: known.text.clone(), parts: Some(Arc::from(parts)) });
            if hidden(&range) {
                value.marks = value.marks.with(Marks::HIDDEN);
            }
        }
        match self.whole {
            None => value,
            Some(place) => everywhere(value, place),
        }
    }

    /// An item of the settings' list.
    #[must_use]
    pub fn setting(&self, name: Value, value: Value, range: Range<usize>) -> Value {
        let place = self.whole.cloned().unwrap_or_else(|| self.template.place(self.tree, &range));
        let entries = IndexMap::from([
            (Arc::from("name"), Entry { key: None, value: name }),
            (Arc::from("value"), Entry { key: None, value }),
        ]);
        let mut item = Value::new(
            Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest: None })),
            None,
        );
        item.place = place;
        item
    }

    /// The whole text. Of one that is known in part and holds a secret, nothing is kept that could
    /// be printed.
    #[must_use]
    pub fn whole_text(&self, value: &Value) -> Value {
        match &value.data {
            Data::Unknown(unknown) if !self.secrets.is_empty() => {
                unknown_like(value, unknown.reason.clone())
            }
            Data::Unknown(_) => value.clone(),
            _ => {
                let mut text = self.part(0..self.text().len());
                text.place = value.place.clone();
                text.refs = value.refs.clone();
                text
            }
        }
    }
}

/// A value all of whose parts stand at one place.
fn everywhere(mut value: Value, place: &Place) -> Value {
    if let Data::String(Text { text, parts: Some(parts) }) = &value.data {
        let parts: Vec<Part> =
            parts.iter().map(|part| Part { place: place.clone(), ..part.clone() }).collect();
        value.data = Data::String(Text { text: text.clone(), parts: Some(Arc::from(parts)) });
    }
    value.place = place.clone();
    value
}
