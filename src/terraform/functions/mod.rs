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
mod collection_sets;
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
mod network;
mod numeric;
mod regex_syntax;
mod regexes;
mod strings;
mod template;
mod tofu;
mod trimming;
mod yaml;

use super::convert::convert;
use crate::source::Span;
use crate::tree::Tree;
use crate::value::{Cause, Data, Entry, List, Map, Marks, Reference, Refs, Type, Unknown, Value};
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

/// What a parameter takes.
#[derive(Clone, Copy)]
enum Kind {
    /// Anything, as it is.
    Any,
    String,
    Number,
    Bool,
    /// `list(string)`
    Strings,
    /// `list(number)`
    Numbers,
    /// `list(bool)`
    Bools,
    /// `list(any)`
    List,
    /// `set(any)`
    Set,
    /// `map(list(string))`
    StringLists,
}

impl Kind {
    fn ty(self) -> Type {
        let list = |item| Type::List(Box::new(item));
        match self {
            Kind::Any => Type::Any,
            Kind::String => Type::String,
            Kind::Number => Type::Number,
            Kind::Bool => Type::Bool,
            Kind::Strings => list(Type::String),
            Kind::Numbers => list(Type::Number),
            Kind::Bools => list(Type::Bool),
            Kind::List => list(Type::Any),
            Kind::Set => Type::Set(Box::new(Type::Any)),
            Kind::StringLists => Type::Map(Box::new(list(Type::String))),
        }
    }
}

/// How much of an argument a function needs to know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// The value itself; what it contains may be unknown.
    Top,
    /// All of it.
    All,
    /// Nothing: the function deals with what is not known.
    Nothing,
}

/// A parameter.
#[derive(Clone, Copy)]
struct Param {
    name: &'static str,
    kind: Kind,
    null: bool,
    needs: Needs,
    /// An argument of two arms is taken as it is instead of calling the function for both.
    arms: bool,
    /// Arms inside the argument (an item of a list) matter as well.
    deep: bool,
}

impl Param {
    const fn new(name: &'static str, kind: Kind) -> Param {
        Param { name, kind, null: false, needs: Needs::Top, arms: false, deep: false }
    }

    const fn null(mut self) -> Param {
        self.null = true;
        self
    }

    const fn all(mut self) -> Param {
        self.needs = Needs::All;
        self.deep = true;
        self
    }

    const fn partial(mut self) -> Param {
        self.needs = Needs::Nothing;
        self
    }

    const fn deep(mut self) -> Param {
        self.deep = true;
        self
    }

    const fn arms(mut self) -> Param {
        self.arms = true;
        self
    }
}

/// Which marks and references of arguments a result takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    /// Those of the arguments and of all they contain: the result is made of their content.
    Deep,
    /// Those of the arguments themselves: what they contain goes into the result with its own.
    Top,
    /// None: the function sets them.
    Own,
}

/// A built-in function.
struct Function {
    name: &'static str,
    params: &'static [Param],
    rest: Option<Param>,
    /// How many of `params` may be left out.
    optional: usize,
    returns: Kind,
    flow: Flow,
    run: fn(&Call, &[Value]) -> Outcome,
}

impl Function {
    const fn new(
        name: &'static str,
        params: &'static [Param],
        returns: Kind,
        run: fn(&Call, &[Value]) -> Outcome,
    ) -> Function {
        Function { name, params, rest: None, optional: 0, returns, flow: Flow::Deep, run }
    }

    const fn rest(mut self, param: Param) -> Function {
        self.rest = Some(param);
        self
    }

    const fn optional(mut self, count: usize) -> Function {
        self.optional = count;
        self
    }

    const fn flow(mut self, flow: Flow) -> Function {
        self.flow = flow;
        self
    }

    fn param(&self, index: usize) -> Option<Param> {
        self.params.get(index).copied().or(self.rest)
    }
}

fn arity(function: &Function, count: usize) -> Result<(), CallError> {
    let (name, most) = (function.name, function.params.len());
    let least = most - function.optional;
    if count < least {
        let missing = function.params.get(count).map_or("", |param| param.name);
        let message = format!(
            "Function \"{name}\" expects {least} argument(s). Missing value for \"{missing}\"."
        );
        return Err(CallError { message, argument: None });
    }
    if function.rest.is_none() && count > most {
        let message = format!("Function \"{name}\" expects only {most} argument(s).");
        return Err(CallError { message, argument: Some(most) });
    }
    Ok(())
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

/// Whether a function's result holds text that none of its arguments held as it is.
fn makes_text(function: &Function) -> bool {
    matches!(function.returns, Kind::String | Kind::Strings)
        || matches!(function.name, "jsondecode" | "yamldecode" | "csvdecode" | "regex" | "regexall")
}

/// A value all texts of which are composed, as Terraform keeps them.
fn composed_text(mut value: Value, depth: usize) -> Value {
    use std::borrow::Cow;
    match &value.data {
        Data::String(text) => {
            if let Cow::Owned(composed) = super::convert::composed(&text.text) {
                value.data = Value::string(composed, None).data;
            }
        }
        Data::List(list) if depth <= super::convert::MAX_DEPTH && !is_composed(&value, depth) => {
            let items = list.items.iter().map(|item| composed_text(item.clone(), depth + 1));
            let items = items.collect();
            value.data = Data::List(Arc::new(List { kind: list.kind, items }));
        }
        Data::Map(map) if depth <= super::convert::MAX_DEPTH && !is_composed(&value, depth) => {
            let entries = map.entries.iter().map(|(key, entry)| {
                let key = match super::convert::composed(key) {
                    Cow::Borrowed(_) => key.clone(),
                    Cow::Owned(composed) => Arc::from(composed),
                };
                (
                    key,
                    Entry { key: entry.key, value: composed_text(entry.value.clone(), depth + 1) },
                )
            });
            let entries = entries.collect();
            value.data =
                Data::Map(Arc::new(Map { kind: map.kind, entries, rest: map.rest.clone() }));
        }
        _ => {}
    }
    value
}

/// Whether all texts of a value are composed.
fn is_composed(value: &Value, depth: usize) -> bool {
    let composed =
        |text: &str| matches!(super::convert::composed(text), std::borrow::Cow::Borrowed(_));
    match &value.data {
        _ if depth > super::convert::MAX_DEPTH => true,
        Data::String(text) => composed(&text.text),
        Data::List(list) => list.items.iter().all(|item| is_composed(item, depth + 1)),
        Data::Map(map) => {
            let mut entries = map.entries.iter();
            entries.all(|(key, entry)| composed(key) && is_composed(&entry.value, depth + 1))
        }
        _ => true,
    }
}

/// The first unknown in a value, at any depth. A map that may have further entries counts itself.
fn first_unknown(value: &Value, depth: usize) -> Option<&Value> {
    if depth > super::convert::MAX_DEPTH {
        return None;
    }
    match &value.data {
        Data::Unknown(_) | Data::Either(_) => Some(value),
        Data::List(list) => list.items.iter().find_map(|item| first_unknown(item, depth + 1)),
        Data::Map(map) if map.rest.is_some() => Some(value),
        Data::Map(map) => {
            map.entries.values().find_map(|entry| first_unknown(&entry.value, depth + 1))
        }
        _ => None,
    }
}

/// Why a value is not known.
fn reason(value: &Value) -> Cause {
    match &value.data {
        Data::Unknown(unknown) => unknown.reason.clone(),
        Data::Either(either) => either.condition.reason.clone(),
        Data::Map(map) => map.rest.clone().unwrap_or(Cause::Part("not known")),
        _ => Cause::Part("not known"),
    }
}

/// Adds the arguments' marks and references to a result.
fn with_nature(mut result: Value, args: &[Value], flow: Flow) -> Value {
    if flow == Flow::Own {
        return result;
    }
    let mut nature = Nature::default();
    for arg in args {
        nature.add(arg, flow == Flow::Deep, 0);
    }
    result.marks = result.marks.with(nature.marks);
    if !nature.refs.is_empty() {
        result.refs = join_refs(&result.refs, &Some(nature.refs.into()));
    }
    result
}

#[derive(Default)]
struct Nature {
    marks: Marks,
    refs: Vec<Reference>,
}

impl Nature {
    fn add(&mut self, value: &Value, deep: bool, depth: usize) {
        self.marks = self.marks.with(value.marks);
        for reference in value.references() {
            if !self.refs.contains(reference) {
                self.refs.push(reference.clone());
            }
        }
        if !deep || depth > super::convert::MAX_DEPTH {
            return;
        }
        match &value.data {
            Data::List(list) => list.items.iter().for_each(|item| self.add(item, deep, depth + 1)),
            Data::Map(map) => {
                map.entries.values().for_each(|entry| self.add(&entry.value, deep, depth + 1))
            }
            Data::Either(either) => {
                self.add(&either.then, deep, depth + 1);
                self.add(&either.otherwise, deep, depth + 1);
            }
            _ => {}
        }
    }
}

fn join_refs(a: &Refs, b: &Refs) -> Refs {
    match (a, b) {
        (None, other) | (other, None) => other.clone(),
        (Some(a), Some(b)) => {
            let mut all: Vec<Reference> = a.to_vec();
            all.extend(b.iter().filter(|reference| !a.contains(reference)).cloned());
            Some(all.into())
        }
    }
}

/// An item that stands for any number of further items, because `cause` is not known.
fn rest_item(cause: &Value) -> Value {
    let mut item = cause.clone();
    item.data = Data::Unknown(Arc::new(Unknown { rest: true, ..Unknown::because(reason(cause)) }));
    item
}

/// Whether an item stands for any number of further items.
fn is_rest(value: &Value) -> bool {
    value.as_unknown().is_some_and(|unknown| unknown.rest)
}

#[cfg(test)]
mod tests;
