//! What stands around an API: its stages, its usage plan and its domain name.

use super::api::{kind, present};
use super::grants::At;
use super::{one_of, set};
use crate::cloudformation::stack::Stack;
use crate::cloudformation::strings::same;
use crate::unit::{Presence, Resource};
use crate::value::{Cause, Data, Entry, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// An API whose usage plan is the one that several share.
#[derive(Clone)]
pub(super) struct Sharing {
    api: Resource,
    /// Its `Auth.UsagePlan`.
    plan: Value,
    /// Its entry of the plan's `ApiStages`.
    stage: Value,
}

impl Stack<'_> {
    pub(super) fn stage(
        &mut self,
        api: &Resource,
        http: bool,
        at: &At,
        reference: &Value,
    ) -> Resource {
        let kind = kind(http);
        let entries = api.values.entries().cloned().unwrap_or_default();
        let mut values: IndexMap<Arc<str>, Entry> = IndexMap::new();
        values.insert(kind.parent.into(), Entry { key: None, value: reference.clone() });
        for (name, entry) in entries {
            if kind.of_stage.contains(&&*name) || &*name == "Tags" {
                values.insert(name, entry);
            }
        }
        if http {
            values
                .entry("StageName".into())
                .or_insert_with(|| Entry { key: None, value: at.text("$default") });
            values.insert(
                "AutoDeploy".into(),
                Entry { key: None, value: at.put(Value::bool(true, None)) },
            );
        }
        let name =
            values.get("StageName").and_then(|entry| entry.value.as_str()).unwrap_or_default();
        let id = stage_id(&api.name, name);
        let values = Value { place: api.values.place.clone(), ..Value::map(values, None) };
        self.made(api, &id, kind.stage, values, at.0.clone())
    }

    /// `Auth.UsagePlan` bounds the callers that have a key. A plan that is shared is made when all that
    /// share it are known.
    pub(super) fn usage_plan(
        &mut self,
        api: &Resource,
        stage: &Resource,
        reference: &Value,
    ) -> Option<Resource> {
        let plan = api.values.get("Auth")?.get("UsagePlan")?.clone();
        let wanted = plan.get("CreateUsagePlan").and_then(Value::as_str)?;
        if wanted == "NONE" {
            return None;
        }
        let at = At::of(&plan);
        let stage = self.edge(&stage.name, "Ref", &plan);
        let stage = at.map(vec![("ApiId", reference.clone()), ("Stage", stage)]);
        if wanted == "SHARED" {
            self.serverless_made.shared.push(Sharing { api: api.clone(), plan, stage });
            return None;
        }
        let mut values = plan;
        set(&mut values, "ApiStages", at.list(vec![stage]));
        let id = format!("{}UsagePlan", api.name);
        Some(self.made(api, &id, "AWS::ApiGateway::UsagePlan", values, at.0))
    }

    /// The one plan of all APIs that share theirs. It bounds the stages of each and is there where any
    /// of them is. Where they say different things of it, nothing documents whose word holds.
    pub(in crate::cloudformation) fn shared_usage_plan(&mut self) -> Option<Resource> {
        let sharing = std::mem::take(&mut self.serverless_made.shared);
        let presences: Vec<Presence> = sharing.iter().map(|one| one.api.presence.clone()).collect();
        let Sharing { api, plan: mut values, .. } = sharing.first()?.clone();
        let at = At::of(&values);
        for Sharing { plan, .. } in &sharing {
            for (name, entry) in plan.entries().into_iter().flatten() {
                // What stands in `Globals` is one text.
                let alike = |other: &Value| {
                    other.place.span == entry.value.place.span
                        || same(other, &entry.value, &mut 1000)
                };
                let said = |one: &Sharing| one.plan.get(name).is_some_and(alike);
                if !sharing.iter().all(said) {
                    let why = "APIs share the usage plan and say different things of it";
                    set(&mut values, name, at.put(Value::unknown(Cause::outside(why), None)));
                }
            }
        }
        let stages = sharing.into_iter().map(|one| one.stage).collect();
        set(&mut values, "ApiStages", at.list(stages));
        let like = Resource { presence: one_of(&presences), ..api };
        let id = "ServerlessUsagePlan";
        Some(self.made(&like, id, "AWS::ApiGateway::UsagePlan", values, at.0))
    }

    /// `Domain`: the name under which the API is reached, with the lowest TLS version it accepts.
    pub(super) fn domain(&mut self, api: &Resource, http: bool) -> Option<Resource> {
        let domain = api.values.get("Domain")?.clone();
        domain.entries()?;
        let at = At::of(&domain);
        let take = |names: &[(&'static str, &'static str)]| -> Vec<(&'static str, Value)> {
            names
                .iter()
                .filter_map(|(theirs, ours)| Some((*ours, present(&domain, theirs)?.clone())))
                .collect()
        };
        let mut values = take(&[
            ("DomainName", "DomainName"),
            ("MutualTlsAuthentication", "MutualTlsAuthentication"),
        ]);
        if http {
            let names = [
                ("CertificateArn", "CertificateArn"),
                ("EndpointConfiguration", "EndpointType"),
                ("SecurityPolicy", "SecurityPolicy"),
            ];
            values.push(("DomainNameConfigurations", at.list(vec![at.map(take(&names))])));
        } else {
            values.extend(take(&[
                ("CertificateArn", "RegionalCertificateArn"),
                ("SecurityPolicy", "SecurityPolicy"),
            ]));
            values.extend(
                present(&domain, "EndpointConfiguration")
                    .map(|endpoint| ("EndpointConfiguration", endpoint_types(endpoint))),
            );
        }
        let values = Value { place: domain.place.clone(), ..at.map(values) };
        Some(self.made(api, &format!("{}DomainName", api.name), kind(http).domain, values, at.0))
    }

    /// A REST API's deployment makes a second stage, `Stage`, with nothing set, unless the API says
    /// its `OpenApiVersion` (SAM developer guide, "OpenApiVersion").
    pub(super) fn deployment(
        &mut self,
        api: &Resource,
        http: bool,
        at: &At,
        reference: &Value,
    ) -> Option<Resource> {
        if http {
            return None;
        }
        let mut values = vec![("RestApiId", reference.clone())];
        if present(&api.values, "OpenApiVersion").is_none() {
            values.push(("StageName", at.text("Stage")));
        }
        let values = at.map(values);
        let id = format!("{}Deployment", api.name);
        Some(self.made(api, &id, "AWS::ApiGateway::Deployment", values, at.0.clone()))
    }
}

/// The id of an API's stage; of a name that is not plain text the id has none ("Generated
/// CloudFormation resources").
pub(super) fn stage_id(api: &str, name: &str) -> String {
    match name {
        "$default" => format!("{api}ApiGatewayDefaultStage"),
        name if name.chars().all(|c| c.is_ascii_alphanumeric()) => format!("{api}{name}Stage"),
        _ => format!("{api}Stage"),
    }
}

/// `PRIVATE` or `{Type: PRIVATE}` as `{Types: [PRIVATE]}`.
pub(super) fn endpoint_types(endpoint: &Value) -> Value {
    let at = At::of(endpoint);
    let ty = match &endpoint.data {
        Data::Map(map) => match map.entries.get("Type") {
            Some(entry) => entry.value.clone(),
            None => return endpoint.clone(),
        },
        _ => endpoint.clone(),
    };
    let mut entries = vec![("Types", at.list(vec![ty]))];
    entries.extend(endpoint.get("VPCEndpointIds").map(|ids| ("VpcEndpointIds", ids.clone())));
    Value { place: endpoint.place.clone(), ..at.map(entries) }
}
