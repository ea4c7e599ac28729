//! Variables: defaults, variable files, the command line, module arguments (Terraform language,
//! "Input Variables", "Variable Definition Precedence"). `TF_VAR_` is not read: what a scan finds
//! does not depend on the environment.

use super::config::{read_body, syntax_problem};
use super::convert::{Optional, convert_with};
use super::eval::{Eval, Evaluator, Failure};
use super::instance::{Instance, Scope};
use crate::source::{Loss, Span};
use crate::syntax::hcl::{
    Origin,
    ast::{Block, Kind},
    parse_expression,
};
use crate::tree::Tree;
use crate::unit::Assignment;
use crate::value::{Cause, Data, Entry, List, Map, Marks, StepKind, Type, Unknown, Value};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// What the root module's variables were set to.
pub(super) enum Given {
    /// In a variable file.
    Value(Value),
    /// On the command line: text whose meaning depends on the variable's type.
    Text(String),
}

/// What a variable says whose value is never shown. One that is ephemeral is in no plan either.
const HIDDEN: [&str; 2] = ["sensitive", "ephemeral"];

impl Evaluator<'_> {
    /// A variable's value.
    ///
    /// # Errors
    /// The module has no such variable.
    pub(super) fn variable(&self, instance: &Rc<Instance>, name: &str, span: Option<Span>) -> Eval {
        let Some(block) = instance.config.variables.get(name) else {
            return Err(Failure { message: format!("`var.{name}` is not declared"), span });
        };
        let key = format!("var.{name}");
        Ok(self.memo(instance, &key, block.header, || self.set_variable(instance, name, block)))
    }

    /// Asks for what is declared sensitive, used or not: its text may stand in a line that is shown.
    pub(super) fn learn_secrets(&self, instance: &Rc<Instance>) {
        let secret = |block: &Block| {
            HIDDEN.iter().any(|name| {
                let flag = block.body.attribute(name);
                flag.is_some_and(|flag| matches!(flag.value.kind, Kind::Bool(true)))
            })
        };
        for (name, _) in instance.config.variables.iter().filter(|(_, block)| secret(block)) {
            let _ = self.variable(instance, name, None);
        }
    }

    fn set_variable(&self, instance: &Rc<Instance>, name: &str, block: &Block) -> Value {
        let full = instance.address(&format!("var.{name}"));
        let scope = Scope::of(instance, None);
        let (ty, optional) = match block.body.attribute("type") {
            Some(ty) => self.constraint(&ty.value, &scope),
            None => (Type::Any, Optional::default()),
        };
        let flag = |name: &str| {
            block
                .body
                .attribute(name)
                .is_some_and(|flag| matches!(flag.value.kind, Kind::Bool(true)))
        };
        let nullable = block
            .body
            .attribute("nullable")
            .is_none_or(|flag| !matches!(flag.value.kind, Kind::Bool(false)));
        let typed = block.body.attribute("type").is_some();
        let given = self.given(instance, name, block, &ty, typed);
        // A null for a variable that takes none means its default.
        let given = given.filter(|value| nullable || !value.is_null());
        let default = || {
            let default = block.body.attribute("default")?;
            let value = self.value_of(&default.value, &scope);
            Some(deep_marked(value, Marks::DEFAULT).through(
                StepKind::VariableDefault,
                full.clone(),
                block.header,
            ))
        };
        let open = instance.call.is_none() && self.open.contains(name);
        let value = match given.or_else(|| if open { None } else { default() }) {
            Some(value) => value,
            None => {
                let full: Arc<str> = full.as_str().into();
                let cause = if open {
                    Cause::Suggested { variable: full }
                } else {
                    Cause::NoDefault { variable: full }
                };
                let unknown = Unknown { ty: ty.clone(), ..Unknown::because(cause) };
                Value::new(Data::Unknown(Arc::new(unknown)), block.header)
            }
        };
        let at = value.place.span.or(block.header);
        let value = match convert_with(value, &ty, &optional) {
            Ok(value) => value,
            Err(why) => {
                let message = format!("the value of {full} does not fit its type: {why}");
                self.report(Loss::Warning, at, message.clone());
                let unknown = Unknown { ty, ..Unknown::because(Cause::wrong(message)) };
                Value::new(Data::Unknown(Arc::new(unknown)), at)
            }
        };
        if !HIDDEN.iter().any(|name| flag(name)) {
            return value;
        }
        let value = deep_marked(value, Marks::SENSITIVE);
        self.learn(&value);
        value
    }

    /// What the caller, a variable file or the command line says.
    fn given(
        &self,
        instance: &Rc<Instance>,
        name: &str,
        block: &Block,
        ty: &Type,
        typed: bool,
    ) -> Option<Value> {
        // A module's variables are set by its caller alone.
        if instance.call.is_some() {
            let (caller, call) = instance.caller()?;
            let (expr, place) = call.arguments.get(name)?;
            let value = self.value_of(expr, &caller);
            let step = format!("{}.{name}", instance.prefix.trim_end_matches('.'));
            return Some(value.through(StepKind::ModuleArgument, step, *place));
        }
        let step = format!("var.{name}");
        match self.given.get_or_init(|| self.read_given()).get(name)? {
            Given::Value(value) => {
                Some(value.clone().through(StepKind::VariableFile, step, block.header))
            }
            Given::Text(text) => {
                // Terraform reads a text for a variable of a simple type as it is, any other as an
                // expression.
                let literal = !typed || matches!(ty, Type::String | Type::Number | Type::Bool);
                let value = if literal {
                    Value::string(text.as_str(), None)
                } else {
                    match parse_expression(text, Origin::Nowhere) {
                        Ok(expr) => self.value_of(&expr, &Scope::of(instance, None)),
                        Err(error) => {
                            self.report(
                                Loss::Lost,
                                block.header,
                                format!("the value given for {step} does not parse: {error}"),
                            );
                            return None;
                        }
                    }
                };
                Some(value.through(StepKind::VariableFile, step, block.header))
            }
        }
    }

    /// In order of precedence, weakest first: `terraform.tfvars`, `terraform.tfvars.json`,
    /// `*.auto.tfvars` and `*.auto.tfvars.json` by name, the files and values given, in their
    /// order.
    fn read_given(&self) -> HashMap<String, Given> {
        let mut given = HashMap::new();
        let root = &self.unit.root;
        let in_root =
            |name: &str| if root.is_empty() { name.to_owned() } else { format!("{root}/{name}") };
        for name in ["terraform.tfvars", "terraform.tfvars.json"] {
            let path = in_root(name);
            if self.tree.has_file(&path) {
                self.read_variable_file(&path, &mut given);
            }
        }
        let automatic: Vec<String> = self
            .tree
            .files_in(root)
            .filter(|path| path.ends_with(".auto.tfvars") || path.ends_with(".auto.tfvars.json"))
            .map(str::to_owned)
            .collect();
        for path in &automatic {
            self.read_variable_file(path, &mut given);
        }
        for assignment in &self.inputs.variables {
            match assignment {
                Assignment::File(path) => self.read_variable_file(path, &mut given),
                Assignment::Value(name, text) => {
                    given.insert(name.clone(), Given::Text(text.clone()));
                }
            }
        }
        given
    }

    fn read_variable_file(&self, path: &str, given: &mut HashMap<String, Given>) {
        let mut problems = Vec::new();
        if path.ends_with(".json") {
            match self.tree.load(path) {
                Ok((id, file)) => match crate::syntax::json::parse(id, &file) {
                    Ok(value) => {
                        for (name, entry) in value.entries().into_iter().flatten() {
                            given.insert(name.to_string(), Given::Value(entry.value.clone()));
                        }
                    }
                    Err(error) => problems.push(syntax_problem(&file, &error)),
                },
                Err(problem) => problems.push(problem),
            }
        } else if let Some(body) = read_body(self.tree, path, &mut problems) {
            let root = self.root.borrow().clone();
            for attribute in &body.attributes {
                let value = match &root {
                    Some(root) => self.value_of(&attribute.value, &Scope::of(root, None)),
                    None => continue,
                };
                given.insert(attribute.name.to_string(), Given::Value(value));
            }
        }
        self.files.borrow_mut().insert(path.to_owned());
        problems.into_iter().for_each(|problem| self.add_problem(problem));
    }
}

/// A value all parts of which have the marks.
pub(super) fn deep_marked(value: Value, marks: Marks) -> Value {
    let mut value = value.marked(marks);
    match &value.data {
        Data::List(list) => {
            let items = list.items.iter().map(|item| deep_marked(item.clone(), marks)).collect();
            value.data = Data::List(Arc::new(List { kind: list.kind, items }));
        }
        Data::Map(map) => {
            let mark = |entry: &Entry| Entry {
                key: entry.key,
                value: deep_marked(entry.value.clone(), marks),
            };
            let entries =
                map.entries.iter().map(|(key, entry)| (key.clone(), mark(entry))).collect();
            value.data =
                Data::Map(Arc::new(Map { kind: map.kind, entries, rest: map.rest.clone() }));
        }
        _ => {}
    }
    value
}

/// A path from a folder, normalized, that may lead above it: what `path.module` says.
pub(super) fn relative(from: &str, to: &str) -> String {
    let mut parts: Vec<&str> =
        from.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    for part in to.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// Whether a folder of the tree holds a module, or a stack that is called like one.
pub(super) fn is_module(tree: &Tree, folder: &str) -> bool {
    holds_configuration(tree, folder) || super::stacks::is_stack(tree, folder)
}

/// Whether a folder of the tree holds a module's files.
pub(super) fn holds_configuration(tree: &Tree, folder: &str) -> bool {
    tree.files_in(folder).any(|path| {
        [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|ending| path.ends_with(ending))
    })
}
