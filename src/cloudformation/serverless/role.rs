//! The role that the transform makes for a function or state machine that names none (SAM
//! specification, "Role", "Policies").

use super::api::present;
use super::grants::{At, Grant, allow};
use super::sources::made_destination;
use super::templates;
use crate::cloudformation::stack::Stack;
use crate::cloudformation::strings;
use crate::unit::Resource;
use crate::value::{Cause, Data, Place, Value};

/// The managed policies that an event source of a type needs.
const SOURCES: &[(&str, &str)] = &[
    ("DynamoDB", "service-role/AWSLambdaDynamoDBExecutionRole"),
    ("Kinesis", "service-role/AWSLambdaKinesisExecutionRole"),
    ("MSK", "service-role/AWSLambdaMSKExecutionRole"),
    ("SQS", "service-role/AWSLambdaSQSQueueExecutionRole"),
];

/// What a function needs to send to a destination of a type (`DeadLetterQueue`,
/// `EventInvokeConfig`).
pub(super) const DESTINATIONS: &[(&str, &[Grant])] = &[
    ("EventBridge", &[allow("events", "PutEvents", &["${Target}"])]),
    ("Lambda", &[allow("lambda", "InvokeFunction", &["${Target}"])]),
    (
        "S3Bucket",
        &[allow("s3", "PutObject", &["${Target}/*"]), allow("s3", "ListBucket", &["${Target}"])],
    ),
    ("SNS", &[allow("sns", "Publish", &["${Target}"])]),
    ("SQS", &[allow("sqs", "SendMessage", &["${Target}"])]),
];

/// Whether a topic's event has a queue of its own (`SqsSubscription`).
fn reads_a_queue(event: &Value) -> bool {
    let subscription = event.get("Properties").and_then(|own| present(own, "SqsSubscription"));
    subscription.is_some_and(|own| !matches!(own.data, Data::Bool(false)))
}

impl Stack<'_> {
    /// The role of a function or state machine.
    pub(super) fn role(&mut self, resource: &Resource, service: &str) -> Resource {
        let at = At(Place { span: resource.place.span, chain: None });
        let values = &resource.values;
        let trust = values.get("AssumeRolePolicyDocument").cloned().unwrap_or_else(|| {
            let principal = at.map(vec![("Service", at.text(service))]);
            at.document(vec![at.map(vec![
                ("Effect", at.text("Allow")),
                ("Action", at.text("sts:AssumeRole")),
                ("Principal", principal),
            ])])
        });
        let mut managed = Vec::new();
        let mut inline = Vec::new();
        let aws = |at: &At, name: &str| at.text(&format!("arn:aws:iam::aws:policy/{name}"));
        if service.starts_with("lambda") {
            match present(values, "DurableConfig") {
                Some(durable) => managed.push(aws(
                    &At::of(durable),
                    "service-role/AWSLambdaBasicDurableExecutionRolePolicy",
                )),
                None => managed.push(aws(&at, "service-role/AWSLambdaBasicExecutionRole")),
            }
        }
        // `Tracing` is a text for functions, a map for state machines.
        if let Some(tracing) = values
            .get("Tracing")
            .filter(|tracing| tracing.as_str().is_some() || tracing.get("Enabled").is_some())
            .filter(|tracing| tracing.as_str() != Some("Disabled"))
        {
            managed.push(aws(&At::of(tracing), "AWSXrayWriteOnlyAccess"));
        }
        let lambda = service.starts_with("lambda");
        if let Some(network) = present(values, "VpcConfig").filter(|_| lambda) {
            managed.push(aws(&At::of(network), "service-role/AWSLambdaVPCAccessExecutionRole"));
        }
        let events = values.get("Events").and_then(Value::entries).cloned();
        for (name, entry) in events.into_iter().flatten().filter(|_| lambda) {
            let ty = match entry.value.get("Type").and_then(Value::as_str) {
                // A topic that is read through a queue.
                Some("SNS") if reads_a_queue(&entry.value) => Some("SQS"),
                ty => ty,
            };
            if let Some((_, policy)) = SOURCES.iter().find(|(source, _)| Some(*source) == ty) {
                let policy = aws(&At::of(&entry.value), policy);
                // Several sources of a type need it once.
                if !managed.iter().any(|there| there.as_str() == policy.as_str()) {
                    managed.push(policy);
                }
            }
            let name = format!("{}{name}", resource.name);
            inline.extend(self.source_policies(&name, &entry.value));
        }
        if let Some(queue) = values.get("DeadLetterQueue") {
            inline.extend(self.destination(resource, queue, "TargetArn"));
        }
        for result in ["OnSuccess", "OnFailure"] {
            let config =
                values.get("EventInvokeConfig").and_then(|config| config.get("DestinationConfig"));
            if let Some(target) = config.and_then(|config| config.get(result)) {
                inline.extend(self.destination(resource, target, result));
            }
        }
        let written = values.get("Policies").cloned();
        let policies = match &written {
            Some(value) => value.items().map_or_else(|| vec![value.clone()], <[Value]>::to_vec),
            None => Vec::new(),
        };
        for (index, policy) in policies.iter().enumerate() {
            let name = format!("{}RolePolicy{index}", resource.name);
            let (attached, held) = self.attached(policy, &name, 0);
            managed.extend(attached);
            inline.extend(held);
        }
        let place = written.as_ref().map_or_else(|| at.0.clone(), |written| written.place.clone());
        let mut made = vec![("AssumeRolePolicyDocument", trust)];
        for (name, list) in [("ManagedPolicyArns", managed), ("Policies", inline)] {
            if !list.is_empty() {
                made.push((name, Value { place: place.clone(), ..Value::list(list, None) }));
            }
        }
        for (theirs, ours) in [("PermissionsBoundary", "PermissionsBoundary"), ("RolePath", "Path")]
        {
            made.extend(values.get(theirs).map(|value| (ours, value.clone())));
        }
        let values = at.map(made);
        let id = format!("{}Role", resource.name);
        self.made(resource, &id, "AWS::IAM::Role", values, at.0)
    }

    /// One entry of `Policies` as a managed policy's ARN or as an inline policy. One that a
    /// condition decides is either of both.
    fn attached(
        &mut self,
        policy: &Value,
        name: &str,
        depth: usize,
    ) -> (Option<Value>, Option<Value>) {
        match &policy.data {
            Data::Either(either) if depth < 8 => {
                let (first, other) = (
                    self.attached(&either.then, name, depth + 1),
                    self.attached(&either.otherwise, name, depth + 1),
                );
                let chosen = |then: Option<Value>, otherwise: Option<Value>| {
                    if then.is_none() && otherwise.is_none() {
                        return None;
                    }
                    let or_null = |value: Option<Value>| {
                        value.unwrap_or_else(|| Value::null(policy.place.span))
                    };
                    Some(strings::either(
                        &either.condition,
                        or_null(then),
                        or_null(otherwise),
                        &policy.place,
                    ))
                };
                (chosen(first.0, other.0), chosen(first.1, other.1))
            }
            Data::Null => (None, None),
            Data::Map(map) if map.entries.contains_key("Statement") => {
                (None, Some(self.inline(name, policy.clone())))
            }
            Data::Map(map) => {
                let Some((template, entry)) = map.entries.first() else { return (None, None) };
                let at = At(Place { span: entry.key.or(policy.place.span), chain: None });
                let document = match templates::grants(template) {
                    Some(grants) => {
                        let given = entry.value.clone();
                        self.granted(grants, &|name| given.get(name).cloned(), &at)
                    }
                    None => self.unknown(
                        Cause::outside(format!("{template} is not a known SAM policy template")),
                        policy,
                    ),
                };
                (None, Some(self.inline(name, document)))
            }
            Data::String(arn) if !arn.text.contains(':') => {
                // A managed policy may be called by its name alone.
                let arn = format!("arn:aws:iam::aws:policy/{}", arn.text);
                (Some(Value { data: Value::string(arn, None).data, ..policy.clone() }), None)
            }
            _ => (Some(policy.clone()), None),
        }
    }

    pub(super) fn inline(&self, name: &str, document: Value) -> Value {
        let at = At::of(&document);
        at.map(vec![("PolicyName", at.text(name)), ("PolicyDocument", document)])
    }

    /// What sending to a destination needs; one without an address gets a queue or topic of its
    /// own. `result`: `OnSuccess`, `OnFailure`, or the property of a dead letter queue.
    fn destination(&mut self, resource: &Resource, target: &Value, result: &str) -> Option<Value> {
        let attribute = if result == "TargetArn" { result } else { "Destination" };
        let ty = target.get("Type")?;
        let (_, grants) = DESTINATIONS.iter().find(|(known, _)| Some(*known) == ty.as_str())?;
        let address = match present(target, attribute) {
            Some(address) => address.clone(),
            None if result == "TargetArn" => return None,
            None => {
                let (id, attribute) = made_destination(&resource.name, target, result)?;
                self.edge(&id, attribute, ty)
            }
        };
        let document = self.granted(grants, &|_| Some(address.clone()), &At::of(ty));
        let name = match ty.as_str().unwrap_or_default() {
            _ if result == "TargetArn" => "DeadLetterQueuePolicy".to_owned(),
            kind => {
                let kind = kind.trim_end_matches("Bucket");
                format!("{}EventInvokeConfig{result}{kind}Policy", resource.name)
            }
        };
        Some(self.inline(&name, document))
    }
}
