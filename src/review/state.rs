//! What stands on a pull request, and what may be written to it: plain data, the same for every service.

use super::diff::Diff;
use serde::Serialize;
use std::collections::BTreeMap;

/// A service that shows pull requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// GitHub, wherever it runs.
    GitHub,
    /// GitLab, wherever it runs.
    GitLab,
}

/// What stands on a pull request. Of the comments only our own are here: marked, and by whoever the token belongs to.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The commit that it is at.
    pub head: String,
    /// What it changes, by the files' names at its head.
    pub diff: BTreeMap<String, Diff>,
    /// The comments that tell the whole report, oldest first: one, unless two runs wrote at once.
    pub whole: Vec<Note>,
    /// The comments at lines, oldest first.
    pub threads: Vec<Thread>,
}

/// A comment of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// What the service calls it.
    pub id: String,
    /// Its text.
    pub body: String,
}

/// A comment of ours at a line, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thread {
    /// The comment.
    pub note: Note,
    /// What the service calls the conversation that it began, where it is known.
    pub thread: Option<String>,
    /// The file.
    pub path: String,
    /// The line at the head; `None` where that line is gone.
    pub line: Option<u32>,
    /// Somebody, or an earlier run, has resolved it.
    pub resolved: bool,
    /// The token may resolve it.
    pub can_resolve: bool,
    /// Somebody answered.
    pub answered: bool,
    /// It was written for this head.
    pub at_head: bool,
}

/// A comment to be written at lines of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// The file.
    pub path: String,
    /// Its name before the change.
    pub old_path: String,
    /// The first line, of the head.
    pub first: u32,
    /// The last line.
    pub last: u32,
    /// The last line's number before the change, where the change does not touch it.
    pub old_line: Option<u32>,
    /// The text.
    pub body: String,
}

/// Something to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "write", rename_all = "lowercase")]
pub enum Write {
    /// New comments at lines, all at once.
    Review {
        /// What stands above them.
        body: String,
        /// The comments.
        comments: Vec<Comment>,
    },
    /// Another text of a comment at a line.
    Update {
        /// The comment.
        note: String,
        /// The conversation that it began.
        thread: Option<String>,
        /// The text.
        body: String,
    },
    /// A conversation is done.
    Resolve {
        /// The conversation.
        thread: String,
    },
    /// A comment at a line that another run wrote too, and that nobody answered.
    Remove {
        /// The comment.
        note: String,
        /// The conversation that it began.
        thread: Option<String>,
    },
    /// The comment that tells the whole report.
    Tell {
        /// The text.
        body: String,
    },
    /// Another text of it.
    Retell {
        /// The comment.
        note: String,
        /// The text.
        body: String,
    },
    /// One of two of them.
    Untell {
        /// The comment.
        note: String,
    },
}

impl Write {
    /// Whether it makes something that an equal write would make once more.
    #[must_use]
    pub fn makes(&self) -> bool {
        matches!(self, Write::Review { .. } | Write::Tell { .. })
    }

    /// Whether it takes away what is there twice.
    #[must_use]
    pub fn unmakes(&self) -> bool {
        matches!(self, Write::Remove { .. } | Write::Untell { .. })
    }

    /// What it is, for a person.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Write::Review { comments, .. } => format!("a review with {} comments", comments.len()),
            Write::Update { note, .. } => format!("another text of comment {note}"),
            Write::Resolve { thread } => format!("conversation {thread} resolved"),
            Write::Remove { note, .. } => format!("comment {note} removed, which is there twice"),
            Write::Tell { .. } => "the report's comment".to_owned(),
            Write::Retell { note, .. } => format!("another text of the report's comment {note}"),
            Write::Untell { note } => {
                format!("the report's comment {note} removed, which is there twice")
            }
        }
    }
}
