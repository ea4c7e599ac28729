//! A fix fits the code that the finding stands in: a module's call takes arguments, a rule that is a
//! resource of its own takes no block, and a function keeps its language.

use crate::program::Folder;

/// The fix of a check's only finding.
fn fix(text: &str, check: &str) -> String {
    let folder = Folder::new(&[("main.tf", text)]);
    let report = folder.scan(&[".", "--enable", "all"]).json();
    let findings = report["findings"].as_array().unwrap();
    let found: Vec<_> = findings.iter().filter(|finding| finding["check"] == check).collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0]["fix"].as_str().unwrap().to_owned()
}

#[test]
fn the_call_of_a_registry_module_is_told_the_modules_arguments() {
    let call = "module \"vpc\" {\n  source  = \"terraform-aws-modules/vpc/aws\"\n  version = \"5.0.0\"\n  cidr    = \"10.0.0.0/16\"\n}\n";
    let told = fix(call, "insufficient-api-logging.vpc-flow-logs-disabled");
    assert!(told.contains("enable_flow_log "), "{told}");
    assert!(!told.contains("aws_vpc.this"), "{told}");
    let own = fix(
        "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n",
        "insufficient-api-logging.vpc-flow-logs-disabled",
    );
    assert!(own.contains("resource \"aws_flow_log\""), "{own}");
}

#[test]
fn a_rule_that_is_a_resource_is_told_no_block() {
    let with = |rule: &str| {
        let text = format!(
            "resource \"aws_security_group\" \"g\" {{\n{}}}\n{}resource \"aws_ecs_service\" \"s\" {{\n  name = \"s\"\n  network_configuration {{\n    subnets         = [\"subnet-1\"]\n    security_groups = [aws_security_group.g.id]\n  }}\n}}\n",
            if rule.starts_with("resource") { "" } else { rule },
            if rule.starts_with("resource") { rule } else { "" },
        );
        fix(&text, "unrestricted-egress.egress-open-to-world")
    };
    let block = with(
        "  egress {\n    protocol    = \"-1\"\n    from_port   = 0\n    to_port     = 0\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n",
    );
    assert!(block.contains("egress {"), "{block}");
    let rule = with(
        "resource \"aws_security_group_rule\" \"out\" {\n  type              = \"egress\"\n  security_group_id = aws_security_group.g.id\n  protocol          = \"-1\"\n  from_port         = 0\n  to_port           = 0\n  cidr_blocks       = [\"0.0.0.0/0\"]\n}\n",
    );
    assert!(!rule.contains("egress {") && rule.contains("to_port   = 443"), "{rule}");
    let newer = with(
        "resource \"aws_vpc_security_group_egress_rule\" \"out\" {\n  security_group_id = aws_security_group.g.id\n  ip_protocol       = \"-1\"\n  cidr_ipv4         = \"0.0.0.0/0\"\n}\n",
    );
    assert!(newer.contains("ip_protocol = \"tcp\""), "{newer}");
}

#[test]
fn a_function_is_told_a_runtime_of_its_language() {
    for (old, language) in [
        ("python3.7", "python3."),
        ("nodejs12.x", "nodejs"),
        ("java8", "java"),
        ("go1.x", "provided."),
    ] {
        let text = format!(
            "resource \"aws_lambda_function\" \"f\" {{\n  function_name = \"f\"\n  role          = \"arn:aws:iam::123456789012:role/f\"\n  handler       = \"a.b\"\n  filename      = \"a.zip\"\n  runtime       = \"{old}\"\n}}\nresource \"aws_ecs_cluster\" \"c\" {{\n  name = \"c\"\n}}\n"
        );
        let told = fix(&text, "vulnerable-libraries.end-of-life-lambda-runtime");
        assert!(told.contains(&format!("runtime = \"{language}")), "{told}");
    }
}

#[test]
fn what_a_modules_default_decides_says_which_argument() {
    let text = "module \"alb\" {\n  source  = \"terraform-aws-modules/alb/aws\"\n  version = \"8.7.0\"\n  name    = \"web\"\n  subnets = [\"subnet-1\", \"subnet-2\"]\n  vpc_id  = \"vpc-1\"\n  https_listeners = [{ port = 443, certificate_arn = \"arn:aws:acm:eu-west-1:123456789012:certificate/a\" }]\n}\n";
    let folder = Folder::new(&[("main.tf", text)]);
    let report = folder.scan(&[".", "--enable", "all"]).json();
    let condition = |check: &str| {
        let mut findings = report["findings"].as_array().unwrap().iter();
        let found = findings.find(|finding| finding["check"] == check);
        found.unwrap_or_else(|| panic!("{check}"))["condition"].clone()
    };
    assert_eq!(
        condition("in-transit-data-tampering.weak-tls-policy"),
        "with the default of `listener_ssl_policy_default` of module.alb"
    );
    // A fix that names the argument says it: it is not said twice.
    assert!(condition("in-transit-data-tampering.invalid-headers-accepted").is_null());
}
