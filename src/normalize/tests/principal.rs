//! Who may assume a role, and what principals hold: facts that policies read beside the statements.

use super::Fixture;
use crate::unit::ResourceKind;
use serde_json::{Value as J, json};

fn trust(principals: &J) -> J {
    json!({"assume_role_policy": {"Statement": [{"Effect": "Allow", "Principal": principals, "Action": "sts:AssumeRole"}]}})
}

/// The principals of a role that trusts these, beside further resources of the unit.
fn trusted(principals: &J, add: impl FnOnce(&mut Fixture)) -> J {
    let mut fixture = Fixture::new("x");
    fixture.add("aws_iam_role", "r", &trust(principals));
    add(&mut fixture);
    fixture.printed()["resources"]["aws_iam_role.r"]["values"]["trust_policy"]["statements"][0]["principals"].clone()
}

/// Something else in the unit.
fn other(fixture: &mut Fixture, values: &J) {
    fixture.add("aws_x", "y", values);
}

fn provider(fixture: &mut Fixture, values: &J) {
    let provider = fixture.add("provider", "aws", values);
    provider.kind = ResourceKind::Provider;
    provider.address = "provider.aws".to_owned();
}

#[test]
fn an_account_is_foreign_where_the_own_one_is_known() {
    let both = json!({"AWS": ["arn:aws:iam::123456789012:root", "210987654321", "arn:aws:iam::210987654321:role/x"]});
    for own in [
        json!({"allowed_account_ids": ["123456789012"]}),
        json!({"assume_role": [{"role_arn": "arn:aws:iam::123456789012:role/d"}]}),
    ] {
        let found = trusted(&both, |fixture| provider(fixture, &own));
        assert_eq!((&found[0]["foreign"], &found[1]["foreign"]), (&json!(false), &json!(true)));
        assert!(found[2].get("foreign").is_none(), "a role is less than an account");
    }
}

#[test]
fn an_account_is_foreign_where_another_appears() {
    let one = json!({"AWS": "arn:aws:iam::210987654321:root"});
    assert!(trusted(&one, |_| {})[0]["foreign"].get("$unknown").is_some());
    let image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1";
    for text in ["arn:aws:s3:::x:123456789012:y", image, "123456789012"] {
        assert_eq!(
            trusted(&one, |fixture| other(fixture, &json!({"a": {"b": [text]}})))[0]["foreign"],
            true,
            "{text}"
        );
    }
    for text in ["1234567890123", "a123456789012", "port 123456789012"] {
        let found = trusted(&one, |fixture| other(fixture, &json!({"a": text})));
        assert!(found[0]["foreign"].get("$unknown").is_some(), "{text}");
    }
}

#[test]
fn the_account_that_is_asked_for_is_the_own_one() {
    let asked = json!({"$ref": ["data.aws_caller_identity.this", "account_id"]});
    let pseudo = json!({"$unknown": "AWS::AccountId is known at deployment"});
    for account in [&asked, &pseudo] {
        let arn = json!({"$pieces": ["arn:", {"$unknown": "AWS::Partition"}, ":iam::", account, ":root"]});
        assert_eq!(trusted(&json!({"AWS": [arn, account]}), |_| {})[0]["foreign"], false);
    }
    assert_eq!(trusted(&json!({"AWS": [asked]}), |_| {})[0]["foreign"], false);
    let open = json!({"$pieces": ["arn:aws:iam::", {"$unknown": "var.account"}, ":root"]});
    assert!(trusted(&json!({"AWS": [open]}), |_| {})[0]["foreign"].get("$unknown").is_some());
    for principal in [
        json!({"$ref": ["aws_iam_role.r", "arn"]}),
        json!({"$ref": ["data.aws_caller_identity.this", "arn"]}),
    ] {
        assert!(trusted(&json!({"AWS": [principal]}), |_| {})[0].get("foreign").is_none());
    }
}

#[test]
fn federated_principals_say_what_kind_of_provider_they_are() {
    let own = json!({"$ref": ["aws_iam_openid_connect_provider.gh", "arn"]});
    let partly = json!({"$pieces": ["arn:aws:iam::", {"$unknown": "var.account"}, ":oidc-provider/token.actions.githubusercontent.com"]});
    let module = json!({"$ref": ["module.cluster", "oidc_provider_arn"]});
    let saml = json!("arn:aws:iam::123456789012:saml-provider/people");
    let ids = json!({"Federated": [own, partly, module, saml, "cognito-identity.amazonaws.com", {"$pieces": ["", {"$unknown": "var.p"}]}]});
    let found = trusted(&ids, |fixture| {
        fixture.add("aws_iam_openid_connect_provider", "gh", &json!({"url": "https://x"}));
    });
    let kinds: Vec<&J> =
        found.as_array().unwrap().iter().map(|principal| &principal["provider"]).collect();
    assert_eq!(
        kinds[..5],
        [&json!("oidc"), &json!("oidc"), &json!("oidc"), &json!("saml"), &json!("built-in")]
    );
    assert!(kinds[5].get("$unknown").is_some());
}

#[test]
fn a_role_that_tasks_may_assume_is_theirs_if_none_here_names_it() {
    let mut fixture = Fixture::new("x");
    fixture.add("aws_iam_role", "named", &trust(&json!({"Service": "ecs-tasks.amazonaws.com"})));
    fixture.add("aws_iam_role", "free", &trust(&json!({"Service": ["ecs-tasks.amazonaws.com"]})));
    fixture.add("aws_iam_role", "other", &trust(&json!({"Service": "lambda.amazonaws.com"})));
    fixture.add(
        "aws_ecs_task_definition",
        "t",
        &json!({"family": "t", "execution_role_arn": {"$ref": ["aws_iam_role.named", "arn"]}}),
    );
    let resources = fixture.printed()["resources"].clone();
    let fact = |name: &str| {
        resources[format!("aws_iam_role.{name}")]["values"].get("passed_to_tasks").cloned()
    };
    assert_eq!((fact("named"), fact("other")), (None, None));
    assert!(fact("free").unwrap().get("$unknown").is_some());
}

#[test]
fn users_may_do_what_their_groups_elsewhere_may() {
    let mut fixture = Fixture::new("x");
    fixture.add("aws_iam_user", "u", &json!({"name": "u"}));
    fixture.add("aws_iam_group", "g", &json!({"name": "g"}));
    let groups = json!([{"$ref": ["aws_iam_group.g", "name"]}, "elsewhere"]);
    fixture.add("aws_iam_user_group_membership", "m", &json!({"user": "u", "groups": groups}));
    let policies =
        fixture.printed()["resources"]["aws_iam_user.u"]["values"]["group_policies"].clone();
    assert_eq!(policies.as_array().map(Vec::len), Some(1));
    assert_eq!(policies[0]["group"], "elsewhere");
    assert!(policies[0]["statements"].get("$unknown").is_some());
}

#[test]
fn policies_of_principals_elsewhere_are_policies_of_their_own() {
    let document =
        json!({"Statement": {"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*"}});
    let mut fixture = Fixture::new("x");
    fixture.add("aws_iam_role", "here", &json!({"name": "here"}));
    fixture.add("aws_iam_role_policy", "here", &json!({"role": "here", "policy": document}));
    fixture.add("aws_iam_role_policy", "role", &json!({"role": "elsewhere", "policy": document}));
    fixture.add(
        "aws_iam_user_policy",
        "user",
        &json!({"user": "elsewhere", "name": "u", "policy": document}),
    );
    fixture.add(
        "aws_iam_group_policy",
        "group",
        &json!({"group": "elsewhere", "policy": document}),
    );
    fixture.add(
        "AWS::IAM::Policy",
        "Policy",
        &json!({"PolicyName": "p", "Users": ["a"], "Groups": ["b"], "PolicyDocument": document}),
    );
    fixture.add(
        "AWS::IAM::GroupPolicy",
        "GroupPolicy",
        &json!({"PolicyName": "p", "GroupName": "b", "PolicyDocument": document}),
    );
    let resources = fixture.printed()["resources"].clone();
    let ty = |id: &str| resources[id]["type"].clone();
    assert_eq!(ty("aws_iam_role_policy.here"), "aws_iam_role_policy", "it is folded into its role");
    for id in [
        "aws_iam_role_policy.role",
        "aws_iam_user_policy.user",
        "aws_iam_group_policy.group",
        "Policy",
        "GroupPolicy",
    ] {
        assert_eq!(ty(id), "iam.policy", "{id}");
        assert_eq!(
            resources[id]["values"]["statements"][0]["grants"],
            json!(["ecs:runtask"]),
            "{id}"
        );
    }
    let people = |id: &str| {
        (resources[id]["values"]["users"].clone(), resources[id]["values"]["groups"].clone())
    };
    assert_eq!(people("aws_iam_role_policy.role"), (J::Null, J::Null));
    assert_eq!(people("aws_iam_user_policy.user"), (json!(["elsewhere"]), J::Null));
    assert_eq!(people("aws_iam_group_policy.group"), (J::Null, json!(["elsewhere"])));
    assert_eq!(people("Policy"), (json!(["a"]), json!(["b"])));
    assert_eq!(people("GroupPolicy"), (J::Null, json!(["b"])));
}

#[test]
fn a_shared_policy_knows_who_holds_it() {
    let mut fixture = Fixture::new("x");
    fixture.add(
        "aws_iam_policy",
        "shared",
        &json!({"name": "shared", "policy": {"Statement": []}}),
    );
    let arn = json!({"$ref": ["aws_iam_policy.shared", "arn"]});
    fixture.add("aws_iam_role", "inside", &json!({"name": "inside", "managed_policy_arns": [arn]}));
    fixture.add("aws_iam_user", "attached", &json!({"name": "attached"}));
    fixture.add(
        "aws_iam_user_policy_attachment",
        "a",
        &json!({"user": "attached", "policy_arn": arn}),
    );
    let holders =
        fixture.printed()["resources"]["aws_iam_policy.shared"]["derived"]["holders"].clone();
    assert_eq!(holders, json!(["aws_iam_role.inside", "aws_iam_user.attached"]));
}

#[test]
fn a_key_whose_beginning_is_not_known_keeps_its_name() {
    let mut fixture = Fixture::new("x");
    let blocks = json!({"statement": [{"actions": ["sts:AssumeRoleWithWebIdentity"],
        "condition": [{"test": "StringLike", "variable": {"$pieces": [{"$unknown": "var.host"}, ":sub"]}, "values": ["repo:a/b"]},
            {"test": "StringLike", "variable": {"$unknown": "var.key"}, "values": ["x"]}]}]});
    let data = fixture.add("aws_iam_policy_document", "d", &blocks);
    data.kind = ResourceKind::Data;
    data.address = "data.aws_iam_policy_document.d".to_owned();
    fixture.add(
        "aws_iam_role",
        "r",
        &json!({"assume_role_policy": {"$ref": ["data.aws_iam_policy_document.d", "json"]}}),
    );
    let conditions =
        fixture.printed()["resources"]["aws_iam_role.r"]["values"]["trust_policy"]["statements"][0]
            ["conditions"]
            .clone();
    assert_eq!(conditions[0]["key"], "x:sub");
    assert_eq!(conditions[1]["rest"], true, "any key may be meant");
}

#[test]
fn a_stage_is_bounded_by_the_settings_of_its_own_api() {
    let mut fixture = Fixture::new("x");
    for api in ["a", "b"] {
        fixture.add("aws_api_gateway_rest_api", api, &json!({"name": api}));
        let of = json!({"$ref": [format!("aws_api_gateway_rest_api.{api}"), "id"]});
        fixture.add(
            "aws_api_gateway_stage",
            api,
            &json!({"rest_api_id": of, "stage_name": "live"}),
        );
    }
    let of_b = json!({"$ref": ["aws_api_gateway_rest_api.b", "id"]});
    let settings = json!({"rest_api_id": of_b, "stage_name": "live", "method_path": "*/*", "settings": [{"throttling_rate_limit": 5}]});
    fixture.add("aws_api_gateway_method_settings", "s", &settings);
    let plan = json!({"api_stages": [{"api_id": "x", "stage": "y"}, {"api_id": of_b, "stage": "live"}], "throttle_settings": [{"burst_limit": 5}]});
    fixture.add("aws_api_gateway_usage_plan", "p", &plan);
    fixture.add(
        "aws_api_gateway_deployment",
        "d",
        &json!({"rest_api_id": of_b, "stage_name": "old"}),
    );
    fixture.add("aws_api_gateway_deployment", "e", &json!({"rest_api_id": of_b}));
    let resources = fixture.printed()["resources"].clone();
    let values = |id: &str| resources[id]["values"].clone();
    assert!(values("aws_api_gateway_stage.a").get("throttling_rate_limit").is_none());
    assert!(values("aws_api_gateway_stage.a").get("usage_plan_throttled").is_none());
    assert_eq!(values("aws_api_gateway_stage.b")["throttling_rate_limit"], 5);
    assert_eq!(values("aws_api_gateway_stage.b")["usage_plan_throttled"], true);
    assert_eq!(resources["aws_api_gateway_deployment.d"]["type"], "apigateway.stage");
    assert_eq!(resources["aws_api_gateway_deployment.e"]["type"], "aws_api_gateway_deployment");
}

#[test]
fn several_endpoints_blocks_are_one_map() {
    let mut fixture = Fixture::new("x");
    provider(
        &mut fixture,
        &json!({"endpoints": [{"s3": "http://localhost", "sqs": null}, {"ecs": "http://127.0.0.1"}]}),
    );
    let endpoints = fixture.printed()["resources"]["provider.aws"]["values"]["endpoints"].clone();
    assert_eq!(endpoints, json!({"s3": "http://localhost", "ecs": "http://127.0.0.1"}));
}

#[test]
fn a_module_source_with_a_variable_in_it_may_have_any_ref() {
    let module = |source: J| {
        let mut fixture = Fixture::new("x");
        let block = fixture.add("module", "m", &json!({"source": source}));
        block.kind = ResourceKind::Module;
        block.address = "module.m".to_owned();
        fixture.printed()["resources"]["module.m"]["values"].clone()
    };
    let open = module(
        json!({"$pieces": ["git::https://example.com/a.git//b?ref=", {"$unknown": "var.ref"}]}),
    );
    assert!(open["kind"].get("$unknown").is_some());
    assert!(open["ref"].get("$unknown").is_some());
    assert_eq!(module(json!("github.com/a/b?depth=1&ref=main"))["ref"], "main");
}
