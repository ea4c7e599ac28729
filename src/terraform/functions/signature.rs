//! What a function takes and gives: its name, its parameters, and what of its arguments its result
//! takes along.

use super::{Call, CallError, Outcome};
use crate::value::{Type, Value};

/// What a parameter takes.
#[derive(Clone, Copy)]
pub(super) enum Kind {
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
    pub(super) fn ty(self) -> Type {
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
pub(super) enum Needs {
    /// The value itself; what it contains may be unknown.
    Top,
    /// All of it.
    All,
    /// Nothing: the function deals with what is not known.
    Nothing,
}

/// A parameter.
#[derive(Clone, Copy)]
pub(super) struct Param {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) null: bool,
    pub(super) needs: Needs,
    /// An argument of two arms is taken as it is instead of calling the function for both.
    pub(super) arms: bool,
    /// Arms inside the argument (an item of a list) matter as well.
    pub(super) deep: bool,
}

impl Param {
    pub(super) const fn new(name: &'static str, kind: Kind) -> Param {
        Param { name, kind, null: false, needs: Needs::Top, arms: false, deep: false }
    }

    pub(super) const fn null(mut self) -> Param {
        self.null = true;
        self
    }

    pub(super) const fn all(mut self) -> Param {
        self.needs = Needs::All;
        self.deep = true;
        self
    }

    pub(super) const fn partial(mut self) -> Param {
        self.needs = Needs::Nothing;
        self
    }

    pub(super) const fn deep(mut self) -> Param {
        self.deep = true;
        self
    }

    pub(super) const fn arms(mut self) -> Param {
        self.arms = true;
        self
    }
}

/// Which marks and references of arguments a result takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// Those of the arguments and of all they contain: the result is made of their content.
    Deep,
    /// Those of the arguments themselves: what they contain goes into the result with its own.
    Top,
    /// None: the function sets them.
    Own,
}

/// A built-in function.
pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) params: &'static [Param],
    pub(super) rest: Option<Param>,
    /// How many of `params` may be left out.
    pub(super) optional: usize,
    pub(super) returns: Kind,
    pub(super) flow: Flow,
    pub(super) run: fn(&Call, &[Value]) -> Outcome,
}

impl Function {
    pub(super) const fn new(
        name: &'static str,
        params: &'static [Param],
        returns: Kind,
        run: fn(&Call, &[Value]) -> Outcome,
    ) -> Function {
        Function { name, params, rest: None, optional: 0, returns, flow: Flow::Deep, run }
    }

    pub(super) const fn rest(mut self, param: Param) -> Function {
        self.rest = Some(param);
        self
    }

    pub(super) const fn optional(mut self, count: usize) -> Function {
        self.optional = count;
        self
    }

    pub(super) const fn flow(mut self, flow: Flow) -> Function {
        self.flow = flow;
        self
    }

    pub(super) fn param(&self, index: usize) -> Option<Param> {
        self.params.get(index).copied().or(self.rest)
    }
}

pub(super) fn arity(function: &Function, count: usize) -> Result<(), CallError> {
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
