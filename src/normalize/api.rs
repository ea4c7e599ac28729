//! API Gateway: stages and methods, REST, HTTP and WebSocket.

use super::lookup::lookup;
use super::schema::{Entries, Field, Rule, Table, satellite, two};
use super::walk::Walk;
use crate::value::{Data, Entry, Value};
use std::sync::Arc;

const STAGE: &[Field] = &[
    two("api", "rest_api_id | api_id", "RestApiId | ApiId", Rule::Ref(&[])),
    two("stage_name", "stage_name | name", "StageName", Rule::Id),
    two("throttling_rate_limit", "default_route_settings.throttling_rate_limit", "DefaultRouteSettings.ThrottlingRateLimit", Rule::Number)
        .good("100"),
    two(
        "throttling_burst_limit",
        "default_route_settings.throttling_burst_limit",
        "DefaultRouteSettings.ThrottlingBurstLimit",
        Rule::Number,
    )
    .good("100"),
    two("usage_plan_throttled", "", "", Rule::Bool).good("true"),
];

/// Settings for all methods bound the stage; settings for one method do not. A usage plan bounds callers with a key.
fn stage(walk: &mut Walk<'_>, entries: &mut Entries) {
    let dialect = walk.dialect;
    let cloudformation = walk.resource.source_type.contains("::");
    let mut settings: Vec<(Value, bool)> = Vec::new();
    let satellites: Vec<_> = walk.index.satellites_of(&walk.resource.address).collect();
    for found in satellites.iter().filter(|found| found.source_type == "aws_api_gateway_method_settings") {
        let whole = found.values.get("method_path").and_then(Value::as_str).is_some_and(|path| path == "*/*");
        if let Some(value) = lookup(&found.values, "settings", dialect) {
            settings.push((super::walk::existing(found, value.value), whole));
        }
    }
    if cloudformation && let Some(found) = lookup(&walk.resource.values, "MethodSettings", dialect) {
        for item in found.value.items().unwrap_or_default() {
            let is = |key: &str, wanted: &[&str]| item.get(key).and_then(Value::as_str).is_some_and(|text| wanted.contains(&text));
            settings.push((item.clone(), is("HttpMethod", &["*"]) && is("ResourcePath", &["/*", "*"])));
        }
    }
    for (name, tf, cfn) in [
        ("throttling_rate_limit", "throttling_rate_limit", "ThrottlingRateLimit"),
        ("throttling_burst_limit", "throttling_burst_limit", "ThrottlingBurstLimit"),
    ] {
        let path = if cloudformation { cfn } else { tf };
        for (value, _) in settings.iter().filter(|(_, whole)| *whole) {
            if let Some(found) = lookup(value, path, dialect) {
                let value = walk.apply(Rule::Number, &found.value, dialect, name);
                entries.entry(Arc::from(name)).or_insert(Entry { key: found.key, value });
            }
        }
    }
    let plan = satellites.iter().find(|found| found.source_type.ends_with("usage_plan") || found.source_type.ends_with("UsagePlan"));
    if let Some(plan) = plan {
        let path = if cloudformation { "Throttle.RateLimit" } else { "throttle_settings.rate_limit" };
        if let Some(found) = lookup(&plan.values, path, dialect) {
            let value = Value::bool(true, found.value.place.span);
            entries.insert(Arc::from("usage_plan_throttled"), Entry { key: found.key, value: super::walk::existing(plan, value) });
        }
    }
}

const ENDPOINTS: Rule = Rule::List(&Rule::Upper);
const API: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("protocol_type", "=", "ProtocolType", Rule::Upper).good("\"WEBSOCKET\""),
    two("endpoint_types", "endpoint_configuration.types", "EndpointConfiguration.Types", ENDPOINTS).good("[\"PRIVATE\"]"),
];

/// A REST API is none of the protocols that the newer kind of API chooses from.
fn api(walk: &mut Walk<'_>, entries: &mut Entries) {
    if matches!(walk.resource.source_type.as_str(), "aws_api_gateway_rest_api" | "AWS::ApiGateway::RestApi") {
        let value = Value::string("REST", walk.resource.place.span);
        entries.insert(Arc::from("protocol_type"), Entry { key: None, value });
    }
}

const METHOD: &[Field] = &[
    two("api", "rest_api_id | api_id", "RestApiId | ApiId", Rule::Ref(&["apigateway.api"])),
    two("http_method", "http_method | route_key", "HttpMethod | RouteKey", Rule::Id).good("\"OPTIONS\""),
    two("authorization_type", "authorization | authorization_type", "AuthorizationType", Rule::Upper).good("\"AWS_IAM\""),
    two("api_key_required", "=", "ApiKeyRequired", Rule::Bool).good("true"),
    two("integration_type", "aws_api_gateway_integration:type", "Integration.Type", Rule::Upper).good("\"MOCK\""),
];

/// A route's key is `GET /path`; its method is the first word, in upper case. `$connect` and `$default` stay.
fn method(_: &mut Walk<'_>, entries: &mut Entries) {
    let Some(entry) = entries.get_mut("http_method") else { return };
    let Data::String(text) = &entry.value.data else { return };
    let word = text.text.split_whitespace().next().unwrap_or_default();
    let word = if word.starts_with('$') { word.to_owned() } else { word.to_ascii_uppercase() };
    entry.value.data = Data::String(crate::value::Text { text: Arc::from(word), parts: None });
}

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "apigateway.api",
        &["aws_api_gateway_rest_api", "aws_apigatewayv2_api", "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"],
        "",
        API,
    )
    .finish(api),
    Table::new(
        "apigateway.stage",
        &["aws_api_gateway_stage", "aws_apigatewayv2_stage", "AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"],
        "stage_name",
        STAGE,
    )
    .satellites(&[
        satellite("aws_api_gateway_method_settings", "stage_name"),
        satellite("aws_api_gateway_usage_plan", "api_stages.stage"),
        satellite("AWS::ApiGateway::UsagePlan", "ApiStages.Stage"),
    ])
    .finish(stage),
    Table::new(
        "apigateway.method",
        &["aws_api_gateway_method", "aws_apigatewayv2_route", "AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Route"],
        "",
        METHOD,
    )
    .satellites(&[satellite("aws_api_gateway_integration", "http_method")])
    .finish(method),
];
