//! WebSocket APIs (SAM specification, "AWS::Serverless::WebSocketApi"): the API, its stage and one
//! route per entry of `Routes`, with the integration that leads to its function.

use super::api::present;
use super::grants::At;
use super::set;
use crate::cloudformation::stack::Stack;
use crate::cloudformation::strings;
use crate::unit::Resource;
use crate::value::{Data, Entry, Place, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// Properties that are the stage's.
const OF_STAGE: [&str; 5] =
    ["StageName", "DefaultRouteSettings", "RouteSettings", "AccessLogSettings", "StageVariables"];
/// Properties that only the transform reads.
const DISSOLVED: [&str; 4] = ["Auth", "Domain", "Routes", "PropagateTags"];

impl Stack<'_> {
    /// The API and what the transform makes beside it.
    pub(super) fn websocket_api(&mut self, mut api: Resource) -> Vec<Resource> {
        api.source_type = "AWS::ApiGatewayV2::Api".to_owned();
        let properties = api.values.clone();
        let Some(entries) = properties.entries() else { return vec![api] };
        let at = At(Place { span: api.place.span, chain: None });
        let reference = self.edge(&api.name, "Ref", &at.text(""));
        let pick = |of_stage: bool| -> IndexMap<Arc<str>, Entry> {
            let own = |name: &str| {
                if of_stage {
                    OF_STAGE.contains(&name)
                } else {
                    !OF_STAGE.contains(&name) && !DISSOLVED.contains(&name)
                }
            };
            entries
                .iter()
                .filter(|(name, _)| own(name))
                .map(|(name, entry)| (name.clone(), entry.clone()))
                .collect()
        };
        let like = |entries| Value { place: properties.place.clone(), ..Value::map(entries, None) };
        api.values = like(pick(false));
        set(&mut api.values, "ProtocolType", at.text("WEBSOCKET"));
        if api.values.get("Name").is_none() {
            let name = at.text(&api.name);
            set(&mut api.values, "Name", name);
        }
        let mut stage = like(pick(true));
        let named = stage.get("StageName").cloned();
        let id = match &named {
            Some(name) => super::stages::stage_id(&api.name, name.as_str().unwrap_or_default()),
            None => format!("{}DefaultStage", api.name),
        };
        if named.is_none() {
            set(&mut stage, "StageName", at.text("default"));
        }
        if stage.get("AutoDeploy").is_none() {
            set(&mut stage, "AutoDeploy", at.put(Value::bool(true, None)));
        }
        set(&mut stage, "ApiId", reference.clone());
        let stage = self.made(&api, &id, "AWS::ApiGatewayV2::Stage", stage, at.0.clone());
        let auth = properties.get("Auth").and_then(|auth| present(auth, "AuthType"));
        let mut routes = Vec::new();
        for (key, entry) in
            properties.get("Routes").and_then(Value::entries).cloned().unwrap_or_default()
        {
            let at = At(Place { span: entry.key.or(entry.value.place.span), chain: None });
            let mut values = vec![("ApiId", reference.clone()), ("RouteKey", at.text(&key))];
            // Callers identify themselves when they connect, and then no more.
            if &*key == "$connect" {
                values
                    .push(("AuthorizationType", auth.cloned().unwrap_or_else(|| at.text("NONE"))));
            }
            values.extend(
                present(&entry.value, "ApiKeyRequired")
                    .map(|required| ("ApiKeyRequired", required.clone())),
            );
            let name: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
            if let Some(function) = present(&entry.value, "FunctionArn") {
                let uri = self.invocation(function, false, &at);
                let own = vec![
                    ("ApiId", reference.clone()),
                    ("IntegrationType", at.text("AWS_PROXY")),
                    ("IntegrationUri", uri),
                ];
                let integration = self.made(
                    &api,
                    &format!("{}{}Integration", api.name, capitalized(&name)),
                    "AWS::ApiGatewayV2::Integration",
                    at.map(own),
                    at.0.clone(),
                );
                let parts =
                    [at.text("integrations/"), self.edge(&integration.name, "Ref", &at.text(""))];
                values.push(("Target", strings::concat(&parts, &at.0)));
                routes.push(integration);
            }
            routes.push(self.made(
                &api,
                &format!("{}{name}Route", api.name),
                "AWS::ApiGatewayV2::Route",
                at.map(values),
                at.0.clone(),
            ));
        }
        if let Some(Data::Unknown(unknown)) = properties.get("Routes").map(|routes| &routes.data) {
            let message = format!("the routes of {} are not known: {}", api.name, unknown.reason);
            self.problem(crate::source::Loss::Note, &properties, message);
        }
        let mut out = vec![api, stage];
        out.append(&mut routes);
        out
    }
}

/// A route's key as the transform puts it into names: only its first letter is a capital.
fn capitalized(key: &str) -> String {
    let (first, rest) = key.split_at(key.len().min(1));
    first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
}
