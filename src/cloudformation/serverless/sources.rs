//! What events need: the permissions of a function's role that its sources ask for, and the roles
//! that schedules, rules and deployments work with (SAM specification, "EventSource").

use super::api::present;
use super::grants::{At, Grant, allow};
use super::role::DESTINATIONS;
use crate::cloudformation::stack::Stack;
use crate::unit::Resource;
use crate::value::{Data, Place, Value};

/// What a source that is read with a secret needs; its arguments are the event's properties, and
/// `Secret` the secret.
const READ_WITH_SECRET: &[(&str, &[Grant])] = &[
    ("MQ", &[SECRET, allow("mq", "DescribeBroker", &["${Broker}"])]),
    (
        "DocumentDB",
        &[
            SECRET,
            allow("rds", "DescribeDBClusterParameters", &["rds:@:cluster-pg:*"]),
            allow("rds", "DescribeDBSubnetGroups", &["rds:@:subgrp:*"]),
            allow("rds", "DescribeDBClusters", &["${Cluster}"]),
            INTERFACES,
        ],
    ),
    ("SelfManagedKafka", &[SECRET]),
];

const SECRET: Grant = allow("secretsmanager", "GetSecretValue", &["${Secret}"]);
const KEY: Grant = allow("kms", "Decrypt", &["kms:@:key/${SecretsManagerKmsKeyId}"]);
const INTERFACES: Grant = allow(
    "ec2",
    "CreateNetworkInterface DescribeNetworkInterfaces DeleteNetworkInterface DescribeVpcs DescribeSubnets DescribeSecurityGroups",
    &["*"],
);

/// Kinds of access that name a secret.
const NAMES_A_SECRET: [&str; 7] = [
    "BASIC_AUTH",
    "SASL_SCRAM_256_AUTH",
    "SASL_SCRAM_512_AUTH",
    "CLIENT_CERTIFICATE_TLS_AUTH",
    "OAUTHBEARER_AUTH",
    "SERVER_ROOT_CA_CERTIFICATE",
    "SASL_SCRAM_AUTH",
];

/// Events that start a state machine with a role of their own: who takes it.
const STARTS: [(&str, &str); 5] = [
    ("Schedule", "events.amazonaws.com"),
    ("EventBridgeRule", "events.amazonaws.com"),
    ("CloudWatchEvent", "events.amazonaws.com"),
    ("ScheduleV2", "scheduler.amazonaws.com"),
    ("Api", "apigateway.amazonaws.com"),
];

impl Stack<'_> {
    /// The policies that an event's source adds to the function's role.
    pub(super) fn source_policies(&mut self, name: &str, event: &Value) -> Vec<Value> {
        let ty = event.get("Type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some(properties) = event.get("Properties").cloned() else { return Vec::new() };
        let at = At::of(event);
        let mut out = Vec::new();
        if let Some((_, grants)) = READ_WITH_SECRET.iter().find(|(known, _)| *known == ty) {
            let access = properties.get("SourceAccessConfigurations").and_then(Value::items);
            let access = access.unwrap_or_default();
            let is = |item: &Value, kinds: &[&str]| {
                item.get("Type").and_then(Value::as_str).is_some_and(|ty| kinds.contains(&ty))
            };
            let secrets: Vec<Value> = access
                .iter()
                .filter(|item| is(item, &NAMES_A_SECRET))
                .filter_map(|item| item.get("URI").cloned())
                .collect();
            let mut statements = Vec::new();
            for (index, grant) in grants.iter().enumerate() {
                // A secret each; everything else once.
                let secrets = if index == 0 { secrets.clone() } else { vec![Value::null(None)] };
                for secret in secrets {
                    let arguments = |name: &str| match name {
                        "Secret" => Some(secret.clone()),
                        name => properties.get(name).cloned(),
                    };
                    statements.push(self.statement(grant, &arguments, &at, None));
                }
            }
            let within = |kind: &str| access.iter().any(|item| is(item, &[kind]));
            if within("VPC_SUBNET") && within("VPC_SECURITY_GROUP") {
                statements.push(self.statement(&INTERFACES, &|_| None, &at, None));
            }
            if present(&properties, "SecretsManagerKmsKeyId").is_some() {
                let arguments = |name: &str| properties.get(name).cloned();
                statements.push(self.statement(&KEY, &arguments, &at, None));
            }
            out.push(self.inline(&format!("{name}Policy"), at.document(statements)));
        }
        let failed = properties.get("DestinationConfig").and_then(|own| own.get("OnFailure"));
        let pulls = matches!(
            ty.as_str(),
            "Kinesis" | "DynamoDB" | "MSK" | "SQS" | "SelfManagedKafka" | "MQ" | "DocumentDB"
        );
        if let Some(target) = failed.filter(|_| pulls).cloned() {
            let kind = match target.get("Type").and_then(Value::as_str) {
                Some("S3") => "S3Bucket",
                Some(kind) => kind,
                None => "",
            };
            let grants = DESTINATIONS.iter().find(|(known, _)| *known == kind);
            if let (Some((_, grants)), Some(address)) = (grants, target.get("Destination").cloned())
            {
                let at = At::of(&target);
                let document = self.granted(grants, &|_| Some(address.clone()), &at);
                out.push(self.inline(&format!("{name}Failed"), document));
            }
        }
        out
    }

    /// The roles with which events start what they are events of, and with which CodeDeploy shifts
    /// traffic.
    pub(super) fn event_roles(&mut self, resource: &Resource, function: bool) -> Vec<Resource> {
        let events = resource.values.get("Events").and_then(Value::entries).cloned();
        let mut out = Vec::new();
        for (name, entry) in events.into_iter().flatten() {
            let ty = entry.value.get("Type").and_then(Value::as_str).unwrap_or_default();
            let own = entry.value.get("Properties");
            let given = own.is_some_and(|own| {
                present(own, "RoleArn").is_some() || present(own, "Role").is_some()
            });
            let service = match STARTS.iter().find(|(known, _)| *known == ty) {
                Some((known, service)) if !function || *known == "ScheduleV2" => *service,
                _ => continue,
            };
            if given {
                continue;
            }
            let place = Place { span: entry.key.or(entry.value.place.span), chain: None };
            let at = At(place.clone());
            let action = if function { "lambda:InvokeFunction" } else { "states:StartExecution" };
            let target = if function {
                self.edge(&resource.name, "Arn", &at.text(""))
            } else {
                self.edge(&resource.name, "Ref", &at.text(""))
            };
            let statement = at.map(vec![
                ("Effect", at.text("Allow")),
                ("Action", at.text(action)),
                ("Resource", target),
            ]);
            let id = format!("{}{name}Role", resource.name);
            let policy = self.inline(&format!("{id}Policy"), at.document(vec![statement]));
            let mut values = vec![
                ("AssumeRolePolicyDocument", trust(&at, service)),
                ("Policies", at.list(vec![policy])),
            ];
            let boundary = own.and_then(|own| present(own, "PermissionsBoundary"));
            values.extend(boundary.map(|edge| ("PermissionsBoundary", edge.clone())));
            out.push(self.made(resource, &id, "AWS::IAM::Role", at.map(values), place));
        }
        out.extend(self.deployment_role(resource));
        out.extend(self.destinations(resource));
        out
    }

    /// The queues and topics of results whose destination has no address.
    fn destinations(&mut self, function: &Resource) -> Vec<Resource> {
        let config = function.values.get("EventInvokeConfig");
        let config = config.and_then(|config| config.get("DestinationConfig")).cloned();
        let mut out = Vec::new();
        for result in ["OnSuccess", "OnFailure"] {
            let Some(target) = config.as_ref().and_then(|config| config.get(result)) else {
                continue;
            };
            let made = made_destination(&function.name, target, result);
            if let (Some((id, attribute)), None) = (made, present(target, "Destination")) {
                let ty = if attribute == "Arn" { "AWS::SQS::Queue" } else { "AWS::SNS::Topic" };
                let at = At::of(target);
                out.push(self.made(function, &id, ty, at.map(Vec::new()), at.0));
            }
        }
        out
    }

    /// One role of CodeDeploy serves all functions that name none.
    fn deployment_role(&mut self, function: &Resource) -> Option<Resource> {
        const ID: &str = "CodeDeployServiceRole";
        let preference = present(&function.values, "DeploymentPreference")?.clone();
        let off = preference.get("Enabled").is_some_and(|on| matches!(on.data, Data::Bool(false)));
        if off
            || preference.entries().is_none()
            || present(&preference, "Role").is_some()
            || self.serverless_made.ids.contains(ID)
        {
            return None;
        }
        let at = At::of(&preference);
        let policy = "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda";
        let values = at.map(vec![
            ("AssumeRolePolicyDocument", trust(&at, "codedeploy.amazonaws.com")),
            ("ManagedPolicyArns", at.list(vec![at.text(policy)])),
        ]);
        Some(self.made(function, ID, "AWS::IAM::Role", values, at.0))
    }
}

/// The id of the queue or topic that is made for a result, and the attribute that is its ARN.
pub(super) fn made_destination(
    function: &str,
    target: &Value,
    result: &str,
) -> Option<(String, &'static str)> {
    let (kind, attribute) = match target.get("Type")?.as_str()? {
        "SQS" => ("Queue", "Arn"),
        "SNS" => ("Topic", "Ref"),
        _ => return None,
    };
    Some((format!("{function}EventInvokeConfig{result}{kind}"), attribute))
}

/// The trust in a service.
fn trust(at: &At, service: &str) -> Value {
    at.document(vec![at.map(vec![
        ("Effect", at.text("Allow")),
        ("Action", at.text("sts:AssumeRole")),
        ("Principal", at.map(vec![("Service", at.text(service))])),
    ])])
}
