//! R9: distributions, APIs and what is behind them.

use super::ingress::has_user;
use super::{changed, drawn};
use crate::model::v1::Certainty::Stated;
use crate::model::v1::Encrypted::{No, Yes};

#[test]
fn r9_a_distribution_reaches_its_origins() {
    let cdn = r#"
resource "aws_s3_bucket" "files" {
  bucket = "files"
}
resource "aws_cloudfront_distribution" "front" {
  enabled = true
  origin {
    origin_id   = "web"
    domain_name = aws_lb.main.dns_name
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "http-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
  origin {
    origin_id   = "files"
    domain_name = aws_s3_bucket.files.bucket_regional_domain_name
  }
  origin {
    origin_id   = "other"
    domain_name = "other.example.com"
    custom_origin_config {
      http_port              = 80
      https_port             = 8443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
  default_cache_behavior {
    target_origin_id       = "web"
    viewer_protocol_policy = "redirect-to-https"
  }
}
"#;
    let own = changed(&[], cdn);
    assert_eq!(
        own.by("R9"),
        [
            "ingress:actor.end-user->cdn:.#aws_cloudfront_distribution.front:443",
            "ingress:cdn:.#aws_cloudfront_distribution.front->bucket:.#aws_s3_bucket.files:443",
            "ingress:cdn:.#aws_cloudfront_distribution.front->external:other.example.com:8443",
            "ingress:cdn:.#aws_cloudfront_distribution.front->load-balancer:.#aws_lb.main:80",
        ]
    );
    let clear = changed(&[], &cdn.replace("redirect-to-https", "allow-all"));
    assert_eq!(
        clear.told("ingress:actor.end-user->cdn:.#aws_cloudfront_distribution.front:80"),
        (Stated, No)
    );
    assert!(changed(&[], &cdn.replace("enabled = true", "enabled = false")).by("R9").is_empty());
}

#[test]
fn r9_an_api_reaches_what_is_behind_its_link() {
    let api = r#"
resource "aws_apigatewayv2_api" "front" {
  name          = "front"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_vpc_link" "inner" {
  name               = "inner"
  subnet_ids         = [aws_subnet.inner.id]
  security_group_ids = [aws_security_group.lb.id]
}
resource "aws_apigatewayv2_integration" "web" {
  api_id             = aws_apigatewayv2_api.front.id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  connection_type    = "VPC_LINK"
  connection_id      = aws_apigatewayv2_vpc_link.inner.id
  integration_uri    = aws_lb_listener.web.arn
}
"#;
    let own = changed(&[], api);
    assert_eq!(
        own.told("ingress:actor.end-user->api-gateway:.#aws_apigatewayv2_api.front:443"),
        (Stated, Yes)
    );
    assert_eq!(
        own.told(
            "ingress:api-gateway:.#aws_apigatewayv2_api.front->load-balancer:.#aws_lb.main:80"
        ),
        (Stated, No)
    );
    let off = api.replace(
        "protocol_type = \"HTTP\"",
        "protocol_type = \"HTTP\"\n  disable_execute_api_endpoint = true",
    );
    assert_eq!(changed(&[], &off).by("R9").len(), 1);
}

/// What the serverless transform makes of events, routes and definitions.

#[test]
fn r9_a_serverless_api_reaches_the_functions_behind_it() {
    let head =
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Cluster: {Type: AWS::ECS::Cluster}\n";
    let function = |more: &str| {
        format!(
            "  Work:\n    Type: AWS::Serverless::Function\n    Properties: {{Handler: a.b, Runtime: python3.13, CodeUri: ., Role: 'arn:aws:iam::111111111111:role/r'{more}}}\n"
        )
    };
    let uri = "!Sub 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Work.Arn}/invocations'";
    let body = |uri: &str| {
        format!(
            "{{openapi: 3.0.1, paths: {{/a: {{get: {{x-amazon-apigateway-integration: {{type: aws_proxy, uri: {uri}}}}}}}}}}}"
        )
    };
    let event = |ty: &str| {
        format!(", Events: {{E: {{Type: {ty}, Properties: {{Path: /a, Method: get}}}}}}")
    };
    let calls = |template: &str, api: &str| {
        let own = drawn(&[("t.yaml", &format!("{head}{template}"))]);
        let id = format!("ingress:api-gateway:t.yaml#{api}->function:t.yaml#Work:443");
        let flow = own.flow(&id).unwrap_or_else(|| panic!("{id}: {:#?}", own.ids()));
        assert_eq!((flow.certainty, flow.encrypted), (Stated, Yes));
        flow.evidence[0].line
    };
    // The event is what asks for it.
    assert_eq!(calls(&function(&event("Api")), "ServerlessRestApi"), 6);
    assert_eq!(calls(&function(&event("HttpApi")), "ServerlessHttpApi"), 6);
    let published = format!(", AutoPublishAlias: live{}", event("HttpApi"));
    assert_eq!(calls(&function(&published), "ServerlessHttpApi"), 6);
    let defined = |ty: &str, uri: &str| {
        let api = format!(
            "  Api:\n    Type: {ty}\n    Properties:\n      StageName: s\n      DefinitionBody: {}\n",
            body(uri)
        );
        function("") + &api
    };
    assert_eq!(calls(&defined("AWS::Serverless::HttpApi", uri), "Api"), 11);
    assert_eq!(calls(&defined("AWS::Serverless::Api", uri), "Api"), 11);
    let plain = defined("AWS::ApiGatewayV2::Api", uri).replace("DefinitionBody", "Body");
    assert_eq!(calls(&plain, "Api"), 11);
    let socket = "  Api:\n    Type: AWS::Serverless::WebSocketApi\n    Properties:\n      Routes: {$default: {FunctionArn: !GetAtt Work.Arn}}\n";
    assert_eq!(calls(&(function("") + socket), "Api"), 10);
    // What has another address, and what only starts a state machine.
    let other = defined("AWS::Serverless::HttpApi", "https://example.com");
    let machine = function("")
        + "  Steps:\n    Type: AWS::Serverless::StateMachine\n    Properties: {Role: r, DefinitionUri: m.json, Events: {E: {Type: Api, Properties: {Path: /a, Method: post}}}}\n";
    for template in [other, machine] {
        let own = drawn(&[("t.yaml", &format!("{head}{template}"))]);
        assert!(own.by("R9").iter().all(|id| !id.contains("function:")), "{:?}", own.ids());
    }
}

#[test]
fn r9_a_private_api_has_no_end_user() {
    let template = |types: &str| {
        format!(
            "Resources:\n  Task: {{Type: AWS::ECS::TaskDefinition, Properties: {{Family: f, ContainerDefinitions: [{{Name: a, Image: nginx}}]}}}}\n  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: a, EndpointConfiguration: {{Types: [{types}]}}}}}}\n"
        )
    };
    assert!(has_user(&drawn(&[("t.yaml", &template("REGIONAL"))])));
    assert!(!has_user(&drawn(&[("t.yaml", &template("PRIVATE"))])));
}
