//! The serverless transform; expectations from the SAM specification.

use super::*;

const HEAD: &str = "Transform: AWS::Serverless-2016-10-31\n";

fn sam(text: &str) -> Run {
    run(&format!("{HEAD}{text}"))
}

impl Run {
    fn of_type<'r>(&'r self, ty: &str) -> Vec<&'r Resource> {
        self.evaluated.resources.iter().filter(|resource| resource.source_type == ty).collect()
    }

    /// The text at a resource's place.
    fn where_is(&self, resource: &Resource) -> String {
        let span = resource.place.span.expect("a place");
        self.tree.file(span.file).slice(span.start, span.end).to_owned()
    }
}

fn get<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(value, |value, part| match part.parse::<usize>() {
        Ok(index) => &value.items().unwrap_or_else(|| panic!("{path}: no list"))[index],
        Err(_) => {
            value.get(part).unwrap_or_else(|| panic!("{path}: no {part} in {}", shown(value)))
        }
    })
}

/// "AWS::Serverless::Function", "Policies".
#[test]
fn functions_get_their_role() {
    let run = sam("Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Tracing: Active\n      VpcConfig: {SubnetIds: [a]}\n      RolePath: /app/\n      Events: {Q: {Type: SQS, Properties: {Queue: x}}}\n      DeadLetterQueue: {Type: SNS, TargetArn: !Ref T}\n      Policies: [AdministratorAccess, {Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}, 'arn:aws:iam::1:policy/own']\n  T: {Type: AWS::SNS::Topic}\n  G: {Type: AWS::Serverless::Function, Properties: {Role: !GetAtt FRole.Arn}}\n").quiet();
    let function = run.resource("F");
    assert_eq!(function.source_type, "AWS::Lambda::Function");
    assert_eq!(shown(get(&function.values, "TracingConfig")), "{Mode: Active}");
    assert_eq!(edges(get(&function.values, "Role")), ["FRole.Arn"]);
    let role = run.resource("FRole");
    assert_eq!(run.where_is(role), "F");
    assert_eq!(
        shown(get(&role.values, "ManagedPolicyArns")),
        "[arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole, \
         arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess, arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole, \
         arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole, arn:aws:iam::aws:policy/AdministratorAccess, \
         arn:aws:iam::1:policy/own]"
    );
    assert_eq!(run.at(get(&role.values, "ManagedPolicyArns.4")), "AdministratorAccess");
    let statement = get(&role.values, "Policies.0.PolicyDocument.Statement.0");
    assert_eq!(shown(get(statement, "Action")), "[sns:Publish]");
    assert_eq!(edges(get(statement, "Resource.0")), ["T.Ref"]);
    assert_eq!(run.at(get(&role.values, "Policies.1.PolicyDocument.Statement.0.Action")), "'*'");
    assert_eq!(shown(get(&role.values, "Path")), "/app/");
    assert!(run.evaluated.resources.iter().all(|resource| resource.address != "GRole"));
}

/// "Policy template list".
#[test]
fn policy_templates_are_their_statements() {
    let run = sam("Parameters: {Bucket: {Type: String, Default: '*'}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Policies:\n        - S3CrudPolicy: {BucketName: !Ref Bucket}\n        - KMSDecryptPolicy: {KeyId: !Ref Key}\n        - TextractPolicy: {}\n        - AWSSecretsManagerGetSecretValuePolicy: {SecretArn: !Ref Secret}\n        - AWSSecretsManagerRotationPolicy: {FunctionName: rotate}\n        - NoSuchPolicy: {}\n  Key: {Type: AWS::KMS::Key}\n  Secret: {Type: AWS::SecretsManager::Secret}\n").quiet();
    let policies = get(&run.resource("FRole").values, "Policies");
    let crud = get(policies, "0.PolicyDocument.Statement.0");
    assert!(shown(get(crud, "Action")).starts_with("[s3:GetObject, s3:ListBucket"));
    assert_eq!(run.at(get(crud, "Action.0")), "S3CrudPolicy");
    assert_eq!(shown(get(crud, "Resource")), "[arn:*:s3:::*, arn:*:s3:::*/*]");
    assert_eq!(run.at(get(crud, "Resource.1")), "'*'");
    let key = get(policies, "1.PolicyDocument.Statement.0.Resource.0");
    assert_eq!(
        (shown(key).as_str(), edges(key)),
        ("arn:*:kms:*:*:key/*", vec!["Key.Ref".to_owned()])
    );
    assert_eq!(
        shown(get(policies, "2.PolicyDocument.Statement")),
        "[{Effect: Allow, Action: [textract:*], Resource: [*]}]"
    );
    assert_eq!(run.at(get(policies, "2.PolicyDocument.Statement.0.Action.0")), "TextractPolicy");
    let secret = get(policies, "3.PolicyDocument.Statement.0.Resource.0");
    assert_eq!(
        (run.at(secret).as_str(), edges(secret)),
        ("!Ref Secret", vec!["Secret.Ref".to_owned()])
    );
    assert_eq!(
        shown(get(policies, "4.PolicyDocument.Statement.0.Condition")),
        "{StringEquals: {secretsmanager:resource/AllowRotationLambdaArn: arn:*:lambda:*:*:function:rotate}}"
    );
    assert!(
        get(policies, "5.PolicyDocument")
            .as_unknown()
            .unwrap()
            .reason
            .to_string()
            .contains("NoSuchPolicy")
    );
}

#[test]
fn a_condition_decides_a_policy_and_a_role() {
    let run = sam("Parameters: {E: {Type: String}}\nConditions: {Prod: !Equals [!Ref E, prod]}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Role: !If [Prod, 'arn:aws:iam::1:role/x', !Ref AWS::NoValue]\n      Policies:\n        - !If [Prod, AdministratorAccess, {SQSPollerPolicy: {QueueName: q}}]\n").quiet();
    let role = run.resource("FRole");
    assert!(matches!(&role.presence, Presence::If(condition, false) if &*condition.text == "Prod"));
    let Data::Either(managed) = &get(&role.values, "ManagedPolicyArns.1").data else { panic!() };
    assert!(
        managed.then.as_str() == Some("arn:aws:iam::aws:policy/AdministratorAccess")
            && managed.otherwise.is_null()
    );
    let Data::Either(inline) = &get(&role.values, "Policies.0").data else { panic!() };
    assert!(inline.then.is_null());
    assert_eq!(
        run.at(get(&inline.otherwise, "PolicyDocument.Statement.0.Action.5")),
        "SQSPollerPolicy"
    );
    let Data::Either(named) = &get(&run.resource("F").values, "Role").data else { panic!() };
    assert_eq!(
        (named.then.as_str(), edges(&named.otherwise)),
        (Some("arn:aws:iam::1:role/x"), vec!["FRole.Arn".to_owned()])
    );
}

/// "Globals section", "Overridable properties".
#[test]
fn globals_are_merged_as_they_are_written() {
    let globals = "Globals:\n  Function: {Timeout: 3, Environment: {Variables: {A: 1}}, Layers: [x], Policies: !Ref P}\nParameters: {P: {Type: String, Default: p}}\n";
    let run = sam(&format!("{globals}Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {{Role: r, Timeout: 9, Layers: [y], Environment: {{Variables: {{B: 2}}}}}}\n  G: {{Type: AWS::Serverless::Function, IgnoreGlobals: '*', Properties: {{Role: r}}}}\n  H: {{Type: AWS::Serverless::Function, IgnoreGlobals: [Layers, Policies]}}\n")).quiet();
    let function = run.resource("F");
    assert_eq!(shown(get(&function.values, "Environment")), "{Variables: {B: 2, A: 1}}");
    assert_eq!(
        (shown(get(&function.values, "Timeout")), shown(get(&function.values, "Layers"))),
        ("9".into(), "[x, y]".into())
    );
    assert_eq!(run.at(get(&function.values, "Environment.Variables.A")), "1");
    assert_eq!(shown(&run.resource("G").values), "{Role: r}");
    let named = run
        .resource("H")
        .values
        .entries()
        .unwrap()
        .keys()
        .map(ToString::to_string)
        .collect::<Vec<_>>();
    assert_eq!(named, ["Timeout", "Environment", "Role"]);
}

/// "AWS::Serverless::Api", "ApiAuth", "Api" event source.
#[test]
fn rest_apis_have_stages_and_methods() {
    let run = sam("Resources:\n  Api:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: live\n      EndpointConfiguration: PRIVATE\n      MethodSettings: [{HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 10}]\n      Domain: {DomainName: x.org, CertificateArn: c, SecurityPolicy: TLS_1_0}\n      Auth:\n        DefaultAuthorizer: Pool\n        Authorizers: {Pool: {UserPoolArn: u}, Own: {FunctionArn: f}}\n        UsagePlan: {CreateUsagePlan: PER_API, Throttle: {RateLimit: 5}}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Role: r\n      Events:\n        ByDefault: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Api}}\n        Own: {Type: Api, Properties: {Path: /b, Method: post, RestApiId: !Ref Api, Auth: {Authorizer: Own}}}\n        Open: {Type: Api, Properties: {Path: /c, Method: any, RestApiId: !Ref Api, Auth: {Authorizer: NONE, ApiKeyRequired: true}}}\n        Odd: {Type: Api, Properties: {Path: /d, Method: put, RestApiId: !Ref Api, Auth: {Authorizer: Nobody}}}\n").quiet();
    let api = run.resource("Api");
    assert_eq!(api.source_type, "AWS::ApiGateway::RestApi");
    assert_eq!(shown(&api.values), "{EndpointConfiguration: {Types: [PRIVATE]}}");
    let stage = run.resource("ApiliveStage");
    assert_eq!(
        (stage.source_type.as_str(), run.where_is(stage).as_str()),
        ("AWS::ApiGateway::Stage", "Api")
    );
    assert_eq!(edges(get(&stage.values, "RestApiId")), ["Api.Ref"]);
    assert_eq!(run.at(get(&stage.values, "MethodSettings.0.ThrottlingRateLimit")), "10");
    let plan = run.resource("ApiUsagePlan");
    assert_eq!(edges(get(&plan.values, "ApiStages.0.Stage")), ["ApiliveStage.Ref"]);
    assert_eq!(run.at(get(&plan.values, "Throttle.RateLimit")), "5");
    let domain = run.resource("ApiDomainName");
    assert_eq!(
        shown(&domain.values),
        "{DomainName: x.org, RegionalCertificateArn: c, SecurityPolicy: TLS_1_0}"
    );
    assert_eq!(run.at(get(&domain.values, "SecurityPolicy")), "TLS_1_0");
    let method = |name: &str| run.resource(name);
    assert_eq!(run.where_is(method("FByDefault")), "ByDefault");
    let kind = |name: &str| get(&method(name).values, "AuthorizationType");
    assert_eq!(
        (shown(kind("FByDefault")).as_str(), run.at(kind("FByDefault")).as_str()),
        ("COGNITO_USER_POOLS", "Pool")
    );
    assert_eq!((shown(kind("FOwn")).as_str(), run.at(kind("FOwn")).as_str()), ("CUSTOM", "Own"));
    assert_eq!((shown(kind("FOpen")).as_str(), run.at(kind("FOpen")).as_str()), ("NONE", "NONE"));
    assert_eq!(run.at(get(&method("FOpen").values, "ApiKeyRequired")), "true");
    assert!(kind("FOdd").as_unknown().unwrap().reason.to_string().contains("Nobody"));
    assert_eq!(edges(get(&method("FOwn").values, "RestApiId")), ["Api.Ref"]);
    assert_eq!(run.at(get(&method("FOwn").values, "HttpMethod")), "post");
}

/// "ApiUsagePlan": one plan for all APIs that share it.
#[test]
fn apis_share_one_usage_plan() {
    let run = sam("Conditions: {Live: !Equals [!Ref Stage, live]}\nParameters: {Stage: {Type: String}}\nResources:\n  A:\n    Type: AWS::Serverless::Api\n    Condition: Live\n    Properties:\n      StageName: one\n      Auth: {UsagePlan: {CreateUsagePlan: SHARED, Throttle: {RateLimit: 5}, Quota: {Limit: 5}}}\n  B:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: two\n      Auth: {UsagePlan: {CreateUsagePlan: SHARED, Throttle: {RateLimit: 7}, Quota: {Limit: 5}}}\n  C:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: three\n      Auth: {UsagePlan: {CreateUsagePlan: PER_API, Throttle: {RateLimit: 9}}}\n").quiet();
    let plan = run.resource("ServerlessUsagePlan");
    assert_eq!(edges(get(&plan.values, "ApiStages.0.Stage")), ["AoneStage.Ref"]);
    assert_eq!(edges(get(&plan.values, "ApiStages.1.Stage")), ["BtwoStage.Ref"]);
    assert_eq!(edges(get(&plan.values, "ApiStages.1.ApiId")), ["B.Ref"]);
    assert!(plan.values.get("ApiStages").unwrap().items().unwrap().len() == 2);
    // One of the bounds holds for all. The plan is there whenever one of the APIs is.
    assert!(get(&plan.values, "Throttle").as_unknown().is_some());
    assert_eq!(run.at(get(&plan.values, "Quota.Limit")), "5");
    assert_eq!(plan.presence, crate::unit::Presence::Always);
    let own = run.resource("CUsagePlan");
    assert_eq!(edges(get(&own.values, "ApiStages.0.Stage")), ["CthreeStage.Ref"]);
}

/// "AWS::Serverless::HttpApi", "HttpApi" event source.
#[test]
fn http_apis_have_stages_and_routes() {
    let run = sam("Resources:\n  Api:\n    Type: AWS::Serverless::HttpApi\n    Properties:\n      DefaultRouteSettings: {ThrottlingBurstLimit: 7}\n      Auth: {DefaultAuthorizer: Token, Authorizers: {Token: {JwtConfiguration: {issuer: i}}}}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Role: r\n      Events:\n        A: {Type: HttpApi, Properties: {Path: /a, Method: get, ApiId: !Ref Api}}\n        B: {Type: HttpApi, Properties: {Path: /b, Method: get, ApiId: !Ref Api, Auth: {Authorizer: NONE}}}\n        C: {Type: HttpApi}\n        D: {Type: HttpApi, Properties: {Path: /d, Method: get, ApiId: elsewhere}}\n").quiet();
    assert_eq!(shown(&run.resource("Api").values), "{ProtocolType: HTTP}");
    let stage = run.resource("ApiApiGatewayDefaultStage");
    assert_eq!(shown(get(&stage.values, "StageName")), "$default");
    assert_eq!(run.at(get(&stage.values, "DefaultRouteSettings.ThrottlingBurstLimit")), "7");
    let kind = |name: &str| get(&run.resource(name).values, "AuthorizationType");
    assert_eq!((shown(kind("FA")).as_str(), run.at(kind("FA")).as_str()), ("JWT", "Token"));
    assert_eq!(shown(get(&run.resource("FA").values, "RouteKey")), "get /a");
    assert_eq!(run.at(kind("FB")), "NONE");
    assert_eq!((shown(kind("FC")).as_str(), run.at(kind("FC")).as_str()), ("NONE", "C"));
    assert_eq!(shown(get(&run.resource("FC").values, "RouteKey")), "$default");
    assert!(kind("FD").as_unknown().is_some());
    assert_eq!(run.of_type("AWS::ApiGatewayV2::Stage").len(), 2);
    assert_eq!(run.resource("ServerlessHttpApi").source_type, "AWS::ApiGatewayV2::Api");
}

/// "AWS::Serverless::WebSocketApi".
#[test]
fn websocket_apis_ask_who_connects() {
    let run = sam("Resources:\n  Chat:\n    Type: AWS::Serverless::WebSocketApi\n    Properties:\n      StageName: live\n      DefaultRouteSettings: {ThrottlingRateLimit: 3}\n      Auth: {AuthType: AWS_IAM}\n      Routes: {$connect: {FunctionArn: f}, send: {FunctionArn: f}}\n  Open: {Type: AWS::Serverless::WebSocketApi, Properties: {Routes: {$connect: {FunctionArn: f}}}}\n").quiet();
    assert_eq!(shown(&run.resource("Chat").values), "{ProtocolType: WEBSOCKET, Name: Chat}");
    assert_eq!(
        run.at(get(
            &run.resource("ChatliveStage").values,
            "DefaultRouteSettings.ThrottlingRateLimit"
        )),
        "3"
    );
    assert_eq!(
        run.at(get(&run.resource("ChatconnectRoute").values, "AuthorizationType")),
        "AWS_IAM"
    );
    assert!(run.resource("ChatsendRoute").values.get("AuthorizationType").is_none());
    let open = run.resource("OpenconnectRoute");
    assert_eq!(
        (shown(get(&open.values, "AuthorizationType")).as_str(), run.where_is(open).as_str()),
        ("NONE", "$connect")
    );
    assert_eq!(shown(get(&run.resource("OpenDefaultStage").values, "StageName")), "default");
}

#[test]
fn the_implicit_api_takes_globals_and_the_presence_of_its_events() {
    let text = "Parameters: {E: {Type: String}}\nConditions: {Prod: !Equals [!Ref E, prod]}\nGlobals: {Api: {Auth: {DefaultAuthorizer: AWS_IAM}, MethodSettings: [{HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 4}]}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Condition: Prod\n    Properties: {Role: r, Events: {Get: {Type: Api, Properties: {Path: /a, Method: get}}}}\n  S:\n    Type: AWS::Serverless::StateMachine\n    Properties: {Role: r, Tracing: {Enabled: true}, Events: {Post: {Type: Api, Properties: {Path: /b, Method: post}}}}\n";
    let run = sam(text).quiet();
    let stage = run.resource("ServerlessRestApiProdStage");
    assert_eq!((stage.presence.clone(), run.where_is(stage).as_str()), (Presence::Always, "Get"));
    assert_eq!(run.at(get(&stage.values, "MethodSettings.0.ThrottlingRateLimit")), "4");
    assert!(matches!(run.resource("FGet").presence, Presence::If(..)));
    assert_eq!(run.at(get(&run.resource("SPost").values, "AuthorizationType")), "AWS_IAM");
    assert_eq!(shown(get(&run.resource("S").values, "RoleArn")), "r");
    let alone = sam(&text[..text.find("  S:").unwrap()]).quiet();
    assert!(matches!(alone.resource("ServerlessRestApi").presence, Presence::If(..)));
}

/// "Api" and "HttpApi" event sources, "AutoPublishAlias", "WebSocketApiRoute".
#[test]
fn methods_hand_requests_to_the_function_of_their_event() {
    let run = sam("Resources:\n  Http: {Type: AWS::Serverless::HttpApi}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Role: r\n      Events:\n        Rest: {Type: Api, Properties: {Path: /a, Method: get}}\n        Http: {Type: HttpApi, Properties: {Path: /b, Method: get, ApiId: !Ref Http}}\n        Slow: {Type: Api, Properties: {Path: /c, Method: get, ResponseTransferMode: RESPONSE_STREAM}}\n  Live: {Type: AWS::Serverless::Function, Properties: {Role: r, AutoPublishAlias: live, Events: {E: {Type: HttpApi}}}}\n  Steps: {Type: AWS::Serverless::StateMachine, Properties: {Role: r, Events: {E: {Type: Api, Properties: {Path: /s, Method: post}}}}}\n  Chat: {Type: AWS::Serverless::WebSocketApi, Properties: {Routes: {$default: {FunctionArn: !GetAtt F.Arn}, odd: {}}}}\n").quiet();
    let uri = |name: &str| get(&run.resource(name).values, "Integration.Uri");
    let called = "arn:*:apigateway:*:lambda:path/2015-03-31/functions/*/invocations";
    for (name, to, text) in [
        ("FRest", "F.Arn", called),
        ("FHttp", "F.Arn", called),
        (
            "FSlow",
            "F.Arn",
            "arn:*:apigateway:*:lambda:path/2021-11-15/functions/*/response-streaming-invocations",
        ),
        ("LiveE", "LiveAliaslive.Ref", called),
    ] {
        assert_eq!((shown(uri(name)).as_str(), edges(uri(name))), (text, vec![to.to_owned()]));
        assert_eq!(shown(get(&run.resource(name).values, "Integration.Type")), "AWS_PROXY");
    }
    assert_eq!(run.at(uri("FHttp")), "Http");
    let steps = uri("StepsE");
    assert_eq!(shown(steps), "arn:*:apigateway:*:states:action/StartExecution");
    assert!(edges(steps).is_empty());
    let own = &run.resource("ChatDefaultIntegration").values;
    assert_eq!(edges(get(own, "IntegrationUri")), ["F.Arn"]);
    assert_eq!(run.at(get(own, "IntegrationUri")), "!GetAtt F.Arn");
    assert_eq!(edges(get(own, "ApiId")), ["Chat.Ref"]);
    let target = get(&run.resource("ChatdefaultRoute").values, "Target");
    assert_eq!(edges(target), ["ChatDefaultIntegration.Ref"]);
    assert!(run.resource("ChatoddRoute").values.get("Target").is_none());
}

/// An HTTP API's events fill a definition in; a REST API's are merged with it, or leave it alone.
#[test]
fn events_say_what_a_definition_hands_requests_to() {
    let own = "x-amazon-apigateway-integration: {type: http_proxy, uri: 'https://x.org', connectionId: l}";
    let paths = format!("paths: {{/a: {{get: {{{own}}}}}, /b: {{get: {{}}}}}}");
    let events = |ty: &str, named: &str| {
        let event = |path: &str| {
            format!("{{Type: {ty}, Properties: {{Path: {path}, Method: get, {named}: !Ref A}}}}")
        };
        format!(
            "  F: {{Type: AWS::Serverless::Function, Properties: {{Role: r, Events: {{A: {}, B: {}, C: {}}}}}}}\n",
            event("/a"),
            event("/b"),
            event("/c")
        )
    };
    let told = |api: &str, more: &str, events: &str| {
        let run = sam(&format!("Resources:\n  A: {{Type: AWS::Serverless::{api}, Properties: {{StageName: s, {more}DefinitionBody: {{{paths}}}}}}}\n{events}")).quiet();
        let of = |name: &str| {
            let found = run.evaluated.resources.iter().find(|own| own.name == name)?;
            let uri = found.values.get("Integration")?.get("Uri")?;
            Some(edges(uri).pop().unwrap_or_else(|| shown(uri)))
        };
        ["AGETa", "AGETb", "FC"].map(of)
    };
    let some = |text: &str| Some(text.to_owned());
    let http = events("HttpApi", "ApiId");
    assert_eq!(told("HttpApi", "", &http), [some("https://x.org"), some("F.Arn"), some("F.Arn")]);
    let rest = events("Api", "RestApiId");
    assert_eq!(told("Api", "", &rest), [some("https://x.org"), None, None]);
    let merged = told("Api", "MergeDefinitions: true, ", &rest);
    assert_eq!(merged, [some("F.Arn"), some("F.Arn"), some("F.Arn")]);
}

/// "DefinitionBody", "DefinitionUri"; API Gateway developer guide, "OpenAPI extensions".
#[test]
fn the_operations_of_a_definition_are_methods() {
    let paths = "paths: {/a: {get: {x-amazon-apigateway-integration: {type: mock}}, post: {security: [{iam: []}]}, parameters: []}, '/b/{id}': {put: {security: [{key: []}]}, delete: {security: []}}}";
    let schemes = "securityDefinitions: {iam: {type: apiKey, x-amazon-apigateway-authtype: awsSigv4}, key: {type: apiKey, name: x-api-key, in: header}}";
    let events = "  F: {Type: AWS::Serverless::Function, Properties: {Role: r, Events: {E: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Api}}}}}\n";
    let check = |run: &Run| {
        assert_eq!(run.of_type("AWS::ApiGateway::Method").len(), 4);
        let values = |name: &str| &run.resource(name).values;
        assert_eq!(shown(get(values("ApiGETa"), "AuthorizationType")), "NONE");
        assert_eq!(shown(get(values("ApiGETa"), "Integration.Type")), "mock");
        assert_eq!(shown(get(values("ApiPOSTa"), "AuthorizationType")), "AWS_IAM");
        assert_eq!(shown(get(values("ApiPUTbid"), "ApiKeyRequired")), "true");
        assert_eq!(run.at(get(values("ApiDELETEbid"), "AuthorizationType")), "[]");
        assert_eq!(run.where_is(run.resource("ApiGETa")), "get");
    };
    check(&sam(&format!("Resources:\n  Api:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: x\n      DefinitionBody: {{{paths}, {schemes}}}\n{events}")).quiet());
    for definition in [
        "DefinitionUri: ./api.yaml",
        "DefinitionBody: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: api.yaml}}}",
    ] {
        let main = format!(
            "{HEAD}Resources:\n  Api:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: x\n      {definition}\n{events}"
        );
        check(
            &run_with(
                &[("in/t.yaml", &main), ("in/api.yaml", &format!("{paths}\n{schemes}\n"))],
                &Inputs::default(),
            )
            .quiet(),
        );
    }
    let far = sam(&format!(
        "Resources:\n  Api: {{Type: AWS::Serverless::Api, Properties: {{StageName: x, DefinitionUri: 's3://b/k'}}}}\n{events}"
    ))
    .quiet();
    assert!(
        get(&far.resource("FE").values, "AuthorizationType")
            .as_unknown()
            .unwrap()
            .reason
            .to_string()
            .contains("definition")
    );
}

/// "Generated CloudFormation resources", "Referenceable property".
#[test]
fn a_stage_is_referred_to_through_its_api() {
    let run = sam("Parameters: {S: {Type: String, Default: live}}\nResources:\n  W:\n    Type: A::B::C\n    Properties: {Rest: !Ref Rest.Stage, Sub: !Sub 'x/${Http.Stage}', Get: !GetAtt Chat.Stage, Own: !Ref ServerlessRestApi.Stage, No: !Ref Other.Stage}\n  Rest: {Type: AWS::Serverless::Api, Properties: {StageName: !Ref S}}\n  Http: {Type: AWS::Serverless::HttpApi}\n  Chat: {Type: AWS::Serverless::WebSocketApi}\n").quiet();
    let edge = |name: &str| edges(get(&run.resource("W").values, name)).remove(0);
    assert_eq!(edge("Rest"), "RestliveStage.Ref");
    assert_eq!(edge("Sub"), "HttpApiGatewayDefaultStage.Stage");
    assert_eq!(edge("Get"), "ChatDefaultStage.Stage");
    assert_eq!(edge("Own"), "ServerlessRestApiProdStage.Ref");
    assert_eq!(edge("No"), "Other.Stage.Ref");
    for made in ["RestliveStage", "HttpApiGatewayDefaultStage", "ChatDefaultStage"] {
        assert!(run.resource(made).source_type.ends_with("::Stage"));
    }
}

#[test]
fn function_urls_are_resources() {
    let run =
        sam("Resources:\n  F: {Type: AWS::Serverless::Function, Properties: {Role: r, FunctionUrlConfig: {AuthType: NONE}}}\n").quiet();
    let url = run.resource("FUrl");
    assert_eq!(
        (url.source_type.as_str(), run.where_is(url).as_str()),
        ("AWS::Lambda::Url", "FunctionUrlConfig")
    );
    assert_eq!(run.at(get(&url.values, "AuthType")), "NONE");
    assert_eq!(edges(get(&url.values, "TargetFunctionArn")), ["F.Arn"]);
}

/// "AWS SAM connector reference".
#[test]
fn connectors_become_policies() {
    let run = sam("Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Connectors:\n      ToTable: {Properties: {Destination: {Id: T}, Permissions: [Read, Write]}}\n  G: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Own.Arn}}\n  Own: {Type: AWS::IAM::Role}\n  T: {Type: AWS::Serverless::SimpleTable}\n  B: {Type: AWS::S3::Bucket}\n  Q: {Type: AWS::SQS::Queue}\n  N: {Type: AWS::SNS::Topic}\n  C: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: G}, Destination: [{Id: B}, {Id: Q}], Permissions: [Write]}}\n  D: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: N}, Destination: {Id: Q}, Permissions: [Write]}}\n  E: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: Q}, Destination: {Id: F}, Permissions: [Read, Write]}}\n  H: {Type: AWS::Serverless::Connector, Properties: {Source: {RoleName: far, Type: AWS::Lambda::Function}, Destination: {Id: N}, Permissions: [Write]}}\n").quiet();
    let policy = run.resource("FToTablePolicy");
    assert_eq!(
        (policy.source_type.as_str(), run.where_is(policy).as_str()),
        ("AWS::IAM::ManagedPolicy", "ToTable")
    );
    assert_eq!(edges(get(&policy.values, "Roles.0")), ["FRole.Ref"]);
    let statements = get(&policy.values, "PolicyDocument.Statement");
    assert_eq!(statements.items().unwrap().len(), 2);
    assert_eq!(run.at(get(statements, "0.Action.0")), "Read");
    assert_eq!(edges(get(statements, "0.Resource.0")), ["T.Arn"]);
    assert_eq!(shown(get(statements, "0.Resource.1")), "*/index/*");
    assert_eq!(edges(get(&run.resource("CDestination0Policy").values, "Roles.0")), ["Own.Ref"]);
    assert!(
        shown(get(&run.resource("CDestination1Policy").values, "PolicyDocument"))
            .contains("sqs:PurgeQueue")
    );
    let queue = run.resource("DQueuePolicy");
    assert_eq!(queue.source_type, "AWS::SQS::QueuePolicy");
    assert_eq!(edges(get(&queue.values, "Queues.0")), ["Q.Ref"]);
    assert_eq!(
        shown(get(&queue.values, "PolicyDocument.Statement.0.Principal")),
        "{Service: sns.amazonaws.com}"
    );
    assert_eq!(
        edges(get(&queue.values, "PolicyDocument.Statement.0.Condition.ArnEquals.aws:SourceArn")),
        ["N.Arn"]
    );
    assert_eq!(edges(get(&run.resource("EPolicy").values, "Roles.0")), ["FRole.Ref"]);
    assert_eq!(shown(get(&run.resource("HPolicy").values, "Roles.0")), "far");
    assert!(run.of_type("AWS::Serverless::Connector").is_empty());
    sam("Resources:\n  B: {Type: AWS::S3::Bucket}\n  C: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: B}, Destination: {Id: B}, Permissions: [Read]}}\n")
        .complains("from AWS::S3::Bucket to AWS::S3::Bucket");
}

/// "AWS::Serverless::StateMachine".
#[test]
fn state_machines_get_their_role() {
    let run = sam("Resources:\n  S:\n    Type: AWS::Serverless::StateMachine\n    Properties: {Name: n, Type: EXPRESS, Policies: [{LambdaInvokePolicy: {FunctionName: !Ref F}}]}\n  F: {Type: AWS::Lambda::Function}\n").quiet();
    let machine = run.resource("S");
    assert_eq!(shown(get(&machine.values, "StateMachineType")), "EXPRESS");
    assert_eq!(edges(get(&machine.values, "RoleArn")), ["SRole.Arn"]);
    let role = &run.resource("SRole").values;
    assert_eq!(
        shown(get(role, "AssumeRolePolicyDocument.Statement.0.Principal")),
        "{Service: states.amazonaws.com}"
    );
    assert!(role.get("ManagedPolicyArns").is_none());
    assert_eq!(edges(get(role, "Policies.0.PolicyDocument.Statement.0.Resource.0")), ["F.Ref"]);
}

/// "AWS::Serverless::Application".
#[test]
fn applications_are_nested_stacks() {
    let main = format!(
        "{HEAD}Resources:\n  App: {{Type: AWS::Serverless::Application, Properties: {{Location: ./app.yaml, Parameters: {{Image: nginx}}}}}}\n  Far:\n    Type: AWS::Serverless::Application\n    Properties: {{Location: {{ApplicationId: 'arn:aws:serverlessrepo:us-east-1:1:applications/x', SemanticVersion: 1.0.0}}}}\n"
    );
    let app = "Parameters: {Image: {Type: String}}\nResources: {T: {Type: A::B::C, Properties: {Image: !Ref Image}}}\n";
    let run = run_with(&[("t.yaml", &main), ("app.yaml", app)], &Inputs::default()).quiet();
    assert_eq!(run.at(run.resource("App/T").values.get("Image").unwrap()), "nginx");
    assert_eq!(run.evaluated.opaque[0].source, "arn:aws:serverlessrepo:us-east-1:1:applications/x");
}

#[test]
fn a_made_resource_does_not_take_the_id_of_a_written_one() {
    let run =
        sam("Resources:\n  F: {Type: AWS::Serverless::Function}\n  FRole: {Type: AWS::IAM::Role, Properties: {RoleName: own}}\n").quiet();
    assert_eq!(shown(&run.resource("FRole").values), "{RoleName: own}");
    assert_eq!(edges(get(&run.resource("F").values, "Role")), ["FRole_.Arn"]);
}

/// "AutoPublishAlias": `Function.Alias` is the alias, and an event calls it.
#[test]
fn a_published_alias_can_be_named() {
    let run = sam(
        "Parameters:\n  Stage: {Type: String, Default: live}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      AutoPublishAlias: !Ref Stage\n      CodeUri: s3://code/f.zip?versionId=3\n      Events: {Q: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn, BatchSize: 5}}}\n  Q: {Type: AWS::SQS::Queue}\n  Caller: {Type: AWS::Events::Rule, Properties: {Targets: [{Arn: !Ref F.Alias, Id: F}, {Arn: !Ref F.Version, Id: V}]}}\n",
    );
    let code = shown(get(&run.resource("F").values, "Code"));
    assert_eq!(code, "{S3Bucket: code, S3Key: f.zip, S3ObjectVersion: 3}");
    let targets =
        |index: usize| edges(get(&run.resource("Caller").values, &format!("Targets.{index}.Arn")));
    assert_eq!(
        (targets(0), targets(1)),
        (vec!["FAliaslive.Ref".to_owned()], vec!["FVersion.Ref".to_owned()])
    );
    assert_eq!(edges(get(&run.resource("FAliaslive").values, "FunctionName")), ["F.Ref"]);
    let mapping = &run.resource("FQ").values;
    assert_eq!(edges(get(mapping, "FunctionName")), ["FAliaslive.Ref"]);
    assert_eq!(edges(get(mapping, "EventSourceArn")), ["Q.Arn"]);
    assert_eq!(shown(get(mapping, "BatchSize")), "5");
}
