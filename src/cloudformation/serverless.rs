//! The serverless transform (`AWS::Serverless-2016-10-31`; SAM specification, "Generated CloudFormation resources"): functions
//! and state machines with the roles that the transform makes for them. Other serverless types keep their own names.

use super::stack::Stack;
use crate::unit::Resource;
use crate::value::{Data, Entry, Map, Place, Value};
use indexmap::IndexMap;
use std::sync::Arc;

impl Stack<'_> {
    /// The resources that the transform makes of one.
    pub(super) fn transformed(&mut self, mut resource: Resource, body: &Value) -> Vec<Resource> {
        let (made, global, service) = match resource.source_type.as_str() {
            "AWS::Serverless::Function" => ("AWS::Lambda::Function", "Function", "lambda.amazonaws.com"),
            "AWS::Serverless::StateMachine" => ("AWS::StepFunctions::StateMachine", "StateMachine", "states.amazonaws.com"),
            "AWS::Serverless::Api" => return vec![self.with_globals(resource, "Api")],
            "AWS::Serverless::HttpApi" => return vec![self.with_globals(resource, "HttpApi")],
            _ => return vec![resource],
        };
        resource = self.with_globals(resource, global);
        resource.source_type = made.to_owned();
        if resource.values.get("Role").is_some() || resource.values.entries().is_none() {
            return vec![resource];
        }
        let role = self.role(&resource, body, service);
        let edge = self.edge(&format!("{}Role", resource.name), "Arn", body);
        if let Data::Map(map) = &mut resource.values.data {
            Arc::make_mut(map).entries.insert("Role".into(), Entry { key: None, value: edge });
        }
        vec![resource, role]
    }

    /// What `Globals` says for a kind of resource and the resource does not; maps are merged, lists joined (SAM
    /// specification, "Globals section").
    fn with_globals(&mut self, mut resource: Resource, kind: &str) -> Resource {
        let Some(global) = self.root.get("Globals").and_then(|globals| globals.get(kind)).cloned() else { return resource };
        let global = self.value(&global);
        resource.values = merged(&global, &resource.values, 0);
        resource
    }

    /// The role made for a function or state machine that names none.
    fn role(&mut self, resource: &Resource, body: &Value, service: &str) -> Resource {
        let at = |value: Value| Value { place: Place { span: resource.place.span, chain: None }, ..value };
        let text = |text: &str| at(Value::string(text, None));
        let map = |entries: Vec<(&str, Value)>| {
            let entries = entries.into_iter().map(|(key, value)| (Arc::from(key), Entry { key: None, value })).collect();
            at(Value::map(entries, None))
        };
        let list = |items: Vec<Value>| at(Value::list(items, None));
        let trust = resource.values.get("AssumeRolePolicyDocument").cloned().unwrap_or_else(|| {
            let statement =
                vec![("Effect", text("Allow")), ("Action", text("sts:AssumeRole")), ("Principal", map(vec![("Service", text(service))]))];
            map(vec![("Version", text("2012-10-17")), ("Statement", list(vec![map(statement)]))])
        });
        let mut managed = Vec::new();
        let mut inline = Vec::new();
        let written = resource.values.get("Policies").cloned();
        let policies = match &written {
            Some(value) => value.items().map_or_else(|| vec![value.clone()], <[Value]>::to_vec),
            None => Vec::new(),
        };
        for (index, policy) in policies.iter().enumerate() {
            let name = format!("{}RolePolicy{index}", resource.name);
            match &policy.data {
                Data::Map(entries) if entries.entries.contains_key("Statement") => {
                    inline.push(map(vec![("PolicyName", text(&name)), ("PolicyDocument", policy.clone())]));
                }
                Data::Map(entries) => {
                    let template = entries.entries.keys().next().map_or_else(|| "without a name".to_owned(), ToString::to_string);
                    let document = self.unknown(format!("what the SAM policy template {template} allows is not read"), policy);
                    inline.push(map(vec![("PolicyName", text(&name)), ("PolicyDocument", document)]));
                }
                Data::String(arn) if !arn.text.contains(':') => {
                    // A managed policy may be called by its name alone.
                    let arn = format!("arn:aws:iam::aws:policy/{}", arn.text);
                    managed.push(Value { data: Value::string(arn, None).data, ..policy.clone() });
                }
                _ => managed.push(policy.clone()),
            }
        }
        let mut values = vec![("AssumeRolePolicyDocument", trust)];
        if !managed.is_empty() {
            values.push((
                "ManagedPolicyArns",
                Value { place: written.as_ref().map(|value| value.place.clone()).unwrap_or_default(), ..list(managed) },
            ));
        }
        if !inline.is_empty() {
            values
                .push(("Policies", Value { place: written.as_ref().map(|value| value.place.clone()).unwrap_or_default(), ..list(inline) }));
        }
        if let Some(boundary) = resource.values.get("PermissionsBoundary") {
            values.push(("PermissionsBoundary", boundary.clone()));
        }
        Resource {
            address: format!("{}Role", resource.address),
            source_type: "AWS::IAM::Role".to_owned(),
            name: format!("{}Role", resource.name),
            values: map(values),
            lifecycle: Value::map(IndexMap::new(), body.place.span),
            ..resource.clone()
        }
    }
}

/// The second over the first.
fn merged(base: &Value, over: &Value, depth: usize) -> Value {
    match (&base.data, &over.data) {
        (Data::Map(a), Data::Map(b)) if depth < 100 => {
            let mut map: Map = (**b).clone();
            for (key, entry) in &a.entries {
                let value = match map.entries.get(key) {
                    Some(own) => merged(&entry.value, &own.value, depth + 1),
                    None => entry.value.clone(),
                };
                let key_span = map.entries.get(key).map_or(entry.key, |own| own.key);
                map.entries.insert(key.clone(), Entry { key: key_span, value });
            }
            Value { data: Data::Map(Arc::new(map)), ..over.clone() }
        }
        (Data::List(a), Data::List(b)) => {
            let items = a.items.iter().chain(&b.items).cloned().collect();
            Value { data: Value::list(items, None).data, ..over.clone() }
        }
        _ => over.clone(),
    }
}
