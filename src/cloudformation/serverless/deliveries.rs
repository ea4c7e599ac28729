//! What brings a function its events and takes its results, and the version and alias that are
//! published of it (SAM specification, "EventSource", "EventInvokeConfiguration" and
//! "`AutoPublishAlias`").

use super::api::present;
use super::grants::At;
use super::set;
use super::sources::made_destination;
use crate::cloudformation::stack::Stack;
use crate::unit::Resource;
use crate::value::{Data, Entry, Place, Value};
use std::sync::Arc;

/// Events that the function polls for, and the property that names where.
const POLLED: [(&str, &str); 7] = [
    ("SQS", "Queue"),
    ("Kinesis", "Stream"),
    ("DynamoDB", "Stream"),
    ("MSK", "Stream"),
    ("MQ", "Broker"),
    ("DocumentDB", "Cluster"),
    ("SelfManagedKafka", ""),
];

/// Properties of an event that stand in an object of the mapping.
const INSIDE: [(&str, &str, &str); 5] = [
    ("SelfManagedKafka", "ConsumerGroupId", "SelfManagedKafkaEventSourceConfig"),
    ("MSK", "ConsumerGroupId", "AmazonManagedKafkaEventSourceConfig"),
    ("DocumentDB", "DatabaseName", "DocumentDBEventSourceConfig"),
    ("DocumentDB", "CollectionName", "DocumentDBEventSourceConfig"),
    ("DocumentDB", "FullDocument", "DocumentDBEventSourceConfig"),
];

/// Properties of an event that are for the function's role.
const FOR_THE_ROLE: [&str; 2] = ["DynamicPolicyName", "SecretsManagerKmsKeyId"];

/// Properties of a subscription that are the event's.
const OF_SUBSCRIPTION: [&str; 5] =
    ["FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy", "Region"];

/// The id of the alias that is published of a function.
pub(super) fn alias_id(function: &str, alias: &str) -> String {
    format!("{function}Alias{alias}")
}

impl Stack<'_> {
    /// The mappings and subscriptions of a function's events, what takes its results, its version and
    /// alias.
    pub(super) fn deliveries(&mut self, function: &Resource) -> Vec<Resource> {
        let mut out = self.published(function);
        // Callers call the alias where there is one.
        let called = out.last().map_or(&function.name, |alias| &alias.name).clone();
        out.extend(self.results(function));
        let events = function.values.get("Events").and_then(Value::entries).cloned();
        for (name, entry) in events.into_iter().flatten() {
            let ty = entry.value.get("Type").and_then(Value::as_str).unwrap_or_default();
            let Some(own) = entry.value.get("Properties").filter(|own| own.entries().is_some())
            else {
                continue;
            };
            let at = At(Place { span: entry.key.or(entry.value.place.span), chain: None });
            let id = format!("{}{name}", function.name);
            if let Some((_, source)) = POLLED.iter().find(|(known, _)| *known == ty) {
                let values = self.mapping((ty, source), own, &called, &at);
                let mapping = "AWS::Lambda::EventSourceMapping";
                out.push(self.made(function, &id, mapping, values, at.0));
            } else if ty == "SNS" {
                out.extend(self.subscription(function, &id, own, &called, at));
            }
        }
        out
    }

    /// A mapping has the event's properties, and names its source and the function.
    fn mapping(&self, (ty, source): (&str, &str), own: &Value, called: &str, at: &At) -> Value {
        let mut values = at.map(Vec::new());
        let address = present(own, source).filter(|_| !source.is_empty());
        if let Some(address) = address {
            set(&mut values, "EventSourceArn", address.clone());
        }
        set(&mut values, "FunctionName", self.edge(called, "Ref", &at.text("")));
        let mut inside: Option<(&str, Value)> = None;
        for (name, entry) in own.entries().into_iter().flatten() {
            let name = &**name;
            if (name == source && !source.is_empty()) || FOR_THE_ROLE.contains(&name) {
                continue;
            }
            let moved = INSIDE.iter().find(|(of, property, _)| *of == ty && *property == name);
            if let Some((_, _, object)) = moved {
                let (_, object) = inside.get_or_insert_with(|| (*object, at.map(Vec::new())));
                set(object, name, entry.value.clone());
            } else if name == "KafkaBootstrapServers" {
                let endpoints = at.map(vec![(name, entry.value.clone())]);
                set(&mut values, "SelfManagedEventSource", at.map(vec![("Endpoints", endpoints)]));
            } else if name == "DestinationConfig" {
                set(&mut values, name, without_type(&entry.value));
            } else {
                set(&mut values, name, entry.value.clone());
            }
        }
        if let Some((object, value)) = inside {
            set(&mut values, object, value);
        }
        values
    }

    /// A topic calls the function, or fills a queue that the function polls.
    fn subscription(
        &mut self,
        function: &Resource,
        id: &str,
        own: &Value,
        called: &str,
        at: At,
    ) -> Vec<Resource> {
        let mut out = Vec::new();
        let through = present(own, "SqsSubscription")
            .filter(|through| !matches!(through.data, Data::Bool(false)));
        let (protocol, endpoint) = match through {
            None => {
                let attribute = if called == function.name { "Arn" } else { "Ref" };
                ("lambda", self.edge(called, attribute, &at.text("")))
            }
            Some(through) => {
                let given = through.get("QueueArn").cloned();
                let queue =
                    given.unwrap_or_else(|| self.edge(&format!("{id}Queue"), "Arn", &at.text("")));
                let mut mapping = at.map(Vec::new());
                let size = through.get("BatchSize").cloned();
                let ten = || at.put(Value::int(10, None));
                set(&mut mapping, "BatchSize", size.unwrap_or_else(ten));
                let on = through.get("Enabled").cloned();
                let yes = || at.put(Value::bool(true, None));
                set(&mut mapping, "Enabled", on.unwrap_or_else(yes));
                set(&mut mapping, "EventSourceArn", queue.clone());
                set(&mut mapping, "FunctionName", self.edge(called, "Ref", &at.text("")));
                let id = format!("{id}EventSourceMapping");
                let ty = "AWS::Lambda::EventSourceMapping";
                out.push(self.made(function, &id, ty, mapping, at.0.clone()));
                ("sqs", queue)
            }
        };
        let mut values = vec![("Protocol", at.text(protocol)), ("Endpoint", endpoint)];
        values.extend(present(own, "Topic").map(|topic| ("TopicArn", topic.clone())));
        for name in OF_SUBSCRIPTION {
            values.extend(present(own, name).map(|value| (name, value.clone())));
        }
        let values = at.map(values);
        out.push(self.made(function, id, "AWS::SNS::Subscription", values, at.0));
        out
    }

    /// Where the results of a function go that is called without waiting for them.
    fn results(&mut self, function: &Resource) -> Option<Resource> {
        let entry = function.values.entries()?.get("EventInvokeConfig")?.clone();
        let config = entry.value.entries()?;
        let at = At(Place { span: entry.key.or(entry.value.place.span), chain: None });
        let mut values = at.map(Vec::new());
        for (name, inner) in config.iter().filter(|(name, _)| &***name != "DestinationConfig") {
            set(&mut values, name, inner.value.clone());
        }
        if let Some(destinations) = config.get("DestinationConfig") {
            let mut own = without_type(&destinations.value);
            for result in ["OnSuccess", "OnFailure"] {
                let Some(target) = destinations.value.get(result) else { continue };
                if let (Some((id, attribute)), None) = (
                    made_destination(&function.name, target, result),
                    present(target, "Destination"),
                ) {
                    let edge = self.edge(&id, attribute, target);
                    set(&mut own, result, At::of(target).map(vec![("Destination", edge)]));
                }
            }
            set(&mut values, "DestinationConfig", own);
        }
        set(&mut values, "FunctionName", self.edge(&function.name, "Ref", &at.text("")));
        let id = format!("{}EventInvokeConfig", function.name);
        Some(self.made(function, &id, "AWS::Lambda::EventInvokeConfig", values, at.0))
    }

    /// The version and the alias of a function that says how the alias is called.
    fn published(&mut self, function: &Resource) -> Vec<Resource> {
        let entry = function.values.entries().and_then(|own| own.get("AutoPublishAlias")).cloned();
        let Some((entry, alias)) =
            entry.and_then(|entry| Some((entry.clone(), entry.value.as_str()?.to_owned())))
        else {
            return Vec::new();
        };
        let at = At(Place { span: entry.key.or(entry.value.place.span), chain: None });
        let own = self.edge(&function.name, "Ref", &at.text(""));
        let version = at.map(vec![("FunctionName", own.clone())]);
        let id = format!("{}Version", function.name);
        let version = self.made(function, &id, "AWS::Lambda::Version", version, at.0.clone());
        let values = at.map(vec![
            ("Name", entry.value.clone()),
            ("FunctionName", own),
            ("FunctionVersion", self.edge(&version.name, "Version", &at.text(""))),
        ]);
        let id = alias_id(&function.name, &alias);
        let alias = self.made(function, &id, "AWS::Lambda::Alias", values, at.0);
        vec![version, alias]
    }
}

/// Destinations without the word that says of which kind they are.
fn without_type(destinations: &Value) -> Value {
    let Data::Map(map) = &destinations.data else { return destinations.clone() };
    let mut value = destinations.clone();
    let mut own = (**map).clone();
    for entry in own.entries.values_mut() {
        if let Data::Map(target) = &mut entry.value.data {
            Arc::make_mut(target).entries.retain(|name, _| &**name != "Type");
        }
    }
    value.data = Data::Map(Arc::new(own));
    value
}

/// The code of a function as Lambda has it: an address in a bucket, an image, a text.
pub(super) fn code(name: &str, entry: Entry) -> Entry {
    let at = At::of(&entry.value);
    let value = match (name, &entry.value.data) {
        ("ImageUri", _) => at.map(vec![("ImageUri", entry.value.clone())]),
        ("InlineCode", _) => at.map(vec![("ZipFile", entry.value.clone())]),
        ("CodeUri", Data::String(text)) => {
            let address = text.text.strip_prefix("s3://").and_then(|rest| rest.split_once('/'));
            let Some((bucket, key)) = address else { return entry };
            let (key, version) = match key.split_once("?versionId=") {
                Some((key, version)) => (key, Some(version)),
                None => (key, None),
            };
            let mut parts = vec![("S3Bucket", at.text(bucket)), ("S3Key", at.text(key))];
            parts.extend(version.map(|version| ("S3ObjectVersion", at.text(version))));
            at.map(parts)
        }
        ("CodeUri", Data::Map(map)) => {
            let renamed =
                [("Bucket", "S3Bucket"), ("Key", "S3Key"), ("Version", "S3ObjectVersion")];
            let parts = renamed
                .iter()
                .filter_map(|(old, new)| Some((*new, map.entries.get(*old)?.value.clone())));
            at.map(parts.collect())
        }
        _ => return entry,
    };
    Entry { key: entry.key, value }
}
