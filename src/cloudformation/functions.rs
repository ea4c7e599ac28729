//! Intrinsic functions (user guide, "Intrinsic function reference"): which one is called, and those
//! that name something: `Ref`, `Fn::GetAtt`, `Fn::If`, `Fn::Transform`. What an argument's lack
//! makes unknown keeps the argument's reason; an argument of the wrong shape is a problem with a
//! place.

use super::conditions::Truth;
use super::stack::{NOT_RUN, PROCESSED, Stack};
use super::strings::{self, text_of};
use crate::gap::Call;
use crate::source::Loss;
use crate::value::{
    Cause, Condition, Data, Place, Reference, StepKind, Type, Unknown, Value, arm_of, secrets,
};
use std::sync::Arc;

/// Parameters that CloudFormation gives (user guide, "Pseudo parameters").
const PSEUDO: [&str; 8] = [
    "AWS::AccountId",
    "AWS::NotificationARNs",
    "AWS::NoValue",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// Bytes of made text that count as one value of the budget.
const TEXT_PER_NODE: usize = 32;

impl Stack<'_> {
    /// A function's value.
    pub(super) fn function(&mut self, name: &str, argument: &Value, raw: &Value) -> Value {
        let mut value = match name {
            "Ref" => self.reference_to(argument, raw),
            "Fn::GetAtt" => self.get_att(argument, raw),
            "Fn::Sub" => self.sub(argument, raw),
            "Fn::If" => self.fn_if(argument, raw),
            "Fn::Join" => self.join(argument, raw),
            "Fn::Split" => self.split(argument, raw),
            "Fn::Select" => self.select(argument, raw),
            "Fn::FindInMap" => self.find_in_map(argument, raw),
            "Fn::Base64" => self.base64(argument, raw),
            "Fn::Cidr" => self.cidr(argument, raw),
            "Fn::GetAZs" => self.zones(argument, raw),
            "Fn::ImportValue" => self.import_value(argument, raw),
            "Fn::GetStackOutput" => self.stack_output(argument, raw),
            "Fn::Length" => self.length(argument, raw),
            "Fn::ToJsonString" => self.json_string(argument, raw),
            "Fn::Transform" => self.transform(argument, raw),
            "Fn::And" | "Fn::Or" | "Fn::Not" | "Fn::Equals" => match self.truth(raw, 0) {
                Truth::Known(known) => Value::bool(known, raw.place.span),
                Truth::Unknown(condition, holds) => {
                    let arm = |known| Value::bool(known, raw.place.span);
                    strings::either(&condition, arm(holds), arm(!holds), &raw.place)
                }
            },
            _ => self.wrong(raw, format!("{name} is a function that is not known")),
        };
        secrets::learn_made(&value, name != "Fn::ToJsonString", &mut self.shared.secrets);
        self.shared.nodes += strings::made(&value) / TEXT_PER_NODE;
        // What only passes a value on leaves it what it is.
        let passes = matches!(name, "Ref" | "Fn::Sub" | "Fn::If" | "Fn::Base64");
        if let Data::Unknown(unknown) = &mut value.data
            && !passes
            && unknown.pieces.is_empty()
            && unknown.identity.is_none()
            && (name != "Fn::GetAtt"
                || value
                    .refs
                    .as_deref()
                    .is_none_or(|refs| refs.iter().any(|edge| edge.attribute.is_empty())))
        {
            let identity = self.identity(raw);
            Arc::make_mut(unknown).identity = Some(identity);
        }
        value
    }

    /// A name as text: loops' identifiers are put in, functions are resolved (language extensions).
    fn name(&mut self, raw: &Value) -> Value {
        match &raw.data {
            Data::String(text) => {
                Value { data: Value::string(self.looped_key(&text.text), None).data, ..raw.clone() }
            }
            _ => self.value(raw),
        }
    }

    fn reference_to(&mut self, argument: &Value, raw: &Value) -> Value {
        let target = self.name(argument);
        match &target.data {
            Data::String(text) if !text.text.is_empty() => self.reference(&text.text, raw),
            Data::Unknown(_) => carried(&target, raw),
            _ => self.wrong(raw, "Ref needs the name of a parameter or resource"),
        }
    }

    /// `Ref`: a loop's item, a parameter, a pseudo parameter or a resource.
    pub(super) fn reference(&mut self, target: &str, raw: &Value) -> Value {
        if let Some((_, item)) = self.loops.iter().rev().find(|(name, _)| &**name == target) {
            return item.clone().through(StepKind::ForEach, target, raw.place.span);
        }
        if target == "AWS::NoValue" {
            return Value { data: Data::Null, ..raw.clone() };
        }
        if PSEUDO.contains(&target) {
            let mut unknown = Unknown::because(Cause::Pseudo { name: target.into() });
            unknown.ty = if target == "AWS::NotificationARNs" {
                Type::List(Box::new(Type::String))
            } else {
                Type::String
            };
            // A nested stack has a name and an id of its own.
            if !self.prefix.is_empty()
                && matches!(target, "AWS::StackName" | "AWS::StackId" | "AWS::NotificationARNs")
            {
                unknown.identity = Some(format!("{}{target}", self.prefix).into());
            }
            return Value {
                data: Data::Unknown(Arc::new(unknown)),
                ..self.unknown(Cause::Part(""), raw)
            };
        }
        if target.starts_with("AWS::") {
            return self.wrong(raw, format!("refers to {target}, which is not a pseudo parameter"));
        }
        if let Some(value) = self.parameter(target, raw) {
            // A default or a given value may hold a dynamic reference, which is resolved where the
            // parameter is used.
            return strings::dynamic(value);
        }
        if !self.may_be_resource(target) {
            return self.wrong(raw, format!("refers to {target}, which is neither a parameter nor a resource of the template"));
        }
        self.edge(target, "Ref", raw)
    }

    /// An edge to a resource of this stack.
    pub(super) fn edge(&self, target: &str, attribute: &str, raw: &Value) -> Value {
        let to: Arc<str> = format!("{}{}", self.prefix, self.referable(target, attribute)).into();
        let attribute: Arc<str> = attribute.into();
        let cause = Cause::AtDeployment { resource: to.clone(), attribute: attribute.clone() };
        let mut value = self.unknown(cause, raw);
        value.refs = Some(Arc::from([Reference { to, attribute }]));
        value
    }

    /// Whether a name may be a resource's: it is one, or a loop or a transform may make it.
    pub(super) fn may_be_resource(&self, name: &str) -> bool {
        self.has_resource(name)
            || self.macros
            || self.serverless
            || self.may_be_made("Resources", name)
    }

    fn get_att(&mut self, argument: &Value, raw: &Value) -> Value {
        const NEEDS: &str = "Fn::GetAtt needs a resource's name and an attribute";
        let dotted = argument.as_str().and_then(|text| text.split_once('.'));
        let (target, attribute) = match (argument.items(), dotted) {
            (Some([target, attribute]), _) => (self.name(target), self.name(attribute)),
            (None, Some((target, attribute))) => {
                let part =
                    |text: &str| Value::string(self.looped_key(&text.into()), argument.place.span);
                (part(target), part(attribute))
            }
            _ => return self.wrong(raw, NEEDS),
        };
        if target.as_unknown().is_some() {
            return carried(&target, raw);
        }
        let Some(target) = target.as_str().filter(|target| !target.is_empty()) else {
            return self.wrong(raw, NEEDS);
        };
        match (text_of(&attribute), &attribute.data) {
            (Some(known), _) if !known.is_empty() => self.attribute(target, Some(&known), raw),
            (None, Data::Unknown(_) | Data::Either(_)) => self.attribute(target, None, raw),
            _ => self.wrong(raw, NEEDS),
        }
    }

    /// A resource's attribute: an edge, or an output of a nested stack that is read.
    pub(super) fn attribute(
        &mut self,
        target: &str,
        attribute: Option<&str>,
        raw: &Value,
    ) -> Value {
        if !self.may_be_resource(target) {
            // `Module.Resource.Attribute` of a module's resource.
            return self.wrong(
                raw,
                format!(
                    "refers to an attribute of {target}, which is not a resource of the template"
                ),
            );
        }
        let Some(attribute) = attribute else { return self.edge(target, "", raw) };
        if let Some(output) = attribute.strip_prefix("Outputs.")
            && let Some(value) = self.output_of(target, output, raw)
        {
            return value.through(
                StepKind::ModuleOutput,
                format!("{}{target}", self.prefix),
                raw.place.span,
            );
        }
        self.edge(target, attribute, raw)
    }

    /// The condition whose name a function gives: with the language extensions a mapping may have
    /// it. `None`: it is no such function. `exists`: it decides whether something exists.
    pub(super) fn found_condition(&mut self, raw: &Value, exists: bool) -> Option<Truth> {
        const NAMING: [&str; 5] = ["Fn::FindInMap", "Fn::Sub", "Fn::Join", "Fn::Select", "Ref"];
        let (function, _) = raw.entries().filter(|entries| entries.len() == 1)?.first()?;
        if !NAMING.contains(&&**function) {
            return None;
        }
        let found = self.value(raw);
        Some(match text_of(&found).as_deref() {
            Some("true") => Truth::Known(true),
            Some("false") => Truth::Known(false),
            Some(name) if exists => self.existence(name, raw),
            Some(name) => self.condition(name, raw),
            None => {
                let reason = found.cause_or("the name of the condition is not known");
                let text = "a condition".into();
                let condition = Condition { id: self.identity(raw), text, reason };
                Truth::Unknown(Arc::new(condition), true)
            }
        })
    }

    fn fn_if(&mut self, argument: &Value, raw: &Value) -> Value {
        let Some([condition, then, otherwise]) = argument.items() else {
            return self.wrong(raw, "Fn::If needs a condition's name and two values");
        };
        // A list is as long as its items are there; a scalar that a default chooses is that scalar.
        let item = std::mem::take(&mut self.item);
        let exists = item || [then, otherwise].iter().any(|arm| arm.items().is_some());
        let name = match &condition.data {
            Data::String(text) => Some(self.looped_key(&text.text)),
            _ => None,
        };
        let truth = match &name {
            Some(name) if exists => self.existence(name, condition),
            Some(name) => self.condition(name, condition),
            None => match self.found_condition(condition, exists) {
                Some(truth) => truth,
                None => {
                    self.problem(Loss::Warning, condition, "Fn::If needs the name of a condition");
                    self.truth(condition, 0)
                }
            },
        };
        let named = |stack: &mut Self, arm: &Value, holds: bool| {
            let value = stack.value(arm);
            match &name {
                Some(name) if !item => stack.arm(value, name, holds, raw.place.span),
                Some(name) => {
                    value.through(StepKind::ConditionArm, arm_of(name, holds), raw.place.span)
                }
                None => value,
            }
        };
        match truth {
            Truth::Known(true) => named(self, then, true),
            Truth::Known(false) => named(self, otherwise, false),
            Truth::Unknown(condition, holds) => {
                let (first, second) = (self.value(then), self.value(otherwise));
                let (first, second) = if holds { (first, second) } else { (second, first) };
                strings::either(&condition, first, second, &raw.place)
            }
        }
    }

    /// What a macro puts in a place is not known (user guide, "Fn::Transform").
    fn transform(&mut self, argument: &Value, raw: &Value) -> Value {
        // Of several macros, one after the other, the first one sees what is written.
        let argument = match argument.items() {
            Some([first, ..]) => first,
            _ => argument,
        };
        match argument.get("Name").and_then(Value::as_str) {
            Some(name) => {
                let sentence = format!("what the transform {name} puts here is not known");
                let location = argument.get("Parameters").and_then(|given| given.get("Location"));
                let location = location.and_then(Value::as_str).unwrap_or_default().to_owned();
                let call = Call { source: location, ..Call::default() };
                let what = format!("the transform {name}");
                self.gap(raw, what, NOT_RUN, PROCESSED, Some(call));
                self.unknown(Cause::Transform(sentence.into()), raw)
            }
            None => self.wrong(raw, "Fn::Transform needs a map with the Name of a macro"),
        }
    }

    /// An output of a stack that no template names (user guide, "Fn::GetStackOutput").
    fn stack_output(&mut self, argument: &Value, raw: &Value) -> Value {
        let (Some(stack), Some(output)) =
            (argument.get("StackName").cloned(), argument.get("OutputName").cloned())
        else {
            return self.wrong(raw, "Fn::GetStackOutput needs a StackName and an OutputName");
        };
        let (stack, output) = (self.value(&stack), self.value(&output));
        let shown = |value: &Value| text_of(value).unwrap_or_else(|| "*".into());
        self.unknown(Cause::StackOutput { stack: shown(&stack), output: shown(&output) }, raw)
    }
}

/// An unknown argument as the function's own result: its reason, references and marks, at the
/// function's place.
pub(super) fn carried(argument: &Value, raw: &Value) -> Value {
    let reason = argument.cause_or("an argument is not known");
    Value {
        data: Data::Unknown(Arc::new(Unknown::because(reason))),
        place: Place { span: raw.place.span, chain: None },
        ..argument.clone()
    }
}
