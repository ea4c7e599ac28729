//! APIs: the API itself and one method or route per event of a function or per
//! operation of its definition (SAM specification, "AWS::Serverless::Api",
//! "AWS::Serverless::HttpApi", "Api" and "HttpApi" event sources).

use super::grants::At;
use super::openapi::Definition;
use super::stages::endpoint_types;
use super::{one_of, set};
use crate::cloudformation::functions::carried;
use crate::cloudformation::stack::Stack;
use crate::cloudformation::strings;
use crate::unit::{Presence, Resource, ResourceKind};
use crate::value::{Cause, Data, Entry, Place, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// The events that ask for an API of which the template says nothing: where they stand and when
/// they exist.
#[derive(Default)]
pub(super) struct Implicit {
    rest: Vec<(Place, Presence)>,
    http: Vec<(Place, Presence)>,
}

/// What differs between REST and HTTP APIs.
pub(super) struct Kind {
    /// The event's property that names the API.
    pub named_by: &'static str,
    /// The id of the API made for events that name none.
    pub implicit: &'static str,
    /// The section of `Globals`.
    pub globals: &'static str,
    /// The type with which the template declares one.
    pub declared: &'static str,
    pub api: &'static str,
    pub stage: &'static str,
    pub method: &'static str,
    pub domain: &'static str,
    /// The stage's and method's property that names the API.
    pub parent: &'static str,
    /// The properties that are the stage's.
    pub of_stage: &'static [&'static str],
}

const REST: Kind = Kind {
    named_by: "RestApiId",
    implicit: "ServerlessRestApi",
    globals: "Api",
    declared: "AWS::Serverless::Api",
    api: "AWS::ApiGateway::RestApi",
    stage: "AWS::ApiGateway::Stage",
    method: "AWS::ApiGateway::Method",
    domain: "AWS::ApiGateway::DomainName",
    parent: "RestApiId",
    of_stage: &[
        "StageName",
        "MethodSettings",
        "AccessLogSetting",
        "CanarySetting",
        "TracingEnabled",
        "Variables",
        "CacheClusterEnabled",
        "CacheClusterSize",
    ],
};

const HTTP: Kind = Kind {
    named_by: "ApiId",
    implicit: "ServerlessHttpApi",
    globals: "HttpApi",
    declared: "AWS::Serverless::HttpApi",
    api: "AWS::ApiGatewayV2::Api",
    stage: "AWS::ApiGatewayV2::Stage",
    method: "AWS::ApiGatewayV2::Route",
    domain: "AWS::ApiGatewayV2::DomainName",
    parent: "ApiId",
    of_stage: &[
        "StageName",
        "DefaultRouteSettings",
        "RouteSettings",
        "AccessLogSettings",
        "StageVariables",
    ],
};

/// Properties of an API that only the transform reads.
const DISSOLVED: [&str; 10] = [
    "Auth",
    "Domain",
    "DefinitionBody",
    "DefinitionUri",
    "Models",
    "GatewayResponses",
    "Cors",
    "OpenApiVersion",
    "AlwaysDeploy",
    "MergeDefinitions",
];

pub(super) const fn kind(http: bool) -> &'static Kind {
    if http { &HTTP } else { &REST }
}

/// A value that is there and not null.
pub(super) fn present<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.get(name).filter(|value| !value.is_null())
}

impl Stack<'_> {
    /// The API, its stage, usage plan and domain name, and the methods of its definition.
    pub(super) fn api(&mut self, mut api: Resource, http: bool) -> Vec<Resource> {
        let kind = kind(http);
        let at = At(Place { span: api.place.span, chain: None });
        let properties = api.values.clone();
        self.serverless_made.apis.insert(api.name.clone(), properties.clone());
        let Some(entries) = properties.entries() else {
            api.source_type = kind.api.to_owned();
            return vec![api];
        };
        let reference = self.edge(&api.name, "Ref", &at.text(""));
        let stage = self.stage(&api, http, &at, &reference);
        let mut more = vec![];
        more.extend(self.deployment(&api, http, &at, &reference));
        more.extend(self.usage_plan(&api, &stage, &reference));
        more.extend(self.domain(&api, http));
        let mut in_document = None;
        if let Definition::Known(body) = self.definition(&api.name, &properties) {
            in_document = present(&body, "x-amazon-apigateway-policy").cloned();
            more.extend(self.operations(&api, &body, http, &reference));
        }
        let kept = |name: &str| !kind.of_stage.contains(&name) && !DISSOLVED.contains(&name);
        let mut own: IndexMap<Arc<str>, Entry> = entries
            .iter()
            .filter(|(name, _)| kept(name))
            .map(|(name, entry)| (name.clone(), entry.clone()))
            .collect();
        if http {
            own.entry("ProtocolType".into())
                .or_insert_with(|| Entry { key: None, value: at.text("HTTP") });
        } else if let Some(endpoint) = own.get_mut("EndpointConfiguration") {
            endpoint.value = endpoint_types(&endpoint.value);
        }
        if let Some(policy) = self.resource_policy(&api, http).or(in_document) {
            own.insert("Policy".into(), Entry { key: None, value: policy });
        }
        api.values = Value { place: properties.place.clone(), ..Value::map(own, None) };
        api.source_type = kind.api.to_owned();
        let mut out = vec![api, stage];
        out.append(&mut more);
        out
    }

    /// The methods that the events of a function or state machine add to APIs.
    pub(super) fn events(&mut self, resource: &Resource) -> Vec<Resource> {
        let mut out = Vec::new();
        for (name, entry) in
            resource.values.get("Events").and_then(Value::entries).cloned().unwrap_or_default()
        {
            match &entry.value.data {
                // An event that a condition decides.
                Data::Either(either) if resource.presence == Presence::Always => {
                    for (arm, holds) in [(&either.then, true), (&either.otherwise, false)] {
                        let there = Resource {
                            presence: Presence::If(either.condition.clone(), holds),
                            ..resource.clone()
                        };
                        out.extend(self.event(
                            &there,
                            &name,
                            &Entry { key: entry.key, value: arm.clone() },
                        ));
                    }
                }
                _ => out.extend(self.event(resource, &name, &entry)),
            }
        }
        out
    }

    fn event(&mut self, resource: &Resource, name: &str, entry: &Entry) -> Option<Resource> {
        let http = match entry.value.get("Type").and_then(Value::as_str)? {
            "Api" => false,
            "HttpApi" => true,
            _ => return None,
        };
        let kind = kind(http);
        let place = Place { span: entry.key.or(entry.value.place.span), chain: None };
        let at = At(place.clone());
        let properties = entry.value.get("Properties").cloned().unwrap_or_else(|| at.map(vec![]));
        let (id, reference) = match present(&properties, kind.named_by) {
            Some(given) => {
                let id = given.references().first().and_then(|reference| {
                    reference.to.strip_prefix(self.prefix.as_str()).map(str::to_owned)
                });
                // The logical id may stand there as a text.
                let named = given.as_str().filter(|id| {
                    let body = self.root.get("Resources").and_then(|all| all.get(id));
                    body.and_then(|body| body.get("Type")?.as_str()) == Some(kind.declared)
                });
                match (id, named.map(str::to_owned)) {
                    (None, Some(named)) => {
                        let reference = self.edge(&named, "Ref", given);
                        (Some(named), reference)
                    }
                    (id, _) => (id, given.clone()),
                }
            }
            None => {
                let asked = if http {
                    &mut self.serverless_made.implicit.http
                } else {
                    &mut self.serverless_made.implicit.rest
                };
                asked.push((place.clone(), resource.presence.clone()));
                (Some(kind.implicit.to_owned()), self.edge(kind.implicit, "Ref", &at.text("")))
            }
        };
        let api = id.as_ref().and_then(|id| self.api_properties(id, http));
        let auth = properties.get("Auth").cloned().unwrap_or_else(|| Value::null(None));
        let definition = match (&id, &api) {
            (Some(id), Some(api)) => self.definition(id, api),
            _ => Definition::None,
        };
        let (authorization, integration) = match definition {
            // The operations of the definition are the methods.
            Definition::Known(_) => return None,
            // The definition says what it hands requests to.
            Definition::Unread(reason) => (at.put(Value::unknown(reason, None)), None),
            Definition::None => {
                let owner = (resource.name.as_str(), resource.source_type.as_str());
                let integration = self.asked_for(owner, &properties, &at);
                (self.authorization(&auth, api.as_ref(), &at), Some(integration))
            }
        };
        let mut values = vec![(kind.parent, reference), ("AuthorizationType", authorization)];
        if http {
            values.push(("RouteKey", route_key(&properties, &at)));
        } else {
            let method = present(&properties, "Method").cloned().unwrap_or_else(|| {
                at.put(Value::unknown(Cause::wrong("the event names no method"), None))
            });
            values.push(("HttpMethod", method));
            let of_api = api.as_ref().and_then(|api| api.get("Auth")?.get("ApiKeyRequired"));
            values.extend(
                auth.get("ApiKeyRequired")
                    .or(of_api)
                    .map(|required| ("ApiKeyRequired", required.clone())),
            );
        }
        values.extend(integration.map(|integration| ("Integration", integration)));
        let values = at.map(values);
        Some(self.made(resource, &format!("{}{name}", resource.name), kind.method, values, place))
    }

    /// An API's properties with what `Globals` adds to them; `None` when the template does not have
    /// it.
    fn api_properties(&mut self, id: &str, http: bool) -> Option<Value> {
        if let Some(known) = self.serverless_made.apis.get(id) {
            return Some(known.clone());
        }
        let kind = kind(http);
        let written = match self.root.get("Resources").and_then(|all| all.get(id)).cloned() {
            Some(body) if body.get("Type").and_then(Value::as_str) == Some(kind.declared) => {
                self.with_globals(kind.declared, &body)
            }
            Some(_) => return None,
            None if id == kind.implicit => {
                self.root.get("Globals").and_then(|globals| globals.get(kind.globals)).cloned()
            }
            None => return None,
        };
        let properties = match written {
            Some(written) => self.value(&written),
            None => Value::map(IndexMap::new(), None),
        };
        self.serverless_made.apis.insert(id.to_owned(), properties.clone());
        Some(properties)
    }

    /// How callers of a method identify themselves: by what its event says, else by what its API
    /// does.
    pub(super) fn authorization(&mut self, auth: &Value, api: Option<&Value>, at: &At) -> Value {
        let Some(api) = api else {
            return match present(auth, "Authorizer").and_then(Value::as_str) {
                Some("NONE" | "AWS_IAM") => {
                    auth.get("Authorizer").cloned().unwrap_or_else(|| at.text("NONE"))
                }
                _ => {
                    at.put(Value::unknown(Cause::outside("the API is not in this template"), None))
                }
            };
        };
        let of_api = api.get("Auth").cloned().unwrap_or_else(|| Value::null(None));
        strings::lift(vec![auth.clone(), of_api], &at.0, &mut |both| {
            let [auth, of_api] = both.as_slice() else { return at.text("NONE") };
            if let Some(open) = both.iter().find(|value| value.as_unknown().is_some()) {
                return carried(open, &at.text(""));
            }
            let default = present(of_api, "DefaultAuthorizer");
            let Some(chosen) = present(auth, "Authorizer").or(default) else {
                return at.text("NONE");
            };
            strings::lift(vec![chosen.clone()], &chosen.place, &mut |chosen| {
                // An arm without a value leaves the API's.
                let chosen = chosen.first().filter(|value| !value.is_null()).or(default);
                chosen.map_or_else(|| at.text("NONE"), |chosen| scheme(chosen, of_api))
            })
        })
    }

    /// The APIs of events that name none.
    pub(in crate::cloudformation) fn implicit_apis(&mut self) -> Vec<Resource> {
        let asked = std::mem::take(&mut self.serverless_made.implicit);
        let mut out = Vec::new();
        for (asked, http) in [(asked.rest, false), (asked.http, true)] {
            let kind = kind(http);
            let Some((place, _)) = asked.first().filter(|_| !self.has_resource(kind.implicit))
            else {
                continue;
            };
            let mut values = self
                .api_properties(kind.implicit, http)
                .unwrap_or_else(|| Value::map(IndexMap::new(), None));
            if values.place.span.is_none() {
                values.place = place.clone();
            }
            if !http {
                set(&mut values, "StageName", At(place.clone()).text("Prod"));
            }
            let presences: Vec<Presence> =
                asked.iter().map(|(_, presence)| presence.clone()).collect();
            let api = Resource {
                address: format!("{}{}", self.prefix, kind.implicit),
                kind: ResourceKind::Managed,
                source_type: kind.declared.to_owned(),
                name: kind.implicit.to_owned(),
                values,
                place: place.clone(),
                presence: one_of(&presences),
                lifecycle: Value::map(IndexMap::new(), None),
                display: None,
                modelled: None,
            };
            out.extend(self.api(api, http));
        }
        out
    }
}

/// `GET /path` of an event; `$default` when it has neither.
fn route_key(properties: &Value, at: &At) -> Value {
    let (method, path) = (present(properties, "Method"), present(properties, "Path"));
    let Some(place) = method.or(path).map(|value| value.place.clone()) else {
        return at.text("$default");
    };
    let parts = vec![
        method.cloned().unwrap_or_else(|| at.text("ANY")),
        at.text(" "),
        path.cloned().unwrap_or_else(|| at.text("/{proxy+}")),
    ];
    strings::lift(parts, &place, &mut |parts| strings::concat(&parts, &place))
}

/// An authorizer's name as the type of authorization it stands for.
pub(super) fn scheme(chosen: &Value, of_api: &Value) -> Value {
    let Some(name) = chosen.as_str() else { return carried(chosen, chosen) };
    if matches!(name, "NONE" | "AWS_IAM") {
        return chosen.clone();
    }
    let known = of_api.get("Authorizers").and_then(|all| all.get(name));
    let has =
        |property: &str| known.is_some_and(|authorizer| present(authorizer, property).is_some());
    let ty = if has("UserPoolArn") {
        "COGNITO_USER_POOLS"
    } else if has("FunctionArn") {
        "CUSTOM"
    } else if has("JwtConfiguration") || has("OpenIdConnectUrl") {
        "JWT"
    } else {
        return carried(
            &Value::unknown(Cause::outside(format!("the authorizer {name} is not known")), None),
            chosen,
        );
    };
    Value { data: Value::string(ty, None).data, ..chosen.clone() }
}
