//! Names: variables, locals, modules, resources, data sources, and what is there without a
//! declaration.

use super::expr::fail;
use super::{Eval, Evaluator};
use crate::source::{Loss, Span};
use crate::syntax::hcl::ast::{Access, Expr, Kind};
use crate::terraform::instance::{Binding, Instance, Memo, Scope};
use crate::value::{Cause, Marks, Reference, StepKind, Type, Unknown, Value};
use std::rc::Rc;
use std::sync::Arc;

impl Evaluator<'_> {
    /// A name and what is taken out of what it stands for.
    pub(super) fn reference(
        &self,
        name: &str,
        steps: &[Access],
        span: Option<Span>,
        scope: &Scope,
    ) -> Eval {
        if let Some(value) = scope.lookup(name) {
            return self.accesses(value, steps, span, scope);
        }
        if scope.bare && !matches!(name, "path" | "terraform") {
            return match &scope.rest {
                Some(reason) => Ok(Value::unknown(reason.clone(), span)),
                None => fail(format!("the template has no variable `{name}`"), span),
            };
        }
        let attribute = |index: usize| match steps.get(index) {
            Some(Access::Attribute(name, _)) => Some(name),
            _ => None,
        };
        match name {
            "each" => {
                let each = scope.each.as_deref();
                let value = match attribute(0).map(|name| &**name) {
                    Some("key") => each.and_then(|each| each.key.clone()),
                    Some("value") => each.and_then(|each| each.value.clone()),
                    _ => None,
                };
                match value {
                    Some(value) => self.accesses(value, &steps[1..], span, scope),
                    None => fail("`each` is known only in a block with for_each", span),
                }
            }
            "count" => match scope.each.as_deref().and_then(|each| each.index.clone()) {
                Some(index) => self.accesses(
                    Value { place: crate::value::Place { span, ..index.place.clone() }, ..index },
                    steps.get(1..).unwrap_or_default(),
                    span,
                    scope,
                ),
                None => fail("`count` is known only in a block with count", span),
            },
            "path" => match attribute(0).map(|name| &**name) {
                Some("module") => Ok(Value::string(scope.instance.path.as_str(), span)),
                Some("root") => Ok(Value::string(".", span)),
                _ => Ok(string_unknown(
                    Cause::Runner("path.cwd depends on where Terraform is run".into()),
                    span,
                )),
            },
            "terraform" | "tofu" => {
                let what = attribute(0).map_or("workspace", |name| name);
                Ok(string_unknown(
                    Cause::Runner(format!("{name}.{what} depends on the workspace").into()),
                    span,
                ))
            }
            "self" => Ok(Value::unknown(
                Cause::AfterApply { resource: "`self`".into(), attribute: "".into() },
                span,
            )),
            "resource" if attribute(1).is_some() => match attribute(0) {
                Some(ty) => self.reference(&ty.clone(), &steps[1..], span, scope),
                None => fail("`resource` needs a type and a name", span),
            },
            // What is fetched while Terraform runs, a secret mostly, and never what is written.
            "ephemeral" if attribute(1).is_some() => {
                let (ty, own) =
                    (attribute(0).map_or("", |ty| ty), attribute(1).map_or("", |own| own));
                let to = scope.instance.address(&format!("ephemeral.{ty}.{own}"));
                let read = attribute(2).map_or("", |read| read);
                let cause =
                    Cause::Runner(format!("{name} values are known while Terraform runs").into());
                let mut value = Value::unknown(cause, span);
                value.refs =
                    Some(Arc::from([Reference { to: Arc::from(to), attribute: Arc::from(read) }]));
                Ok(value.marked(Marks::SENSITIVE.with(Marks::SECRET_SOURCE)))
            }
            "ephemeral" | "action" => Ok(Value::unknown(
                Cause::Runner(format!("{name} values are known while Terraform runs").into()),
                span,
            )
            .marked(Marks::SENSITIVE)),
            "data" => match (attribute(0), attribute(1)) {
                (Some(ty), Some(name)) => {
                    let key = format!("data.{ty}.{name}");
                    self.resource_reference(&key, &steps[2..], span, scope)
                }
                _ => fail("`data` needs a type and a name", span),
            },
            _ => {
                let Some(first) = attribute(0) else {
                    return fail(
                        format!("`{name}` names nothing; a reference has at least two parts"),
                        span,
                    );
                };
                let rest = &steps[1..];
                match name {
                    "var" => {
                        let value = self.variable(&scope.instance, first, span)?;
                        let value = value.through(StepKind::Variable, format!("var.{first}"), span);
                        self.accesses(value, rest, span, scope)
                    }
                    "local" => {
                        let value = self.local(&scope.instance, first, span)?;
                        let value = value.through(StepKind::Local, format!("local.{first}"), span);
                        self.accesses(value, rest, span, scope)
                    }
                    "module" => self.module_reference(first, rest, span, scope),
                    "component" | "stack" if scope.instance.config.stack => {
                        self.module_reference(first, rest, span, scope)
                    }
                    "identity_token" | "store" | "upstream_input" | "deployment"
                        if scope.instance.config.stack =>
                    {
                        let why = format!("{name} values are known where the stack is deployed");
                        let unknown = Value::unknown(Cause::Runner(why.into()), span);
                        Ok(unknown.marked(Marks::SENSITIVE))
                    }
                    ty => self.resource_reference(&format!("{ty}.{first}"), rest, span, scope),
                }
            }
        }
    }

    fn resource_reference(
        &self,
        key: &str,
        rest: &[Access],
        span: Option<Span>,
        scope: &Scope,
    ) -> Eval {
        match self.resource_value(&scope.instance, key, span) {
            Some(value) => {
                // What a resource's attribute was written as keeps its place; what is computed
                // stands where it is asked for.
                self.accesses(value, rest, span, scope)
            }
            None => fail(format!("`{key}` is not declared"), span),
        }
    }

    /// A local's value.
    fn local(&self, instance: &Rc<Instance>, name: &str, span: Option<Span>) -> Eval {
        let Some(local) = instance.config.locals.get(name) else {
            return fail(format!("`local.{name}` is not declared"), span);
        };
        let key = format!("local.{name}");
        Ok(self.memo(instance, &key, local.name, || {
            self.value_of(&local.value, &Scope::of(instance, None))
        }))
    }

    /// Evaluates something once. What asks for itself while it is evaluated is unknown, with a
    /// problem.
    pub(in crate::terraform) fn memo(
        &self,
        instance: &Instance,
        key: &str,
        at: Option<Span>,
        compute: impl FnOnce() -> Value,
    ) -> Value {
        match instance.values.borrow().get(key) {
            Some(Memo::Done(value)) => return value.clone(),
            Some(Memo::Busy) => {
                let message = format!("`{}` depends on itself", instance.address(key));
                self.apart(|| self.report(Loss::Lost, at, message.clone()));
                return Value::unknown(Cause::wrong(message), at);
            }
            None => {}
        }
        instance.values.borrow_mut().insert(key.to_owned(), Memo::Busy);
        let mut value = self.apart(compute);
        if let Err(why) = self.limits.keep(&value) {
            let message = format!("`{}` {why}", instance.address(key));
            self.apart(|| self.report(Loss::Lost, at, message.clone()));
            value = Value::unknown(Cause::limit(message), at);
        }
        instance.values.borrow_mut().insert(key.to_owned(), Memo::Done(value.clone()));
        value
    }

    /// What `var.x` or `local.x` stands for, for the resolution of conditions.
    pub(in crate::terraform) fn binding(
        &self,
        base: &Expr,
        steps: &[Access],
        scope: &Scope,
    ) -> Option<Binding> {
        let (Kind::Name(root), Some(Access::Attribute(name, _))) = (&base.kind, steps.first())
        else {
            return None;
        };
        if scope.bare || scope.lookup(root).is_some() {
            return None;
        }
        let instance = &scope.instance;
        match &**root {
            "local" => {
                let local = instance.config.locals.get(name)?;
                Some(Binding::Expr(local.value.clone(), Scope::of(instance, None)))
            }
            "var" => {
                let argument = instance.caller().and_then(|(caller, call)| {
                    let (expr, _) = call.arguments.get(name)?;
                    Some(Binding::Expr(expr.clone(), caller))
                });
                Some(
                    argument
                        .unwrap_or_else(|| Binding::Name(instance.address(&format!("var.{name}")))),
                )
            }
            "each" | "count" | "path" | "terraform" | "self" => None,
            root => Some(Binding::Name(instance.address(&format!("{root}.{name}")))),
        }
    }
}

/// A string that is not known.
pub(in crate::terraform) fn string_unknown(cause: Cause, span: Option<Span>) -> Value {
    let unknown = Unknown { ty: Type::String, ..Unknown::because(cause) };
    Value::new(crate::value::Data::Unknown(Arc::new(unknown)), span)
}
