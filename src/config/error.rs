//! What can be wrong with a configuration file.

use super::CAP;
use crate::source::Position;
use crate::tree::DecodeError;

/// What is wrong with a configuration file; each begins with the file's name.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("{file}: cannot be read: {source}")]
    Read {
        /// The file as reports name it.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file that it extends leads back to it, or through too many files.
    #[error("{file}{}: `extends` leads back to this file, or through more than {most} files", shown(*.at))]
    Circle {
        /// The file as reports name it.
        file: String,
        /// Where in the file.
        at: Option<Position>,
        /// How many files may stand above one another.
        most: usize,
    },
    /// It cannot be read where git keeps it.
    #[error("{file}: {why}")]
    Recorded {
        /// The file as reports name it.
        file: String,
        /// Why.
        why: String,
    },
    /// It is larger than any configuration is.
    #[error("{file}: is larger than {} MiB", CAP >> 20)]
    TooLarge {
        /// The file as reports name it.
        file: String,
    },
    /// It was found in what is scanned, and leads out of it: by a link, or by a path that it names.
    #[error(
        "{file}: {what} leads outside the repository; only a file that --config names may do that"
    )]
    Outside {
        /// The file as reports name it.
        file: String,
        /// What leads there: the file itself, or a key with the path.
        what: String,
    },
    /// It is no regular file.
    #[error("{file}: {why}")]
    Irregular {
        /// The file as reports name it.
        file: String,
        /// Why.
        why: crate::tree::ReadError,
    },
    /// It is no text.
    #[error("{file}: {source}")]
    NoText {
        /// The file as reports name it.
        file: String,
        /// Why.
        source: DecodeError,
    },
    /// It is no TOML, or says what it may not: an unknown key, a value of the wrong type, a reason
    /// or check that is missing, a date that is none.
    #[error("{file}{}: {why}", shown(*.at))]
    Content {
        /// The file as reports name it.
        file: String,
        /// Where in the file, where that is known.
        at: Option<Position>,
        /// What is wrong.
        why: String,
    },
    /// A glob of an `[[ignore]]` entry is none.
    #[error("{file}{}: {source}", shown(*.at))]
    Ignore {
        /// The file as reports name it.
        file: String,
        /// Where in the file.
        at: Option<Position>,
        /// Why.
        source: globset::Error,
    },
    /// A glob of `exclude` or `examples` is none.
    #[error("{file}{}: {key}: {source}", shown(*.at))]
    Globs {
        /// The file as reports name it.
        file: String,
        /// Where in the file.
        at: Option<Position>,
        /// The key.
        key: &'static str,
        /// Why.
        source: globset::Error,
    },
}

fn shown(at: Option<Position>) -> String {
    at.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default()
}
