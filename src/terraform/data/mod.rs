//! Data sources (and old resources) that can be rendered without asking anyone.

mod cloudinit;
mod policy;

use super::eval::{Evaluator, string_unknown};
use super::functions::{self, Host};
use super::instance::{Placed, Scope};
use crate::source::Loss;
use crate::value::{Cause, Data, StepKind, Value};
use indexmap::IndexMap;

/// Attributes that are strings whatever the account is, so that text around them is known text.
const STRINGS: [(&str, &[&str]); 4] = [
    ("aws_caller_identity", &["account_id", "arn", "user_id", "id"]),
    ("aws_region", &["name", "region", "id", "endpoint", "description"]),
    ("aws_partition", &["partition", "dns_suffix", "id", "reverse_dns_prefix"]),
    ("aws_availability_zone", &["name", "region"]),
];

impl Evaluator<'_> {
    /// Attributes of a data source that follow from what is written.
    pub(super) fn rendered(&self, key: &str, placed: &Placed) -> Vec<(&'static str, Value)> {
        let mut parts = key.rsplit('.');
        let (_, ty, data) =
            (parts.next(), parts.next().unwrap_or_default(), parts.next() == Some("data"));
        if ty == "template_file" {
            return self.template_file(placed).map(|text| ("rendered", text)).into_iter().collect();
        }
        if matches!(ty, "cloudinit_config" | "template_cloudinit_config") {
            return cloudinit::rendered(&placed.values)
                .map(|text| ("rendered", text))
                .into_iter()
                .collect();
        }
        if !data {
            return Vec::new();
        }
        if let Some((_, names)) = STRINGS.iter().find(|(known, _)| *known == ty) {
            let unknown = |name: &&'static str| {
                let cause = Cause::Account {
                    source: placed.address.as_str().into(),
                    attribute: (*name).into(),
                };
                (*name, string_unknown(cause, placed.values.place.span))
            };
            let free = |name: &&&'static str| placed.values.get(name).is_none_or(Value::is_null);
            return names.iter().filter(free).map(unknown).collect();
        }
        match ty {
            "aws_iam_policy_document" => {
                let document = self.policy_document(&placed.values);
                let text = self.called_with("jsonencode", &[document], placed);
                let text = text.through(
                    StepKind::DataSource,
                    placed.address.clone(),
                    placed.values.place.span,
                );
                vec![("json", text.clone()), ("minified_json", text)]
            }
            "local_file" | "local_sensitive_file" => placed
                .values
                .get("filename")
                .map(|name| {
                    ("content", self.called_with("file", std::slice::from_ref(name), placed))
                })
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A function's result; a refused call is unknown, with a problem.
    fn called_with(&self, name: &str, args: &[Value], placed: &Placed) -> Value {
        let span = placed.values.place.span;
        let Some(root) = self.root.borrow().clone() else {
            return Value::unknown(Cause::Part("not known"), span);
        };
        let scope = Scope::of(&root, None);
        match functions::call(&self.host(&scope), name, args, span) {
            Some(Ok(value)) => {
                self.learn_made(&value, args);
                value
            }
            Some(Err(error)) => {
                self.report(Loss::Warning, span, error.message.clone());
                Value::unknown(Cause::wrong(error.message), span)
            }
            None => Value::unknown(Cause::wrong(format!("there is no function {name}()")), span),
        }
    }

    /// `template_file`: the template's text with its variables. Terraform 0.11 wrote the variables
    /// as a block.
    fn template_file(&self, placed: &Placed) -> Option<Value> {
        let template = placed.values.get("template")?;
        let vars = match placed.values.get("vars") {
            Some(vars) => match &vars.data {
                Data::List(list) => {
                    list.items.first().cloned().unwrap_or_else(|| Value::map(IndexMap::new(), None))
                }
                _ => vars.clone(),
            },
            None => Value::map(IndexMap::new(), None),
        };
        let root = self.root.borrow().clone()?;
        let scope = Scope::of(&root, None);
        let text = self.host(&scope).render_template(template, &vars);
        match text {
            Ok(text) => Some(text.through(
                StepKind::DataSource,
                placed.address.clone(),
                placed.values.place.span,
            )),
            Err(error) => {
                self.report(Loss::Warning, template.place.span, error.message.clone());
                Some(Value::unknown(Cause::wrong(error.message), template.place.span))
            }
        }
    }
}
