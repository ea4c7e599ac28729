//! Terraform's built-in functions, one file per family.
//!
//! Source: Terraform language, "Functions" (one page per function); what the pages leave open was
//! asked of Terraform 1.11. `try` and `can` belong to the evaluator; the template functions'
//! rendering needs it: it hands itself in as a [`Host`].
//!
//! A family's file holds a table of [`Function`]s. This module does what is the same for all: the
//! number of arguments, null, conversion, arguments that are not known or depend on a condition,
//! and the flow of marks and references.

mod arms;
mod base64;
mod collection;
mod collection_lists;
mod collection_sets;
mod composed;
mod datetime;
mod encoding;
mod filesystem;
mod format;
mod format_verbs;
mod hash;
mod hcl_text;
mod kinds;
mod lookup;
mod model;
mod nature;
mod network;
mod numeric;
mod regex_syntax;
mod regexes;
mod signature;
mod strings;
mod template;
mod tofu;
mod trimming;
mod yaml;

use super::convert::convert;
use crate::source::Span;
use crate::tree::Tree;
use crate::value::{Cause, Data, List, Type, Unknown, Value};
use composed::{composed_text, makes_text};
use nature::{first_unknown, is_rest, reason, rest_item, with_nature};
use signature::{Flow, Function, Kind, Needs, Param, arity};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// The largest list that a function makes.
pub(crate) const MAX_ITEMS: usize = 100_000;

/// What functions need of the evaluator that calls them.
pub trait Host {
    /// The tree that file functions read from.
    fn tree(&self) -> &Tree;
    /// Resolves a path as `file()` sees it (relative to the root module's folder; `path.module` is
    /// written relative to it too) to a path below the tree's root.
    ///
    /// # Errors
    /// The path leaves the scanned root.
    fn resolve_path(&self, path: &str) -> Result<String, String>;
    /// Hears that a file's text became part of a value, so that the file belongs to the unit. The
    /// path is below the tree's root.
    fn has_read(&self, path: &str) {
        let _ = path;
    }
    /// Renders a template's text with the given variables, as `templatefile` and `templatestring`
    /// do.
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

/// Calls a built-in function; `None`: there is no function of that name. `span` is the call's
/// place. Unknown arguments give the most precise unknown; marks and references of arguments flow
/// into the result.
pub fn call(
    host: &dyn Host,
    name: &str,
    args: &[Value],
    span: Option<Span>,
) -> Option<Result<Value, CallError>> {
    if name.starts_with("provider::") && !is_own(name) {
        let unknown = Value::unknown(
            Cause::NotRun(format!("{name} is a provider's function and is not evaluated").into()),
            span,
        );
        return Some(Ok(with_nature(unknown, args, Flow::Deep)));
    }
    let function = FUNCTIONS.get(name.strip_prefix("core::").unwrap_or(name))?;
    let call = Call { host, name: function.name, span };
    Some(arity(function, args.len()).and_then(|()| apply(function, &call, args, 0)))
}

/// Whether a provider's function is one of Terraform's own provider, which is run.
pub fn is_own(name: &str) -> bool {
    FUNCTIONS.contains_key(name)
}

/// The names of all functions, for suggestions.
#[cfg(test)]
pub fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.keys().copied()
}

static FUNCTIONS: LazyLock<HashMap<&'static str, &'static Function>> = LazyLock::new(|| {
    let families = [
        numeric::FUNCTIONS,
        strings::FUNCTIONS,
        trimming::FUNCTIONS,
        regexes::FUNCTIONS,
        format::FUNCTIONS,
        collection::FUNCTIONS,
        collection_lists::FUNCTIONS,
        collection_sets::FUNCTIONS,
        lookup::FUNCTIONS,
        encoding::FUNCTIONS,
        base64::FUNCTIONS,
        yaml::FUNCTIONS,
        filesystem::FUNCTIONS,
        template::FUNCTIONS,
        datetime::FUNCTIONS,
        hash::FUNCTIONS,
        network::FUNCTIONS,
        kinds::FUNCTIONS,
        model::FUNCTIONS,
        tofu::FUNCTIONS,
        hcl_text::FUNCTIONS,
    ];
    families.into_iter().flatten().map(|function| (function.name, function)).collect()
});

/// One call: what a function's code sees besides its arguments.
struct Call<'a> {
    host: &'a dyn Host,
    name: &'static str,
    span: Option<Span>,
}

type Outcome = Result<Value, CallError>;

impl Call<'_> {
    /// The call fails as a whole.
    fn fail<T>(&self, why: impl std::fmt::Display) -> Result<T, CallError> {
        Err(CallError {
            message: format!("Call to function \"{}\" failed: {why}.", self.name),
            argument: None,
        })
    }

    /// An argument is to blame.
    fn reject<T>(
        &self,
        argument: usize,
        parameter: &str,
        why: impl std::fmt::Display,
    ) -> Result<T, CallError> {
        Err(CallError {
            message: format!("Invalid value for \"{parameter}\" parameter: {why}."),
            argument: Some(argument),
        })
    }

    fn string(&self, text: impl Into<Arc<str>>) -> Value {
        Value::string(text, self.span)
    }

    fn bool(&self, value: bool) -> Value {
        Value::bool(value, self.span)
    }

    fn list(&self, kind: crate::value::ListKind, items: Vec<Value>) -> Value {
        Value::new(Data::List(Arc::new(List { kind, items })), self.span)
    }

    /// An unknown result of a known type, because `cause` is not known.
    fn unknown(&self, cause: &Value, ty: Type) -> Value {
        let mut result = Value::new(
            Data::Unknown(Arc::new(Unknown { ty, ..Unknown::because(reason(cause)) })),
            self.span,
        );
        result.marks = cause.marks;
        result.refs = cause.refs.clone();
        result
    }
}

/// So many conditions that are not known are told apart in one call: at most eight runs.
const MAX_CONDITIONS: usize = 3;

fn apply(function: &Function, call: &Call, args: &[Value], conditions: usize) -> Outcome {
    if let Some(condition) = arms::open_condition(function, args) {
        if conditions < MAX_CONDITIONS {
            return arms::apply(function, call, args, conditions, &condition);
        }
        let cause = Value::unknown(condition.reason.clone(), call.span);
        return Ok(with_nature(call.unknown(&cause, function.returns.ty()), args, Flow::Deep));
    }
    let mut ready = Vec::with_capacity(args.len());
    for (index, arg) in args.iter().enumerate() {
        let Some(param) = function.param(index) else { break };
        if arg.is_null() && !param.null {
            return call.reject(index, param.name, "argument must not be null");
        }
        match convert(arg.clone(), &param.kind.ty()) {
            Ok(value) => ready.push(value),
            Err(why) => return call.reject(index, param.name, why),
        }
    }
    for (index, arg) in ready.iter().enumerate() {
        let needs = function.param(index).map_or(Needs::Nothing, |param| param.needs);
        let cause = match needs {
            Needs::Nothing => None,
            Needs::Top => matches!(arg.data, Data::Unknown(_)).then_some(arg),
            Needs::All => first_unknown(arg, 0),
        };
        if let Some(cause) = cause {
            return Ok(with_nature(call.unknown(cause, function.returns.ty()), args, Flow::Deep));
        }
    }
    let result = (function.run)(call, &ready)?;
    let result = if makes_text(function) { composed_text(result, 0) } else { result };
    Ok(with_nature(result, args, function.flow))
}

#[cfg(test)]
mod tests;
