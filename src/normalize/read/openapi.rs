//! The methods of an API that is described by an `OpenAPI` document (API Gateway Developer Guide,
//! "OpenAPI extensions for API Gateway"), as resources of their own: `<address>/<METHOD><path>`.

use crate::normalize::map::index::dialect_of;
use crate::normalize::map::lookup::lookup;
use crate::normalize::map::remade::same_place;
use crate::normalize::map::schema::Dialect;
use crate::unit::Resource;
use crate::value::{Cause, Data, Entry, Map, MapKind, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// The operations of a path, as `OpenAPI` calls them, and as API Gateway does.
const OPERATIONS: [(&str, &str); 8] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("x-amazon-apigateway-any-method", "ANY"),
];

/// The properties of an integration by their name in a document, with those of a method.
const INTEGRATION: [(&str, &str); 3] =
    [("type", "Type"), ("uri", "Uri"), ("connectionId", "ConnectionId")];

/// More operations than API Gateway lets an API have.
const MAX_OPERATIONS: usize = 2000;

/// The methods that an API's document declares. A document that cannot be read declares one of
/// which nothing is known.
#[must_use]
pub fn operations(api: &Resource) -> Vec<Resource> {
    let rest = match api.source_type.as_str() {
        "aws_api_gateway_rest_api" | "AWS::ApiGateway::RestApi" => true,
        "aws_apigatewayv2_api" | "AWS::ApiGatewayV2::Api" => false,
        _ => return Vec::new(),
    };
    let dialect = dialect_of(&api.source_type);
    let spellings: &[&str] =
        if dialect == Dialect::Terraform { &["body"] } else { &["Body", "BodyS3Location"] };
    let found = spellings.iter().find_map(|spelling| {
        lookup(&api.values, spelling, dialect).map(|found| (found, *spelling))
    });
    let Some((found, spelling)) = found.filter(|(found, _)| !found.value.is_null()) else {
        return Vec::new();
    };
    // What lies in a bucket is not here to be read.
    let document = if spelling == "BodyS3Location" { None } else { read(&found.value) };
    let Some(document) = document else {
        let reason = found.value.cause_or("the document that describes the API is not read");
        let span = found.value.place.span.or(found.key).or(api.place.span);
        // One method of which nothing is known stands for all that the document may have.
        return vec![method(
            api,
            "operations",
            Value::new(
                Data::Map(Arc::new(described(api, rest, Some(reason), IndexMap::new()))),
                span,
            ),
        )];
    };
    let mut all = Vec::new();
    for (path, item) in document.get("paths").and_then(Value::entries).into_iter().flatten() {
        for (operation, verb) in OPERATIONS {
            let Some(entry) = item.value.entries().and_then(|entries| entries.get(operation))
            else {
                continue;
            };
            if all.len() < MAX_OPERATIONS {
                all.push(declared(api, rest, &document, (path, verb), entry));
            }
        }
    }
    all
}

/// The document: an object in a template, text in JSON or YAML elsewhere.
fn read(body: &Value) -> Option<Value> {
    if body.entries().is_some() {
        return Some(body.clone());
    }
    let decoded =
        crate::syntax::json::decode(body).or_else(|_| crate::syntax::yaml::decode(body)).ok()?;
    decoded.entries().is_some().then_some(decoded)
}

fn declared(
    api: &Resource,
    rest: bool,
    document: &Value,
    (path, verb): (&str, &str),
    entry: &Entry,
) -> Resource {
    let span = entry.key.or(entry.value.place.span).or(api.place.span);
    let mut values: IndexMap<Arc<str>, Entry> = IndexMap::new();
    let mut put =
        |name: &str, value: Value| drop(values.insert(Arc::from(name), Entry { key: None, value }));
    let text = |text: &str| Value::string(text, span);
    match (rest, path) {
        (true, _) => put("HttpMethod", text(verb)),
        (false, "/$default" | "$default") => put("RouteKey", text("$default")),
        (false, _) => put("RouteKey", text(&format!("{verb} {path}"))),
    }
    let (authorization, key) = asked(document, &entry.value);
    put(
        "AuthorizationType",
        match authorization {
            Asked::As(word) => text(&word),
            Asked::Unknown(reason) => Value::unknown(reason, span),
        },
    );
    put("ApiKeyRequired", Value::bool(key, span));
    if let Some(integration) = entry.value.get("x-amazon-apigateway-integration") {
        let named = |(name, property)| {
            let value = integration.get(name).filter(|value| !value.is_null())?.clone();
            Some((Arc::from(property), Entry { key: None, value }))
        };
        let inner: IndexMap<Arc<str>, Entry> = INTEGRATION.into_iter().filter_map(named).collect();
        if !inner.is_empty() {
            put("Integration", Value::map(inner, span));
        }
    }
    let map = described(api, rest, None, values);
    let mut value = same_place(&entry.value, Data::Map(Arc::new(map)));
    value.place.span = span;
    method(api, &format!("{verb}{path}"), value)
}

/// A method's attributes with the API that it belongs to; `rest`: why there may be others.
fn described(
    api: &Resource,
    is_rest: bool,
    rest: Option<Cause>,
    mut entries: IndexMap<Arc<str>, Entry>,
) -> Map {
    let name = if is_rest { "RestApiId" } else { "ApiId" };
    entries.insert(
        Arc::from(name),
        Entry { key: None, value: Value::reference(api.address.as_str(), "id", api.place.span) },
    );
    Map { kind: MapKind::Object, entries, rest }
}

fn method(api: &Resource, name: &str, values: Value) -> Resource {
    let source_type = match api.source_type.as_str() {
        "aws_api_gateway_rest_api" | "AWS::ApiGateway::RestApi" => "AWS::ApiGateway::Method",
        _ => "AWS::ApiGatewayV2::Route",
    };
    let mut place = values.place.clone();
    place.span = place.span.or(api.place.span);
    Resource {
        address: format!("{}/{name}", api.address),
        source_type: source_type.to_owned(),
        values,
        place,
        ..api.clone()
    }
}

/// What an operation asks its callers for.
enum Asked {
    As(String),
    Unknown(Cause),
}

/// How callers are authorized, and whether they need a key: the operation's own words, else its
/// security requirements, else those of the whole document. Any one requirement of the list is
/// enough.
fn asked(document: &Value, operation: &Value) -> (Asked, bool) {
    let unknown = |value: &Value| {
        let reason = value.cause_or("the API's document does not say how this is enforced");
        (Asked::Unknown(reason), false)
    };
    if let Some(own) = operation.get("x-amazon-apigateway-auth").and_then(|auth| auth.get("type")) {
        return own
            .as_str()
            .map_or_else(|| unknown(own), |ty| (Asked::As(ty.to_ascii_uppercase()), false));
    }
    let Some(security) = operation.get("security").or_else(|| document.get("security")) else {
        return (Asked::As("NONE".to_owned()), false);
    };
    let Some(requirements) = security.items() else { return unknown(security) };
    let mut key = false;
    let (mut authorized, mut unclear) = (None, None);
    let mut open = requirements.is_empty();
    for requirement in requirements {
        let Some(schemes) = requirement.entries() else { return unknown(requirement) };
        open |= schemes.is_empty();
        for name in schemes.keys() {
            match scheme(document, name) {
                Some(found)
                    if found.get("x-amazon-apigateway-authorizer").is_some()
                        || found.get("x-amazon-apigateway-authtype").is_some() =>
                {
                    authorized.get_or_insert(authorizer(found));
                }
                Some(found) if is_key(found) => key = true,
                // What the serverless transform writes where nobody is asked.
                None if &**name == "NONE" => open = true,
                _ => unclear = unclear.or(Some(requirement)),
            }
        }
    }
    if let Some(requirement) = unclear.filter(|_| authorized.is_none()) {
        return unknown(requirement);
    }
    (Asked::As(authorized.unwrap_or("NONE").to_owned()), key && !open)
}

/// A security scheme by its name, in version 3 and in version 2 of `OpenAPI`.
fn scheme<'v>(document: &'v Value, name: &str) -> Option<&'v Value> {
    let schemes =
        document.get("components").and_then(|components| components.get("securitySchemes"));
    schemes.or_else(|| document.get("securityDefinitions"))?.get(name)
}

/// The type of authorization that a scheme of API Gateway's own is.
fn authorizer(scheme: &Value) -> &'static str {
    let word = |value: Option<&Value>| {
        value.and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase()
    };
    if word(scheme.get("x-amazon-apigateway-authtype")) == "awssigv4" {
        return "AWS_IAM";
    }
    let ty = scheme.get("x-amazon-apigateway-authorizer").and_then(|own| own.get("type"));
    match word(ty).as_str() {
        "cognito_user_pools" => "COGNITO_USER_POOLS",
        "jwt" => "JWT",
        _ => "CUSTOM",
    }
}

/// API Gateway's own keys come in the header of this name.
fn is_key(scheme: &Value) -> bool {
    let word = |name: &str| {
        scheme.get(name).and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase()
    };
    word("type") == "apikey" && word("in") == "header" && word("name") == "x-api-key"
}

#[cfg(test)]
mod tests {
    use crate::normalize::tests::Fixture;
    use serde_json::{Value as J, json};

    fn methods(source_type: &str, attribute: &str, document: &J) -> J {
        let mut fixture = Fixture::new("x");
        fixture.add(source_type, "api", &json!({attribute: document}));
        fixture.printed()["resources"].clone()
    }

    #[test]
    fn operations_are_methods() {
        let document = json!({
            "components": {"securitySchemes": {
                "signed": {"type": "apiKey", "x-amazon-apigateway-authtype": "awsSigv4"},
                "key": {"type": "apiKey", "in": "header", "name": "x-api-key"},
                "other": {"type": "oauth2"}}},
            "paths": {
                "/orders": {
                    "get": {},
                    "post": {"security": [{"signed": []}]},
                    "put": {"security": [{"key": []}]},
                    "patch": {"security": [{"key": []}, {}]},
                    "delete": {"security": [{"other": []}]},
                    "options": {"x-amazon-apigateway-integration": {"type": "mock"}}},
                "/admin": {"x-amazon-apigateway-any-method": {"x-amazon-apigateway-auth": {"type": "AWS_IAM"}}}}
        });
        let found = methods("aws_api_gateway_rest_api", "body", &json!(document.to_string()));
        let of = |method: &str| {
            found[format!("aws_api_gateway_rest_api.api/{method}")]["values"].clone()
        };
        let get = of("GET/orders");
        assert_eq!(
            (&get["http_method"], &get["authorization_type"], &get["api_key_required"]),
            (&json!("GET"), &json!("NONE"), &json!(false))
        );
        assert_eq!(of("POST/orders")["authorization_type"], "AWS_IAM");
        assert_eq!(
            (&of("PUT/orders")["authorization_type"], &of("PUT/orders")["api_key_required"]),
            (&json!("NONE"), &json!(true))
        );
        assert_eq!(of("PATCH/orders")["api_key_required"], false);
        assert!(of("DELETE/orders")["authorization_type"].get("$unknown").is_some());
        assert_eq!(of("OPTIONS/orders")["integration_type"], "MOCK");
        assert_eq!(
            (&of("ANY/admin")["http_method"], &of("ANY/admin")["authorization_type"]),
            (&json!("ANY"), &json!("AWS_IAM"))
        );
        let edge = &found["aws_api_gateway_rest_api.api/GET/orders"]["refs"]["/api"][0]["to"];
        assert_eq!(edge, "aws_api_gateway_rest_api.api");
    }

    #[test]
    fn operations_name_what_is_behind_them() {
        let uri = json!({"$pieces": ["arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/", {"$ref": ["F", "Arn"]}, "/invocations"]});
        let integration =
            json!({"x-amazon-apigateway-integration": {"type": "aws_proxy", "uri": uri}});
        let document = json!({"paths": {"/a": {"get": integration}, "/b": {"get": {"x-amazon-apigateway-integration": {"type": "http_proxy", "uri": "https://x.org", "connectionId": {"$ref": ["L", "Ref"]}}}}}});
        let mut fixture = Fixture::new("x");
        fixture.add("AWS::ApiGatewayV2::Api", "api", &json!({"Body": document}));
        fixture.add("AWS::Lambda::Function", "F", &json!({}));
        fixture.add("AWS::ApiGatewayV2::VpcLink", "L", &json!({}));
        let found = fixture.printed()["resources"].clone();
        let method = &found["api/GET/a"];
        assert_eq!(method["values"]["integration_type"], "AWS_PROXY");
        assert_eq!(method["refs"]["/integration_uri"][0]["to"], "F");
        assert_eq!(found["api/GET/b"]["values"]["integration_uri"], "https://x.org");
        assert_eq!(found["api/GET/b"]["refs"]["/vpc_link"][0]["to"], "L");
    }

    #[test]
    fn a_whole_document_may_ask_and_a_template_holds_it_as_it_is() {
        let document = json!({
            "security": [{"signed": []}],
            "securityDefinitions": {"signed": {"type": "apiKey", "x-amazon-apigateway-authorizer": {"type": "token"}}},
            "paths": {"/$default": {"x-amazon-apigateway-any-method": {}}, "/health": {"get": {"security": []}}}
        });
        let found = methods("AWS::ApiGatewayV2::Api", "Body", &document);
        assert_eq!(found["api/ANY/$default"]["values"]["http_method"], "$default");
        assert_eq!(found["api/ANY/$default"]["values"]["authorization_type"], "CUSTOM");
        assert_eq!(found["api/GET/health"]["values"]["http_method"], "GET");
        assert_eq!(found["api/GET/health"]["values"]["authorization_type"], "NONE");
    }

    #[test]
    fn a_document_that_is_not_read_declares_a_method_that_is_not_known() {
        for (source_type, attribute, document) in [
            ("aws_apigatewayv2_api", "body", json!({"$unknown": "no default"})),
            (
                "AWS::ApiGateway::RestApi",
                "BodyS3Location",
                json!({"Bucket": "b", "Key": "openapi.yaml"}),
            ),
        ] {
            let found = methods(source_type, attribute, &document);
            let (_, method) = found
                .as_object()
                .unwrap()
                .iter()
                .find(|(id, _)| id.ends_with("/operations"))
                .unwrap();
            assert_eq!(method["type"], "apigateway.method");
            assert!(method["values"]["http_method"].get("$unknown").is_some(), "{method}");
        }
        assert!(
            methods("aws_apigatewayv2_api", "name", &json!("x")).as_object().unwrap().len() == 1
        );
    }
}
