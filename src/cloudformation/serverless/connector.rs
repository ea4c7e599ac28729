//! Connectors: `AWS::Serverless::Connector`, and the `Connectors` attribute of a source (SAM
//! specification, "AWS::Serverless::Connector"). Each becomes a policy, at the place where the
//! permission is asked for.

use super::grants::{At, Grant};
use super::made_type;
use super::profiles::{Through, profile};
use crate::cloudformation::stack::Stack;
use crate::source::Loss;
use crate::unit::Resource;
use crate::value::{Place, Value};

/// One end of a connector.
struct End {
    ty: String,
    /// The logical id, for a resource of the template.
    id: Option<String>,
    /// What the connector says of it: `Arn`, `RoleName`, ...
    said: Value,
}

impl Stack<'_> {
    /// What the connectors of a resource become, or what a connector does.
    pub(super) fn connectors(&mut self, resource: &Resource, body: &Value) -> Vec<Resource> {
        let mut out = Vec::new();
        if resource.source_type == "AWS::Serverless::Connector" {
            let at = At(Place { span: resource.place.span, chain: None });
            let source = resource.values.get("Source").cloned().unwrap_or_else(|| at.map(vec![]));
            let source = self.end(&source);
            out.extend(self.connected(resource, &resource.name, &source, &resource.values, &at));
        }
        for (name, entry) in
            body.get("Connectors").and_then(Value::entries).cloned().unwrap_or_default()
        {
            let at = At(Place { span: entry.key.or(entry.value.place.span), chain: None });
            let Some(properties) = entry.value.get("Properties").cloned() else { continue };
            let properties = self.value(&properties);
            let said = properties.get("SourceReference").cloned().unwrap_or_else(|| at.map(vec![]));
            let source = End {
                ty: plain_type(&resource.source_type),
                id: Some(resource.name.clone()),
                said,
            };
            out.extend(self.connected(
                resource,
                &format!("{}{name}", resource.name),
                &source,
                &properties,
                &at,
            ));
        }
        out
    }

    fn connected(
        &mut self,
        like: &Resource,
        name: &str,
        source: &End,
        properties: &Value,
        at: &At,
    ) -> Vec<Resource> {
        let destinations = match properties.get("Destination") {
            Some(one) => one.items().map_or_else(|| vec![one.clone()], <[Value]>::to_vec),
            None => Vec::new(),
        };
        let asked: Vec<Value> = properties
            .get("Permissions")
            .and_then(Value::items)
            .map(<[Value]>::to_vec)
            .unwrap_or_default();
        let several = destinations.len() > 1;
        let mut out = Vec::new();
        for (index, said) in destinations.iter().enumerate() {
            let destination = self.end(said);
            let Some(profile) = profile(&source.ty, &destination.ty) else {
                let message = format!(
                    "what a connector from {} to {} permits is not known",
                    source.ty, destination.ty
                );
                self.problem(Loss::Note, said, message);
                continue;
            };
            let name = if several { format!("{name}Destination{index}") } else { name.to_owned() };
            let mut statements = Vec::new();
            // What the service itself calls with is granted to the service; what runs under a role is
            // granted to the role and names nobody.
            let principal = match profile.through {
                Through::Queue(service) | Through::Topic(service) | Through::Invoke(service) => {
                    Some(service)
                }
                Through::SourceRole | Through::DestinationRole => None,
            };
            for permission in &asked {
                let grants: &[Grant] = match permission.as_str() {
                    Some("Read") => profile.read,
                    Some("Write") => profile.write,
                    _ => &[],
                };
                let (from, to) = (self.facts(source, at), self.facts(&destination, at));
                let arguments = |name: &str| match name.split_once('.') {
                    Some(("Source", fact)) => from
                        .iter()
                        .find(|(known, _)| *known == fact)
                        .map(|(_, value)| value.clone()),
                    Some(("Destination", fact)) => {
                        to.iter().find(|(known, _)| *known == fact).map(|(_, value)| value.clone())
                    }
                    _ => None,
                };
                for grant in grants {
                    statements.push(self.statement(
                        grant,
                        &arguments,
                        &At::of(permission),
                        principal,
                    ));
                }
            }
            // Neither Read nor Write was asked for, or not of this pair: SAM makes nothing.
            if statements.is_empty() {
                continue;
            }
            let policy = |statements| ("PolicyDocument", at.document(statements));
            let reference = destination.id.as_ref().map(|id| self.edge(id, "Ref", said));
            let (ty, values) = match profile.through {
                Through::SourceRole | Through::DestinationRole => {
                    let end =
                        if profile.through == Through::SourceRole { source } else { &destination };
                    let roles = self.role_of(end).into_iter().collect();
                    ("AWS::IAM::ManagedPolicy", vec![policy(statements), ("Roles", at.list(roles))])
                }
                Through::Queue(_) => {
                    let queue = reference.or_else(|| said.get("QueueUrl").cloned());
                    (
                        "AWS::SQS::QueuePolicy",
                        vec![policy(statements), ("Queues", at.list(queue.into_iter().collect()))],
                    )
                }
                Through::Topic(_) => {
                    let topic = reference.or_else(|| said.get("Arn").cloned());
                    (
                        "AWS::SNS::TopicPolicy",
                        vec![policy(statements), ("Topics", at.list(topic.into_iter().collect()))],
                    )
                }
                Through::Invoke(service) => {
                    let mut values = vec![
                        ("Action", at.text("lambda:InvokeFunction")),
                        ("Principal", at.text(service)),
                    ];
                    values.extend(
                        reference
                            .or_else(|| said.get("Arn").cloned())
                            .map(|function| ("FunctionName", function)),
                    );
                    let from = self.facts(source, at);
                    values.extend(
                        from.into_iter()
                            .find(|(name, _)| *name == "Arn")
                            .map(|(_, arn)| ("SourceArn", arn)),
                    );
                    ("AWS::Lambda::Permission", values)
                }
            };
            // The logical ids that SAM gives to what it makes.
            let suffix = match ty {
                "AWS::Lambda::Permission" => "WriteLambdaPermission",
                "AWS::SQS::QueuePolicy" => "QueuePolicy",
                "AWS::SNS::TopicPolicy" => "TopicPolicy",
                _ => "Policy",
            };
            out.push(self.made(like, &format!("{name}{suffix}"), ty, at.map(values), at.0.clone()));
        }
        out
    }

    /// One end: a resource of the template by its `Id`, or what is said of one elsewhere.
    fn end(&self, said: &Value) -> End {
        let id = said.get("Id").and_then(Value::as_str).map(str::to_owned);
        let declared =
            id.as_ref().and_then(|id| self.root.get("Resources")?.get(id)?.get("Type")?.as_str());
        let ty = declared
            .or_else(|| said.get("Type").and_then(Value::as_str))
            .unwrap_or("a type that is not known");
        End { ty: plain_type(ty), id, said: said.clone() }
    }

    /// `Arn` and `Name` of an end.
    fn facts(&self, end: &End, at: &At) -> Vec<(&'static str, Value)> {
        let fact = |name: &'static str| {
            let said = end.said.get(name).cloned();
            said.or_else(|| end.id.as_ref().map(|id| self.edge(id, name, &at.text(""))))
                .map(|value| (name, value))
        };
        [fact("Arn"), fact("Name")].into_iter().flatten().collect()
    }

    /// The role of an end, as a policy's `Roles` names it.
    fn role_of(&mut self, end: &End) -> Option<Value> {
        if let Some(name) = end.said.get("RoleName") {
            return Some(name.clone());
        }
        let id = end.id.as_ref()?;
        let body = self.root.get("Resources")?.get(id)?.clone();
        let written = body.get("Type")?.as_str()?.to_owned();
        let properties = self.with_globals(&written, &body);
        let named = ["Role", "RoleArn", "ServiceRoleArn"]
            .iter()
            .find_map(|name| properties.as_ref()?.get(name))
            .cloned();
        let at = At::of(&end.said);
        match named {
            Some(role) => {
                let role = self.value(&role);
                let target = role.references().first().and_then(|reference| {
                    reference.to.strip_prefix(self.prefix.as_str()).map(str::to_owned)
                });
                let name =
                    role.as_str().and_then(|arn| arn.rsplit('/').next()).map(|name| at.text(name));
                target
                    .map(|target| self.edge(&target, "Ref", &at.text("")))
                    .or(name)
                    .or_else(|| Some(at.put(role)))
            }
            None if written.starts_with("AWS::Serverless::") => {
                Some(self.edge(&format!("{id}Role"), "Ref", &at.text("")))
            }
            None => None,
        }
    }
}

/// A type of SAM's as the one that it becomes.
fn plain_type(ty: &str) -> String {
    made_type(ty).unwrap_or(ty).to_owned()
}
