//! What `policy check` says: a code, a place, a sentence, and what to write instead.

use std::fmt;

/// One message about a policy folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Message {
    /// The file's path below its folder; empty for a message about the folder.
    pub file: String,
    /// Line, from 1; 0 where the message is about the whole file or folder.
    pub line: u32,
    /// Column in characters, from 1; 0 as above.
    pub column: u32,
    /// `P034`.
    pub code: &'static str,
    /// The sentence.
    pub message: String,
    /// The text to write in place of what stands there.
    pub suggestion: Option<String>,
    /// The policy runs all the same.
    pub note: bool,
}

impl Message {
    /// A message about a folder as a whole.
    pub(crate) fn of_folder(code: &'static str, message: impl Into<String>) -> Message {
        Message {
            file: String::new(),
            line: 0,
            column: 0,
            code,
            message: message.into(),
            suggestion: None,
            note: false,
        }
    }

    /// The same, of a policy that runs all the same.
    #[must_use]
    pub(crate) fn as_note(mut self) -> Message {
        self.note = true;
        self
    }

    /// The same, with what to write instead.
    #[must_use]
    pub(crate) fn instead(mut self, text: impl Into<String>) -> Message {
        self.suggestion = Some(text.into());
        self
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.note {
            f.write_str("note: ")?;
        }
        match (self.file.as_str(), self.line) {
            ("", _) => {}
            (file, 0) => write!(f, "{file}: ")?,
            (file, line) => write!(f, "{file}:{line}:{}: ", self.column)?,
        }
        write!(f, "{} {}", self.code, self.message)
    }
}

/// `: did you mean X?` where a known name is near.
pub(crate) fn meant<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    let folded = |text: &str| text.to_lowercase().replace('_', "-");
    let same = known.clone().find(|other| folded(other) == folded(name) && *other != name);
    same.or_else(|| {
        known
            .map(|other| (strsim::osa_distance(name, other), other))
            .filter(|(distance, other)| {
                *distance > 0 && *distance <= (other.chars().count() / 3).clamp(1, 4)
            })
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, other)| other)
    })
}
