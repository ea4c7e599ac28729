//! The rules and schedules that events become (SAM specification, "Schedule", "ScheduleV2",
//! "EventBridgeRule").

use super::api::present;
use super::grants::At;
use crate::cloudformation::stack::Stack;
use crate::unit::Resource;
use crate::value::{Data, Entry, Place, Value};

/// Properties of an event that are a rule's: the event's name and the rule's.
const OF_RULE: [(&str, &str); 6] = [
    ("Schedule", "ScheduleExpression"),
    ("Pattern", "EventPattern"),
    ("EventBusName", "EventBusName"),
    ("Name", "Name"),
    ("RuleName", "Name"),
    ("Description", "Description"),
];
/// Those that are a schedule's.
const OF_SCHEDULE: [(&str, &str); 9] = [
    ("ScheduleExpression", "ScheduleExpression"),
    ("State", "State"),
    ("Description", "Description"),
    ("FlexibleTimeWindow", "FlexibleTimeWindow"),
    ("StartDate", "StartDate"),
    ("EndDate", "EndDate"),
    ("ScheduleExpressionTimezone", "ScheduleExpressionTimezone"),
    ("GroupName", "GroupName"),
    ("KmsKeyArn", "KmsKeyArn"),
];
/// Those that are the target's.
const OF_TARGET: [&str; 4] = ["Input", "InputPath", "InputTransformer", "RetryPolicy"];

impl Stack<'_> {
    /// The rules and schedules that the events of a function or state machine become.
    pub(super) fn schedules(&mut self, resource: &Resource, function: bool) -> Vec<Resource> {
        let events = resource.values.get("Events").and_then(Value::entries).cloned();
        let mut out = Vec::new();
        for (name, entry) in events.into_iter().flatten() {
            let ty = entry.value.get("Type").and_then(Value::as_str).unwrap_or_default();
            let scheduler = match ty {
                "Schedule" | "EventBridgeRule" | "CloudWatchEvent" => false,
                "ScheduleV2" => true,
                "SNS" => {
                    out.extend(self.subscribed(resource, &name, &entry));
                    continue;
                }
                _ => continue,
            };
            let Some(own) = entry.value.get("Properties").filter(|own| own.entries().is_some())
            else {
                continue;
            };
            let place = Place { span: entry.key.or(entry.value.place.span), chain: None };
            let at = At(place.clone());
            let id = format!("{}{name}", resource.name);
            let (target, more) = self.target(resource, (&id, function, scheduler), own, &at);
            let table: &[(&'static str, &'static str)] =
                if scheduler { &OF_SCHEDULE } else { &OF_RULE };
            let mut values: Vec<(&str, Value)> = table
                .iter()
                .filter_map(|(theirs, ours)| Some((*ours, present(own, theirs)?.clone())))
                .collect();
            if scheduler {
                let unnamed = own.get("OmitName");
                if !unnamed.is_some_and(|unnamed| matches!(unnamed.data, Data::Bool(true))) {
                    let name = present(own, "Name").cloned().unwrap_or_else(|| at.text(&id));
                    values.push(("Name", name));
                }
                if present(own, "FlexibleTimeWindow").is_none() {
                    let window = at.map(vec![("Mode", at.text("OFF"))]);
                    values.push(("FlexibleTimeWindow", window));
                }
                values.push(("Target", target));
            } else {
                values.extend(state(own).map(|state| ("State", state)));
                values.push(("Targets", at.list(vec![target])));
            }
            let ty = if scheduler { "AWS::Scheduler::Schedule" } else { "AWS::Events::Rule" };
            out.push(self.made(resource, &id, ty, at.map(values), place));
            if let Some(queue) = more {
                if !scheduler {
                    let from = self.edge(&id, "Arn", &at.text(""));
                    let sender = at.map(vec![("Service", at.text("events.amazonaws.com"))]);
                    out.push(self.queue_policy(resource, (&id, &queue.name), sender, from, &at));
                }
                out.push(queue);
            }
        }
        out
    }

    /// A topic's event with `SqsSubscription: true` is a queue that the topic may send to.
    fn subscribed(&mut self, function: &Resource, name: &str, event: &Entry) -> Vec<Resource> {
        let Some(own) = event.value.get("Properties").cloned() else { return Vec::new() };
        let wanted = own.get("SqsSubscription");
        if !wanted.is_some_and(|wanted| matches!(wanted.data, Data::Bool(true))) {
            return Vec::new();
        }
        let at = At(Place { span: event.key.or(event.value.place.span), chain: None });
        let id = format!("{}{name}", function.name);
        let queue = format!("{id}Queue");
        let queue =
            self.made(function, &queue, "AWS::SQS::Queue", at.map(Vec::new()), at.0.clone());
        let Some(topic) = present(&own, "Topic").cloned() else { return vec![queue] };
        let policy = self.queue_policy(function, (&id, &queue.name), at.text("*"), topic, &at);
        vec![queue, policy]
    }

    /// The policy with which a queue takes what one source sends.
    fn queue_policy(
        &mut self,
        like: &Resource,
        (id, queue): (&str, &str),
        principal: Value,
        from: Value,
        at: &At,
    ) -> Resource {
        let source = at.map(vec![("aws:SourceArn", from)]);
        let statement = at.map(vec![
            ("Effect", at.text("Allow")),
            ("Principal", principal),
            ("Action", at.text("sqs:SendMessage")),
            ("Resource", self.edge(queue, "Arn", &at.text(""))),
            ("Condition", at.map(vec![("ArnEquals", source)])),
        ]);
        let values = at.map(vec![
            ("PolicyDocument", at.document(vec![statement])),
            ("Queues", at.list(vec![self.edge(queue, "Ref", &at.text(""))])),
        ]);
        let id = format!("{id}QueuePolicy");
        self.made(like, &id, "AWS::SQS::QueuePolicy", values, at.0.clone())
    }

    /// What a rule or schedule calls, and the queue that is made for what it cannot deliver.
    fn target(
        &mut self,
        resource: &Resource,
        (id, function, scheduler): (&str, bool, bool),
        own: &Value,
        at: &At,
    ) -> (Value, Option<Resource>) {
        let attribute = if function { "Arn" } else { "Ref" };
        let mut values = vec![("Arn", self.edge(&resource.name, attribute, &at.text("")))];
        if !scheduler {
            let given = own.get("Target").and_then(|target| target.get("Id")).cloned();
            let suffix = if function { "LambdaTarget" } else { "StepFunctionsTarget" };
            values.push(("Id", given.unwrap_or_else(|| at.text(&format!("{id}{suffix}")))));
        }
        if !function || scheduler {
            let given = present(own, "RoleArn").or_else(|| present(own, "Role")).cloned();
            let role = format!("{id}Role");
            let role = given.unwrap_or_else(|| self.edge(&role, "Arn", &at.text("")));
            values.push(("RoleArn", role));
        }
        for name in OF_TARGET {
            values.extend(present(own, name).map(|value| (name, value.clone())));
        }
        let mut queue = None;
        if let Some(letters) = present(own, "DeadLetterConfig") {
            let arn = present(letters, "Arn").cloned().unwrap_or_else(|| {
                let given = present(letters, "QueueLogicalId").and_then(Value::as_str);
                let id = given.map_or_else(|| format!("{id}Queue"), str::to_owned);
                let made =
                    self.made(resource, &id, "AWS::SQS::Queue", at.map(Vec::new()), at.0.clone());
                let arn = self.edge(&made.name, "Arn", letters);
                queue = Some(made);
                arn
            });
            values.push(("DeadLetterConfig", at.map(vec![("Arn", arn)])));
        }
        (at.map(values), queue)
    }
}

/// `State`, or `Enabled` as the state that it means.
fn state(own: &Value) -> Option<Value> {
    present(own, "State").cloned().or_else(|| {
        let enabled = present(own, "Enabled")?;
        match &enabled.data {
            Data::Bool(on) => Some(At::of(enabled).text(if *on { "ENABLED" } else { "DISABLED" })),
            _ => Some(enabled.clone()),
        }
    })
}
