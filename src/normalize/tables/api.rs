//! API Gateway: stages and methods, REST, HTTP and WebSocket.

use super::network::references::{GROUPS, SUBNETS};
use crate::normalize::map::index::Index;
use crate::normalize::map::lookup::lookup;
use crate::normalize::map::remade::{existing, unknown_like};
use crate::normalize::map::schema::{Dialect, Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::unit::Resource;
use crate::value::{Cause, Data, Entry, Value};
use std::sync::Arc;

const STAGE: &[Field] = &[
    two("api", "rest_api_id | api_id", "RestApiId | ApiId", Rule::Ref(&[])),
    two("stage_name", "stage_name | name", "StageName", Rule::Id),
    two(
        "throttling_rate_limit",
        "default_route_settings.throttling_rate_limit",
        "DefaultRouteSettings.ThrottlingRateLimit | StageDescription.ThrottlingRateLimit",
        Rule::Number,
    )
    .good("100"),
    two(
        "throttling_burst_limit",
        "default_route_settings.throttling_burst_limit",
        "DefaultRouteSettings.ThrottlingBurstLimit | StageDescription.ThrottlingBurstLimit",
        Rule::Number,
    )
    .good("100"),
    two("usage_plan_throttled", "", "", Rule::Bool).good("true"),
    two(
        "access_log_destination",
        "access_log_settings.destination_arn",
        "AccessLogSetting.DestinationArn | AccessLogSettings.DestinationArn | StageDescription.AccessLogSetting.DestinationArn",
        Rule::Id,
    )
    .good("\"logs\""),
];

/// The two limits: canonical name, Terraform's and CloudFormation's.
const LIMITS: [(&str, &str, &str); 2] = [
    ("throttling_rate_limit", "throttling_rate_limit", "ThrottlingRateLimit"),
    ("throttling_burst_limit", "throttling_burst_limit", "ThrottlingBurstLimit"),
];

/// Settings for all methods bound the stage; settings for one method do not. A usage plan bounds
/// callers with a key.
fn stage(walk: &mut Walk<'_>, entries: &mut Entries) {
    let dialect = walk.dialect;
    for settings in settings(walk) {
        for (name, tf, cfn) in LIMITS {
            let path = if dialect == Dialect::CloudFormation { cfn } else { tf };
            if let Some(found) = lookup(&settings, path, dialect) {
                let value = walk.apply(Rule::Number, &found.value, dialect, name);
                entries.entry(Arc::from(name)).or_insert(Entry { key: found.key, value });
            }
        }
    }
    let own = Stage::of(walk);
    for source_type in ["aws_api_gateway_usage_plan", "AWS::ApiGateway::UsagePlan"] {
        for plan in walk.index.of_source(source_type) {
            let (stages, api, name, throttle) = if dialect == Dialect::CloudFormation {
                ("ApiStages", "ApiId", "Stage", "Throttle")
            } else {
                ("api_stages", "api_id", "stage", "throttle_settings")
            };
            let Some(listed) =
                lookup(&plan.values, stages, Dialect::CloudFormation).map(|found| found.value)
            else {
                continue;
            };
            let items = listed.items().unwrap_or(std::slice::from_ref(&listed));
            let Some(is_own) = items
                .iter()
                .filter_map(|item| own.is_named(walk.index, item, api, name, dialect))
                .max()
            else {
                continue;
            };
            let limits = ["rate_limit", "burst_limit", "RateLimit", "BurstLimit"];
            let limit = limits
                .iter()
                .find_map(|limit| lookup(&plan.values, &format!("{throttle}.{limit}"), dialect));
            if let Some(found) = limit.filter(|found| !found.value.is_null()) {
                let value = Value::bool(true, found.value.place.span);
                let value = if is_own {
                    existing(plan, value)
                } else {
                    unknown_like(
                        &found.value,
                        Cause::outside("its usage plan may be for another stage"),
                    )
                };
                entries
                    .entry(Arc::from("usage_plan_throttled"))
                    .or_insert(Entry { key: found.key, value });
            }
        }
    }
}

const ENDPOINTS: Rule = Rule::List(&Rule::Upper);
const API: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("protocol_type", "=", "ProtocolType", Rule::Upper).good("\"WEBSOCKET\""),
    two("endpoint_types", "endpoint_configuration.types", "EndpointConfiguration.Types", ENDPOINTS)
        .good("[\"PRIVATE\"]"),
    two("disable_execute_api_endpoint", "=", "DisableExecuteApiEndpoint", Rule::Bool).good("true"),
];

/// A REST API is none of the protocols that the newer kind of API chooses from.
fn api(walk: &mut Walk<'_>, entries: &mut Entries) {
    if matches!(
        walk.resource.source_type.as_str(),
        "aws_api_gateway_rest_api" | "AWS::ApiGateway::RestApi"
    ) {
        let value = Value::string("REST", walk.resource.place.span);
        entries.insert(Arc::from("protocol_type"), Entry { key: None, value });
    }
}

/// The settings that are for every method of the stage.
fn settings(walk: &Walk<'_>) -> Vec<Value> {
    let dialect = walk.dialect;
    let mut all = Vec::new();
    if dialect == Dialect::CloudFormation {
        for path in ["MethodSettings", "StageDescription.MethodSettings"] {
            let Some(found) = lookup(&walk.resource.values, path, dialect) else { continue };
            let is = |item: &Value, key: &str, wanted: &[&str]| {
                item.get(key).and_then(Value::as_str).is_some_and(|text| wanted.contains(&text))
            };
            let whole = |item: &&Value| {
                is(item, "HttpMethod", &["*"]) && is(item, "ResourcePath", &["/*", "*"])
            };
            all.extend(found.value.items().unwrap_or_default().iter().filter(whole).cloned());
        }
        return all;
    }
    let own = Stage::of(walk);
    for found in walk.index.of_source("aws_api_gateway_method_settings") {
        let whole = found
            .values
            .get("method_path")
            .and_then(Value::as_str)
            .is_some_and(|path| path == "*/*");
        let (Some(is_own), Some(settings)) = (
            own.is_named(walk.index, &found.values, "rest_api_id", "stage_name", dialect)
                .filter(|_| whole),
            lookup(&found.values, "settings", dialect),
        ) else {
            continue;
        };
        let reason = "the method settings may be for another stage";
        all.push(if is_own {
            existing(found, settings.value)
        } else {
            unknown_like(&settings.value, Cause::outside(reason))
        });
    }
    all
}

/// A stage as others name it: a stage's name is its own only within its API.
struct Stage<'a> {
    resource: &'a Resource,
    api: Value,
    name: Value,
}

impl<'a> Stage<'a> {
    fn of(walk: &Walk<'a>) -> Stage<'a> {
        let either = |one: &str, other: &str| {
            let found = [one, other]
                .into_iter()
                .find_map(|path| lookup(&walk.resource.values, path, walk.dialect));
            found.map_or_else(|| Value::null(None), |found| found.value)
        };
        let (api, name) = match walk.dialect {
            Dialect::CloudFormation => {
                (either("RestApiId", "ApiId"), either("StageName", "StageName"))
            }
            _ => (either("rest_api_id", "api_id"), either("stage_name", "name")),
        };
        Stage { resource: walk.resource, api, name }
    }

    /// Whether what names an API and a stage means this one; `None`: it means another, `false`: it
    /// may.
    fn is_named(
        &self,
        index: &Index<'_>,
        by: &Value,
        api: &str,
        stage: &str,
        dialect: Dialect,
    ) -> Option<bool> {
        let part = |path: &str| {
            lookup(by, path, dialect).map_or_else(|| Value::null(None), |found| found.value)
        };
        let (api, stage) = (part(api), part(stage));
        let mut targets =
            stage.references().iter().filter_map(|reference| index.find(&reference.to)).peekable();
        if targets.peek().is_some() {
            return targets.any(|target| target.address == self.resource.address).then_some(true);
        }
        match (same(index, &self.api, &api), same(index, &self.name, &stage)) {
            (Some(false), _) | (_, Some(false)) => None,
            (Some(true), Some(true)) => Some(true),
            _ => Some(false),
        }
    }
}

/// Whether two values are the same name or refer to the same resource; `None`: it is not known.
fn same(index: &Index<'_>, one: &Value, other: &Value) -> Option<bool> {
    let target = |value: &Value| {
        value
            .references()
            .iter()
            .find_map(|reference| index.find(&reference.to))
            .map(|found| found.address.clone())
    };
    match (target(one), target(other)) {
        (Some(one), Some(other)) => Some(one == other),
        (None, None) => Some(one.as_str()? == other.as_str()?),
        _ => None,
    }
}

const METHOD: &[Field] = &[
    two("api", "rest_api_id | api_id", "RestApiId | ApiId", Rule::Ref(&["apigateway.api"])),
    two("http_method", "http_method | route_key", "HttpMethod | RouteKey", Rule::Id)
        .good("\"OPTIONS\""),
    two(
        "authorization_type",
        "authorization | authorization_type",
        "AuthorizationType",
        Rule::Upper,
    )
    .good("\"AWS_IAM\""),
    two("api_key_required", "=", "ApiKeyRequired", Rule::Bool).good("true"),
    two("integration_type", "aws_api_gateway_integration:type", "Integration.Type", Rule::Upper)
        .good("\"MOCK\""),
    two("protocol", "", "", Rule::Id).good("\"WEBSOCKET\""),
    two("integration_uri", "aws_api_gateway_integration:uri", "Integration.Uri", BEHIND),
    two(
        "vpc_link",
        "aws_api_gateway_integration:connection_id",
        "Integration.ConnectionId",
        VPC_LINK,
    ),
    // A route of the newer kind of API names an integration of its own.
    two("integration", "target", "Target", Rule::Ref(&["apigateway.integration"])),
];

/// What an integration hands a request to, as far as it is named.
const BEHIND: Rule = Rule::Ref(&[
    "lambda.function",
    "elb.listener",
    "elb.load_balancer",
    "servicediscovery.service",
]);
const VPC_LINK: Rule = Rule::Ref(&["apigateway.vpc_link"]);
const INTEGRATION: &[Field] = &[
    two("api", "api_id", "ApiId", Rule::Ref(&["apigateway.api"])),
    two("integration_type", "=", "IntegrationType", Rule::Upper).good("\"MOCK\""),
    two("integration_uri", "=", "IntegrationUri", BEHIND),
    two("vpc_link", "connection_id", "ConnectionId", VPC_LINK),
    two("credentials", "credentials_arn", "CredentialsArn", Rule::Ref(&["iam.role"])),
];
const LINK: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    // The older kind leads to network load balancers, the newer one into subnets.
    two("targets", "target_arns", "TargetArns", Rule::List(&Rule::Ref(&["elb.load_balancer"]))),
    two("subnets", "subnet_ids", "SubnetIds", SUBNETS),
    two("security_groups", "security_group_ids", "SecurityGroupIds", GROUPS),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// A route's key is `GET /path`; its method is the first word, in upper case. `$connect` and
/// `$default` stay. APIs of both protocols have a route `$default`: where the API is named by an id,
/// nobody here says which it is.
fn method(_: &mut Walk<'_>, entries: &mut Entries) {
    let Some(entry) = entries.get_mut("http_method") else { return };
    let Data::String(text) = &entry.value.data else { return };
    let word = text.text.split_whitespace().next().unwrap_or_default();
    let word = if word.starts_with('$') { word.to_owned() } else { word.to_ascii_uppercase() };
    let default = word == "$default";
    entry.value.data = Data::String(crate::value::Text { text: Arc::from(word), parts: None });
    let api = entries.get("api").map(|entry| &entry.value);
    let api = api.filter(|api| default && api.as_str().is_some() && api.references().is_empty());
    if let Some(span) = api.map(|api| api.place.span) {
        let value = Value::unknown(Cause::outside("the API is not in this code"), span);
        entries.insert(Arc::from("protocol"), Entry { key: None, value });
    }
}

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "apigateway.api",
        &[
            "aws_api_gateway_rest_api",
            "aws_apigatewayv2_api",
            "AWS::ApiGateway::RestApi",
            "AWS::ApiGatewayV2::Api",
        ],
        "",
        API,
    )
    .finish(api),
    Table::new(
        "apigateway.stage",
        &[
            "aws_api_gateway_stage",
            "aws_apigatewayv2_stage",
            "AWS::ApiGateway::Stage",
            "AWS::ApiGatewayV2::Stage",
        ],
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
        &[
            "aws_api_gateway_method",
            "aws_apigatewayv2_route",
            "AWS::ApiGateway::Method",
            "AWS::ApiGatewayV2::Route",
        ],
        "",
        METHOD,
    )
    .satellites(&[satellite("aws_api_gateway_integration", "http_method")])
    .finish(method),
    Table::new(
        "apigateway.integration",
        &["aws_apigatewayv2_integration", "AWS::ApiGatewayV2::Integration"],
        "",
        INTEGRATION,
    ),
    Table::new(
        "apigateway.vpc_link",
        &[
            "aws_api_gateway_vpc_link",
            "aws_apigatewayv2_vpc_link",
            "AWS::ApiGateway::VpcLink",
            "AWS::ApiGatewayV2::VpcLink",
        ],
        "name",
        LINK,
    ),
];
