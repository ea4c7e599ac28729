//! The operations of an API's OpenAPI definition (API Gateway developer guide, "OpenAPI extensions
//! for API Gateway").

use super::api::{kind, present, scheme};
use super::grants::At;
use super::integrations::written;
use crate::cloudformation::stack::Stack;
use crate::gap::GapKind;
use crate::unit::{Presence, Resource};
use crate::value::{Cause, Data, Place, Value};

/// The definition of an API's operations.
pub(super) enum Definition {
    /// The events are the definition.
    None,
    Known(Value),
    /// It stands elsewhere, for the reason given.
    Unread(Cause),
}

impl Stack<'_> {
    /// The operations of an API: in the template, in a file of the tree, or elsewhere.
    pub(super) fn definition(&mut self, id: &str, properties: &Value) -> Definition {
        let written =
            self.root.get("Resources").and_then(|all| all.get(id)?.get("Properties")).cloned();
        let include = written.as_ref().and_then(|own| {
            let transform = own.get("DefinitionBody")?.get("Fn::Transform")?;
            let transform = transform.items().and_then(<[Value]>::first).unwrap_or(transform);
            transform.get("Parameters")?.get("Location")
        });
        let location = match (
            include.cloned(),
            present(properties, "DefinitionBody"),
            present(properties, "DefinitionUri"),
        ) {
            (Some(location), _, _) => self.value(&location),
            (None, Some(body), _) if is_body(body, 0) => {
                return Definition::Known(body.clone());
            }
            (None, Some(_), _) => {
                return Definition::Unread(Cause::Part("the API's definition is not known"));
            }
            (None, None, Some(location)) => location.clone(),
            (None, None, None) => return Definition::None,
        };
        let file = location
            .as_str()
            .and_then(|path| self.beside(path))
            .and_then(|path| self.tree.load(&path).ok().map(|(id, file)| (path, id, file)));
        let name = location.as_str().map(str::to_owned);
        let unread = |stack: &mut Self| {
            stack.gap_of(
                GapKind::ContentsUnknown,
                &location,
                format!("the API's definition {}", name.as_deref().unwrap_or("elsewhere")),
                ("it is not in the tree", "put the file beside the template, then scan again"),
                None,
            );
            Definition::Unread(Cause::File(
                "the API's definition is in a file that is not read".into(),
            ))
        };
        let Some((path, id, file)) = file else { return unread(self) };
        self.shared.files.insert(path);
        match crate::cloudformation::stack::read(id, &file) {
            Ok((body, _)) => Definition::Known(self.value(&body)),
            Err(_) => unread(self),
        }
    }

    /// A method for each operation of an OpenAPI definition.
    pub(super) fn operations(
        &mut self,
        api: &Resource,
        body: &Value,
        http: bool,
        reference: &Value,
    ) -> Vec<Resource> {
        // A definition for each side of a condition.
        if let Data::Either(either) = &body.data {
            let mut out = Vec::new();
            for (arm, holds) in [(&either.then, true), (&either.otherwise, false)] {
                let mut there = api.clone();
                if there.presence == Presence::Always {
                    there.presence = Presence::If(either.condition.clone(), holds);
                }
                out.extend(self.operations(&there, arm, http, reference));
            }
            return out;
        }
        let kind = kind(http);
        let of_api = api.values.get("Auth").cloned().unwrap_or_else(|| Value::null(None));
        let required = present(&of_api, "ApiKeyRequired").cloned();
        let mut events = self.events_of(api, http);
        let mut out = Vec::new();
        for (path, item) in body.get("paths").and_then(Value::entries).cloned().unwrap_or_default()
        {
            for (verb, operation) in item.value.entries().cloned().unwrap_or_default() {
                let verb = match &*verb {
                    "get" | "put" | "post" | "delete" | "options" | "head" | "patch" => {
                        verb.to_ascii_uppercase()
                    }
                    // API Gateway's own word for all verbs.
                    "x-amazon-apigateway-any-method" => "ANY".to_owned(),
                    _ => continue,
                };
                let at =
                    At(Place { span: operation.key.or(operation.value.place.span), chain: None });
                let (mut authorization, mut key) = security(&operation.value, body, &of_api, &at);
                let mut integration = written(&operation.value, &at);
                let event = events.iter().position(|event| event.is(&verb, &path));
                if let Some(event) = event.map(|index| events.swap_remove(index)) {
                    // What an event of a REST API is merged with it replaces, that of an HTTP API
                    // fills in.
                    if event.adds && (!http || integration.is_none()) {
                        integration = Some(event.integration.clone());
                    }
                    if present(&event.auth, "Authorizer").is_some() {
                        authorization =
                            self.authorization(&event.auth, Some(&api.values), &event.at);
                    }
                    key = present(&event.auth, "ApiKeyRequired").cloned().or(key);
                }
                let key = key.or_else(|| required.clone());
                let mut values =
                    vec![(kind.parent, reference.clone()), ("AuthorizationType", authorization)];
                if http {
                    values.push(("RouteKey", at.text(&route(&verb, &path))));
                } else {
                    values.push(("HttpMethod", at.text(&verb)));
                    values.extend(key.map(|key| ("ApiKeyRequired", key)));
                }
                values.extend(integration.map(|integration| ("Integration", integration)));
                let name: String = path.chars().filter(char::is_ascii_alphanumeric).collect();
                let values = at.map(values);
                out.push(self.made(
                    api,
                    &format!("{}{verb}{name}", api.name),
                    kind.method,
                    values,
                    at.0,
                ));
            }
        }
        // What an event fills in, or adds.
        for event in events.into_iter().filter(|event| event.adds) {
            let authorization = self.authorization(&event.auth, Some(&api.values), &event.at);
            let mut values =
                vec![(kind.parent, reference.clone()), ("AuthorizationType", authorization)];
            if http {
                values.push(("RouteKey", event.at.text(&route(&event.verb, &event.path))));
            } else {
                values.push(("HttpMethod", event.at.text(&event.verb)));
                let key = present(&event.auth, "ApiKeyRequired").cloned();
                values.extend(key.or_else(|| required.clone()).map(|key| ("ApiKeyRequired", key)));
            }
            values.push(("Integration", event.integration.clone()));
            let values = event.at.map(values);
            let place = event.at.0.clone();
            out.push(self.made(api, &event.id, kind.method, values, place));
        }
        out
    }

    /// The events of functions and state machines that change a definition that is written: those
    /// of HTTP APIs, those of REST APIs with `MergeDefinitions`, and the authorization of those
    /// with `OverrideApiAuth`.
    fn events_of(&mut self, api: &Resource, http: bool) -> Vec<Event> {
        let kind = kind(http);
        let merges = http || says_yes(api.values.get("MergeDefinitions"));
        let resources = self.root.get("Resources").and_then(Value::entries).cloned();
        let mut found = Vec::new();
        for (owner, entry) in resources.into_iter().flatten() {
            let Some(ty) = entry.value.get("Type").and_then(Value::as_str) else { continue };
            if !matches!(ty, "AWS::Serverless::Function" | "AWS::Serverless::StateMachine") {
                continue;
            }
            let events = entry.value.get("Properties").and_then(|own| own.get("Events"));
            for (name, event) in events.and_then(Value::entries).cloned().into_iter().flatten() {
                let written = event.value.get("Properties");
                let named = written.and_then(|own| own.get(kind.named_by));
                let target = named.and_then(|named| named.get("Ref").unwrap_or(named).as_str());
                let source = if http { "HttpApi" } else { "Api" };
                if target != Some(api.name.as_str())
                    || event.value.get("Type").and_then(Value::as_str) != Some(source)
                {
                    continue;
                }
                let Some(properties) = written.cloned() else { continue };
                let properties = self.value(&properties);
                let auth = properties.get("Auth").cloned().unwrap_or_else(|| Value::null(None));
                if !merges && !says_yes(auth.get("OverrideApiAuth")) {
                    continue;
                }
                let text = |name: &str| properties.get(name).and_then(Value::as_str);
                let verb = match text("Method").unwrap_or("any").to_ascii_uppercase().as_str() {
                    "ANY" | "X-AMAZON-APIGATEWAY-ANY-METHOD" => "ANY".to_owned(),
                    verb => verb.to_owned(),
                };
                let at = At(Place { span: event.key.or(event.value.place.span), chain: None });
                found.push(Event {
                    path: text("Path").unwrap_or("$default").to_owned(),
                    verb,
                    auth,
                    integration: self.asked_for((&owner, ty), &properties, &at),
                    at,
                    adds: merges,
                    id: format!("{owner}{name}"),
                });
            }
        }
        found
    }
}

/// An event that changes a definition.
struct Event {
    path: String,
    verb: String,
    auth: Value,
    /// What its operation hands requests to.
    integration: Value,
    at: At,
    /// It adds its operation where the definition has none.
    adds: bool,
    id: String,
}

impl Event {
    fn is(&self, verb: &str, path: &str) -> bool {
        self.verb == verb && self.path.trim_start_matches('/') == path.trim_start_matches('/')
    }
}

/// Whether a definition is a map, or one on each side of a condition.
fn is_body(body: &Value, depth: usize) -> bool {
    match &body.data {
        Data::Map(_) => true,
        Data::Either(either) => {
            depth < 8 && is_body(&either.then, depth + 1) && is_body(&either.otherwise, depth + 1)
        }
        _ => false,
    }
}

fn says_yes(value: Option<&Value>) -> bool {
    value.is_some_and(|value| {
        matches!(value.data, Data::Bool(true))
            || value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"))
    })
}

/// The key of an HTTP API's route.
fn route(verb: &str, path: &str) -> String {
    match path {
        "$default" | "/$default" => "$default".to_owned(),
        path => format!("{verb} {path}"),
    }
}

/// How an operation's callers identify themselves, and whether they need a key.
fn security(operation: &Value, body: &Value, of_api: &Value, at: &At) -> (Value, Option<Value>) {
    if let Some(ty) = operation.get("x-amazon-apigateway-auth").and_then(|auth| auth.get("type")) {
        return (ty.clone(), None);
    }
    // What the operation says stands before the API's default, that before what the document says.
    let default = present(of_api, "DefaultAuthorizer");
    let of_document = || body.get("security").filter(|_| default.is_none());
    let Some(written) = operation.get("security").or_else(of_document) else {
        return match default {
            Some(default) => (scheme(default, of_api), None),
            None => (at.text("NONE"), None),
        };
    };
    let place = At::of(written);
    let schemes = |name: &str| {
        let swagger = body.get("securityDefinitions").and_then(|all| all.get(name));
        swagger.or_else(|| body.get("components")?.get("securitySchemes")?.get(name)).cloned()
    };
    let mut key = None;
    for name in written
        .items()
        .into_iter()
        .flatten()
        .filter_map(Value::entries)
        .flat_map(|entry| entry.keys())
    {
        // A scheme that the document does not describe is one of SAM's own authorizers.
        let Some(known) = schemes(name) else {
            return (scheme(&place.text(name), of_api), key);
        };
        let text = |value: Option<&Value>| {
            value.and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase()
        };
        let kind = text(known.get("x-amazon-apigateway-authtype"));
        let authorizer = known.get("x-amazon-apigateway-authorizer");
        let ty = match (
            kind.as_str(),
            text(authorizer.and_then(|authorizer| authorizer.get("type"))).as_str(),
        ) {
            ("awssigv4", _) => "AWS_IAM",
            (_, "cognito_user_pools") => "COGNITO_USER_POOLS",
            (_, "jwt") => "JWT",
            // An API key meters callers, it does not authorize them.
            ("", "") if text(known.get("type")) == "apikey" => {
                key = Some(place.put(Value::bool(true, None)));
                continue;
            }
            _ => "CUSTOM",
        };
        return (place.text(ty), key);
    }
    // Keys alone leave the API's default.
    match present(of_api, "DefaultAuthorizer") {
        Some(default) => (scheme(default, of_api), key),
        None => (place.text("NONE"), key),
    }
}
