//! Text to located nodes: HCL, YAML, JSON. Nothing here knows what they mean.

pub(crate) mod flat;
pub mod hcl;
pub mod json;
pub mod yaml;

use crate::source::Span;

/// Text that does not parse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// What is wrong, for a person.
    pub message: String,
    /// Where, when the text has a place.
    pub span: Option<Span>,
}
