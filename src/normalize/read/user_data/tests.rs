use crate::normalize::tests::Fixture;
use serde_json::{Value as J, json};

/// The lines and settings of an instance whose user data is this.
fn script(user_data: &J) -> J {
    let mut fixture = Fixture::new("");
    fixture.add("aws_instance", "it", &json!({"user_data": user_data}));
    let printed = fixture.printed();
    let values = &printed["resources"]["aws_instance.it"]["values"];
    let settings = values["user_data_settings"].as_array().cloned().unwrap_or_default();
    let settings: Vec<J> = settings
        .iter()
        .map(|item| {
            if item["rest"] == true { json!("rest") } else { json!([item["name"], item["value"]]) }
        })
        .collect();
    json!({"lines": values["user_data_lines"], "settings": settings})
}

fn settings(text: &str) -> J {
    script(&json!(text))["settings"].clone()
}

#[test]
fn every_encoding_gives_the_same_script() {
    let plain = script(&json!("#!/bin/bash\necho ECS_CLUSTER=a >> /etc/ecs/ecs.config\n"));
    assert_eq!(plain["lines"], json!(["#!/bin/bash", "echo ECS_CLUSTER=a >> /etc/ecs/ecs.config"]));
    assert_eq!(plain["settings"], json!([["ECS_CLUSTER", "a"]]));
    // base64; gzip in base64.
    let encoded = "IyEvYmluL2Jhc2gKZWNobyBFQ1NfQ0xVU1RFUj1hID4+IC9ldGMvZWNzL2Vjcy5jb25maWcK";
    assert_eq!(script(&json!(encoded)), plain);
    let zipped = zipped_text("#!/bin/bash\necho ECS_CLUSTER=a >> /etc/ecs/ecs.config\n");
    assert_eq!(script(&json!(zipped)), plain);
    // A part of a MIME message, and a file of a cloud-config.
    let mime = format!(
        "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Transfer-Encoding: base64\n\n{encoded}\n--b--\n"
    );
    assert_eq!(script(&json!(mime))["settings"], plain["settings"]);
    assert_eq!(
        settings(&format!("#cloud-config\nwrite_files:\n- encoding: b64\n  content: {encoded}\n")),
        plain["settings"]
    );
    assert_eq!(
        settings(&format!("\"write_files\":\n- \"content\": \"{encoded}\"\n")),
        plain["settings"]
    );
    let long = zipped_text(&"echo ECS_CLUSTER=a\n".repeat(10_000));
    assert_eq!(
        script(&json!(long))["lines"],
        json!({"$unknown": "the user data is too long to be read"})
    );
    // What looks like base64 and is none, and what a plan keeps of old providers.
    assert_eq!(script(&json!("password"))["lines"], json!(["password"]));
    assert_eq!(
        script(&json!("da39a3ee5e6b4b0d3255bfef95601890afd80709"))["lines"],
        json!({"$unknown": "only a hash of the user data is known"})
    );
}

fn zipped_text(text: &str) -> String {
    use base64::Engine as _;
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    base64::engine::general_purpose::STANDARD.encode(encoder.finish().unwrap())
}

#[test]
fn settings_are_read_as_their_language_spells_them() {
    for (text, expected) in [
        ("ECS_CLUSTER=a\nECS_X=b c", json!([["ECS_CLUSTER", "a"], ["ECS_X", "b"]])),
        ("export ECS_CLUSTER=\"a b\"; ECS_X='c'", json!([["ECS_CLUSTER", "a b"], ["ECS_X", "c"]])),
        ("echo 'ECS_CLUSTER=a' >> f", json!([["ECS_CLUSTER", "a"]])),
        ("echo -e \"ECS_CLUSTER=a\\nECS_X=b\" >> f", json!([["ECS_CLUSTER", "a"], ["ECS_X", "b"]])),
        (
            "docker run --env=ECS_CLUSTER=a --env ECS_X=b image",
            json!([["ECS_CLUSTER", "a"], ["ECS_X", "b"]]),
        ),
        ("ECS_DATA={\"a\": {\"b\": 1}} >> f", json!([["ECS_DATA", "{\"a\": {\"b\": 1}}"]])),
        ("# ECS_CLUSTER=a\n  #ECS_X=b", json!([])),
        ("if [ \"$A\" == \"b\" ]; then lower=x; fi", json!([])),
        ("$env:ECS_CLUSTER = \"a\"", json!([["ECS_CLUSTER", "a"]])),
        (
            "[Environment]::SetEnvironmentVariable(\"ECS_X\", $TRUE, \"Machine\")",
            json!([["ECS_X", "TRUE"]]),
        ),
        (
            "Initialize-ECSAgent -Cluster 'a' -EnableTaskIAMRole",
            json!([["ECS_CLUSTER", "a"], ["ECS_ENABLE_TASK_IAM_ROLE", "true"]]),
        ),
        (
            "Initialize-ECSAgent `\n  -AwsvpcBlockIMDS",
            json!([["ECS_AWSVPC_BLOCK_IMDS", "true"], ["ECS_CLUSTER", "default"]]),
        ),
        (
            "initialize-ecsagent -cluster:a -EnableTaskIAMRole:$false",
            json!([["ECS_CLUSTER", "a"], ["ECS_ENABLE_TASK_IAM_ROLE", "false"]]),
        ),
        ("Initialize-ECSAgent @parameters", json!([["ECS_CLUSTER", "default"], "rest"])),
    ] {
        assert_eq!(settings(text), expected, "{text}");
    }
}

#[test]
fn what_is_not_known_may_set_more_unless_it_is_a_word() {
    let of = |pieces: J| script(&json!({"$pieces": pieces}));
    let hole = json!({"$unknown": "var.x has no default"});
    let cluster = json!({"$ref": ["aws_ecs_cluster.main", "id"]});
    // A line of its own may be anything; a word inside one may not.
    assert_eq!(
        of(json!(["ECS_CLUSTER=a\n", hole, "\n"]))["settings"],
        json!([["ECS_CLUSTER", "a"], "rest"])
    );
    assert_eq!(
        of(json!(["echo \"", hole, "\" >> /etc/ecs/ecs.config"]))["settings"],
        json!(["rest"])
    );
    assert_eq!(of(json!(["aws s3 cp s3://", hole, "/x ."]))["settings"], json!([]));
    assert_eq!(of(json!(["aws --region ", hole, " s3 ls"]))["settings"], json!([]));
    assert_eq!(of(json!(["start ", cluster, "\n"])), json!({"lines": ["start"], "settings": []}));
    assert_eq!(of(json!(["# ", hole, "\n"]))["settings"], json!([]));
    let joined = of(json!(["ECS_CLUSTER=", cluster, "\n"]));
    assert_eq!(joined["settings"], json!([["ECS_CLUSTER", "${aws_ecs_cluster.main.id}"]]));
    assert_eq!(script(&hole)["lines"], json!({"$unknown": "var.x has no default"}));
}

#[test]
fn a_part_has_its_own_place() {
    let source = "user_data = \"#!/bin/bash\necho ECS_CLUSTER=prod >> f\"";
    let mut fixture = Fixture::new(source);
    fixture.add(
        "aws_instance",
        "it",
        &json!({"user_data": "#!/bin/bash\necho ECS_CLUSTER=prod >> f"}),
    );
    let (document, _) = fixture.document();
    assert_eq!(
        fixture.text_at(&document, "aws_instance.it", "/user_data_settings/0/name"),
        "ECS_CLUSTER"
    );
    assert_eq!(
        fixture.text_at(&document, "aws_instance.it", "/user_data_settings/0/value"),
        "prod"
    );
    assert_eq!(
        fixture.text_at(&document, "aws_instance.it", "/user_data_lines/1"),
        "echo ECS_CLUSTER=prod >> f"
    );
}

#[test]
fn secrets_in_user_data_are_not_printed() {
    let text = "export DB_PASSWORD=correct-horse\necho 'ECS_ENGINE_AUTH_DATA={\"r\":{\"password\":\"battery\"}}'\n-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\necho staple\n";
    use base64::Engine as _;
    for value in [
        json!(text),
        json!(base64::engine::general_purpose::STANDARD.encode(text)),
        json!({"$pieces": [text, {"$unknown": "var.x has no default"}]}),
    ] {
        let mut fixture = Fixture::new("");
        fixture.add("aws_instance", "it", &json!({"user_data": value}));
        let printed = fixture.printed()["resources"]["aws_instance.it"]["values"].to_string();
        for secret in ["correct-horse", "battery", "MIIEow"] {
            assert!(!printed.contains(secret), "{printed}");
        }
        assert!(printed.contains("echo staple"), "{printed}");
    }
}

#[test]
fn an_image_is_known_by_its_name() {
    let platform = |image: J| {
        let mut fixture = Fixture::new("");
        fixture.add("aws_instance", "it", &json!({"ami": image}));
        fixture.add("aws_ami_copy", "own", &json!({"name": "hardened-al2023"}));
        fixture.add("aws_ami_copy", "other", &json!({"name": "ubuntu-24.04"}));
        fixture.add(
            "aws_ami_copy",
            "open",
            &json!({"name": {"$unknown": "var.name has no default"}}),
        );
        fixture.printed()["resources"]["aws_instance.it"]["values"]["image_platform"].clone()
    };
    assert_eq!(
        platform(json!("resolve:ssm:/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id")),
        "bottlerocket"
    );
    assert_eq!(
        platform(
            json!({"$unknown": "the SSM parameter /aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id is read at deployment"})
        ),
        "amazon-linux-2"
    );
    assert_eq!(platform(json!({"$ref": ["aws_ami_copy.own", "id"]})), "amazon-linux-2023");
    assert_eq!(platform(json!("ami-0abcdef1234567890")), J::Null);
    assert_eq!(platform(json!({"$ref": ["aws_ami_copy.other", "id"]})), J::Null);
    assert_eq!(
        platform(json!({"$ref": ["aws_ami_copy.open", "id"]})),
        json!("${aws_ami_copy.open.id}")
    );
    assert_eq!(
        platform(json!({"$unknown": "var.image has no default"})),
        json!({"$unknown": "var.image has no default"})
    );
}

#[test]
fn what_stands_where_secrets_stand_is_not_printed() {
    let mut fixture = Fixture::new("");
    fixture.add("aws_db_instance", "it", &json!({"password": "battery"}));
    fixture.add("aws_secretsmanager_secret", "it", &json!({"name": "it"}));
    let version = json!({"secret_id": {"$ref": ["aws_secretsmanager_secret.it", "id"]}, "secret_string": "battery"});
    fixture.add("aws_secretsmanager_secret_version", "it", &version);
    fixture.add(
        "aws_ssm_parameter",
        "it",
        &json!({"name": "it", "type": "String", "value": "battery"}),
    );
    let entry = json!({"name": "API_TOKEN", "value": "battery"});
    fixture.add(
        "aws_codebuild_project",
        "it",
        &json!({"environment": [{"environment_variable": [entry]}]}),
    );
    let printed = fixture.printed();
    assert!(!printed.to_string().contains("battery"), "{printed}");
    assert_eq!(
        printed["resources"]["aws_db_instance.it"]["marks"]["/master_user_password"],
        json!(["hidden"])
    );
}
