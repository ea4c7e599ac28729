#!/usr/bin/env python3
"""What the serverless transform makes of templates of our own: testdata/languages/sam.json.

    python3 scripts/sam_facts.py

needs aws-sam-translator of the Python package index and no network. Each feature stands alone and
beside its neighbours; the facts are the roles with what they may do, the methods with how their
callers identify themselves, and how many resources of each type there are."""

import itertools
import json
import os
import pathlib

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
from samtranslator.translator.transform import transform  # noqa: E402
import samtranslator  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
FACTS = ROOT / "testdata" / "languages" / "sam.json"
COUNTED = [
    "AWS::IAM::Role", "AWS::Lambda::Function", "AWS::Lambda::Url", "AWS::Lambda::LayerVersion",
    "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::ApiGateway::UsagePlan",
    "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage", "AWS::DynamoDB::Table",
    "AWS::StepFunctions::StateMachine", "AWS::SQS::Queue", "AWS::SNS::Topic",
]
POOL = {"Type": "AWS::Cognito::UserPool", "Properties": {"MfaConfiguration": "ON", "EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}}
INTEGRATION = {"x-amazon-apigateway-integration": {"type": "http_proxy", "httpMethod": "GET", "uri": "https://stock.example.com/x"}}


def function(**properties):
    base = {"CodeUri": "s3://code-bucket/code.zip", "Handler": "a.run", "Runtime": "python3.12"}
    return {"Type": "AWS::Serverless::Function", "Properties": {**base, **properties}}


def event(kind, **properties):
    return {"Type": kind, "Properties": properties}


def swagger(paths, **more):
    return {"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": paths, **more}


def openapi(paths, **more):
    return {"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": paths, **more}


def with_api(auth=None, events=None, body=None, **more):
    api = {"StageName": "live", **({"Auth": auth} if auth is not None else {}), **({"DefinitionBody": body} if body else {}), **more}
    return {
        "Members": POOL,
        "Orders": {"Type": "AWS::Serverless::Api", "Properties": api},
        "Work": function(Events={name: event("Api", **{"RestApiId": {"Ref": "Orders"}, "Path": "/mine", "Method": "get", **own}) for name, own in (events or {"E": {}}).items()}),
    }


def with_http(auth=None, events=None, body=None, **more):
    api = {**({"Auth": auth} if auth is not None else {}), **({"DefinitionBody": body} if body else {}), **more}
    return {
        "Orders": {"Type": "AWS::Serverless::HttpApi", "Properties": api},
        "Work": function(Events={name: event("HttpApi", **{"ApiId": {"Ref": "Orders"}, "Path": "/mine", "Method": "get", **own}) for name, own in (events or {"E": {}}).items()}),
    }


POOLED = {"Authorizers": {"Pool": {"UserPoolArn": {"Fn::GetAtt": ["Members", "Arn"]}}}}
DEFAULT = {**POOLED, "DefaultAuthorizer": "Pool"}
LAMBDA = {"Authorizers": {"Own": {"FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:auth"}}}
JWT = {"Authorizers": {"Token": {"IdentitySource": "$request.header.Authorization", "JwtConfiguration": {"issuer": "https://issuer.example.com", "audience": ["a"]}}}}
GET = {"/mine": {"get": INTEGRATION}}
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs"


def features():
    """Each feature's resources; `Work` is the function that is put beside others in pairs."""
    yield "function", {"Work": function()}
    yield "managed-policies", {"Work": function(Policies=["AmazonS3ReadOnlyAccess", "arn:aws:iam::aws:policy/AWSLambdaExecute"])}
    yield "one-policy", {"Work": function(Policies="AmazonS3ReadOnlyAccess")}
    yield "statement", {"Work": function(Policies=[{"Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}]}])}
    yield "document", {"Work": function(Policies={"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": QUEUE}]})}
    yield "own-role", {"Work": function(Role="arn:aws:iam::111122223333:role/own")}
    yield "network", {"Work": function(VpcConfig={"SecurityGroupIds": ["sg-1"], "SubnetIds": ["subnet-1"]})}
    yield "tracing", {"Work": function(Tracing="Active")}
    yield "boundary", {"Work": function(PermissionsBoundary="arn:aws:iam::111122223333:policy/edge")}
    yield "trust", {"Work": function(AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "edgelambda.amazonaws.com"}}]})}
    yield "dead-letters-sqs", {"Work": function(DeadLetterQueue={"Type": "SQS", "TargetArn": QUEUE})}
    yield "dead-letters-sns", {"Work": function(DeadLetterQueue={"Type": "SNS", "TargetArn": "arn:aws:sns:eu-west-1:111122223333:t"})}
    for kind, target in [("SQS", QUEUE), ("SNS", "arn:aws:sns:eu-west-1:111122223333:t"), ("Lambda", "arn:aws:lambda:eu-west-1:111122223333:function:f"), ("EventBridge", "arn:aws:events:eu-west-1:111122223333:event-bus/b")]:
        yield f"destination-{kind}", {"Work": function(EventInvokeConfig={"DestinationConfig": {"OnFailure": {"Type": kind, "Destination": target}}})}
    yield "destination-made-sqs", {"Work": function(EventInvokeConfig={"DestinationConfig": {"OnSuccess": {"Type": "SQS"}}})}
    yield "destination-made-sns", {"Work": function(EventInvokeConfig={"DestinationConfig": {"OnFailure": {"Type": "SNS"}}})}
    yield "url-open", {"Work": function(FunctionUrlConfig={"AuthType": "NONE"})}
    yield "url-iam", {"Work": function(FunctionUrlConfig={"AuthType": "AWS_IAM"})}
    yield "alias", {"Work": function(AutoPublishAlias="live")}
    yield "code-deploy", {"Work": function(AutoPublishAlias="live", DeploymentPreference={"Type": "Canary10Percent5Minutes"})}
    yield "code-deploy-own-role", {"Work": function(AutoPublishAlias="live", DeploymentPreference={"Type": "AllAtOnce", "Role": "arn:aws:iam::111122223333:role/own"})}
    sources = {
        "SQS": {"Queue": QUEUE}, "Kinesis": {"Stream": "arn:aws:kinesis:eu-west-1:111122223333:stream/s", "StartingPosition": "LATEST"},
        "DynamoDB": {"Stream": "arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/s", "StartingPosition": "LATEST"},
        "MSK": {"Stream": "arn:aws:kafka:eu-west-1:111122223333:cluster/c/1", "StartingPosition": "LATEST", "Topics": ["t"]},
        "MQ": {"Broker": "arn:aws:mq:eu-west-1:111122223333:broker:b:1", "Queues": ["q"], "SourceAccessConfigurations": [{"Type": "BASIC_AUTH", "URI": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s"}]},
        "SelfManagedKafka": {"KafkaBootstrapServers": ["k:9092"], "Topics": ["t"], "SourceAccessConfigurations": [{"Type": "SASL_SCRAM_512_AUTH", "URI": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s"}]},
        "DocumentDB": {"Cluster": "arn:aws:rds:eu-west-1:111122223333:cluster:c", "DatabaseName": "d", "SourceAccessConfigurations": [{"Type": "BASIC_AUTH", "URI": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s"}]},
        "SNS": {"Topic": "arn:aws:sns:eu-west-1:111122223333:t"}, "Schedule": {"Schedule": "rate(1 hour)"}, "ScheduleV2": {"ScheduleExpression": "rate(1 hour)"},
        "EventBridgeRule": {"Pattern": {"source": ["aws.ec2"]}}, "CloudWatchLogs": {"LogGroupName": "g", "FilterPattern": "x"}, "IoTRule": {"Sql": "SELECT * FROM 't'"}, "AlexaSkill": {},
    }
    for kind, properties in sources.items():
        yield f"event-{kind}", {"Work": function(Events={"E": event(kind, **properties)})}
    yield "event-source-destination", {"Work": function(Events={"E": event("Kinesis", **sources["Kinesis"], DestinationConfig={"OnFailure": {"Type": "SQS", "Destination": QUEUE}})})}
    yield "api-implicit", {"Work": function(Events={"E": event("Api", Path="/mine", Method="get")})}
    yield "api-implicit-any", {"Work": function(Events={"E": event("Api", Path="/{proxy+}", Method="any")})}
    yield "api-plain", with_api()
    yield "api-two", with_api(events={"A": {}, "B": {"Path": "/yours", "Method": "post"}})
    yield "api-default", with_api(DEFAULT)
    yield "api-default-none", with_api(DEFAULT, {"E": {"Auth": {"Authorizer": "NONE"}}})
    yield "api-event-authorizer", with_api(POOLED, {"E": {"Auth": {"Authorizer": "Pool"}}})
    yield "api-event-iam", with_api(None, {"E": {"Auth": {"Authorizer": "AWS_IAM"}}})
    yield "api-default-iam", with_api({"DefaultAuthorizer": "AWS_IAM"})
    yield "api-lambda", with_api({**LAMBDA, "DefaultAuthorizer": "Own"})
    yield "api-key", with_api({"ApiKeyRequired": True})
    yield "api-key-event", with_api(None, {"E": {"Auth": {"ApiKeyRequired": True}}})
    yield "api-key-not-event", with_api({"ApiKeyRequired": True}, {"E": {"Auth": {"ApiKeyRequired": False}}})
    yield "api-usage-plan", with_api({"ApiKeyRequired": True, "UsagePlan": {"CreateUsagePlan": "PER_API"}})
    yield "api-policy", with_api({"ResourcePolicy": {"CustomStatements": [{"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}]}})
    yield "api-body", with_api(body=swagger(GET))
    yield "api-body-default", with_api(DEFAULT, body=swagger(GET))
    yield "api-body-iam", with_api({"DefaultAuthorizer": "AWS_IAM"}, body=swagger(GET))
    yield "api-body-key", with_api({"ApiKeyRequired": True}, body=swagger(GET))
    yield "api-body-own-security", with_api(DEFAULT, body=swagger({"/mine": {"get": {**INTEGRATION, "security": [{"api_key": []}]}}}, securityDefinitions={"api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"}}))
    yield "api-body-override-none", with_api(DEFAULT, {"E": {"Auth": {"Authorizer": "NONE", "OverrideApiAuth": True}}}, body=swagger(GET))
    yield "api-body-override-pool", with_api(POOLED, {"E": {"Auth": {"Authorizer": "Pool", "OverrideApiAuth": True}}}, body=swagger(GET))
    yield "api-body-override-key", with_api(DEFAULT, {"E": {"Auth": {"ApiKeyRequired": True, "OverrideApiAuth": True}}}, body=swagger(GET))
    yield "api-body-not-overridden", with_api(DEFAULT, {"E": {"Auth": {"Authorizer": "NONE"}}}, body=swagger(GET))
    yield "api-merge", with_api(POOLED, {"E": {"Auth": {"Authorizer": "Pool"}}}, body=swagger(GET), MergeDefinitions=True)
    yield "api-merge-adds", with_api(POOLED, {"E": {"Path": "/more", "Auth": {"Authorizer": "Pool"}}}, body=swagger(GET), MergeDefinitions=True)
    yield "api-merge-plain", with_api(None, {"E": {"Path": "/more", "Method": "post"}}, body=swagger(GET), MergeDefinitions=True)
    yield "api-merge-default", with_api(DEFAULT, {"E": {"Path": "/more", "Method": "post"}}, body=swagger(GET), MergeDefinitions=True)
    yield "api-literal-id", with_api(None, {"E": {"RestApiId": "Orders"}})
    yield "api-any-body", with_api(DEFAULT, body=swagger({"/mine": {"x-amazon-apigateway-any-method": INTEGRATION}}))
    yield "api-openapi-body", with_api(DEFAULT, body=openapi(GET), OpenApiVersion="3.0.1")
    yield "http-implicit", {"Work": function(Events={"E": event("HttpApi", Path="/mine", Method="get")})}
    yield "http-catch-all", {"Work": function(Events={"E": event("HttpApi")})}
    yield "http-plain", with_http()
    yield "http-jwt", with_http({**JWT, "DefaultAuthorizer": "Token"})
    yield "http-jwt-none", with_http({**JWT, "DefaultAuthorizer": "Token"}, {"E": {"Auth": {"Authorizer": "NONE"}}})
    yield "http-event-jwt", with_http(JWT, {"E": {"Auth": {"Authorizer": "Token"}}})
    yield "http-iam", with_http({"EnableIamAuthorizer": True}, {"E": {"Auth": {"Authorizer": "AWS_IAM"}}})
    yield "http-body-fills", with_http(body=openapi({"/mine": {"get": None}}))
    yield "http-body-adds", with_http(None, {"E": {"Path": "/more", "Method": "post"}}, body=openapi(GET))
    yield "http-body-adds-jwt", with_http(JWT, {"E": {"Path": "/more", "Method": "post", "Auth": {"Authorizer": "Token"}}}, body=openapi(GET))
    yield "http-body-default", with_http({**JWT, "DefaultAuthorizer": "Token"}, {"E": {"Path": "/more", "Method": "post"}}, body=openapi(GET))
    yield "http-body-catch-all", with_http(None, {"E": {"Path": "$default", "Method": "any"}}, body=openapi(GET))
    yield "http-literal-id", with_http(None, {"E": {"ApiId": "Orders"}})
    yield "table", {"Table": {"Type": "AWS::Serverless::SimpleTable", "Properties": {"SSESpecification": {"SSEEnabled": True}}}}
    yield "layer", {"Layer": {"Type": "AWS::Serverless::LayerVersion", "Properties": {"ContentUri": "s3://code-bucket/layer.zip"}}}
    machine = {"DefinitionUri": "s3://code-bucket/m.json"}
    yield "machine", {"Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": {**machine, "Policies": ["AWSLambdaExecute"]}}}
    yield "machine-plain", {"Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": machine}}
    yield "machine-template", {"Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": {**machine, "Policies": [{"LambdaInvokePolicy": {"FunctionName": "f"}}]}}}
    yield "machine-tracing", {"Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": {**machine, "Tracing": {"Enabled": True}}}}
    for kind in ["Schedule", "ScheduleV2", "EventBridgeRule"]:
        yield f"machine-{kind}", {"Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": {**machine, "Events": {"E": event(kind, **sources[kind])}}}}
    yield "machine-api", {"Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": {**machine, "Events": {"E": event("Api", Path="/start", Method="post")}}}}
    yield "globals-auth", {"Work": function(Events={"E": event("Api", Path="/mine", Method="get")}), "Globals": {"Api": {"Auth": {"DefaultAuthorizer": "AWS_IAM"}}}}
    yield "globals-function", {"Work": function(Policies=["AWSLambdaExecute"]), "Globals": {"Function": {"Tracing": "Active", "VpcConfig": {"SecurityGroupIds": ["sg-1"], "SubnetIds": ["subnet-1"]}}}}


def templates():
    every = list(features())
    for name, resources in every:
        yield name, template(resources)
    path = pathlib.Path(samtranslator.__file__).parent / "policy_templates_data" / "policy_templates.json"
    for name, policy in sorted(json.loads(path.read_text())["Templates"].items()):
        given = {parameter: f"the-{parameter}" for parameter in policy["Parameters"]}
        yield f"policy-{name}", template({"Work": function(Policies=[{name: given}])})
    plain = [(name, resources) for name, resources in every if "Globals" not in resources]
    for (one, first), (other, second) in itertools.islice(zip(plain, plain[7:]), 80):
        yield f"{one}+{other}", template({**first, **{rename(key): renamed(value) for key, value in second.items()}})


def rename(key):
    return key if key == "Members" else f"Other{key}"


def renamed(value):
    text = json.dumps(value)
    for key in ["Orders", "Work"]:
        text = text.replace(f'"{key}"', f'"Other{key}"')
    return json.loads(text)


def template(resources):
    resources = dict(resources)
    whole = {"AWSTemplateFormatVersion": "2010-09-09", "Transform": "AWS::Serverless-2016-10-31"}
    if "Globals" in resources:
        whole["Globals"] = resources.pop("Globals")
    return {**whole, "Resources": resources}


class Policies:
    def load(self):
        names = ["AWSLambdaExecute", "AmazonS3ReadOnlyAccess"]
        return {name: f"arn:aws:iam::aws:policy/{name}" for name in names}


def as_list(value):
    return value if isinstance(value, list) else [value]


def arn(text):
    text = text.get("Fn::Sub", json.dumps(text)) if isinstance(text, dict) else text
    return text.split(":policy/")[-1]


def role(properties):
    grants = []
    for policy in properties.get("Policies", []):
        for statement in as_list(policy["PolicyDocument"].get("Statement", [])):
            if isinstance(statement, dict):
                grants.append(sorted({action.lower() for action in as_list(statement.get("Action", []))}))
    return {"managed": sorted(arn(a) for a in properties.get("ManagedPolicyArns", [])), "grants": sorted(grants)}


def scheme(operation, body):
    """The authorization of an operation, and whether it wants a key."""
    schemes = body.get("securityDefinitions") or body.get("components", {}).get("securitySchemes") or {}
    authorization, key = "NONE", False
    for security in operation.get("security", body.get("security", [])):
        for name in security:
            known = schemes.get(name, {})
            authorizer = known.get("x-amazon-apigateway-authorizer", {}).get("type", "")
            if known.get("x-amazon-apigateway-authtype") == "awsSigv4" or name == "AWS_IAM":
                authorization = "AWS_IAM"
            elif authorizer == "cognito_user_pools":
                authorization = "COGNITO_USER_POOLS"
            elif authorizer == "jwt":
                authorization = "JWT"
            elif authorizer:
                authorization = "CUSTOM"
            elif name.startswith("api_key"):
                key = True
    return authorization, key


def methods(resources):
    found = []
    for resource in resources.values():
        if resource["Type"] not in ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"):
            continue
        body = resource["Properties"].get("Body") or {}
        for path, item in (body.get("paths") or {}).items():
            for verb, operation in (item or {}).items():
                if not isinstance(operation, dict) or verb == "options":
                    continue
                verb = "ANY" if verb.endswith("any-method") else verb.upper()
                authorization, key = scheme(operation, body)
                found.append([verb, path if resource["Type"].endswith("V2::Api") else "", authorization, key])
    return sorted(found)


def facts(made):
    resources = made["Resources"]
    count = {ty: sum(r["Type"] == ty for r in resources.values()) for ty in COUNTED}
    return {
        "count": {ty: number for ty, number in count.items() if number},
        "roles": {key: role(r["Properties"]) for key, r in sorted(resources.items()) if r["Type"] == "AWS::IAM::Role"},
        "methods": methods(resources),
    }


def main():
    out = []
    for name, written in templates():
        try:
            made = transform(json.loads(json.dumps(written)), {}, Policies())
        except Exception as error:  # the transform refuses it: no case
            print(f"{name}: {str(error)[:200]}")
            continue
        out.append({"name": name, "template": written, "made": facts(made)})
    lines = [json.dumps(case, ensure_ascii=False) for case in out]
    FACTS.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    print(f"{len(out)} templates")


if __name__ == "__main__":
    main()
