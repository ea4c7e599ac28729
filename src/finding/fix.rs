//! What would fix a finding mechanically: changes of text, as plain data.

use super::Location;

/// The fix of one finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// It may replace the resource, or break a program.
    pub is_unsafe: bool,
    /// What is changed; or why nothing can be, in words that go on behind a colon.
    pub changes: Result<Vec<Change>, String>,
    /// The addresses of all resources of the unit that the changed text reaches.
    pub touches: Vec<String>,
    /// The changes as they come out in the text, where they were tried and fix the finding.
    pub made: Vec<Made>,
    /// The same as whole lines of one file, where it is one file.
    pub suggestion: Option<Suggestion>,
    /// A secret stands in the lines around, so that they cannot be shown.
    pub beside_secret: bool,
}

/// Whole lines that come in the place of others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suggestion {
    /// The file as reports name it.
    pub file: String,
    /// The first line that goes, from 1.
    pub first: u32,
    /// The last one.
    pub last: u32,
    /// What comes, without endings.
    pub lines: Vec<String>,
}

/// One change of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The file below the tree's root; once the tree is left, its path on disk.
    pub file: String,
    /// The file as reports name it.
    pub shown: String,
    /// The first byte of the text that is changed, or to which something is added.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// What is done there.
    pub what: What,
    /// The line that comes of it, for a person.
    pub said: String,
}

/// What is done at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Another text stands there.
    Replace(String),
    /// A resource, whose header it is, gets what a tree of names says (JSON).
    Extend(String),
    /// An object gets it.
    Add(String),
}

/// A replacement of text, which holds nothing of what stays.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Made {
    /// What goes; an empty range where something is put in.
    pub location: Location,
    /// What comes.
    pub text: String,
}

impl Made {
    /// Whether it moves text and changes nothing.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
            && !self.text.contains('\n')
            && self.location.start.line == self.location.end.line
    }
}

impl Fix {
    /// The fix of two findings of one cause: what both change. What one cannot change the other may.
    #[must_use]
    pub fn with(mut self, other: Fix) -> Fix {
        self.changes = match (self.changes, other.changes) {
            (Ok(mut all), Ok(more)) => {
                let new: Vec<Change> = more.into_iter().filter(|one| !all.contains(one)).collect();
                all.extend(new);
                Ok(all)
            }
            (Ok(all), Err(_)) | (Err(_), Ok(all)) => Ok(all),
            (Err(why), Err(_)) => Err(why),
        };
        self.beside_secret |= other.beside_secret;
        self.touches.extend(other.touches);
        self.touches.sort();
        self.touches.dedup();
        self
    }
}
