//! R9: what stands in front: CloudFront and API Gateway.

use super::logs::host_element;
use crate::model::draft::{END_USER, flow};
use crate::model::drawing::Drawing;
use crate::model::names;
use crate::model::read::{self, Arm, Switch};
use crate::model::v1::{Certainty, Encrypted};
use crate::model::world::At;
use std::collections::{BTreeMap, BTreeSet};

/// What an origin may be.
const ORIGINS: &[&str] = &["load-balancer", "bucket", "api-gateway", "app", "function"];

pub(super) fn draw(drawing: &mut Drawing<'_>) {
    let world = drawing.world;
    for at in world.of_type("cloudfront.distribution").to_vec() {
        distribution(drawing, at);
    }
    for at in world.of_type("apigateway.api").to_vec() {
        api(drawing, at);
    }
    integrations(drawing);
}

/// What viewers of a distribution may use: HTTP, HTTPS.
fn viewers(drawing: &Drawing<'_>, at: At) -> (bool, bool) {
    let world = drawing.world;
    let paths = ["default_behavior.viewer_protocol_policy", "behaviors.*.viewer_protocol_policy"];
    let clear = paths
        .iter()
        .flat_map(|path| world.find(at, path))
        .any(|arm| arm.value.as_str() == Some("allow-all"));
    (clear, true)
}

fn distribution(drawing: &mut Drawing<'_>, at: At) {
    let world = drawing.world;
    let enabled = read::switch(world.values(at), "enabled");
    if enabled == Some(Switch::Off) {
        return;
    }
    let Some(cdn) = drawing.element(at) else { return };
    let evidence = world.header(at, "distribution");
    let (http, https) = viewers(drawing, at);
    let policy = ["default_behavior.viewer_protocol_policy", "behaviors.*.viewer_protocol_policy"];
    let proof: Vec<_> = policy
        .iter()
        .flat_map(|path| world.find(at, path))
        .flat_map(|arm| world.proof(at, &arm.value.place, "viewer-policy"))
        .collect();
    let sure = if enabled == Some(Switch::Open) { Certainty::Undecided } else { Certainty::Stated };
    let line = |protocol: &str, port, encrypted| {
        flow("R9", "ingress", END_USER, &cdn)
            .over(protocol, Some(port))
            .encrypted(encrypted)
            .sure(sure)
            .carrying("requests")
            .proved(evidence.clone())
            .proved(proof.clone())
    };
    if http {
        drawing.draft.flow(line("HTTP", 80, Encrypted::No));
    }
    if https {
        drawing.draft.flow(line("HTTPS", 443, Encrypted::Yes));
    }
    for origin in world.find(at, "origins.*") {
        from_cdn(drawing, at, &cdn, &origin, http);
    }
}

fn from_cdn(drawing: &mut Drawing<'_>, at: At, cdn: &str, origin: &Arm<'_>, http: bool) {
    let world = drawing.world;
    let evidence = world.proof(at, &origin.value.place, "origin");
    let mut settings = (at, *origin);
    let mut targets: Vec<String> = Vec::new();
    for arm in read::find(origin.value, "vpc_origin") {
        for own in world.targets(at.unit, arm.value) {
            if world.is(own, "cloudfront.vpc_origin") {
                settings = (own, Arm { value: world.values(own), when: None });
                for arm in world.find(own, "endpoint") {
                    targets.extend(drawing.referred(own.unit, arm.value, "load-balancer"));
                }
            }
        }
    }
    let domains = read::find(origin.value, "domain");
    if targets.is_empty() {
        for arm in &domains {
            for kind in ORIGINS {
                targets.extend(drawing.referred(at.unit, arm.value, kind));
            }
        }
    }
    let is_bucket = |drawing: &Drawing<'_>, id: &str| {
        drawing.draft.elements.get(id).is_some_and(|own| own.kind == "bucket")
    };
    if targets.is_empty() {
        for arm in &domains {
            let Some(host) = arm.value.as_str() else {
                let reason = arm
                    .value
                    .as_unknown()
                    .map_or_else(String::new, |unknown| format!(": {}", unknown.decisive()));
                let text =
                    format!("where an origin of {} leads is not known{reason}", world.called(at));
                drawing.draft.note("origin", text, evidence.clone());
                continue;
            };
            match names::of_url(&format!("https://{host}/")) {
                Some(("s3", name)) => match world.named("bucket", &name).first() {
                    Some(own) => targets.extend(drawing.element(*own)),
                    None => targets.push(host_element(drawing, at.unit, host, arm.value)),
                },
                _ => targets.push(host_element(drawing, at.unit, host, arm.value)),
            }
        }
    }
    let policy = read::text(settings.1.value, "protocol_policy").map(str::to_owned);
    let number = |path: &str, default| read::int(settings.1.value, path).or(Some(default));
    let clear = ("HTTP", number("http_port", 80), Encrypted::No);
    let safe = ("HTTPS", number("https_port", 443), Encrypted::Yes);
    for to in targets {
        let ways = match policy.as_deref() {
            Some("http-only") => vec![clear],
            Some("match-viewer") if http => vec![clear, safe],
            Some("https-only" | "match-viewer") => vec![safe],
            // A bucket is asked in HTTPS.
            _ if is_bucket(drawing, &to) => vec![("HTTPS", Some(443), Encrypted::Yes)],
            _ => vec![("", None, Encrypted::Unknown)],
        };
        for (protocol, port, encrypted) in ways {
            let line = flow("R9", "ingress", cdn, &to).over(protocol, port).encrypted(encrypted);
            drawing
                .draft
                .flow(line.carrying("requests").proved(evidence.clone()).when(origin.when));
        }
    }
}

/// Whoever may call an API from the internet.
fn api(drawing: &mut Drawing<'_>, at: At) {
    let world = drawing.world;
    let types = world.find(at, "endpoint_types.*");
    let private = types.iter().any(|arm| arm.value.as_str() == Some("PRIVATE"));
    let disabled =
        read::switch(world.values(at), "disable_execute_api_endpoint") == Some(Switch::On);
    let has_domain = disabled && mapped(drawing, at);
    let Some(id) = drawing.element(at) else { return };
    if private || (disabled && !has_domain) {
        return;
    }
    let line =
        flow("R9", "ingress", END_USER, &id).over("HTTPS", Some(443)).encrypted(Encrypted::Yes);
    drawing.draft.flow(line.carrying("requests").proved(world.header(at, "api")));
}

/// Whether a domain of one's own leads to an API.
fn mapped(drawing: &Drawing<'_>, api: At) -> bool {
    let world = drawing.world;
    let types = [
        "aws_apigatewayv2_api_mapping",
        "aws_api_gateway_base_path_mapping",
        "AWS::ApiGatewayV2::ApiMapping",
        "AWS::ApiGateway::BasePathMapping",
    ];
    let mappings = types.iter().flat_map(|ty| world.of_type(ty));
    mappings.into_iter().any(|at| world.targets(at.unit, world.values(*at)).contains(&api))
}

/// What the methods and integrations of APIs hand requests to.
fn integrations(drawing: &mut Drawing<'_>) {
    let world = drawing.world;
    let mut calls: BTreeMap<(At, At), BTreeSet<At>> = BTreeMap::new();
    for &at in world.of_type("apigateway.method") {
        for api in world.linked(at, "api", "apigateway.api") {
            calls.entry((api, at)).or_default().insert(at);
            for own in world.linked(at, "integration", "apigateway.integration") {
                calls.entry((api, at)).or_default().insert(own);
            }
        }
    }
    for &at in world.of_type("apigateway.integration") {
        for api in world.linked(at, "api", "apigateway.api") {
            calls.entry((api, at)).or_default().insert(at);
        }
    }
    for ((api, _), ways) in calls {
        for way in ways {
            integration(drawing, api, way);
        }
    }
}

fn integration(drawing: &mut Drawing<'_>, api: At, at: At) {
    let world = drawing.world;
    let Some(from) = drawing.element(api) else { return };
    for arm in world.find(at, "integration_uri") {
        let evidence = world.proof(at, &arm.value.place, "integration");
        let line = |to: &str| {
            flow("R9", "ingress", &from, to)
                .carrying("requests")
                .proved(evidence.clone())
                .when(arm.when)
        };
        for target in world.targets(at.unit, arm.value) {
            match world.node(target).ty.as_str() {
                "lambda.function" => {
                    if let Some(to) = drawing.element(target) {
                        drawing.draft.flow(line(&to).to_aws());
                    }
                }
                "elb.listener" => listened(drawing, target, &line),
                "servicediscovery.service" => discovered(drawing, target, &line),
                _ => {}
            }
        }
        // The older kind names the host of a network load balancer that a link leads to.
        let text =
            crate::normalize::map::template::Template::of(arm.value).map(|template| template.text);
        let port =
            text.as_deref().and_then(names::url).map(|url| (url.port, names::protocol(url.scheme)));
        for link in world.linked(at, "vpc_link", "apigateway.vpc_link") {
            for target in world.find(link, "targets.*") {
                for to in drawing.referred(link.unit, target.value, "load-balancer") {
                    let (written, scheme) = port.unwrap_or((None, None));
                    let number = written.or_else(|| scheme.and_then(|scheme| scheme.port));
                    let found = listener_at(drawing, &to, number);
                    match found {
                        Some(listener) => listened(drawing, listener, &line),
                        None => {
                            let encrypted = match scheme.and_then(|scheme| scheme.encrypted) {
                                Some(true) => Encrypted::Yes,
                                Some(false) => Encrypted::No,
                                None => Encrypted::Unknown,
                            };
                            let own = line(&to)
                                .over(scheme.map_or("", |scheme| scheme.name), number)
                                .encrypted(encrypted);
                            drawing.draft.flow(own);
                        }
                    }
                }
            }
        }
    }
}

/// The listener of a load balancer at a port; its only one where no port is known.
fn listener_at(drawing: &mut Drawing<'_>, balancer: &str, port: Option<i64>) -> Option<At> {
    let world = drawing.world;
    let mut own: Vec<At> = Vec::new();
    for &at in world.of_type("elb.listener") {
        for arm in world.find(at, "load_balancer") {
            if drawing.referred(at.unit, arm.value, "load-balancer").iter().any(|id| id == balancer)
            {
                own.push(at);
            }
        }
    }
    let at_port =
        own.iter().find(|at| port.is_some() && read::int(world.values(**at), "port") == port);
    at_port.or(own.first().filter(|_| own.len() == 1)).copied()
}

/// A flow to a load balancer, as a listener of it takes it.
fn listened(
    drawing: &mut Drawing<'_>,
    listener: At,
    line: &dyn Fn(&str) -> crate::model::v1::Flow,
) {
    let world = drawing.world;
    let values = world.values(listener);
    let protocol = read::text(values, "protocol").unwrap_or_default();
    for arm in world.find(listener, "load_balancer") {
        for to in drawing.referred(listener.unit, arm.value, "load-balancer") {
            let own = line(&to)
                .over(protocol, read::int(values, "port"))
                .encrypted(super::ingress::encryption(protocol));
            drawing.draft.flow(own.proved(world.header(listener, "listener")));
        }
    }
}

/// A flow to the services that register under a name.
fn discovered(drawing: &mut Drawing<'_>, name: At, line: &dyn Fn(&str) -> crate::model::v1::Flow) {
    let world = drawing.world;
    let mut flows = Vec::new();
    for own in &drawing.workloads {
        for registry in world.find(own.at, "service_registries.*") {
            let named = read::find(registry.value, "registry_arn");
            if named.iter().any(|arm| world.targets(own.at.unit, arm.value).contains(&name)) {
                let port = read::int(registry.value, "port")
                    .or_else(|| read::int(registry.value, "container_port"));
                flows.push(line(&own.id).over("HTTP", port).encrypted(Encrypted::No));
            }
        }
    }
    for own in flows {
        drawing.draft.flow(own);
    }
}
