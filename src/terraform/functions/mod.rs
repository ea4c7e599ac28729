//! Terraform's built-in functions, one file per family.
//!
//! `try`, `can` and the template functions' rendering need the evaluator: it hands itself in as a [`Host`].

use crate::source::Span;
use crate::tree::Tree;
use crate::value::Value;

/// What functions need of the evaluator that calls them.
pub trait Host {
    /// The tree that file functions read from.
    fn tree(&self) -> &Tree;
    /// Resolves a path as `file()` sees it (relative to the root module's folder; `path.module` is written relative to it too) to a path
    /// below the tree's root.
    ///
    /// # Errors
    /// The path leaves the scanned root.
    fn resolve_path(&self, path: &str) -> Result<String, String>;
    /// Renders a template's text with the given variables, as `templatefile` and `templatestring` do.
    ///
    /// # Errors
    /// The template does not parse or names something unknown to it.
    fn render_template(&self, template: &Value, vars: &Value) -> Result<Value, CallError>;
}

/// A call that Terraform would refuse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CallError {
    /// What is wrong, for a person.
    pub message: String,
    /// Which argument, from 0, when one is to blame.
    pub argument: Option<usize>,
}

/// Calls a built-in function; `None`: there is no function of that name. `span` is the call's place.
/// Unknown arguments give the most precise unknown; marks and references of arguments flow into the result.
pub fn call(host: &dyn Host, name: &str, args: &[Value], span: Option<Span>) -> Option<Result<Value, CallError>> {
    let _ = (host, name, args, span);
    None
}
