//! R4 and R5: where containers' logs go, and which secrets they are given.

use super::seed::capacities;
use crate::model::code::part_of;
use crate::model::draft::{AWS, INTERNET, NETWORK, boundary, element, flow};
use crate::model::drawing::Drawing;
use crate::model::names;
use crate::model::read::{self, Arm};
use crate::model::v1::Encrypted;
use crate::model::world::At;
use crate::value::Value;

/// Log drivers that send to a host, with the option that names it.
const HOSTS: &[(&str, &str)] = &[
    ("splunk", "splunk-url"),
    ("gelf", "gelf-address"),
    ("syslog", "syslog-address"),
    ("fluentd", "fluentd-address"),
    ("logentries", "logentries-url"),
];

/// Outputs of Fluent Bit that write to AWS, with the kind of element and the option that names it.
const OUTPUTS: &[(&str, &str, &str)] = &[
    ("cloudwatch", "log-group", "log_group_name"),
    ("cloudwatch_logs", "log-group", "log_group_name"),
    ("kinesis", "stream", "stream"),
    ("kinesis_streams", "stream", "stream"),
    ("firehose", "stream", "delivery_stream"),
    ("kinesis_firehose", "stream", "delivery_stream"),
    ("s3", "bucket", "bucket"),
];

pub(super) fn draw(drawing: &mut Drawing<'_>) {
    let world = drawing.world;
    for index in 0..drawing.workloads.len() {
        let own = &drawing.workloads[index];
        let (id, launch) = (own.id.clone(), own.launch);
        for (task, container) in own.containers(world) {
            for log in read::find(container.value, "log_configuration") {
                logged(drawing, &id, task, &log, &container);
                for secret in read::find(log.value, "secret_options.*.value_from") {
                    given(drawing, launch, task, &secret, "secret");
                }
            }
            for secret in read::find(container.value, "secrets.*.value_from") {
                given(drawing, launch, task, &secret, "secret");
            }
            for secret in
                read::find(container.value, "repository_credentials.credentials_parameter")
            {
                given(drawing, launch, task, &secret, "registry-credentials");
            }
            for file in read::find(container.value, "environment_files.*.value") {
                given(drawing, launch, task, &file, "environment-file");
            }
        }
    }
}

fn logged(drawing: &mut Drawing<'_>, id: &str, task: At, log: &Arm<'_>, container: &Arm<'_>) {
    let world = drawing.world;
    let when = log.when.or(container.when);
    let driver = read::text(log.value, "log_driver").unwrap_or_default();
    let part = read::text(container.value, "name");
    let evidence = part_of(world.proof(task, &log.value.place, "log-configuration"), part);
    let option = |name: &str| -> Option<Arm<'_>> {
        let options =
            read::find(log.value, "options").into_iter().find_map(|arm| arm.value.get(name))?;
        read::arms(options).into_iter().next()
    };
    if driver == "awslogs" {
        let Some(group) = option("awslogs-group") else { return };
        return stored(drawing, id, (task, part), &group, "log-group", when);
    }
    if driver == "awsfirelens" {
        let name = option("Name")
            .or_else(|| option("name"))
            .and_then(|arm| arm.value.as_str())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if let Some((_, kind, key)) = OUTPUTS.iter().find(|(output, _, _)| *output == name) {
            if let Some(target) = option(key) {
                return stored(drawing, id, (task, part), &target, kind, when);
            }
            return;
        }
        if let Some(host) = option("Host").or_else(|| option("host")) {
            let tls = option("tls").or_else(|| option("TLS")).and_then(|arm| arm.value.as_str());
            let tls = tls.map(|word| word.eq_ignore_ascii_case("on"));
            let port =
                option("Port").or_else(|| option("port")).and_then(|arm| read::whole(arm.value));
            if !drawing.referred(task.unit, host.value, "search").is_empty() {
                return stored(drawing, id, (task, part), &host, "search", when);
            }
            return outside(drawing, id, (task, part), &host, tls, port, when);
        }
        // Datadog's output has a host of its own.
        if name == "datadog" {
            return external(
                drawing,
                id,
                task,
                "http-intake.logs.datadoghq.com",
                log.value,
                |own| {
                    own.over("HTTPS", Some(443))
                        .encrypted(Encrypted::Yes)
                        .carrying("logs")
                        .proved(evidence)
                        .when(when)
                },
            );
        }
        return;
    }
    if let Some((_, key)) = HOSTS.iter().find(|(name, _)| *name == driver)
        && let Some(address) = option(key)
    {
        outside(drawing, id, (task, part), &address, None, None, when);
    }
}

/// A flow of logs to something of AWS.
fn stored(
    drawing: &mut Drawing<'_>,
    id: &str,
    (task, part): (At, Option<&str>),
    name: &Arm<'_>,
    kind: &'static str,
    when: read::When<'_>,
) {
    let world = drawing.world;
    let evidence = part_of(world.proof(task, &name.value.place, "log-configuration"), part);
    let Some(target) = target(drawing, task.unit, name.value, kind) else {
        let reason = name
            .value
            .as_unknown()
            .map_or_else(String::new, |unknown| format!(": {}", unknown.decisive()));
        let text = format!("where {} logs to is not known{reason}", world.called(task));
        drawing.draft.note("logs", text, evidence);
        return;
    };
    let own = flow("R4", "logs", id, &target).to_aws().carrying("logs").proved(evidence);
    drawing.draft.flow(own.when(name.when.or(when)));
}

/// The element that a value names: by reference, by the name that an element of the system has, or
/// by a name that nothing has.
pub(super) fn target(
    drawing: &mut Drawing<'_>,
    unit: usize,
    value: &Value,
    kind: &'static str,
) -> Option<String> {
    if let Some(id) = drawing.referred(unit, value, kind).into_iter().next() {
        return Some(id);
    }
    let text = value.as_str()?;
    let name = names::of_arn(text).map_or_else(|| text.to_owned(), |(_, name)| name);
    if let Some(at) = drawing.world.named(kind, &name).first() {
        return drawing.element(*at);
    }
    let shown = if read::is_secret(value) { "***" } else { &name };
    let mut own = element(format!("{kind}:{shown}"), kind);
    own.boundary = Some(AWS.to_owned());
    if let Some(account) = names::account_of_arn(text)
        && let Some(outer) = super::seed::foreign(drawing, unit, account)
    {
        own.boundary = Some(outer);
    }
    own.evidence = drawing.world.evidence(unit, value.place.span, "name").into_iter().collect();
    Some(drawing.draft.put(own))
}

/// A flow of logs to a host: the text is a URL, or a host with a port.
fn outside(
    drawing: &mut Drawing<'_>,
    id: &str,
    (task, part): (At, Option<&str>),
    address: &Arm<'_>,
    tls: Option<bool>,
    port: Option<i64>,
    when: read::When<'_>,
) {
    let world = drawing.world;
    let evidence = part_of(world.proof(task, &address.value.place, "log-configuration"), part);
    let Some(text) = address.value.as_str() else {
        let text = format!("the host that {} logs to is not known", world.called(task));
        drawing.draft.note("logs", text, evidence);
        return;
    };
    let url = names::url(text);
    let protocol = url.as_ref().and_then(|url| names::protocol(url.scheme));
    let (host, written) = match &url {
        Some(url) => (url.host, url.port),
        None => text.split_once(':').map_or((text, None), |(host, port)| (host, port.parse().ok())),
    };
    if host.is_empty() || names::is_local(host) {
        return;
    }
    let encrypted = match tls.or_else(|| protocol.and_then(|own| own.encrypted)) {
        Some(true) => Encrypted::Yes,
        Some(false) => Encrypted::No,
        // Drivers without a scheme send in the clear.
        None if url.is_none() && tls.is_none() => Encrypted::No,
        None => Encrypted::Unknown,
    };
    let name = protocol.map_or("TCP", |own| own.name);
    let port = port.or(written).or_else(|| protocol.and_then(|own| own.port));
    external(drawing, id, task, host, address.value, |own| {
        own.over(name, port)
            .encrypted(encrypted)
            .carrying("logs")
            .proved(evidence)
            .when(address.when.or(when))
    });
}

fn external(
    drawing: &mut Drawing<'_>,
    id: &str,
    task: At,
    host: &str,
    value: &Value,
    finish: impl FnOnce(crate::model::v1::Flow) -> crate::model::v1::Flow,
) {
    let to = host_element(drawing, task.unit, host, value);
    let own = finish(flow("R4", "logs", id, &to));
    drawing.draft.flow(own);
}

/// The element of a host outside the system.
pub(super) fn host_element(
    drawing: &mut Drawing<'_>,
    unit: usize,
    host: &str,
    value: &Value,
) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let place = if names::is_private(&host) { NETWORK } else { INTERNET };
    if place == NETWORK {
        drawing.draft.boundary(boundary(NETWORK, "network", "Private network"));
    }
    let shown = if read::is_secret(value) { "***" } else { &host };
    let mut own = element(format!("external:{shown}"), "external");
    own.boundary = Some(place.to_owned());
    own.evidence = drawing.world.evidence(unit, value.place.span, "host").into_iter().collect();
    drawing.draft.put(own)
}

/// R5: what the agent of ECS reads for a container.
fn given(
    drawing: &mut Drawing<'_>,
    launch: crate::model::workload::Launch,
    task: At,
    value: &Arm<'_>,
    data: &'static str,
) {
    let world = drawing.world;
    let evidence = world.proof(task, &value.value.place, "secret");
    let Some(target) = secret(drawing, task, value.value, data) else {
        let reason = value
            .value
            .as_unknown()
            .map_or_else(String::new, |unknown| format!(": {}", unknown.decisive()));
        let text = format!("which secret {} is given is not known{reason}", world.called(task));
        drawing.draft.note("secret", text, evidence);
        return;
    };
    for capacity in capacities(launch) {
        let own = flow("R5", "secret", capacity, &target).to_aws().carrying(data);
        drawing.draft.flow(own.proved(evidence.clone()).when(value.when));
    }
}

fn secret(drawing: &mut Drawing<'_>, task: At, value: &Value, data: &str) -> Option<String> {
    let unit = task.unit;
    if data == "environment-file" {
        return target(drawing, unit, value, "bucket");
    }
    for kind in ["secret", "parameter"] {
        if let Some(id) = drawing.referred(unit, value, kind).into_iter().next() {
            return Some(id);
        }
    }
    // A database may keep its own secret.
    let world = drawing.world;
    for at in world.targets(unit, value) {
        if matches!(
            world.node(at).ty.as_str(),
            "rds.db_instance" | "rds.db_cluster" | "docdb.cluster" | "redshift.cluster"
        ) {
            let mut own = drawing.draft.of_node(at, "secret");
            own.boundary = Some(AWS.to_owned());
            own.name = format!("master user of {}", own.name);
            return Some(drawing.draft.put(own));
        }
    }
    let template = crate::normalize::map::template::Template::of(value)?.text;
    let text = template.as_str();
    let (kind, name) = match names::of_arn(text) {
        Some(("secretsmanager", name)) => ("secret", name),
        Some(("ssm", name)) => ("parameter", name),
        Some(_) => return None,
        // A name without more is a parameter's.
        None if !text.starts_with("arn:") => ("parameter", text.to_owned()),
        None => return None,
    };
    if name.contains(crate::normalize::map::template::HOLE) {
        return None;
    }
    named(drawing, unit, kind, &name, value)
}

fn named(
    drawing: &mut Drawing<'_>,
    unit: usize,
    kind: &'static str,
    name: &str,
    value: &Value,
) -> Option<String> {
    if let Some(at) = drawing.world.named(kind, name).first() {
        return drawing.element(*at);
    }
    let shown = if read::is_secret(value) { "***" } else { name };
    let mut own = element(format!("{kind}:{shown}"), kind);
    own.boundary = Some(AWS.to_owned());
    own.evidence = drawing.world.evidence(unit, value.place.span, "name").into_iter().collect();
    Some(drawing.draft.put(own))
}
