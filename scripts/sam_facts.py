#!/usr/bin/env python3
"""What the serverless transform makes of templates of our own: testdata/languages/sam.json.

    python3 scripts/sam_facts.py [--check]

With --check it writes nothing and fails where the stored facts are others. It needs aws-sam-translator of the Python package index and no network. Each feature stands alone and
beside its neighbours; the fact is the template that the transform makes, without the resources of
types that the program does not map."""

import itertools
import json
import logging
import os
import pathlib
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
logging.disable(logging.CRITICAL)
from samtranslator.translator.transform import transform  # noqa: E402
import samtranslator  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
FACTS = ROOT / "testdata" / "languages" / "sam.json"
# What no row of the program's tables maps: it is left out of the stored answers.
PLUMBING = {
    "AWS::ApiGateway::ApiKey", "AWS::ApiGateway::UsagePlanKey", "AWS::CodeDeploy::Application",
    "AWS::CodeDeploy::DeploymentGroup", "AWS::IoT::TopicRule",
    "AWS::Logs::SubscriptionFilter", "AWS::AppSync::GraphQLSchema",
    "AWS::AppSync::ApiKey", "AWS::AppSync::Resolver", "AWS::AppSync::FunctionConfiguration",
    "AWS::AppSync::DataSource", "AWS::AppSync::ApiCache", "AWS::AppSync::DomainName",
    "AWS::AppSync::DomainNameApiAssociation", "AWS::Route53::RecordSetGroup",
    "AWS::Lambda::WebFunctionRevision", "AWS::Lambda::WebFunctionEndpoint",
    "AWS::ApiGateway::BasePathMapping", "AWS::ApiGatewayV2::ApiMapping", "AWS::Lambda::Permission",
    "AWS::ApiGateway::GatewayResponse", "AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer",
}
POOL = {"Type": "AWS::Cognito::UserPool", "Properties": {"MfaConfiguration": "ON", "EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}}
INTEGRATION = {"x-amazon-apigateway-integration": {"type": "http_proxy", "httpMethod": "GET", "uri": "https://stock.example.com/x"}}

CALLED = {"x-amazon-apigateway-integration": {"type": "aws_proxy", "httpMethod": "POST", "payloadFormatVersion": "2.0", "uri": {"Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Work.Arn}/invocations"}}}


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
    yield "durable", {"Work": function(DurableConfig={"ExecutionTimeout": 3600, "RetentionPeriodInDays": 7})}
    yield "durable-network", {"Work": function(DurableConfig={"ExecutionTimeout": 3600}, VpcConfig={"SecurityGroupIds": ["sg-1"], "SubnetIds": ["subnet-1"]}, Tracing="Active")}
    capacity = {"VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}}
    yield "capacity", {"Capacity": {"Type": "AWS::Serverless::CapacityProvider", "Properties": capacity}}
    yield "capacity-own-role", {"Capacity": {"Type": "AWS::Serverless::CapacityProvider", "Properties": {**capacity, "OperatorRole": "arn:aws:iam::111122223333:role/own"}}}
    yield "capacity-function", {"Capacity": {"Type": "AWS::Serverless::CapacityProvider", "Properties": capacity}, "Work": function(CapacityProviderConfig={"Arn": {"Fn::GetAtt": ["Capacity", "Arn"]}})}
    yield "capacity-globals", {"Capacity": {"Type": "AWS::Serverless::CapacityProvider"}, "Globals": {"CapacityProvider": capacity}}
    yield "network-connector", {"Out": {"Type": "AWS::Serverless::NetworkConnector", "Properties": {"VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"], "NetworkProtocol": "IPv4"}, "ComputeTypes": ["MicroVm"]}}}
    yield "web-function", {"Site": {"Type": "AWS::Serverless::WebFunction", "Properties": {"AuthType": "IamAuth", "Runtime": "nodejs24.x", "CodeUri": "s3://code-bucket/site.zip"}}}
    yield "web-function-own-role", {"Site": {"Type": "AWS::Serverless::WebFunction", "Properties": {"AuthType": "IamAuth", "Runtime": "nodejs24.x", "CodeUri": "s3://code-bucket/site.zip", "ExecutionRoleArn": "arn:aws:iam::111122223333:role/own"}}}
    image = {"Name": "img", "CodeUri": "s3://code-bucket/image.zip", "BaseImageArn": "arn:aws:lambda:eu-west-1:aws:microvm-image:base", "BaseImageVersion": "1"}
    yield "image", {"Image": {"Type": "AWS::Serverless::MicrovmImage", "Properties": image}}
    yield "image-own-role", {"Image": {"Type": "AWS::Serverless::MicrovmImage", "Properties": {**image, "BuildRoleArn": "arn:aws:iam::111122223333:role/own"}}}

    def graph(**properties):
        base = {"SchemaInline": "type Query { x: String }", "Auth": {"Type": "AWS_IAM"}}
        return {"Graph": {"Type": "AWS::Serverless::GraphQLApi", "Properties": {**base, **properties}}}

    yield "graphql", graph()
    yield "graphql-silent", graph(Logging=False)
    yield "graphql-logging", graph(Logging={"FieldLogLevel": "ERROR"})
    yield "graphql-logging-role", graph(Logging={"CloudWatchLogsRoleArn": "arn:aws:iam::111122223333:role/own"})
    yield "graphql-table", graph(DataSources={"DynamoDb": {"Items": {"TableName": "items", "TableArn": "arn:aws:dynamodb:eu-west-1:111122223333:table/items"}}})
    yield "graphql-table-name", graph(DataSources={"DynamoDb": {"Items": {"TableName": "items"}}})
    yield "graphql-table-read", graph(DataSources={"DynamoDb": {"Items": {"TableName": "items", "TableArn": "arn:aws:dynamodb:eu-west-1:111122223333:table/items", "Permissions": ["Read"]}}})
    yield "graphql-table-role", graph(DataSources={"DynamoDb": {"Items": {"TableName": "items", "ServiceRoleArn": "arn:aws:iam::111122223333:role/own"}}})
    yield "graphql-function", {**graph(DataSources={"Lambda": {"Do": {"FunctionArn": {"Fn::GetAtt": ["Work", "Arn"]}}}}), "Work": function()}
    yield "graphql-keys", graph(Auth={"Type": "API_KEY"}, ApiKeys={"One": {}})
    yield "graphql-resolver", graph(DataSources={"DynamoDb": {"Items": {"TableName": "items", "TableArn": "arn:aws:dynamodb:eu-west-1:111122223333:table/items"}}}, Functions={"F": {"DataSource": "Items", "InlineCode": "x", "Runtime": {"Name": "APPSYNC_JS", "Version": "1.0.0"}}}, Resolvers={"Query": {"x": {"Pipeline": ["F"]}}})
    yield "event-two-queues", {"Work": function(Events={"A": event("SQS", Queue=QUEUE), "B": event("SQS", Queue=QUEUE + "2")})}
    yield "event-msk-tls", {"Work": function(Events={"E": event("MSK", Stream="arn:aws:kafka:eu-west-1:111122223333:cluster/c/1", StartingPosition="LATEST", Topics=["t"], SourceAccessConfigurations=[{"Type": "CLIENT_CERTIFICATE_TLS_AUTH", "URI": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s"}])})}
    yield "event-kafka-network", {"Work": function(Events={"E": event("SelfManagedKafka", KafkaBootstrapServers=["k:9092"], Topics=["t"], SourceAccessConfigurations=[{"Type": "VPC_SUBNET", "URI": "subnet:subnet-1"}, {"Type": "VPC_SECURITY_GROUP", "URI": "security_group:sg-1"}])})}
    yield "event-mq-key", {"Work": function(Events={"E": event("MQ", Broker="arn:aws:mq:eu-west-1:111122223333:broker:b:1", Queues=["q"], SourceAccessConfigurations=[{"Type": "BASIC_AUTH", "URI": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s"}], SecretsManagerKmsKeyId="1234")})}
    for kind, target in [("SNS", "arn:aws:sns:eu-west-1:111122223333:t"), ("S3", "arn:aws:s3:::failed-bucket")]:
        yield f"event-source-destination-{kind}", {"Work": function(Events={"E": event("Kinesis", **sources["Kinesis"], DestinationConfig={"OnFailure": {"Type": kind, "Destination": target}})})}
    yield "destination-bucket", {"Work": function(EventInvokeConfig={"DestinationConfig": {"OnFailure": {"Type": "S3Bucket", "Destination": "arn:aws:s3:::failed-bucket"}}})}
    yield "destination-both", {"Work": function(EventInvokeConfig={"DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": QUEUE}, "OnSuccess": {"Type": "SNS", "Destination": "arn:aws:sns:eu-west-1:111122223333:t"}}})}
    yield "destination-alias", {"Work": function(AutoPublishAlias="live", EventInvokeConfig={"DestinationConfig": {"OnFailure": {"Type": "SQS"}}})}
    letters = {"Type": "SQS", "QueueLogicalId": "Letters"}
    yield "event-schedule-letters", {"Work": function(Events={"E": event("Schedule", Schedule="rate(1 hour)", DeadLetterConfig=letters)})}
    yield "event-schedule-letters-made", {"Work": function(Events={"E": event("Schedule", Schedule="rate(1 hour)", DeadLetterConfig={"Type": "SQS"})})}
    yield "event-schedule-off", {"Work": function(Events={"E": event("Schedule", Schedule="rate(1 hour)", Enabled=False, Name="n", Input="{}")})}
    yield "event-rule-letters", {"Work": function(Events={"E": event("EventBridgeRule", Pattern={"source": ["aws.ec2"]}, DeadLetterConfig={"Arn": QUEUE})})}
    yield "event-rule-bus", {"Work": function(Events={"E": event("EventBridgeRule", Pattern={"source": ["aws.ec2"]}, EventBusName="own", RuleName="r", InputPath="$.detail", Target={"Id": "t"})})}
    yield "event-cloudwatch", {"Work": function(Events={"E": event("CloudWatchEvent", Pattern={"source": ["aws.ec2"]}, State="DISABLED")})}
    yield "event-scheduler-role", {"Work": function(Events={"E": event("ScheduleV2", ScheduleExpression="rate(1 hour)", RoleArn="arn:aws:iam::111122223333:role/own", State="DISABLED", GroupName="g")})}
    yield "event-scheduler-letters", {"Work": function(Events={"E": event("ScheduleV2", ScheduleExpression="rate(1 hour)", DeadLetterConfig={"Arn": QUEUE}, OmitName=True)})}
    yield "event-scheduler-boundary", {"Work": function(Events={"E": event("ScheduleV2", ScheduleExpression="rate(1 hour)", PermissionsBoundary="arn:aws:iam::111122223333:policy/edge")})}
    yield "event-bucket", {"Store": {"Type": "AWS::S3::Bucket"}, "Work": function(Events={"E": event("S3", Bucket={"Ref": "Store"}, Events="s3:ObjectCreated:*")})}
    yield "event-topic-queue", {"Work": function(Events={"E": event("SNS", Topic="arn:aws:sns:eu-west-1:111122223333:t", SqsSubscription=True)})}
    yield "event-cognito", {"Members": POOL, "Work": function(Events={"E": event("Cognito", UserPool={"Ref": "Members"}, Trigger="PreSignUp")})}
    yield "api-version", with_api(OpenApiVersion="3.0.1")
    yield "api-version-globals", {**with_api(), "Globals": {"Api": {"OpenApiVersion": "3.0.1"}}}
    yield "api-implicit-version", {"Work": function(Events={"E": event("Api", Path="/mine", Method="get")}), "Globals": {"Api": {"OpenApiVersion": "3.0.1"}}}
    yield "api-named-by-parameter", {**with_api(StageName={"Ref": "AWS::StackName"})}
    yield "api-settings", with_api(TracingEnabled=True, AccessLogSetting={"DestinationArn": "arn:aws:logs:eu-west-1:111122223333:log-group:l", "Format": "$context.requestId"}, MethodSettings=[{"HttpMethod": "*", "ResourcePath": "/*", "LoggingLevel": "INFO"}], CacheClusterEnabled=True)
    yield "api-private", with_api(EndpointConfiguration={"Type": "PRIVATE", "VPCEndpointIds": ["vpce-1"]})
    yield "api-regional", with_api(EndpointConfiguration="REGIONAL")
    yield "api-cors", with_api(DEFAULT, Cors="'*'")
    yield "api-cors-open", with_api({**DEFAULT, "AddDefaultAuthorizerToCorsPreflight": False}, Cors={"AllowOrigin": "'*'", "AllowMethods": "'GET'"})
    yield "api-ranges", with_api({"ResourcePolicy": {"IpRangeWhitelist": ["10.0.0.0/8"]}})
    yield "api-ranges-denied", with_api({"ResourcePolicy": {"IpRangeBlacklist": ["10.0.0.0/8"]}})
    yield "api-accounts", with_api({"ResourcePolicy": {"AwsAccountWhitelist": ["111122223333"]}})
    yield "api-networks", with_api({"ResourcePolicy": {"SourceVpcWhitelist": ["vpc-1", "vpce-1"]}})
    yield "api-event-ranges", with_api(None, {"E": {"Auth": {"ResourcePolicy": {"IpRangeWhitelist": ["10.0.0.0/8"]}}}})
    yield "api-invoke-role", with_api({"DefaultAuthorizer": "AWS_IAM", "InvokeRole": "NONE"})
    yield "api-request-authorizer", with_api({"Authorizers": {"Own": {"FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:auth", "FunctionPayloadType": "REQUEST", "Identity": {"Headers": ["X"]}}}, "DefaultAuthorizer": "Own"})
    yield "api-event-other-authorizer", with_api({"Authorizers": {**POOLED["Authorizers"], **LAMBDA["Authorizers"]}, "DefaultAuthorizer": "Pool"}, {"A": {}, "B": {"Path": "/yours", "Auth": {"Authorizer": "Own"}}, "C": {"Path": "/open", "Auth": {"Authorizer": "NONE"}}})
    yield "api-key-and-pool", with_api({**DEFAULT, "ApiKeyRequired": True})
    yield "api-key-and-pool-event", with_api(DEFAULT, {"E": {"Auth": {"ApiKeyRequired": True}}})
    yield "api-usage-plan-shared", with_api({"ApiKeyRequired": True, "UsagePlan": {"CreateUsagePlan": "SHARED", "Quota": {"Limit": 5, "Period": "DAY"}}})
    yield "api-domain", with_api(Domain={"DomainName": "api.example.com", "CertificateArn": "arn:aws:acm:eu-west-1:111122223333:certificate/c", "SecurityPolicy": "TLS_1_2"})
    yield "api-body-many", with_api(DEFAULT, body=swagger({"/mine": {"get": INTEGRATION, "post": INTEGRATION, "options": INTEGRATION}, "/yours": {"delete": INTEGRATION}}))
    yield "api-body-document-security", with_api(DEFAULT, body=swagger(GET, security=[{"api_key": []}], securityDefinitions={"api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"}}))
    yield "api-body-own-authorizer", with_api(None, body=swagger({"/mine": {"get": {**INTEGRATION, "security": [{"own": []}]}}}, securityDefinitions={"own": {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "custom", "x-amazon-apigateway-authorizer": {"type": "token", "authorizerUri": "u"}}}))
    yield "api-body-none-security", with_api(DEFAULT, body=swagger({"/mine": {"get": {**INTEGRATION, "security": []}}}))
    yield "api-body-policy", with_api(body=swagger(GET, **{"x-amazon-apigateway-policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}]}}))
    yield "api-merge-two", with_api(DEFAULT, {"A": {"Path": "/more", "Method": "post"}, "B": {"Path": "/open", "Auth": {"Authorizer": "NONE"}}}, body=swagger(GET), MergeDefinitions=True)
    yield "api-merge-key", with_api({"ApiKeyRequired": True}, {"E": {"Path": "/more", "Method": "post"}}, body=swagger(GET), MergeDefinitions=True)
    yield "http-cors", with_http(CorsConfiguration=True)
    yield "http-settings", with_http(StageName="live", AccessLogSettings={"DestinationArn": "arn:aws:logs:eu-west-1:111122223333:log-group:l", "Format": "x"}, DefaultRouteSettings={"ThrottlingBurstLimit": 5})
    yield "http-lambda", with_http({"Authorizers": {"Own": {"FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:auth", "AuthorizerPayloadFormatVersion": "2.0"}}, "DefaultAuthorizer": "Own"})
    yield "http-oauth", with_http({"Authorizers": {"Token": {"AuthorizationScopes": ["s"], "IdentitySource": "$request.header.Authorization", "JwtConfiguration": {"issuer": "https://issuer.example.com", "audience": ["a"]}}}, "DefaultAuthorizer": "Token"}, {"A": {}, "B": {"Path": "/more", "Auth": {"Authorizer": "NONE"}}})
    yield "http-iam-default", with_http({"EnableIamAuthorizer": True, "DefaultAuthorizer": "AWS_IAM"})
    yield "http-domain", with_http(Domain={"DomainName": "api.example.com", "CertificateArn": "arn:aws:acm:eu-west-1:111122223333:certificate/c"})
    yield "http-globals", {"Work": function(Events={"E": event("HttpApi", Path="/mine", Method="get")}), "Globals": {"HttpApi": {"Auth": {**JWT, "DefaultAuthorizer": "Token"}}}}
    yield "http-two-functions", {**with_http(JWT), "Other": function(Events={"E": event("HttpApi", ApiId={"Ref": "Orders"}, Path="/other", Method="put", Auth={"Authorizer": "Token"})})}
    yield "http-event-any", with_http(None, {"E": {"Path": "/{proxy+}", "Method": "any"}})

    def socket(**properties):
        routes = {"$connect": {"FunctionArn": {"Fn::GetAtt": ["Work", "Arn"]}}, "$default": {"FunctionArn": {"Fn::GetAtt": ["Work", "Arn"]}}}
        base = {"RouteSelectionExpression": "$request.body.action", "Routes": routes}
        return {"Socket": {"Type": "AWS::Serverless::WebSocketApi", "Properties": {**base, **properties}}, "Work": function()}

    yield "socket", socket()
    yield "socket-iam", socket(Auth={"AuthType": "AWS_IAM"})
    yield "socket-custom", socket(Auth={"AuthType": "CUSTOM", "AuthArn": "arn:aws:lambda:eu-west-1:111122223333:function:auth", "IdentitySource": ["route.request.querystring.a"]})
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "BillingMode": "PAY_PER_REQUEST"}}

    def connected(destination, permissions, **more):
        return {"Work": {**function(), "Connectors": {"Link": {"Properties": {"Destination": {"Id": "There"}, "Permissions": permissions}}}}, "There": destination, **more}

    yield "connector-table", connected(table, ["Read", "Write"])
    yield "connector-table-read", connected(table, ["Read"])
    yield "connector-bucket", connected({"Type": "AWS::S3::Bucket"}, ["Read", "Write"])
    yield "connector-queue", connected({"Type": "AWS::SQS::Queue"}, ["Write"])
    yield "connector-topic", connected({"Type": "AWS::SNS::Topic"}, ["Write"])
    yield "connector-function", connected(function(), ["Write"])
    yield "connector-bus", connected({"Type": "AWS::Events::EventBus", "Properties": {"Name": "own"}}, ["Write"])
    yield "connector-simple-table", connected({"Type": "AWS::Serverless::SimpleTable"}, ["Read", "Write"])
    yield "connector-machine", connected({"Type": "AWS::Serverless::StateMachine", "Properties": {"DefinitionUri": "s3://code-bucket/m.json"}}, ["Read", "Write"])
    rule = {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["aws.ec2"]}, "Targets": [{"Id": "t", "Arn": {"Fn::GetAtt": ["There", "Arn"]}}]}}
    for kind in ["SQS::Queue", "SNS::Topic"]:
        target = {"Type": "AWS::Serverless::Connector", "Properties": {"Source": {"Id": "Rule"}, "Destination": {"Id": "There"}, "Permissions": ["Write"]}}
        there = {"Type": f"AWS::{kind}"}
        own = json.loads(json.dumps(rule).replace('{"Fn::GetAtt": ["There", "Arn"]}', '{"Ref": "There"}')) if kind == "SNS::Topic" else rule
        yield f"connector-rule-{kind}", {"Rule": own, "There": there, "Link": target}
    yield "application", {"App": {"Type": "AWS::Serverless::Application", "Properties": {"Location": "https://bucket.s3.amazonaws.com/child.yaml"}}}
    yield "conditional", {"Work": {**function(Policies=["AWSLambdaExecute"]), "Condition": "Live"}, "Conditions": {"Live": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}}}
    yield "role-by-condition", {"Work": function(Role={"Fn::If": ["Live", "arn:aws:iam::111122223333:role/own", {"Ref": "AWS::NoValue"}]}), "Conditions": {"Live": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}}}
    yield "policies-mixed", {"Work": function(Policies=["AWSLambdaExecute", {"SQSPollerPolicy": {"QueueName": "q"}}, {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}])}
    yield "policies-two-templates", {"Work": function(Policies=[{"S3ReadPolicy": {"BucketName": {"Ref": "Store"}}}, {"DynamoDBCrudPolicy": {"TableName": "t"}}]), "Store": {"Type": "AWS::S3::Bucket"}}
    yield "role-path", {"Work": function(RolePath="/team/", Tags={"a": "b"})}
    yield "tracing-passthrough", {"Work": function(Tracing="PassThrough")}
    yield "tracing-off", {"Work": function(Tracing="Disabled")}
    yield "image-function", {"Work": {"Type": "AWS::Serverless::Function", "Properties": {"PackageType": "Image", "ImageUri": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1"}}}
    yield "inline-code", {"Work": {"Type": "AWS::Serverless::Function", "Properties": {"InlineCode": "x", "Handler": "a.run", "Runtime": "python3.12", "Environment": {"Variables": {"A": "b"}}}}}
    yield "url-cors-alias", {"Work": function(AutoPublishAlias="live", FunctionUrlConfig={"AuthType": "NONE", "Cors": {"AllowOrigins": ["*"]}})}
    yield "code-deploy-off", {"Work": function(AutoPublishAlias="live", DeploymentPreference={"Type": "AllAtOnce", "Enabled": False})}
    yield "code-deploy-two", {"Work": function(AutoPublishAlias="live", DeploymentPreference={"Type": "AllAtOnce"}), "Other": function(AutoPublishAlias="live", DeploymentPreference={"Type": "AllAtOnce"})}
    yield "machine-inline", {"Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}, "Policies": [{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}]}}}
    yield "machine-own-role", {"Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": {**machine, "Role": "arn:aws:iam::111122223333:role/own"}}}
    yield "machine-cloudwatch", {"Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": {**machine, "Events": {"E": event("CloudWatchEvent", Pattern={"source": ["aws.ec2"]})}}}}
    yield "machine-rule-letters", {"Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": {**machine, "Events": {"E": event("EventBridgeRule", Pattern={"source": ["aws.ec2"]}, DeadLetterConfig={"Type": "SQS"})}}}}
    yield "machine-schedule-role", {"Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": {**machine, "Events": {"E": event("Schedule", Schedule="rate(1 hour)", RoleArn="arn:aws:iam::111122223333:role/own")}}}}
    yield "machine-api-auth", {"Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": {**machine, "Events": {"E": event("Api", Path="/start", Method="post", Auth={"Authorizer": "AWS_IAM"})}}}}
    yield "machine-api-own", {**with_api(DEFAULT), "Machine": {"Type": "AWS::Serverless::StateMachine", "Properties": {**machine, "Events": {"E": event("Api", RestApiId={"Ref": "Orders"}, Path="/start", Method="post")}}}}
    yield "table-key", {"Table": {"Type": "AWS::Serverless::SimpleTable", "Properties": {"PrimaryKey": {"Name": "k", "Type": "Number"}, "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}}}
    shared = {"ApiKeyRequired": True, "UsagePlan": {"CreateUsagePlan": "SHARED", "Throttle": {"RateLimit": 5}}}
    second = {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "next", "Auth": shared}}
    more = function(Events={"E": event("Api", RestApiId={"Ref": "Second"}, Path="/more", Method="get")})
    yield "api-usage-plan-shared-by-two", {**with_api(shared), "Second": second, "More": more}
    implicit = function(Events={"E": event("Api", Path="/more", Method="get")})
    yield "api-usage-plan-shared-implicit", {**with_api(shared), "More": implicit, "Globals": {"Api": {"Auth": shared}}}
    sometimes = {"Second": {**second, "Properties": {**second["Properties"], "DefinitionBody": swagger(GET)}, "Condition": "Live"}}
    yield "api-usage-plan-shared-by-condition", {**with_api(shared), **sometimes, "Conditions": {"Live": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}}}
    yield "alias-api", {"Work": function(AutoPublishAlias="live", Events={"E": event("Api", Path="/mine", Method="get")})}
    yield "alias-http", {"Work": function(AutoPublishAlias="live", Events={"E": event("HttpApi", Path="/mine", Method="get")})}
    yield "alias-globals-http", {"Globals": {"Function": {"AutoPublishAlias": "live"}}, "Work": function(Events={"E": event("HttpApi")})}
    yield "alias-http-body", {"Work": function(AutoPublishAlias="live", Events={"E": event("HttpApi", ApiId={"Ref": "Orders"}, Path="/mine", Method="get")}), "Orders": {"Type": "AWS::Serverless::HttpApi", "Properties": {"DefinitionBody": openapi({"/mine": {"get": None}})}}}
    yield "api-streamed", {"Work": function(Events={"E": event("Api", Path="/mine", Method="get", ResponseTransferMode="RESPONSE_STREAM")})}
    yield "api-body-lambda", {"Work": function(), "Orders": {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "live", "DefinitionBody": swagger({"/mine": {"get": CALLED}})}}}
    yield "http-body-lambda", {"Work": function(), "Orders": {"Type": "AWS::Serverless::HttpApi", "Properties": {"DefinitionBody": openapi({"/mine": {"get": CALLED}, "/other": {"post": INTEGRATION}})}}}
    yield "socket-alias", {"Work": function(AutoPublishAlias="live"), "Socket": {"Type": "AWS::Serverless::WebSocketApi", "Properties": {"RouteSelectionExpression": "$request.body.action", "Routes": {"$default": {"FunctionArn": {"Ref": "Work.Alias"}}, "send": {"FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:send"}}}}}


def templates():
    every = list(features())
    for name, resources in every:
        yield name, template(resources)
    path = pathlib.Path(samtranslator.__file__).parent / "policy_templates_data" / "policy_templates.json"
    for name, policy in sorted(json.loads(path.read_text())["Templates"].items()):
        given = {parameter: f"the-{parameter}" for parameter in policy["Parameters"]}
        yield f"policy-{name}", template({"Work": function(Policies=[{name: given}])})
    alone = [(name, own) for name, own in every if "Globals" not in own and "Conditions" not in own]
    for (one, first), (other, second) in itertools.islice(zip(alone[::2], alone[7::2]), 80):
        yield f"{one}+{other}", template({**first, **{rename(key): renamed(value) for key, value in second.items()}})


def rename(key):
    return key if key == "Members" else f"Other{key}"


def renamed(value):
    text = json.dumps(value)
    for key in ["Orders", "Work", "Capacity", "Store", "There", "Rule", "Graph", "Socket"]:
        text = text.replace(f'"{key}"', f'"Other{key}"')
    return json.loads(text)


def template(resources):
    resources = dict(resources)
    whole = {"AWSTemplateFormatVersion": "2010-09-09", "Transform": "AWS::Serverless-2016-10-31"}
    for section in ("Globals", "Conditions"):
        if section in resources:
            whole[section] = resources.pop(section)
    return {**whole, "Resources": resources}


class Policies:
    def load(self):
        names = ["AWSLambdaExecute", "AmazonS3ReadOnlyAccess"]
        return {name: f"arn:aws:iam::aws:policy/{name}" for name in names}


def kept(made):
    resources = made["Resources"]
    kept = {key: plain(key, r) for key, r in resources.items() if r["Type"] not in PLUMBING}
    return {name: section for name, section in {**made, "Resources": kept}.items() if name in SECTIONS}


def plain(key, resource):
    """Without what says which text it was made of: it would change with every release. A policy
    that stands in the API's document is the API's policy."""
    body = resource.get("Properties", {}).get("Body")
    if isinstance(body, dict) and "x-amazon-apigateway-policy" in body:
        resource["Properties"]["Policy"] = body["x-amazon-apigateway-policy"]
    if resource["Type"] == "AWS::ApiGateway::Deployment":
        resource["Properties"].pop("Description", None)
    return {name: part for name, part in resource.items() if name in ("Type", "Properties", "Condition")}


SECTIONS = ("Parameters", "Conditions", "Resources")


def main():
    out = []
    for name, written in templates():
        try:
            made = transform(json.loads(json.dumps(written)), {}, Policies())
        except Exception as error:  # the transform refuses it: no case
            print(f"{name}: {str(error)[:200]}")
            continue
        out.append({"name": name, "template": written, "made": kept(made)})
    if sys.argv[1:] == ["--check"]:
        stored = {case["name"]: case for case in json.loads(FACTS.read_text(encoding="utf-8"))}
        other = [case["name"] for case in out if stored.get(case["name"]) != json.loads(json.dumps(case))]
        if other or len(out) != len(stored):
            sys.exit(f"{samtranslator.__version__} makes something else of {other or 'fewer or more templates'}")
        return
    lines = [json.dumps(case, ensure_ascii=False) for case in out]
    FACTS.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    print(f"{len(out)} templates")


if __name__ == "__main__":
    main()
