//! Module instances and the scopes that expressions are evaluated in.

use super::config::{Config, ModuleCall};
use crate::source::Span;
use crate::syntax::hcl::ast::Expr;
use crate::unit::Presence;
use crate::value::{Cause, UnreadModule, Value};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use std::sync::Arc;

/// One instance of a module: the root, or what one `module` block's slot stands for.
pub(super) struct Instance {
    /// Its address with a dot behind it; empty for the root.
    pub(super) prefix: String,
    pub(super) config: Rc<Config>,
    /// `path.module`: relative to the root module's folder.
    pub(super) path: String,
    /// The call that made it; `None` for the root.
    pub(super) call: Option<Call>,
    /// Whether it exists, whatever it is in.
    pub(super) presence: Presence,
    /// Calls between it and the root.
    pub(super) depth: usize,
    /// What was evaluated so far, by `var.x`, `local.x`, `output.x`, `aws_x.y`, `data.aws_x.y`.
    pub(super) values: RefCell<HashMap<String, Memo>>,
    pub(super) resources: RefCell<HashMap<String, Rc<Vec<Placed>>>>,
    pub(super) modules: RefCell<HashMap<Arc<str>, Rc<Called>>>,
}

/// The call of a module: where its arguments are evaluated.
pub(super) struct Call {
    pub(super) parent: Weak<Instance>,
    pub(super) each: Option<Rc<Each>>,
    pub(super) block: Rc<ModuleCall>,
}

/// A value in the making, or made.
pub(super) enum Memo {
    /// Being evaluated: whoever asks now asks for itself.
    Busy,
    Done(Value),
}

/// What `each` and `count` are in one slot.
#[derive(Clone, Debug, Default)]
pub(super) struct Each {
    pub(super) key: Option<Value>,
    pub(super) value: Option<Value>,
    pub(super) index: Option<Value>,
}

/// One instance of a resource.
pub(super) struct Placed {
    pub(super) address: String,
    pub(super) each: Option<Rc<Each>>,
    pub(super) presence: Presence,
    pub(super) values: Value,
    pub(super) lifecycle: Value,
}

/// A module call's instances.
pub(super) struct Called {
    pub(super) shape: Shape,
    /// The slots, each with its instance where the source could be read.
    pub(super) slots: Vec<(Slot, Option<Rc<Instance>>)>,
    /// Why the source could not be read.
    pub(super) missing: Option<Arc<UnreadModule>>,
}

/// How a block is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    One,
    Count,
    ForEach,
}

/// One repetition of a block.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// Behind the address: empty, `[0]`, `["key"]`, or `[*]` for any number of them.
    pub(super) suffix: String,
    pub(super) each: Option<Rc<Each>>,
    /// Its key: a number, a string, or null for the only one and for `[*]`.
    pub(super) key: Option<Arc<str>>,
    pub(super) presence: Presence,
    pub(super) symbolic: Option<Cause>,
}

/// What names mean: a module instance's, and those of `for`, templates and repetitions.
#[derive(Clone)]
pub(super) struct Scope {
    pub(super) instance: Rc<Instance>,
    pub(super) each: Option<Rc<Each>>,
    names: Option<Rc<Frame>>,
    /// A template file knows nothing but its variables.
    pub(super) bare: bool,
    /// A template's variables are not all known: why.
    pub(super) rest: Option<Cause>,
}

struct Frame {
    name: Arc<str>,
    value: Value,
    outer: Option<Rc<Frame>>,
}

/// What a name stands for, when conditions are resolved.
pub(super) enum Binding {
    /// An expression in its own scope.
    Expr(Rc<Expr>, Scope),
    /// Itself, by its full name.
    Name(String),
}

impl Slot {
    /// The slot of a block that is not repeated.
    pub(super) fn only() -> Slot {
        Slot {
            suffix: String::new(),
            each: None,
            key: None,
            presence: Presence::Always,
            symbolic: None,
        }
    }
}

impl Scope {
    pub(super) fn of(instance: &Rc<Instance>, each: Option<Rc<Each>>) -> Scope {
        Scope { instance: instance.clone(), each, names: None, bare: false, rest: None }
    }

    /// One more name.
    pub(super) fn with(&self, name: &Arc<str>, value: Value) -> Scope {
        let frame = Frame { name: name.clone(), value, outer: self.names.clone() };
        Scope { names: Some(Rc::new(frame)), ..self.clone() }
    }

    /// The scope of a template's text, without any name yet.
    pub(super) fn bare(&self) -> Scope {
        Scope { instance: self.instance.clone(), each: None, names: None, bare: true, rest: None }
    }

    /// The innermost meaning of a name.
    pub(super) fn lookup(&self, name: &str) -> Option<Value> {
        let mut at = self.names.as_deref();
        while let Some(frame) = at {
            if &*frame.name == name {
                return Some(frame.value.clone());
            }
            at = frame.outer.as_deref();
        }
        None
    }
}

impl Instance {
    /// The scope that the module's arguments are evaluated in, and the call.
    pub(super) fn caller(&self) -> Option<(Scope, &ModuleCall)> {
        let call = self.call.as_ref()?;
        let parent = call.parent.upgrade()?;
        Some((Scope::of(&parent, call.each.clone()), &call.block))
    }

    /// A header's place; what stands in no file (a registry module's model) has the place of the
    /// call.
    pub(super) fn header(&self, header: Option<Span>) -> Option<Span> {
        header.or_else(|| {
            let call = self.call.as_ref()?;
            call.block.block.header.or_else(|| call.parent.upgrade()?.header(None))
        })
    }

    /// A full address.
    pub(super) fn address(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// The place of a block's header, or nothing.
pub(super) fn place_of(span: Option<Span>) -> crate::value::Place {
    crate::value::Place { span, chain: None }
}
