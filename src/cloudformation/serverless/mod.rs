//! The serverless transform (`AWS::Serverless-2016-10-31`; SAM specification, "Generated
//! CloudFormation resources").
//!
//! [`role`] makes the roles of functions and state machines, [`templates`] is what their policy
//! templates allow, [`sources`] what events need, [`deliveries`] what brings them, [`schedules`] the rules and schedules that they
//! become, [`operators`] the roles of capacity providers and the like, [`graphql`] those of GraphQL
//! APIs. [`api`] makes APIs and the methods that events and [`openapi`] definitions add to them,
//! [`integrations`] what these hand requests to, [`stages`] and [`resource_policy`] what stands around an API, [`websocket`] the same of WebSocket APIs, [`table`] the key of a simple table, [`connector`]
//! what connectors permit ([`profiles`]). A made resource stands where the text does that asks for
//! it: a role at its function's name, a method at its event's.

mod api;
mod connector;
mod deliveries;
mod grants;
mod graphql;
mod integrations;
mod openapi;
mod operators;
mod profiles;
mod resource_policy;
mod role;
mod schedules;
mod sources;
mod stages;
mod table;
mod templates;
mod websocket;

use super::stack::Stack;
use crate::unit::{Presence, Resource};
use crate::value::{Condition, Data, Entry, Map, Place, Value};
use grants::At;
use indexmap::IndexMap;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What the transform remembers of a stack.
#[derive(Default)]
pub(super) struct Made {
    /// Logical ids that it gave.
    ids: HashSet<String>,
    /// The properties of APIs, globals merged, by logical id.
    apis: HashMap<String, Value>,
    /// The implicit APIs that events ask for.
    implicit: api::Implicit,
    /// The APIs that share one usage plan.
    shared: Vec<stages::Sharing>,
}

/// Properties that have another name in what the transform makes (SAM specification,
/// "AWS::Serverless::Function" and the others).
const RENAMED: &[(&str, &[(&str, &str)])] = &[
    (
        "AWS::Lambda::Function",
        &[
            ("CodeUri", "Code"),
            ("ImageUri", "Code"),
            ("InlineCode", "Code"),
            ("DeadLetterQueue", "DeadLetterConfig"),
            ("Tracing", "TracingConfig"),
        ],
    ),
    (
        "AWS::StepFunctions::StateMachine",
        &[
            ("Role", "RoleArn"),
            ("Name", "StateMachineName"),
            ("Type", "StateMachineType"),
            ("Logging", "LoggingConfiguration"),
            ("Tracing", "TracingConfiguration"),
            ("DefinitionUri", "DefinitionS3Location"),
        ],
    ),
    ("AWS::Lambda::LayerVersion", &[("ContentUri", "Content")]),
];

/// The section of `Globals` for a type (SAM specification, "Globals section").
fn section(source_type: &str) -> Option<&'static str> {
    Some(match source_type {
        "AWS::Serverless::Function" => "Function",
        "AWS::Serverless::Api" => "Api",
        "AWS::Serverless::HttpApi" => "HttpApi",
        "AWS::Serverless::SimpleTable" => "SimpleTable",
        "AWS::Serverless::StateMachine" => "StateMachine",
        "AWS::Serverless::LayerVersion" => "LayerVersion",
        "AWS::Serverless::CapacityProvider" => "CapacityProvider",
        "AWS::Serverless::WebSocketApi" => "WebSocketApi",
        _ => return None,
    })
}

/// Properties of a function that are those of what is made beside it.
const OF_OTHERS: [&str; 10] = [
    "AutoPublishAlias",
    "AutoPublishAliasAllProperties",
    "AutoPublishCodeSha256",
    "DeploymentPreference",
    "EventInvokeConfig",
    "PermissionsBoundary",
    "ProvisionedConcurrencyConfig",
    "RolePath",
    "VersionDeletionPolicy",
    "VersionDescription",
];

/// What the transform makes of a type.
fn made_type(source_type: &str) -> Option<&'static str> {
    Some(match source_type {
        "AWS::Serverless::Function" => "AWS::Lambda::Function",
        "AWS::Serverless::StateMachine" => "AWS::StepFunctions::StateMachine",
        "AWS::Serverless::SimpleTable" => "AWS::DynamoDB::Table",
        "AWS::Serverless::LayerVersion" => "AWS::Lambda::LayerVersion",
        "AWS::Serverless::Api" => "AWS::ApiGateway::RestApi",
        "AWS::Serverless::HttpApi" | "AWS::Serverless::WebSocketApi" => "AWS::ApiGatewayV2::Api",
        "AWS::Serverless::CapacityProvider" => "AWS::Lambda::CapacityProvider",
        "AWS::Serverless::NetworkConnector" => "AWS::Lambda::NetworkConnector",
        "AWS::Serverless::MicrovmImage" => "AWS::Lambda::MicrovmImage",
        "AWS::Serverless::WebFunction" => "AWS::Lambda::WebFunction",
        "AWS::Serverless::GraphQLApi" => "AWS::AppSync::GraphQLApi",
        _ => return None,
    })
}

impl Stack<'_> {
    /// A resource's properties as they are written, with what `Globals` adds to them.
    pub(super) fn with_globals(&self, source_type: &str, body: &Value) -> Option<Value> {
        let own = body.get("Properties").filter(|own| !own.is_null());
        let Some(global) =
            section(source_type).and_then(|name| self.root.get("Globals")?.get(name))
        else {
            return own.cloned();
        };
        let ignored = body.get("IgnoreGlobals");
        if ignored.is_some_and(|ignored| ignored.as_str() == Some("*")) {
            return own.cloned();
        }
        let names: Vec<&str> = ignored
            .and_then(Value::items)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut global = global.clone();
        if let Data::Map(map) = &mut global.data {
            Arc::make_mut(map).entries.retain(|name, _| !names.contains(&&**name));
        }
        Some(match own {
            Some(own) => merged(&global, own, 0),
            None => global,
        })
    }

    /// The resources that the transform makes of one, itself among them.
    pub(super) fn transformed(&mut self, mut resource: Resource, body: &Value) -> Vec<Resource> {
        let written = resource.source_type.clone();
        let mut out = self.connectors(&resource, body);
        if written == "AWS::Serverless::Connector" {
            return out;
        }
        let Some(made) = made_type(&written) else {
            out.insert(0, resource);
            return out;
        };
        match written.as_str() {
            "AWS::Serverless::Api"
            | "AWS::Serverless::HttpApi"
            | "AWS::Serverless::WebSocketApi" => {
                let mut all = match written.as_str() {
                    "AWS::Serverless::WebSocketApi" => self.websocket_api(resource),
                    _ => self.api(resource, written.ends_with("HttpApi")),
                };
                all.append(&mut out);
                return all;
            }
            "AWS::Serverless::Function" | "AWS::Serverless::StateMachine" => {
                let service = if written.ends_with("Function") {
                    "lambda.amazonaws.com"
                } else {
                    "states.amazonaws.com"
                };
                let mut more = self.events(&resource);
                more.splice(0..0, self.own_role(&mut resource, service, body));
                more.extend(self.function_url(&resource));
                more.extend(self.event_roles(&resource, written.ends_with("Function")));
                more.extend(self.schedules(&resource, written.ends_with("Function")));
                if written.ends_with("Function") {
                    more.extend(self.deliveries(&resource));
                }
                out.splice(0..0, more);
            }
            "AWS::Serverless::GraphQLApi" => {
                let more = self.graphql(&resource);
                out.splice(0..0, more);
            }
            "AWS::Serverless::SimpleTable" => table::simple(&mut resource),
            ty => out.extend(self.operator_role(&resource, ty)),
        }
        resource.source_type = made.to_owned();
        rename(&mut resource);
        out.insert(0, resource);
        out
    }

    /// The role made for what names none, or names one only under a condition.
    fn own_role(
        &mut self,
        resource: &mut Resource,
        service: &str,
        body: &Value,
    ) -> Option<Resource> {
        resource.values.entries()?;
        let named = resource.values.get("Role").cloned().unwrap_or_else(|| Value::null(None));
        let needed = match &named.data {
            Data::Null => None,
            Data::Either(either) if either.then.is_null() || either.otherwise.is_null() => {
                Some(either.clone())
            }
            _ => return None,
        };
        let mut role = self.role(resource, service);
        let mut edge = self.edge(&role.name, "Arn", body);
        if let Some(either) = needed {
            let missing = either.then.is_null();
            let (then, otherwise) = if missing {
                (edge, either.otherwise.clone())
            } else {
                (either.then.clone(), edge)
            };
            edge = super::strings::either(&either.condition, then, otherwise, &named.place);
            if role.presence == Presence::Always {
                role.presence = Presence::If(either.condition.clone(), missing);
            }
        }
        set(&mut resource.values, "Role", edge);
        Some(role)
    }

    /// `FunctionUrlConfig`: a public address of the function (SAM specification,
    /// "FunctionUrlConfig").
    fn function_url(&mut self, function: &Resource) -> Option<Resource> {
        let entry = function.values.entries()?.get("FunctionUrlConfig")?.clone();
        let mut values = entry.value.clone();
        values.entries()?;
        let edge = self.edge(&function.name, "Arn", &entry.value);
        set(&mut values, "TargetFunctionArn", edge);
        let place = Place { span: entry.key.or(entry.value.place.span), chain: None };
        Some(self.made(
            function,
            &format!("{}Url", function.name),
            "AWS::Lambda::Url",
            values,
            place,
        ))
    }

    /// The id that a reference means: `Api.Stage` is the stage that the transform makes
    /// ("Referencing generated resources").
    pub(super) fn referable<'t>(&self, target: &'t str, attribute: &str) -> Cow<'t, str> {
        let (api, property) = target.split_once('.').unwrap_or((target, attribute));
        if !self.serverless || !matches!(property, "Stage" | "Alias" | "Version") {
            return Cow::Borrowed(target);
        }
        let body = self.root.get("Resources").and_then(|all| all.get(api));
        if property != "Stage" {
            return self.published_id(api, property, target);
        }
        let default = match body.and_then(|body| body.get("Type")?.as_str()) {
            Some("AWS::Serverless::Api") => "",
            Some("AWS::Serverless::HttpApi") => "$default",
            Some("AWS::Serverless::WebSocketApi") => "Default",
            None if api == "ServerlessRestApi" => "Prod",
            None if api == "ServerlessHttpApi" => "$default",
            _ => return Cow::Borrowed(target),
        };
        let written = body.and_then(|body| body.get("Properties")?.get("StageName"));
        let parameter = written
            .and_then(|name| self.parameters.get(name.get("Ref")?.as_str()?))
            .and_then(Value::as_str);
        let unknown = if written.is_some() { "" } else { default };
        Cow::Owned(stages::stage_id(
            api,
            written.and_then(Value::as_str).or(parameter).unwrap_or(unknown),
        ))
    }

    /// `Function.Alias` and `Function.Version` are what is published of a function.
    fn published_id<'t>(&self, function: &str, property: &str, target: &'t str) -> Cow<'t, str> {
        const TYPE: &str = "AWS::Serverless::Function";
        let body = self.root.get("Resources").and_then(|all| all.get(function));
        let body = body.filter(|body| {
            body.get("Type").and_then(Value::as_str) == Some(TYPE) && target.contains('.')
        });
        let properties = body.and_then(|body| self.with_globals(TYPE, body));
        let Some(written) = properties.as_ref().and_then(|own| own.get("AutoPublishAlias")) else {
            return Cow::Borrowed(target);
        };
        let parameter = || self.parameters.get(written.get("Ref")?.as_str()?)?.as_str();
        match (property, written.as_str().or_else(parameter)) {
            ("Alias", Some(alias)) => Cow::Owned(deliveries::alias_id(function, alias)),
            ("Version", Some(_)) => Cow::Owned(format!("{function}Version")),
            _ => Cow::Borrowed(target),
        }
    }

    /// A resource that another one asks for. Its id is the one given, or the next that is free.
    fn made(
        &mut self,
        like: &Resource,
        id: &str,
        source_type: &str,
        values: Value,
        place: Place,
    ) -> Resource {
        let mut id = id.to_owned();
        while self.has_resource(&id) || !self.serverless_made.ids.insert(id.clone()) {
            id.push('_');
        }
        Resource {
            address: format!("{}{id}", self.prefix),
            source_type: source_type.to_owned(),
            name: id,
            values,
            lifecycle: Value::map(IndexMap::new(), None),
            place,
            ..like.clone()
        }
    }
}

/// Sets an entry of a map.
fn set(values: &mut Value, name: &str, value: Value) {
    if let Data::Map(map) = &mut values.data {
        Arc::make_mut(map).entries.insert(name.into(), Entry { key: None, value });
    }
}

/// Gives properties the names that the made type has for them; what is no property of it goes.
fn rename(resource: &mut Resource) {
    let Data::Map(map) = &mut resource.values.data else { return };
    let names = RENAMED
        .iter()
        .find(|(ty, _)| *ty == resource.source_type)
        .map_or(&[][..], |(_, names)| *names);
    let function = resource.source_type == "AWS::Lambda::Function";
    let map = Arc::make_mut(map);
    map.entries = std::mem::take(&mut map.entries)
        .into_iter()
        .filter(|(name, _)| {
            let of_events = matches!(
                &**name,
                "Events" | "Policies" | "AssumeRolePolicyDocument" | "FunctionUrlConfig"
            );
            !of_events && (!function || !OF_OTHERS.contains(&&**name))
        })
        .filter(|(name, entry)| !(function && &**name == "Tracing" && is_off(&entry.value)))
        .map(|(name, entry)| match names.iter().find(|(old, _)| *old == &*name) {
            Some(("Tracing", new)) if function => (Arc::from(*new), under("Mode", entry)),
            Some((old, new)) if function => (Arc::from(*new), deliveries::code(old, entry)),
            Some((_, new)) => (Arc::from(*new), entry),
            None if function && &*name == "CapacityProviderConfig" => (name, managed(entry)),
            None => (name, entry),
        })
        .collect();
}

/// Whether a function's tracing is none.
fn is_off(tracing: &Value) -> bool {
    tracing.as_str() == Some("Disabled")
}

/// A capacity provider's configuration as Lambda has it.
fn managed(mut entry: Entry) -> Entry {
    let at = At::of(&entry.value);
    let Data::Map(map) = &mut entry.value.data else { return entry };
    let map = Arc::make_mut(map);
    map.entries = std::mem::take(&mut map.entries)
        .into_iter()
        .map(|(name, value)| match &*name {
            "Arn" => (Arc::from("CapacityProviderArn"), value),
            _ => (name, value),
        })
        .collect();
    let value = at.map(vec![("LambdaManagedInstancesCapacityProviderConfig", entry.value)]);
    Entry { key: entry.key, value }
}

/// `{name: entry}`, where a property of ours is a map and SAM's is the text in it.
fn under(name: &str, entry: Entry) -> Entry {
    if entry.value.entries().is_some() {
        return entry;
    }
    let at = At::of(&entry.value);
    Entry { key: entry.key, value: at.map(vec![(name, entry.value)]) }
}

/// Whether what is written is a function's call and no map.
fn is_function(map: &Map) -> bool {
    map.entries.len() == 1
        && map
            .entries
            .keys()
            .all(|name| &**name == "Ref" || &**name == "Condition" || name.starts_with("Fn::"))
}

/// The second over the first, both as they are written: maps are merged, lists joined, everything
/// else replaced (SAM specification, "Globals section", "Overridable properties").
fn merged(base: &Value, over: &Value, depth: usize) -> Value {
    match (&base.data, &over.data) {
        (Data::Map(a), Data::Map(b)) if depth < 100 && !is_function(a) && !is_function(b) => {
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

/// When something exists that each of several resources asks for.
fn one_of(all: &[Presence]) -> Presence {
    let mut open: Vec<(&Arc<Condition>, bool)> = Vec::new();
    for presence in all {
        match presence {
            Presence::Always => return Presence::Always,
            Presence::If(condition, holds) if open.contains(&(condition, !holds)) => {
                return Presence::Always;
            }
            Presence::If(condition, holds) if !open.contains(&(condition, *holds)) => {
                open.push((condition, *holds))
            }
            Presence::If(..) => {}
        }
    }
    match open.as_slice() {
        [] => Presence::Always,
        [(condition, holds)] => Presence::If((*condition).clone(), *holds),
        [(first, _), ..] => {
            let shown = |text: &str, holds: bool| {
                if holds { text.to_owned() } else { format!("!({text})") }
            };
            let ids: Vec<String> =
                open.iter().map(|(condition, holds)| shown(&condition.id, *holds)).collect();
            let texts: Vec<String> =
                open.iter().map(|(condition, holds)| shown(&condition.text, *holds)).collect();
            let id = format!("({})", ids.join(" || ")).into();
            Presence::If(
                Arc::new(Condition {
                    id,
                    text: texts.join(" or ").into(),
                    reason: first.reason.clone(),
                }),
                true,
            )
        }
    }
}
