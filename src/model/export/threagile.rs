//! The model as Threagile reads it, version 1: JSON, which is YAML too.
//!
//! Threagile asks for ratings that no code tells. They are the lowest, and the justification says so.
//! The internet is no boundary there but a property of what is in it. A threat is a category of risks,
//! and what is open or undecided is a risk of it; Threagile's own rules come to that.

use super::{Shown, described, is_left, json, one_line, places, reasons, severity, uuid};
use crate::model::mermaid::{keeps, words};
use crate::model::v1::{Authenticated, Boundary, Element, Encrypted, Flow, System, Target, Threat};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

/// Why ratings are the lowest.
const UNRATED: &str = "not rated: the code does not tell; the lowest is written";

/// A system as a file.
#[must_use]
pub fn write(system: &System) -> String {
    let shown = Shown::new(system);
    let mut assets = Map::new();
    for own in &system.elements {
        assets.insert(shown.element(&own.id).to_owned(), asset(&shown, own));
    }
    let mut boundaries = Map::new();
    for own in system.boundaries.iter().filter(|own| own.kind != "internet") {
        let name = shown.boundaries.get(own.id.as_str()).cloned().unwrap_or_default();
        boundaries.insert(name, boundary(&shown, own));
    }
    let mut risks = Map::new();
    for own in &system.threats {
        risks.insert(one_line(&own.title), category(&shown, own));
    }
    let mut said = vec!["What the code tells. What it does not:".to_owned()];
    said.extend(shown.notes());
    json(&json!({
        "threagile_version": "1.0.0",
        "title": shown.name(),
        "author": {"name": "stridelint", "homepage": ""},
        "management_summary_comment": "",
        "business_criticality": "archive",
        "business_overview": {"description": UNRATED, "images": []},
        "technical_overview": {"description": said.join("\n"), "images": []},
        "questions": {},
        "abuse_cases": {},
        "security_requirements": {},
        "tags_available": [],
        "data_assets": data(&shown),
        "technical_assets": assets,
        "trust_boundaries": boundaries,
        "shared_runtimes": {},
        "individual_risk_categories": risks,
        "risk_tracking": {},
    }))
}

/// What flows carry, by its name.
fn data(shown: &Shown<'_>) -> Json {
    let names: BTreeSet<&str> =
        shown.flows.iter().flat_map(|flow| flow.data.iter().copied()).collect();
    let mut all = Map::new();
    for name in names {
        all.insert(
            name.to_owned(),
            json!({
                "id": uuid("data", name),
                "description": name,
                "usage": "business",
                "tags": [],
                "origin": "",
                "owner": "",
                "quantity": "very-few",
                "confidentiality": "public",
                "integrity": "archive",
                "availability": "archive",
                "justification_cia_rating": UNRATED,
            }),
        );
    }
    Json::Object(all)
}

fn carried<'a>(flows: impl Iterator<Item = &'a &'a Flow>) -> Vec<String> {
    let all: BTreeSet<&str> = flows.flat_map(|flow| flow.data.iter().copied()).collect();
    all.into_iter().map(|name| uuid("data", name)).collect()
}

fn asset(shown: &Shown<'_>, own: &Element) -> Json {
    let is_actor = own.kind.starts_with("actor.");
    let is_outside = is_actor || own.kind == "external";
    let said = described(&own.id, &own.evidence, &own.unknown);
    let mut links = Map::new();
    for (number, flow) in shown.flows.iter().filter(|flow| flow.from == own.id).enumerate() {
        // Ends that are alike in their names are not: a number tells the links apart.
        let name = format!("{} to {} ({})", words(flow), shown.element(&flow.to), number + 1);
        links.insert(one_line(&name), link(flow));
    }
    let touching = || shown.flows.iter().filter(|flow| flow.from == own.id || flow.to == own.id);
    let stored = shown.flows.iter().filter(|flow| keeps(own.kind) && flow.to == own.id);
    json!({
        "id": uuid("model", &own.id),
        "description": said.join("\n"),
        "type": match own.kind {
            _ if is_outside => "external-entity",
            kind if keeps(kind) => "datastore",
            _ => "process",
        },
        "usage": if own.kind == "actor.operator" { "devops" } else { "business" },
        "used_as_client_by_human": is_actor,
        "out_of_scope": is_outside,
        "justification_out_of_scope": if is_outside { "outside of what the code makes" } else { "" },
        "size": "component",
        "technology": technology(own.kind),
        "tags": [],
        "internet": own.boundary.as_deref() == Some("internet"),
        "machine": machine(own.kind),
        "encryption": "none",
        "owner": "",
        "confidentiality": "public",
        "integrity": "archive",
        "availability": "archive",
        "justification_cia_rating": UNRATED,
        "multi_tenant": false,
        "redundant": own.instances.is_some_and(|count| count > 1),
        "custom_developed_parts": matches!(own.kind, "service" | "task" | "function" | "app"),
        "data_assets_processed": carried(touching()),
        "data_assets_stored": carried(stored),
        "data_formats_accepted": [],
        "communication_links": links,
    })
}

fn technology(kind: &str) -> &'static str {
    match kind {
        "actor.end-user" => "client-system",
        "actor.operator" => "devops-client",
        "service" | "task" | "app" => "application-server",
        "aws.ecs" | "aws.fargate" | "aws.ec2-capacity" | "host" => "container-platform",
        "aws.api" => "web-service-rest",
        "load-balancer" => "load-balancer",
        "cdn" => "reverse-proxy",
        "api-gateway" => "gateway",
        "function" => "function",
        "registry" => "artifact-registry",
        "secret" | "parameter" => "vault",
        "database" | "table" | "cache" => "database",
        "search" => "search-engine",
        "bucket" | "file-system" => "file-server",
        "queue" | "topic" | "broker" => "message-queue",
        "stream" => "stream-processing",
        "log-group" | "trail" => "monitoring",
        "event-source" | "autoscaling" => "scheduler",
        kind if kind.starts_with("metadata:") => "identity-provider",
        _ => "unknown-technology",
    }
}

fn machine(kind: &str) -> &'static str {
    match kind {
        "service" | "task" | "app" => "container",
        "host" | "aws.ec2-capacity" | "external" | "actor.operator" | "actor.end-user" => "virtual",
        _ => "serverless",
    }
}

fn link(own: &Flow) -> Json {
    let mut said = vec![one_line(&own.id)];
    said.push(format!("{:?}", own.certainty).to_lowercase());
    if own.authenticated == Authenticated::Unknown {
        said.push("authentication is not known: the lowest is written".to_owned());
    }
    if own.encrypted == Encrypted::Unknown {
        said.push("whether it is encrypted is not known: it is written as not".to_owned());
    }
    said.extend(places(&own.evidence));
    let carried = carried([own].iter());
    json!({
        "target": uuid("model", &own.to),
        "description": said.join("\n"),
        "protocol": protocol(own),
        "authentication": match own.authenticated {
            Authenticated::Iam => "token",
            Authenticated::MutualTls => "client-certificate",
            Authenticated::Password => "credentials",
            Authenticated::None | Authenticated::Unknown => "none",
        },
        "authorization": if own.authenticated == Authenticated::Iam { "technical-user" } else { "none" },
        "tags": [],
        "vpn": false,
        "ip_filtered": false,
        "readonly": matches!(own.kind, "pull" | "secret" | "credentials"),
        "usage": if own.rule == "R1" || own.kind == "exec" { "devops" } else { "business" },
        "data_assets_sent": carried,
        "data_assets_received": [],
    })
}

/// As Threagile names protocols.
fn protocol(own: &Flow) -> &'static str {
    let is_encrypted = matches!(own.encrypted, Encrypted::Yes | Encrypted::Provider);
    let either = |clear: &'static str, encrypted: &'static str| {
        if is_encrypted { encrypted } else { clear }
    };
    match own.protocol.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("https" | "http") => either("http", "https"),
        Some("nfs") => "nfs",
        Some("unix") => "local-file-access",
        Some("ldap" | "ldaps") => either("ldap", "ldaps"),
        Some("smtp") => either("smtp", "smtp-encrypted"),
        Some("amqp" | "amqps") => "jms",
        Some("mqtt") => "mqtt",
        Some(name)
            if ["postgres", "mysql", "maria", "sql", "oracle"]
                .iter()
                .any(|own| name.contains(own)) =>
        {
            either("sql-access-protocol", "sql-access-protocol-encrypted")
        }
        Some(name)
            if ["redis", "mongo", "memcached", "docdb"].iter().any(|own| name.contains(own)) =>
        {
            either("nosql-access-protocol", "nosql-access-protocol-encrypted")
        }
        Some("tcp" | "udp" | "tls") => either("binary", "binary-encrypted"),
        _ => "unknown-protocol",
    }
}

fn boundary(shown: &Shown<'_>, own: &Boundary) -> Json {
    let inside = |of: &Option<String>| of.as_deref() == Some(own.id.as_str());
    let assets = shown.system.elements.iter().filter(|element| inside(&element.boundary));
    let nested = shown.system.boundaries.iter().filter(|other| inside(&other.parent));
    json!({
        "id": uuid("model", &own.id),
        "description": described(&own.id, &own.evidence, &[]).join("\n"),
        "type": match own.kind {
            "network" => "network-on-prem",
            "vpc" | "subnets" => "network-virtual-lan",
            _ => "network-cloud-provider",
        },
        "tags": [],
        "technical_assets_inside": assets.map(|own| uuid("model", &own.id)).collect::<Vec<_>>(),
        "trust_boundaries_nested": nested.map(|own| uuid("model", &own.id)).collect::<Vec<_>>(),
    })
}

/// A threat, with what is left of it as risks.
fn category(shown: &Shown<'_>, own: &Threat) -> Json {
    let mut risks = Map::new();
    for target in own.targets.iter().filter(|target| is_left(target.state)) {
        let name = format!(
            "{} at {} ({})",
            target.state.word(),
            one_line(&target.name),
            one_line(&target.id)
        );
        risks.insert(name, risk(shown, target));
    }
    let said: Vec<String> =
        own.targets.iter().filter(|own| is_left(own.state)).flat_map(reasons).collect();
    json!({
        "id": own.id,
        "description": one_line(&own.title),
        "impact": format!("In this system: {}.", own.state.word()),
        "asvs": "",
        "cheat_sheet": "",
        "action": "",
        "mitigation": own.targets.iter().flat_map(super::fixes).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("\n"),
        "check": said.join("\n"),
        "function": "operations",
        "stride": own.stride,
        "detection_logic": "stridelint's checks of this threat",
        "risk_assessment": "The severity is that of the worst finding; likelihood and impact are not rated.",
        "false_positives": "",
        "model_failure_possible_reason": false,
        "cwe": 0,
        "risks_identified": risks,
    })
}

fn risk(shown: &Shown<'_>, own: &Target) -> Json {
    let severity = match severity([own]) {
        Some("critical") => "critical",
        Some("high") => "high",
        Some("medium") => "medium",
        _ => "low",
    };
    let is_asset = shown.elements.contains_key(own.id.as_str());
    let from = shown.flows.iter().find(|flow| flow.id == own.id).map(|flow| flow.from.as_str());
    let asset = if is_asset { Some(own.id.as_str()) } else { from };
    let asset = asset.map(|id| uuid("model", id));
    json!({
        "severity": severity,
        "exploitation_likelihood": "unlikely",
        "exploitation_impact": "low",
        "data_breach_probability": "improbable",
        "data_breach_technical_assets": asset.iter().collect::<Vec<_>>(),
        "most_relevant_technical_asset": asset.clone().unwrap_or_default(),
    })
}
