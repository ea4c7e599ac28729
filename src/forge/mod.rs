//! The services that show pull requests, by their interfaces for programs: what is read from them and written to them.
//!
//! This is the one module that opens connections, and `stridelint review` the one command that uses it. A build without the
//! feature `review` has none of it.

mod apply;
mod github;
mod gitlab;
mod http;

pub use apply::{Outcome, apply};
pub use github::GitHub;
pub use gitlab::GitLab;
pub use http::{Client, Token};

use crate::review::{State, Write};
use std::time::Duration;

/// A pull request on a service.
pub trait Forge {
    /// All that stands on it and is ours, and what it changes.
    ///
    /// # Errors
    /// The service does not answer, or not to us.
    fn read(&mut self) -> Result<State, Trouble>;

    /// Writes.
    ///
    /// # Errors
    /// The service refuses it, or it is not known whether it took effect.
    fn write(&mut self, state: &State, write: &Write) -> Result<(), Trouble>;

    /// The text of a file at a commit.
    ///
    /// # Errors
    /// There is none, or the service does not show it.
    fn text(&mut self, commit: &str, file: &str) -> Result<String, Trouble>;
}

/// Why a call gave nothing. The sentences hold no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The token may not.
    #[error("{0}")]
    Refused(String),
    /// What was sent is not taken.
    #[error("{0}")]
    Invalid(String),
    /// What was to be changed is not there any more.
    #[error("{0}")]
    Gone(String),
    /// Too much was asked; after this time it may be asked again.
    #[error("{0}")]
    Limited(String, Duration),
    /// No answer, or none that says whether it took effect.
    #[error("{0}")]
    Unclear(String),
}
