use crate::normalize::read::statement::matches;
use crate::normalize::tests::Fixture;
use serde_json::{Value as J, json};

fn printed(resources: &[(&str, &str, J)]) -> J {
    let mut fixture = Fixture::new("x");
    for (ty, name, values) in resources {
        fixture.add(ty, name, values);
    }
    fixture.printed()["resources"].clone()
}

fn allow(actions: &J, resources: &J) -> J {
    json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": actions, "Resource": resources}})
}

#[test]
fn patterns_match_as_iam_matches() {
    for (pattern, text, wanted) in [
        ("*", "s3:getobject", true),
        ("s3:*", "s3:getobject", true),
        ("s3:get*", "s3:getobject", true),
        ("s3:get?bject", "s3:getobject", true),
        ("s3:put*", "s3:getobject", false),
        ("*:get*ject", "s3:getobject", true),
        ("", "s3:getobject", false),
        ("s3:getobject", "s3:getobjectacl", false),
    ] {
        assert_eq!(matches(pattern, text), wanted, "{pattern} {text}");
    }
}

#[test]
fn statements_have_one_shape() {
    let resources = printed(&[(
        "AWS::IAM::Role",
        "Role",
        json!({"RoleName": "r", "AssumeRolePolicyDocument": {"Statement": [
            {"Effect": "Allow", "Principal": {"Service": ["ecs-tasks.amazonaws.com"], "AWS": "arn:aws:iam::210987654321:root"}, "Action": "sts:AssumeRole",
             "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}},
            {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]},
            "Policies": [{"PolicyName": "p", "PolicyDocument": allow(&json!("s3:*"), &json!("*"))}]}),
    )]);
    let role = &resources["Role"]["values"];
    let trust = &role["trust_policy"]["statements"];
    assert_eq!(
        trust[0]["principals"][0],
        json!({"type": "Service", "id": "ecs-tasks.amazonaws.com"})
    );
    let foreign =
        json!({"$unknown": "210987654321 may be the account that this code is deployed to"});
    let account = json!({"type": "AWS", "id": "arn:aws:iam::210987654321:root", "account": "210987654321", "foreign": foreign});
    assert_eq!(trust[0]["principals"][1], account);
    assert_eq!(
        trust[0]["conditions"],
        json!([{"operator": "StringEquals", "key": "aws:sourceaccount", "values": ["1"]}])
    );
    assert_eq!((&trust[0]["restricted"], &trust[1]["restricted"]), (&json!(true), &json!(false)));
    assert_eq!(trust[1]["principals"], json!([{"type": "*", "id": "*"}]));
    let policy = &role["policies"][0];
    assert_eq!((&policy["name"], &policy["kind"]), (&json!("p"), &json!("inline")));
    let statement = &policy["statements"][0];
    let grants = json!([
        "s3:deletebucket",
        "s3:deleteobjectversion",
        "s3:getobject",
        "s3:putbucketversioning",
        "s3:putlifecycleconfiguration"
    ]);
    assert_eq!(statement["grants"], grants);
    assert_eq!((&statement["everything"], &statement["admin"]), (&json!(true), &json!(false)));
}

/// Every log group is no ECS service, and every bucket is not the account.
#[test]
fn an_action_does_nothing_on_the_arns_of_another_service() {
    let of = |actions: serde_json::Value, resources: serde_json::Value| {
        let text =
            json!({"Statement": [{"Effect": "Allow", "Action": actions, "Resource": resources}]});
        let resources =
            printed(&[("aws_iam_policy", "p", json!({"name": "p", "policy": text.to_string()}))]);
        resources["aws_iam_policy.p"]["values"]["statements"][0].clone()
    };
    let grants = |statement: &serde_json::Value, action: &str| {
        statement["grants"].as_array().unwrap().contains(&json!(action))
    };
    let logs = of(json!(["ecs:*", "logs:*"]), json!(["arn:aws:logs:*:*:*"]));
    assert_eq!(logs["everything"], json!(true));
    assert!(!grants(&logs, "ecs:updateservice"), "{logs}");
    let buckets = of(json!("*"), json!("arn:aws:s3:::*"));
    assert_eq!((&buckets["everything"], &buckets["admin"]), (&json!(true), &json!(false)));
    assert!(grants(&buckets, "s3:getobject") && !grants(&buckets, "ecs:updateservice"));
    for all in [json!("*"), json!(["arn:aws:logs:*:*:*", "*"]), json!("arn:aws:*")] {
        let statement = of(json!("ecs:*"), all);
        assert!(grants(&statement, "ecs:updateservice"), "{statement}");
    }
    // An action whose resources are those of another service.
    let roles = of(json!("sts:AssumeRole"), json!("arn:aws:iam::*:role/*"));
    assert!(grants(&roles, "sts:assumerole"), "{roles}");
}

#[test]
fn a_role_has_what_is_attached_to_it() {
    let resources = printed(&[
        ("aws_iam_role", "task", json!({"name": "task"})),
        (
            "aws_iam_role_policy",
            "own",
            json!({"name": "own", "role": {"$ref": ["aws_iam_role.task", "id"]}, "policy": allow(&json!(["*"]), &json!(["*"]))}),
        ),
        (
            "aws_iam_policy",
            "shared",
            json!({"name": "shared", "policy": allow(&json!("iam:PassRole"), &json!("*"))}),
        ),
        (
            "aws_iam_role_policy_attachment",
            "a",
            json!({"role": "task", "policy_arn": {"$ref": ["aws_iam_policy.shared", "arn"]}}),
        ),
        (
            "aws_iam_role_policy_attachment",
            "b",
            json!({"role": {"$ref": ["aws_iam_role.task", "name"]}, "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ),
        (
            "aws_iam_role_policy_attachment",
            "c",
            json!({"role": "task", "policy_arn": "arn:aws:iam::1:policy/elsewhere"}),
        ),
    ]);
    let role = &resources["aws_iam_role.task"];
    let policies = role["values"]["policies"].as_array().unwrap();
    let by_kind: Vec<(&str, &J)> = policies
        .iter()
        .map(|policy| (policy["kind"].as_str().unwrap(), &policy["statements"]))
        .collect();
    assert_eq!(by_kind[0].0, "inline");
    assert_eq!(by_kind[0].1[0]["admin"], true);
    assert_eq!(policies[0]["source"], "aws_iam_role_policy.own");
    assert_eq!(by_kind[1].1[0]["grants"], json!(["iam:passrole"]));
    assert_eq!(policies[1]["source"], "aws_iam_policy.shared");
    assert_eq!(
        (by_kind[2].0, &policies[2]["name"]),
        ("aws_managed", &json!("AdministratorAccess"))
    );
    assert_eq!(by_kind[2].1[0]["admin"], true);
    assert!(by_kind[3].1.get("$unknown").is_some());
    assert_eq!(role["satellites"].as_array().unwrap().len(), 4);
    assert_eq!(resources["aws_iam_policy.shared"]["values"]["attached_to"], json!(["task"]));
}

#[test]
fn documents_of_data_sources_are_read() {
    let mut fixture = Fixture::new("x");
    let blocks = json!({"statement": [{"actions": ["ecs:*"], "resources": ["*"], "condition": [{"test": "StringEquals", "variable": "aws:UserAgent", "values": ["x"]}]},
        {"effect": "Deny", "not_actions": ["iam:*"], "resources": ["*"], "principals": [{"type": "AWS", "identifiers": ["*"]}]}]});
    let data = fixture.add("aws_iam_policy_document", "doc", &blocks);
    data.kind = crate::unit::ResourceKind::Data;
    data.address = "data.aws_iam_policy_document.doc".to_owned();
    fixture.add(
        "aws_iam_policy",
        "p",
        &json!({"policy": {"$ref": ["data.aws_iam_policy_document.doc", "json"]}}),
    );
    let statements =
        fixture.printed()["resources"]["aws_iam_policy.p"]["values"]["statements"].clone();
    assert_eq!(
        (&statements[0]["effect"], &statements[0]["restricted"]),
        (&json!("allow"), &json!(false))
    );
    assert!(statements[0]["grants"].as_array().unwrap().contains(&json!("ecs:runtask")));
    assert_eq!(
        (&statements[1]["effect"], &statements[1]["not_actions"]),
        (&json!("deny"), &json!(["iam:*"]))
    );
    assert!(statements[1].get("grants").is_none(), "only allow statements grant");
}

#[test]
fn what_is_not_known_stays_so() {
    let resources = printed(&[
        ("aws_iam_role", "r", json!({"name": "r"})),
        (
            "aws_iam_role_policy",
            "p",
            json!({"role": {"$unknown": "var.role"}, "policy": allow(&json!("*"), &json!("*"))}),
        ),
        (
            "aws_iam_policy",
            "q",
            json!({"policy": allow(&json!(["s3:GetObject", {"$unknown": "var.a"}]), &json!({"$unknown": "var.r"}))}),
        ),
    ]);
    let rest = &resources["aws_iam_role.r"]["values"]["policies"][0];
    assert_eq!(rest["rest"], true);
    assert!(rest["$unknown"].as_str().unwrap().contains("aws_iam_role_policy.p"));
    let statement = &resources["aws_iam_policy.q"]["values"]["statements"][0];
    assert_eq!(statement["grants"], json!(["s3:getobject", {"$unknown": "var.a", "rest": true}]));
    assert!(statement["everything"].get("$unknown").is_some());
}

#[test]
fn the_arn_of_a_resource_is_not_everything() {
    for (resource, own) in [
        (json!({"$ref": ["aws_s3_bucket.b", "arn"]}), true),
        (json!({"$pieces": [{"$ref": ["aws_s3_bucket.b", "arn"]}, "/*"]}), true),
        (json!({"$ref": ["Table", "Arn"]}), true),
        (json!({"$ref": ["Topic", "Ref"]}), true),
        (json!({"$ref": ["aws_ssm_parameter.p", "value"]}), false),
        (json!({"$ref": ["module.tables", "table_arn"]}), false),
        (json!({"$ref": ["Child", "Outputs.TableArn"]}), false),
        (json!({"$pieces": [{"$unknown": "var.prefix"}, "/*"]}), false),
    ] {
        let resources = printed(&[(
            "aws_iam_policy",
            "p",
            json!({"policy": allow(&json!("s3:GetObject"), &resource)}),
        )]);
        let everything = &resources["aws_iam_policy.p"]["values"]["statements"][0]["everything"];
        assert_eq!(*everything == json!(false), own, "{resource}: {everything}");
    }
}

#[test]
fn security_group_rules_are_ranges_of_one_direction() {
    let resources = printed(&[
        (
            "aws_security_group",
            "g",
            json!({"ingress": [{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}]}),
        ),
        (
            "aws_security_group_rule",
            "out",
            json!({"type": "egress", "security_group_id": {"$ref": ["aws_security_group.g", "id"]}, "protocol": "tcp", "from_port": 1, "to_port": 2}),
        ),
        (
            "aws_vpc_security_group_ingress_rule",
            "self",
            json!({"security_group_id": {"$ref": ["aws_security_group.g", "id"]}, "ip_protocol": "tcp", "cidr_ipv4": "10.0.0.0/8",
                "referenced_security_group_id": {"$ref": ["aws_security_group.g", "id"]}}),
        ),
    ]);
    let group = &resources["aws_security_group.g"]["values"];
    assert_eq!(
        group["ingress"][0],
        json!({"protocol": "all", "from_port": 0, "to_port": 65535, "cidr_blocks": ["0.0.0.0/0"]})
    );
    assert_eq!(group["ingress"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&group["ingress"][1]["self"], &group["ingress"][1]["cidr_blocks"]),
        (&json!(true), &json!(["10.0.0.0/8"]))
    );
    assert_eq!(
        (&group["ingress"][1]["from_port"], &group["ingress"][1]["to_port"]),
        (&json!(0), &json!(65535))
    );
    assert_eq!(group["egress"].as_array().unwrap().len(), 1);
}

#[test]
fn classic_load_balancers_have_listeners_and_docker_volumes_host_paths() {
    let resources = printed(&[
        (
            "aws_elb",
            "web",
            json!({"listener": [{"lb_protocol": "http", "lb_port": 80, "instance_port": 8080}]}),
        ),
        (
            "ecs.task-definition",
            "t",
            json!({"volumes": [{"name": "v", "dockerVolumeConfiguration": {"driver": "local", "driverOpts": {"type": "none", "o": "bind", "device": "/etc"}}}]}),
        ),
    ]);
    let listener = &resources["aws_elb.web/listener/0"];
    assert_eq!(
        (&listener["type"], &listener["values"]["protocol"], &listener["values"]["port"]),
        (&json!("elb.listener"), &json!("HTTP"), &json!(80))
    );
    assert_eq!(
        listener["refs"]["/load_balancer"],
        json!([{"to": "aws_elb.web", "attribute": "arn"}])
    );
    assert_eq!(resources["aws_elb.web"]["values"]["load_balancer_type"], "classic");
    assert_eq!(resources["ecs.task-definition.t"]["values"]["volumes"][0]["host_path"], "/etc");
}

#[test]
fn buckets_take_their_settings_from_satellites() {
    let resources = printed(&[
        ("aws_s3_bucket", "b", json!({"bucket": "logs"})),
        (
            "aws_s3_bucket_versioning",
            "v",
            json!({"bucket": {"$ref": ["aws_s3_bucket.b", "id"]}, "versioning_configuration": [{"status": "Enabled"}]}),
        ),
        (
            "aws_s3_bucket_public_access_block",
            "p",
            json!({"bucket": "logs", "block_public_acls": true}),
        ),
        ("aws_cloudtrail", "t", json!({"s3_bucket_name": {"$ref": ["aws_s3_bucket.b", "bucket"]}})),
    ]);
    let bucket = &resources["aws_s3_bucket.b"];
    assert_eq!(bucket["values"]["versioning"], json!({"status": "Enabled"}));
    assert_eq!(bucket["values"]["public_access_block"]["block_public_acls"], true);
    assert_eq!(bucket["derived"]["receives_logs"], json!(["aws_cloudtrail.t"]));
}

#[test]
fn services_say_how_they_name_their_task() {
    let kind = |value: J| {
        printed(&[("aws_ecs_service", "s", json!({"task_definition": value}))])["aws_ecs_service.s"]
            ["values"]["task_definition_kind"]
            .clone()
    };
    assert_eq!(kind(json!("web")), "family");
    assert_eq!(kind(json!("web:3")), "family_revision");
    assert_eq!(kind(json!("arn:aws:ecs:eu-west-1:1:task-definition/web")), "arn_without_revision");
    assert_eq!(kind(json!("arn:aws:ecs:eu-west-1:1:task-definition/web:3")), "arn");
    assert_eq!(kind(json!({"$ref": ["aws_ecs_task_definition.t", "id"]})), "family");
    assert_eq!(kind(json!({"$ref": ["aws_ecs_task_definition.t", "arn"]})), "arn");
    assert_eq!(
        kind(
            json!({"$pieces": [{"$ref": ["aws_ecs_task_definition.t", "family"]}, ":", {"$ref": ["aws_ecs_task_definition.t", "revision"]}]})
        ),
        "family_revision"
    );
    assert!(kind(json!({"$unknown": "var.task"})).get("$unknown").is_some());
}

#[test]
fn urls_are_known_as_far_as_they_are_written() {
    let url = |value: J| {
        printed(&[(
            "ecs.task-definition",
            "t",
            json!({"containerDefinitions": [{"environment": [{"name": "A", "value": value}]}]}),
        )])["ecs.task-definition.t"]["values"]["containers"][0]["environment"][0]["url"]
            .clone()
    };
    assert_eq!(
        url(json!("redis://Cache.local:6379/0")),
        json!({"scheme": "redis", "host": "cache.local"})
    );
    assert_eq!(url(json!("postgres://db")), json!({"scheme": "postgres", "host": "db"}));
    assert_eq!(
        url(json!({"$pieces": ["http://api:", {"$unknown": "var.port"}]})),
        json!({"scheme": "http", "host": "api"})
    );
    let open = url(json!({"$pieces": ["http://", {"$ref": ["aws_lb.x", "dns_name"]}, "/v1"]}));
    assert_eq!((&open["scheme"], &open["host"]), (&json!("http"), &json!("${aws_lb.x.dns_name}")));
    assert!(url(json!("plain")).is_null());
}
