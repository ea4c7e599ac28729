//! Expression evaluation over located values, unknowns included.
//!
//! An error inside a list, an object, a template or an argument costs that part: it becomes unknown
//! with the error as its reason, and a problem names it. Only inside `try` and `can`, which ask for
//! errors, does it go further.

mod access;
mod call;
mod condition;
pub(super) mod either;
mod expr;
mod loops;
mod operators;
mod references;
mod template;

pub(super) use access::{attribute_of, index_of};
pub(super) use either::{MAX_REFS, reason_of, union, with_refs};
pub(super) use loops::{iterate, rest};
pub(super) use references::string_unknown;

use super::config::Config;
use super::instance::{Instance, Scope};
use super::limits::Limits;
use super::variables::Given;
use crate::secret::Known;
use crate::source::{Loss, Problem, Span};
use crate::syntax::hcl::ast::Expr;
use crate::terraform::functions::{CallError, Host};
use crate::tree::Tree;
use crate::unit::{Inputs, Off, Unit};
use crate::value::{Cause, Condition, Data, Value, secrets};
use indexmap::IndexMap;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

/// An evaluation error, with its place.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) message: String,
    pub(super) span: Option<Span>,
}

pub(super) type Eval = Result<Value, Failure>;

/// The state of one unit's evaluation.
pub(super) struct Evaluator<'t> {
    pub(super) tree: &'t Tree,
    pub(super) unit: &'t Unit,
    pub(super) inputs: &'t Inputs,
    pub(super) configs: RefCell<HashMap<String, Rc<Config>>>,
    /// What an evaluation before this one read of folders.
    pub(super) read: HashMap<String, Rc<Config>>,
    pub(super) limits: Limits,
    pub(super) files: RefCell<BTreeSet<String>>,
    pub(super) root: RefCell<Option<Rc<Instance>>>,
    pub(super) given: OnceCell<HashMap<String, Given>>,
    pub(super) installed: OnceCell<HashMap<String, String>>,
    /// Variables of the root module that count as not set, their defaults as not given.
    pub(super) open: BTreeSet<String>,
    /// What a default leaves out.
    pub(super) off: RefCell<Vec<Off>>,
    /// The texts of secret values.
    pub(super) secrets: RefCell<Known>,
    problems: RefCell<BTreeSet<Problem>>,
    conditions: RefCell<IndexMap<Arc<str>, Arc<Condition>>>,
    /// Above zero inside `try`, `can` and the arm of a conditional that was not chosen: errors go
    /// further.
    strict: Cell<u32>,
    /// Above zero where errors are nobody's business: they are not recorded.
    quiet: Cell<u32>,
}

impl<'t> Evaluator<'t> {
    pub(super) fn new(tree: &'t Tree, unit: &'t Unit, inputs: &'t Inputs) -> Evaluator<'t> {
        Evaluator {
            tree,
            unit,
            inputs,
            configs: RefCell::default(),
            read: HashMap::new(),
            limits: Limits::default(),
            files: RefCell::default(),
            root: RefCell::default(),
            given: OnceCell::new(),
            installed: OnceCell::new(),
            open: BTreeSet::new(),
            off: RefCell::default(),
            secrets: RefCell::default(),
            problems: RefCell::default(),
            conditions: RefCell::default(),
            strict: Cell::new(0),
            quiet: Cell::new(0),
        }
    }

    /// Starts anew with some variables not set; what was read is not read again.
    pub(super) fn again(&self, open: BTreeSet<String>) -> Evaluator<'t> {
        let read = self.configs.take();
        Evaluator { open, read, ..Evaluator::new(self.tree, self.unit, self.inputs) }
    }

    /// Records a problem at a place.
    pub(super) fn report(&self, loss: Loss, span: Option<Span>, message: impl Into<String>) {
        if self.quiet.get() > 0 {
            return;
        }
        let problem = match span {
            Some(span) => Problem::at(loss, &self.tree.file(span.file), span.start, message),
            None => Problem::file(loss, self.unit.root.clone(), message),
        };
        self.problems.borrow_mut().insert(problem);
    }

    /// Does something whose errors are nobody's business.
    pub(super) fn quietly<T>(&self, run: impl FnOnce() -> T) -> T {
        self.quiet.set(self.quiet.get() + 1);
        let made = run();
        self.quiet.set(self.quiet.get() - 1);
        made
    }

    /// An expression whose error is asked for and nobody's business besides.
    pub(in crate::terraform) fn tried(&self, expr: &Expr, scope: &Scope) -> Eval {
        self.quietly(|| self.strictly(|| self.eval(expr, scope)))
    }

    pub(super) fn add_problem(&self, problem: Problem) {
        self.problems.borrow_mut().insert(problem);
    }

    pub(super) fn take_problems(&self) -> Vec<Problem> {
        std::mem::take(&mut *self.problems.borrow_mut()).into_iter().collect()
    }

    pub(super) fn take_conditions(&self) -> IndexMap<Arc<str>, Arc<Condition>> {
        let mut conditions = std::mem::take(&mut *self.conditions.borrow_mut());
        conditions.sort_keys();
        conditions
    }

    /// What is secret of a variable or an output.
    pub(super) fn learn(&self, value: &Value) {
        secrets::learn(value, &mut self.secrets.borrow_mut());
    }

    /// What is secret of what a function made of its arguments.
    pub(super) fn learn_made(&self, value: &Value, args: &[Value]) {
        let scalar = |arg: &Value| !matches!(arg.data, Data::List(_) | Data::Map(_));
        let scalars = args.iter().all(scalar);
        let mut known = self.secrets.borrow_mut();
        secrets::learn_made(value, scalars, &mut known);
        // A key has no marks; what is made of one that is secret is secret by its text.
        let has_secret = |arg: &Value| arg.as_str().is_some_and(|text| known.has_any(text));
        if let Some(text) = value.as_str()
            && !known.is_empty()
            && args.iter().any(has_secret)
        {
            known.add_whole(text);
        }
    }

    /// One condition per id: the first one's text and reason stand for all.
    pub(super) fn condition(&self, id: String, text: String, reason: &Cause) -> Arc<Condition> {
        let id: Arc<str> = Arc::from(id);
        let mut conditions = self.conditions.borrow_mut();
        let make = || {
            Arc::new(Condition { id: id.clone(), text: Arc::from(text), reason: reason.clone() })
        };
        conditions.entry(id.clone()).or_insert_with(make).clone()
    }

    /// An error becomes an unknown with a problem, except where errors are asked for.
    pub(super) fn soft(&self, result: Eval, span: Option<Span>) -> Eval {
        match result {
            Err(failure) if self.strict.get() == 0 => {
                let at = failure.span.or(span);
                self.report(Loss::Warning, at, failure.message.clone());
                Ok(Value::unknown(Cause::wrong(failure.message), span.or(at)))
            }
            result => result,
        }
    }

    /// Whether an error costs its part only.
    pub(super) fn lenient(&self) -> bool {
        self.strict.get() == 0
    }

    /// Runs something whose errors are asked for.
    pub(super) fn strictly<T>(&self, run: impl FnOnce() -> T) -> T {
        self.strict.set(self.strict.get() + 1);
        let result = run();
        self.strict.set(self.strict.get() - 1);
        result
    }

    /// Runs something that is evaluated for itself (a local, a variable): its errors are its own.
    pub(super) fn apart<T>(&self, run: impl FnOnce() -> T) -> T {
        let (strict, quiet) = (self.strict.replace(0), self.quiet.replace(0));
        let result = run();
        self.strict.set(strict);
        self.quiet.set(quiet);
        result
    }

    /// An expression that stands for itself: an attribute, a local. Errors are recorded and leave
    /// an unknown.
    pub(super) fn value_of(&self, expr: &Expr, scope: &Scope) -> Value {
        match self.soft(self.eval(expr, scope), expr.place) {
            Ok(value) => value,
            Err(failure) => Value::unknown(Cause::wrong(failure.message), expr.place),
        }
    }

    /// The host of function calls made in a scope.
    pub(super) fn host<'a>(&'a self, scope: &'a Scope) -> Caller<'a, 't> {
        Caller { evaluator: self, scope }
    }
}

/// The evaluator as functions see it.
pub(super) struct Caller<'a, 't> {
    evaluator: &'a Evaluator<'t>,
    scope: &'a Scope,
}

impl Host for Caller<'_, '_> {
    fn tree(&self) -> &Tree {
        self.evaluator.tree
    }

    fn resolve_path(&self, path: &str) -> Result<String, String> {
        let root = &self.evaluator.unit.root;
        Tree::join(root, path)
            .ok_or_else(|| format!("`{path}` leads outside the scanned folder and is not read"))
    }

    fn has_read(&self, path: &str) {
        self.evaluator.files.borrow_mut().insert(path.to_owned());
    }

    fn render_template(&self, template: &Value, vars: &Value) -> Result<Value, CallError> {
        self.evaluator.render_text(template, vars, self.scope)
    }
}
